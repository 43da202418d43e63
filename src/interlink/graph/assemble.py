"""Fragments to the nodes and links that people see: one row for each entity, with all its sources.

A property with one value takes it from the best source grade, then the latest load; one with many
takes the union. Nothing is lost: every fragment keeps its own value, and `seqs` names them.
"""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from interlink.model.fragment import snake
from interlink.model.grades import UNKNOWN
from interlink.model.marking import Marking, inherit, source_rank
from interlink.model.schema import Schema

__all__ = ["COMMON", "assemble", "caption", "link_ids", "totals"]

# Every node and link has these, beside its schema's properties.
COMMON = (
    "id",
    "caption",
    "sources",
    "first_seen",
    "last_seen",
    "source_grade",
    "information_grade",
    "handling",
)


def assemble(
    fragments: pl.DataFrame,
    schema: Schema,
    *,
    markings: Mapping[int, Marking],
    committed_at: Mapping[int, int],
) -> pl.DataFrame:
    """One row per entity or link, in order of id.

    Columns: those of COMMON (`first_seen`, `last_seen`: when the first and the last load that said so
    was committed), `src` and `dst` for links, the schema's properties, `flagged`, `markings` (the
    numbers of its fragments' markings), `seqs` (every fragment's number, ascending).
    `committed_at` gives microseconds since 1970 UTC by load. Properties may be left out of `fragments`.
    """
    frame = (
        fragments.with_columns(link_ids(schema).alias("id"))
        if schema.is_link
        else fragments.rename({"entity": "id"})
    )
    ranks = {number: source_rank(marking) for number, marking in markings.items()}
    frame = frame.with_columns(
        pl.col("marking").replace_strict(ranks, default=UNKNOWN, return_dtype=pl.Int32).alias("_rank"),
        pl.col("load").replace_strict(dict(committed_at), default=None, return_dtype=pl.Int64).alias("_at"),
    ).sort("id", "_rank", "seq", descending=[False, False, True])
    ends = ["src", "dst"] if schema.is_link else []
    held = [name for name in schema.properties if name in frame.columns]
    used = [name for name in held if frame[name].null_count() < frame.height]
    one = [name for name in used if not schema.properties[name].many]
    many = [*(name for name in used if schema.properties[name].many), "flagged"]
    joined = (
        _alone(frame, many) if frame["id"].n_unique() == frame.height else _joined(frame, ends, one, many)
    )
    # No value is null, never an empty list.
    whole = joined.with_columns(
        pl.when(pl.col(name).list.len() > 0).then(pl.col(name)).alias(name) for name in many
    )
    moment = pl.Datetime("us", "UTC")
    whole = _with_marking(whole, markings).with_columns(
        caption(schema, whole).alias("caption"),
        pl.col("first_seen").cast(moment),
        pl.col("last_seen").cast(moment),
    )
    return whole.select(*COMMON, *ends, *one, *many, "markings", "seqs").sort("id")


def _alone(frame: pl.DataFrame, many: list[str]) -> pl.DataFrame:
    """Entities of one fragment each: the same as `_joined` gives, without grouping."""
    return frame.with_columns(
        *(pl.col(name).list.drop_nulls().list.unique().list.sort() for name in many),
        pl.concat_list("source").alias("sources"),
        pl.col("_at").alias("first_seen"),
        pl.col("_at").alias("last_seen"),
        pl.concat_list("marking").alias("markings"),
        pl.concat_list("seq").alias("seqs"),
    )


def _joined(frame: pl.DataFrame, ends: list[str], one: list[str], many: list[str]) -> pl.DataFrame:
    """One row an id; rows come in the order in which their single values count."""
    return frame.group_by("id", maintain_order=True).agg(
        *(pl.col(end).first() for end in ends),
        *(pl.col(name).drop_nulls().first() for name in one),
        *(pl.col(name).explode().drop_nulls().unique().sort() for name in many),
        pl.col("source").unique().sort().alias("sources"),
        pl.col("_at").min().alias("first_seen"),
        pl.col("_at").max().alias("last_seen"),
        pl.col("marking").unique().sort().alias("markings"),
        pl.col("seq").sort().alias("seqs"),
    )


