"""A look: reading within one logged event, held to what its view may see."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

import polars as pl

from interlink.graph.assemble import assemble, caption, link_ids
from interlink.lake import Archive, Lake
from interlink.ledger import Ledger
from interlink.model.evidence import Evidence
from interlink.model.marking import Marking, inherit
from interlink.model.schema import Ontology, Schema
from interlink.model.types import earliest, latest
from interlink.readers import locator, reader_for

__all__ = ["Look"]


@dataclass(frozen=True)
class Look:
    """What one look can give. `loads` and `markings` are those the view may see."""

    lake: Lake
    ledger: Ledger
    archive: Archive
    ontology: Ontology
    loads: tuple[int, ...]
    markings: Mapping[int, Marking]
    true_on: date | None

    def scan(self, schema: Schema) -> pl.LazyFrame:
        """The fragments of a schema that this look may see, with the lake's columns."""
        seen = pl.Series(sorted(self.markings), dtype=pl.Int16)
        frame = self.lake.scan(schema, self.loads).filter(pl.col("marking").is_in(seen.implode()))
        return frame if self.true_on is None else frame.filter(true_on(schema, self.true_on))

    def entities(self, schema: Schema, ids: Iterable[str] | None = None) -> pl.DataFrame:
        """Entities of a schema, assembled: see `interlink.graph.assemble`. Unknown ids give no row."""
        frame = self.scan(schema)
        if ids is not None:
            frame = frame.filter(pl.col("entity").is_in(_set(ids).implode()))
        return self._assembled(frame.collect(), schema)

    def links(
        self, schema: Schema, *, touching: Iterable[str] | None = None, ids: Iterable[str] | None = None
    ) -> pl.DataFrame:
        """Links of a schema, assembled; only those with an end in `touching`, or with an id in `ids`."""
        frame = self.scan(schema)
        if touching is not None:
            ends = _set(touching).implode()
            frame = frame.filter(pl.col("src").is_in(ends) | pl.col("dst").is_in(ends))
        if ids is not None:
            frame = frame.filter(link_ids(schema).is_in(_set(ids).implode()))
        return self._assembled(frame.collect(), schema)

    def describe(self, ids: Iterable[str]) -> pl.DataFrame:
        """The entities among these ids that this look has: id, caption, schema, topics; in order of id."""
        wanted = _set(ids)
        frames: list[pl.DataFrame] = []
        for kind in self.ontology.entities():
            columns = [name for name in dict.fromkeys([*kind.caption, "topics"]) if name in kind.properties]
            rows = self.scan(kind).filter(pl.col("entity").is_in(wanted.implode())).select("entity", "seq", *columns)
            first = rows.sort("seq", descending=True).collect().unique("entity", keep="first", maintain_order=True)
            named = first.rename({"entity": "id"})
            topics = pl.col("topics") if "topics" in columns else pl.lit(None, dtype=pl.List(pl.String))
            frames.append(
                named.select(
                    "id", caption(kind, named).alias("caption"), pl.lit(kind.name).alias("schema"), topics.alias("topics")
                )
            )
        return pl.concat(frames).unique("id", keep="first", maintain_order=True).sort("id")

    def cite(self, fragments: Mapping[str, Sequence[int]], *, records: bool = True) -> dict[int, Evidence]:
        """The record behind each fragment, by `seq`; fragments are given as schema name to `seq` numbers.

        With `records`, each is shown as received, from the archive.
        """
        frames = [
            self.scan(self.ontology.get(name))
            .filter(pl.col("seq").is_in(pl.Series(sorted(set(seqs)), dtype=pl.Int64).implode()))
            .select("seq", "source", "load", "file", "path", "row")
            .collect()
            for name, seqs in sorted(fragments.items())
            if len(seqs)
        ]
        found: dict[int, Evidence] = {}
        if not frames:
            return found
        places = pl.concat(frames).sort("source", "file", "path", "row", "seq")
        files = self.ledger.files(places["file"].unique())
        for group in places.partition_by("file", "path", maintain_order=True):
            file, where = files[group["file"][0]], group["path"][0]
            rows = group["row"].unique().to_list()
            texts: dict[int, str] = {}
            if records:
                path = self.archive.path(file.sha256)
                texts = reader_for(file.format.format).records(path, file.format, where, rows)
            for seq, source, load, row in group.select("seq", "source", "load", "row").iter_rows():
                found[seq] = Evidence(source, load, file.sha256, locator(file.format, where, row), texts.get(row))
        return found

    def evidence(self, fragments: Mapping[str, Sequence[int]], *, records: bool = True) -> list[Evidence]:
        """The records behind fragments, each once, in order of source and place."""
        return list(dict.fromkeys(self.cite(fragments, records=records).values()))

    def marking_of(self, numbers: Iterable[int]) -> Marking:
        """The marking of what is derived from fragments so marked."""
        return inherit(self.markings[number] for number in set(numbers))

    @cached_property
    def committed_at(self) -> dict[int, int]:
        """When each visible load was committed, in microseconds since 1970 UTC."""
        rows = self.ledger.loads(state="committed")
        return {row.id: row.committed_at or 0 for row in rows if row.id in set(self.loads)}

    def _assembled(self, fragments: pl.DataFrame, schema: Schema) -> pl.DataFrame:
        return assemble(fragments, schema, markings=self.markings, committed_at=self.committed_at)


def true_on(schema: Schema, day: date) -> pl.Expr:
    """Whether a fragment may hold on a day: it had begun and had not ended, where it says so."""
    start, end = schema.period
    holds = pl.lit(True)
    if start is not None:
        holds = holds & (_first_day(schema, start) <= day).fill_null(True)
    if end is not None:
        holds = holds & (_last_day(schema, end) >= day).fill_null(True)
    return holds


def _first_day(schema: Schema, name: str) -> pl.Expr:
    return earliest(pl.col(name)) if schema.properties[name].type == "date" else pl.col(name).dt.date()


def _last_day(schema: Schema, name: str) -> pl.Expr:
    return latest(pl.col(name)) if schema.properties[name].type == "date" else pl.col(name).dt.date()


def _set(values: Iterable[str]) -> pl.Series:
    return pl.Series(sorted(set(values)), dtype=pl.String)
