"""Excel workbooks: one sheet as one table, every cell as the sheet shows it, dates and times in ISO 8601.

Of a formula its value counts. The first row that holds anything is the header, unless the source names
the columns; `_row` is the number that the sheet shows beside a row, `_path` the sheet's name. Empty rows
are passed over. A merged cell holds for every row and column it covers. A cell in error is empty.
"""

from __future__ import annotations

import codecs
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from itertools import islice
from mmap import ACCESS_READ, mmap
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeAlias

import polars as pl
import python_calamine as calamine

from interlink.errors import ReadError, nearest
from interlink.readers import table, zipped
from interlink.readers.table import Batch, FileFormat, column_name, distinct_values, row_texts, same_names
from interlink.readers.text import open_checked
from interlink.readers.workbook_parts import MOST_TEXT
from interlink.readers.workbooks import counted_copy

__all__ = ["editions", "first_rows", "read", "records"]

Cell: TypeAlias = "int | float | str | bool | time | date | datetime | timedelta"
Row: TypeAlias = "list[str | None]"

OLD_WORKBOOK = b"\xd0\xcf\x11\xe0"
SEALED = "EncryptedPackage".encode("utf-16-le")


def read(path: Path, fmt: FileFormat) -> Iterator[Batch]:
    """Batches of at most 250,000 rows, at least one; every value as text, empty ones null.

    The sheet is held in memory whole; how much that may be is counted first, see `workbooks`.

    Raises
    ------
    ReadError   no workbook, damaged or encrypted, no such sheet, more cells or text than are held, a header
                that names a column twice, or a row with values beyond the header
    """
    with _opened(path, fmt) as sheet:
        rows = _rows(path, sheet, fmt)
        names = _header(path, sheet.name, rows, fmt)
        item, given = 1, False
        while batch := list(islice(rows, table.BATCH_ROWS)):
            yield {fmt.main_tables[0]: _placed(path, sheet.name, names, batch, item)}
            item, given = item + len(batch), True
        if not given:
            yield {fmt.main_tables[0]: _placed(path, sheet.name, names, [], item)}


def records(path: Path, fmt: FileFormat, where: str | None, rows: Sequence[int]) -> dict[int, str]:
    """Rows by the number beside them, as `column: value` lines, empty ones left out."""
    del where  # the source says which sheet
    return row_texts((batch[fmt.main_tables[0]] for batch in read(path, fmt)), rows)


def editions(path: Path, fmt: FileFormat, at: str) -> list[str]:
    """The distinct values of column `at`, in order of appearance.

    Raises
    ------
    ReadError   there is no such column
    """
    return distinct_values(path, (batch[fmt.main_tables[0]] for batch in read(path, fmt)), at)


def first_rows(path: Path, *, most: int = 50) -> dict[str, list[tuple[int, Row]]]:
    """The first rows that hold anything, with the numbers beside them, of every sheet in its order.

    Raises
    ------
    ReadError   no workbook, damaged or encrypted, without sheets, or with more cells than are held
    """
    with _workbook(path) as book:
        return {
            name: list(islice(_rows(path, book.get_sheet_by_name(name), FileFormat("excel")), most))
            for name in _sheet_names(path, book)
        }


def sheet_names(path: Path) -> tuple[str, ...]:
    """The names of a workbook's sheets with cells, in their order; it raises what `first_rows` does."""
    with _workbook(path) as book:
        return tuple(_sheet_names(path, book))


@contextmanager
def _opened(path: Path, fmt: FileFormat) -> Iterator[calamine.CalamineSheet]:
    """The sheet that the source names, or the first."""
    open_checked(path)
    try:
        codecs.lookup(fmt.encoding)
    except LookupError:
        message = f"{path}: no encoding is called '{fmt.encoding}'. Correct 'encoding' in the source."
        raise ReadError(message) from None
    with _workbook(path) as book:
        yield book.get_sheet_by_name(_sheet_name(path, book, fmt))


@contextmanager
def _workbook(path: Path) -> Iterator[calamine.CalamineWorkbook]:
    """The workbook; what goes wrong while it is open is a ReadError that says so."""
    head = open_checked(path)
    if not zipped.is_zip(path) and head != OLD_WORKBOOK:
        raise ReadError(
            f"{path}: the file is no Excel workbook (.xlsx or .xls). Ask for one, or state 'csv'."
        )
    try:
        with _harmless(path) as file, calamine.CalamineWorkbook.from_path(file) as book:
            yield book
    except calamine.PasswordError:
        raise ReadError(f"{path}: the workbook is encrypted. Ask for one without a password.") from None
    except (calamine.CalamineError, OSError):
        if head == OLD_WORKBOOK and _is_sealed(path):
            raise ReadError(f"{path}: the workbook is encrypted. Ask for one without a password.") from None
        raise ReadError(f"{path}: the workbook is damaged. Ask for the delivery again.") from None
    except BaseException as error:
        # The library panics at some damage, which Python sees as no Exception and of a class not exported.
        if _is_panic(error):
            raise ReadError(f"{path}: the workbook is damaged. Ask for the delivery again.") from None
        raise


@contextmanager
def _harmless(path: Path) -> Iterator[Path]:
    """The workbook, named so that the library takes it for what it was checked as and for nothing else."""
    if zipped.is_zip(path):
        with counted_copy(path) as copy:
            yield copy
        return
    with TemporaryDirectory() as folder:
        link = Path(folder) / "old.xls"
        link.symlink_to(path.resolve())
        yield link


