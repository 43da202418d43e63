"""A projection from the lake, through a view."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

import numpy as np
import polars as pl

from interlink.access.look import Look
from interlink.access.view import View, read_moment
from interlink.errors import QueryError, UnknownName, nearest
from interlink.model.evidence import Evidence
from interlink.model.schema import Ontology, Schema
from interlink.model.types import earliest, latest
from interlink.projection.attributes import Attributes, attributes_of
from interlink.projection.columns import MISSING_TIME, Floats, Ints, positions
from interlink.projection.projection import Projection
from interlink.projection.rows import rows_of
from interlink.projection.weigh import Weight, amount_of, check_weight, recency, refuse_currencies

__all__ = ["cited_schemas", "project"]

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
TOLD = {
    "entity": pl.String(),
    "seq": pl.Int64(),
    "marking": pl.Int16(),
    "at": pl.Int64(),
    "until": pl.Int64(),
    "schema": pl.String(),
}
LAST_MOMENT = timedelta(days=1, microseconds=-1)


@dataclass(frozen=True)
class _Layer:
    """One kind of link wanted: its name in the projection, and the schema whose fragments make it."""

    name: str
    schema: Schema

    @property
    def is_total(self) -> bool:
        return self.name != self.schema.graph_name


@dataclass(frozen=True)
class _Told:
    """What records say of entities, and the schema of each such fragment: seq, schema."""

    statements: Attributes
    behind: pl.DataFrame


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

    Raises
    ------
    UnknownName   no such kind or weight, or no kind has such a property; the message proposes the nearest
    QueryError    since or until is neither a date nor a timestamp, since is after until, or links to be
                  weighed by amount have none or several currencies
    """
    kinds = _node_kinds(ontology, nodes)
    layers = _layers(ontology, links)
    tellers = _tellers(ontology, kinds, attributes)
    check_weight(weight, [layer.schema for layer in layers])
    window = (
        None if since is None else read_moment(since, day_ends=False),
        None if until is None else read_moment(until),
    )
    if window[0] is not None and window[1] is not None and window[0] > window[1]:
        raise QueryError(f"since {since} is after until {until}: no link lies between them. Swap the two.")
    made_from: dict[str, object] = {
        "from": "lake",
        "nodes": [kind.name for kind in kinds],
        "links": [layer.name for layer in layers],
        "since": None if window[0] is None else window[0].isoformat(),
        "until": None if window[1] is None else window[1].isoformat(),
        "as_of": None if view.as_of is None else view.as_of.isoformat(),
        "true_on": None if view.true_on is None else view.true_on.isoformat(),
    }
    if weight != "stated":
        made_from["weight"] = weight
    if attributes:
        made_from["attributes"] = sorted(set(attributes))
    look = view.combine("projection", **made_from)
    entities = look.captions(kinds).sort("id", "schema").unique("id", keep="first", maintain_order=True)
    scans = [_links(look, layer, number, window, weight) for number, layer in enumerate(layers)]
    frames = pl.collect_all(scans)
    found = pl.concat([pl.DataFrame(schema=LINKS), *frames], how="diagonal")
    source, target = positions([found["src"], found["dst"]], entities["id"])
    inside = (source >= 0) & (target >= 0)
    if not inside.all():
        found, source, target = found.filter(inside), source[inside], target[inside]
    if weight == "stated":
        found = _counted_once(found, [number for number, layer in enumerate(layers) if layer.is_total])
    told = _told(look, tellers, entities["id"], attributes) if attributes else None
    made_from["marking"] = look.marking_of(_markings(look, kinds, found)).to_json()
    rows = rows_of(
        source,
        target,
        found["layer"].to_numpy(),
        weight=_weights(found, weight, window[1]),
        at=found["at"].to_numpy(),
        until=found["until"].to_numpy(),
        marking=found["marking"].to_numpy(),
        record=found["seq"].to_numpy(),
    )
    return Projection.from_rows(
        rows,
        ids=tuple(entities["id"].to_list()),
        layers=tuple(layer.name for layer in layers),
        weigh="confidence" if weight == "confidence" else "sum",
        markings=look.markings,
        captions=tuple(entities["caption"].fill_null("").to_list()),
        kinds=tuple(entities["schema"].to_list()),
        directed=directed,
        lookup=lambda records: _cite(view, look.loads, _behind(found, layers, told), records),
        made_from=made_from,
        attributes=None if told is None else told.statements,
    )


def cited_schemas(ontology: Ontology, made_from: Mapping[str, object]) -> list[Schema]:
    """The schemas whose fragments are the links and attributes of a projection made from the lake."""
    links, nodes, names = (made_from.get(part, ()) for part in ("links", "nodes", "attributes"))
    if not (isinstance(links, list) and isinstance(nodes, list)):
        return []
    tellers = _tellers(ontology, _node_kinds(ontology, nodes), names if isinstance(names, list) else ())
    return list(
        {kind.name: kind for kind in [each.schema for each in _layers(ontology, links)] + tellers}.values()
    )


def _node_kinds(ontology: Ontology, names: Sequence[str] | None) -> list[Schema]:
    if names is None:
        return list(ontology.entities())
    found = {kind.name: kind for name in names for kind in _concrete(ontology, name, is_link=False)}
    return [found[name] for name in sorted(found)]


