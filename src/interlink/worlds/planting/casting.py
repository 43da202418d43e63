"""Who is drawn into a network: people, companies, directors."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from interlink.worlds.ordinary.block import Block
from interlink.worlds.ordinary.calendar import DAY
from interlink.worlds.ordinary.offices import DIRECTOR
from interlink.worlds.ordinary.ties import Flags, Ints, Ties
from interlink.worlds.planting.draft import Draft, NoRoom, Place, Step

__all__ = ["Casting", "free_ends", "prefer"]


class Casting:
    """Draws people and companies into the network that is being planted."""

    def __init__(self, block: Block, rng: np.random.Generator, taken: Flags) -> None:
        self.block = block
        self.rng = rng
        self.taken = taken
        self.people = block.people.size
        self.draft = Draft("")

    def begin(self, typology: str, *, cover: Sequence[str] = ()) -> Draft:
        """Starts the next network."""
        self.draft = Draft(typology, cover=tuple(cover))
        return self.draft

    def join(self, party: int, role: str) -> int:
        """The party, now a member in the role."""
        self.taken[party] = True
        self.draft.roles[party] = role
        return party

    def note(self, event: str, steps: Sequence[Step]) -> None:
        """Puts an event on the timeline, on the day of its first record."""
        if steps:
            first = min(step.at for step in steps)
            self.draft.timeline.append((first, event, [step.record for step in steps]))

    # people and companies

    def person(
        self,
        *,
        countries: Sequence[int] = (),
        among: Flags | Ints | None = None,
        calls: int = 1,
        beside: int | None = None,
        pays: bool = False,
        paid: bool = False,
    ) -> int:
        """Anybody not yet in a network, with so many free ties; of the town of `beside` if given."""
        people = self.block.people
        fit = ~self.taken[: self.people]
        if among is not None:
            chosen = np.zeros(self.people, dtype=np.bool_)
            chosen[among] = True
            fit &= chosen
        if countries:
            fit &= np.isin(people.country, countries)
        if beside is not None:
            fit &= people.town == people.town[beside]
        fit &= free_ends(self.block.calls, self.people) >= calls
        money = self.block.payments
        free = money.free & (money.a != money.b)
        if pays:
            fit &= np.bincount(money.a[free], minlength=self.people)[: self.people] > 0
        if paid:
            fit &= np.bincount(money.b[free], minlength=self.people)[: self.people] > 0
        return self.quiet_one(np.flatnonzero(fit), "person")

    def company(self, trade: str) -> int:
        """A company of the trade in no network, as a party; any company where none is left."""
        free = np.flatnonzero(~self.taken[self.people :])
        right = prefer(free, np.isin(free, self.block.companies.of_trade(trade)))
        return self.people + self.one_of(right, trade)

    def one_of(self, fit: Ints, what: str) -> int:
        """One of the positions by chance.

        Raises
        ------
        NoRoom   there is none
        """
        if not fit.size:
            raise NoRoom(f"no {what} left in the world for {self.draft.typology}")
        return int(fit[self.rng.integers(fit.size)])

    def quiet_one(self, fit: Ints, what: str) -> int:
        """One of the people by chance, those with few ties and offices rather than those with many."""
        if not fit.size:
            return self.one_of(fit, what)
        offices = self.block.offices
        held = np.bincount(offices.party[~offices.by_company], minlength=self.people)[fit]
        many = free_ends(self.block.calls, self.people)[fit] + held
        weight = 1.0 / np.maximum(many, 1.0) ** 2
        return int(self.rng.choice(fit, p=weight / weight.sum()))

    def director(self, firm: int, *, before: int, calls: int = 1) -> tuple[int, Step]:
        """A person in no network who directs the company since before the day, with so many free ties."""
        offices = self.block.offices
        rows = offices.rows(firm - self.people, role=DIRECTOR)
        rows = rows[offices.since[rows] < before]
        free = rows[~self.taken[offices.party[rows]] & offices.free[rows]]
        free = free[free_ends(self.block.calls, self.people)[offices.party[free]] >= calls]
        quiet = self.quiet_one(np.unique(offices.party[free]), "director")
        row = int(free[offices.party[free] == quiet][0])
        offices.free[row] = False
        return int(offices.party[row]), self.office_step(row)

    def office_step(self, row: int) -> Step:
        """The step that a row of the register is."""
        offices = self.block.offices
        party = int(offices.party[row]) + (self.people if offices.by_company[row] else 0)
        kind = "Directs" if offices.role[row] == DIRECTOR else "Owns"
        at = int(offices.since[row]) * DAY
        return self.step(kind, party, self.people + int(offices.company[row]), at, ("offices", row))

    def step(self, kind: str, source: int, target: int, at: int, record: Place) -> Step:
        """A step, written down with its record."""
        made = Step(kind, source, target, int(at), record)
        self.draft.steps.append(made)
        if record not in self.draft.records:
            self.draft.records.append(record)
        return made


def free_ends(ties: Ties, count: int) -> Ints:
    """How many free ties each of the first `count` ends has."""
    free = ties.free & (ties.a != ties.b) & (ties.a >= 0) & (ties.b >= 0)
    ends = np.concatenate([ties.a[free], ties.b[free]])
    return np.bincount(ends, minlength=count)[:count]


def prefer(positions: Ints, right: Flags) -> Ints:
    """Those that are right, or all where none is."""
    return positions[right] if right.any() else positions
