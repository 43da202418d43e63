"""What leaves without names and identifiers: how many entities and links of which kind, where and when.

The non-nominal exchange of the World Customs Organization's enforcement network: patterns may be shared where
the persons behind them may not. A count of one is a person all the same to whoever knows of them; hence every
row is marked, and held to its marking, as its records are.
"""

from __future__ import annotations

import polars as pl

from interlink.access.look import Look
from interlink.access.marked import marked
from interlink.model.marking import SEPARATOR

__all__ = ["counted_links", "counted_nodes"]

PLACES = {"id": pl.String(), "schema": pl.String(), "countries": pl.String()}
NODES = ["schema", "countries"]
LINKS = ["schema", "source_schema", "source_countries", "target_schema", "target_countries"]


def counted_nodes(look: Look, said: pl.DataFrame) -> pl.DataFrame:
    """One row for each kind and its countries: schema, countries, count, the marking; in that order.

    `said` has id, schema, seq and marking of the fragments of entities. Countries are what these say in any
    property of that type, in order, joined by "; "; empty where they say none.
    """
    places = _places(look, said)
    counts = places.group_by(NODES).agg(pl.len().cast(pl.Int64).alias("count"))
    marks = marked(look, said.join(places, on=["id", "schema"]), NODES)
    return counts.join(marks, on=NODES).sort(NODES)


def counted_links(
    look: Look, of_nodes: pl.DataFrame, links: pl.DataFrame, of_links: pl.DataFrame
) -> pl.DataFrame:
    """One row for each kind of link between entities of the same kinds and countries: count, first, last.

    Columns: schema, source_schema, source_countries, target_schema, target_countries, count, the first and
    the last day that they say, the marking. `links` has id, source and target; `of_links` id, schema, seq,
    marking, first and last of each fragment.
    """
    places, ends = _places(look, of_nodes), links.select("id", "source", "target")
    for end in ("source", "target"):
        named = {"id": end, "schema": f"{end}_schema", "countries": f"{end}_countries"}
        ends = ends.join(places.rename(named), on=end)
    said = of_links.join(ends.drop("source", "target"), on="id")
    counts = said.group_by(LINKS).agg(
        pl.len().cast(pl.Int64).alias("count"), pl.col("first").min(), pl.col("last").max()
    )
    return counts.join(marked(look, said, LINKS), on=LINKS).sort(LINKS)


def _places(look: Look, said: pl.DataFrame) -> pl.DataFrame:
    """Of each entity its kind and the countries that these fragments name."""
    found = [pl.DataFrame(schema=PLACES)]
    for (name,), group in said.sort("schema").group_by("schema", maintain_order=True):
        kind = look.ontology.get(str(name))
        named = [
            pl.col(each) if prop.many else pl.concat_list(each)
            for each, prop in kind.properties.items()
            if prop.type == "country"
        ]
        each_alone = [column.fill_null(pl.lit([], dtype=pl.List(pl.String()))) for column in named]
        countries = pl.concat_list(each_alone) if named else pl.lit([], dtype=pl.List(pl.String()))
        fragments = look.scan(kind).filter(pl.col("seq").is_in(group["seq"].implode()))
        found.append(
            fragments.select(pl.col("entity").alias("id"), countries.alias("country"))
            .group_by("id")
            .agg(
                pl.col("country")
                .explode()
                .drop_nulls()
                .unique()
                .sort()
                .str.join(SEPARATOR)
                .alias("countries")
            )
            .select("id", pl.lit(name).alias("schema"), "countries")
            .collect()
        )
    return pl.concat(found)
