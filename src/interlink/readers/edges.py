"""Any edge list, or any square matrix, as one table of links.

An edge list has one link a row: columns called source/target (or src/dst, from/to, a/b; else the
first two), and maybe weight and layer. A square matrix names the same actors across and down, with a
number in each cell; every cell that is not zero is a link from its row to its column.
The table's columns are `source`, `target`, `weight`, `layer` and `network`, the file's name.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import polars as pl

from interlink.errors import ReadError
from interlink.readers import delimited
from interlink.readers.table import Batch, FileFormat, columns_of

__all__ = ["edition", "read", "records"]

ENDS = (("source", "target"), ("src", "dst"), ("from", "to"), ("a", "b"))
COLUMNS = ("source", "target", "weight", "layer")


def read(path: Path, fmt: FileFormat) -> Iterator[Batch]:
    """Batches of links; `_row` is the row delivered, `_path` a matrix's column."""
    table = fmt.main_tables[0]
    item = 0
    for batch in delimited.read(path, fmt):
        frame = batch[table]
        links = _from_matrix(path, frame) if _is_square(frame) else _from_list(path, frame)
        items = pl.int_range(item + 1, item + 1 + links.height, dtype=pl.Int64, eager=True)
        item += links.height
        yield {table: links.with_columns(pl.lit(path.stem).alias("network"), items.alias("_item"))}


def records(path: Path, fmt: FileFormat, where: str | None, rows: Sequence[int]) -> dict[int, str]:
    """Rows by number, as received; of a matrix only the actor and the one cell."""
    found = delimited.records(path, fmt, None, rows)
    return found if where is None else {row: _cell(text, where) for row, text in found.items()}


def edition(path: Path, fmt: FileFormat, at: str) -> str | None:
    """Edge lists carry no date."""
    del path, fmt, at


def _cell(row: str, column: str) -> str:
    actor, *cells = row.split("\n")
    return "\n".join([actor, *(cell for cell in cells if cell.startswith(f"{column}: "))])


def _is_square(frame: pl.DataFrame) -> bool:
    names = columns_of(frame)
    actors = frame[names[0]].drop_nulls().to_list()
    return len(names) > 2 and actors == names[1:]


def _from_list(path: Path, frame: pl.DataFrame) -> pl.DataFrame:
    names = columns_of(frame)
    if len(names) < 2:
        raise ReadError(f"{path}: one column ({names[0]}), expected at least a source and a target. Is it a CSV file?")
    by_name = {name.lower(): name for name in names}
    pair = next(((by_name[a], by_name[b]) for a, b in ENDS if a in by_name and b in by_name), (names[0], names[1]))
    null = pl.lit(None, dtype=pl.String)
    return frame.select(
        pl.col(pair[0]).alias("source"),
        pl.col(pair[1]).alias("target"),
        (pl.col(by_name["weight"]) if "weight" in by_name else null).alias("weight"),
        (pl.col(by_name["layer"]) if "layer" in by_name else null).alias("layer"),
        "_row",
        "_path",
        "_parent",
    )


def _from_matrix(path: Path, frame: pl.DataFrame) -> pl.DataFrame:
    names = columns_of(frame)
    cells = frame.unpivot(
        on=names[1:], index=[names[0], "_row", "_parent"], variable_name="target", value_name="weight"
    ).with_columns(pl.col("weight").str.strip_chars().cast(pl.Float64, strict=False).alias("_number"))
    broken = cells.filter(pl.col("_number").is_null() & pl.col("weight").is_not_null())
    if broken.height:
        row, column, value = broken.select("_row", "target", "weight").row(0)
        raise ReadError(f"{path}: row {row}, column {column}: '{value}' is not a number, expected a matrix of numbers.")
    return (
        cells.filter(pl.col("_number").is_not_null() & (pl.col("_number") != 0))
        .sort("_row", maintain_order=True)
        .select(
            pl.col(names[0]).alias("source"),
            "target",
            "weight",
            pl.lit(None, dtype=pl.String).alias("layer"),
            "_row",
            pl.col("target").alias("_path"),
            "_parent",
        )
    )
