"""A world's files as entities and links: what a method may look at, and nothing that tells the answer."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

import numpy as np
import polars as pl

from interlink.errors import ReadError
from interlink.mapping.apply import map_batch
from interlink.mapping.spec import SourceSpec
from interlink.model.schema import Ontology, Schema, load_ontology
from interlink.model.types import earliest
from interlink.projection import Projection
from interlink.projection.columns import MISSING_TIME
from interlink.readers import read_batches
from interlink.sources import find_source

__all__ = ["FILES", "PARTIES", "QUESTIONS", "Gathered", "Question", "gather"]

# The files that a world may have, by the source that reads each.
FILES: Mapping[str, str] = {
    "register": "register.csv",
    "call_records": "call_records.csv",
    "manifest": "manifest.csv",
    "notices": "notices.json",
    "payments": "payments.csv",
    "declarations": "declarations.csv",
    "crossings": "crossings.csv",
    "documents": "documents.csv",
    "vehicles": "vehicles.csv",
}
QUESTIONS = "questions.json"
PARTIES = ("Person", "Company")
# What everybody touches says nothing about who belongs together; nor does a carrier or how goods travelled.
TOUCHED_BY_ALL = ("Place", "Commodity", "Route", "Vessel")
SAY_NOTHING = ("ShippedBy", "CarriedBy", "StopsAt", "Follows", "Leg", "CrossedAt")
UNUSED = ("hash", "marking", "record_key", "path", "flagged", "records")
ENTITIES = {"id": pl.String(), "kind": pl.String()}
LINKS = {
    "source": pl.String(),
    "target": pl.String(),
    "kind": pl.String(),
    "at": pl.Int64(),
    "feed": pl.String(),
    "row": pl.Int64(),
}


@dataclass(frozen=True)
class Question:
    """A pair that somebody asks about: the entity ids of either end."""

    start: tuple[str, ...]
    end: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class Gathered:
    """A world as the shipped sources map it.

    `fragments` holds by schema what the records say, with the columns of `fragment_columns` that say
    something, and `feed`, the source. `missing` are the sources of `FILES` whose file is not there, in
    that order; `questions` is None where questions.json is not.
    """

    fragments: Mapping[str, pl.DataFrame]
    missing: tuple[str, ...]
    records: Mapping[str, int]
    questions: tuple[Question, ...] | None

    @cached_property
    def entities(self) -> pl.DataFrame:
        """Every entity once: id, kind; in order of id."""
        ontology = load_ontology()
        found = [
            frame.select(pl.col("entity").alias("id"), pl.lit(name).alias("kind"))
            for name, frame in sorted(self.fragments.items())
            if not ontology.get(name).is_link
        ]
        return pl.concat([pl.DataFrame(schema=ENTITIES), *found]).unique("id", keep="first").sort("id")

    @cached_property
    def links(self) -> pl.DataFrame:
        """Every statement of a link: source, target, kind, at (microseconds or null), feed, row; in order."""
        ontology = load_ontology()
        found = [
            frame.select(
                pl.col("src").alias("source"),
                pl.col("dst").alias("target"),
                pl.lit(name).alias("kind"),
                _moment(ontology.get(name)).alias("at"),
                "feed",
                "row",
            )
            for name, frame in sorted(self.fragments.items())
            if ontology.get(name).is_link
        ]
        return pl.concat([pl.DataFrame(schema=LINKS), *found]).sort(
            "kind", "source", "target", "at", "feed", "row"
        )

    @cached_property
    def graph(self) -> Projection:
        """All entities and links but what everybody touches: places, commodities, routes, vessels, carriers.

        A carrier is a party of which no more is known than that it carried.
        """
        hubs = self.entities.filter(pl.col("kind").is_in(TOUCHED_BY_ALL))["id"].implode()
        carriers = self.links.filter(pl.col("kind") == "ShippedBy")["target"].unique()
        kept = self.links.filter(
            ~pl.col("kind").is_in(SAY_NOTHING), ~pl.col("source").is_in(hubs), ~pl.col("target").is_in(hubs)
        )
        linked = pl.concat([kept["source"], kept["target"]]).unique()
        only_carry = carriers.filter(~carriers.is_in(linked.implode())).implode()
        nodes = self.entities.filter(~pl.col("id").is_in(hubs), ~pl.col("id").is_in(only_carry))
        return Projection.from_links(
            kept["source"].to_arrow(),
            kept["target"].to_arrow(),
            at=kept["at"].fill_null(MISSING_TIME).to_numpy().astype(np.int64),
            layer=kept["kind"].to_arrow(),
            nodes=nodes["id"].to_arrow(),
            kinds=nodes["kind"].to_arrow(),
        )


def gather(folder: Path) -> Gathered:
    """The world in a folder, read from the source files that are there and from questions.json.

    Raises
    ------
    ReadError     no source file is there, or one is not what its source expects
    UnknownName   a file is there whose source is not
    """
    present = {source: folder / name for source, name in FILES.items() if (folder / name).is_file()}
    if not present:
        names = ", ".join(FILES.values())
        raise ReadError(
            f"{folder}: no file of a world; expected some of {names}."
            " `interlink world make` writes a world into an empty folder."
        )
    ontology = load_ontology()
    frames: dict[str, list[pl.DataFrame]] = {}
    records: dict[str, int] = {}
    for source, path in present.items():
        records[source] = 0
        for count, name, frame in _mapped(source, path, ontology):
            records[source] += count
            if frame is not None:
                frames.setdefault(name, []).append(frame)
    return Gathered(
        fragments={name: pl.concat(found) for name, found in sorted(frames.items())},
        missing=tuple(source for source in FILES if source not in present),
        records=records,
        questions=_questions(folder / QUESTIONS),
    )


def _mapped(source: str, path: Path, ontology: Ontology) -> Iterator[tuple[int, str, pl.DataFrame | None]]:
    """How many records each batch has, and by schema what it says."""
    spec = _shipped(source)
    for batch in read_batches(path, spec.file_format()):
        mapped = map_batch(spec, ontology, batch, marking_id=lambda _: 0)
        yield mapped.records, "", None
        for name, frame in mapped.fragments.items():
            yield 0, name, frame.drop(UNUSED).with_columns(pl.lit(source).alias("feed"))


@cache
def _shipped(source: str) -> SourceSpec:
    """A shipped source, read once: worlds are gathered many times in a row."""
    return find_source(source)


def _questions(path: Path) -> tuple[Question, ...] | None:
    if not path.is_file():
        return None
    expected = 'expected a list of {"start": [entity ids], "end": [entity ids]}'
    try:
        given = json.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:
        raise ReadError(f"{path}: not JSON: {error}; {expected}") from None
    if not isinstance(given, list):
        raise ReadError(f"{path}: {expected}, found {type(given).__name__}")
    bad = [number for number, each in enumerate(given, 1) if not _is_question(each)]
    if bad:
        raise ReadError(f"{path}: question {', '.join(map(str, bad[:10]))}: {expected}")
    return tuple(Question(tuple(each["start"]), tuple(each["end"])) for each in given)


def _is_question(given: object) -> bool:
    return (
        isinstance(given, dict)
        and set(given) == {"start", "end"}
        and all(
            isinstance(ids, list) and ids and all(isinstance(each, str) for each in ids)
            for ids in given.values()
        )
    )


def _moment(schema: Schema) -> pl.Expr:
    start = schema.period[0]
    if start is None:
        return pl.lit(None, dtype=pl.Int64)
    if schema.properties[start].type == "date":
        return earliest(pl.col(start)).cast(pl.Datetime("us", "UTC")).dt.epoch("us")
    return pl.col(start).dt.epoch("us")
