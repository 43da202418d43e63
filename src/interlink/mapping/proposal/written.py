"""How a file seems to be written: its format, encoding, delimiter, header, and where its records lie."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TypeAlias

import polars as pl

from interlink.errors import ReadError, nearest
from interlink.mapping.proposal.delimited import guess_delimited
from interlink.mapping.proposal.documents import guess_list
from interlink.mapping.proposal.elements import guess_element
from interlink.mapping.proposal.encoded import first_lines, guess_encoding
from interlink.mapping.proposal.sheets import guess_sheet
from interlink.readers import FLAT_TABLE, READERS, FileFormat, TablePath, columns_of, read_batches
from interlink.readers.excel import sheet_names
from interlink.readers.text import open_checked

__all__ = ["FORMATS", "Written", "guess_written"]

# A way to read a file, and what to check of it by field.
Way: TypeAlias = "tuple[FileFormat, dict[str, str]]"

FORMATS = ("csv", "excel", "json", "jsonl", "xml")
SUFFIXES = {
    **dict.fromkeys(("csv", "tsv", "tab"), "csv"),
    **dict.fromkeys(("xlsx", "xlsm", "xls"), "excel"),
    "json": "json",
    **dict.fromkeys(("jsonl", "ndjson"), "jsonl"),
    "xml": "xml",
}
# What is of a format that others have to describe, by the ends of its files' names.
OTHERS = {"eml": "email", "mbox": "email", "edi": "edifact"}
# What a workbook begins with: it is a zip file, or one of the older form.
WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
# How many records the values are guessed from, taken evenly from the first batch that is read.
SAMPLE = 2_000


@dataclass(frozen=True)
class Written:
    """How a file is written, and the records that the rest is guessed from.

    `doubts` says of a field of `file` what to check. `read` is the number of records that were read, of
    which `sample` holds some; `is_all` that there are no more. `sheets` are those of a workbook, else none.
    """

    fmt: FileFormat
    sample: pl.DataFrame
    read: int
    is_all: bool
    doubts: Mapping[str, str] = field(default_factory=dict)
    sheets: tuple[str, ...] = ()

    @property
    def places(self) -> list[str]:
        """Where its records were found, in words, in a file that has several places for them."""
        names = {"sheet": f"sheet '{self.fmt.sheet}'", "tables": "records", "parts": "parts"}
        return [f"{name}: {self.doubts[kind]}." for kind, name in names.items() if kind in self.doubts]


def guess_written(
    path: Path, *, fmt: str | None = None, sheet: str | None = None, encoding: str | None = None
) -> Written:
    """How `path` is written; `fmt`, of a workbook `sheet`, and of text `encoding` where they are known.

    Raises
    ------
    ReadError   it cannot be read as any of these formats, or holds no record
    """
    name = _format(path, fmt)
    if sheet is not None and name != "excel":
        raise ReadError(f"{path}: a file of format '{name}' has no sheets. Leave out the sheet.")
    found = _sampled(path, _ways(path, name, sheet, encoding))
    return replace(found, sheets=sheet_names(path)) if name == "excel" else found


def _ways(path: Path, name: str, sheet: str | None, given: str | None) -> Sequence[Way]:
    """The ways to read a file of this format, the likelier first."""
    if name == "excel":
        return [guess_sheet(path, sheet=sheet)]
    if name == "xml":
        return [guess_element(path)]
    encoding, doubts = guess_encoding(path) if given is None else (given, {})
    if name == "csv":
        return guess_delimited(path, encoding, doubts)
    where = {FLAT_TABLE: TablePath("/")} if name == "jsonl" else guess_list(path, encoding)
    return [(FileFormat(format=name, encoding=encoding, tables=where), doubts)]


def _sampled(path: Path, ways: Sequence[Way]) -> Written:
    """The first of these ways that reads the file."""
    problems: list[ReadError] = []
    for fmt, doubts in ways:
        try:
            batches = read_batches(path, fmt)
            frame = next(batches)[fmt.main_tables[0]]
            is_all = next(batches, None) is None
        except ReadError as error:
            problems.append(error)
            continue
        if not frame.height or not columns_of(frame):
            raise ReadError(f"{path}: holds no record, so there is nothing to guess from.")
        step = max(1, frame.height // SAMPLE)
        return Written(fmt, frame.gather_every(step).head(SAMPLE), frame.height, is_all, doubts)
    raise problems[0]


def _format(path: Path, given: str | None) -> str:
    head = open_checked(path)
    if given is not None:
        if given not in FORMATS:
            raise ReadError(
                f"{path}: no source can be proposed for format '{given}'; expected"
                f" {', '.join(FORMATS)}.{nearest(given, FORMATS)}"
            )
        return given
    suffix = path.suffix.lower().removeprefix(".")
    other = OTHERS.get(suffix, suffix)
    if other in READERS and other not in FORMATS:
        raise ReadError(
            f"{path}: no source can be proposed for a file of format '{other}'; expected one of"
            f" {', '.join(FORMATS)}. Start from a source of that format: `interlink sources list`."
        )
    return SUFFIXES.get(suffix) or ("excel" if head in WORKBOOKS else _format_of_text(path))


def _format_of_text(path: Path) -> str:
    """The format by the first lines."""
    encoding, _ = guess_encoding(path)
    first, *others = [*(line.strip() for line in first_lines(path, encoding) if line.strip()), ""]
    if first.startswith("<"):
        return "xml"
    if first.startswith("[") or (first.startswith("{") and not first.endswith("}")):
        return "json"
    if first.startswith("{"):
        return "jsonl" if others[0].startswith("{") or not others[0] else "json"
    return "csv"
