"""A look: reading within one logged event, held to what its view may see."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

import polars as pl

from interlink.graph.assemble import assemble, caption, link_ids
from interlink.lake import Archive, Lake
from interlink.ledger import Ledger
from interlink.model.evidence import Evidence
from interlink.model.fragment import snake
from interlink.model.marking import Marking, inherit, source_rank
from interlink.model.schema import Ontology, Schema
from interlink.model.types import earliest, latest
from interlink.readers import locator, reader_for
from interlink.search import KeptNames, NameIndex, name_table

__all__ = ["SAID", "Look", "first_day", "last_day", "true_on"]

DESCRIBED = {"id": pl.String(), "caption": pl.String(), "schema": pl.String(), "topics": pl.List(pl.String())}
SAID = pl.List(pl.Struct({"source": pl.String(), "marking": pl.Int16()}))

PLACED = ("seq", "source", "load", "row", "records")


@dataclass(frozen=True)
class Look:
    """What one look can give; made by `View` alone. `loads` and `markings` are those it may see.

    `sees_all` tells that there are no other markings.
    """

    lake: Lake
    ledger: Ledger
    archive: Archive
    ontology: Ontology
    loads: tuple[int, ...]
    markings: Mapping[int, Marking]
    true_on: date | None
    kept_names: KeptNames
    last_erasure: int
    sees_all: bool
    _scans: dict[str, pl.LazyFrame] = field(default_factory=dict, repr=False)

    def scan(self, schema: Schema) -> pl.LazyFrame:
        """The fragments of a schema that this look may see, with the lake's columns."""
        if schema.name not in self._scans:
            seen = pl.Series(sorted(self.markings), dtype=pl.Int16)
            frame = self.lake.scan(schema, self.loads).filter(pl.col("marking").is_in(seen.implode()))
            if self.true_on is not None:
                frame = frame.filter(true_on(schema, self.true_on))
            self._scans[schema.name] = frame
        return self._scans[schema.name]

    @property
    def seen(self) -> Hashable:
        """All that decides what this look may see: what is kept under it is for looks that see the same."""
        return self.loads, tuple(sorted(self.markings)), self.true_on, self.last_erasure

    @property
    def names(self) -> NameIndex:
        """The name index of what this look may see; made once for all looks that may see the same."""
        return self.kept_names.get(
            self.seen, lambda: name_table(self.scan, self.ontology, self.captions(self._entity_kinds))
        )

    def entities(
        self,
        schema: Schema,
        ids: Iterable[str] | None = None,
        *,
        properties: Collection[str] | None = None,
    ) -> pl.DataFrame:
        """Entities of a schema, assembled: see `interlink.graph.assemble`. Unknown ids give no row.

        With `properties`, only these are read, and those by which the schema is called.
        """
        frame = self.scan(schema)
        if properties is not None:
            left_out = schema.properties.keys() - set(properties) - set(schema.caption)
            frame = frame.drop(sorted(left_out))
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

    def captions(
        self,
        schemas: Iterable[Schema],
        ids: Iterable[str] | None = None,
        *,
        said: bool = False,
        only: pl.DataFrame | None = None,
    ) -> pl.DataFrame:
        """Entities of these schemas, or those with one of `ids`: id, caption, schema, topics; no order.

        Captions are those that `assemble` gives, without assembling the rest. With `said` there is a column
        of that name, too: the source and marking of each fragment, equal ones once. With `only` (id, source,
        marking) no other fragments than those count.
        """
        kinds = list(schemas)
        columns = ["source"] * said
        scans = [self.scan(kind) for kind in kinds]
        if only is not None:
            named = only.lazy().rename({"id": "entity"})
            scans = [scan.join(named, on=["entity", "source", "marking"], how="semi") for scan in scans]
        frames = [scan.select(*_described(kind), *columns) for kind, scan in zip(kinds, scans, strict=True)]
        if ids is not None:
            wanted = _set(ids).implode()
            frames = [frame.filter(pl.col("entity").is_in(wanted)) for frame in frames]
        found = zip(kinds, pl.collect_all(frames), strict=True)
        called = [self._called(kind, fragments) for kind, fragments in found if fragments.height]
        return pl.concat([pl.DataFrame(schema=DESCRIBED | ({"said": SAID} if said else {})), *called])

    def describe(self, ids: Iterable[str], *, said: bool = False) -> pl.DataFrame:
        """The entities among these ids that this look has, as `captions` gives them; in order of id."""
        wanted = _set(ids)
        # An id names its schema, alone or after its source; whatever such schemas lack is sought in all.
        words = {word for each in wanted for word in each.split(":", 2)[:2]}
        kinds = self._entity_kinds
        likely = [kind for kind in kinds if snake(kind.name) in words]
        found = self.captions(likely, wanted, said=said)
        missing = wanted.filter(~wanted.is_in(found["id"].implode()))
        if missing.len():
            others = [kind for kind in kinds if kind not in likely]
            found = pl.concat([found, self.captions(others, missing, said=said)])
        return found.sort("id", "schema").unique("id", keep="first", maintain_order=True)

    def cite(self, fragments: Mapping[str, Sequence[int]], *, records: bool = True) -> dict[int, Evidence]:
        """The record behind each fragment, by `seq`; fragments are given as schema name to `seq` numbers.

        With `records`, each is shown as received, from the archive; None where the file is not at hand. A
        record whose parts are marked apart is shown as received only to who may see all that is in the home:
        its text holds every part.

        Raises
        ------
        StoreUnavailable   an archived file is not what was received
        """
        frames = [
            self.scan(self.ontology.get(name))
            .filter(pl.col("seq").is_in(pl.Series(sorted(set(seqs)), dtype=pl.Int64).implode()))
            .select("seq", "source", "load", "file", "path", "row", "records")
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
            is_open = self.sees_all or not any(table.is_marked for table in file.format.tables.values())
            path = self.archive.verified(file.sha256) if records and is_open else None
            if path is not None:
                texts = reader_for(file.format.format).records(path, file.format, where, rows)
            counted = group.with_columns(pl.col("records").max().over("row"))
            for seq, source, load, row, said_by in counted.select(PLACED).iter_rows():
                place = locator(file.format, where, row)
                found[seq] = Evidence(source, load, file.sha256, place, texts.get(row), said_by)
        return found

    def evidence(self, fragments: Mapping[str, Sequence[int]], *, records: bool = True) -> list[Evidence]:
        """The records behind fragments, each once, in order of source and place."""
        return list(dict.fromkeys(self.cite(fragments, records=records).values()))

    def marking_of(self, numbers: Iterable[int]) -> Marking:
        """The marking of what is derived from fragments so marked."""
        return inherit(self.markings[number] for number in set(numbers))

    @cached_property
    def held(self) -> frozenset[str]:
        """The schemas that have fragments, of whatever marking; scanning any other gives none."""
        return frozenset(schema.name for schema in self.lake.schemas())

    @property
    def has_any(self) -> bool:
        """Whether there is any fragment that this look may see."""
        return any(self.scan(kind).select("seq").head(1).collect().height for kind in self._entity_kinds)

    @property
    def _entity_kinds(self) -> list[Schema]:
        return [kind for kind in self.ontology.entities() if kind.name in self.held]

    @cached_property
    def committed_at(self) -> dict[int, int]:
        """When each visible load was committed, in microseconds since 1970 UTC."""
        seen = set(self.loads)
        rows = self.ledger.loads(state="committed")
        return {row.id: row.committed_at or 0 for row in rows if row.id in seen}

    def _called(self, kind: Schema, fragments: pl.DataFrame) -> pl.DataFrame:
        named = [name for name in kind.caption if name in kind.properties]
        many = [
            name
            for name in dict.fromkeys([*named, "topics"])
            if name in fragments.columns and fragments[name].null_count() < fragments.height
        ]
        lists = [name for name in many if kind.properties[name].many]
        ranks = {number: source_rank(marking) for number, marking in self.markings.items()}
        best = fragments.with_columns(
            pl.col("marking").replace_strict(ranks, return_dtype=pl.Int32).alias("rank")
        ).sort("rank", "seq", descending=[False, True])
        behind = [pl.struct("source", "marking").unique(maintain_order=True).alias("said")]
        behind = behind if "source" in fragments.columns else []
        whole = (
            best.group_by(pl.col("entity").alias("id"))
            .agg(
                *behind,
                *(pl.col(name).drop_nulls().first() for name in many if name not in lists),
                *(pl.col(name).explode().drop_nulls().unique().sort() for name in lists),
            )
            .with_columns(pl.when(pl.col(name).list.len() > 0).then(name).alias(name) for name in lists)
        )
        topics = pl.col("topics") if "topics" in lists else pl.lit(None)
        return whole.select(
            "id",
            caption(kind, whole).alias("caption"),
            pl.lit(kind.name).alias("schema"),
            topics.cast(pl.List(pl.String)).alias("topics"),
            *(["said"] if behind else []),
        )

    def _assembled(self, fragments: pl.DataFrame, schema: Schema) -> pl.DataFrame:
        return assemble(fragments, schema, markings=self.markings, committed_at=self.committed_at)


def true_on(schema: Schema, day: date) -> pl.Expr:
    """Whether a fragment may hold on a day: it had begun and had not ended, where it says so."""
    start, end = schema.period
    holds = pl.lit(True)
    if start is not None:
        holds = holds & (first_day(schema, start) <= day).fill_null(True)
    if end is not None:
        holds = holds & (last_day(schema, end) >= day).fill_null(True)
    return holds


def first_day(schema: Schema, name: str) -> pl.Expr:
    """The first day that a property of type date or time may mean."""
    return earliest(pl.col(name)) if schema.properties[name].type == "date" else pl.col(name).dt.date()


def last_day(schema: Schema, name: str) -> pl.Expr:
    """The last day that a property of type date or time may mean."""
    return latest(pl.col(name)) if schema.properties[name].type == "date" else pl.col(name).dt.date()


def _described(kind: Schema) -> list[str]:
    named = [name for name in dict.fromkeys([*kind.caption, "topics"]) if name in kind.properties]
    return ["entity", "seq", "marking", *named]


def _set(values: Iterable[str]) -> pl.Series:
    return pl.Series(sorted(set(values)), dtype=pl.String)
