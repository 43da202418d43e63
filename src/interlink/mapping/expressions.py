"""Property specs as columns: text from a batch, one value or a list of values a row."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeAlias

import polars as pl

from interlink.mapping.fields import PropertySpec, Where
from interlink.readers import Batch

__all__ = ["Lookups", "matching", "text_in", "text_of", "texts_of"]

Lookups: TypeAlias = Mapping[str, Mapping[str, str]]


def text_of(prop: PropertySpec, batch: Batch, table: str, lookups: Lookups) -> pl.Series:
    """The value of a property that has one, String; where a record repeats it, the first."""
    frame = batch[table]
    if prop.table is not None or prop.split is not None or prop.all or prop.other_than is not None:
        return texts_of(prop, batch, table, lookups).list.first()
    if prop.first:
        parts = [text_of(part, batch, table, lookups).alias(str(n)) for n, part in enumerate(prop.first)]
        value = pl.DataFrame(parts).select(pl.coalesce(pl.all()).alias("v"))["v"]
    elif prop.template is not None:
        value = _column(frame, _template(frame, prop.template))
    elif prop.literal:
        value = _column(frame, pl.lit(prop.literal[0]))
    elif prop.columns:
        texts = [text_in(frame, name) for name in prop.columns]
        value = _column(
            frame, pl.concat_str(texts, separator=" " if prop.join is None else prop.join, ignore_nulls=True)
        )
    else:
        value = _column(frame, _scalar(frame, prop.column or ""))
    if prop.extract is None and prop.lookup is None:
        value = _trimmed(value)
    else:
        value = value.to_frame("v").select(_finished(pl.col("v"), prop, lookups))["v"]
    return value.set(~matching(frame, prop.where), None) if prop.where else value


def texts_of(prop: PropertySpec, batch: Batch, table: str, lookups: Lookups) -> pl.Series:
    """All values of a property, List(String) for each row of `table`, null where there is none."""
    if prop.other_than is not None:
        given = texts_of(prop.model_copy(update={"other_than": None}), batch, table, lookups)
        other = _as_lists(text_of(prop.other_than, batch, table, lookups))
        left = pl.DataFrame([given.alias("v"), other.alias("o")]).select(
            pl.col("v").list.set_difference(pl.col("o").fill_null([]))
        )["v"]
        return left.set(left.list.len() == 0, None)
    if prop.table is not None:
        return _of_children(prop, batch, table, lookups)
    frame = batch[table]
    if prop.first:
        parts = [texts_of(part, batch, table, lookups).alias(str(n)) for n, part in enumerate(prop.first)]
        values = pl.DataFrame(parts).select(pl.coalesce(pl.all()).alias("v"))["v"]
    elif prop.all:
        lists = [texts_of(part, batch, table, lookups).alias(str(n)) for n, part in enumerate(prop.all)]
        values = pl.DataFrame(lists).select(pl.concat_list(pl.all().fill_null([])).alias("v"))["v"]
    elif prop.columns and prop.join is None:
        values = _column(
            frame, pl.concat_list([_as_list(frame, name).fill_null([]) for name in prop.columns])
        )
    elif prop.column is not None:
        values = _column(frame, _as_list(frame, prop.column))
    elif prop.literal:
        values = _column(frame, pl.lit(pl.Series([prop.literal], dtype=pl.List(pl.String))).first())
    else:
        bare: dict[str, object] = {"split": None, "extract": None, "lookup": None, "where": {}}
        values = _as_lists(text_of(prop.model_copy(update=bare), batch, table, lookups))
    if prop.split is not None:
        values = values.list.eval(pl.element().str.split(prop.split).explode())
    values = values.list.eval(_finished(pl.element(), prop, lookups).drop_nulls())
    kept = pl.col("v").list.len() > 0
    found = values.to_frame("v").with_columns(matching(frame, prop.where).alias("kept"))
    return found.select(pl.when(kept & pl.col("kept")).then("v"))["v"]


def matching(frame: pl.DataFrame, where: Where) -> pl.Series:
    """Which rows have, in every column named, one of the values named; letter case does not matter.

    The value `*` stands for any, the empty one for none. Of a column with several values in a row
    one is enough.
    """
    kept = pl.lit(True)
    for column, wanted in where.items():
        lowered = [value.strip().lower() for value in wanted]
        if isinstance(frame.schema.get(column), pl.List):
            texts = pl.col(column).list.eval(_stripped(pl.element().str.to_lowercase()).drop_nulls())
            has_one, is_named = texts.list.len() > 0, texts.list.eval(pl.element().is_in(lowered)).list.any()
        else:
            text = text_in(frame, column).str.to_lowercase()
            has_one, is_named = text.is_not_null(), text.is_in(lowered)
        found = (has_one if "*" in wanted else is_named).fill_null(False)
        if "" in wanted:
            found = found | ~has_one.fill_null(False)
        kept = kept & found
    return _column(frame, kept)


def _finished(text: pl.Expr, prop: PropertySpec, lookups: Lookups) -> pl.Expr:
    """What every text goes through last: extract, trim, look up."""
    if prop.extract is not None:
        text = text.str.extract(prop.extract, 1)
    text = _stripped(text)
    if prop.lookup is not None:
        known = lookups[prop.lookup]
        text = _stripped(text.replace(list(known), list(known.values())))
    return text


def _stripped(text: pl.Expr) -> pl.Expr:
    stripped = text.str.strip_chars()
    return pl.when(stripped != "").then(stripped)


def _trimmed(text: pl.Series) -> pl.Series:
    """`_stripped` of a whole column, trimmed once."""
    stripped = text.str.strip_chars()
    return stripped.set(stripped == "", None)


def _of_children(prop: PropertySpec, batch: Batch, table: str, lookups: Lookups) -> pl.Series:
    child = batch[prop.table or ""]
    values = texts_of(prop.model_copy(update={"table": None}), batch, prop.table or "", lookups)
    grouped = (
        pl.DataFrame({"_item": child["_parent"], "v": values})
        .explode("v")
        .drop_nulls()
        .group_by("_item", maintain_order=True)
        .agg("v")
    )
    return batch[table].select("_item").join(grouped, on="_item", how="left", maintain_order="left")["v"]


def _column(frame: pl.DataFrame, value: pl.Expr) -> pl.Series:
    """The expression as a column as long as the frame, also where it is a literal."""
    return frame.with_columns(value.alias("_value")).get_column("_value")


def _as_lists(texts: pl.Series) -> pl.Series:
    return texts.to_frame("v").select(pl.when(pl.col("v").is_not_null()).then(pl.concat_list("v")))["v"]


def _as_list(frame: pl.DataFrame, name: str) -> pl.Expr:
    if name not in frame.columns:
        return pl.lit(None, dtype=pl.List(pl.String))
    if isinstance(frame.schema[name], pl.List):
        return pl.col(name)
    return pl.when(pl.col(name).is_not_null()).then(pl.concat_list(pl.col(name)))


def _scalar(frame: pl.DataFrame, name: str) -> pl.Expr:
    """A column as one text a row. A path that a nested delivery does not hold is null everywhere."""
    if name not in frame.columns:
        return pl.lit(None, dtype=pl.String)
    return pl.col(name).list.first() if isinstance(frame.schema[name], pl.List) else pl.col(name)


def text_in(frame: pl.DataFrame, name: str) -> pl.Expr:
    """A column as one text a row, trimmed; null where it is blank."""
    return _stripped(_scalar(frame, name))


def _template(frame: pl.DataFrame, template: str) -> pl.Expr:
    """The template filled in; null unless every column it names has a value."""
    before, *pieces = template.split("{")
    parts: list[pl.Expr] = [pl.lit(before)]
    for piece in pieces:
        name, _, after = piece.partition("}")
        parts += [text_in(frame, name), pl.lit(after)]
    return pl.concat_str(parts)
