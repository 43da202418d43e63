"""Plain shortest paths between the ends of questions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise

import numpy as np

from interlink.projection import Projection
from interlink.projection.columns import Floats
from interlink.worlds.finding.gather import Question
from interlink.worlds.finding.parties import Parties

__all__ = ["inner_parties", "on_shortest", "passes", "shortest_path"]


def inner_parties(parties: Parties, questions: Sequence[Question]) -> list[str]:
    """Who lies inside the shortest path of each question among all entities, the shortest paths first.

    A party lies on a path that passes one of its entities, or a thing that it uses or has to do with and few
    share, such as its phone. Of paths as long as each other the earlier question's goes first: a near
    connection is the likeliest to mean something, as who asks cannot know better. Ends do not count.
    """
    projection = parties.gathered.graph
    place = {each: n for n, each in enumerate(projection.ids)}
    on = _parties_on(parties)
    found: list[tuple[int, int, list[int]]] = []
    for number, question in enumerate(questions):
        start = sorted({place[each] for each in question.start if each in place})
        end = sorted({place[each] for each in question.end if each in place})
        path = [projection.ids[n] for n in shortest_path(projection, start, end)]
        ends = {party for each in (*question.start, *question.end) for party in on.get(each, ())}
        inner = dict.fromkeys(party for each in path for party in on.get(each, ()))
        found.append((len(path), number, [party for party in inner if party not in ends]))
    return [parties.ids[party] for _, _, inner in sorted(found) for party in inner]


def on_shortest(parties: Parties, chains: Sequence[Sequence[Sequence[str]]]) -> list[bool]:
    """Of each chain, whether one of the shortest paths among all entities passes every inner step of it.

    A chain is its steps, each the entity ids of a party; a path passes a step as `inner_parties` sees it.
    """
    projection = parties.gathered.graph
    place = {each: n for n, each in enumerate(projection.ids)}
    has = dict(parties.owners.group_by("party").agg("thing").iter_rows())

    def vertices(step: Sequence[str], *, is_inner: bool) -> list[int]:
        owners = {parties.number_of[each] for each in step if each in parties.number_of}
        things = [thing for owner in owners for thing in has.get(owner, ())] if is_inner else []
        return sorted({place[each] for each in (*step, *things) if each in place})

    return [
        passes(
            projection,
            [vertices(step, is_inner=0 < at < len(steps) - 1) for at, step in enumerate(steps)],
        )
        for steps in chains
    ]


def passes(projection: Projection, steps: Sequence[Sequence[int]]) -> bool:
    """One of the shortest paths from the first step to the last passes a vertex of each between, in order.

    False where there is no step between, or one that has no vertices.
    """
    if len(steps) < 3 or not all(steps):
        return False
    cost = np.zeros(len(steps[0]))
    for near, far in pairwise(steps):
        cost = np.min(cost[:, None] + _lengths(projection, near, far), axis=0)
    return bool(np.isfinite(cost.min()) and cost.min() <= _lengths(projection, steps[0], steps[-1]).min())


def shortest_path(projection: Projection, start: Sequence[int], end: Sequence[int]) -> list[int]:
    """The vertices of a shortest path from any of `start` to any of `end`, both included; none: empty."""
    if not start or not end:
        return []
    lengths = _lengths(projection, start, end)
    if not np.isfinite(lengths).any():
        return []
    first, last = divmod(int(lengths.argmin()), len(end))
    graph = projection.flat(directed=False).graph
    return [int(n) for n in graph.get_shortest_path(start[first], end[last])]


def _lengths(projection: Projection, start: Sequence[int], end: Sequence[int]) -> Floats:
    """How many links the shortest way from each of `start` to each of `end` has; infinite where none is."""
    graph = projection.flat(directed=False).graph
    return np.asarray(graph.distances(source=sorted(set(start)), target=sorted(set(end))), dtype=np.float64)


def _parties_on(parties: Parties) -> Mapping[str, list[int]]:
    """The parties of each entity id: of their own, and of a thing that few share."""
    found = {entity: [party] for entity, party in parties.number_of.items()}
    for party, thing in parties.owners.select("party", "thing").iter_rows():
        found.setdefault(thing, []).append(party)
    return found
