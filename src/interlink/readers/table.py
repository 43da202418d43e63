"""What every reader takes and gives: tables of text with the place of each row.

A batch maps table names to frames. Every column delivered is `String`, or `List(String)` where a
nested record repeats it. Beside them stand `_row` (1-based number of the record), `_path` (null, or
where in the file the record's kind lies), `_item` (1-based number within the table) and `_parent`
(the parent's `_item`; null in a main table). A row that takes columns from others has what marks those in
`_marks`. A delivered column of one of these names is called `._row`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import polars as pl

from interlink.errors import ReadError

__all__ = [
    "FLAT_TABLE",
    "MARKS",
    "OWN_COLUMNS",
    "PLACES",
    "Batch",
    "FileFormat",
    "Join",
    "TablePath",
    "column_name",
    "columns_of",
    "distinct_values",
    "empty_table",
    "row_texts",
    "same_names",
    "table_path",
    "with_split_tables",
]

Batch = dict[str, pl.DataFrame]

PLACES = {"_row": pl.Int64(), "_path": pl.String(), "_item": pl.Int64(), "_parent": pl.Int64()}
# By number of the join what marks the row joined, a struct in a struct; null without a partner.
MARKS = "_marks"
OWN_COLUMNS = (*PLACES, MARKS)
BATCH_ROWS = 250_000
FLAT_TABLE = "record"


@dataclass(frozen=True)
class Join:
    """Columns that a row takes from the row of another table whose `key` is what this one has in `by`.

    `take` gives by new name what the column is called there. Where `optional`, a row may have no partner.
    `marks` are the columns there that mark its rows, which come along as they are called.
    """

    table: str
    by: str
    key: str
    take: Mapping[str, str]
    optional: bool = False
    marks: tuple[str, ...] = ()


@dataclass(frozen=True)
class TablePath:
    """Where a table lies in a nested file; `parent` names the table whose records hold it.

    With `column`, the table has a row for each part of that column of its parent, split at `split`;
    with `pairs`, one for each pair of values of two columns, beside the rest of its parent's row. `above`
    are the whole paths of texts that lie beside the records' holders in JSON. In EDIFACT `holds` names the
    segments of its group, parted by spaces. Of a delivery of several CSV files, `path` is the name of the
    table's file, maybe with `*` in it. Rows that are marked apart from what holds them are `is_marked`.
    """

    path: str = ""
    parent: str | None = None
    column: str | None = None
    split: str | None = None
    pairs: tuple[str, ...] = ()
    above: tuple[str, ...] = ()
    holds: str = ""
    columns: tuple[str, ...] = ()
    joins: tuple[Join, ...] = ()
    optional: bool = False
    is_marked: bool = False

    @property
    def is_made(self) -> bool:
        """It lies nowhere in the file: its rows are made of its parent's."""
        return self.column is not None or bool(self.pairs)


def table_path(given: Mapping[str, Any]) -> TablePath:
    """A table as a source or the ledger writes it: fields of fields, and lists."""
    many = ("columns", "pairs", "above")
    fields = {**given, **{name: tuple(given.get(name, ())) for name in many}}
    joins = tuple(Join(**{**each, "marks": tuple(each.get("marks", ()))}) for each in given.get("joins", ()))
    return TablePath(**{**fields, "joins": joins})


def empty_table() -> pl.DataFrame:
    """A table of which a batch holds nothing: no rows, and no column delivered."""
    return pl.DataFrame(schema=PLACES)


@dataclass(frozen=True)
class FileFormat:
    """How a file is written, as its source states.

    `counts` is `checked`, where what a file counts of itself has to be right, or `told`.
    """

    format: str
    encoding: str = "utf-8"
    delimiter: str = ","
    quote: str = '"'
    columns: tuple[str, ...] = ()
    null_values: tuple[str, ...] = ()
    counts: str = "checked"
    skip_lines: int = 0
    sheet: str = ""
    tables: Mapping[str, TablePath] = field(default_factory=lambda: {FLAT_TABLE: TablePath()})

    @property
    def main_tables(self) -> tuple[str, ...]:
        """The tables whose rows are records, in the source's order."""
        return tuple(name for name, table in self.tables.items() if table.parent is None)


