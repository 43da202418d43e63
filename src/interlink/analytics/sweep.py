"""Passes over contacts in order of time: machine code where there are many contacts."""

# ruff: noqa: PLR0917 - what is compiled is given arrays, many and in one order
from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, ParamSpec, TypeVar

import numpy as np
import numpy.typing as npt

from interlink.analytics.compiled import is_few, machine_code
from interlink.projection.columns import Floats, Ints

__all__ = [
    "NEVER",
    "NO_WAY",
    "UNREACHED",
    "best_ways",
    "earliest_arrivals",
    "fewest_hops",
    "following",
    "reach_ways",
    "slot_ways",
]

Flags = npt.NDArray[np.uint8]
Vertices = npt.NDArray[Any]

NEVER = int(np.iinfo(np.int64).max)
ALWAYS = int(np.iinfo(np.int64).min)
# More than any goal and number of hops together.
NO_WAY = 1 << 62
UNREACHED = -2

P = ParamSpec("P")
R = TypeVar("R")


def _compiled_when_many(loop: Callable[P, R]) -> Callable[P, R]:
    """The loop, as machine code where its first column is long."""

    @wraps(loop)
    def go_through(*given: P.args, **named: P.kwargs) -> R:
        first: Any = given[0]
        made: Callable[P, R] = loop if is_few(first.size) else machine_code(loop)
        return made(*given, **named)

    return go_through


@_compiled_when_many
def earliest_arrivals(
    source: Vertices, target: Vertices, at: Ints, until: Ints, both: bool, n: int, start: int, least: int
) -> tuple[Ints, Ints]:
    """When each vertex can be left for the first time, and by which contact it was reached.

    Contacts come in order of `at`. A vertex can be left `least` after it was reached, `start` always; NEVER
    where there is no way. Contacts are 2e walked from source to target, 2e + 1 the other way, -1 none.
    Contacts of one moment may follow each other in any order: they are gone over until nothing changes.
    """
    ready = np.full(n, NEVER, dtype=np.int64)
    via = np.full(n, -1, dtype=np.int64)
    ready[start] = ALWAYS
    first, count = 0, at.size
    while first < count:
        moment, after = at[first], first + 1
        while after < count and at[after] == moment:
            after += 1
        again = True
        while again:
            again = False
            for e in range(first, after):
                u, v, leave = source[e], target[e], until[e] + least
                if ready[u] <= moment and leave < ready[v]:
                    ready[v], via[v] = leave, 2 * e
                    again |= leave <= moment
                elif both and ready[v] <= moment and leave < ready[u]:
                    ready[u], via[u] = leave, 2 * e + 1
                    again |= leave <= moment
            again &= after - first > 1
        first = after
    return ready, via


@_compiled_when_many
def fewest_hops(
    source: Vertices, target: Vertices, at: Ints, both: bool, n: int, start: int
) -> tuple[Ints, Ints]:
    """For each contact at least how many hops lead up to its source, and to its target, from `start` in time.

    How long a contact takes does not count, so that there may be more. NEVER where none lead there.
    """
    hops = np.full(n, NEVER, dtype=np.int64)
    hops[start] = 0
    at_source = np.full(at.size, NEVER, dtype=np.int64)
    at_target = np.full(at.size, NEVER, dtype=np.int64)
    first, count = 0, at.size
    while first < count:
        after = first + 1
        while after < count and at[after] == at[first]:
            after += 1
        again = True
        while again:
            again = False
            for e in range(first, after):
                u, v = source[e], target[e]
                if hops[u] != NEVER and hops[u] + 1 < hops[v]:
                    hops[v] = hops[u] + 1
                    again = True
                elif both and hops[v] != NEVER and hops[v] + 1 < hops[u]:
                    hops[u] = hops[v] + 1
                    again = True
                at_source[e], at_target[e] = hops[u], hops[v]
            again &= after - first > 1
        first = after
    return at_source, at_target


@_compiled_when_many
def slot_ways(
    tail: Vertices, head: Vertices, at: Ints, until: Ints, n: int, least: int, most: int
) -> tuple[Ints, Ints, Ints, Ints]:
    """Where each way stands when put by tail, and the places of those that may follow it: a to b, b excluded.

    Ways come in order of `at`, and keep it within their tail: way i stands at `slot[i]`, those from v at
    `offsets[v]` to `offsets[v + 1]`. A way that nothing follows has -1 for both. One that leaves less than
    `least` or more than `most` after an arrival does not follow.
    """
    offsets = np.zeros(n + 1, dtype=np.int64)
    offsets[1:] = np.cumsum(np.bincount(tail, minlength=n))
    place = offsets[:-1].copy()
    slot = np.empty(tail.size, dtype=np.int64)
    departs = np.empty(tail.size, dtype=np.int64)
    for i in range(tail.size):
        slot[i] = place[tail[i]]
        departs[slot[i]] = at[i]
        place[tail[i]] += 1
    low = np.full(tail.size, -1, dtype=np.int64)
    high = np.full(tail.size, -1, dtype=np.int64)
    for i in range(tail.size):
        v = head[i]
        there = departs[offsets[v] : offsets[v + 1]]
        a = np.searchsorted(there, until[i] + least)
        b = there.size if most == NEVER else np.searchsorted(there, until[i] + most, side="right")
        if a < b:
            low[slot[i]], high[slot[i]] = offsets[v] + a, offsets[v] + b
    return offsets, slot, low, high


