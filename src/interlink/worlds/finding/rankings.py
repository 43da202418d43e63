"""Rankings of a graph's vertices that need no more than the graph: degree, betweenness, communities."""

from __future__ import annotations

import random
from random import Random

import igraph
import numpy as np

from interlink.analytics.explain import significant
from interlink.projection import Flat
from interlink.projection.columns import Floats, Ints

__all__ = ["EXACT", "SAMPLE", "betweenness", "by_betweenness", "by_community", "by_degree", "louvain"]

# Up to so many vertices betweenness is exact; above, it is of the paths from so many drawn vertices, in very
# large graphs from fewer, as each then takes longer and counts more paths.
EXACT, SAMPLE, LEAST_SAMPLE = 3_000, 256, 64
LARGE = 50_000
# A group of fewer has no roles to speak of.
FEWEST = 5


def by_degree(flat: Flat) -> Ints:
    """Vertices by how many others they are linked to, most first, then by number."""
    ends = np.concatenate([flat.source, flat.target])
    return _descending(np.bincount(ends, minlength=flat.n_nodes))


def by_betweenness(flat: Flat, *, seed: int) -> Ints:
    """Vertices by how often they lie between others, most first, then by number."""
    return _descending(significant(betweenness(flat, seed=seed)))


def betweenness(flat: Flat, *, seed: int) -> Floats:
    """The share of the shortest paths of other pairs through each vertex, summed.

    Exact up to 3,000 vertices with links; above, of the paths from 256 vertices that the seed draws (of more
    than 50,000 in proportion fewer, at least 64), scaled.

    References
    ----------
    Brandes and Pich (2007), doi:10.1142/S0218127407018403
    """
    graph = flat.graph
    linked = np.flatnonzero(np.bincount(np.concatenate([flat.source, flat.target]), minlength=flat.n_nodes))
    if linked.size <= EXACT:
        return np.asarray(graph.betweenness(directed=False), dtype=np.float64)
    count = max(LEAST_SAMPLE, min(SAMPLE, SAMPLE * LARGE // linked.size))
    drawn = np.sort(np.random.Generator(np.random.PCG64(seed)).choice(linked, count, replace=False))
    found = np.asarray(graph.betweenness(directed=False, sources=drawn.tolist()), dtype=np.float64)
    return found * (linked.size / count)


def louvain(flat: Flat, *, seed: int) -> Ints:
    """The community of each vertex by plain Louvain: every linked pair counts the same; the last level.

    References
    ----------
    Blondel et al. (2008), doi:10.1088/1742-5468/2008/10/P10008
    """
    igraph.set_random_number_generator(Random(seed))  # noqa: S311 - where a search starts, no secret
    try:
        found = flat.graph.community_multilevel()
    finally:
        igraph.set_random_number_generator(random)
    return np.asarray(found.membership, dtype=np.int64)


def by_community(flat: Flat, membership: Ints) -> Ints:
    """Vertices by community, the most closed first, and inside one by links to its other members.

    A closed group is what one who looks for a hidden one has no better sign of: the share of its links
    that leave it is small. Groups of fewer than five come last; ties go to the larger, then by number.
    """
    size = np.bincount(membership)
    inside = membership[flat.source] == membership[flat.target]
    ends = np.concatenate([flat.source, flat.target])
    within = np.bincount(ends[np.concatenate([inside, inside])], minlength=flat.n_nodes)
    of_end = membership[ends]
    total = np.bincount(of_end, minlength=size.size)
    leaving = np.bincount(of_end[np.concatenate([~inside, ~inside])], minlength=size.size)
    open_share = leaving / np.maximum(total, 1)
    order = np.lexsort((np.arange(size.size), -size, open_share, size < FEWEST))
    place = np.empty(size.size, dtype=np.int64)
    place[order] = np.arange(size.size)
    return np.lexsort((np.arange(flat.n_nodes), -within, place[membership]))


def _descending(score: Ints | Floats) -> Ints:
    return np.lexsort((np.arange(score.size), -score))
