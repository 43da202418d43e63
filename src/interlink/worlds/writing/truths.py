"""The truth of a block: its networks, look-alikes and parties, in the words of its records."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

import numpy as np
import polars as pl

from interlink.worlds.lookalikes import Lookalike as Placed
from interlink.worlds.ordinary.calendar import day_of, iso_day, write_times
from interlink.worlds.ordinary.ties import Ints
from interlink.worlds.planting import Draft, Step
from interlink.worlds.truth.planted import Chain, Happening, Lookalike, Member, Network, PlantedLink, Record
from interlink.worlds.writing.means import party_means
from interlink.worlds.writing.named import Named

__all__ = ["Places", "block_lookalikes", "block_networks", "same_as"]

SOURCES = {
    "calls": "call_records", "payments": "payments", "shipments": "manifest", "declarations": "declarations",
    "crossings": "crossings", "offices": "register", "vehicles": "vehicles",
}  # fmt: skip


class Places:
    """Where each record of a block went: its data row in the file of its source, counted from 1."""

    def __init__(self, rows: Mapping[str, pl.DataFrame], before: Mapping[str, int]) -> None:
        self.row: dict[str, Ints] = {}
        for source, frame in rows.items():
            of = frame["_of"].to_numpy()
            place = np.zeros(int(of.max()) + 1 if of.size else 0, dtype=np.int64)
            # the first of two deliveries of one record counts
            place[of[::-1]] = np.arange(of.size)[::-1] + 1 + before.get(source, 0)
            self.row[source] = place

    def __call__(self, record: tuple[str, int]) -> Record:
        source = SOURCES[record[0]]
        return source, int(self.row[source][record[1]])


def block_networks(
    named: Named,
    rows: Mapping[str, pl.DataFrame],
    drafts: Sequence[Draft],
    entities: pl.DataFrame,
    places: Places,
    *,
    first: int,
) -> list[Network]:
    """The networks, numbered from `first` on."""
    ids = party_ids(named)
    means = party_means(named, rows, sorted({party for draft in drafts for party in draft.roles}))
    of_party = dict(entities.group_by("party").agg(pl.col("entity").sort()).iter_rows())
    networks = []
    for number, draft in enumerate(drafts):
        seen: dict[int, list[int]] = defaultdict(list)
        for step in draft.steps:
            seen[step.source].append(step.at)
            seen[step.target].append(step.at)
        members = tuple(
            Member(
                party=ids[party],
                role=role,
                entities=tuple(of_party.get(party, ())),
                since=iso_day(max(int(day_of(min(seen[party]))), 0)) if seen[party] else "",
                until=iso_day(max(int(day_of(max(seen[party]))), 0)) if seen[party] else "",
                means=means[party],
            )
            for party, role in draft.roles.items()
        )
        records: dict[str, set[int]] = defaultdict(set)
        for record in draft.records:
            source, row = places(record)
            records[source].add(row)
        networks.append(
            Network(
                id=f"N{first + number:02d}",
                typology=draft.typology,
                members=members,
                links=tuple(planted_link(step, ids, places) for step in sorted(draft.steps, key=by_time)),
                records={source: tuple(sorted(rows)) for source, rows in sorted(records.items())},
                timeline=tuple(
                    Happening(iso_day(int(day_of(at))), event, tuple(places(record) for record in kept))
                    for at, event, kept in sorted(draft.timeline, key=lambda event: event[:2])
                ),
                cover=draft.cover,
                chains=tuple(
                    Chain(
                        start=ids[parties[0]],
                        end=ids[parties[-1]],
                        steps=tuple(ids[party] for party in parties),
                        records=tuple(places(step.record) for step in steps),
                        shorter=tuple(tuple(ids[party] for party in way) for way in ways),
                    )
                    for parties, steps, ways in draft.chains
                ),
            )
        )
    return networks


def by_time(step: Step) -> tuple[int, int, int]:
    """Steps in order of time."""
    return step.at, step.source, step.target


def planted_link(step: Step, ids: Sequence[str], places: Places) -> PlantedLink:
    """The step in the words of the records."""
    at = write_times("at", np.array([step.at]))[0]
    return PlantedLink(step.kind, ids[step.source], ids[step.target], at, places(step.record))


def block_lookalikes(named: Named, placed: Sequence[Placed], *, first: int) -> list[Lookalike]:
    """The look-alikes, numbered from `first` on."""
    ids = party_ids(named)
    return [
        Lookalike(
            f"L{first + number:02d}", each.kind, each.resembles, tuple(ids[party] for party in each.members)
        )
        for number, each in enumerate(placed)
    ]


def party_ids(named: Named) -> list[str]:
    """The number of each party: people, then companies."""
    return [*named.person["id"].to_list(), *named.firm["id"].to_list()]


def same_as(entities: pl.DataFrame) -> Iterator[tuple[str, ...]]:
    """The entities of each party that has several."""
    grouped = (
        entities.group_by("party", maintain_order=True).agg("entity").filter(pl.col("entity").list.len() > 1)
    )
    return (tuple(row) for row in grouped["entity"].to_list())
