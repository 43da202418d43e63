"""A network being planted: who is in it, what they did, and the records that say so."""

from __future__ import annotations

from dataclasses import dataclass, field

from interlink.errors import LoadError

__all__ = ["Draft", "NoRoom", "Place", "Step"]

# A kind of row of a block, and its position there.
Place = tuple[str, int]


class NoRoom(LoadError):
    """The block holds nobody who could play the part."""


@dataclass(frozen=True)
class Step:
    """One link of a network: what kind, between whom, at which second, and the record that says so.

    An office holds from `at` on, which may be long before the world begins; anything else happens then.
    """

    kind: str
    source: int
    target: int
    at: int
    record: Place


@dataclass
class Draft:
    """A network being planted. Parties are counted through: people by their position, then companies.

    `records` name a kind of row of the block and its position there; `chains` are parties in order of what
    happened, with the steps between them, and the shorter ways round that happened in another order.
    """

    typology: str
    roles: dict[int, str] = field(default_factory=dict)
    steps: list[Step] = field(default_factory=list)
    records: list[Place] = field(default_factory=list)
    timeline: list[tuple[int, str, list[Place]]] = field(default_factory=list)
    chains: list[tuple[list[int], list[Step], list[list[int]]]] = field(default_factory=list)
    cover: tuple[str, ...] = ()
