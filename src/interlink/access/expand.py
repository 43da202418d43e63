"""What stands around an entity: its links, pair by pair, and who is at the other end."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace

import polars as pl

from interlink.access.look import Look, first_day, last_day
from interlink.model.marking import grades_of
from interlink.model.schema import Schema

__all__ = ["Neighbourhood", "among", "neighbourhood"]

SAID_OF_LINKS = {
    "seq": pl.Int64(),
    "source": pl.String(),
    "marking": pl.Int16(),
    "first": pl.Date(),
    "last": pl.Date(),
}
FRAGMENTS = {
    "src": pl.String(),
    "dst": pl.String(),
    "schema": pl.String(),
    "type": pl.String(),
    **SAID_OF_LINKS,
}


@dataclass(frozen=True)
class Neighbourhood:
    """Entities and the links among them.

    `nodes`: id, caption, schema, topics, said (source and marking of its fragments, equal ones once); in
    order of id. `links`: id, source, target, schema, count, seqs (the fragments behind it), markings, said
    (seq, source, marking, first and last day of each fragment, null where open or not said); parallel links
    of one schema and direction are one row; in order of id. A link whose end the look does not have is
    neither shown nor counted. `total_nodes` and `total_links` count what there would be had nothing been
    cut. `grades` gives the words of source and information grade by the numbers of the markings that occur.
    `kinds` counts the neighbours that were not asked for by schema, before anything was cut.
    """

    nodes: pl.DataFrame
    links: pl.DataFrame
    total_nodes: int
    total_links: int
    grades: Mapping[int, tuple[str, str]] = field(default_factory=dict)
    kinds: Mapping[str, int] = field(default_factory=dict)


def neighbourhood(
    look: Look,
    ids: Iterable[str],
    *,
    among: Collection[str] = (),
    links: Collection[str] | None = None,
    schemas: Collection[str] | None = None,
    limit: int = 200,
) -> Neighbourhood:
    """These entities, those in `among`, the neighbours of `ids`, and all links among them all.

    `links` names link schemas or relationship types, which are followed and shown; None for all. With
    `schemas`, only neighbours of these schemas come back, and only they are counted in the totals. At
    most `limit` neighbours come back, those with most links to `ids` first, then by id. Ids that the
    look does not have are left out.

    Raises
    ------
    UnknownName   no such schema
    """
    kinds = _link_kinds(look, links)
    known = look.describe({*ids, *among}, said=True)
    inside = known["id"].implode()
    centre = known["id"].filter(known["id"].is_in(sorted(set(ids)))).implode()
    # One pass over the links gives the neighbours and most of what is drawn between; a second follows only
    # where there are strangers: links of theirs that the first did not meet.
    first = _fragments(look, kinds, _any_end(centre) | _both_ends(inside))
    touching = _ends(first, centre)
    strangers = look.describe(touching.filter(~pl.col("id").is_in(inside))["id"], said=True)
    counts = strangers.group_by("schema").len().sort("schema")
    if schemas is not None:
        wanted = {kind.name for name in schemas for kind in look.ontology.concrete(name)}
        strangers = strangers.filter(pl.col("schema").is_in(sorted(wanted)))
    ranked = strangers.join(touching, on="id").sort("count", "id", descending=[True, False])
    nodes = pl.concat([known, ranked.head(limit).drop("count")]).sort("id")
    all_ids = pl.concat([known["id"], strangers["id"]]).implode()
    found = [first.filter(_both_ends(all_ids))]
    if strangers.height:
        theirs = _both_ends(all_ids) & _any_end(strangers["id"].implode()) & ~_any_end(centre)
        found.append(_fragments(look, kinds, theirs))
    whole = _paired(pl.concat(found))
    shown = nodes["id"].implode()
    drawn = whole.filter(pl.col("source").is_in(shown) & pl.col("target").is_in(shown))
    around = _held(look, nodes, drawn, known.height + strangers.height, whole.height)
    return replace(around, kinds=dict(counts.iter_rows()))


def among(look: Look, ids: Iterable[str]) -> Neighbourhood:
    """These entities and every link between two of them."""
    nodes = look.describe(ids, said=True)
    links = _paired(_fragments(look, look.ontology.links(), _both_ends(nodes["id"].implode())))
    return _held(look, nodes, links, nodes.height, links.height)


def _held(
    look: Look, nodes: pl.DataFrame, links: pl.DataFrame, total_nodes: int, total_links: int
) -> Neighbourhood:
    said = (frame["said"].list.explode().struct.field("marking") for frame in (nodes, links))
    numbers = {number for column in said for number in column.unique().drop_nulls()}
    marks = {number: look.markings[number] for number in sorted(numbers)}
    grades = {number: grades_of(mark) for number, mark in marks.items()}
    return Neighbourhood(nodes, links, total_nodes, total_links, grades)


def _link_kinds(look: Look, names: Collection[str] | None) -> tuple[Schema, ...]:
    if names is None:
        return look.ontology.links()
    wanted = {kind.name for name in names for kind in look.ontology.concrete(name)}
    return tuple(kind for kind in look.ontology.links() if kind.name in wanted)


def _any_end(ids: pl.Series) -> pl.Expr:
    """A link has an end among these: a series of one list."""
    return pl.col("src").is_in(ids) | pl.col("dst").is_in(ids)


def _both_ends(ids: pl.Series) -> pl.Expr:
    return pl.col("src").is_in(ids) & pl.col("dst").is_in(ids)


def _fragments(look: Look, kinds: Iterable[Schema], which: pl.Expr) -> pl.DataFrame:
    """What is said of links of these kinds, one row a fragment."""
    frames = []
    for kind in kinds:
        if kind.name in look.held:
            days = [_day(kind, name, of) for name, of in zip(kind.period, (first_day, last_day), strict=True)]
            frames.append(
                look.scan(kind)
                .filter(which)
                .select(
                    "src",
                    "dst",
                    pl.lit(kind.name).alias("schema"),
                    pl.lit(kind.graph_name).alias("type"),
                    "seq",
                    "source",
                    "marking",
                    days[0].alias("first"),
                    days[1].alias("last"),
                )
            )
    return pl.concat([pl.DataFrame(schema=FRAGMENTS), *pl.collect_all(frames)])


def _day(kind: Schema, name: str | None, of: Callable[[Schema, str], pl.Expr]) -> pl.Expr:
    return pl.lit(None, dtype=pl.Date) if name is None else of(kind, name)


def _ends(fragments: pl.DataFrame, centre: pl.Series) -> pl.DataFrame:
    """The other ends of links of the centre: id, and count of links."""
    src, dst = pl.col("src"), pl.col("dst")
    others = [
        fragments.filter(end.is_in(centre)).select(other.alias("id"))
        for end, other in ((src, dst), (dst, src))
    ]
    return pl.concat(others).group_by("id").len("count")


def _paired(fragments: pl.DataFrame) -> pl.DataFrame:
    """The links that the fragments make, pair by pair, in order of id."""
    pairs = fragments.group_by("schema", "type", "src", "dst").agg(
        pl.len().cast(pl.Int64).alias("count"),
        pl.col("seq").sort().alias("seqs"),
        pl.col("marking").unique().sort().alias("markings"),
        pl.struct(*SAID_OF_LINKS).sort_by("seq").alias("said"),
    )
    return pairs.select(
        pl.concat_str("type", pl.lit(":"), "src", pl.lit(">"), "dst").alias("id"),
        pl.col("src").alias("source"),
        pl.col("dst").alias("target"),
        "schema",
        "count",
        "seqs",
        "markings",
        "said",
    ).sort("id")
