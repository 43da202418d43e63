"""Property specs as cleaned columns, with what could not be normalised beside them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from interlink.mapping.expressions import Lookups, text_of, texts_of
from interlink.mapping.fields import PropertySpec
from interlink.model.fragment import property_dtype
from interlink.model.schema import Schema
from interlink.model.types import TYPES, Hints
from interlink.readers import Batch

__all__ = ["Values", "clean_values", "flagged"]


@dataclass(frozen=True)
class Values:
    """One property of every row.

    `cleaned` has the lake's type. `flags` (null where none has any) says `property=value as delivered`
    of what could not be normalised or is suspect; `kept` tells the rows whose value stands as
    delivered because its type could not normalise it.
    """

    cleaned: pl.Series
    flags: pl.Series | None = None
    kept: pl.Series | None = None


def clean_values(
    given: Mapping[str, PropertySpec],
    schema: Schema,
    batch: Batch,
    table: str,
    *,
    lookups: Lookups,
    hints: Hints,
) -> dict[str, Values]:
    """The values of each property that is given, a row for each row of the table."""
    found: dict[str, Values] = {}
    for name, prop in given.items():
        codes = list(lookups[prop.lookup].values()) if prop.closed and prop.lookup else None
        if schema.properties[name].many:
            found[name] = _many(texts_of(prop, batch, table, lookups), schema, name, hints, codes)
        else:
            found[name] = _one(text_of(prop, batch, table, lookups), schema, name, hints, codes)
    return found


def flagged(values: Sequence[Values], height: int) -> pl.Series:
    """Every flag of each row, List(String); null where a row has none."""
    flags = [each.flags for each in values if each.flags is not None]
    if not flags:
        return pl.Series("flagged", [None], dtype=pl.List(pl.String)).new_from_index(0, height)
    frame = pl.DataFrame([flag.alias(str(number)) for number, flag in enumerate(flags)])
    parts = [
        pl.col(name).fill_null([])
        if isinstance(dtype, pl.List)
        else pl.when(pl.col(name).is_null()).then([]).otherwise(pl.concat_list(name))
        for name, dtype in frame.schema.items()
    ]
    joined = frame.select(pl.concat_list(parts).alias("flagged"))
    return joined.select(pl.when(pl.col("flagged").list.len() > 0).then("flagged"))["flagged"]


def _one(text: pl.Series, schema: Schema, name: str, hints: Hints, codes: list[str] | None) -> Values:
    """`codes`, where given, are all that the text may be."""
    kind = TYPES[schema.properties[name].type]
    cleaned = kind.clean(text, hints).alias(name)
    kept = cleaned.is_null() & text.is_not_null()
    doubted = kept if kind.suspect is None else kept | kind.suspect(cleaned).fill_null(False)
    if codes is not None:
        doubted = doubted | (text.is_not_null() & ~text.is_in(codes).fill_null(False))
    if not doubted.any():
        return Values(cleaned)
    frame = pl.DataFrame({"text": text, "clean": cleaned, "doubted": doubted})
    flags = frame.select(pl.when("doubted").then(pl.lit(f"{name}=") + pl.col("text")).alias(name))[name]
    if kind.dtype == pl.String():
        cleaned = frame.select(pl.coalesce("clean", "text").alias(name))[name]
    return Values(cleaned, flags, kept)


def _many(texts: pl.Series, schema: Schema, name: str, hints: Hints, codes: list[str] | None) -> Values:
    dtype = property_dtype(schema, name)
    every = pl.DataFrame({"at": pl.int_range(texts.len(), eager=True)})
    flat = every.with_columns(texts.alias("text")).drop_nulls().explode("text").drop_nulls()
    if not flat.height:
        return Values(pl.Series(name, [None], dtype=dtype).new_from_index(0, texts.len()))
    one = _one(flat["text"], schema, name, hints, codes)
    cleaned = _gathered(every, flat["at"], one.cleaned).cast(dtype)
    return Values(cleaned, None if one.flags is None else _gathered(every, flat["at"], one.flags))


def _gathered(every: pl.DataFrame, at: pl.Series, values: pl.Series) -> pl.Series:
    """The distinct values of each row as one sorted list, null where there is none."""
    lists = (
        pl.DataFrame({"at": at, "value": values})
        .drop_nulls()
        .group_by("at")
        .agg(pl.col("value").unique().sort())
    )
    return every.join(lists, on="at", how="left", maintain_order="left")["value"]
