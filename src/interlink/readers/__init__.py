"""Readers: bytes of one format to tables of text with the place of each row."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from interlink.errors import ReadError, nearest
from interlink.readers import delimited, edges, edifact, jsons, mail, xml
from interlink.readers.table import (
    FLAT_TABLE,
    PLACE_COLUMNS,
    Batch,
    FileFormat,
    TablePath,
    columns_of,
    with_split_tables,
)

__all__ = [
    "FLAT_TABLE",
    "PLACE_COLUMNS",
    "READERS",
    "Batch",
    "FileFormat",
    "Reader",
    "TablePath",
    "columns_of",
    "locator",
    "read_batches",
    "reader_for",
    "rows_of",
]


CHUNK = 1 << 22
# What a record is called where it is not a row.
UNITS = {"email": "message", "jsonl": "line"}


@dataclass(frozen=True)
class Reader:
    """One format: batches, records as received, what names the edition, and whether records nest.

    Nested records lie `at_paths` that the source names, unless the whole file is records of one kind.

    `editions` gives the distinct values at the place that the source names, in order of appearance; which
    is the latest depends on how the source writes dates. `doubts` says in words what is odd about a file
    that is read all the same.
    """

    read: Callable[[Path, FileFormat], Iterator[Batch]]
    records: Callable[[Path, FileFormat, str | None, Sequence[int]], dict[int, str]]
    editions: Callable[[Path, FileFormat, str], list[str]]
    nested: bool = False
    at_paths: bool = True
    doubts: Callable[[Path, FileFormat], list[str]] = lambda path, fmt: []  # noqa: ARG005


READERS: Mapping[str, Reader] = {
    "csv": Reader(delimited.read, delimited.records, delimited.editions),
    "edges": Reader(edges.read, edges.records, edges.editions),
    "edifact": Reader(edifact.read, edifact.records, edifact.editions, nested=True, doubts=edifact.doubts),
    "email": Reader(mail.read, mail.records, mail.editions, nested=True, at_paths=False),
    "json": Reader(jsons.read, jsons.records, jsons.editions, nested=True),
    "jsonl": Reader(jsons.read_lines, jsons.line_records, jsons.line_editions, nested=True, at_paths=False),
    "xml": Reader(xml.read, xml.records, xml.editions, nested=True),
}


def locator(fmt: FileFormat, where: str | None, row: int) -> str:
    """Where a record stands, in words.

    As `row 17`, `message 17`, `/LIST/ENTRY[17]`, `row 1, column 4` or `message 7, segment 17`.
    """
    if fmt.format == "edges" and where is not None:
        return f"row {row}, column {where}"
    if fmt.format == "edifact":
        return f"{where}, segment {row}"
    if where is not None:
        return f"{where}[{row}]"
    return f"{UNITS.get(fmt.format, 'row')} {row}"


def reader_for(name: str) -> Reader:
    """The reader of a format.

    Raises
    ------
    ReadError   no such format
    """
    if name not in READERS:
        known = ", ".join(READERS)
        raise ReadError(f"no reader for format '{name}'; there are {known}.{nearest(name, READERS)}")
    return READERS[name]


def read_batches(path: Path, fmt: FileFormat) -> Iterator[Batch]:
    """Batches of a file in its format, with every table its source names.

    Raises
    ------
    ReadError   not of this format, damaged, or in another encoding; the message names the place
    """
    for batch in reader_for(fmt.format).read(path, fmt):
        yield with_split_tables(batch, fmt)


def rows_of(fmt: FileFormat, files: Iterable[Path]) -> int | None:
    """About how many rows the files hold, where a row is a line; None where only reading them tells.

    For saying how far a load is: line ends inside quotes count too.
    """
    if fmt.format not in ("csv", "jsonl"):
        return None
    headers = 1 if fmt.format == "csv" and not fmt.columns else 0
    return sum(max(0, _lines(path) - headers) for path in files)


def _lines(path: Path) -> int:
    with path.open("rb") as file:
        return sum(chunk.count(b"\n") for chunk in iter(lambda: file.read(CHUNK), b""))
