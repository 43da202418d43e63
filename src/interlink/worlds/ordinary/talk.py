"""Who calls whom: households, towns, countries, and relatives abroad."""

from __future__ import annotations

import numpy as np

from interlink.worlds.ordinary.calendar import DAY, DAYS, hours
from interlink.worlds.ordinary.population import People
from interlink.worlds.ordinary.size import Size
from interlink.worlds.ordinary.ties import Ints, Ties, pick_weighted, spread

__all__ = ["draw_calls"]

HOUSEHOLD, TOWN, COUNTRY, ABROAD = range(4)
# Share of ties by how far they reach.
REACH = (0.10, 0.52, 0.27, 0.11)
CALLS_A_TIE = 1.45
# Share of the ties abroad that lead into another block of the world, where people of all countries live too.
INTO_ANOTHER_BLOCK = 0.4


def draw_calls(rng: np.random.Generator, people: People, size: Size, block: int = 0) -> Ties:
    """Ties between people, each of whom has two at least; a few have very many.

    Numbers of calls a tie are heavy-tailed, and so are numbers of contacts by the people's weights. In a
    world of several blocks some call abroad into another: `b` is then -1 - (block * people + position),
    and the tie is not free.
    """
    count = round(size.calls / CALLS_A_TIE)
    more = rng.choice(people.size, size=count - 2 * people.size, p=people.weight / people.weight.sum())
    a = np.concatenate([rng.permutation(people.size), rng.permutation(people.size), more])
    kind = rng.choice(len(REACH), size=count, p=REACH)
    alone = people.houses[1][people.house[a]] - people.houses[0][people.house[a]] == 1
    kind[(kind == HOUSEHOLD) & alone] = TOWN
    b = np.empty(count, dtype=np.int64)
    groups = {HOUSEHOLD: (people.house, people.houses), TOWN: (people.town, people.towns)}
    groups[COUNTRY] = (people.country, people.countries)
    for reach, (group, (low, high)) in groups.items():
        mine = kind == reach
        b[mine] = pick_weighted(rng, people.weight, low[group[a[mine]]], high[group[a[mine]]])
    far = kind == ABROAD
    # a relative: people of one origin stay in touch wherever they live
    homes = np.where(rng.random(far.sum()) < 0.5, people.origin[a[far]], rng.integers(0, 12, far.sum()))
    b[far] = pick_weighted(rng, people.weight, people.countries[0][homes], people.countries[1][homes])
    same = a == b
    b[same] = (a[same] + 1) % people.size
    elsewhere = np.zeros(count, dtype=np.bool_)
    if size.blocks > 1:
        elsewhere = far & (rng.random(count) < INTO_ANOTHER_BLOCK)
        there = (block + rng.integers(1, size.blocks, elsewhere.sum())) % size.blocks
        b[elsewhere] = -1 - (there * people.size + b[elsewhere])
    counts = spread(rng, count, size.calls, tail=1.7, most=40)
    of = np.repeat(np.arange(count), counts)
    at = call_times(rng, of, count)
    # who lives in another block is called and does not call: a record names the caller's cell and handset
    flip = (rng.random(of.size) < 0.5) & ~elsewhere[of]
    return Ties(a=a, b=b, kind=kind, of=of, at=at, free=~elsewhere, flip=flip)


def call_times(rng: np.random.Generator, of: Ints, ties: int) -> Ints:
    """A moment for each record: every tie is lively for a while, for most longer than a quarter."""
    span = np.minimum(rng.lognormal(np.log(150), 0.8, ties), DAYS)
    start = rng.random(ties) * (DAYS - span)
    day = np.floor(start[of] + rng.random(of.size) * span[of]).astype(np.int64)
    return np.asarray(day * DAY + hours(rng, of.size))
