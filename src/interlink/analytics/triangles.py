"""Triangles: every three entities of which each is linked to both others."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeAlias

import numpy as np

from interlink.projection import Flat
from interlink.projection.columns import Ints

__all__ = ["triangles"]

# Three vertices a, b and c of each triangle, then its pairs ab, ac and bc, by number.
Corners: TypeAlias = tuple[tuple[Ints, Ints, Ints], tuple[Ints, Ints, Ints]]

# Pairs of links that meet, looked at together: some 100 MB.
AT_ONCE = 2_000_000


def triangles(flat: Flat) -> Iterator[Corners]:
    """The triangles of undirected pairs, each once, in lots.

    Links lead from fewer neighbours to more, so that the many links of a hub are never paired with each
    other. O(m·sqrt(m)).

    References
    ----------
    Chiba and Nishizeki (1985), doi:10.1137/0214017
    """
    n = flat.n_nodes
    degrees = np.bincount(np.concatenate([flat.source, flat.target]), minlength=n)
    by_degree = np.lexsort((np.arange(n), degrees))
    rank = np.empty(n, dtype=np.int64)
    rank[by_degree] = np.arange(n)
    one, other = rank[flat.source], rank[flat.target]
    key = np.minimum(one, other) * n + np.maximum(one, other)
    pairs = np.argsort(key)
    key = key[pairs]
    tail, head = np.divmod(key, max(n, 1))
    last = np.searchsorted(tail, tail, side="right")
    partners = last - np.arange(key.size) - 1
    for start, stop in lots(partners):
        first = np.repeat(np.arange(start, stop), partners[start:stop])
        ends = np.cumsum(partners[start:stop])
        within = np.arange(first.size) - np.repeat(ends - partners[start:stop], partners[start:stop])
        second = first + 1 + within
        wanted = head[first] * n + head[second]
        found = np.searchsorted(key, wanted)
        closed = np.flatnonzero(key[np.minimum(found, key.size - 1)] == wanted)
        if closed.size:
            first, second, third = first[closed], second[closed], found[closed]
            corners = by_degree[tail[first]], by_degree[head[first]], by_degree[head[second]]
            yield corners, (pairs[first], pairs[second], pairs[third])


def lots(sizes: Ints) -> Iterator[tuple[int, int]]:
    """Where to cut so that the sizes of each lot come to some 2,000,000 at most."""
    total = np.cumsum(sizes)
    start = 0
    while start < sizes.size:
        done = total[start - 1] if start else 0
        stop = max(int(np.searchsorted(total, done + AT_ONCE, side="right")), start + 1)
        yield start, stop
        start = stop
