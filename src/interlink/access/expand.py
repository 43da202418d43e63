"""What stands around an entity: its links, pair by pair, and who is at the other end."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

import polars as pl

from interlink.access.look import Look
from interlink.model.schema import Schema

__all__ = ["Neighbourhood", "among", "neighbourhood"]

LINKS = {
    "id": pl.String,
    "source": pl.String,
    "target": pl.String,
    "schema": pl.String,
    "count": pl.Int64,
    "seqs": pl.List(pl.Int64),
    "markings": pl.List(pl.Int16),
}


@dataclass(frozen=True)
class Neighbourhood:
    """Entities and the links among them.

    `nodes`: id, caption, schema, topics. `links`: id, source, target, schema, count, seqs (the fragments
    behind it), markings; parallel links of one schema and direction are one row. `total_nodes` and
    `total_links` count what there is when `nodes` and `links` were cut.
    """

    nodes: pl.DataFrame
    links: pl.DataFrame
    total_nodes: int
    total_links: int


def neighbourhood(
    look: Look, ids: Iterable[str], *, among: Collection[str] = (), links: Collection[str] | None = None, limit: int = 200
) -> Neighbourhood:
    """The links of these entities, and all links among them and `among`.

    `links` names link schemas, None for all. At most `limit` neighbours come back, those with most
    links first, then by id; the totals say how many there are.
    """
    centre = list(dict.fromkeys(ids))
    kinds = [kind for kind in look.ontology.links() if links is None or kind.name in links]
    found = pl.concat([_pairs(look, kind, centre) for kind in kinds]) if kinds else pl.DataFrame(schema=LINKS)
    ends = pl.concat([found.select(pl.col("source").alias("id"), "count"), found.select(pl.col("target").alias("id"), "count")])
    known = {*centre, *among}
    strangers = ends.filter(~pl.col("id").is_in(sorted(known))).group_by("id").agg(pl.col("count").sum())
    kept = strangers.sort(pl.col("count"), "id", descending=[True, False]).head(limit)["id"]
    shown = pl.concat([pl.Series("id", sorted(known), dtype=pl.String), kept])
    nodes = look.describe(shown.to_list())
    whole = nodes["id"]
    drawn = found.filter(pl.col("source").is_in(whole.implode()) & pl.col("target").is_in(whole.implode()))
    return Neighbourhood(nodes, drawn.sort("id"), nodes.height + strangers.height - kept.len(), found.height)


def among(look: Look, ids: Iterable[str]) -> Neighbourhood:
    """These entities and every link between two of them."""
    wanted = pl.Series(sorted(set(ids)), dtype=pl.String)
    nodes = look.describe(wanted.to_list())
    inside = pl.col("src").is_in(wanted.implode()) & pl.col("dst").is_in(wanted.implode())
    links = pl.concat([_grouped(look.scan(kind).filter(inside), kind) for kind in look.ontology.links()])
    return Neighbourhood(nodes, links.sort("id"), nodes.height, links.height)


def _pairs(look: Look, kind: Schema, centre: list[str]) -> pl.DataFrame:
    wanted = pl.Series(sorted(set(centre)), dtype=pl.String).implode()
    return _grouped(look.scan(kind).filter(pl.col("src").is_in(wanted) | pl.col("dst").is_in(wanted)), kind)


def _grouped(fragments: pl.LazyFrame, kind: Schema) -> pl.DataFrame:
    return (
        fragments.group_by("src", "dst")
        .agg(pl.len().cast(pl.Int64).alias("count"), pl.col("seq").sort().alias("seqs"), pl.col("marking").unique().sort())
        .select(
            pl.concat_str(pl.lit(f"{kind.graph_name}:"), "src", pl.lit(">"), "dst").alias("id"),
            pl.col("src").alias("source"),
            pl.col("dst").alias("target"),
            pl.lit(kind.name).alias("schema"),
            "count",
            "seqs",
            pl.col("marking").alias("markings"),
        )
        .collect()
    )
