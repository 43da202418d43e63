"""Fragments in Delta tables, one per schema, append-only, partitioned by source.

What vanished from a source stands in `<Schema>_retired`. A fragment shows, as known by a set of loads,
when its own load is among them and no retirement of its `seq` is. Time travel is these columns, never
Delta's own, which vacuum ends.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import polars as pl

from interlink.lake.compact import MANY, compact
from interlink.lake.tables import Tables
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


@dataclass(frozen=True)
class _Scan:
    """A scan, with the loads asked for and the tables as they were opened."""

    loads: tuple[int, ...]
    stored: object
    retired: object
    frame: pl.LazyFrame


class Lake:
    """The fragments of one home; `url` is a folder or an object store's address."""

    def __init__(self, url: str, ontology: Ontology) -> None:
        self._tables = Tables(url)
        self._ontology = ontology
        self._scans: dict[str, _Scan] = {}

    def append(self, schema: Schema, fragments: pl.DataFrame) -> None:
        """Writes fragments, with the columns of `fragment_columns` and LAKE_COLUMNS, in one transaction."""
        self._tables.append(schema.name, fragments.select(list(self.columns(schema))))

    def retire(self, schema: Schema, seqs: pl.Series, *, source: str, load: int) -> None:
        """Says that these fragments are no longer delivered, as of this load."""
        if seqs.len():
            gone = seqs.cast(pl.Int64).to_frame("seq")
            marked = gone.with_columns(
                pl.lit(load, dtype=pl.Int32).alias("load"), pl.lit(source).alias("source")
            )
            self._tables.append(_retired(schema), marked)

    def forget(self, load: int, *, source: str) -> None:
        """Removes what a load of `source` that never committed has left."""
        for schema in self._ontology:
            for name in (schema.name, _retired(schema)):
                self._tables.delete(name, f"source = '{source}' AND load = {load}")

    def compact(self, source: str, *, many: int = MANY) -> None:
        """Puts together what loads of a source have left in more than `many` small files of a table.

        What shows stays the same.
        """
        for schema in self._ontology:
            for name in (schema.name, _retired(schema)):
                compact(self._tables, name, source=source, many=many)
        self._tables.sync()

    def sync(self) -> None:
        """Makes all that was written outlive a power failure, before the ledger says that it is there."""
        self._tables.sync()

    def scan(self, schema: Schema, loads: Iterable[int]) -> pl.LazyFrame:
        """The fragments that show once exactly these loads are committed."""
        table = self._tables.find(schema.name)
        if table is None:
            return pl.LazyFrame(schema=self.columns(schema))
        retired = self._tables.find(_retired(schema))
        numbers = tuple(sorted(set(loads)))
        # Every look asks, and making a scan takes 2 ms: the last one serves until a table is opened anew.
        last = self._scans.get(schema.name)
        if last and last.loads == numbers and last.stored is table and last.retired is retired:
            return last.frame
        columns = self.columns(schema)
        known = pl.Series(numbers, dtype=pl.Int32).implode()
        stored = pl.scan_delta(table)
        present = {column.name for column in table.schema().fields}
        shown = stored.with_columns(
            [pl.lit(None, dtype=dtype).alias(name) for name, dtype in columns.items() if name not in present]
        ).filter(pl.col("load").is_in(known))
        if retired is not None:
            gone = pl.scan_delta(retired).filter(pl.col("load").is_in(known)).select("seq")
            shown = shown.join(gone, on="seq", how="anti", maintain_order="left")
        frame = shown.select(list(columns))
        self._scans[schema.name] = _Scan(numbers, table, retired, frame)
        return frame

    def columns(self, schema: Schema) -> dict[str, pl.DataType]:
        """The lake's columns for a schema, in order."""
        return {**LAKE_COLUMNS, **fragment_columns(schema)}

    def schemas(self) -> tuple[Schema, ...]:
        """The schemas that have fragments, committed or not."""
        return tuple(s for s in self._ontology if not s.abstract and self._tables.find(s.name) is not None)


def _retired(schema: Schema) -> str:
    return f"{schema.name}_retired"
