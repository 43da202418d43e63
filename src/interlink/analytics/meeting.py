"""Two searches, one from each end, until they meet: the loops behind cheapest paths.

Both loops are written for the compiler: plain indices and arrays, no objects. Ways are CSR: those of vertex u
are `heads[offsets[u]:offsets[u + 1]]`, in ascending order.
"""

from __future__ import annotations

import heapq
from dataclasses import dataclass
from typing import Any

import numpy as np

from interlink.projection.columns import Floats, Ints
from interlink.projection.merge import Vertices

__all__ = ["MOST", "Room", "corridor", "fewest_hops"]

# Beyond every length but inf.
MOST = float(np.finfo(np.float64).max)


@dataclass(frozen=True, eq=False)
class Room:
    """What the loops write to. Kept from one search to the next, as clearing it takes longer than they do."""

    clock: Ints
    seen: Ints
    seen_back: Ints
    good: Ints
    queue: Vertices
    queue_back: Vertices
    far: Floats
    far_back: Floats

    @classmethod
    def of(cls, n_nodes: int) -> Room:
        """Room for searches among so many vertices."""
        return cls(
            clock=np.ones(1, dtype=np.int64),
            seen=np.zeros(n_nodes, dtype=np.int64),
            seen_back=np.zeros(n_nodes, dtype=np.int64),
            good=np.zeros(n_nodes, dtype=np.int64),
            queue=np.zeros(n_nodes, dtype=np.int32),
            queue_back=np.zeros(n_nodes, dtype=np.int32),
            far=np.zeros(n_nodes),
            far_back=np.zeros(n_nodes),
        )


def fewest_hops(  # noqa: PLR0912, PLR0915, PLR0917 - one loop, as the compiler wants it
    offsets: Ints,
    heads: Vertices,
    back_offsets: Ints,
    back_heads: Vertices,
    start: int,
    end: int,
    clock: Ints,
    seen: Ints,
    seen_back: Ints,
    good: Ints,
    queue: Vertices,
    queue_back: Vertices,
) -> Vertices:
    """The vertices of the shortest path, none where there is none; a copy that no later search writes to.

    Of several it is the first by vertex numbers. Start and end differ. The arrays have a place for each
    vertex and hold what an earlier search left: what is below `clock[0]` is of the past.

    References
    ----------
    Pohl (1971), Bi-directional search, Machine Intelligence 6
    """
    now = clock[0]
    seen[start], seen_back[end] = now, now
    queue[0], queue_back[0] = start, end
    low, high, low_back, high_back = 0, 1, 0, 1
    ahead, back = 0, 0
    have_met = False
    while not have_met:
        if low == high or low_back == high_back:
            clock[0] = now + ahead + back + 1
            return queue[:0].copy()
        # The smaller rim is widened by one hop, whole, so that every shortest path is met.
        if high - low <= high_back - low_back:
            ahead += 1
            found = high
            for i in range(low, high):
                u = queue[i]
                for at in range(offsets[u], offsets[u + 1]):
                    v = heads[at]
                    if seen[v] < now:
                        seen[v] = now + ahead
                        queue[found] = v
                        found += 1
                        if seen_back[v] >= now:
                            have_met = True
            low, high = high, found
        else:
            back += 1
            found = high_back
            for i in range(low_back, high_back):
                u = queue_back[i]
                for at in range(back_offsets[u], back_offsets[u + 1]):
                    v = back_heads[at]
                    if seen_back[v] < now:
                        seen_back[v] = now + back
                        queue_back[found] = v
                        found += 1
                        if seen[v] >= now:
                            have_met = True
            low_back, high_back = high_back, found
    # From where they met back to the start: the vertices on a shortest path.
    low_back, high_back = 0, 0
    for i in range(low, high):
        v = queue[i]
        if seen_back[v] == now + back:
            good[v] = now
            queue_back[high_back] = v
            high_back += 1
    for level in range(ahead - 1, 0, -1):
        found = high_back
        for i in range(low_back, high_back):
            u = queue_back[i]
            for at in range(back_offsets[u], back_offsets[u + 1]):
                v = back_heads[at]
                if seen[v] == now + level and good[v] < now:
                    good[v] = now
                    queue_back[found] = v
                    found += 1
        low_back, high_back = high_back, found
    # The first of them at every hop.
    queue[0] = start
    u = start
    for hop in range(1, ahead + back + 1):
        for at in range(offsets[u], offsets[u + 1]):
            v = heads[at]
            if hop <= ahead:
                fits = seen[v] == now + hop and good[v] == now
            else:
                fits = seen_back[v] == now + ahead + back - hop
            if fits:
                queue[hop] = v
                u = v
                break
    clock[0] = now + ahead + back + 1
    return queue[: ahead + back + 1].copy()


