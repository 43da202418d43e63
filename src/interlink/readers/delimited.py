"""CSV and its relatives: RFC 4180 with the delimiter and quote that the source names.

Rows count from 1 after the header; empty lines are passed over and not counted, nor are the lines
before the header that the source skips. A quote inside a field that does not begin with one stands for
itself.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TextIO

import polars as pl
import pyarrow as pa
from pyarrow import csv as arrow_csv

from interlink.errors import ReadError
from interlink.readers import table
from interlink.readers.quotes import is_well_quoted
from interlink.readers.table import Batch, FileFormat, column_name, distinct_values, row_texts, same_names
from interlink.readers.text import cut_doubts, utf8_file

__all__ = ["doubts", "editions", "read", "records"]

BLOCK_BYTES = 1 << 24
LONGEST_HEADER = 1 << 24
LONGEST_LINE = 1 << 25


def read(path: Path, fmt: FileFormat) -> Iterator[Batch]:
    """Batches of 250,000 rows, at least one; every value as delivered, empty ones null.

    Raises
    ------
    ReadError   a row with more or fewer fields than the header, a quote left open or followed by
                text, a header that names a column twice, another encoding
    """
    name = fmt.main_tables[0]
    row = 1
    for frame in _frames(path, fmt):
        yield {name: _placed(frame, row)}
        row += frame.height


def records(path: Path, fmt: FileFormat, where: str | None, rows: Sequence[int]) -> dict[int, str]:
    """Rows by number, as `column: value` lines, empty ones left out."""
    del where  # a flat file has one path
    return row_texts((batch[fmt.main_tables[0]] for batch in read(path, fmt)), rows)


def editions(path: Path, fmt: FileFormat, at: str) -> list[str]:
    """The distinct values of column `at`, in order of appearance.

    Raises
    ------
    ReadError   there is no such column
    """
    return distinct_values(path, _frames(path, fmt), at)


def doubts(path: Path, fmt: FileFormat) -> list[str]:
    """That the last line has no end, as of a file that was cut."""
    del fmt  # a line ends alike in all of them
    return cut_doubts(path)


def _placed(frame: pl.DataFrame, first_row: int) -> pl.DataFrame:
    """The frame with its place columns, counting rows from `first_row`."""
    rows = pl.int_range(first_row, first_row + frame.height, dtype=pl.Int64, eager=True)
    return frame.with_columns(
        rows.alias("_row"),
        pl.lit(None, dtype=pl.String).alias("_path"),
        rows.alias("_item"),
        pl.lit(None, dtype=pl.Int64).alias("_parent"),
    )


def _frames(path: Path, fmt: FileFormat) -> Iterator[pl.DataFrame]:
    with utf8_file(path, fmt.encoding) as text:
        names = _header(path, text, fmt)
        if fmt.quote and not is_well_quoted(text, delimiter=fmt.delimiter, quote=fmt.quote):
            # Arrow takes a quote left open, or one closed too early, as it comes.
            _refuse_broken(path, text, fmt, len(names))
        pending: list[pl.DataFrame] = []
        given = False
        try:
            for block in _blocks(text, fmt, names):
                pending.append(block)
                if sum(frame.height for frame in pending) >= table.BATCH_ROWS:
                    whole = pl.concat(pending)
                    at = 0
                    for at in range(0, whole.height - table.BATCH_ROWS + 1, table.BATCH_ROWS):
                        yield whole.slice(at, table.BATCH_ROWS).rechunk()
                        given = True
                    pending = [whole.slice(at + table.BATCH_ROWS)]
        except pa.ArrowException:
            # Arrow also refuses a header that is all there is and has no line end.
            if _refuse_broken(path, text, fmt, len(names)):
                raise ReadError(
                    f"{path}: it cannot be cut into rows. A row may have {BLOCK_BYTES >> 20} MiB."
                ) from None
        rest = pl.concat(pending) if pending else pl.DataFrame(schema=dict.fromkeys(names, pl.String))
        if rest.height or not given:
            yield rest.rechunk()


def _blocks(text: Path, fmt: FileFormat, names: list[str]) -> Iterator[pl.DataFrame]:
    # by number, since Arrow would match a header that it reads itself by name
    numbered = [str(number) for number in range(len(names))]
    reader = arrow_csv.open_csv(
        str(text),
        read_options=arrow_csv.ReadOptions(
            use_threads=False,
            block_size=BLOCK_BYTES,
            column_names=numbered,
            skip_rows=fmt.skip_lines,
            skip_rows_after_names=0 if fmt.columns else 1,
        ),
        parse_options=arrow_csv.ParseOptions(
            delimiter=fmt.delimiter, quote_char=fmt.quote or False, newlines_in_values=True
        ),
        convert_options=arrow_csv.ConvertOptions(
            column_types=dict.fromkeys(numbered, pa.string()),
            null_values=["", *fmt.null_values],
            strings_can_be_null=True,
        ),
    )
    for block in reader:
        frame = pl.DataFrame(block)
        frame.columns = names
        yield frame


def _header(path: Path, text: Path, fmt: FileFormat) -> list[str]:
    if fmt.columns:
        return [column_name(name) for name in fmt.columns]
    with text.open(encoding="utf-8", newline="") as file:
        try:
            names = next((row for row in _rows(_lines(path, file, fmt), fmt) if row), [])
        except csv.Error as error:
            raise ReadError(f"{path}: header: {error}. Is it really a CSV file?") from None
    if not names:
        raise ReadError(f"{path}: only empty lines, expected a header. Ask for the delivery again.")
    names = [column_name(name.strip()) or f"column_{n}" for n, name in enumerate(names, 1)]
    if doubled := same_names(names):
        raise ReadError(
            f"{path}: the header gives columns {doubled} one name. Ask for columns told apart, or"
            " take the header off and name 'columns' in the source."
        )
    return names


def _lines(path: Path, file: TextIO, fmt: FileFormat) -> Iterator[str]:
    """The lines of a file after those to skip; a line without end is refused before it is read whole."""
    for number, line in enumerate(iter(lambda: file.readline(LONGEST_LINE), ""), 1):
        if len(line) == LONGEST_LINE:
            raise ReadError(
                f"{path}: line {number} is longer than {LONGEST_LINE >> 20} MiB. Is it really a CSV file?"
            )
        if number > fmt.skip_lines:
            yield line


def _rows(file: Iterator[str], fmt: FileFormat) -> Iterator[list[str]]:
    csv.field_size_limit(LONGEST_HEADER)
    if fmt.quote:
        return csv.reader(file, delimiter=fmt.delimiter, quotechar=fmt.quote, strict=True)
    return csv.reader(file, delimiter=fmt.delimiter, quoting=csv.QUOTE_NONE)


def _refuse_broken(path: Path, text: Path, fmt: FileFormat, width: int) -> int:
    """How many rows there are; ReadError at the first one not as wide as the header or not well quoted."""
    with text.open(encoding="utf-8", newline="") as file:
        number = 0 if fmt.columns else -1
        try:
            for values in _rows(_lines(path, file, fmt), fmt):
                if not values:
                    continue
                number += 1
                if len(values) != width:
                    raise ReadError(
                        f"{path}: row {number} has {len(values)} fields, expected {width}."
                        " Its delimiter or quotes are broken, or it is not the file the source expects."
                    )
        except csv.Error as error:
            raise ReadError(f"{path}: row {number + 1}: {error}. Is a quote left open?") from None
    return number
