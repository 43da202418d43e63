"""Betweenness and closeness over shortest paths, from every entity or from some drawn by chance."""

from __future__ import annotations

import numpy as np
from scipy.sparse import csgraph

from interlink.analytics.running import tick
from interlink.analytics.scale import smallest_near_one
from interlink.projection import Flat
from interlink.projection.columns import Floats, Ints

__all__ = ["betweenness", "betweenness_centralization", "closeness", "draw_pivots", "pairs_of_others"]

# Pivots whose distances to all are held at once.
ROWS = 20


def draw_pivots(n: int, pivots: int, seed: int) -> Ints | None:
    """The vertices shortest paths are counted from, each at most once; None means all."""
    if pivots >= n:
        return None
    return np.sort(np.random.default_rng([seed, n]).choice(n, pivots, replace=False))


def betweenness(flat: Flat, lengths: list[float] | None, pivots: Ints | None = None) -> Floats:
    """For each vertex, the shares of shortest paths between others that pass through, added up.

    From pivots alone the sum is scaled to all: right on average, and exact where all are pivots.

    References
    ----------
    Brandes and Pich (2007), doi:10.1142/S0218127407018403
    """
    some = {} if pivots is None else {"sources": pivots.tolist()}
    # igraph takes lengths for equal that differ by less than 1e-10, whatever their size.
    even = None if lengths is None else smallest_near_one(np.asarray(lengths)).tolist()
    found = flat.graph.betweenness(directed=flat.directed, weights=even, **some)
    scale = 1.0 if pivots is None else flat.n_nodes / pivots.size
    return np.asarray(found, dtype=np.float64) * scale


def closeness(flat: Flat, lengths: list[float] | None, pivots: Ints | None = None) -> Floats:
    """Closeness by distance towards each vertex, scaled by the share of others that reach it.

    From pivots alone, mean distance and share are those of the pivots.
    """
    if pivots is not None:
        return closeness_to(flat, lengths, pivots)
    n, graph = flat.n_nodes, flat.graph
    found = np.asarray(graph.closeness(mode="in", weights=lengths, normalized=False), dtype=np.float64)
    inverse_sum = np.nan_to_num(found)
    if flat.directed:
        reached_by = np.asarray(graph.neighborhood_size(order=n, mode="in"), dtype=np.int64)
    else:
        component = np.asarray(graph.connected_components().membership, dtype=np.int64)
        reached_by = np.bincount(component)[component]
    reach = reached_by - 1
    return np.asarray(reach * inverse_sum * reach / max(n - 1, 1))


def closeness_to(flat: Flat, lengths: list[float] | None, pivots: Ints) -> Floats:
    """Closeness by the distance from each pivot."""
    n = flat.n_nodes
    ways = flat.matrix(np.ones(flat.n_pairs) if lengths is None else np.asarray(lengths))
    total, count = np.zeros(n), np.zeros(n)
    for start in range(0, pivots.size, ROWS):
        tick(start, pivots.size)
        far = csgraph.dijkstra(ways, indices=pivots[start : start + ROWS], unweighted=lengths is None)
        known = np.isfinite(far)
        total += np.where(known, far, 0.0).sum(axis=0)
        count += known.sum(axis=0)
    is_pivot = np.isin(np.arange(n), pivots)
    # A pivot reaches itself, which says nothing.
    count -= is_pivot
    asked = pivots.size - is_pivot
    share = np.divide(count, asked, out=np.zeros(n), where=asked > 0)
    return np.asarray(share * np.divide(count, total, out=np.zeros(n), where=total > 0))


def pairs_of_others(n: int, directed: bool) -> float:
    """How many pairs there are that an entity may lie between, 1 where there is none."""
    return max((n - 1) * (n - 2) / (1 if directed else 2), 1.0)


def betweenness_centralization(found: Floats, directed: bool) -> float:
    """How far betweenness is from all alike, as a share of what a star of as many has."""
    n = found.size
    return float((found.max() - found).sum()) / ((n - 1) * pairs_of_others(n, directed)) if n > 2 else 0.0
