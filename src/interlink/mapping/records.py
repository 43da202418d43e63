"""Which records of a batch count: the ones that the source takes, by the keys that tell them apart."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from interlink.mapping.expressions import matching
from interlink.mapping.fields import UP
from interlink.mapping.ids import key_ids
from interlink.mapping.spec import SourceSpec
from interlink.readers import Batch, FileFormat

__all__ = ["AT", "KEYS", "deletions", "places", "record_keys", "taken", "with_holders", "without"]

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


def with_holders(spec: SourceSpec, batch: Batch) -> Batch:
    """The batch with the columns of holders, such as `../REFERENCE`, beside those of the rows they hold."""
    fmt, whole = spec.file_format(), dict(batch)
    for table, column in sorted(spec.used_columns()):
        if column.startswith(UP):
            whole[table] = whole[table].with_columns(_held(batch, fmt, table, column).alias(column))
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
    frame, parent = batch[table], fmt.tables[table].parent
    if not column.startswith(UP) or parent is None:
        missing = pl.Series(column, [None], dtype=pl.String())
        return frame[column] if column in frame.columns else missing.new_from_index(0, frame.height)
    above = _held(batch, fmt, parent, column.removeprefix(UP))
    known = pl.DataFrame({"_parent": batch[parent]["_item"], column: above})
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
