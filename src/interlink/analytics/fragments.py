"""What is left of a network without some of its entities, and how far some of them reach."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from scipy import sparse
from scipy.sparse import csgraph

from interlink.errors import QueryError
from interlink.projection import Flat
from interlink.projection.columns import Floats, Ints

__all__ = ["Fragmenting", "Reaching", "fragmentation", "nearness", "pairs_without_each"]

# Entities from whom distances are measured at once.
ROWS = 500
# Who reaches whom is held as a sparse matrix: up to some 500 MB.
MOST_REACHED = 100_000_000


class Fragmenting:
    """The aim to cut apart: how many ordered pairs still reach each other without the chosen."""

    def __init__(self, flat: Flat) -> None:
        self.graph, self.n = flat.graph, flat.n_nodes

    def with_each(self, chosen: Sequence[int]) -> Floats:
        """The pairs left if each vertex were chosen too; infinite for those that are."""
        left = np.setdiff1d(np.arange(self.n), np.asarray(chosen, dtype=np.int64))
        found = np.full(self.n, np.inf)
        found[left] = pairs_without_each(self.graph.induced_subgraph(left.tolist()))
        return found

    def now(self, chosen: Sequence[int]) -> float:
        """The pairs left without the chosen."""
        left = np.setdiff1d(np.arange(self.n), np.asarray(chosen, dtype=np.int64))
        return float(connected_pairs(self.graph.induced_subgraph(left.tolist())))


class Reaching:
    """The aim to reach: how many entities are more than some steps away from all of the chosen."""

    def __init__(self, flat: Flat, steps: int) -> None:
        """Who reaches whom within the steps, worked out once.

        Raises
        ------
        QueryError   more than 100,000,000 pairs may reach each other
        """
        n = flat.n_nodes
        one = flat.matrix(np.ones(flat.n_pairs)) + sparse.identity(n, format="csr")
        self.n, self.reach = n, one
        for _ in range(1, min(steps, n)):
            width = np.diff(one.indptr)
            if int(np.minimum(self.reach @ width.astype(np.float64), n).sum()) > MOST_REACHED:
                raise QueryError(
                    f"disruption: within {steps} steps too many of {n:,} entities reach each other; "
                    "expected fewer than 100,000,000 pairs. Ask for fewer steps, or narrow the links."
                )
            before = self.reach.nnz
            self.reach = self.reach @ one
            self.reach.data[:] = 1.0
            if self.reach.nnz == before:
                break

    def with_each(self, chosen: Sequence[int]) -> Floats:
        """Those out of reach if each vertex were chosen too; infinite for those that are."""
        missed = self.missed(chosen)
        found = missed.sum() - np.asarray(self.reach @ missed)
        found[np.asarray(chosen, dtype=np.int64)] = np.inf
        return np.asarray(found)

    def now(self, chosen: Sequence[int]) -> float:
        """Those out of reach of the chosen."""
        return float(self.missed(chosen).sum())

    def missed(self, chosen: Sequence[int]) -> Floats:
        """1 for each vertex that none of the chosen reaches, else 0."""
        rows = self.reach[np.asarray(chosen, dtype=np.int64)]
        return np.asarray(np.asarray(rows.sum(axis=0)).ravel() == 0, dtype=np.float64)


def connected_pairs(graph: Any) -> int:
    """How many ordered pairs of vertices are in one component."""
    sizes = np.array(graph.connected_components().sizes(), dtype=np.int64)
    return int((sizes * (sizes - 1)).sum())


def fragmentation(graph: Any) -> float:
    """The share of pairs that do not reach each other; 1 where there is no pair."""
    n = graph.vcount()
    return 1.0 - connected_pairs(graph) / (n * (n - 1)) if n > 1 else 1.0


def nearness(flat: Flat, left: Ints) -> float:
    """The mean of 1/distance over all pairs of these vertices, along them alone; 0 for no pair. O(n·m)."""
    n, total = left.size, 0.0
    ways = flat.matrix(np.ones(flat.n_pairs))[left][:, left]
    for start in range(0, n, ROWS):
        rows = np.arange(start, min(start + ROWS, n))
        far = csgraph.dijkstra(ways, indices=rows, unweighted=True)
        far[np.arange(rows.size), rows] = np.inf
        total += float((1.0 / far).sum())
    return total / (n * (n - 1)) if n > 1 else 0.0


def pairs_without_each(graph: Any) -> Floats:
    """For each vertex how many ordered pairs of others reach each other without it. O(n + m).

    Blocks that hold together without any one vertex, and the vertices they share, form a tree: what hangs
    below a vertex in it, and what is above, are the parts that its removal leaves.
    """
    n = graph.vcount()
    if not n:
        return np.zeros(0)
    blocks = [np.asarray(block, dtype=np.int64) for block in graph.biconnected_components()]
    component = np.asarray(graph.connected_components().membership, dtype=np.int64)
    sizes = np.bincount(component)
    _, firsts = np.unique(component, return_index=True)
    root = n + len(blocks)
    members = np.concatenate([*blocks, firsts])
    owners = np.concatenate(
        [
            np.repeat(np.arange(n, root), [block.size for block in blocks]),
            np.full(firsts.size, root),
        ]
    )
    tree = sparse.csr_matrix((np.ones(members.size), (owners, members)), shape=(root + 1, root + 1))
    order, parent = csgraph.breadth_first_order(tree, root, directed=False)
    below = summed_up(order.tolist(), parent.tolist(), [1] * n + [0] * (len(blocks) + 1))
    hanging = below[n:root]
    parts = np.bincount(parent[n:root], weights=hanging * (hanging - 1), minlength=n)[:n]
    whole = sizes[component]
    above = whole - below[:n]
    total = float((sizes * (sizes - 1)).sum())
    return np.asarray(total - whole * (whole - 1) + parts + above * (above - 1), dtype=np.float64)


def summed_up(order: list[int], parent: list[int], values: list[int]) -> Ints:
    """The values of each node of a tree and of all below it; `order` is from the root."""
    for node in reversed(order[1:]):
        values[parent[node]] += values[node]
    return np.array(values, dtype=np.int64)
