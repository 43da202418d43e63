"""One link per pair of entities: the projection as path and rank measures need it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import igraph
import numpy as np
import numpy.typing as npt
from scipy import sparse
from scipy.sparse.csgraph import connected_components

from interlink.projection.columns import Floats, Ints
from interlink.projection.merge import group_numbers

__all__ = ["Flat", "bare_igraph", "flatten"]


@dataclass(frozen=True, eq=False)
class Flat:
    """Pairs in order of source and target, their layers merged and their weights summed.

    Links of an entity to itself are left out. Undirected, source is the smaller vertex number.
    Pair k stands for the links `links[link_offsets[k]:link_offsets[k + 1]]` of the projection.
    """

    n_nodes: int
    source: npt.NDArray[np.int32]
    target: npt.NDArray[np.int32]
    weight: Floats
    directed: bool
    link_offsets: Ints
    links: Ints
    # Of some pairs of another: that one, and the numbers of its pairs that are left out here.
    whole: Flat | None = None
    left_out: Ints | None = None

    @property
    def n_pairs(self) -> int:
        """How many pairs are linked."""
        return int(self.source.size)

    @cached_property
    def graph(self) -> Any:
        """The pairs as an igraph graph without attributes, shared: callers do not change it."""
        if self.whole is None or self.left_out is None:
            return bare_igraph(self.n_nodes, self.source, self.target, directed=self.directed)
        # With a tenth of 100,000 pairs left out: 5 ms, and 12 ms from the ends.
        graph = self.whole.graph.copy()
        graph.delete_edges(self.left_out.tolist())
        return graph

    @cached_property
    def weights(self) -> list[float]:
        """The weights as igraph takes them in quickest, shared: callers do not change it."""
        return list(self.weight.tolist())

    @cached_property
    def degrees(self) -> Ints:
        """How many pairs each vertex is an end of."""
        return np.bincount(np.concatenate([self.source, self.target]), minlength=self.n_nodes)

    @cached_property
    def parts(self) -> Ints:
        """The part that each vertex is in, by number: whoever some way joins, direction ignored."""
        ways = self.matrix(np.ones(self.n_pairs))
        # Undirected, both ways are in it, so that strongly connected is connected, in one pass.
        found = connected_components(ways, connection="weak" if self.directed else "strong")
        return np.asarray(found[1], dtype=np.int64)

    @cached_property
    def arcs(self) -> tuple[Ints, npt.NDArray[np.int32], Ints]:
        """Ways to walk, as CSR: row offsets, the vertex each way leads to, the pair it uses.

        Undirected pairs can be walked both ways. Within a row, vertices ascend.
        """
        pair = np.arange(self.n_pairs, dtype=np.int64)
        tail, head = self.source, self.target
        if not self.directed:
            tail, head = np.concatenate([tail, head]), np.concatenate([head, tail])
            pair = np.concatenate([pair, pair])
        return _by_tail(tail, head, pair, self.n_nodes)

    @cached_property
    def arcs_back(self) -> tuple[Ints, npt.NDArray[np.int32], Ints]:
        """The ways of `arcs` from where they lead to where they start; the same where undirected."""
        if not self.directed:
            return self.arcs
        return _by_tail(self.target, self.source, np.arange(self.n_pairs, dtype=np.int64), self.n_nodes)

    @cached_property
    def tails(self) -> Ints:
        """The vertex each way of `arcs` starts from."""
        return np.repeat(np.arange(self.n_nodes, dtype=np.int64), np.diff(self.arcs[0]))

    def matrix(self, cost: Floats) -> Any:
        """The ways to walk as a scipy CSR matrix whose entries are the cost of each pair used."""
        offsets, head, pair = self.arcs
        return sparse.csr_matrix((cost[pair], head, offsets), shape=(self.n_nodes, self.n_nodes))

    def links_of(self, pairs: Ints) -> Ints:
        """The projection's links behind the pairs, pair after pair."""
        ranges = [self.links[self.link_offsets[k] : self.link_offsets[k + 1]] for k in pairs]
        return np.concatenate(ranges) if ranges else np.zeros(0, dtype=np.int64)

    def kept(self, links: npt.NDArray[np.bool_], weight: Floats) -> Flat:
        """The pairs that some of these links of the projection still make; `weight` is that of every link."""
        left = links[self.links]
        kept = self.links[left]
        if self.links.size == self.n_pairs:
            is_there = left
            offsets, weights = np.arange(kept.size + 1), weight[kept]
        else:
            of_pair = np.repeat(np.arange(self.n_pairs), np.diff(self.link_offsets))[left]
            counts = np.bincount(of_pair, minlength=self.n_pairs)
            is_there = counts > 0
            offsets = np.concatenate([np.zeros(1, dtype=np.int64), np.cumsum(counts[is_there])])
            summed = np.bincount(of_pair, weights=weight[kept], minlength=self.n_pairs)
            weights = summed[is_there].astype(np.float64)
        return Flat(
            n_nodes=self.n_nodes,
            source=self.source[is_there],
            target=self.target[is_there],
            weight=weights,
            directed=self.directed,
            link_offsets=offsets,
            links=kept,
            whole=self,
            left_out=np.flatnonzero(~is_there),
        )

    def reversed_from_source(self, pairs: Ints, tails: Ints) -> npt.NDArray[np.bool_]:
        """Whether each pair, walked from the tail given, is walked from its target."""
        return np.asarray(self.source[pairs] != tails)


def flatten(
    source: npt.NDArray[np.int32],
    target: npt.NDArray[np.int32],
    weight: Floats,
    *,
    n_nodes: int,
    directed: bool,
) -> Flat:
    """The links with one per pair, layers merged, without links of an entity to itself.

    Weights are added in the order of the links given, which is that of the projection.
    """
    links = np.flatnonzero(source != target)
    tail, head = source[links], target[links]
    if not directed:
        tail, head = np.minimum(tail, head), np.maximum(tail, head)
    key = tail.astype(np.int64) * n_nodes + head
    order = np.argsort(key, kind="stable")
    starts, _ = group_numbers(key[order])
    links = links[order]
    chosen = order[starts]
    return Flat(
        n_nodes=n_nodes,
        source=tail[chosen],
        target=head[chosen],
        weight=np.add.reduceat(weight[links], starts) if starts.size else np.zeros(0),
        directed=directed,
        link_offsets=np.append(starts, links.size).astype(np.int64),
        links=links,
    )


def _by_tail(
    tail: npt.NDArray[np.int32], head: npt.NDArray[np.int32], pair: Ints, n_nodes: int
) -> tuple[Ints, npt.NDArray[np.int32], Ints]:
    """Ways as CSR, those of each vertex by where they lead."""
    order = np.argsort(tail.astype(np.int64) * n_nodes + head, kind="stable")
    offsets = np.zeros(n_nodes + 1, dtype=np.int64)
    np.cumsum(np.bincount(tail, minlength=n_nodes), out=offsets[1:])
    return offsets, head[order], pair[order]


def bare_igraph(
    n_nodes: int, source: npt.NDArray[np.int32], target: npt.NDArray[np.int32], *, directed: bool
) -> Any:
    """An igraph graph of these ends, without attributes; edges keep their order."""
    # Of 1,000,000 edges: 0.19 s pair by pair, 0.34 s from a list of pairs, 0.55 s from an array.
    ends = zip(source.tolist(), target.tolist(), strict=True)
    return igraph.Graph(n=n_nodes, edges=ends, directed=directed)
