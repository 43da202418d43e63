"""Innocent people and firms who resemble a network: what a naive method takes for one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from interlink.worlds.money import DONATION, FAMILY, PURCHASE
from interlink.worlds.offices import OWNER
from interlink.worlds.planting import Planter

__all__ = ["LOOKALIKES", "Lookalike", "place_lookalikes"]

STAFF = 5


@dataclass(frozen=True)
class Lookalike:
    """Somebody innocent: what they are, which typology they resemble, the parties."""

    kind: str
    resembles: str
    members: list[int]


def place_lookalikes(planter: Planter, *, of_each: int) -> list[Lookalike]:
    """So many of each kind, who are then left alone."""
    found = []
    for kind, (resembles, place) in LOOKALIKES.items():
        for _ in range(of_each):
            planter.begin(kind)
            members = place(planter)
            planter.taken[members] = True
            found.append(Lookalike(kind, resembles, members))
    return found


def freight_forwarder(planter: Planter) -> list[int]:
    """Is told of every tenth shipment into its country, and rings everybody in the trade."""
    block = planter.block
    firm = company(planter, "forwarder")
    place = firm - planter.people
    arrives = (
        block.companies.country[block.shipping.ties.b[block.shipping.ties.of]]
        == block.companies.country[place]
    )
    block.shipping.notify[arrives & (planter.rng.random(arrives.size) < 0.12)] = place
    ring_up(planter, firm, share=0.0025)
    return [firm]


def call_centre(planter: Planter) -> list[int]:
    """A firm whose agents get new phones on one day, and whose office rings strangers."""
    people = planter.block.people
    firm = company(planter, "services")
    country = planter.block.companies.country[firm - planter.people]
    changing = np.flatnonzero(
        people.replaces & (people.country == country) & ~planter.taken[: planter.people]
    )
    if changing.size < 3 * STAFF:
        changing = np.flatnonzero(people.replaces)
    staff = []
    for _ in range(STAFF):
        staff.append(planter.person(among=changing, calls=2))
        planter.taken[staff[-1]] = True
    day = int(planter.rng.integers(120, 420))
    people.changed[staff] = day
    for one, other in pairwise(staff):
        planter.call(one, other, day - 20)
    ring_up(planter, firm, share=0.006)
    return [firm, *staff]


def family_business(planter: Planter) -> list[int]:
    """A household that owns and directs three firms, one above the other."""
    block = planter.block
    people, offices = block.people, block.offices
    sizes = np.bincount(people.house)
    first = planter.person(among=sizes[people.house] >= 3)
    family = np.flatnonzero(people.house == people.house[first])
    family = family[~planter.taken[family]][:4]
    country = people.country[first]
    free = (block.companies.country == country) & ~planter.taken[planter.people :]
    firms = planter.rng.choice(np.flatnonzero(free), size=min(3, int(free.sum())), replace=False)
    for turn, firm in enumerate(firms):
        for row in offices.rows(company=int(firm)):
            if offices.role[row] == OWNER and offices.by_company[row]:
                offices.party[row] = firms[turn - 1]
            elif not offices.by_company[row]:
                offices.party[row] = family[turn % family.size]
            offices.free[row] = False
    return [*(int(person) for person in family), *(planter.people + int(firm) for firm in firms)]


def seasonal_trader(planter: Planter) -> list[int]:
    """Ships everything within six weeks at prices of the season."""
    shipping = planter.block.shipping
    free = shipping.ties.free & ~planter.taken[planter.people + shipping.ties.a]
    free &= ~planter.taken[planter.people + shipping.ties.b] & (np.diff(shipping.ties.first) >= 3)
    tie = planter.one_of(np.flatnonzero(free), "trade")
    shipping.ties.free[tie] = False
    start = int(planter.rng.integers(60, 400))
    for turn, shipment in enumerate(shipping.ties.records(tie)):
        shipping.sail(int(shipment), start + 6 * turn)
        shipping.value[shipment] = np.round(shipping.value[shipment] * planter.rng.uniform(0.6, 1.7), 2)
    return [planter.people + int(shipping.ties.a[tie]), planter.people + int(shipping.ties.b[tie])]


def charity(planter: Planter) -> list[int]:
    """Many give it a little, and it pays a few abroad."""
    block = planter.block
    firm = company(planter, "charity")
    money = block.payments
    small = np.flatnonzero(
        np.isin(money.kind, (DONATION, FAMILY, PURCHASE)) & money.free & (money.a < planter.people)
    )
    givers = planter.rng.choice(small, size=max(18, small.size // 250), replace=False)
    money.b[givers] = firm
    money.free[givers] = False
    rows = np.isin(money.of, givers)
    money.amount[rows] = np.round(np.minimum(money.amount[rows], 20 + money.amount[rows] % 60), 2)
    return [firm]


def car_dealer(planter: Planter) -> list[int]:
    """Exports vehicles every month, now and then one that is reported stolen later."""
    block = planter.block
    shipping = block.shipping
    free = (
        shipping.ties.free
        & ~planter.taken[planter.people + shipping.ties.a]
        & (np.diff(shipping.ties.first) >= 3)
    )
    tie = planter.one_of(np.flatnonzero(free), "trade")
    shipping.ties.free[tie] = False
    sold = np.flatnonzero(block.vehicles.status == 1)
    for shipment in shipping.ties.records(tie):
        for row in block.declarations.of(int(shipment)):
            block.declarations.vehicle[row] = sold[int(planter.rng.integers(sold.size))]
    return [planter.people + int(shipping.ties.a[tie])]


def workers_bus(planter: Planter) -> list[int]:
    """Five seasonal workers enter together in one bus, and all are paid by one farm."""
    among = planter.travellers()
    workers = []
    for _ in range(5):
        workers.append(planter.person(among=among))
        planter.taken[workers[-1]] = True
    country = int(planter.rng.integers(0, 6))
    planter.cross_together(workers, country, int(planter.rng.integers(80, 380)))
    return workers


def mixed_up_passports(planter: Planter) -> list[int]:
    """Two of a household show each other's passport once, and a clerk mistypes a third."""
    pair = []
    for _ in range(2):
        pair.append(planter.person(among=planter.travellers()))
        planter.taken[pair[-1]] = True
    for one, other in (pair, pair[::-1]):
        planter.show_document(planter.one_of(planter.passages(one), "journey"), other)
    return pair


