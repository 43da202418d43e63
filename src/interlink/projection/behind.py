"""The records behind links that are known by their ids in a graph."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from interlink.access.look import Look
from interlink.errors import ReadError
from interlink.graph.assemble import link_ids
from interlink.graph.audience import Audience
from interlink.model.schema import Schema
from interlink.projection.columns import MISSING_TIME
from interlink.projection.told import micros

__all__ = ["fragments_of", "rows_with_records"]

BEHIND = {
    "link": pl.String(),
    "seq": pl.Int64(),
    "marking": pl.Int16(),
    "at": pl.Int64(),
    "until": pl.Int64(),
    "schema": pl.String(),
}


def fragments_of(look: Look, audience: Audience, named: Sequence[tuple[str, str] | None]) -> pl.DataFrame:
    """The fragments of links: of which, seq, marking, when, schema; those that are in the graph alone."""
    wanted = {each for each in named if each is not None}
    seen = pl.Series(audience.sees(look.markings), dtype=pl.Int16).implode()
    scans = []
    for kind in look.ontology.links():
        for type_, link in _ways(kind):
            ids = pl.Series(sorted({id_ for said, id_ in wanted if said in ("", type_)}), dtype=pl.String)
            if ids.len() and kind.name in look.held:
                start, end = kind.period
                told = (
                    look.scan(kind)
                    .filter(pl.col("marking").is_in(seen))
                    .select(
                        link.alias("link"),
                        "seq",
                        "marking",
                        micros(kind, start).alias("at"),
                        micros(kind, end).alias("until"),
                        pl.lit(kind.name).alias("schema"),
                    )
                )
                scans.append(told.filter(pl.col("link").is_in(ids.implode())))
    found = pl.concat([pl.DataFrame(schema=BEHIND), *pl.collect_all(scans)])
    known = set(found["link"])
    for row, each in enumerate(named):
        if each is not None and each[1] not in known:
            raise ReadError(
                f"link column 'link': row {row}: there is no link '{each[1]}'. Return the relationship"
                " itself, `r AS link`, or `r.id`, or null where there is none."
            )
    return found


def _ways(kind: Schema) -> list[tuple[str, pl.Expr]]:
    """The types of a schema's links in a graph, and the id that a fragment has as such."""
    ways = [(kind.graph_name, link_ids(kind))]
    if kind.total is not None:
        keys = ["src", "dst", *(["currency"] if "currency" in kind.properties else [])]
        pair = pl.concat_str(*keys, separator=">", ignore_nulls=True)
        ways.append((kind.total.type, pl.lit(f"{kind.total.type.lower()}:") + pair))
    return ways


def rows_with_records(named: Sequence[tuple[str, str] | None], behind: pl.DataFrame) -> pl.DataFrame:
    """A row for each record of each of the query's rows; `record` is below 0 where none is known."""
    links = pl.DataFrame(
        {"link": [None if each is None else each[1] for each in named]}, schema={"link": pl.String}
    ).with_row_index("row")
    joined = links.join(behind, on="link", how="left").sort("row", "seq")
    missing = pl.col("at", "until").fill_null(MISSING_TIME)
    return joined.with_columns(
        pl.coalesce("seq", -1 - pl.col("row").cast(pl.Int64)).alias("record"),
        missing,
    )
