"""Readers: bytes of one format to tables of text with the place of each row."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from interlink.errors import ReadError, nearest
from interlink.readers import csv_files, delimited, edges, edifact, excel, jsons, mail, xml
from interlink.readers.joins import Joined, joined
from interlink.readers.table import (
    FLAT_TABLE,
    MARKS,
    OWN_COLUMNS,
    Batch,
    FileFormat,
    Join,
    TablePath,
    columns_of,
    table_path,
    with_split_tables,
)

__all__ = [
    "FLAT_TABLE",
    "MARKS",
    "OWN_COLUMNS",
    "READERS",
    "Batch",
    "FileFormat",
    "Join",
    "Joined",
    "Reader",
    "TablePath",
    "columns_of",
    "joined_tables",
    "locator",
    "read_batches",
    "reader_for",
    "rows_of",
    "table_path",
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
    that is read all the same. `files`, of formats with several tables beside each other, gives the names of
    the files in a delivered one and the table of each, None where no table is in it.
    """

    read: Callable[[Path, FileFormat], Iterator[Batch]]
    records: Callable[[Path, FileFormat, str | None, Sequence[int]], dict[int, str]]
    editions: Callable[[Path, FileFormat, str], list[str]]
    nested: bool = False
    at_paths: bool = True
    doubts: Callable[[Path, FileFormat], list[str]] = lambda path, fmt: []  # noqa: ARG005
    files: Callable[[Path, FileFormat], dict[str, str | None]] | None = None

    @property
    def several(self) -> bool:
        """Whether a delivery has several tables beside each other."""
        return self.files is not None


READERS: Mapping[str, Reader] = {
    "csv": Reader(delimited.read, delimited.records, delimited.editions, doubts=delimited.doubts),
    "csv_files": Reader(
        csv_files.read,
        csv_files.records,
        csv_files.editions,
        doubts=csv_files.doubts,
        files=csv_files.files,
    ),
    "edges": Reader(edges.read, edges.records, edges.editions, doubts=delimited.doubts),
    "edifact": Reader(edifact.read, edifact.records, edifact.editions, nested=True, doubts=edifact.doubts),
    "email": Reader(mail.read, mail.records, mail.editions, nested=True, at_paths=False),
    "excel": Reader(excel.read, excel.records, excel.editions),
    "json": Reader(jsons.read, jsons.records, jsons.editions, nested=True),
    "jsonl": Reader(jsons.read_lines, jsons.line_records, jsons.line_editions, nested=True, at_paths=False),
    "xml": Reader(xml.read, xml.records, xml.editions, nested=True),
}


def locator(fmt: FileFormat, where: str | None, row: int) -> str:
    """Where a record stands, in words.

    As `row 17`, `message 17`, `sdn.csv, row 17`, `/LIST/ENTRY[17]` or `message 7, segment 17`; of a matrix it
    is a cell, `row 1, column 4`, of a workbook the sheet and the number it shows beside a row.
    """
    if fmt.format == "edges" and where is not None:
        return f"row {row}, column {where}"
    if fmt.format == "edifact":
        return f"{where}, segment {row}"
    if fmt.format in ("csv_files", "excel") and where is not None:
        return f"{where}, row {row}"
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


def joined_tables(files: Sequence[Path], fmt: FileFormat) -> Joined:
    """What the tables of a delivery take from each other; nothing where there is but one beside another.

    Raises
    ------
    ReadError   a table is in none of the files, or cannot be joined
    """
    return joined(fmt, files) if reader_for(fmt.format).several else Joined({})


def rows_of(fmt: FileFormat, files: Iterable[Path]) -> int | None:
    """About how many rows the files hold, where a row is a line; None where only reading them tells.

    For saying how far a load is: line ends inside quotes count too.
    """
    if fmt.format not in ("csv", "jsonl"):
        return None
    headers = fmt.skip_lines + (1 if fmt.format == "csv" and not fmt.columns else 0)
    return sum(max(0, _lines(path) - headers) for path in files)


def _lines(path: Path) -> int:
    with path.open("rb") as file:
        return sum(chunk.count(b"\n") for chunk in iter(lambda: file.read(CHUNK), b""))
