"""Any edge list, or any square matrix, as one table of links.

An edge list has one link a row: columns called source/target (or src/dst, from/to, a/b; else the
first two), and maybe weight and layer. A square matrix names the same actors across and down, with a
number in each cell; every cell that is not zero is a link from its row to its column.
The table's columns are `source`, `target`, `weight`, `layer` and `network`, the file's name. A row
without a target says that an actor exists: so does one for each actor of a matrix without any tie.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import polars as pl

from interlink.errors import ReadError
from interlink.readers import delimited
from interlink.readers.table import Batch, FileFormat, columns_of

__all__ = ["editions", "read", "records"]

ENDS = (("source", "target"), ("src", "dst"), ("from", "to"), ("a", "b"))
# source, target, weight and layer: a wider file without known names may be a matrix
WIDEST_LIST = 4


def read(path: Path, fmt: FileFormat) -> Iterator[Batch]:
    """Batches of links; `_row` is the row delivered, `_path` a matrix's column.

    Raises
    ------
    ReadError   not CSV, one column only, a cell of a matrix that is no number, or a matrix whose
                rows and columns name different actors
    """
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


def editions(path: Path, fmt: FileFormat, at: str) -> list[str]:
    """None at all: edge lists carry no date."""
    del path, fmt, at
    return []


def _cell(row: str, column: str) -> str:
    actor, *cells = row.split("\n")
    return "\n".join([actor, *(cell for cell in cells if cell.startswith(f"{column}: "))])


def _is_square(frame: pl.DataFrame) -> bool:
    names = columns_of(frame)
    actors = frame[names[0]].drop_nulls().str.strip_chars()
    return len(names) > 2 and actors.len() == len(names) - 1 and set(actors) == set(names[1:])


def _from_list(path: Path, frame: pl.DataFrame) -> pl.DataFrame:
    names = columns_of(frame)
    if len(names) < 2:
        raise ReadError(f"{path}: one column, expected at least a source and a target. Is it a CSV file?")
    by_name = {name.lower(): name for name in names}
    pair = next(((by_name[a], by_name[b]) for a, b in ENDS if a in by_name and b in by_name), None)
    if pair is None or (pair[0].lower(), pair[1].lower()) == ENDS[-1]:  # a and b may also be actors
        _refuse_oblong(path, frame)
    first, second = pair or (names[0], names[1])
    null = pl.lit(None, dtype=pl.String)
    return frame.select(
        pl.col(first).alias("source"),
        pl.col(second).alias("target"),
        (pl.col(by_name["weight"]) if "weight" in by_name else null).alias("weight"),
        (pl.col(by_name["layer"]) if "layer" in by_name else null).alias("layer"),
        "_row",
        "_path",
        "_parent",
    )


def _refuse_oblong(path: Path, frame: pl.DataFrame) -> None:
    """Raises ReadError for a matrix that is not square: as a list it would read as nonsense."""
    actor, *across = columns_of(frame)
    if len(across) < WIDEST_LIST or not frame.height:
        return
    cells = frame.select(pl.col(across).is_null() | _number(pl.col(across)).is_not_null())
    if not all(column.all() for column in cells):
        return
    down = set(frame[actor].drop_nulls().str.strip_chars())
    apart = len(down ^ set(across))
    wrong = f"{apart:,} stand in one alone" if apart else "a row is repeated"
    raise ReadError(
        f"{path}: a matrix of {frame.height} rows and {len(across)} columns that do not name the same actors:"
        f" {wrong}. Expected a square matrix, or columns source and target."
    )


def _from_matrix(path: Path, frame: pl.DataFrame) -> pl.DataFrame:
    actor, *across = columns_of(frame)
    rows = frame.filter(pl.col(actor).is_not_null()).with_columns(pl.col(actor).str.strip_chars())
    cells = rows.unpivot(
        on=across, index=[actor, "_row", "_parent"], variable_name="target", value_name="weight"
    ).with_columns(_number(pl.col("weight")).alias("_number"))
    broken = cells.filter(pl.col("_number").is_null() & pl.col("weight").is_not_null())
    if broken.height:
        row, column = broken.select("_row", "target").row(0)
        raise ReadError(
            f"{path}: row {row}, column {across.index(column) + 2}: not a number, as all of a matrix are."
        )
    ties = cells.filter(pl.col("_number") != 0)
    tied = pl.concat([ties[actor], ties["target"]])
    alone = rows.filter(~pl.col(actor).is_in(tied.unique().implode()))
    null = pl.lit(None, dtype=pl.String)
    return pl.concat(
        [
            _links(ties, actor, pl.col("target"), pl.col("weight"), null),
            _links(alone, actor, null, null, null),
        ]
    ).sort("_row", maintain_order=True)


def _links(
    frame: pl.DataFrame, source: str, target: pl.Expr, weight: pl.Expr, layer: pl.Expr
) -> pl.DataFrame:
    return frame.select(
        pl.col(source).alias("source"),
        target.alias("target"),
        weight.alias("weight"),
        layer.alias("layer"),
        "_row",
        target.alias("_path"),
        "_parent",
    )


def _number(text: pl.Expr) -> pl.Expr:
    return text.str.strip_chars().cast(pl.Float64, strict=False)
