"""The name index: every name and number by which people look for an entity."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import polars as pl

from interlink.model.schema import Ontology, Schema
from interlink.search.fold import fold_all
from interlink.search.words import Words, index_words

__all__ = ["NameIndex", "name_table"]

# Properties people search by, beside those that a schema is called by.
SEARCHED = frozenset(
    (
        "container",
        "document",
        "email",
        "iban",
        "identifier",
        "imo",
        "lei",
        "mmsi",
        "name",
        "phone",
        "place",
        "vin",
    )
)
COLUMNS = {"id": pl.String(), "schema": pl.String(), "text": pl.String()}


@dataclass(frozen=True, eq=False)
class NameIndex:
    """The names that one look may see.

    `rows`: `id`, `schema`, `text` as delivered, `key` folded, `bare` the key without blanks, `caption`
    what the entity is called; in order of id and text.
    """

    rows: pl.DataFrame

    @cached_property
    def words(self) -> Words:
        """The distinct words of all keys, with the rows they stand in; made at the first search."""
        return index_words(self.rows["key"])


def name_table(
    scan: Callable[[Schema], pl.LazyFrame], ontology: Ontology, captions: pl.DataFrame
) -> NameIndex:
    """The index of every name and number of every entity that `scan` gives and `captions` has. O(n log n).

    `captions`: `id`, `schema`, `caption`, held to the same that `scan` is.
    """
    searched = [(schema, names) for schema in ontology.entities() if (names := _searched(schema))]
    frames = pl.collect_all([scan(schema).select("entity", *names) for schema, names in searched])
    parts = [
        _texts(fragments, schema, name)
        for (schema, names), fragments in zip(searched, frames, strict=True)
        for name in names
        if fragments[name].null_count() < fragments.height
    ]
    parts.append(pl.DataFrame(schema=COLUMNS))
    whole = pl.concat(parts).unique()
    distinct = whole["text"].unique()
    folded = pl.DataFrame({"text": distinct, "key": fold_all(distinct)}).filter(pl.col("key") != "")
    keyed = whole.join(folded, on="text").with_columns(
        pl.col("key").str.replace_all(" ", "", literal=True).alias("bare")
    )
    # Beside the names, since seeking twenty captions in the lake reads the id of every entity.
    called = keyed.join(captions.select("id", "schema", "caption"), on=["id", "schema"])
    return NameIndex(called.sort("id", "text"))


def _searched(schema: Schema) -> list[str]:
    return [p.name for p in schema.properties.values() if p.type in SEARCHED or p.name in schema.caption]


def _texts(fragments: pl.DataFrame, schema: Schema, name: str) -> pl.DataFrame:
    values = fragments.select(pl.col("entity").alias("id"), pl.col(name).alias("text"))
    flat = values.explode("text") if schema.properties[name].many else values
    return flat.drop_nulls().select("id", pl.lit(schema.name).alias("schema"), pl.col("text").cast(pl.String))
