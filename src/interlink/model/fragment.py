"""Fragments: what one record says about one entity or link, as columns.

`hash` is 16 bytes of BLAKE3 over id, ends, typed values, marking and, where there is one, the record's
key, never over load or locator, so that the same statement delivered again is the same fragment.
Properties without a value take no part, so a schema may gain properties without changing what is stored.
"""

from __future__ import annotations

import numpy as np
import polars as pl
import polars_hash  # noqa: F401 - registers the `chash` namespace
import pyarrow as pa

from interlink.model.marking import Marking
from interlink.model.schema import Schema
from interlink.model.types import TYPES

__all__ = [
    "PLACE",
    "digest",
    "fragment_columns",
    "marking_digest",
    "property_dtype",
    "snake",
    "stated_once",
    "with_hash",
]

FIELD, ITEM = "\x1f", "\x1e"

# entity: canonical within its source, or global; null for links without a key, whose id is their hash.
# flagged: "property=value as delivered" for each value that could not be normalised.
# record_key: of a delivery of changes the key of the record that says so, else null.
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
        "record_key": pl.String(),
        **PLACE,
    }


def snake(name: str) -> str:
    """`BankAccount` as it stands in ids: `bank_account`."""
    return "".join("_" + c.lower() if c.isupper() and n else c.lower() for n, c in enumerate(name))


def with_hash(fragments: pl.DataFrame, schema: Schema, marks: pl.Series) -> pl.DataFrame:
    """The fragments with `hash` (Binary, 16 bytes); `marks` is each row's `marking_digest`."""
    texts = fragments.with_columns(_statement(fragments, schema, marks).alias("text"))["text"]
    return fragments.with_columns(_digests(texts).alias("hash"))


def stated_once(fragments: pl.DataFrame, schema: Schema, marks: pl.Series) -> pl.DataFrame:
    """The fragments with `hash`, equal ones as one: the first locator, and how many records said so.

    Equal ones are found by numbers made of their columns, in half the time that the text of each takes;
    should two that differ have one number, by the text.
    """
    said = fragments.select(_said(fragments, schema)).with_columns(marks.alias("mark"))
    numbered = pl.DataFrame(
        [said.hash_rows(seed=0).alias("number"), said.hash_rows(seed=1).alias("other"), fragments["records"]]
    )
    found = _first_of_each(numbered)
    if (found["least"] != found["most"]).any():
        texts = fragments.with_columns(_statement(fragments, schema, marks).alias("number"))["number"]
        found = _first_of_each(numbered.with_columns(texts))
    kept = fragments[found["at"]].with_columns(found["records"])
    return with_hash(kept, schema, marks[found["at"]])


def _first_of_each(numbered: pl.DataFrame) -> pl.DataFrame:
    return (
        numbered.with_row_index("at")
        .group_by("number", maintain_order=True)
        .agg(
            pl.col("at").first(),
            pl.col("records").sum(),
            pl.col("other").min().alias("least"),
            pl.col("other").max().alias("most"),
        )
    )


def marking_digest(marking: Marking) -> str:
    """What a marking puts into the hash of its fragments: 32 hexadecimal digits."""
    text = pl.DataFrame({"text": [marking.to_json()]})
    return str(text.select(digest(pl.col("text")).bin.encode("hex")).item())


def digest(text: pl.Expr) -> pl.Expr:
    """The first 16 bytes of the text's BLAKE3."""
    hashed: pl.Expr = text.chash.blake3()  # type: ignore[attr-defined]  # polars_hash registers it
    return hashed.str.slice(0, 32).str.decode("hex")


def _digests(texts: pl.Series) -> pl.Series:
    """`digest` of texts without nulls, its digits decoded eight at a time: three times as fast."""
    hashed = texts.to_frame("text").select(pl.col("text").chash.blake3())["text"]  # type: ignore[attr-defined]
    digits = hashed.to_arrow(compat_level=pl.CompatLevel.oldest())
    words = np.frombuffer(digits.buffers()[2], dtype="<u8", count=8 * len(digits), offset=64 * digits.offset)
    codes = words.reshape(-1, 8)[:, :4]
    bits = (codes & 0x0F0F0F0F0F0F0F0F) + 9 * ((codes >> 6) & 0x0101010101010101)
    # of two digits the first is the higher, of two bytes the lower
    bits = ((bits << 4) | (bits >> 8)) & 0x00FF00FF00FF00FF
    bits = (bits | (bits >> 8)) & 0x0000FFFF0000FFFF
    bits |= bits >> 16
    whole = pa.py_buffer(bits.astype("<u4"))
    return pl.Series(pa.Array.from_buffers(pa.binary(16), len(digits), [None, whole]))


def _said(fragments: pl.DataFrame, schema: Schema) -> list[str]:
    """The columns that say something, in the order in which they stand in a statement."""
    names = ["entity", "src", "dst"] if schema.is_link else ["entity"]
    used = (*names, *sorted(schema.properties), "flagged", "record_key")
    return [name for name in used if fragments[name].null_count() < fragments.height]


def _statement(fragments: pl.DataFrame, schema: Schema, marks: pl.Series) -> pl.Expr:
    """What each fragment says, as text: equal texts are equal statements.

    `name=value` of every property that has one, parted by FIELD, the marking last. One concatenation
    for all, since each on the way would write the texts again.
    """
    parts: list[pl.Expr] = []
    before = ""
    for name in _said(fragments, schema):
        column = fragments[name]
        if column.null_count() or isinstance(column.dtype, pl.List):
            said = (pl.lit(f"{before}{name}="), _text(pl.col(name), column.dtype), pl.lit(FIELD))
            parts.append(pl.concat_str(said).fill_null(before))
            before = ""
        else:
            parts += [pl.lit(f"{before}{name}="), _text(pl.col(name), column.dtype)]
            before = FIELD
    same = fragments.height > 0 and (marks == marks[0]).all()
    return pl.concat_str([*parts, pl.lit(f"{before}marking="), pl.lit(marks[0]) if same else pl.lit(marks)])


def _text(value: pl.Expr, dtype: object) -> pl.Expr:
    if isinstance(dtype, pl.List):
        texts = value.list.eval(_text(pl.element(), dtype.inner))
        return pl.when(value.list.len() > 0).then(texts.list.join(ITEM))
    return value.dt.epoch("us").cast(pl.String) if isinstance(dtype, pl.Datetime) else value.cast(pl.String)
