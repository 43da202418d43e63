"""Finding entities by name, in any script, or by number.

Names are folded to Latin letters without accents, so that `Иванов` and `Ivanov` meet. Matches are
ordered: the whole name, every word, the beginning of every word, part of the name, a typing error.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from difflib import get_close_matches
from functools import lru_cache

import polars as pl
from anyascii import anyascii

from interlink.model.schema import Ontology, Schema

__all__ = ["find_names", "fold", "name_table"]

# Properties people search by, beside names.
NUMBER_TYPES = ("phone", "identifier", "document", "imo", "mmsi", "container", "place", "iban", "lei", "email", "vin")
NAME_TYPES = ("name",)
CUTOFF = 0.8


@lru_cache(maxsize=1_000_000)
def fold(text: str) -> str:
    """A name as Latin letters and digits in lower case, words apart by one blank."""
    return re.sub(r"[^a-z0-9]+", " ", anyascii(text).lower()).strip()


def name_table(scan: Callable[[Schema], pl.LazyFrame], ontology: Ontology) -> pl.DataFrame:
    """Every name and number of every entity that `scan` gives.

    Columns: `id`, `schema`, `text` as delivered, `key` folded; in order of id.
    """
    frames: list[pl.DataFrame] = []
    for schema in ontology.entities():
        wanted = [p for p in schema.properties.values() if p.type in NAME_TYPES or p.type in NUMBER_TYPES]
        wanted += [schema.properties[name] for name in schema.caption if schema.properties[name] not in wanted]
        fragments = scan(schema).select("entity", *(p.name for p in wanted)).collect()
        for prop in wanted:
            values = fragments.select(pl.col("entity").alias("id"), pl.col(prop.name).alias("text"))
            values = values.explode("text") if prop.many else values
            frames.append(values.drop_nulls().select("id", pl.lit(schema.name).alias("schema"), pl.col("text").cast(pl.String)))
    whole = pl.concat(frames).unique() if frames else pl.DataFrame(schema={"id": pl.String, "schema": pl.String, "text": pl.String})
    keys = whole.select(pl.col("text").unique())
    folded = keys.with_columns(pl.Series("key", [fold(text) for text in keys["text"]], dtype=pl.String))
    return whole.join(folded, on="text", how="left").filter(pl.col("key") != "").sort("id", "text")


def find_names(table: pl.DataFrame, text: str, *, limit: int = 20, schemas: list[str] | None = None) -> pl.DataFrame:
    """The entities that `text` may mean, best first.

    Columns: `id`, `schema`, `match` (the name or number that met), `score` (1.0 the whole name to 0.4 a
    typing error). Equal scores are ordered by the shorter name, then id. `limit` counts entities.
    """
    query = fold(text)
    words = query.split()
    candidates = table if schemas is None else table.filter(pl.col("schema").is_in(schemas))
    if not words:
        return _ranked(candidates.clear(), pl.lit(0.0), limit)
    found = _ranked(candidates.filter(_every(words, " {0}")), _score(query, words), limit)
    if found.height:
        return found
    inside = _ranked(candidates.filter(_every(words, "{0}")), pl.lit(0.5), limit)
    if inside.height:
        return inside
    near = _nearest_words(candidates, words)
    return _ranked(candidates.filter(_every(near, " {0} ")) if near else candidates.clear(), pl.lit(0.4), limit)


def _every(words: list[str], form: str) -> pl.Expr:
    padded = pl.lit(" ") + pl.col("key") + pl.lit(" ")
    return pl.all_horizontal([padded.str.contains(form.format(word), literal=True) for word in words])


def _score(query: str, words: list[str]) -> pl.Expr:
    return (
        pl.when(pl.col("key") == query)
        .then(1.0)
        .when(_every(words, " {0} "))
        .then(0.9)
        .otherwise(0.7)
    )


def _ranked(frame: pl.DataFrame, score: pl.Expr, limit: int) -> pl.DataFrame:
    return (
        frame.with_columns(score.alias("score"))
        .sort(pl.col("score"), pl.col("key").str.len_chars(), "id", "text", descending=[True, False, False, False])
        .unique("id", keep="first", maintain_order=True)
        .head(limit)
        .select("id", "schema", pl.col("text").alias("match"), "score")
    )


def _nearest_words(table: pl.DataFrame, words: list[str]) -> list[str]:
    """Each word's nearest in the table; empty when one has none near."""
    known = table.select(pl.col("key").str.split(" ").explode().unique().sort()).to_series().to_list()
    near = [get_close_matches(word, known, n=1, cutoff=CUTOFF) for word in words]
    return [] if not all(near) else [each[0] for each in near]
