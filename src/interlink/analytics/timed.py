"""The best journeys from one vertex to another: contacts followed in order of time, each vertex met once."""

from __future__ import annotations

import heapq
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

import numpy as np
import numpy.typing as npt

from interlink.analytics import sweep
from interlink.analytics.courses import Course, by_arrival, by_hops, course_of
from interlink.analytics.running import tick
from interlink.analytics.sweep import NEVER
from interlink.projection.columns import Floats, Ints
from interlink.projection.rows import Contacts

__all__ = [
    "NEVER",
    "Goal",
    "Journey",
    "Limits",
    "Ways",
    "best_journeys",
    "is_joined",
    "ways_of",
]

Goal: TypeAlias = Literal["earliest", "latest", "fewest"]
Path: TypeAlias = tuple[int, ...]

# Steps of a search in which ways may go round in circles; beyond, the search says that it was cut off.
MOST_STEPS = 100_000


@dataclass(frozen=True)
class Limits:
    """What one hop asks of the next: times in microseconds, `share` how much more may be handed on.

    `most` is NEVER where waiting has no limit, `share` negative where amounts do not matter.
    """

    least: int = 0
    most: int = NEVER
    share: float = -1.0

    @property
    def suffices(self) -> bool:
        """Whether to arrive is enough: whatever leaves later may follow."""
        return self.most == NEVER and self.share < 0


@dataclass(frozen=True)
class Journey:
    """Vertices in order of travel, and the contact of each hop by its number."""

    path: Path
    contacts: tuple[int, ...]


@dataclass(frozen=True, eq=False)
class Ways:
    """Contacts as ways to walk, by tail, then in order of time; undirected each both ways.

    `slot` names the ways in order of time. Those that may follow way s stand from `low[s]` to `high[s]`.
    `backwards`, time runs back: tails are where contacts lead to, and moments are negative.
    """

    tail: npt.NDArray[np.int32]
    head: npt.NDArray[np.int32]
    at: Ints
    until: Ints
    weight: Floats
    contact: Ints
    offsets: Ints
    slot: Ints
    low: Ints
    high: Ints
    limits: Limits
    backwards: bool

    def after(self, arrived: Ints) -> Ints:
        """The ways that may follow one of those, which end at one vertex."""
        share = self.limits.share
        return sweep.following(arrived, self.low, self.high, self.weight, share, self.backwards)

    def leaving(self, vertex: int) -> Ints:
        """The ways that start from a vertex."""
        return np.arange(self.offsets[vertex], self.offsets[vertex + 1])


def ways_of(contacts: Contacts, course: Course, n_nodes: int, limits: Limits) -> Ways:
    """The ways that the contacts of a course make. O(m log m)."""
    tail, head, at, until, number = course.source, course.target, course.at, course.until, course.number
    if course.both:
        number, at, until = np.repeat(number, 2), np.repeat(at, 2), np.repeat(until, 2)
        tail, head = np.stack([tail, head], axis=1).ravel(), np.stack([head, tail], axis=1).ravel()
    offsets, slot, low, high = sweep.slot_ways(tail, head, at, until, n_nodes, limits.least, limits.most)
    order = np.empty_like(slot)
    order[slot] = np.arange(slot.size)
    return Ways(
        tail=tail[order],
        head=head[order],
        at=at[order],
        until=until[order],
        weight=contacts.weight[number[order]],
        contact=number[order],
        offsets=offsets,
        slot=slot,
        low=low,
        high=high,
        limits=limits,
        backwards=course.backwards,
    )


def best_journeys(  # noqa: PLR0917 - from where to where, and how many
    contacts: Contacts,
    usable: Ints,
    n_nodes: int,
    start: int,
    end: int,
    k: int,
    *,
    goal: Goal,
    limits: Limits,
    both: bool,
) -> tuple[list[Journey], bool]:
    """At most k journeys of different vertices, best first, and whether the search was cut off.

    Only contacts that are `usable`, numbers in order, are followed. Best is by `goal`, then by fewest
    hops, then by vertex numbers (for `latest`, read from the end). Of the contacts that make a journey
    those are taken that arrive first, then such as leave last, from the end back; for `latest` the other
    way round. No vertex is met twice. Where waiting has no limit and amounts do not matter, that takes a
    pass over the contacts for every hop of every journey; else it is hard in general (Casteigts et al.
    2021), and passes bound a search of at most 100,000 steps.
    """
    if start == end:
        return [Journey((start,), ())], False
    course = course_of(contacts, usable, both=both)
    if goal == "latest":
        course, start, end = course.turned(), end, start
    parts = by_hops(course, n_nodes, start, end)
    if goal != "fewest":
        parts = by_arrival(course, n_nodes, start, end, least=limits.least)
    journeys: list[Journey] = []
    for part, most_hops in parts:
        ways = ways_of(contacts, part, n_nodes, limits)
        search = _Search(ways, start, end, by_arrival=goal != "fewest")
        found = search.best(k)
        journeys = [_retrace(ways, path) for path in found]
        if search.is_cut:
            return journeys, True
        if len(found) == k and len(found[-1]) - 1 <= most_hops:
            break
    return journeys, False