def _is_sealed(path: Path) -> bool:
    """Whether a file of the old kind holds an encrypted new one (MS-OFFCRYPTO 2.3.4)."""
    with path.open("rb") as file, mmap(file.fileno(), 0, access=ACCESS_READ) as content:
        return content.find(SEALED) >= 0


def _is_panic(error: BaseException) -> bool:
    """Whether the library that reads workbooks panicked; another one's panic is no damage of the file."""
    kind = type(error)
    is_ours = not isinstance(error, pl.exceptions.PanicException)
    return is_ours and (kind.__module__, kind.__name__) == ("pyo3_runtime", "PanicException")


def _sheet_names(path: Path, book: calamine.CalamineWorkbook) -> list[str]:
    names = [each.name for each in book.sheets_metadata if each.typ == calamine.SheetTypeEnum.WorkSheet]
    if not names:
        raise ReadError(f"{path}: the workbook has no sheet with cells. Ask for the delivery again.")
    return names


def _sheet_name(path: Path, book: calamine.CalamineWorkbook, fmt: FileFormat) -> str:
    names = _sheet_names(path, book)
    if not fmt.sheet:
        return names[0]
    if fmt.sheet not in names:
        raise ReadError(
            f"{path}: no sheet is called '{fmt.sheet}'; there are {', '.join(names[:20])}."
            f"{nearest(fmt.sheet, names)} Correct 'sheet' in the source, or ask for the right workbook."
        )
    return fmt.sheet


def _rows(path: Path, sheet: calamine.CalamineSheet, fmt: FileFormat) -> Iterator[tuple[int, Row]]:
    """The rows that hold anything of their own, with their numbers, after as many as the source skips."""
    left = 0 if sheet.start is None else sheet.start[1]
    starting: dict[int, list[tuple[int, int, int]]] = {}
    for (top, first), (bottom, last) in sheet.merged_cell_ranges or ():
        starting.setdefault(top, []).append((bottom, max(0, first - left), last - left + 1))
    covering: list[tuple[int, int, int, str | None]] = []
    repeated = 0
    for at, cells in enumerate(sheet.iter_rows()):
        row = [_text(cell) for cell in cells]
        is_empty = not any(row)
        covering = [each for each in covering if each[0] >= at]
        covering += [
            (bottom, first, last, row[first])
            for bottom, first, last in starting.get(at, ())
            if first < len(row)
        ]
        if len(covering) > len(row):
            raise ReadError(f"{path}: {sheet.name}, row {at + 1}: merged cells overlap. The file is damaged.")
        for _, first, last, text in covering:
            row[first:last] = [text if own is None else own for own in row[first:last]]
            repeated += len(text or "") * (min(last, len(row)) - first)
        if repeated > MOST_TEXT:
            raise ReadError(
                f"{path}: {sheet.name}, row {at + 1}: merged cells repeat their texts to more than"
                f" {MOST_TEXT:,} letters. Ask for CSV."
            )
        if not is_empty and at >= fmt.skip_lines:
            yield at + 1, row


def _header(path: Path, sheet: str, rows: Iterator[tuple[int, Row]], fmt: FileFormat) -> list[str]:
    """The columns that the source states, or that the first row names; unnamed ones by their number."""
    if fmt.columns:
        return [column_name(name) for name in fmt.columns]
    _, row = next(rows, (0, []))
    if not row:
        raise ReadError(f"{path}: sheet '{sheet}' is empty, expected a header. Ask for the delivery again.")
    names = [column_name((name or "").strip()) or f"column_{n}" for n, name in enumerate(row, 1)]
    if doubled := same_names(names):
        raise ReadError(
            f"{path}: sheet '{sheet}': the header gives columns {doubled} one name."
            " Is it a title, which 'skip_lines' passes over? Else ask for columns told apart."
        )
    return names


def _placed(
    path: Path, sheet: str, names: list[str], rows: Sequence[tuple[int, Row]], item: int
) -> pl.DataFrame:
    """The rows as a frame with its place columns."""
    for number, row in rows:
        if len(row) > len(names) and any(row[len(names) :]):
            raise ReadError(
                f"{path}: sheet '{sheet}', row {number} has {len(row)} cells, expected {len(names)}."
                " Is it the file the source expects?"
            )
    width = len(names)
    columns = zip(*((*row, *[None] * width)[:width] for _, row in rows), strict=True) if rows else ()
    texts = list(columns) or [()] * width
    frame = pl.DataFrame(
        [pl.Series(name, text, dtype=pl.String) for name, text in zip(names, texts, strict=True)]
    )
    return frame.with_columns(
        pl.Series("_row", [number for number, _ in rows], dtype=pl.Int64),
        pl.repeat(sheet, len(rows), dtype=pl.String, eager=True).alias("_path"),
        pl.int_range(item, item + len(rows), dtype=pl.Int64, eager=True).alias("_item"),
        pl.repeat(None, len(rows), dtype=pl.Int64, eager=True).alias("_parent"),
    )


def _text(cell: Cell) -> str | None:
    """A cell as the sheet shows it; null where it is empty."""
    if isinstance(cell, str):
        return cell or None
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, datetime):
        is_day = cell.time() == time()
        return cell.date().isoformat() if is_day else cell.isoformat(timespec="seconds")
    if isinstance(cell, timedelta):
        minutes, seconds = divmod(int(cell.total_seconds()), 60)
        return f"{minutes // 60}:{minutes % 60:02}:{seconds:02}"
    if isinstance(cell, date | time):
        return cell.isoformat()
    text = format(Decimal(repr(cell)), "f")
    return text.rstrip("0").rstrip(".") if "." in text else text
