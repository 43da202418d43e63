"""The k cheapest loopless paths on a flat projection, exact and in one order."""

from __future__ import annotations

import heapq
import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import repeat
from typing import TypeAlias

import numpy as np
from scipy.sparse.csgraph import dijkstra

from interlink.projection import Flat
from interlink.projection.columns import Floats

__all__ = ["Walk", "k_shortest_paths"]

Path: TypeAlias = tuple[int, ...]
Ways: TypeAlias = dict[int, list[tuple[int, int]]]

# Room for the rounding of two float distances; whole sums decide among what it lets through.
SLACK = 1e-9
# A common multiple of more digits would make sums slower than the search.
MOST_BITS = 4096
FIRST_WAYS = 256


@dataclass(frozen=True)
class Walk:
    """A path by vertex numbers and what it costs."""

    cost: float
    path: Path


def k_shortest_paths(
    flat: Flat, start: int, end: int, k: int, cost: Floats | None, *, strength: bool = False
) -> list[Walk]:
    """At most k loopless paths, cheapest first, then by vertex numbers one after another.

    A pair costs `cost[pair]`, above 0; its inverse where `strength`; 1 where `cost` is None.
    Distances from both ends bound what any path within a budget can use; Yen's search runs on
    that part only, and the budget grows until k paths lie within it. Sums are of whole numbers,
    so that equal costs are equal: costs are taken as the decimals they print as, over their
    common multiple (where that has more than 4,096 bits, to 64 bits of the cheapest path).

    References
    ----------
    Yen (1971), doi:10.1287/mnsc.17.11.712; Lawler (1972), doi:10.1287/mnsc.18.7.401
    """
    if start == end:
        return [Walk(0.0, (start,))]
    lengths = np.ones(flat.n_pairs) if cost is None else (1.0 / cost if strength else cost)
    from_start, to_end = distances_from_both(flat, start, end, None if cost is None else lengths)
    if not np.isfinite(from_start[end]):
        return []
    _, head, pair = flat.arcs
    tail = flat.tails
    through = from_start[tail] + lengths[pair] + to_end[head]
    useful = np.flatnonzero(np.isfinite(through) & (head != start) & (tail != end))
    count = max(FIRST_WAYS, 16 * k)
    while True:
        all_in = count >= useful.size
        budget = np.inf if all_in else max(np.partition(through[useful], count)[count], from_start[end])
        kept = useful[through[useful] <= budget * (1 + SLACK)]
        costs, scale = whole_costs(
            None if cost is None else cost[pair[kept]], strength, float(from_start[end])
        )
        ways_in: Ways = {}
        for u, v, c in zip(tail[kept].tolist(), head[kept].tolist(), costs or repeat(1), strict=False):
            ways_in.setdefault(u, []).append((v, c))
        walks = [Walk(float(Fraction(total, scale)), path) for total, path in yen(ways_in, start, end, k)]
        if all_in or (len(walks) == k and walks[-1].cost <= budget):
            return walks
        count *= 4


def distances_from_both(flat: Flat, start: int, end: int, lengths: Floats | None) -> tuple[Floats, Floats]:
    """Each vertex's distance from `start`, and to `end`; inf where there is no way."""
    if lengths is None:
        # Breadth first needs no heap: a quarter of Dijkstra's time.
        (ahead,) = flat.graph.distances(source=start, mode="out")
        (back,) = flat.graph.distances(source=end, mode="in")
    else:
        ways = flat.matrix(lengths)
        ahead = dijkstra(ways, indices=start)
        back = dijkstra(ways.T.tocsr() if flat.directed else ways, indices=end)
    return np.asarray(ahead, dtype=np.float64), np.asarray(back, dtype=np.float64)


def whole_costs(values: Floats | None, strength: bool, cheapest: float) -> tuple[list[int], int]:
    """The costs as whole numbers, and how many of them make 1; empty where each way costs 1."""
    if values is None:
        return [], 1
    distinct, place = np.unique(values, return_inverse=True)
    exact = [Fraction(repr(v)) for v in distinct.tolist()]
    if strength:
        exact = [1 / f for f in exact]
    scale = 1
    for fraction in exact:
        scale = math.lcm(scale, fraction.denominator)
        if scale.bit_length() > MOST_BITS:
            scale = max(1, int(Fraction(2**64) / Fraction(cheapest)))
            break
    whole = [max(1, round(f * scale)) for f in exact]
    return [whole[n] for n in place.tolist()], scale


def yen(ways: Ways, start: int, end: int, k: int) -> Iterator[tuple[int, Path]]:
    """At most k loopless paths with their costs, in order of cost, then of vertices.

    Each accepted path splits what is left into parts: the paths that follow it up to some vertex
    and leave it there by a way not yet taken. The first path of every part waits in the heap.
    """
    remaining = distances_to(ways, end)
    first = first_path(ways, remaining, start, end)
    waiting = [] if first is None else [(*first, 0)]
    taken: dict[Path, set[int]] = {}
    for _ in range(k):
        if not waiting:
            return
        cost, path, leaves_at = heapq.heappop(waiting)
        yield cost, path
        for i in range(len(path) - 1):
            taken.setdefault(path[: i + 1], set()).add(path[i + 1])
        so_far = 0
        for i in range(len(path) - 1):
            if i >= leaves_at:
                kept, spur = path[:i], path[i]
                after = path[: i + 1]
                found = first_path(ways, remaining, spur, end, closed=kept, barred=taken[after])
                if found is not None:
                    heapq.heappush(waiting, (so_far + found[0], kept + found[1], i))
            so_far += next(c for v, c in ways[path[i]] if v == path[i + 1])


def first_path(
    ways: Ways,
    remaining: dict[int, int],
    start: int,
    end: int,
    *,
    closed: Iterable[int] = (),
    barred: Iterable[int] = (),
) -> tuple[int, Path] | None:
    """The cheapest path that avoids `closed` vertices and `barred` first steps, by vertices on a tie.

    The heap orders by what a path costs at least, then by its vertices, so that of two equal
    ways to a vertex the one that comes first is expanded.
    """
    if start not in remaining:
        return None
    heap: list[tuple[int, Path, int]] = [(remaining[start], (start,), 0)]
    done = set(closed)
    while heap:
        _, path, cost = heapq.heappop(heap)
        vertex = path[-1]
        if vertex == end:
            return cost, path
        if vertex in done:
            continue
        done.add(vertex)
        for head, step in ways.get(vertex, ()):
            if head in done or head not in remaining or (head in barred and len(path) == 1):
                continue
            heapq.heappush(heap, (cost + step + remaining[head], (*path, head), cost + step))
    return None


def distances_to(ways: Ways, end: int) -> dict[int, int]:
    """The cost from every vertex that reaches `end`."""
    back: Ways = {}
    for tail, steps in ways.items():
        for head, cost in steps:
            back.setdefault(head, []).append((tail, cost))
    found: dict[int, int] = {}
    heap = [(0, end)]
    while heap:
        cost, vertex = heapq.heappop(heap)
        if vertex in found:
            continue
        found[vertex] = cost
        for tail, step in back.get(vertex, ()):
            if tail not in found:
                heapq.heappush(heap, (cost + step, tail))
    return found
