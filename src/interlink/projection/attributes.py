"""What single records say of entities, beside the links: values, weights, codes of goods."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import polars as pl
import pyarrow as pa

from interlink.errors import QueryError, ReadError
from interlink.model.evidence import Evidence
from interlink.projection.columns import MISSING_TIME, Frame, Ints, positions, read_column, read_moments

if TYPE_CHECKING:
    from interlink.projection.projection import Projection

__all__ = ["Attributes", "attributes_of", "rows_of_two_tables", "with_attributes"]


@dataclass(frozen=True, eq=False)
class Attributes:
    """Statements of entities as records made them, one row each, in order of vertex, time and values.

    `vertex` is the entity's number; `at` and `until` are when the statement holds, in microseconds since
    1970 UTC or `MISSING_TIME`; `marking` its number among the markings of the projection, None where there
    are none. `values` has a column per property asked for, null where the record says nothing of it.
    """

    vertex: npt.NDArray[np.int32]
    at: Ints
    until: Ints
    marking: npt.NDArray[np.int16] | None
    record: Ints
    values: pl.DataFrame

    def __len__(self) -> int:
        """How many statements."""
        return int(self.vertex.size)

    def kept(self, chosen: npt.NDArray[np.bool_]) -> Attributes:
        """The statements chosen."""
        return Attributes(
            vertex=self.vertex[chosen],
            at=self.at[chosen],
            until=self.until[chosen],
            marking=None if self.marking is None else self.marking[chosen],
            record=self.record[chosen],
            values=self.values.filter(pl.Series(chosen)),
        )

    def renumbered(self, number: npt.NDArray[np.int32], kept: npt.NDArray[np.bool_]) -> Attributes:
        """The statements of the vertices kept, under the numbers that these have now."""
        left = self.kept(kept[self.vertex])
        return Attributes(number[left.vertex], left.at, left.until, left.marking, left.record, left.values)

    @property
    def digest(self) -> str:
        """A sha256 over all statements; record numbers do not count."""
        found = hashlib.sha256(repr(self.values.columns).encode())
        for column in (self.vertex, self.at, self.until):
            found.update(np.ascontiguousarray(column).tobytes())
        for name in self.values.columns:
            found.update(repr(self.values[name].to_list()).encode())
        return found.hexdigest()


def attributes_of(
    vertex: npt.NDArray[np.int32],
    values: pl.DataFrame,
    *,
    at: Ints,
    until: Ints,
    record: Ints,
    marking: npt.NDArray[np.int16] | None = None,
) -> Attributes:
    """Statements of columns of equal length, put in order; one that says nothing is left out."""
    said = pl.any_horizontal(pl.all().is_not_null()) if values.width else pl.lit(value=False)
    table = values.select(said.alias("said"), *map(_comparable, values.iter_columns())).with_columns(
        pl.Series("at number", at), pl.Series("until number", until), pl.Series("vertex number", vertex)
    )
    keys = ["vertex number", "at number", "until number", *values.columns]
    order = (
        table.with_row_index("place")
        .filter(pl.col("said"))
        .sort(keys, maintain_order=True)["place"]
        .cast(pl.Int64)
        .to_numpy()
    )
    return Attributes(
        vertex=vertex[order],
        at=at[order],
        until=until[order],
        marking=None if marking is None else marking[order],
        record=record[order],
        values=values[order],
    )


def with_attributes(
    projection: Projection, frame: Frame, entity: str = "id", *, at: str | None = None
) -> Projection:
    """The same entities and links, with what a table says of entities: one row a statement.

    `frame` is a pandas, polars or pyarrow table and is not changed; `entity` is its column of ids, `at` that
    of when a statement holds; every other column is a property. The evidence of a statement is the number of
    its row, counted from 0, with `attributes` as its source.

    Raises
    ------
    QueryError    the projection is not of an edge table: that of a home asks for `attributes` when made
    UnknownName   the table has no such column
    ReadError     a row is of an entity that is not here, or a time cannot be read
    """
    if projection.lookup is not None:
        raise QueryError(
            "only a projection of an edge table takes a table of attributes. Name them to `project`."
        )
    first = int(projection.rows.record.max(initial=-1)) + 1
    found = _read(frame, projection.ids, entity, at=at, first_record=first)
    return replace(
        projection,
        attributes=found,
        lookup=lambda records: rows_of_two_tables(records.tolist(), first),
        made_from={
            **projection.made_from,
            "attributes": found.values.columns,
            "attributes_from": first,
        },
    )


def rows_of_two_tables(records: Iterable[int], first: object) -> list[Evidence]:
    """The evidence of an edge table; from number `first` on, if there is one, of the table of attributes."""
    return [
        Evidence(source="table", load=0, file="", locator=f"row {number}")
        if not isinstance(first, int) or number < first
        else Evidence(source="attributes", load=0, file="", locator=f"row {number - first}")
        for number in records
    ]


def _read(frame: Frame, ids: Sequence[str], entity: str, *, at: str | None, first_record: int) -> Attributes:
    """The statements of a table, one a row: the entity by its id, the other columns as they are."""
    named = pl.Series(read_column(frame, entity).to_pylist(), dtype=pl.String, strict=False)
    (vertex,) = positions([named], pl.Series(list(ids), dtype=pl.String))
    unknown = np.flatnonzero(vertex < 0)
    if unknown.size:
        row = int(unknown[0])
        raise ReadError(
            f"attributes column '{entity}': row {row}: the projection has no entity '{named[row]}';"
            f" expected one in every row, {unknown.size:,} have none. Leave these rows out."
        )
    known = [str(name) for name in (frame.column_names if isinstance(frame, pa.Table) else frame.columns)]
    others = [name for name in known if name not in (entity, at)]
    values = pl.DataFrame({name: _from_arrow(frame, name) for name in others})
    none = np.full(vertex.size, MISSING_TIME, dtype=np.int64)
    moments = none if at is None else read_moments(read_column(frame, at), f"attributes column '{at}'")
    record = np.arange(first_record, first_record + vertex.size, dtype=np.int64)
    return attributes_of(vertex, values, at=moments, until=moments, record=record)


def _from_arrow(frame: Frame, name: str) -> pl.Series:
    """A column of a table; a number that is none is null."""
    found = pl.Series(name, read_column(frame, name))
    return found.fill_nan(None) if found.dtype.is_float() else found


def _comparable(column: pl.Series) -> pl.Series:
    """The column, lists as text, so that rows can be put in order."""
    if not isinstance(column.dtype, pl.List):
        return column
    return column.cast(pl.List(pl.String)).list.join("\x1f").alias(column.name)
