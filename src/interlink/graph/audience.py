"""An audience: a named clearance that a graph is built for, one database each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from interlink.model.marking import Clearance, Marking, handling_rank, is_visible

__all__ = ["LOCAL_AUDIENCE", "Audience"]


@dataclass(frozen=True)
class Audience:
    """Who a graph is for. What they may not see is not in its database at all."""

    name: str
    clearance: Clearance

    @property
    def database(self) -> str:
        """The name of the audience's database."""
        return self.name

    def within(self, clearance: Clearance) -> bool:
        """A principal of this clearance may see everything that the audience sees."""
        if clearance.everything:
            return True
        if self.clearance.everything:
            return False
        ours, theirs = (handling_rank(each.handling_ceiling) for each in (self.clearance, clearance))
        return self.clearance.agencies <= clearance.agencies and ours <= theirs

    def sees(self, markings: Mapping[int, Marking]) -> list[int]:
        """The numbers of the markings that this audience sees, ascending.

        Markings restricted to purposes, or that depend on a case, stay out: a graph outlives the
        purpose it is asked for.
        """
        return sorted(
            number
            for number, marking in markings.items()
            if not marking.purposes and not marking.person_category and is_visible(marking, self.clearance)
        )


LOCAL_AUDIENCE = Audience("interlink", Clearance(handling_ceiling="H3", everything=True))
