"""How the values of a CSV file seem to be parted, and whether its first line is a header."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from interlink.mapping.proposal.encoded import first_lines
from interlink.mapping.proposal.words import has_typed_form
from interlink.readers import FileFormat

__all__ = ["guess_delimited"]

DELIMITERS = ",;\t|^"
HEAD_LINES = 200


def guess_delimited(
    path: Path, encoding: str, doubts: dict[str, str]
) -> list[tuple[FileFormat, dict[str, str]]]:
    """The ways to read the file, the likelier first, each with what to check; `doubts` hold for all."""
    lines = first_lines(path, encoding)[:HEAD_LINES]
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