def corridor(  # noqa: PLR0912, PLR0915, PLR0917 - one loop, as the compiler wants it
    offsets: Ints,
    heads: Vertices,
    pairs: Ints,
    back_offsets: Ints,
    back_heads: Vertices,
    back_pairs: Ints,
    lengths: Floats,
    start: int,
    end: int,
    spare: float,
    clock: Ints,
    seen: Ints,
    seen_back: Ints,
    far: Floats,
    far_back: Floats,
    queue: Vertices,
) -> Any:
    """The length of the cheapest path, and every way that a path at most `spare` longer can use.

    Ways come as three arrays: tail, head, pair. A path is held to be no longer within a billionth. The
    length is inf, and there are no ways, where there is no path; so is the length of a pair not to be walked.
    Start and end differ. `clock` and `seen` are those of `fewest_hops`: a vertex is reached at `clock[0]` and
    done one above it.

    The searches run from both ends until what is left of either is beyond the budget; each then goes on
    inside what the other has done, so that both distances of every vertex in the corridor are exact.
    """
    now = clock[0]
    clock[0] = now + 2
    heap: list[tuple[float, Any]] = [(0.0, start)]
    heap_back: list[tuple[float, Any]] = [(0.0, end)]
    seen[start], seen_back[end] = now, now
    far[start], far_back[end] = 0.0, 0.0
    done = 0
    shortest, budget = np.inf, MOST
    while len(heap) > 0 and len(heap_back) > 0:
        if shortest < np.inf and heap[0][0] + heap_back[0][0] > budget:
            break
        if len(heap) <= len(heap_back):
            length, u = heapq.heappop(heap)
            if seen[u] == now + 1:
                continue
            seen[u] = now + 1
            queue[done] = u
            done += 1
            for at in range(offsets[u], offsets[u + 1]):
                v = heads[at]
                reached = length + lengths[pairs[at]]
                if seen[v] < now or (seen[v] == now and reached < far[v]):
                    if reached > budget:
                        continue
                    seen[v] = now
                    far[v] = reached
                    heapq.heappush(heap, (reached, np.int64(v)))
                    if seen_back[v] >= now and reached + far_back[v] < shortest:
                        shortest = reached + far_back[v]
                        budget = shortest * (1 + 1e-9) + spare
        else:
            length, u = heapq.heappop(heap_back)
            if seen_back[u] == now + 1:
                continue
            seen_back[u] = now + 1
            for at in range(back_offsets[u], back_offsets[u + 1]):
                v = back_heads[at]
                reached = length + lengths[back_pairs[at]]
                if seen_back[v] < now or (seen_back[v] == now and reached < far_back[v]):
                    if reached > budget:
                        continue
                    seen_back[v] = now
                    far_back[v] = reached
                    heapq.heappush(heap_back, (reached, np.int64(v)))
                    if seen[v] >= now and reached + far[v] < shortest:
                        shortest = reached + far[v]
                        budget = shortest * (1 + 1e-9) + spare
    rest = heap[:0]
    for length, u in heap:
        if seen[u] == now and seen_back[u] == now + 1 and length + far_back[u] <= budget:
            heapq.heappush(rest, (length, u))
    while len(rest) > 0:
        length, u = heapq.heappop(rest)
        if seen[u] == now + 1:
            continue
        seen[u] = now + 1
        queue[done] = u
        done += 1
        for at in range(offsets[u], offsets[u + 1]):
            v = heads[at]
            reached = length + lengths[pairs[at]]
            fits = seen_back[v] == now + 1 and reached + far_back[v] <= budget
            if fits and (seen[v] < now or (seen[v] == now and reached < far[v])):
                seen[v] = now
                far[v] = reached
                heapq.heappush(rest, (reached, np.int64(v)))
    for length, u in heap_back:
        if seen_back[u] == now and seen[u] == now + 1 and length + far[u] <= budget:
            heapq.heappush(rest, (length, u))
    while len(rest) > 0:
        length, u = heapq.heappop(rest)
        if seen_back[u] == now + 1:
            continue
        seen_back[u] = now + 1
        for at in range(back_offsets[u], back_offsets[u + 1]):
            v = back_heads[at]
            reached = length + lengths[back_pairs[at]]
            fits = seen[v] == now + 1 and reached + far[v] <= budget
            if fits and (seen_back[v] < now or (seen_back[v] == now and reached < far_back[v])):
                seen_back[v] = now
                far_back[v] = reached
                heapq.heappush(rest, (reached, np.int64(v)))
    room = 0
    if shortest < np.inf:
        for i in range(done):
            u = queue[i]
            if seen_back[u] == now + 1 and far[u] + far_back[u] <= budget:
                room += offsets[u + 1] - offsets[u]
    tails, ends, used = np.empty(room, np.int64), np.empty(room, np.int64), np.empty(room, np.int64)
    count = 0
    if room > 0:
        for i in range(done):
            u = queue[i]
            if seen_back[u] != now + 1 or far[u] + far_back[u] > budget or u == end:
                continue
            for at in range(offsets[u], offsets[u + 1]):
                v = heads[at]
                if v != start and seen[v] == now + 1 and seen_back[v] == now + 1:
                    through = far[u] + lengths[pairs[at]] + far_back[v]
                    if through <= budget and through < np.inf:
                        tails[count], ends[count], used[count] = u, v, pairs[at]
                        count += 1
    return shortest, tails[:count], ends[:count], used[:count]
