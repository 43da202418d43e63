"""A batch of records to fragments, by expressions over columns."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace

import polars as pl

from interlink.mapping.expressions import matching, text_of, texts_of
from interlink.mapping.spec import EntitySpec, PropertySpec, SourceSpec
from interlink.model.fragment import digest, fragment_columns, property_dtype, snake, with_hash
from interlink.model.marking import Marking
from interlink.model.schema import Ontology, Schema
from interlink.model.types import TYPES, Hints
from interlink.readers import Batch

__all__ = ["Mapped", "map_batch"]

LONGEST_ID = 160
QUARANTINE = {"row": pl.Int64(), "path": pl.String(), "reason": pl.String()}


@dataclass
class Mapped:
    """What a batch became.

    `fragments` holds a frame per schema with the columns of `fragment_columns` and `hash`;
    `quarantined` the records that could not be mapped: row, path, reason; `touched` the source-scoped
    entities of the records, which a delivery of changes restates or deletes.
    """

    fragments: dict[str, pl.DataFrame] = field(default_factory=dict)
    quarantined: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=QUARANTINE))
    touched: pl.Series = field(default_factory=lambda: pl.Series("owner", [], dtype=pl.String))
    records: int = 0

    def add(self, schema: str, frame: pl.DataFrame) -> None:
        """More fragments of a schema."""
        known = self.fragments.get(schema)
        self.fragments[schema] = frame if known is None else pl.concat([known, frame])


@dataclass(frozen=True)
class _Context:
    spec: SourceSpec
    ontology: Ontology
    batch: Batch
    hints: Hints
    marks: dict[str, pl.DataFrame]


def map_batch(
    spec: SourceSpec, ontology: Ontology, batch: Batch, *, marking_id: Callable[[Marking], int]
) -> Mapped:
    """The fragments of a batch.

    `marking_id` gives the number under which the ledger knows a marking. A value that cannot be
    normalised is kept as delivered and flagged; a record goes to quarantine when it lacks a required
    entity or link, or when nothing in it could be mapped.
    """
    if spec.only:
        batch = {**batch, **{name: batch[name].filter(matching(batch[name], spec.only)) for name in spec.file_format().main_tables}}
    context = _Context(spec, ontology, batch, Hints(**spec.hints.model_dump()), _marks(spec, batch, marking_id))
    mapped = Mapped(records=sum(batch[name].height for name in spec.file_format().main_tables))
    ids: dict[str, pl.Series] = {}
    seen: list[pl.DataFrame] = []
    lacking: list[pl.DataFrame] = []
    for name, entity in spec.entities.items():
        schema = ontology.get(entity.schema_)
        table = spec.table_of(entity)
        properties, flags = _properties(context, schema, table, entity.properties)
        ids[name] = _entity_ids(context, schema, table, entity, properties, flags)
        frame = _fragments(context, schema, table, {"entity": ids[name]}, properties, flags)
        _keep(mapped, schema, frame.filter(pl.col("entity").is_not_null()), seen)
        if entity.required:
            lacking.append(_lacking(batch[table], ids[name], f"entity '{name}': its key is empty"))
    for name, link in spec.links.items():
        schema = ontology.get(link.schema_)
        table = spec.table_of(link)
        properties, flags = _properties(context, schema, table, link.properties)
        source = _end(context, table, link.source, ids)
        target = _end(context, table, link.target, ids)
        kept = matching(batch[table], link.where)
        whole = source.is_not_null() & target.is_not_null() & kept
        key = _key(context, link.key, table, f"{spec.source}:{snake(schema.name)}:") if link.key else _no_ids(whole)
        frame = _fragments(context, schema, table, {"entity": key, "src": source, "dst": target}, properties, flags)
        _keep(mapped, schema, frame.filter(whole), seen)
        if link.required:
            missing = (source.is_not_null() & target.is_not_null()).replace(False, None)
            lacking.append(_lacking(batch[table], missing, f"link '{name}': '{link.source}' or '{link.target}' is missing"))
    mapped.quarantined = _quarantine(spec, batch, seen, lacking)
    own = [ids[name].drop_nulls() for name in spec.entities if ontology.get(spec.entities[name].schema_).identity == "source"]
    mapped.touched = pl.concat([mapped.touched, *(series.alias("owner") for series in own)]).unique()
    bad = pl.concat([mapped.quarantined.select("row", "path"), _deletions(spec, batch)])
    if bad.height:
        mapped.fragments = {
            name: frame.join(bad, on=["row", "path"], how="anti", nulls_equal=True, maintain_order="left")
            for name, frame in mapped.fragments.items()
        }
    return mapped


def _deletions(spec: SourceSpec, batch: Batch) -> pl.DataFrame:
    """The records that only say that something is no more."""
    place = [pl.col("_row").alias("row"), pl.col("_path").alias("path")]
    tables = [batch[name] for name in spec.file_format().main_tables]
    if spec.operation is None:
        return tables[0].select(place).clear()
    where = {spec.operation.column: spec.operation.delete}
    return pl.concat([table.filter(matching(table, where)).select(place) for table in tables])


def _keep(mapped: Mapped, schema: Schema, frame: pl.DataFrame, seen: list[pl.DataFrame]) -> None:
    seen.append(frame.select("row", "path").unique())
    mapped.add(schema.name, frame)


def _lacking(table: pl.DataFrame, present: pl.Series, reason: str) -> pl.DataFrame:
    missing = table.filter(present.is_null())
    return missing.select(
        pl.col("_row").alias("row"), pl.col("_path").alias("path"), pl.lit(reason).alias("reason")
    )


def _quarantine(
    spec: SourceSpec, batch: Batch, seen: list[pl.DataFrame], lacking: list[pl.DataFrame]
) -> pl.DataFrame:
    made = pl.concat(seen).unique() if seen else pl.DataFrame(schema={"row": pl.Int64(), "path": pl.String()})
    for name in spec.file_format().main_tables:
        records = batch[name].select(pl.col("_row").alias("row"), pl.col("_path").alias("path"))
        empty = records.join(made, on=["row", "path"], how="anti", nulls_equal=True, maintain_order="left")
        lacking.append(empty.with_columns(pl.lit("nothing in this record could be mapped").alias("reason")))
    return pl.concat(lacking).unique(["row", "path"], keep="first", maintain_order=True).sort("path", "row")


def _properties(
    context: _Context, schema: Schema, table: str, given: dict[str, PropertySpec]
) -> tuple[dict[str, pl.Series], list[pl.Series]]:
    """Cleaned values by property, and for each property with broken ones a series of flags."""
    values: dict[str, pl.Series] = {}
    flags: list[pl.Series] = []
    for name, prop in given.items():
        many = schema.properties[name].many
        if many:
            texts = texts_of(prop, context.batch, table, context.spec.lookups)
            values[name], flag = _clean_many(texts, schema, name, context.hints)
        else:
            text = text_of(prop, context.batch, table, context.spec.lookups)
            values[name], flag = _clean_one(text, schema, name, context.hints)
        if flag is not None:
            flags.append(flag)
    return values, flags


def _clean_one(text: pl.Series, schema: Schema, name: str, hints: Hints) -> tuple[pl.Series, pl.Series | None]:
    kind = TYPES[schema.properties[name].type]
    cleaned = kind.clean(text, hints)
    broken = cleaned.is_null() & text.is_not_null()
    if kind.suspect is not None:
        broken = broken | kind.suspect(cleaned).fill_null(False)
    if not broken.any():
        return cleaned, None
    frame = pl.DataFrame({"text": text, "clean": cleaned, "broken": broken})
    flag = frame.select(pl.when("broken").then(pl.lit(f"{name}=") + pl.col("text")).alias(name))[name]
    if kind.dtype == pl.String():
        cleaned = frame.select(pl.coalesce("clean", "text").alias(name))[name]
    return cleaned, flag


def _clean_many(texts: pl.Series, schema: Schema, name: str, hints: Hints) -> tuple[pl.Series, pl.Series | None]:
    dtype = property_dtype(schema, name)
    frame = pl.DataFrame({"at": pl.int_range(texts.len(), eager=True), "text": texts}).drop_nulls()
    if not frame.height:
        return pl.Series(name, [None], dtype=dtype).new_from_index(0, texts.len()), None
    flat = frame.explode("text").drop_nulls()
    cleaned, flag = _clean_one(flat["text"], schema, name, hints)
    flat = flat.select("at", cleaned.alias("value"))
    values = flat.drop_nulls().group_by("at").agg(pl.col("value").unique().sort())
    every = pl.DataFrame({"at": pl.int_range(texts.len(), eager=True)})
    out = every.join(values, on="at", how="left", maintain_order="left")["value"].cast(dtype)
    if flag is None:
        return out, None
    flagged = flat.select("at", flag.alias("flag")).drop_nulls().group_by("at").agg(pl.col("flag").unique().sort())
    return out, every.join(flagged, on="at", how="left", maintain_order="left")["flag"]


def _entity_ids(
    context: _Context, schema: Schema, table: str, entity: EntitySpec, properties: dict[str, pl.Series],
    flags: list[pl.Series],
) -> pl.Series:  # fmt: skip
    """Each row's entity id, null where the row does not give this entity.

    A global id needs every property of the schema's key, normalised; else the id is scoped to the
    source, by the mapping's key or by the key's values as delivered.
    """
    name = snake(schema.name)
    scoped = f"{context.spec.source}:{name}:"
    own = _key(context, entity.key, table, scoped) if entity.key else None
    if schema.identity == "global":
        broken = {flag.name for flag in flags if flag.dtype == pl.String}
        parts = [properties[p].alias(p) for p in schema.key if p in properties]
        frame = pl.DataFrame([_in_id(schema, part).alias(str(n)) for n, part in enumerate(parts)])
        values = [pl.col(column) for column in frame.columns]
        whole = pl.concat_str(values, separator="|") if len(parts) == len(schema.key) else pl.lit(None, dtype=pl.String)
        for flag in flags:
            if flag.name in broken and flag.name in schema.key:
                frame = frame.with_columns(flag.is_null().alias(f"ok_{flag.name}"))
                whole = pl.when(pl.col(f"ok_{flag.name}")).then(whole)
        # a passport without its country still names something; a country without its street does not
        rest = pl.when(values[0].is_not_null()).then(pl.concat_str(values, separator="|", ignore_nulls=True)) if values else pl.lit(None)
        fallback = own if own is not None else frame.select((pl.lit(scoped) + rest).alias("id"))["id"]
        ids = frame.select((pl.lit(f"{name}:") + whole).alias("id"), fallback.alias("own")).select(
            pl.coalesce("id", "own").alias("id")
        )["id"]
    else:
        ids = own if own is not None else _no_ids(context.batch[table]["_row"])
    ids = _shorten(ids)
    if not entity.where:
        return ids
    kept = matching(context.batch[table], entity.where)
    return pl.DataFrame({"id": ids, "kept": kept}).select(pl.when("kept").then("id").alias("id"))["id"]


def _key(context: _Context, key: list[PropertySpec], table: str, prefix: str) -> pl.Series:
    """The id that key columns make: trimmed, in lower case, parts joined by `|`; null unless all are there."""
    parts = [text_of(prop, context.batch, table, context.spec.lookups).alias(str(n)) for n, prop in enumerate(key)]
    plain = [pl.col(str(n)).str.replace_all(r"\s+", " ").str.to_lowercase() for n in range(len(parts))]
    ids = pl.DataFrame(parts).select((pl.lit(prefix) + pl.concat_str(plain, separator="|")).alias("id"))["id"]
    return _shorten(ids)


def _in_id(schema: Schema, values: pl.Series) -> pl.Series:
    """A key property as it stands in an id; free text in lower case and without its punctuation."""
    text = values.cast(pl.String)
    if schema.properties[values.name].type != "text":
        return text
    return text.str.to_lowercase().str.replace_all(r"[\p{P}\s]+", " ").str.strip_chars()


def _shorten(ids: pl.Series) -> pl.Series:
    """Ids longer than 160 characters end in a hash of the whole instead."""
    if not (ids.str.len_chars() > LONGEST_ID).any():
        return ids
    short = pl.col("id").str.slice(0, LONGEST_ID - 33) + "~" + digest(pl.col("id")).bin.encode("hex")
    return ids.to_frame("id").select(pl.when(pl.col("id").str.len_chars() > LONGEST_ID).then(short).otherwise("id").alias("id"))["id"]


def _no_ids(like: pl.Series) -> pl.Series:
    return pl.Series("id", [None], dtype=pl.String).new_from_index(0, like.len())


def _end(context: _Context, table: str, name: str, ids: dict[str, pl.Series]) -> pl.Series:
    """The ids of a link's end for each row of the link's table, looked up through parents."""
    tables = context.spec.file_format().tables
    target = context.spec.table_of(context.spec.entities[name])
    at, rows = table, context.batch[table].select(pl.col("_item").alias("key"))
    while at != target:
        parents = context.batch[at].select(pl.col("_item").alias("key"), pl.col("_parent").alias("up"))
        rows = rows.join(parents, on="key", how="left", maintain_order="left").select(pl.col("up").alias("key"))
        at = tables[at].parent or ""
    if at == table:
        return ids[name]
    known = pl.DataFrame({"key": context.batch[target]["_item"], "id": ids[name]})
    return rows.join(known, on="key", how="left", maintain_order="left")["id"]


def _fragments(
    context: _Context, schema: Schema, table: str, ids: dict[str, pl.Series], properties: dict[str, pl.Series],
    flags: list[pl.Series],
) -> pl.DataFrame:  # fmt: skip
    frame = context.batch[table]
    columns: list[pl.Series] = [series.alias(name) for name, series in ids.items()]
    for name in schema.properties:
        dtype = property_dtype(schema, name)
        empty = pl.Series(name, [None], dtype=dtype)
        columns.append(properties[name].alias(name).cast(dtype) if name in properties else empty.new_from_index(0, frame.height))
    columns.append(_flagged(flags, frame.height))
    marks = context.marks[table]
    columns += [marks["marking"], frame["_row"].alias("row"), frame["_path"].alias("path")]
    columns.append(pl.Series("records", [1], dtype=pl.Int32).new_from_index(0, frame.height))
    whole = pl.DataFrame(columns).select(list(fragment_columns(schema)))
    return with_hash(whole, schema, marks["text"])


def _flagged(flags: list[pl.Series], height: int) -> pl.Series:
    if not flags:
        return pl.Series("flagged", [None], dtype=pl.List(pl.String)).new_from_index(0, height)
    lists = [
        flag.to_frame("f").select(pl.when(pl.col("f").is_not_null()).then(pl.concat_list("f")).fill_null([]))["f"]
        if flag.dtype == pl.String
        else flag.fill_null([])
        for flag in flags
    ]
    frame = pl.DataFrame([one.alias(str(n)) for n, one in enumerate(lists)])
    joined = frame.select(pl.concat_list(pl.all()).alias("flagged"))
    return joined.select(pl.when(pl.col("flagged").list.len() > 0).then(pl.col("flagged")))["flagged"]


def _marks(spec: SourceSpec, batch: Batch, marking_id: Callable[[Marking], int]) -> dict[str, pl.DataFrame]:
    """For each table, each row's marking: its number and its canonical text."""
    tables = spec.file_format().tables
    default = spec.marking.marking()
    overrides = {field: column for field, column in spec.mark_by.model_dump().items() if column}
    out: dict[str, pl.DataFrame] = {}
    for name, frame in batch.items():
        present = {f: c for f, c in overrides.items() if c in frame.columns and tables[name].parent is None}
        if not present:
            number = pl.lit(marking_id(default), dtype=pl.Int16).alias("marking")
            out[name] = frame.with_columns(number, pl.lit(default.to_json()).alias("text")).select("marking", "text")
            continue
        keys = frame.select([pl.col(c).alias(f) for f, c in present.items()])
        rows = []
        for given in keys.unique(maintain_order=True).iter_rows(named=True):
            marking = _override(default, given)
            rows.append({**given, "marking": marking_id(marking), "text": marking.to_json()})
        known = pl.DataFrame(rows, schema={**keys.schema, "marking": pl.Int16(), "text": pl.String()})
        out[name] = keys.join(known, on=keys.columns, how="left", nulls_equal=True, maintain_order="left").select(
            "marking", "text"
        )
    for name, table in tables.items():
        if table.parent is not None:
            out[name] = _inherited(batch, out, name, table.parent)
    return out


def _inherited(batch: Batch, marks: dict[str, pl.DataFrame], name: str, parent: str) -> pl.DataFrame:
    known = pl.concat([batch[parent].select(pl.col("_item").alias("_parent")), marks[parent]], how="horizontal")
    return batch[name].select("_parent").join(known, on="_parent", how="left", maintain_order="left").drop("_parent")


def _override(default: Marking, given: dict[str, str | None]) -> Marking:
    changes: dict[str, object] = {f: v.strip() for f, v in given.items() if v and v.strip()}
    for name in ("handling", "releasable_to"):
        if name in changes:
            changes[name] = tuple(str(changes[name]).replace(",", " ").replace(";", " ").split())
    return replace(default, **changes)  # type: ignore[arg-type]
