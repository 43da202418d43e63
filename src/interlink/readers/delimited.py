"""CSV and its relatives: RFC 4180 with the delimiter and quote that the source names."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from pathlib import Path

import polars as pl

from interlink.errors import ReadError
from interlink.readers.table import BATCH_ROWS, Batch, FileFormat
from interlink.readers.text import utf8_file

__all__ = ["edition", "read", "records"]

FIELD_LIMIT = 16 * 1024 * 1024


def read(path: Path, fmt: FileFormat) -> Iterator[Batch]:
    """Batches of 250,000 rows; every value as delivered, empty ones null."""
    table = fmt.main_tables[0]
    with utf8_file(path, fmt.encoding) as text:
        names = _header(path, text, fmt)
        row = 1
        try:
            for frame in _scan(text, fmt, names).collect_batches(chunk_size=BATCH_ROWS, maintain_order=True):
                if frame.height:
                    yield {table: place(frame, row)}
                    row += frame.height
        except pl.exceptions.PolarsError as error:
            raise ReadError(_where_ragged(path, text, fmt, len(names)) or f"{path}: {error}") from None


def records(path: Path, fmt: FileFormat, where: str | None, rows: Sequence[int]) -> dict[int, str]:
    """Rows by number, as `column: value` lines, empty ones left out."""
    del where  # a flat file has one path
    with utf8_file(path, fmt.encoding) as text:
        scan = _scan(text, fmt, _header(path, text, fmt)).with_row_index("_row", 1)
        wanted = pl.Series(sorted(set(rows)), dtype=pl.UInt32)
        frame = scan.filter(pl.col("_row").is_in(wanted.implode())).collect()
    return {
        int(row.pop("_row")): "\n".join(f"{name}: {value}" for name, value in row.items() if value is not None)
        for row in frame.iter_rows(named=True)
    }


def edition(path: Path, fmt: FileFormat, at: str) -> str | None:
    """The greatest value of column `at`: ISO dates order as text."""
    with utf8_file(path, fmt.encoding) as text:
        names = _header(path, text, fmt)
        if at not in names:
            return None
        value = _scan(text, fmt, names).select(pl.col(at).max()).collect().item()
    return None if value is None else str(value)


def place(frame: pl.DataFrame, first_row: int) -> pl.DataFrame:
    """The frame with its place columns, counting rows from `first_row`."""
    rows = pl.int_range(first_row, first_row + frame.height, dtype=pl.Int64, eager=True)
    return frame.with_columns(
        rows.alias("_row"),
        pl.lit(None, dtype=pl.String).alias("_path"),
        rows.alias("_item"),
        pl.lit(None, dtype=pl.Int64).alias("_parent"),
    )


def _scan(text: Path, fmt: FileFormat, names: list[str]) -> pl.LazyFrame:
    return pl.scan_csv(
        text,
        has_header=not fmt.columns,
        schema=dict.fromkeys(names, pl.String),
        separator=fmt.delimiter,
        quote_char=fmt.quote or None,
        null_values=list(fmt.null_values) or None,
    )


def _header(path: Path, text: Path, fmt: FileFormat) -> list[str]:
    if fmt.columns:
        return list(fmt.columns)
    csv.field_size_limit(FIELD_LIMIT)
    with text.open(encoding="utf-8", newline="") as file:
        try:
            names = next(_rows(file, fmt), [])
        except csv.Error as error:
            raise ReadError(f"{path}: row 1: {error}. Is it really a CSV file?") from None
    names = [name.strip() or f"column_{n}" for n, name in enumerate(names, 1)]
    doubled = sorted({name for name in names if names.count(name) > 1})
    if doubled:
        raise ReadError(f"{path}: the header names {', '.join(doubled)} more than once. Name 'columns' in the source.")
    return names


def _rows(file: Iterator[str], fmt: FileFormat) -> Iterator[list[str]]:
    if fmt.quote:
        return csv.reader(file, delimiter=fmt.delimiter, quotechar=fmt.quote, strict=True)
    return csv.reader(file, delimiter=fmt.delimiter, quoting=csv.QUOTE_NONE)


def _where_ragged(path: Path, text: Path, fmt: FileFormat, width: int) -> str:
    """The first row that is not as wide as the header, in words; '' when every row is."""
    with text.open(encoding="utf-8", newline="") as file:
        rows = _rows(file, fmt)
        number = 0 if fmt.columns else -1
        try:
            for values in rows:
                number += 1
                if number and values and len(values) > width:
                    return f"{path}: row {number} has {len(values)} fields, expected {width}. Its delimiter or quotes are broken."
        except csv.Error as error:
            return f"{path}: row {number + 1}: {error}. Is a quote left open?"
    return ""
