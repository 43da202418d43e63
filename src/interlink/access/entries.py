"""What was entered by hand and stands now, as far as a look may see it."""

from __future__ import annotations

from dataclasses import dataclass, replace

import polars as pl

from interlink.access.look import Look
from interlink.errors import UnknownName
from interlink.model.marking import Marking
from interlink.model.samples import Sample, samples_of

__all__ = ["StandingEntry", "standing_entries", "standing_entry"]

BY_HAND = "by_hand"


@dataclass(frozen=True)
class StandingEntry:
    """An entry: its key, its schema, whom it is about (of a link both ends), and what it says."""

    entry: str
    schema: str
    about: str
    words: str
    marking: Marking


def standing_entries(look: Look) -> list[StandingEntry]:
    """Every entry, the latest load first."""
    found: list[tuple[int, StandingEntry]] = []
    for schema in look.ontology:
        if schema.abstract:
            continue
        rows = look.scan(schema).filter((pl.col("source") == BY_HAND) & pl.col("record_key").is_not_null())
        frame = rows.sort("seq").collect()
        if schema.is_link:
            # An end that this look does not have would be told by its id.
            there = look.describe([*frame["src"], *frame["dst"]])["id"].implode()
            frame = frame.filter(pl.col("src").is_in(there) & pl.col("dst").is_in(there))
        for row, sample in zip(
            frame.iter_rows(named=True), samples_of(schema, frame, frame.height), strict=True
        ):
            marking = look.markings[row["marking"]]
            entry = StandingEntry(row["record_key"], schema.name, sample.about, _words(sample), marking)
            found.append((row["seq"], entry))
    return [entry for _, entry in sorted(found, key=lambda pair: -pair[0])]


def _words(sample: Sample) -> str:
    """What an entry says, and then why: the reason stands among its remarks."""
    says = sorted(sample.says.items(), key=lambda said: said[0] == "remarks")
    return replace(sample, says=dict(says)).words


def standing_entry(look: Look, key: str) -> StandingEntry:
    """The entry of this key.

    Raises
    ------
    UnknownName   there is none in what this look may see
    """
    for entry in standing_entries(look):
        if entry.entry == key:
            return entry
    raise UnknownName(f"no entry '{key}' stands in what you may see; it was withdrawn, or never made")
