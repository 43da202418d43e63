"""Which records of a batch count: the ones that the source takes, by the keys that tell them apart."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from interlink.mapping.expressions import matching, text_of
from interlink.mapping.fields import UP
from interlink.mapping.ids import key_ids
from interlink.mapping.spec import SourceSpec
from interlink.readers import Batch, FileFormat

__all__ = ["AT", "KEYS", "deletions", "places", "prepared", "record_keys", "taken", "without"]

# what tells a record from all others of its file
AT = ("row", "path")
KEYS = {"row": pl.Int64(), "path": pl.String(), "record_key": pl.String()}


def taken(spec: SourceSpec, batch: Batch) -> Batch:
    """The batch without the records that the source leaves out, nor what they hold."""
    if not spec.only:
        return batch
    fmt = spec.file_format()
    kept = {name: batch[name].filter(matching(batch[name], spec.only)) for name in fmt.main_tables}
    return _with_children(batch, fmt, kept)


def prepared(spec: SourceSpec, batch: Batch) -> Batch:
    """The batch with what mappings read beside the delivered columns.

    That is what the source derives from a row, such as `=kind`, and, beside rows that another holds, the
    columns of their holder, such as `../REFERENCE`.
    """
    fmt, used, whole = spec.file_format(), sorted(spec.used_columns()), dict(batch)
    done: set[str | None] = {None}
    while waiting := [name for name in batch if name not in done and fmt.tables[name].parent in done]:
        for name in waiting:
            for column in (column for table, column in used if table == name and column.startswith(UP)):
                whole[name] = whole[name].with_columns(_held(whole, fmt, name, column))
            for column, given in spec.derived.get(name, {}).items():
                whole[name] = whole[name].with_columns(
                    text_of(given, whole, name, spec.lookups).alias(column)
                )
            done.add(name)
    return whole


def without(batch: Batch, fmt: FileFormat, gone: pl.DataFrame) -> Batch:
    """The batch without the records whose `row` and `path` are among `gone`, nor what they hold."""
    if not gone.height:
        return batch
    out = gone.select(pl.col("row").alias("_row"), pl.col("path").alias("_path"))
    kept = {
        name: batch[name].join(out, on=["_row", "_path"], how="anti", nulls_equal=True, maintain_order="left")
        for name in fmt.main_tables
    }
    return _with_children(batch, fmt, kept)


def record_keys(spec: SourceSpec, batch: Batch) -> pl.DataFrame:
    """Of a source of changes each record's `row`, `path` and `record_key`, in order; of others nothing.

    The key is null where a column of it is empty. Records of different tables never have the same.
    """
    names = spec.file_format().main_tables
    if spec.operation is None:
        return pl.DataFrame(schema=KEYS)
    found = []
    for name in names:
        prefix = f"{name}:" if len(names) > 1 else ""
        keys = key_ids(spec.operation.key, batch, name, prefix=prefix, lookups=spec.lookups)
        found.append(places(batch[name]).with_columns(keys.alias("record_key")))
    return pl.concat(found)


def deletions(spec: SourceSpec, batch: Batch) -> pl.DataFrame:
    """The records that only say that something is no more: row, path."""
    tables = [batch[name] for name in spec.file_format().main_tables]
    if spec.operation is None:
        return places(tables[0].clear())
    where = {spec.operation.column: spec.operation.delete}
    return pl.concat([places(table.filter(matching(table, where))) for table in tables])


def places(frame: pl.DataFrame) -> pl.DataFrame:
    """The record of each row: row, path."""
    return frame.select(pl.col("_row").alias("row"), pl.col("_path").alias("path"))


def _held(batch: Batch, fmt: FileFormat, table: str, column: str) -> pl.Series:
    """A column of the rows that hold those of the table, one value a held row."""
    frame, holder = batch[table], batch[fmt.tables[table].parent or table]
    name = column.removeprefix(UP)
    if name not in holder.columns:
        return pl.Series(column, [None], dtype=pl.String()).new_from_index(0, frame.height)
    known = holder.select(pl.col("_item").alias("_parent"), pl.col(name).alias(column))
    return frame.select("_parent").join(known, on="_parent", how="left", maintain_order="left")[column]


def _with_children(batch: Batch, fmt: FileFormat, main: Mapping[str, pl.DataFrame]) -> Batch:
    kept = dict(main)
    while waiting := [name for name in batch if name not in kept]:
        for name in waiting:
            parent = fmt.tables[name].parent
            if parent in kept:
                items = kept[parent].select(pl.col("_item").alias("_parent"))
                kept[name] = batch[name].join(items, on="_parent", how="semi", maintain_order="left")
    return kept
