"""The truth as a judge of rankings: which party an entity is, and how many members come first."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property

from interlink.worlds.truth import Truth

__all__ = ["Judge"]

# A party's number, as the sources write it: NL-P1234567 of a person, NL-12345678 of a company.
NUMBER = re.compile(r"[A-Z]{2}-P?[0-9]+")


class Judge:
    """What a world's truth says of a ranking of entity ids."""

    def __init__(self, truth: Truth) -> None:
        self.truth = truth
        self._networks = {
            typology: [
                frozenset(member.party for member in network.members)
                for network in truth.networks
                if network.typology == typology
            ]
            for typology in self.typologies
        }

    @property
    def typologies(self) -> tuple[str, ...]:
        """The typologies of the world, in order of name."""
        return tuple(sorted({network.typology for network in self.truth.networks}))

    @cached_property
    def _parties(self) -> Mapping[str, str]:
        """The party of each entity id that is a member's or one of several of its party."""
        found: dict[str, str] = {}
        for network in self.truth.networks:
            for member in network.members:
                found.update(dict.fromkeys(member.entities, member.party))
        for cluster in self.truth.same_as:
            known = [found[entity] for entity in cluster if entity in found]
            numbers = sorted(number for number in map(_number, cluster) if number)
            party = (known or numbers or sorted(cluster))[0]
            for entity in cluster:
                found.setdefault(entity, party)
        return found

    def party_of(self, entity: str) -> str:
        """The party of an entity id; of one that stands alone its number, or else the id itself."""
        return self._parties.get(entity) or _number(entity) or entity

    def places(self, ranked: Iterable[str]) -> list[str]:
        """The parties in the order of the ranking, each where it comes first."""
        return list(dict.fromkeys(map(self.party_of, ranked)))

    def networks(self, typology: str) -> list[frozenset[str]]:
        """The members of each network of a typology."""
        return self._networks[typology]

    def members(self, typology: str) -> frozenset[str]:
        """The members of all its networks."""
        return frozenset().union(*self._networks[typology])

    def depth(self, typology: str) -> int:
        """How many first places count: ten networks' worth of members, a half rounded to even."""
        networks = self._networks[typology]
        return round(10 * sum(map(len, networks)) / len(networks))

    def member_recall(self, places: Sequence[str], typology: str) -> float:
        """The share of the typology's members who are among the first places that count."""
        first, members = set(places[: self.depth(typology)]), self.members(typology)
        return len(first & members) / len(members)

    def network_recall(self, places: Sequence[str], typology: str) -> float:
        """The share of its networks of whose members at least half are there."""
        first = set(places[: self.depth(typology)])
        networks = self._networks[typology]
        return sum(2 * len(first & members) >= len(members) for members in networks) / len(networks)

    def precision(self, places: Sequence[str], typology: str, count: int) -> float:
        """The share of so many first places that are members of the typology; a place not taken is none."""
        return len(set(places[:count]) & self.members(typology)) / count

    def false_alarms(self, places: Sequence[str], typology: str) -> int:
        """How many parties of its look-alikes are among the first places that are members of nothing."""
        innocent = {
            party
            for lookalike in self.truth.lookalikes
            if lookalike.resembles == typology
            for party in lookalike.members
        }
        planted = {member.party for network in self.truth.networks for member in network.members}
        return len(set(places[: self.depth(typology)]) & innocent - planted)


def _number(entity: str) -> str | None:
    """The party number that an id of a person or company ends in."""
    tail = entity.rpartition(":")[2]
    return tail if NUMBER.fullmatch(tail) else None