def is_joined(ways: Ways, path: Path) -> bool:
    """Whether contacts lead along this path, which is in order of travel."""
    return _steps(ways, path[::-1] if ways.backwards else path) is not None


@dataclass(eq=False)
class _Search:
    """Paths from start to end in order of what they cost at best."""

    ways: Ways
    start: int
    end: int
    by_arrival: bool
    steps: int = 0
    is_cut: bool = False
    goal: Ints = field(init=False)

    def __post_init__(self) -> None:
        until = self.ways.until
        self.goal = np.zeros(until.size, dtype=np.int64)
        if self.by_arrival:
            self.goal = np.unique(until, return_inverse=True)[1].astype(np.int64)

    def best(self, k: int) -> list[Path]:
        """At most k paths in order of cost, then of vertices; see Yen (1971) and Lawler (1972)."""
        return [path for _, path in _loopless(self.first, self.start, k)]

    def first(self, prefix: Path, barred: set[int]) -> tuple[int, Path] | None:
        """The cheapest path that begins with the prefix and goes on to none of those barred."""
        ways = self.ways
        closed = np.zeros(ways.offsets.size - 1, dtype=np.uint8)
        closed[list(prefix)] = 1
        limits = ways.limits
        best = sweep.best_ways(
            ways.slot, ways.tail, ways.head, ways.at, self.goal, ways.low, ways.high, ways.weight,
            limits.share, ways.backwards, limits.suffices, closed, self.end,
        )  # fmt: skip
        steps = _steps(ways, prefix)
        open_ways = ways.leaving(prefix[0]) if not steps else ways.after(steps[-1])
        waiting = self._onward(best, prefix, open_ways, barred)
        heapq.heapify(waiting)
        while waiting:
            cost, path, arrived = heapq.heappop(waiting)
            if path[-1] == self.end:
                return cost, path
            self.steps += 1
            if self.steps > MOST_STEPS:
                self.is_cut = True
                return None
            for each in self._onward(best, path, ways.after(arrived), set(path)):
                heapq.heappush(waiting, each)
        return None

    def _onward(self, best: Ints, path: Path, out: Ints, barred: set[int]) -> list[tuple[int, Path, Ints]]:
        """The path with each vertex that it can go on to, what that costs at best, and the ways there."""
        out = out[best[out] < sweep.NO_WAY]
        heads = self.ways.head[out]
        order = np.argsort(heads, kind="stable")
        starts = np.flatnonzero(np.diff(heads[order], prepend=-1))
        return [
            (int(best[some].min()) + len(path) - 1, (*path, vertex), some)
            for some in np.split(out[order], starts[1:])
            if some.size and (vertex := int(self.ways.head[some[0]])) not in barred
        ]


def _loopless(
    first: Callable[[Path, set[int]], tuple[int, Path] | None], start: int, k: int
) -> list[tuple[int, Path]]:
    """At most k paths in order; `first` gives the first that begins with a prefix, then with none barred.

    Each path found splits what is left into parts: those that follow it up to some vertex and leave it there.
    """
    found: list[tuple[int, Path]] = []
    begun = first((start,), set())
    waiting = [] if begun is None else [(*begun, 0)]
    taken: dict[Path, set[int]] = {}
    while waiting and len(found) < k:
        tick(len(found), k)
        cost, path, leaves_at = heapq.heappop(waiting)
        found.append((cost, path))
        for i in range(len(path) - 1):
            taken.setdefault(path[: i + 1], set()).add(path[i + 1])
        if len(found) == k:
            break
        for i in range(leaves_at, len(path) - 1):
            other = first(path[: i + 1], taken[path[: i + 1]])
            if other is not None:
                heapq.heappush(waiting, (*other, i))
    return found


def _steps(ways: Ways, path: Path) -> list[Ints] | None:
    """For each hop of a path the ways that it can be made by; None where one cannot be made."""
    found: list[Ints] = []
    for i in range(len(path) - 1):
        out = ways.after(found[-1]) if found else ways.leaving(path[0])
        found.append(out[ways.head[out] == path[i + 1]])
        if not found[-1].size:
            return None
    return found


def _retrace(ways: Ways, path: Path) -> Journey:
    """The journey along a path that there is: it arrives first; before that, what leaves last."""
    steps = _steps(ways, path) or []
    last = steps[-1]
    used = [int(last[np.lexsort((last, -ways.at[last], ways.until[last]))[0]])]
    for some in reversed(steps[:-1]):
        fits = some[(ways.low[some] <= used[-1]) & (used[-1] < ways.high[some])]
        if ways.limits.share >= 0:
            before, after = (used[-1], fits) if ways.backwards else (fits, used[-1])
            fits = fits[ways.weight[after] <= ways.weight[before] * (1 + ways.limits.share)]
        used.append(int(fits[np.lexsort((-fits, -ways.at[fits]))[0]]))
    contacts = tuple(int(ways.contact[s]) for s in used)
    return Journey(path[::-1], contacts) if ways.backwards else Journey(path, contacts[::-1])