def _layers(ontology: Ontology, names: Sequence[str] | None) -> list[_Layer]:
    if names is None:
        every = [_Layer(kind.graph_name, kind) for kind in ontology.links()]
        return sorted(every, key=lambda layer: layer.name)
    totals = {kind.total.type: kind for kind in ontology.links() if kind.total is not None}
    found: dict[str, Schema] = {}
    for name in names:
        if name in totals:
            found[name] = totals[name]
        else:
            found.update({kind.graph_name: kind for kind in _concrete(ontology, name, is_link=True)})
    return [_Layer(name, found[name]) for name in sorted(found)]


def _concrete(ontology: Ontology, name: str, *, is_link: bool) -> tuple[Schema, ...]:
    kinds = ontology.concrete(name)
    if ontology.get(name).is_link != is_link:
        known = [
            word for kind in ontology if kind.is_link == is_link for word in (kind.name, kind.graph_name)
        ]
        expected = "a kind of link" if is_link else "a kind of entity"
        raise UnknownName(f"'{name}' is not {expected}.{nearest(name, known)}")
    return kinds


def _tellers(ontology: Ontology, kinds: Sequence[Schema], names: Sequence[str]) -> list[Schema]:
    """Those of the kinds that have one of these properties."""
    known = {name for kind in ontology.entities() for name in kind.properties}
    for name in names:
        if name not in known:
            raise UnknownName(f"no kind of entity has a property '{name}'.{nearest(name, known)}")
    return [kind for kind in kinds if kind.properties.keys() & set(names)]


def _told(look: Look, kinds: Sequence[Schema], ids: pl.Series, names: Sequence[str]) -> _Told:
    """What the records of these kinds say in these properties."""
    wanted = sorted(set(names))
    many = {name for name in wanted for kind in kinds if _is_many(kind, name)}
    scans = [look.scan(kind).select(*_stated(kind, wanted, many)) for kind in kinds]
    found = pl.concat([pl.DataFrame(schema=TOLD), *pl.collect_all(scans)], how="diagonal_relaxed")
    found = found.with_columns(pl.lit(None).alias(name) for name in wanted if name not in found.columns)
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
    return _Told(statements, found.select("seq", "schema"))


def _is_many(kind: Schema, name: str) -> bool:
    return name in kind.properties and kind.properties[name].many


def _stated(kind: Schema, wanted: Sequence[str], many: Collection[str]) -> Iterator[pl.Expr]:
    """Of fragments whom they are of, when they hold, and the properties; a list where any kind has one."""
    start, end = kind.period
    yield from (pl.col(name) for name in ("entity", "seq", "marking"))
    yield _micros(kind, start).alias("at")
    yield _micros(kind, end).alias("until")
    yield pl.lit(kind.name).alias("schema")
    for name in wanted:
        if name in kind.properties:
            alone = name in many and not kind.properties[name].many
            yield (
                pl.when(pl.col(name).is_not_null()).then(pl.concat_list(name)).alias(name)
                if alone
                else pl.col(name)
            )


def _links(
    look: Look, layer: _Layer, number: int, window: tuple[datetime | None, datetime | None], weight: Weight
) -> pl.LazyFrame:
    kind = layer.schema
    start, end = kind.period
    amount = amount_of(kind) if weight == "amount" else None
    stated = weight == "stated" and "weight" in kind.properties and not layer.is_total
    weighs = pl.col("weight").fill_null(1.0) if stated else pl.lit(1.0)
    return (
        look.scan(kind)
        .filter(_within(kind, *window))
        .select(
            "src",
            "dst",
            (weighs if amount is None else pl.col(amount)).cast(pl.Float64).alias("weight"),
            _micros(kind, start).alias("at"),
            _micros(kind, end).alias("until"),
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


def _behind(links: pl.DataFrame, layers: Sequence[_Layer], told: _Told | None) -> pl.DataFrame:
    """The schema of each fragment: seq, schema."""
    schemas = {number: layer.schema.name for number, layer in enumerate(layers)}
    found = links.select(
        "seq", pl.col("layer").replace_strict(schemas, return_dtype=pl.String).alias("schema")
    )
    return found if told is None else pl.concat([found, told.behind])


def _counted_once(links: pl.DataFrame, totals: Sequence[int]) -> pl.DataFrame:
    """The links with those of a pair total weighing one together: the first weighs it, the others nothing."""
    if not totals:
        return links
    again = pl.col("layer").is_in(totals) & ~pl.struct("src", "dst", "layer").is_first_distinct()
    return links.with_columns(pl.when(again).then(0.0).otherwise("weight").alias("weight"))


def _within(kind: Schema, since: datetime | None, until: datetime | None) -> pl.Expr:
    """A link may have held in the window."""
    kept = pl.lit(value=True)
    start, end = kind.period
    if until is not None and start is not None:
        kept = kept & (_earliest(kind, start) <= until).fill_null(value=True)
    if since is not None and end is not None:
        kept = kept & (_latest(kind, end) >= since).fill_null(value=True)
    return kept


def _earliest(kind: Schema, name: str) -> pl.Expr:
    if kind.properties[name].type != "date":
        return pl.col(name)
    return earliest(pl.col(name)).cast(pl.Datetime("us", "UTC"))


def _latest(kind: Schema, name: str) -> pl.Expr:
    if kind.properties[name].type != "date":
        return pl.col(name)
    return latest(pl.col(name)).cast(pl.Datetime("us", "UTC")) + LAST_MOMENT


def _micros(kind: Schema, name: str | None) -> pl.Expr:
    if name is None:
        return pl.lit(MISSING_TIME, dtype=pl.Int64)
    return _earliest(kind, name).dt.epoch("us").fill_null(MISSING_TIME)


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
