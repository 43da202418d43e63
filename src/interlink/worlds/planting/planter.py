"""Networks are put into an ordinary block by exchanging the ends of ties that are there already.

Who is drawn into a network keeps the number of contacts, payments and customers they had; what changes is
with whom, and when: the double edge swap of Maslov and Sneppen (2002), doi:10.1126/science.1065103.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from interlink.worlds.ordinary.calendar import DAYS
from interlink.worlds.planting.crossing import Crossing
from interlink.worlds.planting.dealing import Dealing
from interlink.worlds.planting.draft import Step
from interlink.worlds.planting.trading import Trading

__all__ = ["Planter"]


class Planter(Dealing, Trading, Crossing):
    """Draws people into networks, and moves their ties."""

    def chain(self, parties: Sequence[int], steps: Sequence[Step]) -> None:
        """Says that the parties are a chain in time, and leads three shorter ways round it."""
        ways = self.lead_round(parties[0], parties[-1])
        self.draft.chains.append((list(parties), list(steps), ways))

    def lead_round(self, start: int, end: int) -> list[list[int]]:
        """Three ways of innocent contacts, on each of which a later link comes before an earlier one."""
        steps = len(self.draft.steps), len(self.draft.records)
        x = self.bystander(3, start, end)
        y = self.bystander(3, start, end, x)
        z = self.bystander(2, start, end, x, y)
        for before, after in ((((x, end),), ((start, x),)), (((y, end),), ((x, y), (z, y)))):
            turn = int(self.rng.integers(DAYS // 3, 2 * DAYS // 3))
            for one, other in before:
                self.call(one, other, int(self.rng.integers(0, turn // 2)), until=turn - 1)
            for one, other in after:
                self.call(one, other, turn + 1 + int(self.rng.integers(0, DAYS // 6)))
        self.call(start, z, int(self.rng.integers(0, DAYS - 60)))
        # another exchange could join two of them anew
        calls = self.block.calls
        calls.free[np.isin(calls.a, (x, y, z)) | np.isin(calls.b, (x, y, z))] = False
        del self.draft.steps[steps[0] :], self.draft.records[steps[1] :]
        return [[start, x, end], [start, x, y, end], [start, z, y, end]]

    def bystander(self, calls: int, *others: int) -> int:
        """Somebody who has nothing to do with it, calls none of the others, and is left alone from now on."""
        ties = self.block.calls
        known = np.isin(ties.a, others) | np.isin(ties.b, others)
        near = np.isin(np.arange(self.people), np.concatenate([ties.a[known], ties.b[known]]))
        found = self.person(among=~near, calls=calls)
        self.taken[found] = True
        return found
