"""What stands around an entity: its links, pair by pair, and who is at the other end."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

import polars as pl

from interlink.access.look import Look
from interlink.model.schema import Schema

__all__ = ["Neighbourhood", "among", "neighbourhood"]

LINKS = {
    "id": pl.String(),
    "source": pl.String(),
    "target": pl.String(),
    "schema": pl.String(),
    "count": pl.Int64(),
    "seqs": pl.List(pl.Int64),
    "markings": pl.List(pl.Int16),
}


@dataclass(frozen=True)
class Neighbourhood:
    """Entities and the links among them.

    `nodes`: id, caption, schema, topics; in order of id. `links`: id, source, target, schema, count,
    seqs (the fragments behind it), markings; parallel links of one schema and direction are one row;
    in order of id. A link whose end the look does not have is neither shown nor counted.
    `total_nodes` and `total_links` count what there would be had nothing been cut.
    """

    nodes: pl.DataFrame
    links: pl.DataFrame
    total_nodes: int
    total_links: int


def neighbourhood(
    look: Look,
    ids: Iterable[str],
    *,
    among: Collection[str] = (),
    links: Collection[str] | None = None,
    limit: int = 200,
) -> Neighbourhood:
    """These entities, those in `among`, the neighbours of `ids`, and all links among them all.

    `links` names link schemas or relationship types, which are followed and shown; None for all. At
    most `limit` neighbours come back, those with most links to `ids` first, then by id. Ids that the
    look does not have are left out.

    Raises
    ------
    UnknownName   no such schema
    """
    kinds = _link_kinds(look, links)
    known = look.describe({*ids, *among})
    centre = known["id"].filter(known["id"].is_in(sorted(set(ids))))
    touching = _ends(look, kinds, centre)
    strangers = look.describe(touching.filter(~pl.col("id").is_in(known["id"].implode()))["id"])
    ranked = strangers.join(touching, on="id").sort("count", "id", descending=[True, False])
    nodes = pl.concat([known, ranked.head(limit).drop("count")]).sort("id")
    whole = _between(look, kinds, pl.concat([known["id"], strangers["id"]]))
    shown = nodes["id"].implode()
    drawn = whole.filter(pl.col("source").is_in(shown) & pl.col("target").is_in(shown))
    return Neighbourhood(nodes, drawn, known.height + strangers.height, whole.height)


def among(look: Look, ids: Iterable[str]) -> Neighbourhood:
    """These entities and every link between two of them."""
    nodes = look.describe(ids)
    links = _between(look, look.ontology.links(), nodes["id"])
    return Neighbourhood(nodes, links, nodes.height, links.height)


def _link_kinds(look: Look, names: Collection[str] | None) -> tuple[Schema, ...]:
    if names is None:
        return look.ontology.links()
    wanted = {kind.name for name in names for kind in look.ontology.concrete(name)}
    return tuple(kind for kind in look.ontology.links() if kind.name in wanted)


def _ends(look: Look, kinds: Iterable[Schema], centre: pl.Series) -> pl.DataFrame:
    """The other ends of links of the centre: id, and count of links."""
    src, dst = pl.col("src"), pl.col("dst")
    wanted = centre.implode()
    touching = src.is_in(wanted) | dst.is_in(wanted)
    frames = pl.collect_all([look.scan(kind).filter(touching).select("src", "dst") for kind in kinds])
    links = pl.concat([pl.DataFrame(schema={"src": pl.String(), "dst": pl.String()}), *frames])
    others = [
        links.filter(end.is_in(wanted)).select(other.alias("id")) for end, other in ((src, dst), (dst, src))
    ]
    return pl.concat(others).group_by("id").len("count")


def _between(look: Look, kinds: Iterable[Schema], ids: pl.Series) -> pl.DataFrame:
    """Every link between two of these entities, pair by pair, in order of id."""
    wanted = ids.implode()
    inside = pl.col("src").is_in(wanted) & pl.col("dst").is_in(wanted)
    frames = pl.collect_all([_paired(look.scan(kind).filter(inside), kind) for kind in kinds])
    return pl.concat([pl.DataFrame(schema=LINKS), *frames]).sort("id")


def _paired(fragments: pl.LazyFrame, kind: Schema) -> pl.LazyFrame:
    pairs = fragments.group_by("src", "dst").agg(
        pl.len().cast(pl.Int64).alias("count"),
        pl.col("seq").sort().alias("seqs"),
        pl.col("marking").unique().sort().alias("markings"),
    )
    return pairs.select(
        pl.concat_str(pl.lit(f"{kind.graph_name}:"), "src", pl.lit(">"), "dst").alias("id"),
        pl.col("src").alias("source"),
        pl.col("dst").alias("target"),
        pl.lit(kind.name).alias("schema"),
        "count",
        "seqs",
        "markings",
    )
