"""Plain shortest paths between the ends of questions."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from interlink.projection import Projection
from interlink.worlds.gather import PARTIES, Question

__all__ = ["distance", "inner_parties", "shortest_path"]


def inner_parties(projection: Projection, questions: Sequence[Question]) -> list[str]:
    """People and companies inside the shortest path of each question, the shortest paths first.

    Of paths as long as each other the earlier question's goes first; ends do not count. A near connection
    is the likeliest to be one, as who asks cannot know better.
    """
    place = {each: n for n, each in enumerate(projection.ids)}
    found: list[tuple[int, int, list[str]]] = []
    for number, question in enumerate(questions):
        start = sorted({place[each] for each in question.start if each in place})
        end = sorted({place[each] for each in question.end if each in place})
        path = shortest_path(projection, start, end)
        ends = {*question.start, *question.end}
        inner = [projection.ids[n] for n in path if projection.kinds and projection.kinds[n] in PARTIES]
        found.append((len(path), number, [each for each in inner if each not in ends]))
    return [each for _, _, inner in sorted(found) for each in inner]


def shortest_path(projection: Projection, start: Sequence[int], end: Sequence[int]) -> list[int]:
    """The vertices of a shortest path from any of `start` to any of `end`, both included; none: empty."""
    graph = projection.flat(directed=False).graph
    if not start or not end:
        return []
    lengths = np.asarray(graph.distances(source=start, target=end), dtype=np.float64)
    if not np.isfinite(lengths).any():
        return []
    first, last = divmod(int(lengths.argmin()), len(end))
    return [int(n) for n in graph.get_shortest_path(start[first], end[last])]


def distance(projection: Projection, start: Sequence[int], end: Sequence[int]) -> float:
    """How many links the shortest way from any of `start` to any of `end` has; infinite where none is."""
    graph = projection.flat(directed=False).graph
    return float(np.min(graph.distances(source=list(start), target=list(end))))
