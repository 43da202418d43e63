"""How much of a message rows take: a store takes none that is longer than its limit."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

__all__ = ["MESSAGE_BYTES", "parts", "row_bytes"]

# The embedded store's limit is 16 MiB, Neo4j's is more; names of properties and numbers come on top of text.
MESSAGE_BYTES = 4 * 2**20


def row_bytes(rows: pl.DataFrame) -> pl.Series:
    """The length of each row's text in bytes."""
    texts = [_bytes(name, dtype) for name, dtype in rows.schema.items()]
    return rows.select(pl.sum_horizontal(pl.lit(0, dtype=pl.Int64), *texts).alias("bytes"))["bytes"]


def parts(rows: pl.DataFrame) -> Iterator[pl.DataFrame]:
    """The rows in order, in slices whose text is about MESSAGE_BYTES at most, or a single row."""
    ends = row_bytes(rows).cum_sum()
    if not rows.height or ends[-1] <= MESSAGE_BYTES:
        yield rows
        return
    lengths = (ends // MESSAGE_BYTES).rle().struct.field("len")
    at = 0
    for length in lengths:
        yield rows.slice(at, length)
        at += length


def _bytes(name: str, dtype: object) -> pl.Expr:
    column = pl.col(name)
    if dtype == pl.String():
        return column.str.len_bytes().fill_null(0).cast(pl.Int64)
    if dtype == pl.List(pl.String()):
        return column.list.eval(pl.element().str.len_bytes()).list.sum().fill_null(0).cast(pl.Int64)
    return pl.lit(0, dtype=pl.Int64)
