"""What members ship to each other, and what customs are told of it."""

from __future__ import annotations

import numpy as np

from interlink.worlds.ordinary.calendar import DAY
from interlink.worlds.ordinary.offices import DIRECTOR
from interlink.worlds.ordinary.ties import Floats
from interlink.worlds.planting.casting import Casting, free_ends
from interlink.worlds.planting.draft import NoRoom, Step

__all__ = ["Trading"]


class Trading(Casting):
    """Moves customers, shipments and declarations."""

    def deal(self, *, shipments: int = 2, over_hub: bool = False) -> tuple[int, int, int]:
        """A tie of trade between two companies that did not deal before: tie, consignor, consignee.

        Two consignors exchange one of their consignees: how many customers and suppliers each company has
        stays as it was, and how much each ships; what arrives changes by the difference of the two ties.
        """
        ties, corridor = self.block.shipping.ties, self.block.shipping.corridor
        counts = np.diff(ties.first)
        free = ties.free & ~self.taken[self.people + ties.a] & ~self.taken[self.people + ties.b]
        if over_hub:
            free &= self.block.shipping.hub >= 0
        load = self.load()
        with_head = free & np.isfinite(load[ties.a]) & (counts >= shipments)
        # the busy are seldom drawn in, as somebody looks at them anyway
        chances = self.rng.random((2, counts.size)) * np.stack([load[ties.a], load[ties.b]]) ** 2
        for one in sorted(np.flatnonzero(with_head), key=lambda tie: chances[0, tie]):
            same = ties.free & (corridor == corridor[one]) & np.isfinite(load[ties.b])
            same &= (ties.a != ties.a[one]) & ~np.isin(ties.b, ties.b[ties.a == ties.a[one]])
            same &= ~self.taken[self.people + ties.b]
            if same.any():
                others = np.flatnonzero(same)
                other = int(others[np.argmin(chances[1, others])])
                self.exchange_consignees(int(one), other)
                ties.free[one] = False
                return int(one), self.people + int(ties.a[one]), self.people + int(ties.b[one])
        raise NoRoom(f"no trade left in the world for {self.draft.typology}")

    def exchange_consignees(self, one: int, other: int) -> None:
        """Each of two ties leads where the other did; a consignee that was notified itself still is."""
        shipping = self.block.shipping
        was = shipping.ties.b[[one, other]].copy()
        shipping.ties.join(one, other)
        for tie, before in zip((one, other), was, strict=True):
            records = shipping.ties.records(tie)
            itself = records[shipping.notify[records] == before]
            shipping.notify[itself] = shipping.ties.b[tie]

    def load(self) -> Floats:
        """How many ties each company and its quietest free director have; infinite where none is free."""
        offices, count = self.block.offices, self.block.companies.size
        calls = free_ends(self.block.calls, self.people)
        able = (
            (offices.role == DIRECTOR)
            & offices.free
            & ~self.taken[offices.party]
            & (calls[offices.party] >= 1)
        )
        held = np.bincount(offices.party[~offices.by_company], minlength=self.people)
        quietest = np.full(count, np.inf)
        directors = offices.party[able]
        np.minimum.at(quietest, offices.company[able], calls[directors] + held[directors])
        ties, money = self.block.shipping.ties, self.block.payments
        ends = np.concatenate([ties.a, ties.b, money.a - self.people, money.b - self.people])
        return quietest + np.bincount(ends[ends >= 0], minlength=count)

    def ship(self, tie: int, day: int, *, declared: int = 0) -> list[Step]:
        """The tie's shipments, the first loaded on the day and the others as long after it as before.

        So many of them at least are declared to customs.
        """
        shipping = self.block.shipping
        records = shipping.ties.records(tie)
        source, target = int(shipping.ties.a[tie]), int(shipping.ties.b[tie])
        shift = day - int(shipping.loaded[records].min())
        steps = []
        for record in records:
            self.sail(int(record), int(shipping.loaded[record]) + shift)
            at = int(shipping.loaded[record]) * DAY
            place = ("shipments", int(record))
            steps.append(self.step("Shipped", self.people + source, self.people + target, at, place))
        steps.sort(key=lambda step: step.at)
        for step in steps[:declared]:
            if not self.block.declarations.of(step.record[1]).size:
                self.declare(step.record[1])
        for step in steps:
            papers = self.block.declarations.of(step.record[1])
            self.draft.records += [("declarations", int(row)) for row in papers]
        return steps

    def sail(self, shipment: int, loaded: int) -> None:
        """Moves a shipment to another day of loading, its declarations with it."""
        shipping, declared = self.block.shipping, self.block.declarations
        shipping.sail(shipment, loaded)
        days = (shipping.loaded, shipping.discharged, shipping.transhipped)
        for row in declared.of(shipment):
            declared.day[row] = days[declared.procedure[row]][shipment]

    def share_container(self, shipment: int, tie: int) -> bool:
        """The shipment's goods travel in a container of a stranger's, who is left alone from now on.

        The stranger's shipment is moved to the same day; False where nobody else ships along the corridor.
        """
        shipping = self.block.shipping
        ties = shipping.ties
        there = shipping.corridor[ties.of] == shipping.corridor[tie]
        alone = (shipping.shared < 0) & ~np.isin(np.arange(shipping.size), shipping.shared)
        strangers = np.flatnonzero(there & alone & ties.free[ties.of] & (ties.of != tie))
        if not strangers.size:
            return False
        near = int(strangers[np.argmin(np.abs(shipping.loaded[strangers] - shipping.loaded[shipment]))])
        self.sail(near, int(shipping.loaded[shipment]))
        shipping.shared[shipment] = near
        ties.free[ties.of[near]] = False
        return True

    def declare(self, shipment: int) -> None:
        """The papers of somebody else's shipment become this one's: as many are declared as before.

        Who loses them declares one shipment less; what they said of value and weight is scaled to this one's.
        """
        shipping, declared = self.block.shipping, self.block.declarations
        others = np.flatnonzero(
            shipping.ties.free[shipping.ties.of[declared.shipment]] & (declared.vehicle < 0)
        )
        other = int(declared.shipment[self.one_of(others, "declaration")])
        for row in declared.of(other):
            declared.value[row] *= shipping.value[shipment] / shipping.value[other]
            declared.weight[row] *= shipping.weight[shipment] / shipping.weight[other]
            declared.shipment[row] = shipment
        self.sail(shipment, int(shipping.loaded[shipment]))
        declared.value = np.round(declared.value, 2)
        declared.weight = np.round(declared.weight, 1)
