"""Which borders members cross, when, with whom, and on whose passport."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from interlink.worlds.ordinary.calendar import DAY, DAYS
from interlink.worlds.ordinary.ties import Ints
from interlink.worlds.planting.casting import Casting
from interlink.worlds.planting.draft import Step

__all__ = ["Crossing"]


class Crossing(Casting):
    """Moves journeys."""

    def travellers(self) -> Ints:
        """Those who cross a border."""
        return np.unique(self.block.crossings.traveller)

    def passages(self, person: int) -> Ints:
        """The person's entries abroad."""
        crossings = self.block.crossings
        return np.flatnonzero((crossings.traveller == person) & crossings.entry)

    def move_journey(self, row: int, day: int) -> None:
        """Moves the journey that begins with this entry to the day, the way back with it."""
        crossings = self.block.crossings
        shift = (day - crossings.at[row] // DAY) * DAY
        rows = self.journey(row)
        crossings.at[rows] = np.minimum(crossings.at[rows] + shift, DAYS * DAY - 1)

    def show_document(self, row: int, holder: int) -> None:
        """The journey that begins with this entry is made on the holder's passport."""
        self.block.crossings.document[self.journey(row)] = holder

    def cross_together(self, group: Sequence[int], country: int, day: int) -> list[Step]:
        """All enter the country at one post within the hour, those after the first in the first's vehicle.

        Who leads without a car has borrowed one. A way back that is recorded leads out of that country.
        """
        crossings = self.block.crossings
        rows = [self.one_of(self.passages(person), "journey") for person in group]
        for row in rows:
            self.move_journey(row, day)
        lead = rows[0]
        there = self.block.sea.draw_posts(self.rng, np.array([country]), by_road=True)[0]
        car = crossings.vehicle[lead]
        if car < 0:
            car = self.one_of(np.flatnonzero(self.block.vehicles.status == 0), "vehicle")
        steps = []
        for turn, row in enumerate(rows):
            crossings.at[row] = crossings.at[lead] + turn * int(self.rng.integers(30, 200))
            both = self.journey(row)
            crossings.country[both], crossings.post[both], crossings.vehicle[both] = country, there, car
            if turn:
                at = int(crossings.at[row])
                steps.append(self.step("CrossedWith", group[0], group[turn], at, ("crossings", row)))
        self.draft.records.append(("crossings", lead))
        return steps

    def journey(self, row: int) -> Ints:
        """The passages of the journey that begins with this entry: itself, and the way back if recorded."""
        crossings = self.block.crossings
        mine = (crossings.trip == crossings.trip[row]) & (crossings.traveller == crossings.traveller[row])
        return np.flatnonzero(mine)
