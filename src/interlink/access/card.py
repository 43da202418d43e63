"""Cards: every value said about an entity or a link, with who said it, how good it is, and the record."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from interlink.access.look import Look
from interlink.errors import UnknownEntity
from interlink.model.evidence import Evidence
from interlink.model.marking import Marking
from interlink.model.schema import Schema
from interlink.model.types import as_text

__all__ = ["Card", "LinkCard", "Statement", "card", "link_card"]


@dataclass(frozen=True)
class Statement:
    """One value of one property, as one fragment says it. `flagged`: it could not be normalised."""

    property: str
    label: str
    value: str
    source: str
    load: int
    marking: Marking
    flagged: bool
    schema: str
    seq: int


@dataclass(frozen=True)
class Card:
    """An entity: what to call it, its statements in the schema's order, its marking and its records."""

    id: str
    schema: str
    label: str
    caption: str
    statements: tuple[Statement, ...]
    marking: Marking
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True)
class LinkCard:
    """The links of one kind from one entity to another: each fragment's statements and record."""

    id: str
    schema: str
    label: str
    source: str
    target: str
    source_caption: str
    target_caption: str
    statements: tuple[Statement, ...]
    marking: Marking
    evidence: tuple[Evidence, ...]


def card(look: Look, entity: str) -> Card:
    """The card of an entity.

    Raises
    ------
    UnknownEntity   this look does not have it
    """
    described = look.describe([entity])
    if not described.height:
        raise UnknownEntity(f"no entity '{entity}'. Search for it by name: `interlink search`.")
    schema = look.ontology.get(described["schema"][0])
    fragments = look.scan(schema).filter(pl.col("entity") == entity).sort("seq").collect()
    return Card(
        id=entity,
        schema=schema.name,
        label=schema.label,
        caption=str(described["caption"][0]),
        statements=_statements(look, schema, fragments),
        marking=look.marking_of(fragments["marking"].to_list()),
        evidence=tuple(look.evidence({schema.name: fragments["seq"].to_list()})),
    )


def link_card(look: Look, link: str) -> LinkCard:
    """The card of a drawn link, whose id is `TYPE:source>target`.

    Raises
    ------
    UnknownEntity   this look has no such link
    """
    kind, _, ends = link.partition(":")
    unknown = UnknownEntity(f"no link '{link}'. Expand one of its ends to see its links.")
    if ">" not in ends:
        raise unknown
    schema = look.ontology.get(kind)
    ids = pl.concat_str("src", pl.lit(">"), "dst")
    fragments = look.scan(schema).filter(ids == ends).sort("seq").collect()
    if not fragments.height:
        raise unknown
    source, target = str(fragments["src"][0]), str(fragments["dst"][0])
    captions = dict(look.describe([source, target]).select("id", "caption").iter_rows())
    return LinkCard(
        id=link,
        schema=schema.name,
        label=schema.label,
        source=source,
        target=target,
        source_caption=captions.get(source, source),
        target_caption=captions.get(target, target),
        statements=_statements(look, schema, fragments),
        marking=look.marking_of(fragments["marking"].to_list()),
        evidence=tuple(look.evidence({schema.name: fragments["seq"].to_list()})),
    )


def _statements(look: Look, schema: Schema, fragments: pl.DataFrame) -> tuple[Statement, ...]:
    found: list[Statement] = []
    for name, prop in schema.properties.items():
        if fragments[name].null_count() == fragments.height:
            values = fragments.clear().select("seq", "source", "load", "marking", "flagged", pl.lit("").alias("value"))
        else:
            column = fragments.select("seq", "source", "load", "marking", "flagged", pl.col(name).alias("value"))
            flat = column.explode("value") if prop.many else column
            values = flat.with_columns(as_text(flat["value"]).alias("value")).filter(pl.col("value").is_not_null())
        broken = [
            (seq, source, load, marking, [flag], flag.partition("=")[2])
            for seq, source, load, marking, flags in fragments.select(
                "seq", "source", "load", "marking", "flagged"
            ).iter_rows()
            for flag in flags or []
            if flag.startswith(f"{name}=")
        ]
        flagged = {(row[0], row[5]) for row in broken}
        rows = [row for row in values.iter_rows() if (row[0], row[5]) not in flagged]
        for seq, source, load, marking, _, value in [*rows, *broken]:
            found.append(
                Statement(
                    property=name,
                    label=prop.label,
                    value=str(value),
                    source=source,
                    load=load,
                    marking=look.markings[marking],
                    flagged=(seq, value) in flagged,
                    schema=schema.name,
                    seq=seq,
                )
            )
    return tuple(found)
