"""The ids that rows give: global ones of identifiers, those scoped to a source, ends of links."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import polars as pl

from interlink.mapping.expressions import Lookups, matching, text_in, text_of
from interlink.mapping.fields import EntitySpec, PropertySpec
from interlink.mapping.spec import SourceSpec
from interlink.mapping.values import Values
from interlink.model.fragment import digest, snake
from interlink.model.schema import Schema
from interlink.readers import Batch

__all__ = ["dangling", "end_ids", "entity_ids", "key_ids"]

LONGEST_ID = 160
RECORD = ("_row", "_path")
TEXT = pl.String()


def entity_ids(
    spec: SourceSpec, entity: EntitySpec, schema: Schema, batch: Batch, values: Mapping[str, Values]
) -> pl.Series:
    """Each row's entity id, null where the row does not give this entity.

    A global id needs every property of the schema's key, normalised; else the id is scoped to the
    source, by the mapping's key or by the key's values as delivered. One that has a numbering is of that.
    Where the source gives it as it is, that goes before.
    """
    table = spec.table_of(entity)
    if entity.id is not None and entity.is_named_only:
        return text_of(entity.id, batch, table, spec.lookups).alias("id")
    height = batch[table].height
    scoped = f"{spec.source}:{entity.numbering or snake(schema.name)}:"
    own = key_ids(entity.key, batch, table, prefix=scoped, lookups=spec.lookups) if entity.key else None
    if schema.identity == "global" and entity.numbering is None:
        made, fallback = _global_ids(schema, values, height, scoped)
        ids = _first_of(made, fallback if own is None else own)
    else:
        ids = own if own is not None else pl.Series("id", [None], dtype=TEXT).new_from_index(0, height)
    if entity.id is not None:
        ids = _first_of(text_of(entity.id, batch, table, spec.lookups), ids)
    if not entity.where:
        return ids
    kept = matching(batch[table], entity.where)
    return pl.DataFrame({"id": ids, "kept": kept}).select(pl.when("kept").then("id").alias("id"))["id"]


def key_ids(
    key: Sequence[PropertySpec], batch: Batch, table: str, *, prefix: str, lookups: Lookups
) -> pl.Series:
    """The ids that key columns make: parts joined by `|`; null unless all are there.

    Letter case stays, since it may tell two keys apart; whitespace is trimmed and collapsed.
    """
    texts = [text_of(prop, batch, table, lookups).alias(str(number)) for number, prop in enumerate(key)]
    parts = [pl.col(text.name).str.replace_all(r"\s+", " ") for text in texts]
    joined = pl.concat_str(_apart(parts), separator="|")
    return _short(pl.DataFrame(texts).select((pl.lit(prefix) + joined).alias("id"))["id"])


def end_ids(
    spec: SourceSpec, batch: Batch, table: str, end: tuple[str, str | None], ids: Mapping[str, pl.Series]
) -> pl.Series:
    """The ids of the entity at an end of a link, for each row of the link's table.

    They are looked up through parents; or, where `end` has a column, from the row of the same record that
    this column names: of two rows of one name neither is meant.
    """
    name, ref = end
    target = spec.table_of(spec.entities[name])
    if ref is not None:
        known = _named_rows(spec, batch, target).with_columns(ids[name].alias("id"))
        known = known.unique([*RECORD, "name"], keep="none")
        refs, on = _refs(batch[table], ref), [*RECORD, "name"]
        return refs.join(known, on=on, how="left", nulls_equal=True, maintain_order="left")["id"]
    if target == table:
        return ids[name]
    tables = spec.file_format().tables
    at, rows = table, batch[table].select(pl.col("_item").alias("key"))
    while at != target:
        parents = batch[at].select(pl.col("_item").alias("key"), pl.col("_parent").alias("up"))
        rows = rows.join(parents, on="key", how="left", maintain_order="left").select(
            pl.col("up").alias("key")
        )
        at = tables[at].parent or ""
    known = pl.DataFrame({"key": batch[target]["_item"], "id": ids[name]})
    return rows.join(known, on="key", how="left", maintain_order="left")["id"]


def dangling(spec: SourceSpec, batch: Batch, table: str, ref: str) -> pl.Series:
    """Which rows name, in column `ref`, no row of their record, of whatever table, or more than one."""
    named = [_named_rows(spec, batch, name) for name, each in spec.file.tables.items() if each.id]
    known = pl.concat(named).drop_nulls("name").unique([*RECORD, "name"], keep="none")
    refs = _refs(batch[table], ref).with_row_index("at")
    lost = refs.drop_nulls("name").join(known, on=[*RECORD, "name"], how="anti", nulls_equal=True)
    return refs["at"].is_in(lost["at"].to_list())


def _named_rows(spec: SourceSpec, batch: Batch, table: str) -> pl.DataFrame:
    """The rows of a table by the name that others of their record call them."""
    return _refs(batch[table], spec.file.tables[table].id or "")


def _refs(frame: pl.DataFrame, column: str) -> pl.DataFrame:
    return frame.select(*RECORD, text_in(frame, column).alias("name"))


def _global_ids(
    schema: Schema, values: Mapping[str, Values], height: int, scoped: str
) -> tuple[pl.Series, pl.Series]:
    """The global ids, and those scoped to the source for rows whose key is not whole or not normalised."""
    nothing = pl.Series("id", [None], dtype=TEXT).new_from_index(0, height)
    given = [name for name in schema.key if name in values]
    if not given:
        return nothing, nothing
    frame = pl.DataFrame([_in_id(schema, name, values[name].cleaned) for name in given])
    parts = _apart([pl.col(name) for name in given])
    unsure = [kept.alias(f"kept {name}") for name in given if (kept := values[name].kept) is not None]
    is_sure = ~pl.any_horizontal([pl.col(each.name) for each in unsure]) if unsure else pl.lit(True)
    is_whole = pl.lit(len(given) == len(schema.key))
    # a passport without its country still names something; a country without its street does not
    partial = pl.when(pl.col(given[0]).is_not_null()).then(
        pl.concat_str(parts, separator="|", ignore_nulls=True)
    )
    ids = frame.with_columns(unsure).select(
        pl.when(is_sure & is_whole)
        .then(pl.lit(f"{snake(schema.name)}:") + pl.concat_str(parts, separator="|"))
        .alias("made"),
        (pl.lit(scoped) + partial).alias("scoped"),
    )
    return _short(ids["made"]), _short(ids["scoped"])


def _in_id(schema: Schema, name: str, values: pl.Series) -> pl.Series:
    """A key property as it stands in an id; free text in lower case and without its punctuation."""
    text = values.cast(TEXT).alias(name)
    if schema.properties[name].type != "text":
        return text
    return text.str.to_lowercase().str.replace_all(r"[\p{P}\s]+", " ").str.strip_chars().replace("", None)


def _apart(parts: list[pl.Expr]) -> list[pl.Expr]:
    """The parts of an id so that joined by `|` no two lists of parts are alike."""
    return [part.str.replace_all("|", r"\|", literal=True) for part in parts] if len(parts) > 1 else parts


def _first_of(first: pl.Series, second: pl.Series) -> pl.Series:
    return pl.DataFrame({"a": first, "b": second}).select(pl.coalesce("a", "b").alias("id"))["id"]


def _short(ids: pl.Series) -> pl.Series:
    """Ids longer than 160 characters end in a hash of the whole instead."""
    if not (ids.str.len_chars() > LONGEST_ID).any():
        return ids.alias("id")
    short = pl.col("id").str.slice(0, LONGEST_ID - 33) + "~" + digest(pl.col("id")).bin.encode("hex")
    is_long = pl.col("id").str.len_chars() > LONGEST_ID
    return ids.to_frame("id").select(pl.when(is_long).then(short).otherwise("id").alias("id"))["id"]
