"""A batch of records to fragments, by expressions over columns."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

import polars as pl

from interlink.mapping.expressions import matching
from interlink.mapping.fields import RowSpec
from interlink.mapping.ids import end_ids, entity_ids, key_ids
from interlink.mapping.marks import row_marks
from interlink.mapping.spec import SourceSpec
from interlink.mapping.values import Values, clean_values, flagged
from interlink.model.fragment import fragment_columns, property_dtype, snake, stated_once, with_hash
from interlink.model.marking import Marking
from interlink.model.schema import Ontology, Schema
from interlink.model.types import Hints
from interlink.readers import Batch

__all__ = ["Mapped", "map_batch"]

PLACE = ("row", "path")
QUARANTINE = {"row": pl.Int64(), "path": pl.String(), "reason": pl.String()}


@dataclass(frozen=True)
class Mapped:
    """What a batch became.

    `fragments` holds a frame per schema with the columns of `fragment_columns` and `hash`, equal
    ones about an entity as one; `quarantined` the records that could not be mapped: row, path,
    reason; `touched` the source-scoped entities of the others, which a delivery of changes restates
    or deletes.
    """

    fragments: Mapping[str, pl.DataFrame] = field(default_factory=dict)
    quarantined: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=QUARANTINE))
    touched: pl.Series = field(default_factory=lambda: pl.Series("owner", [], dtype=pl.String))
    records: int = 0


@dataclass(frozen=True)
class _Rows:
    """The rows of one table that give one entity or link: `ids` are its id, and its ends."""

    given: RowSpec
    schema: Schema
    table: str
    ids: Mapping[str, pl.Series]
    values: Mapping[str, Values]
    present: pl.Series
    lacking: pl.Series | None = None
    reason: str = ""


def map_batch(
    spec: SourceSpec, ontology: Ontology, batch: Batch, *, marking_id: Callable[[Marking], int]
) -> Mapped:
    """The fragments of a batch.

    `marking_id` gives the number under which the ledger knows a marking. A value that cannot be
    normalised is kept as delivered and flagged; a record goes to quarantine when it lacks a required
    entity or link, or when nothing in it could be mapped. A record that deletes needs its entities only.
    """
    batch = _only(spec, batch)
    hints = Hints(**spec.hints.model_dump())
    entities = dict(_entities(spec, ontology, batch, hints))
    links = list(
        _links(spec, ontology, batch, hints, {name: rows.ids["entity"] for name, rows in entities.items()})
    )
    deleted = _deletions(spec, batch)
    quarantined = _quarantine(spec, batch, [*entities.values(), *links], deleted)
    bad = quarantined.select(PLACE)
    marks = row_marks(spec, batch, marking_id)
    gathered: dict[str, list[pl.DataFrame]] = {}
    for rows in (*entities.values(), *links):
        frame = _fragments(rows, batch[rows.table], marks[rows.table])
        out = pl.concat([bad, deleted])
        if out.height:
            frame = frame.join(out, on=PLACE, how="anti", nulls_equal=True, maintain_order="left")
        finish = with_hash if rows.schema.is_link else stated_once
        gathered.setdefault(rows.schema.name, []).append(
            finish(frame.drop("mark"), rows.schema, frame["mark"])
        )
    return Mapped(
        fragments={name: pl.concat(frames) for name, frames in gathered.items()},
        quarantined=quarantined,
        touched=_touched(entities, batch, bad),
        records=sum(batch[name].height for name in spec.file_format().main_tables),
    )


def _only(spec: SourceSpec, batch: Batch) -> Batch:
    """The batch without the records that the source leaves out, nor what they hold."""
    if not spec.only:
        return batch
    fmt = spec.file_format()
    kept = {name: batch[name].filter(matching(batch[name], spec.only)) for name in fmt.main_tables}
    while waiting := [name for name in batch if name not in kept]:
        for name in waiting:
            parent = fmt.tables[name].parent
            if parent in kept:
                items = kept[parent].select(pl.col("_item").alias("_parent"))
                kept[name] = batch[name].join(items, on="_parent", how="semi", maintain_order="left")
    return kept


def _entities(
    spec: SourceSpec, ontology: Ontology, batch: Batch, hints: Hints
) -> Iterator[tuple[str, _Rows]]:
    for name, entity in spec.entities.items():
        schema, table = ontology.get(entity.schema_), spec.table_of(entity)
        values = clean_values(entity.properties, schema, batch, table, lookups=spec.lookups, hints=hints)
        ids = entity_ids(spec, entity, schema, batch, values)
        lacking = ids.is_null() & matching(batch[table], entity.where) if entity.required else None
        reason = f"entity '{name}': its key is empty"
        yield name, _Rows(entity, schema, table, {"entity": ids}, values, ids.is_not_null(), lacking, reason)


def _links(
    spec: SourceSpec, ontology: Ontology, batch: Batch, hints: Hints, ids: Mapping[str, pl.Series]
) -> Iterator[_Rows]:
    for name, link in spec.links.items():
        schema, table = ontology.get(link.schema_), spec.table_of(link)
        values = clean_values(link.properties, schema, batch, table, lookups=spec.lookups, hints=hints)
        source, target = (end_ids(spec, batch, table, end, ids) for end in (link.source, link.target))
        prefix = f"{spec.source}:{snake(schema.name)}:"
        key = (
            key_ids(link.key, batch, table, prefix=prefix, lookups=spec.lookups)
            if link.key
            else pl.Series("id", [None], dtype=pl.String).new_from_index(0, batch[table].height)
        )
        wanted = matching(batch[table], link.where)
        joined = source.is_not_null() & target.is_not_null()
        ends = {"entity": key, "src": source, "dst": target}
        lacking = wanted & ~joined if link.required else None
        reason = f"link '{name}': '{link.source}' or '{link.target}' is missing"
        yield _Rows(link, schema, table, ends, values, wanted & joined, lacking, reason)


def _deletions(spec: SourceSpec, batch: Batch) -> pl.DataFrame:
    """The records that only say that something is no more: row, path."""
    tables = [batch[name] for name in spec.file_format().main_tables]
    if spec.operation is None:
        return _places(tables[0].clear())
    where = {spec.operation.column: spec.operation.delete}
    return pl.concat([_places(table.filter(matching(table, where))) for table in tables])


def _quarantine(spec: SourceSpec, batch: Batch, given: list[_Rows], deleted: pl.DataFrame) -> pl.DataFrame:
    """The records that lack what they must have, each with the first reason: row, path, reason."""
    found: list[pl.DataFrame] = []
    for rows in given:
        if rows.lacking is None or not rows.lacking.any():
            continue
        places = _places(batch[rows.table].filter(rows.lacking))
        if rows.schema.is_link and deleted.height:
            places = places.join(deleted, on=PLACE, how="anti", nulls_equal=True, maintain_order="left")
        found.append(places.with_columns(pl.lit(rows.reason).alias("reason")))
    for name in spec.file_format().main_tables:
        made = pl.repeat(False, batch[name].height, dtype=pl.Boolean, eager=True)
        for rows in given:
            made = made | rows.present if rows.table == name else made
        empty = _places(batch[name].filter(~made))
        for rows in given:
            if empty.height and rows.table != name:
                held = _places(batch[rows.table].filter(rows.present))
                empty = empty.join(held, on=PLACE, how="anti", nulls_equal=True, maintain_order="left")
        found.append(empty.with_columns(pl.lit("nothing in this record could be mapped").alias("reason")))
    return pl.concat(found).unique(PLACE, keep="first", maintain_order=True).sort("path", "row")


def _touched(entities: Mapping[str, _Rows], batch: Batch, bad: pl.DataFrame) -> pl.Series:
    own: list[pl.Series] = [pl.Series("owner", [], dtype=pl.String)]
    for rows in entities.values():
        if rows.schema.identity == "source":
            frame = (
                _places(batch[rows.table]).with_columns(rows.ids["entity"].alias("owner")).drop_nulls("owner")
            )
            if bad.height:
                frame = frame.join(bad, on=PLACE, how="anti", nulls_equal=True)
            own.append(frame["owner"])
    return pl.concat(own).unique().sort()


def _fragments(rows: _Rows, frame: pl.DataFrame, marks: pl.DataFrame) -> pl.DataFrame:
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
    whole = pl.DataFrame(columns).select([*fragment_columns(rows.schema), "mark"])
    return whole if rows.present.all() else whole.filter(rows.present)


def _places(frame: pl.DataFrame) -> pl.DataFrame:
    return frame.select(pl.col("_row").alias("row"), pl.col("_path").alias("path"))
