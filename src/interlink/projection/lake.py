"""A projection from the lake, through a view."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

import numpy as np
import polars as pl

from interlink.access.look import Look
from interlink.access.view import View
from interlink.model.evidence import Evidence
from interlink.model.schema import Ontology, Schema
from interlink.projection.columns import Floats, Ints, positions
from interlink.projection.measure import refuse_too_large
from interlink.projection.merge import link_key
from interlink.projection.projection import Projection
from interlink.projection.rows import rows_of
from interlink.projection.told import Told, micros, tellers, told
from interlink.projection.wanted import Layer, Wanted, read_wanted
from interlink.projection.weigh import Weight, amount_of, check_weight, recency, refuse_currencies
from interlink.search.kept import Kept

__all__ = ["KeptProjections", "Made", "cited_schemas", "project"]


LINKS = {
    "src": pl.String(),
    "dst": pl.String(),
    "weight": pl.Float64(),
    "at": pl.Int64(),
    "until": pl.Int64(),
    "layer": pl.Int32(),
    "seq": pl.Int64(),
    "marking": pl.Int16(),
}


@dataclass(frozen=True)
class Made:
    """A projection without a way to look up its evidence, and what its attributes came from."""

    projection: Projection
    told: Told | None


class KeptProjections(Kept[Made]):
    """The few projections last used, without a way to look up their evidence."""


def project(
    view: View,
    ontology: Ontology,
    *,
    nodes: Sequence[str] | None = None,
    links: Sequence[str] | None = None,
    since: str | date | datetime | None = None,
    until: str | date | datetime | None = None,
    weight: Weight = "stated",
    directed: bool = False,
    attributes: Sequence[str] = (),
    kept: KeptProjections | None = None,
    most_bytes: int | None = None,
) -> Projection:
    """The entities of these kinds and the links among them, as arrays.

    `nodes` are schema names, abstract ones standing for all beneath (`Party`), None for every kind;
    `links` are schema names or relationship types, None for every kind, `[]` for none; a pair total such
    as `CALLS_TOTAL` makes one link of all calls from one phone to another. Each link kind is a layer. With
    `since` or `until` (a date is its whole day), links that cannot have held in that window are left out;
    those without dates stay. Records of a link are the `seq` numbers of its fragments; evidence is looked
    up among the loads that the projection was made from, whatever was loaded since. What was erased since
    gives none.

    A record weighs the `weight` stated where its kind has one, else 1, all those of a pair total 1
    together; by `count` 1; by `amount` what was paid, in one currency; by `recency` half for each 180 days
    before `until` or the latest link. By `confidence` a link weighs how likely it is by the grades of its
    records.

    `attributes` are names of properties: what each record says in them of the entities is kept beside the
    links, for analytics that compare values. A kind without such a property says nothing.

    A projection among `kept` that was made from the same is used again; the look at it is logged all the
    same. Of others one that would take more memory than `most_bytes` is refused before anything is read.

    Raises
    ------
    UnknownName   no such kind or weight, or no kind has such a property; the message proposes the nearest
    QueryError    since or until is neither a date nor a timestamp, since is after until, links to be
                  weighed by amount have none or several currencies, or it would take too much memory
    """
    wanted = read_wanted(ontology, nodes, links, since, until)
    check_weight(weight, [layer.schema for layer in wanted.layers])
    tellers(ontology, wanted.kinds, attributes)
    made_from: dict[str, object] = {
        "from": "lake",
        **wanted.said,
        "as_of": None if view.as_of is None else view.as_of.isoformat(),
        "true_on": None if view.true_on is None else view.true_on.isoformat(),
    }
    if weight != "stated":
        made_from["weight"] = weight
    if attributes:
        made_from["attributes"] = sorted(set(attributes))
    look = view.combine("projection", **made_from)

    def make() -> Made:
        if most_bytes is not None:
            refuse_too_large(look, wanted, most_bytes)
        return _made(look, wanted, weight, attributes, made_from, directed=directed)

    # All that decides what is in it: what was asked, and what this look may see.
    asked = (json.dumps(made_from), directed)
    made = make() if kept is None else kept.get((asked, look.seen), make)
    # Evidence is looked up by who asks now, not by who asked first.
    return replace(
        made.projection, lookup=lambda records: _cite(view, look.loads, _behind(made, wanted), records)
    )


def _made(
    look: Look,
    wanted: Wanted,
    weight: Weight,
    attributes: Sequence[str],
    made_from: Mapping[str, object],
    *,
    directed: bool,
) -> Made:
    kinds = wanted.kinds
    entities = look.captions(kinds).sort("id", "schema").unique("id", keep="first", maintain_order=True)
    scans = [_links(look, layer, number, wanted, weight) for number, layer in enumerate(wanted.layers)]
    frames = pl.collect_all(scans)
    found = pl.concat([pl.DataFrame(schema=LINKS), *frames], how="diagonal")
    source, target = positions([found["src"], found["dst"]], entities["id"])
    inside = (source >= 0) & (target >= 0)
    if not inside.all():
        found, source, target = found.filter(inside), source[inside], target[inside]
    totals = [n for n, layer in enumerate(wanted.layers) if layer.is_total] if weight == "stated" else []
    said = (
        told(look, tellers(look.ontology, kinds, attributes), entities["id"], attributes)
        if attributes
        else None
    )
    marking = look.marking_of(_markings(look, kinds, found)).to_json()
    layer = found["layer"].to_numpy()
    pair = link_key(source, target, layer, n_nodes=entities.height, n_layers=len(wanted.layers))
    rows = rows_of(
        source,
        target,
        layer,
        weight=_weights(found, weight, wanted.until),
        at=found["at"].to_numpy(),
        until=found["until"].to_numpy(),
        marking=found["marking"].to_numpy(),
        record=found["seq"].to_numpy(),
        once=_weighing_together(pair, layer, totals),
    )
    projection = Projection.from_rows(
        rows,
        ids=tuple(entities["id"].to_list()),
        layers=tuple(layer.name for layer in wanted.layers),
        weigh="confidence" if weight == "confidence" else "sum",
        markings=look.markings,
        captions=tuple(entities["caption"].fill_null("").to_list()),
        kinds=tuple(entities["schema"].to_list()),
        directed=directed,
        lookup=None,
        made_from={**made_from, "marking": marking},
        attributes=None if said is None else said.statements,
    )
    return Made(projection, said)


def cited_schemas(ontology: Ontology, made_from: Mapping[str, object]) -> list[Schema]:
    """The schemas whose fragments are the links and attributes of a projection made from the lake."""
    links, nodes, names = (made_from.get(part, ()) for part in ("links", "nodes", "attributes"))
    if not (isinstance(links, list) and isinstance(nodes, list)):
        return []
    wanted = read_wanted(ontology, nodes, links, None, None)
    telling = tellers(ontology, wanted.kinds, names if isinstance(names, list) else ())
    return list({kind.name: kind for kind in (*(each.schema for each in wanted.layers), *telling)}.values())


def _links(look: Look, layer: Layer, number: int, wanted: Wanted, weight: Weight) -> pl.LazyFrame:
    kind = layer.schema
    start, end = kind.period
    amount = amount_of(kind) if weight == "amount" else None
    stated = weight == "stated" and "weight" in kind.properties and not layer.is_total
    weighs = pl.col("weight").fill_null(1.0) if stated else pl.lit(1.0)
    return (
        look.scan(kind)
        .filter(wanted.within(kind))
        .select(
            "src",
            "dst",
            (weighs if amount is None else pl.col(amount)).cast(pl.Float64).alias("weight"),
            micros(kind, start).alias("at"),
            micros(kind, end).alias("until"),
            pl.lit(number, dtype=pl.Int32).alias("layer"),
            "seq",
            "marking",
            *([] if amount is None else ["currency"]),
        )
    )


def _weights(links: pl.DataFrame, weight: Weight, until: datetime | None) -> Floats:
    if weight == "amount":
        refuse_currencies(links)
    if weight == "recency":
        now = None if until is None else int(until.timestamp() * 1_000_000)
        return recency(links["at"].to_numpy(), now=now)
    return links["weight"].to_numpy()


def _behind(made: Made, wanted: Wanted) -> pl.DataFrame:
    """The schema of each fragment: seq, schema."""
    by_name = {layer.name: layer.schema.name for layer in wanted.layers}
    schemas = pl.Series([by_name[name] for name in made.projection.layers], dtype=pl.String)
    rows = made.projection.rows
    found = pl.DataFrame({"seq": rows.record, "schema": schemas.gather(rows.layer)})
    return found if made.told is None else pl.concat([found, made.told.behind])


def _weighing_together(pair: Ints, layer: Ints, totals: Sequence[int]) -> Ints | None:
    """Equal numbers for the links of one pair total, which weigh one together; None without a total."""
    return np.where(np.isin(layer, totals), pair, -1 - np.arange(layer.size)) if totals else None


def _markings(look: Look, kinds: Iterable[Schema], links: pl.DataFrame) -> set[int]:
    """The markings of every fragment that the projection was made from, entities and links."""
    frames = pl.collect_all([look.scan(kind).select(pl.col("marking").unique()) for kind in kinds])
    return {number for frame in (*frames, links) for number in frame["marking"].unique()}


def _cite(view: View, loads: tuple[int, ...], behind: pl.DataFrame, records: Ints) -> list[Evidence]:
    """The evidence of fragments, in order; looking it up is a look of its own."""
    wanted = pl.DataFrame({"seq": np.asarray(records, dtype=np.int64)})
    named = behind.join(wanted, on="seq", how="semi").unique().sort("schema", "seq")
    fragments = {
        str(name): rows["seq"].to_list()
        for (name,), rows in named.partition_by("schema", as_dict=True).items()
    }
    look = replace(view.consult("evidence", fragments=fragments), loads=loads)
    found = look.cite(fragments)
    return [found[seq] for seq in wanted["seq"].to_list() if seq in found]
