"""How a file seems to be written: its format, encoding, delimiter, header, and where its records lie."""

from __future__ import annotations

import codecs
import csv
import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import polars as pl

from interlink.errors import ReadError, nearest
from interlink.mapping.proposal.words import has_typed_form
from interlink.readers import FLAT_TABLE, READERS, FileFormat, TablePath, columns_of, read_batches
from interlink.readers.text import open_checked

__all__ = ["FORMATS", "Written", "guess_written"]

FORMATS = ("csv", "json", "jsonl")
SUFFIXES = {"csv": "csv", "tsv": "csv", "tab": "csv", "json": "json", "jsonl": "jsonl", "ndjson": "jsonl"}
# What is of a format that others have to describe, by the ends of its files' names.
OTHERS = {"xlsx": "excel", "xlsm": "excel", "xls": "excel", "eml": "email", "mbox": "email", "edi": "edifact"}
DELIMITERS = ",;\t|^"
HEAD_BYTES = 1 << 18
HEAD_LINES = 200
# How many records the values are guessed from, taken evenly from the first batch that is read.
SAMPLE = 2_000
# A list of records lies no deeper than this; deeper ones are a part of a record.
DEEPEST_LIST = 4


@dataclass(frozen=True)
class Written:
    """How a file is written, and the records that the rest is guessed from.

    `doubts` says of a field of `file` what to check. `read` is the number of records that were read, of
    which `sample` holds some; `is_all` that there are no more.
    """

    fmt: FileFormat
    sample: pl.DataFrame
    read: int
    is_all: bool
    doubts: Mapping[str, str] = field(default_factory=dict)


def guess_written(path: Path, *, fmt: str | None = None, encoding: str | None = None) -> Written:
    """How `path` is written; `fmt` and `encoding` where they are known.

    Raises
    ------
    ReadError   it cannot be read as any of these formats, or holds no record
    """
    open_checked(path)
    read_as, doubts = _encoding(path) if encoding is None else (encoding, {})
    name = _format(path, fmt, read_as)
    if name == "csv":
        found = _delimited(path, read_as, doubts)
    else:
        where = {FLAT_TABLE: TablePath("/")} if name == "jsonl" else _records_in(path, read_as)
        found = [(FileFormat(format=name, encoding=read_as, tables=where), doubts)]
    return _sampled(path, found)


def _sampled(path: Path, ways: Sequence[tuple[FileFormat, dict[str, str]]]) -> Written:
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


def _encoding(path: Path) -> tuple[str, dict[str, str]]:
    with path.open("rb") as file:
        head = file.read(4)
        if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            return "utf-16", {}
        decoder = codecs.getincrementaldecoder("utf-8")()
        file.seek(0)
        try:
            for chunk in iter(lambda: file.read(1 << 22), b""):
                decoder.decode(chunk)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError as error:
            said = (
                f"it is not UTF-8 (byte {error.object[error.start]:#04x}); this reads any byte. Look at names"
                " with accents: it may as well be another, such as cp1250, cp1251 or cp1256"
            )
            return "latin-1", {"encoding": said}
    return "utf-8", {}


def _format(path: Path, given: str | None, encoding: str) -> str:
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
    if suffix in SUFFIXES:
        return SUFFIXES[suffix]
    first, *others = [*(line.strip() for line in _head(path, encoding) if line.strip()), ""]
    if first.startswith("[") or (first.startswith("{") and not first.endswith("}")):
        return "json"
    if first.startswith("{"):
        return "jsonl" if others[0].startswith("{") or not others[0] else "json"
    return "csv"


def _head(path: Path, encoding: str) -> list[str]:
    """The first lines, without one that may be cut."""
    with path.open("rb") as file:
        raw = file.read(HEAD_BYTES)
        is_all = not file.read(1)
    text = codecs.getincrementaldecoder(encoding)("replace").decode(raw).removeprefix("\ufeff")
    lines = text.splitlines()
    return lines if is_all or len(lines) < 2 else lines[:-1]


def _delimited(path: Path, encoding: str, doubts: dict[str, str]) -> list[tuple[FileFormat, dict[str, str]]]:
    lines = _head(path, encoding)[:HEAD_LINES]
    delimiter, others = _delimiter(lines)
    if others:
        shown = " or ".join(map(repr, others))
        doubts = {**doubts, "delimiter": f"{shown} would part every line alike, too"}
    fmt = FileFormat(format="csv", encoding=encoding, delimiter=delimiter)
    rows = [row for row in _parted(lines, delimiter) if row]
    # A value such as a date or an amount is no name of a column.
    typed = [cell for cell in rows[0] if has_typed_form(cell)] if rows else []
    if typed:
        names = tuple(f"column_{number}" for number in range(1, len(rows[0]) + 1))
        said = f"the first line holds '{typed[0]}', which is no name of a column; give the columns names"
        fmt, doubts = replace(fmt, columns=names), {**doubts, "columns": said}
    elif len(rows) > 1 and not any(has_typed_form(cell) for row in rows[1:] for cell in row):
        doubts = {
            **doubts,
            "header": "the first line is taken for a header, though all others are words, too",
        }
    bare = {**doubts, "quote": "read with quotes the file is broken, so that they stand for themselves"}
    return [(fmt, doubts), (replace(fmt, quote=""), bare)]


def _delimiter(lines: Sequence[str]) -> tuple[str, list[str]]:
    """The delimiter that parts the lines most alike, and others that do it as well."""
    scores: dict[str, tuple[float, int]] = {}
    for mark in DELIMITERS:
        widths = Counter(len(row) for row in _parted(lines, mark) if row)
        width, count = max(widths.items(), key=lambda pair: (pair[1], pair[0]), default=(1, 0))
        if width > 1:
            scores[mark] = (round(count / sum(widths.values()), 2), width)
    if not scores:
        return ",", []
    best = max(scores, key=lambda mark: scores[mark])
    alike = [mark for mark, (share, _) in scores.items() if mark != best and share == scores[best][0] == 1.0]
    return best, alike if len(lines) > 1 else []


def _parted(lines: Sequence[str], delimiter: str) -> Iterator[list[str]]:
    try:
        yield from csv.reader(lines, delimiter=delimiter)
    except csv.Error:
        return


def _records_in(path: Path, encoding: str) -> dict[str, TablePath]:
    """Where the longest list of records lies in a JSON document."""
    with path.open(encoding="utf-8-sig" if encoding == "utf-8" else encoding, errors="replace") as file:
        try:
            document = json.load(file)
        except (ValueError, RecursionError):
            # the reader says where it is broken
            return {FLAT_TABLE: TablePath("/")}
    places = list(_lists(document, "", DEEPEST_LIST))
    _, at = max(places, key=lambda place: place[0], default=(0, ""))
    return {FLAT_TABLE: TablePath(f"/{at}")}


def _lists(node: object, at: str, deepest: int) -> Iterator[tuple[int, str]]:
    if isinstance(node, list) and any(isinstance(entry, dict) for entry in node):
        yield len(node), at
    elif isinstance(node, dict) and deepest:
        for key, value in node.items():
            if key and "/" not in key:
                yield from _lists(value, f"{at}/{key}" if at else key, deepest - 1)
