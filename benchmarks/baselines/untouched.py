"""A file read and written to a Delta table as it is: no mapping, no hashes, no history."""

from __future__ import annotations

from pathlib import Path

import polars as pl

__all__ = ["csv_to_delta", "json_lines_to_delta"]


def csv_to_delta(file: Path, table: Path) -> None:
    """What polars makes of a CSV file, as a new table."""
    pl.read_csv(file).write_delta(table)


def json_lines_to_delta(file: Path, table: Path) -> None:
    """What polars makes of JSON lines, as a new table."""
    pl.read_ndjson(file).write_delta(table)