def link_ids(schema: Schema) -> pl.Expr:
    """A link's id: its own key's, or for one without a key its content's hash."""
    content = pl.concat_str(
        pl.col("source"), pl.lit(f":{snake(schema.name)}:"), pl.col("hash").bin.encode("hex")
    )
    return pl.coalesce("entity", content)


def caption(schema: Schema, frame: pl.DataFrame) -> pl.Expr:
    """What to call it: the first of the schema's caption properties with a value, else the id."""
    parts: list[pl.Expr] = []
    for name in schema.caption:
        if name in frame.columns:
            many = schema.properties[name].many
            parts.append(pl.col(name).list.first().cast(pl.String) if many else pl.col(name).cast(pl.String))
    if schema.is_link:
        parts.append(pl.lit(schema.label))
    return pl.coalesce(*parts, pl.col("id"))


def totals(links: pl.DataFrame, schema: Schema, *, markings: Mapping[int, Marking]) -> pl.DataFrame:
    """One row per pair of ends of an event schema: count, first, last and sum, marked like its inputs.

    Columns: those of COMMON, src, dst, `count`, `first`, `last` (UTC), `sum`, null where no link has
    a value (and `currency`, by which sums are kept apart), `markings`, `seqs`.
    The id is made of the total's type and its two ends.
    """
    if schema.total is None:
        return pl.DataFrame()
    at = schema.period[0] or "at"
    keys = ["src", "dst", *(["currency"] if "currency" in links.columns else [])]
    when = pl.col(at) if at in links.columns else pl.lit(None, dtype=pl.Datetime("us", "UTC"))
    summed = pl.col(schema.total.sum) if schema.total.sum in links.columns else pl.lit(None, dtype=pl.Float64)
    # In order of id, so that a sum of fractions is the same every time.
    grouped = (
        links.sort("id")
        .group_by(keys, maintain_order=True)
        .agg(
            pl.len().cast(pl.Int64).alias("count"),
            when.min().alias("first"),
            when.max().alias("last"),
            pl.when(summed.count() > 0).then(summed.sum()).alias("sum"),
            pl.col("sources").explode().unique().sort(),
            pl.col("first_seen").min(),
            pl.col("last_seen").max(),
            pl.col("markings").explode().unique().sort(),
            pl.col("seqs").explode().sort(),
        )
    )
    name = schema.total.type
    ids = pl.lit(name.lower() + ":") + pl.concat_str(*keys, separator=">", ignore_nulls=True)
    whole = _with_marking(grouped, markings).with_columns(
        ids.alias("id"), pl.lit(f"{schema.plural}, all together").alias("caption")
    )
    return whole.select(*COMMON, *keys, "count", "first", "last", "sum", "markings", "seqs").sort("id")


def _with_marking(frame: pl.DataFrame, markings: Mapping[int, Marking]) -> pl.DataFrame:
    """The frame with grades and handling from `markings`, a list of marking numbers a row."""
    distinct = frame.select("markings").unique()
    rows = []
    for numbers in distinct["markings"].to_list():
        whole = inherit(markings[number] for number in numbers)
        rows.append((numbers, whole.source_grade, whole.information_grade, list(whole.handling)))
    known = pl.DataFrame(
        rows,
        schema={
            "markings": frame.schema["markings"],
            "source_grade": pl.String(),
            "information_grade": pl.String(),
            "handling": pl.List(pl.String()),
        },
        orient="row",
    )
    bare = frame.drop([name for name in known.columns if name != "markings" and name in frame.columns])
    return bare.join(known, on="markings", how="left", maintain_order="left")
