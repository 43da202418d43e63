"""What a cell of a workbook says as text: days, moments, times, durations, numbers, merged cells."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from pathlib import Path

import polars as pl
import pytest

from interlink.errors import ReadError
from interlink.readers import FileFormat, columns_of, excel, read_batches
from packed_files import workbook

PANIC = type("PanicException", (BaseException,), {"__module__": "pyo3_runtime"})


def rows(folder: Path, content: bytes) -> list[tuple[object, ...]]:
    """Every row of the first sheet: the number beside it, then its values."""
    path = folder / "sample.xlsx"
    path.write_bytes(content)
    frame = pl.concat([batch["record"] for batch in read_batches(path, FileFormat("excel"))])
    return frame.select("_row", *columns_of(frame)).rows()


def test_every_kind_of_cell_is_read_as_the_sheet_shows_it(tmp_path: Path) -> None:
    cells = [
        date(2031, 3, 1),
        datetime(2031, 3, 1, 4, 5, 6),  # noqa: DTZ001 - workbooks know no time zones
        time(4, 5),
        timedelta(hours=30, minutes=5),
        7,
        0.1,
        12_345_678_901_234,
        True,
        " 007 ",
    ]

    assert rows(tmp_path, workbook([["value"], *([cell] for cell in cells)])) == [
        (2, "2031-03-01"),
        (3, "2031-03-01T04:05:06"),
        (4, "04:05:00"),
        (5, "30:05:00"),
        (6, "7"),
        (7, "0.1"),
        (8, "12345678901234"),
        (9, "true"),
        (10, " 007 "),
    ]


def test_a_merged_cell_holds_for_every_row_and_column_that_it_covers(tmp_path: Path) -> None:
    content = workbook(
        [["bill", "port", "via", "box"], ["B1", "NLRTM", None, "C1"], [None, None, None, "C2"], ["B2"]],
        merged=["A2:A3", "B2:C3"],
    )

    assert rows(tmp_path, content) == [
        (2, "B1", "NLRTM", "NLRTM", "C1"),
        (3, "B1", "NLRTM", "NLRTM", "C2"),
        (4, "B2", None, None, None),
    ]


def test_rows_that_only_a_merged_cell_covers_are_empty(tmp_path: Path) -> None:
    content = workbook([["bill", "box"], ["B1", "C1"], [None, None], ["B2", "C2"]], merged=["A2:A3"])

    assert rows(tmp_path, content) == [(2, "B1", "C1"), (4, "B2", "C2")]


def test_a_panic_of_the_library_is_a_damaged_workbook(tmp_path: Path) -> None:
    path = tmp_path / "sample.xlsx"
    path.write_bytes(workbook([["a"]]))

    with pytest.raises(ReadError) as refused, excel._opened(path, FileFormat("excel")):
        raise PANIC("index out of bounds")

    assert str(refused.value) == (f"{path}: the workbook is damaged. Ask for the delivery again.")


@pytest.mark.parametrize("error", [KeyboardInterrupt(), pl.exceptions.PanicException("polars")])
def test_what_else_breaks_off_stays_what_it_is(error: BaseException, tmp_path: Path) -> None:
    path = tmp_path / "sample.xlsx"
    path.write_bytes(workbook([["a"]]))

    with pytest.raises(type(error)), excel._opened(path, FileFormat("excel")):
        raise error
