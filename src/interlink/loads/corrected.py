"""A record in quarantine as received, and the file that holds it as somebody corrected it."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

import polars as pl

from interlink.errors import LoadError, QueryError, ReadError, StoreUnavailable, UnknownName, nearest
from interlink.lake import Archive
from interlink.ledger import ArchivedFile
from interlink.ledger.corrections import KeptApart
from interlink.mapping.marks import row_marks
from interlink.mapping.records import prepared
from interlink.mapping.spec import SourceSpec
from interlink.model.marking import Marking
from interlink.readers import (
    OWN_COLUMNS,
    READERS,
    FileFormat,
    columns_of,
    joined_tables,
    locator,
    read_batches,
    reader_for,
)

__all__ = ["Received", "corrected_file", "laid_out", "markings_of", "received", "spec_of_correction"]

LONGEST_STEM = 120
# What a record of each nested format is, where its text alone can be written anew.
NESTED = {"json": "JSON value", "jsonl": "JSON value", "xml": "XML element"}


@dataclass(frozen=True)
class Received:
    """A record in quarantine as it was received.

    `place` is where it stands in `file`, `text` the record as it is shown. A flat record is corrected by its
    `columns`, a nested one by its `text`, and one of neither by `refused`, which says what to do.
    """

    kept: KeptApart
    file: str
    sha256: str
    place: str
    text: str
    columns: Mapping[str, str | None] = field(default_factory=dict)
    refused: str = ""

    def corrected(self, values: Mapping[str, str], text: str | None) -> dict[str, str | None] | str:
        """The columns with these values in their place, or the text in place of the record's.

        Raises
        ------
        LoadError     records of this format cannot be corrected one by one
        QueryError    values are given for a nested record, or text for a flat one
        UnknownName   the record has no such column
        """
        if self.refused:
            raise LoadError(self.refused)
        if not self.columns:
            if values:
                raise QueryError(
                    f"{self.place} of {self.file} has no columns; give the corrected record as text"
                )
            return self.text if text is None else text
        if text is not None:
            raise QueryError(f"{self.place} of {self.file} has columns; correct them by column=value")
        for name in values:
            if name not in self.columns:
                known = ", ".join(self.columns)
                raise UnknownName(f"no column '{name}'; the record has {known}.{nearest(name, self.columns)}")
        return {**self.columns, **{name: value or None for name, value in values.items()}}


def received(kept: KeptApart, file: ArchivedFile, archive: Archive) -> Received:
    """The record, read from the archive.

    Raises
    ------
    StoreUnavailable   the file is not at hand, or is not what was received
    """
    path, fmt = _at_hand(file, archive), file.format
    reader = READERS[fmt.format]
    text = reader_for(fmt.format).records(path, fmt, kept.path, [kept.row]).get(kept.row, "")
    columns: dict[str, str | None] = {}
    refused = ""
    if fmt.format == "edges" or reader.several or (reader.nested and fmt.format not in NESTED):
        refused = (
            f"a record of format '{fmt.format}' is not corrected by itself. Correct the file and load it, or"
            f" the source's file and `interlink loads retry {kept.load}`."
        )
    elif not reader.nested:
        columns = _columns(path, fmt, kept.row)
    place = locator(fmt, kept.path, kept.row)
    return Received(kept, file.name, file.sha256, place, text, columns, refused)


def markings_of(
    kept: KeptApart, files: Mapping[int, ArchivedFile], archive: Archive, spec: SourceSpec
) -> set[Marking]:
    """How the record and its parts are marked, as its source says now; nothing where that cannot be told.

    `files` are all of its delivery by number: a record that takes columns from others is marked like those.

    Raises
    ------
    StoreUnavailable   a file is not at hand, or is not what was received
    """
    known: list[Marking] = []

    def number(marking: Marking) -> int:
        known.append(marking)
        return len(known)

    fmt, file = spec.file_format(), files[kept.file]
    if fmt.tables.keys() != file.format.tables.keys():
        return set()
    joins = any(table.joins for table in fmt.tables.values())
    at = (pl.col("_row") == kept.row) & pl.col("_path").eq_missing(pl.lit(kept.path))
    # Under the names that they were delivered by, which tell the tables of several files.
    with laid_out([file, *(each for each in files.values() if joins and each != file)], archive) as paths:
        try:
            taken = joined_tables(paths, fmt)
            for batch in read_batches(paths[0], file.format):
                record = {name: frame.filter(at) for name, frame in batch.items()}
                if any(frame.height for frame in record.values()):
                    row_marks(spec, prepared(spec, taken.add(record)), number)
                    break
        except ReadError:
            # Its source names other files or columns by now.
            return set()
    return set(known)


def corrected_file(
    record: Received, fmt: FileFormat, given: Mapping[str, str | None] | str, to: Path
) -> Path:
    """Writes the corrected record into the folder `to`, as a delivery of it alone.

    A flat one is CSV with a header in UTF-8, whatever the delivery was; a nested one stands at the path at
    which it was delivered.

    Raises
    ------
    QueryError   the text is not one record of its format
    """
    stem = f"{_cut(Path(record.file).stem)}-row-{record.kept.row}-corrected"
    if not isinstance(given, str):
        path = to / f"{stem}.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([[_delivered(name) for name in given], list(given.values())])
        return path
    path = to / f"{stem}.{fmt.format}"
    path.write_text(_document(fmt, record.kept.path, given), encoding="utf-8", newline="")
    return path


def spec_of_correction(spec: SourceSpec) -> SourceSpec:
    """The source as it reads a file of `corrected_file`."""
    written: dict[str, object] = {"encoding": "utf-8"}
    if not READERS[spec.file.format].nested:
        written |= {
            "format": "csv",
            "delimiter": ",",
            "quote": '"',
            "columns": [],
            "skip_lines": 0,
            "sheet": "",
        }
    return spec.model_copy(update={"file": spec.file.model_copy(update=written)})


@contextmanager
def laid_out(files: Sequence[ArchivedFile], archive: Archive) -> Iterator[list[Path]]:
    """The archived files under the names that they were delivered by.

    Raises
    ------
    StoreUnavailable   one is not at hand, or is not what was received
    """
    with TemporaryDirectory() as folder:
        paths = []
        for file in files:
            path = Path(folder) / str(file.id) / file.name
            path.parent.mkdir()
            path.symlink_to(_at_hand(file, archive).resolve())
            paths.append(path)
        yield paths


def _at_hand(file: ArchivedFile, archive: Archive) -> Path:
    path = archive.verified(file.sha256)
    if path is None:
        raise StoreUnavailable(
            f"{file.name} (sha256 {file.sha256}) is not in the archive any more. Restore it from a backup."
        )
    return path


def _columns(path: Path, fmt: FileFormat, row: int) -> dict[str, str | None]:
    for batch in read_batches(path, fmt):
        frame = batch[fmt.main_tables[0]]
        found = frame.filter(pl.col("_row") == row)
        if found.height:
            return dict(zip(columns_of(frame), found.select(columns_of(frame)).row(0), strict=True))
    return {}


def _cut(stem: str) -> str:
    """The name, no longer than a disk takes beside what is added to it; disks count bytes."""
    return stem.encode()[:LONGEST_STEM].decode(errors="ignore")


def _delivered(column: str) -> str:
    """The name of a column in a file; see `interlink.readers.table.column_name`."""
    return column[1:] if column[1:] in OWN_COLUMNS else column


def _document(fmt: FileFormat, at: str | None, text: str) -> str:
    """A document that holds the record alone, at its path."""
    parts = (at or "").strip("/").split("/") if (at or "").strip("/") else []
    if fmt.format == "xml":
        opened = "".join(f"<{part}>" for part in parts[:-1])
        return opened + text + "".join(f"</{part}>" for part in reversed(parts[:-1]))
    try:
        json.loads(text)
    except json.JSONDecodeError as error:
        place = f"line {error.lineno}, column {error.colno}"
        raise QueryError(
            f"the corrected record is not one {NESTED[fmt.format]}: {place}: {error.msg}"
        ) from None
    if fmt.format == "jsonl":
        # Line ends stand between values alone: inside a text JSON has them escaped.
        return text.replace("\r", " ").replace("\n", " ") + "\n"
    opened = "".join(f"{{{json.dumps(part)}: " for part in parts)
    return f"{opened}[{text}]" + "}" * len(parts)
