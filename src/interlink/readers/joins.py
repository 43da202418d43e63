"""Tables of one delivery joined: rows take columns from the row of another table that has their key.

With them comes, in `_marks`, what marks that row: who may not see it may not see its columns elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from interlink.errors import ReadError
from interlink.readers import csv_files
from interlink.readers.table import MARKS, Batch, FileFormat, Join

__all__ = ["Joined", "joined"]


@dataclass(frozen=True)
class Joined:
    """What the tables of a delivery take from each other; `keys` holds a frame for each join of a table."""

    keys: Mapping[str, Sequence[tuple[Join, pl.DataFrame]]]

    def add(self, batch: Batch) -> Batch:
        """The batch with the columns that its tables take."""
        return {name: self._with_taken(name, frame) for name, frame in batch.items()}

    def unmatched(self, batch: Batch) -> Iterator[str]:
        """A warning for each join of a table that has rows whose key the other table does not have."""
        for name, frame in batch.items():
            for join, known in self.keys.get(name, ()):
                if join.optional or join.by not in frame.columns:
                    continue
                lost = frame.drop_nulls(join.by).join(known, on=join.by, how="anti", maintain_order="left")
                if lost.height:
                    rows = "row names" if lost.height == 1 else "rows name"
                    yield (
                        f"table '{name}': {lost.height:,} {rows} a '{join.by}' that table '{join.table}' does"
                        f" not have; the first is {lost['_path'][0]}, row {lost['_row'][0]}"
                    )

    def _with_taken(self, name: str, frame: pl.DataFrame) -> pl.DataFrame:
        marks: list[pl.Series] = []
        for number, (join, known) in enumerate(self.keys.get(name, ())):
            if join.by in frame.columns:
                _refuse_taken(name, frame, join)
                frame = frame.join(known, on=join.by, how="left", maintain_order="left")
                if MARKS in frame.columns:
                    marks.append(frame[MARKS].alias(str(number)))
                    frame = frame.drop(MARKS)
        return frame.with_columns(pl.struct(marks).alias(MARKS)) if marks else frame


def joined(fmt: FileFormat, files: Sequence[Path]) -> Joined:
    """What the tables of these files take from each other, keys and taken columns alone.

    A table that joins may itself be joined: what it took can be taken from it.

    Raises
    ------
    ReadError   a table is in none of the files, lacks a column that is taken from it, or has two rows with
                one key that say different things
    """
    _refuse_missing(fmt, files)
    kept: dict[str, list[tuple[Join, pl.DataFrame]]] = {}
    waiting = {name: table.joins for name, table in fmt.tables.items() if table.joins}
    read: list[tuple[Join, pl.DataFrame]] = []
    while waiting:
        name = next(name for name, joins in waiting.items() if not {j.table for j in joins} & set(waiting))
        kept[name] = []
        for join in waiting.pop(name):
            # several tables may take the same of one
            same = next((known for other, known in read if other == join), None)
            read.append((join, _keys(fmt, files, join, Joined(kept)) if same is None else same))
            kept[name].append(read[-1])
    return Joined(kept)


def _refuse_missing(fmt: FileFormat, files: Sequence[Path]) -> None:
    there = {name for path in files for name in csv_files.files(path, fmt).values()}
    lacking = [
        fmt.tables[name].path
        for name in fmt.main_tables
        if name not in there and not fmt.tables[name].optional
    ]
    if lacking:
        given = ", ".join(str(path) for path in files)
        raise ReadError(f"{given}: no file {', '.join(lacking)}. Give all files of the delivery together.")


def _keys(fmt: FileFormat, files: Sequence[Path], join: Join, known: Joined) -> pl.DataFrame:
    """Of the table joined: its key, called as the joining table calls it, and the columns taken."""
    parts = [pl.DataFrame(schema={join.by: pl.String(), **dict.fromkeys(join.take, pl.String())})]
    places = [pl.DataFrame(schema={"_path": pl.String(), "_row": pl.Int64()})]
    for path in files:
        for name, bare in csv_files.table_frames(path, fmt, only=join.table):
            frame = known.add({name: bare})[name]
            wanted = [join.key, *join.take.values(), *(own.by for own in fmt.tables[name].joins)]
            missing = [column for column in wanted if column not in frame.columns]
            if missing:
                raise ReadError(
                    f"{path}: {frame['_path'][0] if frame.height else join.table} has no column"
                    f" {', '.join(missing)}, which other tables take from it."
                    " Is this the file the source expects?"
                )
            taken = [pl.col(column).alias(new) for new, column in join.take.items()]
            taken += _marks(frame, join)
            kept = frame.filter(pl.col(join.key).is_not_null())
            parts.append(kept.select(pl.col(join.key).alias(join.by), *taken))
            places.append(kept.select("_path", "_row"))
    all_parts = pl.concat(parts, how="diagonal")
    whole = all_parts.unique(maintain_order=True)
    doubled = whole.filter(pl.col(join.by).is_duplicated())
    if doubled.height:
        _refuse_doubled(join, pl.concat([all_parts, pl.concat(places)], how="horizontal"), doubled)
    return whole


def _marks(frame: pl.DataFrame, join: Join) -> list[pl.Expr]:
    """What marks the rows that are joined, and those that they take from themselves, as one column."""
    if not join.marks:
        return []
    lacking = pl.lit(None, dtype=pl.String)
    marks = [pl.col(name) if name in frame.columns else lacking.alias(name) for name in join.marks]
    return [pl.struct(*marks, *([MARKS] if MARKS in frame.columns else [])).alias(MARKS)]


def _refuse_doubled(join: Join, placed: pl.DataFrame, doubled: pl.DataFrame) -> None:
    key = doubled[join.by][0]
    rows = placed.filter(pl.col(join.by) == key).select("_path", "_row").rows()
    (first, row), (second, other) = rows[0], rows[-1]
    raise ReadError(
        f"{first}: '{join.key}' is the same in row {row} and in row {other} of {second}, which say different"
        f" things. Table '{join.table}' is joined by it, so it has to tell its rows apart."
    )


def _refuse_taken(name: str, frame: pl.DataFrame, join: Join) -> None:
    both = sorted(set(join.take) & set(frame.columns))
    if both:
        raise ReadError(
            f"table '{name}' has a column '{both[0]}' of its own, which it is to take from '{join.table}'."
            " Give it another name in 'take'."
        )
