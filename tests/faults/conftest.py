"""Faults, few of each in `make test`, many in `make soak`, which writes down what it tried and found."""

from __future__ import annotations

import os
import platform
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from soak import SOAK, TALLY

REPORT = Path(__file__).parents[2] / "docs" / "reliability.md"
COLUMNS = ("tried", "acknowledged", "lost", "half visible")
BEGIN, END = "<!-- written by make soak -->\n", "<!-- end -->\n"


@pytest.fixture
def rounds() -> int:
    """How often a random fault is tried."""
    return SOAK or 1


@pytest.fixture
def tally() -> dict[str, Counter[str]]:
    """What was tried, by name: how often, and what came of it."""
    return TALLY


@pytest.fixture(autouse=True)
def _written() -> Iterator[None]:
    """After each test, so that a run that is stopped has not been for nothing."""
    yield
    write_table()


def pytest_sessionfinish() -> None:
    write_table()


def write_table() -> None:
    """Writes what was tried into the table; rows that this run did not try stay as they are."""
    if not SOAK:
        return
    whole = REPORT.read_text(encoding="utf-8")
    head, _, rest = whole.partition(BEGIN)
    table, _, tail = rest.partition(END)
    rows = {line.split("|")[1].strip(): line for line in table.splitlines()[2:] if line.startswith("|")}
    today, python = f"{datetime.now(UTC):%Y-%m-%d}", platform.python_version()
    for name, counts in TALLY.items():
        cells = (f"{counts[column]:,}" if column in counts else "" for column in COLUMNS)
        rows[name] = f"| {name} | {' | '.join(cells)} | {today}, Python {python}, {os.cpu_count()} cores |"
    lines = [f"| What | {' | '.join(COLUMNS)} | on |", "|---" * (len(COLUMNS) + 2) + "|"]
    written = "\n".join([*lines, *(rows[name] for name in sorted(rows))])
    REPORT.write_text(f"{head}{BEGIN}{written}\n{END}{tail}", encoding="utf-8")
