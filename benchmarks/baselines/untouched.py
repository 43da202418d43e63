"""Tables and JSON read and written to a Delta table as they are: no mapping, no hashes, no history."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import python_calamine as calamine

__all__ = [
    "csv_files_to_delta",
    "csv_to_delta",
    "json_lines_to_delta",
    "json_to_delta",
    "workbook_to_delta",
]


def csv_to_delta(file: Path, table: Path) -> None:
    """What polars makes of a CSV file, as a new table."""
    pl.read_csv(file).write_delta(table)


def csv_files_to_delta(files: list[Path], folder: Path, *, has_header: bool) -> None:
    """What polars makes of several CSV files, each as a new table in the folder."""
    for file in files:
        pl.read_csv(file, has_header=has_header).write_delta(folder / file.stem)


def workbook_to_delta(file: Path, table: Path) -> None:
    """The first sheet of an Excel workbook as python-calamine reads it, its first row as header."""
    with calamine.CalamineWorkbook.from_path(file) as book:
        header, *rows = book.get_sheet_by_index(0).to_python()
    pl.DataFrame(rows, schema=[str(name) for name in header], orient="row").write_delta(table)


def json_lines_to_delta(file: Path, table: Path) -> None:
    """What polars makes of JSON lines, as a new table."""
    pl.read_ndjson(file).write_delta(table)


def json_to_delta(file: Path, table: Path, *, at: tuple[str, ...]) -> None:
    """What polars makes of the records at a path in a JSON document, as a new table: a row for each."""
    frame = pl.read_json(file)
    for name in at:
        held = frame[name]
        frame = (held.explode() if isinstance(held.dtype, pl.List) else held).struct.unnest()
    frame.write_delta(table)