def column_name(name: str) -> str:
    """The name under which a delivered column stands in its table."""
    return f".{name}" if name in OWN_COLUMNS else name


def same_names(names: Sequence[str]) -> str:
    """The places, from 1, of the columns that have a name in common with the first that does; else ""."""
    doubled = next((name for name, times in Counter(names).items() if times > 1), None)
    places = [str(place) for place, name in enumerate(names, 1) if name == doubled]
    return f"{', '.join(places[:-1])} and {places[-1]}" if places else ""


def columns_of(frame: pl.DataFrame) -> list[str]:
    """The delivered columns, without those that say the place and what joined rows are marked by."""
    return [name for name in frame.columns if name not in OWN_COLUMNS]


def with_split_tables(batch: Batch, fmt: FileFormat) -> Batch:
    """The batch with the tables that are made of columns: split into rows of their own, or paired."""
    whole = dict(batch)
    for name, table in fmt.tables.items():
        if table.column is not None and table.parent is not None:
            whole[name] = _split(whole[table.parent], table.column, table.split or ";")
        elif table.pairs and table.parent is not None:
            whole[name] = _paired(whole[table.parent], table.pairs)
    return whole


def _split(parent: pl.DataFrame, column: str, mark: str) -> pl.DataFrame:
    text = pl.col(column) if column in parent.columns else pl.lit(None, dtype=pl.String)
    if isinstance(parent.schema.get(column), pl.List):
        text = text.list.join(mark)
    rows = (
        parent.select("_row", "_path", pl.col("_item").alias("_parent"), text.str.split(mark).alias("."))
        .explode(".")
        .with_columns(pl.col(".").str.strip_chars())
        .filter(pl.col(".") != "")
    )
    return rows.with_columns(pl.int_range(1, pl.len() + 1, dtype=pl.Int64).alias("_item"))


def _paired(parent: pl.DataFrame, columns: tuple[str, ...]) -> pl.DataFrame:
    """A row for each combination of values of the columns; none where one of them has no value."""
    rows = parent.with_columns(pl.col("_item").alias("_parent"))
    for name in columns:
        if name not in parent.columns:
            return rows.clear()
        rows = rows.explode(name) if isinstance(parent.schema[name], pl.List) else rows
    rows = rows.drop_nulls(columns)
    return rows.with_columns(pl.int_range(1, pl.len() + 1, dtype=pl.Int64).alias("_item"))


def row_texts(frames: Iterable[pl.DataFrame], rows: Collection[int]) -> dict[int, str]:
    """Rows of a flat file by number, as `column: value` lines, empty ones left out."""
    wanted, found = sorted(set(rows)), dict[int, str]()
    for frame in frames if wanted else ():
        kept = frame.filter(pl.col("_row").is_in(wanted))
        for number, *values in kept.select("_row", *columns_of(frame)).iter_rows():
            named = zip(columns_of(frame), values, strict=True)
            found[number] = "\n".join(f"{name}: {value}" for name, value in named if value is not None)
        if len(found) == len(wanted):
            break
    return found


def distinct_values(path: Path, frames: Iterable[pl.DataFrame], at: str) -> list[str]:
    """The distinct values of column `at` of a flat file, in order of appearance.

    Raises
    ------
    ReadError   there is no such column
    """
    found: dict[str, None] = {}
    for frame in frames:
        if at not in frame.columns:
            raise ReadError(
                f"{path}: no column '{at}', which tells the edition. Correct 'edition' in the source."
            )
        found.update(dict.fromkeys(frame[at].drop_nulls().unique(maintain_order=True)))
    return list(found)
