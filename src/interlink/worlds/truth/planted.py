"""The truth of a world: who was planted, who only looks like it, and which entities are one party."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from interlink.worlds.typologies import TYPOLOGIES

__all__ = [
    "ALL_TYPOLOGIES",
    "Chain",
    "Happening",
    "Lookalike",
    "Member",
    "Network",
    "PlantedLink",
    "Record",
    "Truth",
]

# What worlds are made with, and the ring of the sample world.
ALL_TYPOLOGIES = (*TYPOLOGIES, "harbour-ring")

# A source and its data row, counted from 1 without the header; of notices the place in the list.
Record = tuple[str, int]


@dataclass(frozen=True)
class Member:
    """A party of a network: its role, every entity that the records make of it, and from when to when.

    `means` are the phones, accounts, passports and identity cards that it uses in the records, as entity ids.
    """

    party: str
    role: str
    entities: tuple[str, ...] = ()
    since: str = ""
    until: str = ""
    means: tuple[str, ...] = ()


@dataclass(frozen=True)
class PlantedLink:
    """A link that the network's records make between two parties."""

    kind: str
    source: str
    target: str
    at: str
    record: Record


@dataclass(frozen=True)
class Happening:
    """One event of a network's timeline, with the records that it left."""

    at: str
    event: str
    records: tuple[Record, ...] = ()


@dataclass(frozen=True)
class Chain:
    """A planted way from one party to another, both included in `steps`, in order of time.

    `shorter` are innocent ways between the same two that break the order of time.
    """

    start: str
    end: str
    steps: tuple[str, ...]
    records: tuple[Record, ...] = ()
    shorter: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True)
class Network:
    """A planted network."""

    id: str
    typology: str
    members: tuple[Member, ...]
    links: tuple[PlantedLink, ...] = ()
    records: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    timeline: tuple[Happening, ...] = ()
    cover: tuple[str, ...] = ()
    chains: tuple[Chain, ...] = ()


@dataclass(frozen=True)
class Lookalike:
    """Innocent parties that resemble a typology."""

    id: str
    kind: str
    resembles: str
    members: tuple[str, ...]


@dataclass(frozen=True)
class Truth:
    """What is true of a world: `records` and `files` say of which folder, by source and by file name.

    `same_as` are the entities of each party that has more than one; a maker may give them as a stream.
    `flaws` counts values broken by hand, by 'source.column'; what noise did is not counted.
    """

    world: str
    size: str
    seed: int
    attempts: int
    records: Mapping[str, int]
    files: Mapping[str, str]
    networks: tuple[Network, ...] = ()
    lookalikes: tuple[Lookalike, ...] = ()
    same_as: Iterable[tuple[str, ...]] = ()
    flaws: Mapping[str, int] = field(default_factory=dict)
