"""What a query's rows show on a screen: a table of plain cells, and the entities that each row names."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import TypeAlias

import polars as pl

from interlink.graph.store import Rows
from interlink.queries import Answer

__all__ = ["NAMING", "Shown", "shown_answer", "shown_rows"]

Cell: TypeAlias = str | int | float | bool | None
# Kinds of columns whose texts are ids of entities.
NAMING = ("entity", "entities")


@dataclass(frozen=True)
class Shown:
    """Rows as a screen shows them: `table` one row each, `entities` the ids that each row names, in order.

    `about` are the entities that were asked about. `total` is how many rows there are, None when it was not
    counted; `caveat` is what a reader has to know.
    """

    table: pl.DataFrame
    entities: tuple[tuple[str, ...], ...]
    about: tuple[str, ...] = ()
    total: int | None = None
    caveat: str = ""

    @property
    def is_cut(self) -> bool:
        """Whether there are more rows than these."""
        return self.total is None or self.table.height < self.total

    @property
    def words(self) -> str:
        """How many rows of how many these are."""
        some = f"{self.table.height:,}" if self.table.height else "No"
        if not self.is_cut:
            return f"{some} row{'s' * (self.table.height != 1)}"
        return f"The first {some} rows of {'more' if self.total is None else f'{self.total:,}'}"

    def ids(self, rows: Sequence[int] | None = None) -> tuple[str, ...]:
        """The entities of these rows, each once; without `rows` those asked about, then those of all."""
        if rows is not None:
            return tuple(dict.fromkeys(id_ for row in rows for id_ in self.entities[row]))
        return tuple(dict.fromkeys([*self.about, *(id_ for row in self.entities for id_ in row)]))


def shown_answer(answer: Answer) -> Shown:
    """What a saved query found."""
    kinds = tuple(answer.query.header.columns.values())
    asked = answer.query.header.params
    about = [
        id_
        for name, value in answer.params.items()
        if asked[name].type in ("entity", "entities")
        for id_ in ([value] if isinstance(value, str) else value if isinstance(value, list) else [])
    ]
    return Shown(
        _table(answer.columns, answer.rows),
        tuple(
            tuple(
                dict.fromkeys(
                    id_
                    for kind, cell in zip(kinds, row, strict=True)
                    for id_ in _named(cell, is_id=kind in NAMING)
                )
            )
            for row in answer.rows
        ),
        tuple(dict.fromkeys(map(str, about))),
        answer.total,
        answer.caveat,
    )


def shown_rows(rows: Rows) -> Shown:
    """What a statement returned; a text with a colon in it may be the id of an entity."""
    return Shown(
        _table(rows.columns, rows.rows),
        tuple(
            tuple(dict.fromkeys(id_ for cell in row for id_ in _named(cell, is_id=True))) for row in rows.rows
        ),
        total=None if rows.truncated else len(rows.rows),
        caveat=rows.caveat,
    )


def _table(columns: Sequence[str], rows: Sequence[Sequence[object]]) -> pl.DataFrame:
    return pl.DataFrame([_column(name, [_cell(row[at]) for row in rows]) for at, name in enumerate(columns)])


def _column(name: str, cells: list[Cell]) -> pl.Series:
    """A column of one type; what is of several is text."""
    kinds = {type(cell) for cell in cells if cell is not None}
    if kinds <= {int, float} and kinds:
        return pl.Series(name, cells, pl.Int64 if kinds == {int} else pl.Float64, strict=False)
    if kinds == {bool}:
        return pl.Series(name, cells, pl.Boolean)
    return pl.Series(name, [None if cell is None else str(cell) for cell in cells], pl.String)


def _cell(value: object) -> Cell:
    """A value as one cell: entities by name, links by kind, a path as its way, lists with semicolons."""
    if value is None or isinstance(value, str | int | float):
        return value
    if isinstance(value, datetime):
        return f"{value.astimezone(UTC) if value.tzinfo else value:%Y-%m-%d %H:%M:%S}"
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, Mapping):
        return _of_map(value)
    if isinstance(value, Sequence):
        return "; ".join(str(_cell(each)) for each in value)
    return str(value)


def _of_map(value: Mapping[str, object]) -> str:
    if "nodes" in value and "links" in value and isinstance(value["nodes"], Sequence):
        return " – ".join(str(_cell(node)) for node in value["nodes"])
    if isinstance(value.get("labels"), Sequence) and isinstance(value.get("properties"), Mapping):
        return _called(value)
    if {"type", "source", "target"} <= value.keys():
        return f"{value['source']} {value['type']} {value['target']}"
    return "; ".join(f"{name}: {_cell(each)}" for name, each in value.items())


def _called(node: Mapping[str, object]) -> str:
    properties = node["properties"]
    caption = properties.get("caption") if isinstance(properties, Mapping) else None
    return str(caption or node.get("id"))


def _named(cell: object, *, is_id: bool) -> Iterator[str]:
    """The entities that a cell names; a text does where `is_id`."""
    if isinstance(cell, str):
        if is_id and ":" in cell:
            yield cell
    elif isinstance(cell, Mapping):
        if "labels" in cell and cell.get("id"):
            yield str(cell["id"])
        elif {"type", "source", "target"} <= cell.keys():
            yield from (str(cell[end]) for end in ("source", "target"))
        else:
            for each in cell.values():
                yield from _named(each, is_id=False)
    elif isinstance(cell, Sequence):
        for each in cell:
            yield from _named(each, is_id=is_id)