LOOKALIKES: dict[str, tuple[str, Callable[[Planter], list[int]]]] = {
    "freight-forwarder": ("drug-importation", freight_forwarder),
    "call-centre": ("phone-change-crew", call_centre),
    "family-business": ("shell-ladder", family_business),
    "seasonal-trader": ("trade-based-laundering", seasonal_trader),
    "charity": ("smurfing-round-trip", charity),
    "car-dealer": ("stolen-vehicle-export", car_dealer),
    "workers-bus": ("human-trafficking", workers_bus),
    "mixed-up-passports": ("document-ring", mixed_up_passports),
    "groupage-trader": ("wildlife-in-mixed-containers", seasonal_trader),
}


def company(planter: Planter, trade: str) -> int:
    """A company of the trade in no network, as a party; any company where none is left."""
    block = planter.block
    free = np.flatnonzero(~planter.taken[planter.people :])
    right = free[np.isin(free, block.companies.of_trade(trade))]
    return planter.people + planter.one_of(right if right.size else free, trade)


def ring_up(planter: Planter, firm: int, *, share: float) -> None:
    """Leads that share of all ties, of people who have others, to the firm's office."""
    calls = planter.block.calls
    both = np.bincount(np.concatenate([calls.a, calls.b]), minlength=planter.people)
    spare = np.flatnonzero(calls.free & (both[calls.b] >= 2) & (calls.b < planter.people))
    chosen = planter.rng.choice(spare, size=max(10, round(share * calls.a.size)), replace=False)
    calls.b[chosen] = firm
    calls.free[chosen] = False
