"""What a projection is asked to hold: kinds of entities, kinds of links, and a window of time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import polars as pl

from interlink.access.view import read_moment
from interlink.errors import QueryError, UnknownName, nearest
from interlink.model.schema import Ontology, Schema
from interlink.model.types import earliest, latest

__all__ = ["Layer", "Wanted", "earliest_moment", "layers_of", "read_wanted"]

LAST_MOMENT = timedelta(days=1, microseconds=-1)


@dataclass(frozen=True)
class Layer:
    """One kind of link wanted: its name in the projection, and the schema whose fragments make it."""

    name: str
    schema: Schema

    @property
    def is_total(self) -> bool:
        """Whether all links from one entity to another make one."""
        return self.name != self.schema.graph_name


@dataclass(frozen=True)
class Wanted:
    """Kinds and layers in order of name, and the window, None where it is open."""

    kinds: tuple[Schema, ...]
    layers: tuple[Layer, ...]
    since: datetime | None
    until: datetime | None

    @property
    def said(self) -> Mapping[str, object]:
        """The same as plain values, for logs and for what a projection was made from."""
        return {
            "nodes": [kind.name for kind in self.kinds],
            "links": [layer.name for layer in self.layers],
            "since": None if self.since is None else self.since.isoformat(),
            "until": None if self.until is None else self.until.isoformat(),
        }

    def within(self, kind: Schema) -> pl.Expr:
        """A link of this kind may have held in the window."""
        kept = pl.lit(value=True)
        start, end = kind.period
        if self.until is not None and start is not None:
            kept = kept & (earliest_moment(kind, start) <= self.until).fill_null(value=True)
        if self.since is not None and end is not None:
            kept = kept & (_latest_moment(kind, end) >= self.since).fill_null(value=True)
        return kept


def read_wanted(
    ontology: Ontology,
    nodes: Sequence[str] | None,
    links: Sequence[str] | None,
    since: str | date | datetime | None,
    until: str | date | datetime | None,
) -> Wanted:
    """What these names and moments ask for; see `interlink.projection.lake.project`.

    Raises
    ------
    UnknownName   no such kind; the message proposes the nearest
    QueryError    since or until is neither a date nor a timestamp, or since is after until
    """
    begin = None if since is None else read_moment(since, day_ends=False)
    end = None if until is None else read_moment(until)
    wanted = Wanted(_node_kinds(ontology, nodes), layers_of(ontology, links), begin, end)
    if begin is not None and end is not None and begin > end:
        raise QueryError(f"since {since} is after until {until}: no link lies between them. Swap the two.")
    return wanted


def layers_of(ontology: Ontology, names: Sequence[str] | None) -> tuple[Layer, ...]:
    """The layers of these names, in order of name; every kind of link for None."""
    if names is None:
        every = [Layer(kind.graph_name, kind) for kind in ontology.links()]
        return tuple(sorted(every, key=lambda layer: layer.name))
    totals = {kind.total.type: kind for kind in ontology.links() if kind.total is not None}
    found: dict[str, Schema] = {}
    for name in names:
        if name in totals:
            found[name] = totals[name]
        else:
            found.update({kind.graph_name: kind for kind in _concrete(ontology, name, is_link=True)})
    return tuple(Layer(name, found[name]) for name in sorted(found))


def earliest_moment(kind: Schema, name: str) -> pl.Expr:
    """The first moment that a property of type date or time may mean."""
    if kind.properties[name].type != "date":
        return pl.col(name)
    return earliest(pl.col(name)).cast(pl.Datetime("us", "UTC"))


def _latest_moment(kind: Schema, name: str) -> pl.Expr:
    if kind.properties[name].type != "date":
        return pl.col(name)
    return latest(pl.col(name)).cast(pl.Datetime("us", "UTC")) + LAST_MOMENT


def _node_kinds(ontology: Ontology, names: Sequence[str] | None) -> tuple[Schema, ...]:
    if names is None:
        return tuple(ontology.entities())
    found = {kind.name: kind for name in names for kind in _concrete(ontology, name, is_link=False)}
    return tuple(found[name] for name in sorted(found))


def _concrete(ontology: Ontology, name: str, *, is_link: bool) -> tuple[Schema, ...]:
    kinds = ontology.concrete(name)
    if ontology.get(name).is_link != is_link:
        known = [
            word for kind in ontology if kind.is_link == is_link for word in (kind.name, kind.graph_name)
        ]
        expected = "a kind of link" if is_link else "a kind of entity"
        raise UnknownName(f"'{name}' is not {expected}.{nearest(name, known)}")
    return kinds
