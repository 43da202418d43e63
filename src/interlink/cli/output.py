"""Results to stdout in the format asked for; words and progress to stderr."""

from __future__ import annotations

import csv
import json
import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    SpinnerColumn,
    TaskID,
    TextColumn,
    TimeRemainingColumn,
)
from rich.table import Table
from rich.text import Text

from interlink.model.cells import harmless_cell
from interlink.progress import Progress as ReportProgress

__all__ = ["Format", "emit", "plain", "progress_bar", "say"]

# In a terminal lines are as wide as their values: an id can be copied whole, only long words fold.
# For another program a row is one line, whole.
LINE, WIDEST, UNBOUND = 2_000, 90, 1 << 30
# C0 and C1 controls but for line ends and tabs, and the bidirectional controls of Unicode TR 9.
OBEYED = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_errors = Console(stderr=True, highlight=False, soft_wrap=True)


class Format(StrEnum):
    """How a listing is written."""

    TABLE = "table"
    CSV = "csv"
    JSON = "json"


def say(words: str) -> None:
    """Words for people, to stderr; never read as markup, since names from data are in them."""
    _errors.print(Text(harmless(words)))


def emit(
    rows: Sequence[Mapping[str, Any]],
    fmt: Format,
    *,
    columns: Sequence[str] = (),
    nothing: str = "Nothing found.",
) -> None:
    """Rows to stdout. `columns` fixes their order, and the header of an empty listing.

    `nothing` is said where a table would be empty.
    """
    names = list(columns) or list(dict.fromkeys(name for row in rows for name in row))
    if fmt is Format.JSON:
        flat = [{name: plain(row.get(name)) for name in names} for row in rows]
        json.dump(flat, sys.stdout, ensure_ascii=False, indent=1)
        sys.stdout.write("\n")
    elif fmt is Format.CSV:
        writer = csv.writer(sys.stdout, lineterminator="\n")
        # The embedded store names no columns where it found no rows.
        writer.writerows([names] if names else [])
        writer.writerows([_csv_cell(row.get(name)) for name in names] for row in rows)
    else:
        _print_table(rows, names, nothing)


@contextmanager
def progress_bar() -> Iterator[ReportProgress]:
    """A bar on stderr while something long runs: rows, rate and, where the whole is known, time left."""
    bar = Progress(
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[rate]}"),
        TimeRemainingColumn(),
        console=_errors,
        transient=True,
    )
    with bar:
        tasks: dict[str, TaskID] = {}

        def report(stage: str, done: int, total: int | None = None, /) -> None:
            if stage not in tasks:
                tasks[stage] = bar.add_task(stage, total=total, rate="")
            speed = bar.tasks[tasks[stage]].speed
            rate = "" if speed is None else f"{speed:,.0f} rows/s"
            bar.update(tasks[stage], completed=done, total=total, rate=rate)

        yield report


def harmless(text: str) -> str:
    """Text without what a terminal would obey: control characters and overrides of direction."""
    return OBEYED.sub("\N{REPLACEMENT CHARACTER}", text)


def _print_table(rows: Sequence[Mapping[str, Any]], names: Sequence[str], nothing: str) -> None:
    if not rows:
        say(nothing)
        return
    is_seen = sys.stdout.isatty()
    table = Table(box=None, pad_edge=False, header_style="bold")
    for name in names:
        numbers = all(isinstance(row.get(name), int | float) or row.get(name) is None for row in rows)
        table.add_column(
            name,
            justify="right" if numbers else "left",
            max_width=WIDEST if is_seen else None,
            overflow="fold",
            no_wrap=not is_seen,
        )
    for row in rows:
        shown = [harmless(_shown(row.get(name))) for name in names]
        table.add_row(*(Text(each if is_seen else " ".join(each.splitlines())) for each in shown))
    Console(highlight=False, width=LINE if is_seen else UNBOUND).print(table)


def plain(value: object) -> object:
    """A value as JSON has it; lists stay lists, times become ISO 8601, what is no time or number null."""
    if isinstance(value, float | datetime) and value != value:  # noqa: PLR0124 - NaN and NaT differ from themselves
        return None
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {str(key): plain(each) for key, each in value.items()}
    if isinstance(value, tuple | list):
        return [plain(each) for each in value]
    if hasattr(value, "item"):
        return value.item()
    return value


def _cell(value: object) -> object:
    """A value as one cell: lists joined by `; `, null empty."""
    if isinstance(value, tuple | list):
        return "; ".join(str(_cell(each)) for each in value)
    shown = plain(value)
    if shown is None:
        return ""
    return json.dumps(shown, ensure_ascii=False) if isinstance(shown, dict) else shown


def _csv_cell(value: object) -> object:
    """A cell that no spreadsheet runs; see `interlink.model.cells`."""
    cell = _cell(value)
    return harmless_cell(cell) if isinstance(cell, str) else cell


def _shown(value: object) -> str:
    cell = _cell(value)
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, float):
        return f"{cell:,.4g}" if abs(cell) < 1 else f"{cell:,.2f}".removesuffix(".00")
    return f"{cell:,}" if isinstance(cell, int) else str(cell)
