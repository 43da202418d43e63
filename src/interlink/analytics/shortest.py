"""The k cheapest loopless paths on a flat projection, exact and in one order."""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import reduce
from typing import Any, TypeAlias
from weakref import WeakKeyDictionary

import numpy as np

from interlink.analytics.compiled import is_few, machine_code
from interlink.analytics.costs import HOPS, Costs
from interlink.analytics.meeting import MOST, Room, corridor, fewest_hops
from interlink.analytics.running import tick
from interlink.projection import Flat
from interlink.projection.columns import Floats, Ints

__all__ = ["Walk", "k_shortest_paths"]

Path: TypeAlias = tuple[int, ...]
Ways: TypeAlias = dict[int, list[tuple[int, Any]]]

# How much longer than the cheapest a path may be in each round of the search: sixteenths of it, doubled.
ROUNDS = 8
# Room for the rounding of floats; exact costs decide among what it lets through.
SLACK = 1e-10

ROOMS: WeakKeyDictionary[Flat, Room] = WeakKeyDictionary()


@dataclass(frozen=True)
class Walk:
    """A path by vertex numbers and what it costs."""

    cost: float
    path: Path


def k_shortest_paths(flat: Flat, start: int, end: int, k: int, costs: Costs = HOPS) -> list[Walk]:
    """At most k loopless paths, cheapest first, then by vertex numbers one after another.

    Searches from both ends bound what any path within a budget can use; Yen's search runs on that part
    only, with exact costs, and the budget grows until k paths lie within it.

    References
    ----------
    Yen (1971), doi:10.1287/mnsc.17.11.712; Lawler (1972), doi:10.1287/mnsc.18.7.401
    """
    if start == end:
        return [Walk(0.0, (start,))]
    if k == 1 and costs.lengths is None:
        path = shortest_path(flat, start, end)
        return [Walk(float(len(path) - 1), path)] if path else []
    lengths = np.ones(flat.n_pairs) if costs.lengths is None else costs.lengths
    walks: list[Walk] = []
    shortest = 0.0
    for spare in spares(k):
        longer = spare * (1.0 if costs.lengths is None else shortest / 16)
        shortest, tails, heads, pairs = ways_within(flat, lengths, start, end, min(longer, MOST / 4))
        if not np.isfinite(shortest):
            return []
        exact, worth = costs.exact(pairs, shortest)
        ways = ways_by_tail(tails, heads, exact)
        if k == 1 and len(ways) == len(exact):
            return [Walk(worth(reduce(costs.join, exact)), only_path(ways, start, end))]
        walks = [Walk(worth(total), path) for total, path in yen(ways, start, end, k, costs)]
        if len(walks) == k and walks[-1].cost <= shortest * (1 + SLACK) + longer:
            break
    return walks


def ways_by_tail(tails: Ints, heads: Ints, exact: list[Any]) -> Ways:
    """For each vertex where its ways lead, and at what cost."""
    ways: Ways = {}
    for u, v, cost in zip(tails.tolist(), heads.tolist(), exact, strict=True):
        ways.setdefault(u, []).append((v, cost))
    return ways


def only_path(ways: Ways, start: int, end: int) -> Path:
    """The path where every vertex has one way on."""
    path = [start]
    while path[-1] != end:
        path.append(ways[path[-1]][0][0])
    return tuple(path)


def spares(k: int) -> Iterator[float]:
    """How much longer than the cheapest a path may be, round after round; nothing is left out of the last."""
    yield 0.0
    if k > 1:
        yield from (2.0**n for n in range(ROUNDS))
        yield np.inf


def shortest_path(flat: Flat, start: int, end: int) -> Path:
    """The path with fewest hops, the first by vertex numbers; empty where there is none."""
    offsets, heads, _ = flat.arcs
    back_offsets, back_heads, _ = flat.arcs_back
    room = room_for(flat)
    search = fewest_hops if is_few(flat.n_pairs) else machine_code(fewest_hops)
    path = search(
        offsets,
        heads,
        back_offsets,
        back_heads,
        start,
        end,
        room.clock,
        room.seen,
        room.seen_back,
        room.good,
        room.queue,
        room.queue_back,
    )
    return tuple(path.tolist())


