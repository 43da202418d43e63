"""What the lake's records say of entities in the properties asked for, beside the links."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

import polars as pl

from interlink.access.look import Look
from interlink.errors import UnknownName, nearest
from interlink.model.schema import Schema
from interlink.projection.attributes import Attributes, attributes_of
from interlink.projection.columns import MISSING_TIME, positions
from interlink.projection.wanted import earliest_moment

__all__ = ["Told", "micros", "tellers", "told"]


@dataclass(frozen=True)
class Told:
    """What records say of entities, and the schema of each such fragment: seq, schema."""

    statements: Attributes
    behind: pl.DataFrame


def tellers(kinds: Sequence[Schema], names: Sequence[str]) -> list[Schema]:
    """The kinds that have one of these properties.

    Raises
    ------
    UnknownName   no kind has such a property; the message proposes the nearest
    """
    known = {name for kind in kinds for name in kind.properties}
    for name in names:
        if name not in known:
            raise UnknownName(f"no kind of entity here has a property '{name}'.{nearest(name, known)}")
    return [kind for kind in kinds if kind.properties.keys() & set(names)]


def told(look: Look, kinds: Sequence[Schema], ids: pl.Series, names: Sequence[str]) -> Told:
    """What the records of these kinds say in these properties."""
    wanted = sorted(set(names))
    many = {name for name in wanted for kind in kinds if _is_many(kind, name)}
    scans = [look.scan(kind).select(*_stated(kind, wanted, many)) for kind in kinds]
    found = pl.concat(pl.collect_all(scans), how="diagonal_relaxed")
    (vertex,) = positions([found["entity"]], ids)
    found, vertex = found.filter(pl.Series(vertex >= 0)), vertex[vertex >= 0]
    statements = attributes_of(
        vertex,
        found.select(wanted),
        at=found["at"].to_numpy(),
        until=found["until"].to_numpy(),
        marking=found["marking"].to_numpy(),
        record=found["seq"].to_numpy(),
    )
    return Told(statements, found.select("seq", "schema"))


def micros(kind: Schema, name: str | None) -> pl.Expr:
    """A property's earliest moment in microseconds since 1970 UTC, `MISSING_TIME` where there is none."""
    if name is None:
        return pl.lit(MISSING_TIME, dtype=pl.Int64)
    return earliest_moment(kind, name).dt.epoch("us").fill_null(MISSING_TIME)


def _is_many(kind: Schema, name: str) -> bool:
    return name in kind.properties and kind.properties[name].many


def _stated(kind: Schema, wanted: Sequence[str], many: Collection[str]) -> Iterator[pl.Expr]:
    """Of fragments whom they are of, when they hold, and the properties; a list where any kind has one."""
    start, end = kind.period
    yield from (pl.col(name) for name in ("entity", "seq", "marking"))
    yield micros(kind, start).alias("at")
    yield micros(kind, end).alias("until")
    yield pl.lit(kind.name).alias("schema")
    for name in wanted:
        if name in kind.properties:
            alone = name in many and not kind.properties[name].many
            yield (
                pl.when(pl.col(name).is_not_null()).then(pl.concat_list(name)).alias(name)
                if alone
                else pl.col(name)
            )