@_compiled_when_many
def best_ways(
    slot: Ints,
    tail: Vertices,
    head: Vertices,
    at: Ints,
    goal: Ints,
    low: Ints,
    high: Ints,
    weight: Floats,
    share: float,
    backwards: bool,
    suffices: bool,
    closed: Flags,
    end: int,
) -> Ints:
    """For each way the best that can come of it, 2**32 times the goal and the hops left, or NO_WAY.

    Ways stand by tail; `slot` names them in order of time, which is gone through from the last to the first.
    A way into `end` reaches `goal`, one into a `closed` vertex nothing. `suffices` says that what follows a
    way is all that leaves later; else each is looked at, and `share`, where not negative, is how much more
    than what arrived may be handed on (what came before, where time runs `backwards`).
    """
    best = np.full(slot.size, NO_WAY, dtype=np.int64)
    # the best of this way and of those that leave its tail after it
    later = np.full(slot.size, NO_WAY, dtype=np.int64)
    after = slot.size
    while after > 0:
        first = after - 1
        while first > 0 and at[slot[first - 1]] == at[slot[after - 1]]:
            first -= 1
        again = True
        while again:
            again = False
            for i in range(after - 1, first - 1, -1):
                s = slot[i]
                v, found = head[s], NO_WAY
                if v == end:
                    found = (goal[s] << 32) + 1
                elif closed[v] == 0 and low[s] >= 0:
                    if suffices:
                        found = later[low[s]] + 1
                    else:
                        for f in range(low[s], high[s]):
                            if best[f] + 1 < found and (
                                share < 0
                                or (backwards and weight[s] <= weight[f] * (1 + share))
                                or (not backwards and weight[f] <= weight[s] * (1 + share))
                            ):
                                found = best[f] + 1
                best[s] = min(found, NO_WAY)
                last = s + 1 == slot.size or tail[s + 1] != tail[s]
                found = best[s] if last else min(best[s], later[s + 1])
                again |= found < later[s]
                later[s] = found
            again &= after - first > 1
        after = first
    return best


def following(arrived: Ints, low: Ints, high: Ints, weight: Floats, share: float, backwards: bool) -> Ints:
    """The ways that may follow one of those that `arrived`, all at one vertex; in order, each once."""
    arrived = arrived[low[arrived] >= 0]
    if not arrived.size:
        return np.zeros(0, dtype=np.int64)
    first, after = int(low[arrived].min()), int(high[arrived].max())
    if share < 0:
        opened = np.zeros(after - first + 1, dtype=np.int64)
        np.add.at(opened, low[arrived] - first, 1)
        np.add.at(opened, high[arrived] - first, -1)
        return np.flatnonzero(np.cumsum(opened)) + first
    kept = np.zeros(after - first, dtype=bool)
    for s in arrived:
        onward = weight[low[s] : high[s]]
        fits = weight[s] <= onward * (1 + share) if backwards else onward <= weight[s] * (1 + share)
        kept[low[s] - first : high[s] - first] |= fits
    return np.flatnonzero(kept) + first


@_compiled_when_many
def reach_ways(
    slot: Ints,
    tail: Vertices,
    head: Vertices,
    at: Ints,
    low: Ints,
    high: Ints,
    weight: Floats,
    share: float,
    start: int,
) -> Ints:
    """For each way the one it was first reached by, -1 from `start`, UNREACHED if not.

    Each way is a node of the search: with a limit on waiting, or on what is handed on, arriving earlier is
    not always better.
    """
    before = np.full(slot.size, UNREACHED, dtype=np.int64)
    # where amounts do not matter, what is reached is stepped over: to the next way that is not, or one before
    step = np.arange(slot.size + 1)
    first = 0
    while first < slot.size:
        after = first + 1
        while after < slot.size and at[slot[after]] == at[slot[first]]:
            after += 1
        again = True
        while again:
            again = False
            for i in range(first, after):
                s = slot[i]
                if tail[s] == start and before[s] == UNREACHED:
                    before[s] = -1
                if before[s] == UNREACHED or low[s] < 0 or head[s] == start:
                    continue
                f = low[s]
                while f < high[s]:
                    if share < 0 and step[f] != f:
                        g = step[f]
                        while step[g] != g:
                            g = step[g]
                        step[f] = g
                        f = g
                        continue
                    if before[f] == UNREACHED and (share < 0 or weight[f] <= weight[s] * (1 + share)):
                        before[f] = s
                        again |= at[f] == at[s]
                        step[f] = f + 1
                    f += 1
            again &= after - first > 1
        first = after
    return before
