"""What is asked of journeys, checked: which contacts count, from where to where, within which limits."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import numpy as np

from interlink.access.view import read_moment
from interlink.analytics.reaching import Reached, reach
from interlink.analytics.sweep import NEVER
from interlink.analytics.timed import Limits
from interlink.projection import Projection
from interlink.projection.columns import Ints
from interlink.projection.narrow import Moment

__all__ = ["HOUR_US", "Asked", "Goal", "limits_of"]

Goal = Literal["earliest", "latest", "fewest"]
HOUR_US = 3_600_000_000
# A wait beyond this has no end, for what records can hold.
MOST_HOURS = 24 * 366 * 200


@dataclass(frozen=True, eq=False)
class Asked:
    """A question that was checked: which contacts count, from where to where, within which limits.

    Where no end was named, it is the start.
    """

    projection: Projection
    start: int
    end: int
    goal: Goal
    k: int
    limits: Limits
    follow: bool
    until: Moment | None

    @cached_property
    def usable(self) -> Ints:
        """The contacts that may be followed: for the latest departure such as arrive by `until`."""
        until = self.projection.contacts.until
        if self.goal != "latest" or self.until is None:
            return np.arange(until.size)
        return np.flatnonzero(until <= int(read_moment(self.until).timestamp() * 1_000_000))

    def reach(self, usable: Ints, limits: Limits) -> Reached:
        """Whom the start reaches."""
        size = self.projection.n_nodes
        return reach(self.projection.contacts, usable, size, self.start, limits, both=not self.follow)


def limits_of(least: float, most: float | None, share: float | None) -> Limits:
    """The limits in microseconds."""

    def micros(hours: float) -> int:
        return round(min(hours, MOST_HOURS) * HOUR_US)

    longest = NEVER if most is None or most >= MOST_HOURS else micros(most)
    return Limits(micros(least), longest, -1.0 if share is None else share)
