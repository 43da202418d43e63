"""Planting: networks are put into an ordinary block by exchanging the ends of ties that are there already.

Who is drawn into a network keeps the number of contacts, payments and customers they had; what changes is
with whom, and when: the double edge swap of Maslov and Sneppen (2002), doi:10.1126/science.1065103.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from interlink.errors import InterlinkError
from interlink.worlds.block import Block
from interlink.worlds.calendar import DAY, DAYS
from interlink.worlds.offices import DIRECTOR
from interlink.worlds.ties import Flags, Ints, Ties

__all__ = ["Draft", "NoRoom", "Planter", "Step", "prefer"]


class NoRoom(InterlinkError):
    """The block holds nobody who could play the part."""


@dataclass(frozen=True)
class Step:
    """One link of a network: what kind, between whom, on which day, and the record that says so."""

    kind: str
    source: int
    target: int
    at: int
    record: tuple[str, int]


@dataclass
class Draft:
    """A network being planted. Parties are counted through: people by their position, then companies.

    `records` name a kind of row of the block and its position there; `chains` are parties in order of what
    happened, with the steps between them, and the shorter ways round that happened in another order.
    """

    typology: str
    roles: dict[int, str] = field(default_factory=dict)
    steps: list[Step] = field(default_factory=list)
    records: list[tuple[str, int]] = field(default_factory=list)
    timeline: list[tuple[int, str, list[tuple[str, int]]]] = field(default_factory=list)
    chains: list[tuple[list[int], list[Step], list[list[int]]]] = field(default_factory=list)
    cover: tuple[str, ...] = ()


class Planter:
    """Draws people into networks, and moves their ties."""

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

    def director(self, firm: int, *, calls: int = 1) -> tuple[int, Step]:
        """A person who directs the company, is in no network yet, and has so many free ties."""
        offices = self.block.offices
        rows = offices.rows(company=firm - self.people, role=DIRECTOR)
        free = rows[~self.taken[offices.party[rows]] & offices.free[rows]]
        free = free[free_ends(self.block.calls, self.people)[offices.party[free]] >= calls]
        row = self.one_of(free, "director")
        offices.free[row] = False
        return int(offices.party[row]), self.office_step(row)

    def office_step(self, row: int) -> Step:
        """The step that a row of the register is."""
        offices = self.block.offices
        party = int(offices.party[row]) + (self.people if offices.by_company[row] else 0)
        kind = "Directs" if offices.role[row] == DIRECTOR else "Owns"
        at = max(int(offices.since[row]), 0) * DAY
        return self.step(kind, party, self.people + int(offices.company[row]), at, ("offices", row))

    def step(self, kind: str, source: int, target: int, at: int, record: tuple[str, int]) -> Step:
        """A step, written down with its record."""
        made = Step(kind, source, target, int(at), record)
        self.draft.steps.append(made)
        if record not in self.draft.records:
            self.draft.records.append(record)
        return made

    # ties

    def call(
        self, caller: int, callee: int, day: int, *, until: int = DAYS - 1, contacts: int = 1
    ) -> list[Step]:
        """Calls between two people from the day on, as many as the caller had with somebody else.

        Of the caller's ties one of at least so many `contacts` is taken, if there is one.
        """
        calls = self.block.calls
        mine, theirs = touching(calls, caller), touching(calls, callee)
        mine = prefer(mine, np.diff(calls.first)[mine] >= contacts)
        for _ in range(20):
            one, other = self.one_of(mine, "call tie"), self.one_of(theirs, "call tie")
            keep = calls.b[one] if calls.a[one] == caller else calls.a[one]
            left = calls.b[other] if calls.a[other] == callee else calls.a[other]
            if one != other and keep not in (callee, left) and left != caller:
                break
        else:
            raise NoRoom(f"nobody to exchange contacts with for {self.draft.typology}")
        put(calls, one, caller, callee)
        put(calls, other, left, keep)
        calls.free[one] = False
        records = calls.records(one)
        self.redate(calls, records, day, until)
        # who calls first is known; afterwards they call each other as they called others
        calls.flip[records[np.argmin(calls.at[records])]] = calls.a[one] != caller
        return self.dated(
            [
                self.step(
                    "Called", *self.order(record, caller, callee), calls.at[record], ("calls", int(record))
                )
                for record in records
            ]
        )

    def order(self, record: int, caller: int, callee: int) -> tuple[int, int]:
        """Who of two calls the other in the record."""
        calls = self.block.calls
        is_turned = calls.flip[record] != (calls.a[calls.of[record]] != caller)
        return (callee, caller) if is_turned else (caller, callee)

    def pay(self, payer: int, payee: int, day: int, *, total: float | None = None) -> list[Step]:
        """Payments from one account to another from the day on, together the total if one is given.

        Without it the sums are what the payer paid to somebody else before.
        """
        money = self.block.payments
        size = self.people
        out = np.flatnonzero(money.free & (money.a == payer) & (money.a != money.b))
        into = np.flatnonzero(money.free & (money.b == payee) & (money.a != money.b))
        out = prefer(out, (money.b[out] < size) == (payee < size))
        into = prefer(into, (money.a[into] < size) == (payer < size))
        one = self.one_of(out[money.b[out] != payee], "payment to make")
        other = self.one_of(into[into != one], "payment to receive")
        money.join(one, other)
        money.free[one] = False
        records = money.records(one)
        self.redate(money, records, day)
        if total is not None:
            money.amount[records] = np.round(money.amount[records] * total / money.amount[records].sum(), 2)
        return self.dated(
            [
                self.step("Paid", payer, payee, money.at[record], ("payments", int(record)))
                for record in records
            ]
        )

    def total(self, payments: Sequence[Step]) -> float:
        """What the payments come to, in euros."""
        return float(self.block.payments.amount[[step.record[1] for step in payments]].sum())

    def dated(self, steps: list[Step]) -> list[Step]:
        """The steps in order of time."""
        return sorted(steps, key=lambda step: step.at)

    def redate(self, ties: Ties, records: Ints, day: int, until: int = DAYS - 1) -> None:
        """Moves the records so that the first is on the day; the gaps between them stay, or shrink to fit."""
        first = ties.at[records].min()
        gaps = (ties.at[records] - first) // DAY
        room = max(until - day, 0)
        if gaps.max() > room:
            gaps = gaps * room // gaps.max()
        ties.at[records] = (day + gaps) * DAY + ties.at[records] % DAY

    def deal(self, *, shipments: int = 2, over_hub: bool = False) -> tuple[int, int, int]:
        """A tie of trade between two companies that did not deal before: tie, consignor, consignee."""
        ties, corridor = self.block.shipping.ties, self.block.shipping.corridor
        counts = np.diff(ties.first)
        free = ties.free & ~self.taken[self.people + ties.a] & ~self.taken[self.people + ties.b]
        if over_hub:
            free &= self.block.shipping.hub >= 0
        with_head = free & self.directed(ties.a) & (counts >= shipments)
        busy = (
            np.bincount(ties.a, minlength=counts.size)[ties.a]
            + np.bincount(ties.b, minlength=counts.size)[ties.b]
        )
        chance = self.rng.random(counts.size) * busy
        for one in sorted(np.flatnonzero(with_head), key=lambda tie: chance[tie]):
            same = ties.free & (corridor == corridor[one]) & self.directed(ties.b)
            same &= (ties.a != ties.a[one]) & (ties.b != ties.b[one]) & ~self.taken[self.people + ties.b]
            if same.any():
                others = np.flatnonzero(same)
                other = int(others[np.argmin(chance[others])])
                ties.join(int(one), other)
                ties.free[one] = False
                return int(one), self.people + int(ties.a[one]), self.people + int(ties.b[one])
        raise NoRoom(f"no trade left in the world for {self.draft.typology}")

    def directed(self, companies: Ints) -> Flags:
        """Whether each company has a director who can be drawn in."""
        offices = self.block.offices
        able = (offices.role == DIRECTOR) & offices.free & ~self.taken[offices.party]
        able &= free_ends(self.block.calls, self.people)[offices.party] >= 1
        right = np.zeros(self.block.companies.size, dtype=np.bool_)
        right[offices.company[able]] = True
        return right[companies]

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
            shipping.sail(int(record), int(shipping.loaded[record]) + shift)
            at = int(shipping.loaded[record]) * DAY
            place = ("shipments", int(record))
            steps.append(self.step("Shipped", self.people + source, self.people + target, at, place))
        steps = self.dated(steps)
        for step in steps[:declared]:
            if not self.block.declarations.of(step.record[1]).size:
                self.declare(step.record[1])
        self.date_declarations(steps)
        return steps

    def date_declarations(self, steps: Sequence[Step]) -> None:
        """The declarations of moved shipments move with them, and belong to the network."""
        shipping, declared = self.block.shipping, self.block.declarations
        days = (shipping.loaded, shipping.discharged, shipping.transhipped)
        for step in steps:
            shipment = step.record[1]
            for row in declared.of(shipment):
                declared.day[row] = days[declared.procedure[row]][shipment]
                self.draft.records.append(("declarations", int(row)))

    def declare(self, shipment: int) -> None:
        """The papers of somebody else's shipment become this one's: as many are declared as before."""
        shipping, declared = self.block.shipping, self.block.declarations
        others = np.flatnonzero(
            shipping.ties.free[shipping.ties.of[declared.shipment]] & (declared.vehicle < 0)
        )
        other = int(declared.shipment[self.one_of(others, "declaration")])
        for row in declared.of(other):
            declared.value[row] *= shipping.value[shipment] / shipping.value[other]
            declared.weight[row] *= shipping.weight[shipment] / shipping.weight[other]
            declared.shipment[row] = shipment
        declared.value = np.round(declared.value, 2)
        declared.weight = np.round(declared.weight, 1)

    # borders

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
        rows = np.flatnonzero(
            (crossings.trip == crossings.trip[row]) & (crossings.traveller == crossings.traveller[row])
        )
        crossings.at[rows] = np.minimum(crossings.at[rows] + shift, DAYS * DAY - 1)

    def show_document(self, row: int, holder: int) -> None:
        """The journey that begins with this entry is made on the holder's passport."""
        crossings = self.block.crossings
        rows = (crossings.trip == crossings.trip[row]) & (crossings.traveller == crossings.traveller[row])
        crossings.document[rows] = holder

    def cross_together(self, group: Sequence[int], country: int, day: int) -> list[Step]:
        """All enter the country at one post within the hour, those after the first in their vehicle."""
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
            crossings.country[row], crossings.post[row], crossings.vehicle[row] = country, there, car
            if turn:
                steps.append(
                    self.step("CrossedWith", group[0], group[turn], crossings.at[row], ("crossings", row))
                )
        self.draft.records.append(("crossings", lead))
        return steps

    # chains

    def chain(self, parties: Sequence[int], steps: Sequence[Step]) -> None:
        """Says that the parties are a chain in time, and leads three shorter ways round it."""
        ways = self.lead_round(parties[0], parties[-1])
        self.draft.chains.append((list(parties), list(steps), ways))

    def lead_round(self, start: int, end: int) -> list[list[int]]:
        """Three ways of innocent contacts, on each of which a later link comes before an earlier one."""
        steps = len(self.draft.steps), len(self.draft.records)
        x, y, z = (self.bystander(calls) for calls in (3, 3, 2))
        for before, after in ((((x, end),), ((start, x),)), (((y, end),), ((x, y), (z, y)))):
            turn = int(self.rng.integers(DAYS // 3, 2 * DAYS // 3))
            for one, other in before:
                self.call(one, other, int(self.rng.integers(0, turn // 2)), until=turn - 1)
            for one, other in after:
                self.call(one, other, turn + 1 + int(self.rng.integers(0, DAYS // 6)))
        self.call(start, z, int(self.rng.integers(0, DAYS - 60)))
        del self.draft.steps[steps[0] :], self.draft.records[steps[1] :]
        return [[start, x, end], [start, x, y, end], [start, z, y, end]]

    def bystander(self, calls: int) -> int:
        """Somebody who has nothing to do with it, and is left alone from now on."""
        found = self.person(calls=calls)
        self.taken[found] = True
        return found


def touching(ties: Ties, end: int) -> Ints:
    """The free ties of one end."""
    return np.flatnonzero(ties.free & ((ties.a == end) | (ties.b == end)) & (ties.a != ties.b))


def put(ties: Ties, tie: int, one: int, other: int) -> None:
    """Sets both ends, the one that is there already staying where it is."""
    if ties.b[tie] == one or ties.a[tie] == other:
        one, other = other, one
    ties.a[tie], ties.b[tie] = one, other


def free_ends(ties: Ties, count: int) -> Ints:
    """How many free ties each of the first `count` ends has."""
    free = ties.free & (ties.a != ties.b) & (ties.a >= 0) & (ties.b >= 0)
    ends = np.concatenate([ties.a[free], ties.b[free]])
    return np.bincount(ends, minlength=count)[:count]


def prefer(positions: Ints, right: Flags) -> Ints:
    """Those that are right, or all where none is."""
    return positions[right] if right.any() else positions
