"""A projection from the lake, through a view."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime

import numpy as np
import polars as pl

from interlink.access.look import Look, true_on
from interlink.access.view import View, read_moment
from interlink.graph.assemble import caption
from interlink.model.evidence import Evidence
from interlink.model.schema import Ontology, Schema
from interlink.model.types import earliest
from interlink.projection.columns import MISSING_TIME, Ints
from interlink.projection.projection import Projection

__all__ = ["project"]


def project(
    view: View,
    ontology: Ontology,
    *,
    nodes: Sequence[str] | None = None,
    links: Sequence[str] | None = None,
    since: str | date | datetime | None = None,
    until: str | date | datetime | None = None,
    directed: bool = False,
) -> Projection:
    """The entities of these kinds and the links among them, as arrays.

    `nodes` are schema names, abstract ones standing for all beneath (`Party`), None for every kind;
    `links` are schema names or relationship types, None for every kind, `[]` for none; a pair total such
    as `CALLS_TOTAL` makes one link of all calls from one phone to another. Each link kind is a layer. A
    link weighs its `weight` where its kind has one, else 1. With `since` or `until`, links
    that cannot have held in that window are left out; those without dates stay. Records of a link are
    the `seq` numbers of its fragments.

    Raises
    ------
    UnknownName   no such kind; the message proposes the nearest
    """
    node_kinds = _node_kinds(ontology, nodes)
    link_kinds = _link_kinds(ontology, links)
    made_from: dict[str, object] = {
        "from": "lake",
        "nodes": [kind.name for kind in node_kinds],
        "links": [layer for layer, _ in link_kinds],
        "since": None if since is None else str(since),
        "until": None if until is None else str(until),
        "as_of": None if view.as_of is None else view.as_of.isoformat(),
    }
    look = view.combine("projection", **made_from)
    entities = (
        pl.concat([_entities(look, kind) for kind in node_kinds]) if node_kinds else _entities_of_nothing()
    )
    entities = entities.unique("id", keep="first", maintain_order=True)
    rows = [_links(look, layer, kind, entities["id"], since, until) for layer, kind in link_kinds]
    found = pl.concat(rows) if rows else _links_of_nothing()
    by_layer = {kind.name: frame["seq"].sort() for (_, kind), frame in zip(link_kinds, rows, strict=True)}
    used = {number for frame in rows for number in frame["marking"].unique()}
    made_from["marking"] = look.marking_of(used).to_json()
    return Projection.from_links(
        found["src"].to_arrow(),
        found["dst"].to_arrow(),
        weight=found["weight"].to_numpy(),
        at=found["at"].to_numpy(),
        until=found["until"].to_numpy(),
        layer=found["layer"].to_arrow(),
        records=found["seq"].to_numpy(),
        nodes=entities["id"].to_arrow(),
        captions=entities["caption"].to_arrow(),
        kinds=entities["kind"].to_arrow(),
        directed=directed,
        lookup=lambda records: _cite(view, by_layer, records),
        made_from=made_from,
    )


def _node_kinds(ontology: Ontology, names: Sequence[str] | None) -> list[Schema]:
    if names is None:
        return list(ontology.entities())
    found = {kind.name: kind for name in names for kind in ontology.concrete(name)}
    return [found[name] for name in sorted(found)]


def _link_kinds(ontology: Ontology, names: Sequence[str] | None) -> list[tuple[str, Schema]]:
    """The layers wanted: each its name and the schema whose fragments make it."""
    if names is None:
        return [(kind.graph_name, kind) for kind in ontology.links()]
    totals = {kind.total.type: kind for kind in ontology.links() if kind.total is not None}
    found: dict[str, Schema] = {}
    for name in names:
        if name in totals:
            found[name] = totals[name]
        else:
            found.update({kind.graph_name: kind for kind in ontology.concrete(name) if kind.is_link})
    return sorted(found.items())


def _entities(look: Look, kind: Schema) -> pl.DataFrame:
    """Each entity's id, caption and kind, without assembling what a projection does not need."""
    wanted = [name for name in kind.caption if name in kind.properties]
    frame = look.scan(kind).select("entity", "seq", *wanted).sort("seq", descending=True).collect()
    first = frame.unique("entity", keep="first", maintain_order=True).rename({"entity": "id"})
    return first.select("id", caption(kind, first).alias("caption"), pl.lit(kind.name).alias("kind"))


def _links(
    look: Look,
    layer: str,
    kind: Schema,
    ids: pl.Series,
    since: str | date | datetime | None,
    until: str | date | datetime | None,
) -> pl.DataFrame:
    start, end = kind.period
    frame = look.scan(kind)
    if since is not None or until is not None:
        frame = frame.filter(_within(kind, since, until))
    known = ids.to_frame("id").lazy()
    return (
        frame.join(known, left_on="src", right_on="id", how="semi")
        .join(known, left_on="dst", right_on="id", how="semi")
        .select(
            "src",
            "dst",
            _weight(layer, kind).alias("weight"),
            _micros(kind, start).alias("at"),
            _micros(kind, end).alias("until"),
            pl.lit(layer).alias("layer"),
            "seq",
            "marking",
        )
        .collect()
    )


def _weight(layer: str, kind: Schema) -> pl.Expr:
    """What a fragment adds to its link: of a pair total only the first counts, as one."""
    if layer != kind.graph_name:
        return (pl.int_range(pl.len()).over("src", "dst") == 0).cast(pl.Float64)
    return pl.col("weight").fill_null(1.0) if "weight" in kind.properties else pl.lit(1.0)


def _within(
    kind: Schema, since: str | date | datetime | None, until: str | date | datetime | None
) -> pl.Expr:
    """A link may have held in the window; days, so that dates of any precision compare."""
    kept = pl.lit(True)
    start, end = kind.period
    if until is not None and start is not None:
        kept = kept & true_on(_only(kind, start, None), read_moment(until).date())
    if since is not None and (end or start) is not None:
        kept = kept & true_on(_only(kind, None, end or start), read_moment(since).date())
    return kept


def _only(kind: Schema, start: str | None, end: str | None) -> Schema:
    return replace(kind, period=(start, end))


def _micros(kind: Schema, name: str | None) -> pl.Expr:
    if name is None:
        return pl.lit(MISSING_TIME, dtype=pl.Int64)
    if kind.properties[name].type == "date":
        return earliest(pl.col(name)).cast(pl.Datetime("us")).cast(pl.Int64).fill_null(MISSING_TIME)
    return pl.col(name).dt.epoch("us").fill_null(MISSING_TIME)


def _cite(view: View, by_layer: dict[str, pl.Series], records: Ints) -> list[Evidence]:
    """The evidence of fragments, one for each, in order; looking it up is a look of its own."""
    wanted = pl.Series(np.asarray(records), dtype=pl.Int64)
    fragments = {
        name: wanted.filter(wanted.is_in(seqs.implode())).to_list() for name, seqs in by_layer.items()
    }
    look = view.consult("evidence", fragments=len(wanted))
    found = look.cite({name: seqs for name, seqs in fragments.items() if seqs})
    return [found[seq] for seq in wanted.to_list()]


def _entities_of_nothing() -> pl.DataFrame:
    return pl.DataFrame(schema={"id": pl.String, "caption": pl.String, "kind": pl.String})


def _links_of_nothing() -> pl.DataFrame:
    text, number = pl.String, pl.Int64
    return pl.DataFrame(
        schema={
            "src": text,
            "dst": text,
            "weight": pl.Float64,
            "at": number,
            "until": number,
            "layer": text,
            "seq": number,
        }
    )
