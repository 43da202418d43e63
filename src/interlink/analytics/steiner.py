"""A light tree between many vertices, and how often it passes through each."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from scipy.sparse.csgraph import dijkstra

from interlink.projection import Flat
from interlink.projection.columns import Floats, Ints

__all__ = ["passing_shares", "tree_between"]


def tree_between(flat: Flat, suspects: Ints, lengths: Floats) -> Ints:
    """The pairs of a tree between the suspects, in order; a forest where not all are connected.

    At most 2(1 - 1/s) times as long as the shortest such tree between s suspects. `flat` is undirected;
    lengths are above 0, inf where a pair is not to be walked. O(m log n).

    References
    ----------
    Mehlhorn (1988), doi:10.1016/0020-0190(88)90066-X
    """
    far, before, nearest = dijkstra(
        flat.matrix(lengths), indices=suspects, min_only=True, return_predecessors=True
    )
    number = np.full(flat.n_nodes, -1, dtype=np.int64)
    number[suspects] = np.arange(suspects.size)
    reached = np.isfinite(far)
    of = np.full(flat.n_nodes, -1, dtype=np.int32)
    of[reached] = number[nearest[reached]]
    ours, theirs = of.take(flat.source), of.take(flat.target)
    # A pair whose ends are nearest to different suspects is a bridge; the shortest between any two counts.
    bridges = np.flatnonzero((ours != theirs) & (ours >= 0) & (theirs >= 0) & np.isfinite(lengths))
    whole = far.take(flat.source.take(bridges)) + lengths.take(bridges) + far.take(flat.target.take(bridges))
    if suspects.size**2 < bridges.size:
        # Of the bridges between any two only the shortest can be in the tree: few are left to be sorted.
        one, other = ours.take(bridges).astype(np.int64), theirs.take(bridges)
        between = np.minimum(one, other) * suspects.size + np.maximum(one, other)
        least = np.full(suspects.size**2, np.inf)
        np.minimum.at(least, between, whole)
        shortest = whole == least[between]
        bridges, whole = bridges[shortest], whole[shortest]
    chosen: list[int] = []
    root = list(range(suspects.size))
    for bridge in bridges[np.lexsort((bridges, whole))].tolist():
        here, there = _root(root, int(ours[bridge])), _root(root, int(theirs[bridge]))
        if here != there:
            root[max(here, there)] = min(here, there)
            chosen.append(bridge)
            if len(chosen) == suspects.size - 1:
                break
    used = set(chosen)
    for bridge in chosen:
        for vertex in (int(flat.source[bridge]), int(flat.target[bridge])):
            used.update(_way_back(flat, before, vertex))
    return np.array(sorted(used), dtype=np.int64)


def passing_shares(edges: Iterable[tuple[int, int]], suspects: set[int]) -> dict[int, float]:
    """For each vertex of a forest, the share of pairs of other suspects in its tree that it lies between."""
    beside: dict[int, list[int]] = {}
    for u, v in edges:
        beside.setdefault(u, []).append(v)
        beside.setdefault(v, []).append(u)
    shares: dict[int, float] = {}
    for first in sorted(beside):
        if first in shares:
            continue
        order, above = [first], {first: first}
        for vertex in order:
            for other in beside[vertex]:
                if other not in above:
                    above[other] = vertex
                    order.append(other)
        below = {vertex: int(vertex in suspects) for vertex in order}
        for vertex in reversed(order[1:]):
            below[above[vertex]] += below[vertex]
        for vertex in order:
            others = below[first] - (vertex in suspects)
            branches = [below[each] for each in beside[vertex] if above[each] == vertex]
            branches.append(below[first] - below[vertex])
            apart = others * (others - 1) - sum(count * (count - 1) for count in branches)
            shares[vertex] = apart / (others * (others - 1)) if others > 1 else 0.0
    return shares


def _way_back(flat: Flat, before: Ints, vertex: int) -> Iterable[int]:
    """The pairs from a vertex to the suspect nearest to it."""
    offsets, heads, pairs = flat.arcs
    while before[vertex] >= 0:
        earlier = int(before[vertex])
        row = heads[offsets[vertex] : offsets[vertex + 1]]
        yield int(pairs[offsets[vertex] + np.searchsorted(row, earlier)])
        vertex = earlier


def _root(root: list[int], number: int) -> int:
    while root[number] != number:
        root[number] = root[root[number]]
        number = root[number]
    return number
