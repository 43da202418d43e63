"""Whom one vertex reaches when contacts are followed in order of time, and how."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from interlink.analytics import sweep
from interlink.analytics.courses import course_of
from interlink.analytics.timed import Limits, ways_of
from interlink.projection.columns import Ints
from interlink.projection.rows import Contacts

__all__ = ["Reached", "reach"]


@dataclass(frozen=True, eq=False)
class Reached:
    """The vertices that can be reached, those reached first coming first, then by number.

    Vertex i was reached by `contacts[offsets[i]:offsets[i + 1]]`, numbers in order of travel.
    """

    vertices: Ints
    offsets: Ints
    contacts: Ints

    @property
    def hops(self) -> Ints:
        """How many hops led to each."""
        return np.diff(self.offsets)

    def ends(self) -> tuple[Ints, Ints]:
        """The first and the last contact that led to each."""
        return self.contacts[self.offsets[:-1]], self.contacts[self.offsets[1:] - 1]


def reach(
    contacts: Contacts, usable: Ints, n_nodes: int, start: int, limits: Limits, *, both: bool
) -> Reached:
    """Everyone whom `start` reaches by the contacts `usable`, each as early as can be.

    Where waiting has no limit and amounts do not matter, one pass over the contacts is enough (Wu et al.
    2014). Else contacts are the nodes of the search, and a way may meet a vertex twice (Bentert et al. 2020).
    """
    if not limits.suffices:
        return _reach_within(contacts, usable, n_nodes, start, limits, both=both)
    course = course_of(contacts, usable, both=both)
    columns = (course.source, course.target, course.at, course.until)
    ready, via = sweep.earliest_arrivals(*columns, both, n_nodes, start, limits.least)
    found = np.flatnonzero(via >= 0)
    found = found[np.argsort(ready[found], kind="stable")]
    ends = np.stack([course.source, course.target], axis=1).ravel()
    # way 2e leaves the source of contact e, way 2e + 1 its target
    offsets, used = _traced(via[found], lambda way: via[ends[way]])
    return Reached(found, offsets, usable[used // 2])


def _reach_within(
    contacts: Contacts, usable: Ints, n_nodes: int, start: int, limits: Limits, *, both: bool
) -> Reached:
    ways = ways_of(contacts, course_of(contacts, usable, both=both), n_nodes, limits)
    before = sweep.reach_ways(
        ways.slot, ways.tail, ways.head, ways.at, ways.low, ways.high, ways.weight, limits.share, start
    )
    used = np.flatnonzero((before != sweep.UNREACHED) & (ways.head != start))
    first = used[np.lexsort((used, ways.until[used], ways.head[used]))]
    found, places = np.unique(ways.head[first], return_index=True)
    order = np.argsort(ways.until[first[places]], kind="stable")
    offsets, traced = _traced(first[places][order], lambda way: before[way])
    return Reached(found[order].astype(np.int64), offsets, ways.contact[traced])


def _traced(last: Ints, before: Callable[[Ints], Ints]) -> tuple[Ints, Ints]:
    """The ways that lead up to each of the last ones, in order, and where each begins."""
    steps, at = [], np.arange(last.size)
    places = [at]
    while last.size:
        steps.append(last)
        last = before(last)
        kept = last >= 0
        last, at = last[kept], at[kept]
        places.append(at)
    hops = np.bincount(np.concatenate(places[:-1]), minlength=places[0].size) if steps else places[0]
    offsets = np.concatenate([np.zeros(1, dtype=np.int64), np.cumsum(hops)])
    used = np.empty(int(offsets[-1]), dtype=np.int64)
    for back, (way, row) in enumerate(zip(steps, places, strict=False)):
        used[offsets[row + 1] - 1 - back] = way
    return offsets, used
