"""Innocent firms: a call centre, a family's business, a charity."""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from interlink.worlds.ordinary.money import DONATION, FAMILY, PURCHASE
from interlink.worlds.ordinary.offices import OWNER
from interlink.worlds.planting import Planter

__all__ = ["call_centre", "charity", "family_business"]

STAFF = 5


def call_centre(planter: Planter) -> list[int]:
    """A firm whose agents get new phones on one day, and whose office rings strangers."""
    people = planter.block.people
    firm = planter.company("services")
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
    planter.ring_up(firm, share=0.006)
    return [firm, *staff]


def family_business(planter: Planter) -> list[int]:
    """A household that owns and directs three firms, one above the other; who did so before does no more."""
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
        for row in offices.rows(int(firm)):
            if not offices.by_company[row]:
                offices.party[row] = family[turn % family.size]
            elif turn and offices.role[row] == OWNER:
                offices.party[row] = firms[turn - 1]
            offices.free[row] = False
    return [*(int(person) for person in family), *(planter.people + int(firm) for firm in firms)]


def charity(planter: Planter) -> list[int]:
    """Many give it a little instead of somebody else, and it pays a few abroad."""
    money = planter.block.payments
    firm = planter.company("charity")
    small = np.flatnonzero(
        np.isin(money.kind, (DONATION, FAMILY, PURCHASE)) & money.free & (money.a < planter.people)
    )
    givers = planter.rng.choice(small, size=max(18, small.size // 250), replace=False)
    money.b[givers] = firm
    money.free[givers] = False
    rows = np.isin(money.of, givers)
    money.amount[rows] = np.round(np.minimum(money.amount[rows], 20 + money.amount[rows] % 60), 2)
    return [firm]
