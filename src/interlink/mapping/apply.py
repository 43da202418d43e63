"""A batch of records to fragments, by expressions over columns."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Set
from dataclasses import dataclass, field

import polars as pl

from interlink.mapping.expressions import matching
from interlink.mapping.fields import RowSpec
from interlink.mapping.ids import dangling, end_ids, entity_ids, key_ids
from interlink.mapping.marks import UnknownCodes, row_marks, unknown_codes
from interlink.mapping.records import AT, deletions, places, prepared, record_keys, taken
from interlink.mapping.spec import SourceSpec
from interlink.mapping.values import Values, clean_values, flagged
from interlink.model.fragment import fragment_columns, property_dtype, snake, stated_once, with_hash
from interlink.model.marking import Marking
from interlink.model.schema import Ontology, Schema
from interlink.model.types import Hints
from interlink.readers import Batch

__all__ = ["Mapped", "map_batch"]

NO_IDS, NOT_ANY = pl.Series("id", [], dtype=pl.String), pl.Series([], dtype=pl.Boolean)
QUARANTINE = {"row": pl.Int64(), "path": pl.String(), "reason": pl.String()}


@dataclass(frozen=True)
class Mapped:
    """What a batch became.

    `fragments` holds a frame per schema that the batch's tables give, with the columns of
    `fragment_columns` and `hash`, equal ones about an entity as one; `quarantined` the records that
    could not be mapped: row, path, reason; `named` the ids that these give, and `nameless` how many of
    them do not say whom they are about. `restated` are the keys of the other records of a delivery of
    changes, deletions too. `unknown` counts, by a marking's field and its column, the rows with a code
    in it that nobody knows.
    """

    fragments: Mapping[str, pl.DataFrame] = field(default_factory=dict)
    quarantined: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=QUARANTINE))
    named: pl.Series = field(default_factory=lambda: pl.Series("id", [], dtype=pl.String))
    nameless: int = 0
    restated: pl.Series = field(default_factory=lambda: pl.Series("record_key", [], dtype=pl.String))
    unknown: Mapping[tuple[str, str], UnknownCodes] = field(default_factory=dict)
    records: int = 0


@dataclass(frozen=True)
class _Rows:
    """The rows of one table that give one entity or link: `ids` are its id, and its ends.

    None is present of an entity that is only named. `faults` are the rows whose record goes to quarantine,
    each with the reason.
    """

    given: RowSpec
    schema: Schema
    table: str
    ids: Mapping[str, pl.Series]
    values: Mapping[str, Values]
    present: pl.Series
    faults: tuple[tuple[pl.Series, str], ...] = ()


def map_batch(
    spec: SourceSpec, ontology: Ontology, batch: Batch, *, marking_id: Callable[[Marking], int]
) -> Mapped:
    """The fragments of a batch.

    `marking_id` gives the number under which the ledger knows a marking. A value that cannot be
    normalised is kept as delivered and flagged; a record goes to quarantine when it lacks a required
    entity or link, or when nothing in it could be mapped. A record of a delivery of changes needs its key
    first of all, and one that deletes needs nothing else. What `only` leaves out says nothing any more.
    """
    batch = prepared(spec, batch)
    keys = record_keys(spec, batch)
    batch = taken(spec, batch)
    hints = Hints(**spec.hints.model_dump())
    # of many files, each a table, a batch holds few: rows of the others are not worth an expression
    held = {name for name, frame in batch.items() if frame.height} or set(batch)
    entities = dict(_entities(spec, ontology, batch, hints, held))
    ids = {name: rows.ids["entity"] for name, rows in entities.items()}
    links = list(_links(spec, ontology, batch, hints, ids=ids, held=held))
    told = [rows for name, rows in entities.items() if not spec.entities[name].is_named_only]
    saying = [rows for rows in (*told, *links) if rows.table in held]
    deleted = deletions(spec, batch)
    quarantined = _quarantine(spec, batch, saying, deleted, keys)
    bad = quarantined.select(AT)
    named, nameless = _named(entities, batch, quarantined)
    marks = row_marks(spec, batch, marking_id)
    out = pl.concat([bad, deleted])
    gathered: dict[str, list[pl.DataFrame]] = {}
    for rows in saying:
        frame = _fragments(rows, batch[rows.table], marks[rows.table], keys)
        if out.height:
            frame = frame.join(out, on=AT, how="anti", nulls_equal=True, maintain_order="left")
        gathered.setdefault(rows.schema.name, []).append(frame)
    return Mapped(
        fragments={name: _hashed(ontology.get(name), frames) for name, frames in gathered.items()},
        quarantined=quarantined,
        named=named,
        nameless=nameless,
        restated=keys.join(bad, on=AT, how="anti", nulls_equal=True)["record_key"]
        .drop_nulls()
        .unique()
        .sort(),
        unknown=unknown_codes(spec, batch),
        records=sum(batch[name].height for name in spec.file_format().main_tables),
    )


def _hashed(schema: Schema, frames: list[pl.DataFrame]) -> pl.DataFrame:
    """The fragments of a schema with `hash`, equal ones about an entity as one."""
    whole = pl.concat(frames)
    finish = with_hash if schema.is_link else stated_once
    return finish(whole.drop("mark"), schema, whole["mark"])


def _entities(
    spec: SourceSpec, ontology: Ontology, batch: Batch, hints: Hints, held: Set[str]
) -> Iterator[tuple[str, _Rows]]:
    """Every entity; of those whose table is not in `held` no row."""
    for name, entity in spec.entities.items():
        schema, table = ontology.get(entity.schema_), spec.table_of(entity)
        if table not in held:
            yield name, _Rows(entity, schema, table, {"entity": NO_IDS}, {}, NOT_ANY)
            continue
        values = clean_values(entity.properties, schema, batch, table, lookups=spec.lookups, hints=hints)
        ids = entity_ids(spec, entity, schema, batch, values)
        faults: list[tuple[pl.Series, str]] = []
        if entity.required:
            lacking = ids.is_null() & matching(batch[table], entity.where)
            faults.append((lacking, f"entity '{name}': its key is empty"))
        present = ids.is_not_null() & (not entity.named)
        yield name, _Rows(entity, schema, table, {"entity": ids}, values, present, tuple(faults))


def _links(
    spec: SourceSpec,
    ontology: Ontology,
    batch: Batch,
    hints: Hints,
    *,
    ids: Mapping[str, pl.Series],
    held: Set[str],
) -> Iterator[_Rows]:
    """The links of the tables in `held`."""
    for name, link in spec.links.items():
        schema, table = ontology.get(link.schema_), spec.table_of(link)
        if table not in held:
            continue
        values = clean_values(link.properties, schema, batch, table, lookups=spec.lookups, hints=hints)
        source, target = (end_ids(spec, batch, table, end, ids) for end in link.ends())
        prefix = f"{spec.source}:{snake(schema.name)}:"
        key = (
            key_ids(link.key, batch, table, prefix=prefix, lookups=spec.lookups)
            if link.key
            else pl.Series("id", [None], dtype=pl.String).new_from_index(0, batch[table].height)
        )
        wanted = matching(batch[table], link.where)
        joined = source.is_not_null() & target.is_not_null()
        ends = {"entity": key, "src": source, "dst": target}
        faults: list[tuple[pl.Series, str]] = []
        for ref in sorted({ref for _, ref in link.ends() if ref is not None}):
            lost = wanted & dangling(spec, batch, table, ref)
            faults.append((lost, f"link '{name}': '{ref}' does not name one part of this record"))
        if link.required:
            missing = f"link '{name}': '{link.source}' or '{link.target}' is missing"
            faults.append((wanted & ~joined, missing))
        yield _Rows(link, schema, table, ends, values, wanted & joined, tuple(faults))


def _quarantine(
    spec: SourceSpec, batch: Batch, given: list[_Rows], deleted: pl.DataFrame, keys: pl.DataFrame
) -> pl.DataFrame:
    """The records that lack what they must have, each with the first reason: row, path, reason."""
    found: list[pl.DataFrame] = []
    for rows in given:
        for lacking, reason in rows.faults:
            if lacking.any():
                at = places(batch[rows.table].filter(lacking))
                found.append(at.with_columns(pl.lit(reason).alias("reason")))
    found += _unlinked(spec, batch, given)
    for name in spec.file_format().main_tables:
        made = pl.repeat(False, batch[name].height, dtype=pl.Boolean, eager=True)
        for rows in given:
            made = made | rows.present if rows.table == name else made
        empty = places(batch[name].filter(~made))
        for rows in given:
            if empty.height and rows.table != name:
                held = places(batch[rows.table].filter(rows.present))
                empty = empty.join(held, on=AT, how="anti", nulls_equal=True, maintain_order="left")
        found.append(empty.with_columns(pl.lit("nothing in this record could be mapped").alias("reason")))
    kept_apart = pl.concat(found)
    if spec.operation is not None:
        kept_apart = kept_apart.join(deleted, on=AT, how="anti", nulls_equal=True, maintain_order="left")
        main = pl.concat([places(batch[name]) for name in spec.file_format().main_tables])
        keyless = main.join(keys.drop_nulls("record_key"), on=AT, how="anti", nulls_equal=True)
        no_key = pl.lit("operation: the record's key is empty").alias("reason")
        kept_apart = pl.concat([keyless.with_columns(no_key), kept_apart])
    return kept_apart.unique(AT, keep="first", maintain_order=True).sort("path", "row")


def _unlinked(spec: SourceSpec, batch: Batch, given: list[_Rows]) -> Iterator[pl.DataFrame]:
    """The records with a row that is there to join two others and joins none: row, path, reason."""
    joining = [link for link in spec.links.values() if any(ref is not None for _, ref in link.ends())]
    for table in dict.fromkeys(spec.table_of(link) for link in joining):
        made = pl.repeat(False, batch[table].height, dtype=pl.Boolean, eager=True)
        for rows in given:
            made = made | rows.present if rows.table == table else made
        reason = pl.lit(f"table '{table}': a row of it joins what no link of the source joins").alias(
            "reason"
        )
        yield places(batch[table].filter(~made)).with_columns(reason)


def _named(entities: Mapping[str, _Rows], batch: Batch, quarantined: pl.DataFrame) -> tuple[pl.Series, int]:
    """The ids that the records in quarantine give, and how many of these give none of their source's own.

    Of a source without entities of its own any id will do.
    """
    if not quarantined.height:
        return pl.Series("id", [], dtype=pl.String), 0
    bad = quarantined.select(AT)
    any_own = any(rows.schema.identity == "source" for rows in entities.values())
    empty = pl.DataFrame(schema={**bad.schema, "id": pl.String(), "own": pl.Boolean()})
    given = [empty]
    for rows in entities.values():
        own = pl.lit(rows.schema.identity == "source" or not any_own)
        ids = places(batch[rows.table]).with_columns(rows.ids["entity"].alias("id"), own.alias("own"))
        given.append(ids.drop_nulls("id").join(bad, on=AT, how="semi", nulls_equal=True))
    found = pl.concat(given)
    silent = bad.join(found.filter("own"), on=AT, how="anti", nulls_equal=True)
    return found["id"].unique().sort(), silent.height


def _fragments(rows: _Rows, frame: pl.DataFrame, marks: pl.DataFrame, keys: pl.DataFrame) -> pl.DataFrame:
    """The fragments of the rows that are present, with `mark` beside them."""
    columns = [series.alias(name) for name, series in rows.ids.items()]
    for name in rows.schema.properties:
        dtype = property_dtype(rows.schema, name)
        if name in rows.values:
            columns.append(rows.values[name].cleaned.cast(dtype).alias(name))
        else:
            columns.append(pl.Series(name, [None], dtype=dtype).new_from_index(0, frame.height))
    columns.append(flagged(list(rows.values.values()), frame.height).alias("flagged"))
    columns += [marks["marking"], frame["_row"].alias("row"), frame["_path"].alias("path"), marks["mark"]]
    columns.append(pl.repeat(1, frame.height, dtype=pl.Int32, eager=True).alias("records"))
    whole = pl.DataFrame(columns)
    if keys.height:
        whole = whole.join(keys, on=AT, how="left", nulls_equal=True, maintain_order="left")
    else:
        whole = whole.with_columns(pl.lit(None, dtype=pl.String).alias("record_key"))
    whole = whole.select([*fragment_columns(rows.schema), "mark"])
    return whole if rows.present.all() else whole.filter(rows.present)
