"""An audience: a named clearance that a graph is built for, one database each."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Protocol

from interlink.errors import SettingsError, nearest
from interlink.model.grades import HANDLING, handling_place
from interlink.model.marking import NOBODY, PURPOSES, Clearance, Marking, is_visible

__all__ = ["LOCAL_AUDIENCE", "Audience", "HasGraph", "Leftover", "define_audience"]

NAME = re.compile(r"[a-z][a-z0-9_-]{0,40}")
# A graph is built beside another in a database of the same name with this after it.
ASIDE = "_next"


class HasGraph(Protocol):
    """Whatever a graph may be kept for."""

    @property
    def name(self) -> str:
        """What people call it."""
        ...

    @property
    def database(self) -> str:
        """The name of its database and of the files about it."""
        ...


@dataclass(frozen=True)
class Leftover:
    """What may be left of the graph of an audience that is no more."""

    name: str
    database: str


@dataclass(frozen=True)
class Audience:
    """Who a graph is for. What they may not see is not in its database at all.

    Everyone who asks it works for one of `purposes`; without any it holds nothing that a purpose restricts.
    """

    name: str
    clearance: Clearance
    purposes: frozenset[str] = frozenset()

    @property
    def database(self) -> str:
        """The name of the audience's database and of the files about it.

        It holds a digest of who they are: defined anew under the same name, they are never shown a graph that
        was built for others.
        """
        if self.clearance.everything and not self.purposes:
            return self.name
        said = (sorted(self.clearance.agencies), self.clearance.handling_ceiling, sorted(self.purposes))
        return f"{self.name}-{hashlib.sha256(json.dumps(said).encode()).hexdigest()[:8]}"

    def within(self, clearance: Clearance) -> bool:
        """A principal of this clearance may see everything that the audience sees."""
        if self.purposes and clearance.purpose not in self.purposes:
            return False
        if clearance.everything:
            return True
        if self.clearance.everything:
            return False
        ours, theirs = (handling_place(each.handling_ceiling) for each in (self.clearance, clearance))
        return self.clearance.agencies <= clearance.agencies and ours <= theirs

    def sees(self, markings: Mapping[int, Marking]) -> list[int]:
        """The numbers of the markings that this audience sees, ascending.

        What is restricted to purposes is seen where each of the audience's is among them: whoever asks then
        works for one that it is open to. What depends on a case stays out, whatever the case.
        """
        return sorted(number for number, marking in markings.items() if self._sees(marking))

    def _sees(self, marking: Marking) -> bool:
        if marking.person_category:
            return False
        if marking.purposes and not (self.purposes and self.purposes.issubset(marking.purposes)):
            return False
        return is_visible(replace(marking, purposes=()), self.clearance)


LOCAL_AUDIENCE = Audience("interlink", Clearance(handling_ceiling="H3", everything=True))


def define_audience(
    name: str, *, agencies: Iterable[str] = (), handling_ceiling: str = "H0", purposes: Iterable[str] = ()
) -> Audience:
    """The audience so defined; agencies are names of agencies, countries and alliances.

    Raises
    ------
    SettingsError   the name, the ceiling, an agency or a purpose cannot be; every problem is named
    """
    names, wanted = frozenset(agencies), frozenset(purposes)
    problems = []
    if not NAME.fullmatch(name) or name.endswith(ASIDE) or name == LOCAL_AUDIENCE.name:
        problems.append(
            f"audience '{name}': a name is lower-case letters, figures, - and _, begins with a letter, has 41"
            f" characters at most, does not end with {ASIDE} and is not '{LOCAL_AUDIENCE.name}'"
        )
    if handling_ceiling not in HANDLING:
        problems.append(
            f"audience '{name}': handling ceiling '{handling_ceiling}' is not one of {', '.join(HANDLING)}."
            f"{nearest(handling_ceiling.upper(), HANDLING)}"
        )
    problems += [
        f"audience '{name}': '{agency}' is no name of an agency, country or alliance"
        for agency in sorted(names)
        if not agency.strip() or agency == NOBODY
    ]
    problems += [
        f"audience '{name}': '{purpose}' is not a purpose; there are {', '.join(PURPOSES)}."
        f"{nearest(purpose, PURPOSES)}"
        for purpose in sorted(wanted.difference(PURPOSES))
    ]
    if problems:
        raise SettingsError("\n".join(problems))
    return Audience(name, Clearance(agencies=names, handling_ceiling=handling_ceiling), wanted)
