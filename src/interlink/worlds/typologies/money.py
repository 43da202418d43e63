"""Networks that hide owners and money: a ladder of shells, and cash in small sums that comes round."""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from interlink.worlds.ordinary.offices import OWNER
from interlink.worlds.ordinary.ties import Flags, Ints
from interlink.worlds.planting import NoRoom, Planter, prefer
from interlink.worlds.typologies.goods import first_day, shells

__all__ = ["plant_shell_ladder", "plant_smurfing"]

RUNGS = 3


def plant_shell_ladder(planter: Planter) -> None:
    """Somebody with a notice owns a firm that owns a firm that owns one that trades, run by a nominee.

    Owners exchange what they own; where the listed person, or a firm, owned nothing before, whoever owned
    the next rung owns one firm less.
    """
    planter.begin(
        "shell-ladder",
        cover=(
            "holdings hold others everywhere",
            "every share is registered, none in the owner's name twice",
        ),
    )
    block, size = planter.block, planter.people
    offices = block.offices
    start = first_day(planter)
    firms = ladder(planter)
    listed = planter.join(planter.person(among=block.wanted.person, calls=2, paid=True), "listed owner")
    nominee, directs = planter.director(size + firms[-1], before=start, calls=2)
    planter.join(nominee, "nominee")
    for turn, firm in enumerate(firms):
        planter.join(size + firm, "operating company" if turn == RUNGS else "shell")
    first = planter.one_of(owned(planter, firms[0], by_company=False), "owner")
    held = np.flatnonzero(~offices.by_company & (offices.party == listed) & offices.free)
    if held.size:
        offices.exchange(first, planter.one_of(held, "office"))
    offices.party[first] = listed
    rows = [first]
    for above, below in pairwise(firms):
        row = planter.one_of(owned(planter, below, by_company=True), "holding")
        held = np.flatnonzero(offices.by_company & (offices.party == above) & offices.free)
        # no firm comes to own itself
        held = held[offices.company[held] != offices.party[row]]
        if held.size:
            offices.exchange(row, planter.one_of(held, "holding"))
        offices.party[row] = above
        rows.append(row)
    offices.free[rows] = False
    for turn, row in enumerate(rows):
        offices.since[row] = start + 5 * turn
    steps = [planter.office_step(row) for row in rows]
    paid = planter.pay(nominee, listed, start + 60)
    planter.note("the ladder is built", steps)
    planter.note("the owner is paid", paid)
    planter.chain([listed, *(size + firm for firm in firms), nominee], [*steps, directs])


def ladder(planter: Planter) -> list[int]:
    """Companies in no network: each owned by one and owning another, the last only owned."""
    offices, size = planter.block.offices, planter.people
    count = planter.block.companies.size
    free = ~planter.taken[size:]
    own = offices.free & (offices.role == OWNER)
    by_company, by_person, owning = np.zeros((3, count), dtype=np.bool_)
    by_company[offices.company[own & offices.by_company]] = True
    by_person[offices.company[own & ~offices.by_company]] = True
    owning[offices.party[own & offices.by_company]] = True
    tops = free & by_person
    top = planter.one_of(prefer(np.flatnonzero(tops), owning[tops]), "holding")
    middle = np.flatnonzero(free & by_company & owning)
    middle = middle[middle != top]
    if middle.size < RUNGS:
        middle = np.flatnonzero(free & by_company & (np.arange(count) != top))
    if middle.size < RUNGS - 1:
        raise NoRoom("no holdings left in the world for shell-ladder")
    rungs = planter.rng.choice(middle, size=RUNGS - 1, replace=False)
    load = planter.load()
    bottom = np.flatnonzero(free & by_company & np.isfinite(load))
    bottom = bottom[~np.isin(bottom, [top, *rungs])]
    last = planter.one_of(
        bottom[load[bottom] <= np.median(load[bottom])] if bottom.size else bottom, "company"
    )
    return [top, *(int(rung) for rung in rungs), last]


def owned(planter: Planter, firm: int, *, by_company: bool) -> Ints:
    """The rows that say who owns the firm."""
    offices = planter.block.offices
    kept = (offices.company == firm) & (offices.role == OWNER) & offices.free
    return np.flatnonzero(kept & (offices.by_company == by_company))


def plant_smurfing(planter: Planter) -> None:
    """Sums too small to be told leave through four accounts, meet in a firm, go abroad and come home."""
    planter.begin(
        "smurfing-round-trip",
        cover=("sums that shops and landlords receive", "accounts that go on paying rent and family"),
    )
    size = planter.people
    start = first_day(planter)
    collector = planter.join(
        planter.one_of(size + np.flatnonzero(collectors(planter)), "collector"), "collector"
    )
    shell = planter.join(planter.one_of(size + np.flatnonzero(shells(planter)), "shell"), "shell")
    smurfs = [planter.join(planter.person(calls=calls, pays=True), "smurf") for calls in (4, 2, 1, 1)]
    adviser = planter.join(planter.person(calls=1, pays=True, paid=True), "adviser")
    organiser = planter.join(planter.person(calls=3, paid=True), "organiser")
    told = planter.call(organiser, smurfs[0], start - 5)
    told += planter.call(smurfs[0], smurfs[1], start - 4)
    told += planter.call(smurfs[1], smurfs[2], start - 3)
    sums = [step for smurf in smurfs for step in planter.pay(smurf, collector, start)]
    abroad = planter.pay(collector, shell, start + 4, total=planter.total(sums) * 0.97)
    wage = planter.pay(shell, adviser, start + 9, total=planter.total(abroad) * 0.95)
    home = planter.pay(adviser, organiser, start + 14, total=planter.total(wage) * 0.95)
    for event, steps in (
        ("the sums are handed out", told), ("paid in", sums), ("sent abroad", abroad),
        ("paid as a fee", wage), ("home again", home),
    ):  # fmt: skip
        planter.note(event, steps)
    first = next(step for step in sums if step.source == smurfs[0])
    planter.chain([smurfs[0], collector, shell, adviser, organiser], [first, abroad[0], wage[0], home[0]])


def collectors(planter: Planter) -> Flags:
    """Companies in no network with four payments to receive and one to make."""
    money, size = planter.block.payments, planter.people
    received = np.bincount(money.b[money.free], minlength=planter.block.parties)[size:]
    made = np.bincount(money.a[money.free], minlength=planter.block.parties)[size:]
    return (received >= 4) & (made >= 1) & ~planter.taken[size:]
