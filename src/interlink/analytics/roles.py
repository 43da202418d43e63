"""Roles of those who stand between two others that no link joins, by the groups of all three."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from scipy import sparse

from interlink.analytics.triangles import triangles
from interlink.projection import Flat
from interlink.projection.columns import Floats, Ints

__all__ = ["ROLES", "effective_sizes", "open_roles", "ways_of"]

# The broker j of i -> j -> k, by the groups of i, j and k.
ROLES = (
    "coordinator",  # A A A
    "itinerant",  # A B A
    "gatekeeper",  # B A A
    "representative",  # A A B
    "liaison",  # A B C
)
ORDERS = ((0, 1, 2), (0, 2, 1), (1, 0, 2), (1, 2, 0), (2, 0, 1), (2, 1, 0))
PAIR_OF = {frozenset((0, 1)): 0, frozenset((0, 2)): 1, frozenset((1, 2)): 2}
Ways = tuple[npt.NDArray[np.bool_], npt.NDArray[np.bool_]]


def ways_of(flat: Flat, directed: Flat | None) -> Ways:
    """Whether each pair leads from its source to its target, and whether back; undirected, both."""
    if directed is None:
        both = np.ones(flat.n_pairs, dtype=bool)
        return both, both
    n = flat.n_nodes
    pairs = flat.source.astype(np.int64) * n + flat.target
    tail, head = directed.source.astype(np.int64), directed.target.astype(np.int64)
    return np.isin(pairs, tail * n + head), np.isin(pairs, head * n + tail)


def open_roles(flat: Flat, ways: Ways, groups: Ints) -> Ints:
    """For each vertex and role how often it leads from one to another that no link leads to at once.

    `groups` are numbered from 0. A row per vertex, a column per role. O(m·sqrt(m)).
    """
    return all_ways(flat, ways, groups) - closed_ways(flat, ways, groups)


def all_ways(flat: Flat, ways: Ways, groups: Ints) -> Ints:
    """For each vertex and role the ways of two steps that lead through it and end elsewhere."""
    n, size = flat.n_nodes, int(groups.max(initial=0)) + 1
    forth, back = ways
    tail = np.concatenate([flat.source[forth], flat.target[back]]).astype(np.int64)
    head = np.concatenate([flat.target[forth], flat.source[back]]).astype(np.int64)
    coming, leaving = counted(head, groups[tail], n, size), counted(tail, groups[head], n, size)
    inside = groups[tail] == groups[head]
    coming_own, leaving_own = (np.bincount(ends[inside], minlength=n) for ends in (head, tail))
    coming_other, leaving_other = (np.bincount(ends[~inside], minlength=n) for ends in (head, tail))
    alike = np.asarray(coming.multiply(leaving).sum(axis=1)).ravel().astype(np.int64)
    alike_other = alike - coming_own * leaving_own
    # A way that returns to where it began joins nobody.
    both = forth & back
    ends = np.concatenate([flat.source[both], flat.target[both]])
    within = np.concatenate([(groups[flat.source] == groups[flat.target])[both]] * 2)
    return np.column_stack(
        [
            coming_own * leaving_own - np.bincount(ends[within], minlength=n),
            alike_other - np.bincount(ends[~within], minlength=n),
            coming_other * leaving_own,
            coming_own * leaving_other,
            coming_other * leaving_other - alike_other,
        ]
    )


def counted(vertex: Ints, group: Ints, n: int, size: int) -> sparse.csr_matrix:
    """How many of each group stand beside each vertex."""
    return sparse.csr_matrix((np.ones(vertex.size, dtype=np.int64), (vertex, group)), shape=(n, size))


def closed_ways(flat: Flat, ways: Ways, groups: Ints) -> Ints:
    """For each vertex and role the ways of two steps through it whose ends a link joins at once."""
    n = flat.n_nodes
    found = np.zeros(n * len(ROLES), dtype=np.int64)
    for corners, pairs in triangles(flat):
        for i, j, k in ORDERS:
            steps = [
                leads(ways, pairs[PAIR_OF[frozenset((a, b))]], corners[a] < corners[b])
                for a, b in ((i, j), (j, k), (i, k))
            ]
            closed = np.logical_and.reduce(steps)
            role = role_of(groups[corners[i]], groups[corners[j]], groups[corners[k]])
            found += np.bincount((corners[j] * len(ROLES) + role)[closed], minlength=found.size)
    return found.reshape(n, len(ROLES))


def leads(ways: Ways, pairs: Ints, forward: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
    """Whether the pairs lead from source to target where `forward`, elsewhere from target to source."""
    forth, back = ways
    return np.where(forward, forth[pairs], back[pairs])


def role_of(first: Ints, broker: Ints, last: Ints) -> Ints:
    """The number of the broker's role, by the groups of the three."""
    cases = [(first == broker) & (broker == last), first == last, broker == last, first == broker]
    return np.select(cases, [0, 1, 2, 3], default=4)


def effective_sizes(flat: Flat, weight: Floats) -> Floats:
    """How many of a vertex's neighbours are not redundant to it; NaN where it has none.

    The number of neighbours less, for each, how much the vertex's other ties lead to it: the share of the
    vertex's weight on a third, times the weight between third and neighbour against the neighbour's greatest.
    """
    n = flat.n_nodes
    ends = np.concatenate([flat.source, flat.target])
    both = np.concatenate([weight, weight])
    degrees = np.bincount(ends, minlength=n)
    strength = np.bincount(ends, weights=both, minlength=n)
    greatest = np.zeros(n)
    np.maximum.at(greatest, ends, both)
    redundant = np.zeros(n)
    for corners, pairs in triangles(flat):
        for i, j, k in ORDERS:
            share = weight[pairs[PAIR_OF[frozenset((i, k))]]] / strength[corners[i]]
            between = weight[pairs[PAIR_OF[frozenset((j, k))]]] / greatest[corners[j]]
            redundant += np.bincount(corners[i], weights=share * between, minlength=n)
    return np.where(degrees > 0, degrees - redundant, np.nan)