def ways_within(
    flat: Flat, lengths: Floats, start: int, end: int, spare: float
) -> tuple[float, Ints, Ints, Ints]:
    """The length of the cheapest path, and the ways that paths at most `spare` longer use; see `corridor`."""
    room = room_for(flat)
    search = corridor if is_few(flat.n_pairs) else machine_code(corridor)
    found: tuple[float, Ints, Ints, Ints] = search(
        *flat.arcs,
        *flat.arcs_back,
        lengths,
        start,
        end,
        spare,
        room.clock,
        room.seen,
        room.seen_back,
        room.far,
        room.far_back,
        room.queue,
    )
    return found


def room_for(flat: Flat) -> Room:
    """Room for a search: shared where machine code runs, which no other thread can interrupt."""
    if is_few(flat.n_pairs):
        return Room.of(flat.n_nodes)
    room = ROOMS.get(flat)
    if room is None:
        room = ROOMS[flat] = Room.of(flat.n_nodes)
    return room


def yen(ways: Ways, start: int, end: int, k: int, costs: Costs) -> Iterator[tuple[Any, Path]]:
    """At most k loopless paths with their exact costs, in order of cost, then of vertices.

    Each accepted path splits what is left into parts: the paths that follow it up to some vertex
    and leave it there by a way not yet taken. The first path of every part waits in the heap.
    """
    remaining = distances_to(ways, end, costs)
    first = first_path(ways, remaining, start, end, costs)
    waiting = [] if first is None else [(*first, 0)]
    taken: dict[Path, set[int]] = {}
    for number in range(k):
        tick(number, k)
        if not waiting:
            return
        cost, path, leaves_at = heapq.heappop(waiting)
        yield cost, path
        for i in range(len(path) - 1):
            taken.setdefault(path[: i + 1], set()).add(path[i + 1])
        so_far = costs.nothing
        for i in range(len(path) - 1):
            if i >= leaves_at:
                kept, spur = path[:i], path[i]
                after = path[: i + 1]
                found = first_path(ways, remaining, spur, end, costs, closed=kept, barred=taken[after])
                if found is not None:
                    heapq.heappush(waiting, (costs.join(so_far, found[0]), kept + found[1], i))
            so_far = costs.join(so_far, next(c for v, c in ways[path[i]] if v == path[i + 1]))


def first_path(
    ways: Ways,
    remaining: dict[int, Any],
    start: int,
    end: int,
    costs: Costs,
    *,
    closed: Iterable[int] = (),
    barred: Iterable[int] = (),
) -> tuple[Any, Path] | None:
    """The cheapest path that avoids `closed` vertices and `barred` first steps, by vertices on a tie.

    The heap orders by what a path costs at least, then by its vertices, so that of two equal
    ways to a vertex the one that comes first is expanded.
    """
    if start not in remaining:
        return None
    join = costs.join
    heap: list[tuple[Any, Path, Any]] = [(remaining[start], (start,), costs.nothing)]
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
            reached = join(cost, step)
            heapq.heappush(heap, (join(reached, remaining[head]), (*path, head), reached))
    return None


def distances_to(ways: Ways, end: int, costs: Costs) -> dict[int, Any]:
    """The exact cost from every vertex that reaches `end`."""
    back: Ways = {}
    for tail, steps in ways.items():
        for head, cost in steps:
            back.setdefault(head, []).append((tail, cost))
    found: dict[int, Any] = {}
    heap = [(costs.nothing, end)]
    while heap:
        cost, vertex = heapq.heappop(heap)
        if vertex in found:
            continue
        found[vertex] = cost
        for tail, step in back.get(vertex, ()):
            if tail not in found:
                heapq.heappush(heap, (costs.join(cost, step), tail))
    return found
