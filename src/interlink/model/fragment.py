"""Fragments: what one record says about one entity or link, as columns.

`hash` is 16 bytes of BLAKE3 over id, ends, typed values and marking, never over load or locator, so
that the same statement delivered again is the same fragment. Properties without a value take no part,
so a schema may gain properties without changing what is stored.
"""

from __future__ import annotations

import polars as pl
import polars_hash  # noqa: F401 - registers the `chash` namespace

from interlink.model.schema import Schema
from interlink.model.types import TYPES

__all__ = ["PLACE", "digest", "fragment_columns", "property_dtype", "snake", "with_hash"]

FIELD, ITEM = "\x1f", "\x1e"

# entity: canonical within its source, or global; null for links without a key, whose id is their hash.
# flagged: "property=value as delivered" for each value that could not be normalised.
# file, row, path: the first locator; records: how many records said exactly this.
PLACE = {"row": pl.Int64(), "path": pl.String(), "records": pl.Int32()}


def property_dtype(schema: Schema, name: str) -> pl.DataType:
    """The lake's type of a property: its type's, in a list where it has many values."""
    prop = schema.properties[name]
    dtype = TYPES[prop.type].dtype
    return pl.List(dtype) if prop.many else dtype


def fragment_columns(schema: Schema) -> dict[str, pl.DataType]:
    """The columns a mapping gives for a schema, in order."""
    ends: dict[str, pl.DataType] = {"src": pl.String(), "dst": pl.String()} if schema.is_link else {}
    return {
        "entity": pl.String(),
        **ends,
        **{name: property_dtype(schema, name) for name in schema.properties},
        "flagged": pl.List(pl.String()),
        "marking": pl.Int16(),
        **PLACE,
    }


def snake(name: str) -> str:
    """`BankAccount` as it stands in ids: `bank_account`."""
    return "".join("_" + c.lower() if c.isupper() and n else c.lower() for n, c in enumerate(name))


def with_hash(fragments: pl.DataFrame, schema: Schema, marks: pl.Series) -> pl.DataFrame:
    """The fragments with `hash` (Binary, 16 bytes); `marks` is each row's marking as canonical text."""
    parts = [_part(name, fragments.schema[name]) for name in ("entity", "src", "dst") if name in fragments.columns]
    used = [name for name in schema.properties if fragments[name].null_count() < fragments.height]
    parts += [_part(name, fragments.schema[name]) for name in used]
    if fragments["flagged"].null_count() < fragments.height:
        parts.append(_part("flagged", fragments.schema["flagged"]))
    text = pl.concat_str([*parts, pl.lit("marking=") + marks], separator=FIELD, ignore_nulls=True)
    return fragments.with_columns(digest(text).alias("hash"))


def digest(text: pl.Expr) -> pl.Expr:
    """The first 16 bytes of the text's BLAKE3."""
    hashed: pl.Expr = text.chash.blake3()  # type: ignore[attr-defined]  # polars_hash registers it
    return hashed.str.slice(0, 32).str.decode("hex")


def _part(name: str, dtype: pl.DataType) -> pl.Expr:
    column = pl.col(name)
    if isinstance(dtype, pl.List):
        inner = column.list.eval(_text(pl.element(), dtype.inner))  # type: ignore[arg-type]
        value = pl.when(column.list.len() > 0).then(inner.list.join(ITEM))
    else:
        value = _text(column, dtype)
    return pl.lit(f"{name}=") + value


def _text(value: pl.Expr, dtype: pl.DataType) -> pl.Expr:
    return value.dt.epoch("us").cast(pl.String) if isinstance(dtype, pl.Datetime) else value.cast(pl.String)
