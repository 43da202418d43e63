"""Faults, few of each in `make test`, many in `make soak`, which writes down what it tried and found."""

from __future__ import annotations

import os
import platform
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import pytest

from soak import SOAK, TALLY

REPORT = Path(__file__).parents[2] / "docs" / "reliability.md"
BEGIN, END = "<!-- written by make soak -->\n", "<!-- end -->\n"


@pytest.fixture
def rounds() -> int:
    """How often a random fault is tried."""
    return 20 if SOAK else 1


@pytest.fixture
def tally() -> dict[str, Counter[str]]:
    """What was tried, by name: how often, and what came of it."""
    return TALLY


def pytest_sessionfinish(session: pytest.Session) -> None:
    if not SOAK or not TALLY:
        return
    whole = REPORT.read_text(encoding="utf-8")
    head, _, rest = whole.partition(BEGIN)
    _, _, tail = rest.partition(END)
    failed = session.testsfailed
    outcome = "all passed" if not failed else f"{failed} failed"
    said = (
        f"{datetime.now(UTC):%Y-%m-%d}, Python {platform.python_version()}, {os.cpu_count()} cores:"
        f" {session.testscollected} tests, {outcome}.\n\n"
    )
    columns = ("tried", "acknowledged", "lost", "half visible")
    table = ["| What | " + " | ".join(columns) + " |", "|---|" + "---|" * len(columns)]
    for name in sorted(TALLY):
        cells = (f"{TALLY[name][column]:,}" if column in TALLY[name] else "" for column in columns)
        table.append(f"| {name} | " + " | ".join(cells) + " |")
    REPORT.write_text(head + BEGIN + said + "\n".join(table) + "\n" + END + tail, encoding="utf-8")
