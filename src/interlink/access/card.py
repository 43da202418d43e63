"""Cards: every value said about an entity or a link, with who said it, how good it is, and the record."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from interlink.access.look import Look
from interlink.errors import UnknownEntity
from interlink.model.evidence import Evidence
from interlink.model.marking import Marking, source_rank
from interlink.model.schema import Schema
from interlink.model.types import as_text

__all__ = ["MOST_EVIDENCE", "Card", "LinkCard", "Statement", "card", "link_card"]

# A call record may stand behind a phone thousands of times; a page shows so many and says "of N".
MOST_EVIDENCE = 200
PLACED = ("seq", "source", "load", "marking")


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
    """An entity: what to call it, its statements, its marking and its records.

    Statements are in the schema's order of properties; of one property the best source first, then
    the latest, so that the first is what the graph shows; what could not be normalised comes last.
    `evidence` holds the first records in order of source and place, of `total_evidence`.
    """

    id: str
    schema: str
    label: str
    caption: str
    statements: tuple[Statement, ...]
    marking: Marking
    evidence: tuple[Evidence, ...]
    total_evidence: int


@dataclass(frozen=True)
class LinkCard:
    """The links of one kind from one entity to another; statements and evidence as in `Card`."""

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
    total_evidence: int


def card(look: Look, entity: str, *, most_evidence: int = MOST_EVIDENCE) -> Card:
    """The card of an entity, with at most `most_evidence` records.

    Raises
    ------
    UnknownEntity   this look does not have it
    """
    described = look.describe([entity])
    if not described.height:
        raise UnknownEntity(f"no entity '{entity}'. Search for it by name: `interlink search`.")
    schema = look.ontology.get(described["schema"][0])
    fragments = look.scan(schema).filter(pl.col("entity") == entity).collect()
    evidence, total = _evidence(look, schema, fragments, most_evidence)
    return Card(
        id=entity,
        schema=schema.name,
        label=schema.label,
        caption=str(described["caption"][0]),
        statements=_statements(look, schema, fragments),
        marking=look.marking_of(fragments["marking"]),
        evidence=evidence,
        total_evidence=total,
    )


def link_card(look: Look, link: str, *, most_evidence: int = MOST_EVIDENCE) -> LinkCard:
    """The card of a drawn link, whose id is `TYPE:source>target`, with at most `most_evidence` records.

    A pair total, such as `CALLS_TOTAL:source>target`, has the card of the single events that it counts, also
    where these stand in no graph.

    Raises
    ------
    UnknownEntity   this look has no such link, or has not both of its ends
    """
    kind, _, ends = link.partition(":")
    unknown = UnknownEntity(f"no link '{link}'. Expand one of its ends to see its links.")
    named = {each.graph_name: each for each in look.ontology.links()}
    named |= {each.total.type: each for each in look.ontology.links() if each.total is not None}
    schema = named.get(kind)
    if schema is None:
        raise unknown
    # An id may hold '>' itself: every way to part the text is tried, of which one has fragments.
    parted = [(ends[:at], ends[at + 1 :]) for at, letter in enumerate(ends) if letter == ">"]
    described = look.describe({end for pair in parted for end in pair})
    captions = dict(described.select("id", "caption").iter_rows())
    for source, target in parted:
        if source not in captions or target not in captions:
            continue
        between = (pl.col("src") == source) & (pl.col("dst") == target)
        fragments = look.scan(schema).filter(between).collect()
        if fragments.height:
            break
    else:
        raise unknown
    evidence, total = _evidence(look, schema, fragments, most_evidence)
    return LinkCard(
        id=link,
        schema=schema.name,
        label=schema.label,
        source=source,
        target=target,
        source_caption=captions[source],
        target_caption=captions[target],
        statements=_statements(look, schema, fragments),
        marking=look.marking_of(fragments["marking"]),
        evidence=evidence,
        total_evidence=total,
    )


def _evidence(
    look: Look, schema: Schema, fragments: pl.DataFrame, most: int
) -> tuple[tuple[Evidence, ...], int]:
    """The first records behind the fragments, and how many there are."""
    places = fragments.select("source", "file", "path", "row", "seq").sort(pl.all())
    records = places.unique(["file", "path", "row"], keep="first", maintain_order=True)
    return tuple(look.evidence({schema.name: records["seq"].head(most).to_list()})), records.height


def _statements(look: Look, schema: Schema, fragments: pl.DataFrame) -> tuple[Statement, ...]:
    ranks = {number: source_rank(marking) for number, marking in look.markings.items()}
    rank = pl.col("marking").replace_strict(ranks, return_dtype=pl.Int32)
    best = fragments.sort(rank, "seq", descending=[False, True])
    flags = (
        best.select(*PLACED, "flagged")
        .explode("flagged")
        .drop_nulls("flagged")
        .with_columns(pl.col("flagged").str.split_exact("=", 1).struct.field("field_0").alias("property"))
        .with_columns(pl.col("flagged").str.slice(pl.col("property").str.len_chars() + 1).alias("value"))
    )
    found: list[Statement] = []
    for name, prop in schema.properties.items():
        broken = flags.filter(pl.col("property") == name).select(*PLACED, "value")
        whole = _values(best, name, many=prop.many).join(
            broken, on=["seq", "value"], how="anti", maintain_order="left"
        )
        for values, flagged in ((whole, False), (broken, True)):
            found += [
                Statement(
                    property=name,
                    label=prop.label,
                    value=value,
                    source=source,
                    load=load,
                    marking=look.markings[marking],
                    flagged=flagged,
                    schema=schema.name,
                    seq=seq,
                )
                for seq, source, load, marking, value in values.iter_rows()
            ]
    return tuple(found)


def _values(fragments: pl.DataFrame, name: str, *, many: bool) -> pl.DataFrame:
    """The values of a property as text, with the fragment each is from."""
    column = fragments.select(*PLACED, pl.col(name).alias("value")).drop_nulls("value")
    flat = column.explode("value").drop_nulls("value") if many else column
    return flat.with_columns(as_text(flat["value"]).alias("value"))
