"""The sown home, made once for all tests of the proof, and the figures that `make proof` writes down."""

from __future__ import annotations

import os
import platform
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sown_home import Sown, sow_home

from proving import CASE, PROOF, SEED, TALLY

REPORT = Path(__file__).parents[2] / "docs" / "trust.md"
COLUMNS = ("calls", "cases", "of a hidden marking", "leaks", "missing")
BEGIN, END = "<!-- written by make proof -->\n", "<!-- end -->\n"


@pytest.fixture(scope="session")
def sown(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sown]:
    made = sow_home(tmp_path_factory.mktemp("sown"), seed=SEED, is_whole=PROOF > 0)
    yield made
    made.close()


def pytest_sessionfinish() -> None:
    if PROOF and not CASE:
        write_figures()


def write_figures() -> None:
    """Writes what was judged, door by door, and the whole."""
    rows = {name: [f"{counts[column]:,}" for column in COLUMNS] for name, counts in sorted(TALLY.items())}
    whole = [f"{sum(counts[column] for counts in TALLY.values()):,}" for column in COLUMNS]
    today, python = f"{datetime.now(UTC):%Y-%m-%d}", platform.python_version()
    lines = [f"| Door | {' | '.join(COLUMNS)} |", "|---|" + "---:|" * len(COLUMNS)]
    lines += [f"| {name} | {' | '.join(cells)} |" for name, cells in rows.items()]
    lines += [
        f"| **all** | {' | '.join(whole)} |",
        "",
        f"Judged on {today}, seed {SEED}, Python {python}, {os.cpu_count()} cores.",
    ]
    text = REPORT.read_text(encoding="utf-8")
    head, _, rest = text.partition(BEGIN)
    _, _, tail = rest.partition(END)
    REPORT.write_text(f"{head}{BEGIN}{chr(10).join(lines)}\n{END}{tail}", encoding="utf-8")
