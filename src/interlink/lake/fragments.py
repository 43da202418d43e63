"""Fragments in Delta tables, one per schema, append-only, partitioned by source.

What vanished from a source stands in `<Schema>_retired`. A fragment shows, as known at load N, when
its load is committed and <= N and no retirement of its `seq` is. Time travel is these columns, never
Delta's own, which vacuum ends. No column statistics are kept in the log, so that erasure is complete.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypedDict

import polars as pl
from deltalake import DeltaTable, write_deltalake
from deltalake.exceptions import DeltaError

from interlink.errors import StoreUnavailable
from interlink.model.fragment import fragment_columns
from interlink.model.schema import Ontology, Schema

__all__ = ["LAKE_COLUMNS", "ORDINAL_BITS", "Lake"]

ORDINAL_BITS = 40

LAKE_COLUMNS: dict[str, pl.DataType] = {
    "seq": pl.Int64(),
    "hash": pl.Binary(),
    "load": pl.Int32(),
    "file": pl.Int32(),
    "source": pl.String(),
}
RETIRED: dict[str, pl.DataType] = {"seq": pl.Int64(), "load": pl.Int32(), "source": pl.String()}


class _Options(TypedDict):
    partition_by: list[str]
    configuration: dict[str, str | None]


OPTIONS = _Options(partition_by=["source"], configuration={"delta.dataSkippingNumIndexedCols": "0"})


class Lake:
    """The fragments of one home; `url` is a folder or an object store's address."""

    def __init__(self, url: str, ontology: Ontology) -> None:
        self._url = url.rstrip("/")
        self._ontology = ontology

    def append(self, schema: Schema, fragments: pl.DataFrame) -> None:
        """Writes fragments, with the columns of `fragment_columns` and LAKE_COLUMNS, in one transaction."""
        self._write(schema.name, fragments.select(list(self.columns(schema))))

    def retire(self, schema: Schema, seqs: pl.Series, *, source: str, load: int) -> None:
        """Says that these fragments are no longer delivered, as of this load."""
        if seqs.len():
            frame = pl.DataFrame({"seq": seqs}).with_columns(pl.lit(load).alias("load"), pl.lit(source).alias("source"))
            self._write(f"{schema.name}_retired", frame.cast(dict(RETIRED)))

    def forget(self, load: int) -> None:
        """Removes what a load that never committed has left."""
        for schema in self._ontology:
            for name in (schema.name, f"{schema.name}_retired"):
                table = self._table(name)
                if table is not None:
                    table.delete(f"load = {load}")

    def scan(self, schema: Schema, loads: Iterable[int]) -> pl.LazyFrame:
        """The fragments that show once exactly these loads are committed."""
        columns = self.columns(schema)
        table = self._table(schema.name)
        if table is None:
            return pl.LazyFrame(schema=columns)
        known = pl.Series(sorted(set(loads)), dtype=pl.Int32)
        stored = pl.scan_delta(table)
        present = set(stored.collect_schema().names())
        shown = stored.with_columns(
            [pl.lit(None, dtype=dtype).alias(name) for name, dtype in columns.items() if name not in present]
        ).filter(pl.col("load").is_in(known.implode()))
        retired = self._table(f"{schema.name}_retired")
        if retired is not None:
            gone = pl.scan_delta(retired).filter(pl.col("load").is_in(known.implode())).select("seq")
            shown = shown.join(gone, on="seq", how="anti", maintain_order="left")
        return shown.select(list(columns))

    def columns(self, schema: Schema) -> dict[str, pl.DataType]:
        """The lake's columns for a schema, in order."""
        return {**LAKE_COLUMNS, **fragment_columns(schema)}

    def schemas(self) -> tuple[Schema, ...]:
        """The schemas that have fragments, committed or not."""
        return tuple(s for s in self._ontology if not s.abstract and self._table(s.name) is not None)

    def _path(self, name: str) -> str:
        return f"{self._url}/{name}"

    def _table(self, name: str) -> DeltaTable | None:
        path = self._path(name)
        try:
            return DeltaTable(path) if DeltaTable.is_deltatable(path) else None
        except (DeltaError, OSError) as error:
            raise StoreUnavailable(
                f"the lake's table {path} cannot be opened: {error}. `interlink upgrade --check` says what is broken."
            ) from error

    def _write(self, name: str, frame: pl.DataFrame) -> None:
        try:
            write_deltalake(self._path(name), frame.to_arrow(), mode="append", schema_mode="merge", **OPTIONS)
        except (DeltaError, OSError) as error:
            raise StoreUnavailable(
                f"the lake's table {self._path(name)} cannot be written: {error}. Check space and rights; then load again."
            ) from error
