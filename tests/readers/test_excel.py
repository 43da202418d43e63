"""What a cell of a workbook says as text: days, moments, times, durations, numbers, merged cells."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from pathlib import Path

import polars as pl
import pytest

from interlink.errors import ReadError
from interlink.readers import FileFormat, columns_of, excel, read_batches, workbook_parts
from packed_files import FIRST_SHEET, with_parts, workbook

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


def test_shared_texts_and_cells_without_places_are_counted_as_they_are_read(tmp_path: Path) -> None:
    texts = b"<sst><si><t>bill</t></si><si/><si><r><t>B</t></r><r><t>1</t></r></si></sst>"
    sheet = (
        b'<worksheet><sheetData><row><c t="s"><v>0</v></c><c r="C1" t="str"><v>box</v></c></row>'
        b'<row><c t="s"><v>2</v></c><c t="s"><v>1</v></c><c><v>7</v></c></row></sheetData></worksheet>'
    )
    parts = {FIRST_SHEET: sheet, "xl/sharedStrings.xml": texts, "xl/media/a.png": b"\x89PNG"}

    assert rows(tmp_path, with_parts(workbook([["a"]]), parts)) == [(2, "B1", None, "7")]


def test_what_a_workbook_may_hold_is_a_limit_that_its_words_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    content = workbook([["bill", "port"], ["B1", "NLRTM"], ["B2", "NLRTM"]])
    monkeypatch.setattr(workbook_parts, "MOST_CELLS", 5)

    with pytest.raises(ReadError) as refused:
        rows(tmp_path, content)

    assert str(refused.value) == (
        f"{tmp_path / 'sample.xlsx'}: {FIRST_SHEET} reaches to row 3 and column 2, so it has more than 5"
        " cells. Ask for CSV, or for a sheet without stray cells."
    )


def test_an_encrypted_workbook_is_named_as_one(tmp_path: Path) -> None:
    path = tmp_path / "sample.xlsx"
    path.write_bytes(b"\xd0\xcf\x11\xe0" + b"\0" * 2_000 + "EncryptedPackage".encode("utf-16-le"))

    with pytest.raises(ReadError, match="the workbook is encrypted"):
        list(read_batches(path, FileFormat("excel")))


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
