"""Who goes on under another id: those who vanish, matched to those who appear by role and neighbours."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import sparse
from scipy.sparse import csgraph

from interlink.analytics.explain import significant
from interlink.projection.columns import Floats, Ints

__all__ = ["Lives", "Successors", "follow", "roots"]

# How much neighbours count against role: of 0.5 to 0.9 the best on the phases of the CAVIAR wiretaps.
BY_NEIGHBOURS = 0.5
# Whom so many of those who vanish or appear know says nothing about one of them.
KNOWN_TO_ALL = 200
# Rounds in which those matched count as common neighbours of the others.
ROUNDS = 10


@dataclass(frozen=True, eq=False)
class Lives:
    """Pairs that were ever linked, both ways, and when each entity was first and last heard of.

    Row k says that `tail[k]` was linked to `head[k]` with this weight, of which `sent` went out. `began` and
    `ended` count in any unit; `window` and `until` are the first and last window, -1 where there is none.
    """

    n_nodes: int
    tail: Ints
    head: Ints
    weight: Floats
    sent: Floats
    began: Ints
    ended: Ints
    window: Ints
    until: Ints


@dataclass(frozen=True, eq=False)
class Successors:
    """Pairs matched, in order of the old one: how alike, and by how much more than any other of either."""

    old: Ints
    new: Ints
    similarity: Floats
    margin: Floats

    def kept(self, chosen: npt.NDArray[np.bool_] | Ints) -> Successors:
        """The pairs chosen, by a mask or in this order."""
        return Successors(self.old[chosen], self.new[chosen], self.similarity[chosen], self.margin[chosen])


def follow(lives: Lives, likeness: float, least_shared: int) -> Successors:
    """Each entity that vanishes and the one that appears in its place, where they are alike enough.

    The new one is first heard of after the old one was last, in the same window or the next. Likeness is half
    neighbours (cosine of how much each sends to whom and gets from whom, those linked to many counting less)
    and half role (ranks of neighbours, weight, weight a neighbour and share sent). Each is matched once, so
    that the sum of likeness is the largest (Kuhn's assignment, solved sparse). Of these, pairs that share
    fewer than so many neighbours are left out, and pairs of which either is as like to another. A neighbour
    that was itself matched counts as the same, round after round until nothing changes.
    """
    role = _roles(lives)
    found = _nothing()
    for _ in range(ROUNDS):
        root = roots(found, lives.n_nodes)
        whom = _known(lives, root)
        again = _assign(_alike(lives, role, root, whom), likeness)
        shared = np.asarray(whom[again.old].multiply(whom[again.new]).sum(axis=1)).ravel()
        again = again.kept(shared >= least_shared)
        if np.array_equal(again.old, found.old) and np.array_equal(again.new, found.new):
            return again
        found = again
    return found


def roots(found: Successors, n_nodes: int) -> Ints:
    """For each entity the first id it had, followed back over all that were matched."""
    root = np.arange(n_nodes, dtype=np.int64)
    root[found.new] = found.old
    while not np.array_equal(root, root[root]):
        root = root[root]
    return root


def _nothing() -> Successors:
    none = np.zeros(0, dtype=np.int64)
    return Successors(none, none, np.zeros(0), np.zeros(0))


def _roles(lives: Lives) -> Floats:
    """A row per entity: ranks, 0 to 1, of what it does, whoever it does it with."""
    size = lives.n_nodes
    degree = np.bincount(lives.tail, minlength=size).astype(np.float64)
    weight = np.bincount(lives.tail, weights=lives.weight, minlength=size)
    sent = np.bincount(lives.tail, weights=lives.sent, minlength=size)
    lasted = np.maximum(lives.until - lives.window + 1, 1)
    known = degree > 0
    figures = [
        degree,
        weight / lasted,
        np.divide(weight, degree, out=np.zeros(size), where=known),
        np.divide(sent, weight, out=np.full(size, 0.5), where=weight > 0),
    ]
    ranked = [_ranks(significant(each), known) for each in figures]
    return np.column_stack(ranked)


def _ranks(values: Floats, known: Any) -> Floats:
    """The middle rank of each value among the known ones, 0 to 1."""
    ordered = np.sort(values[known])
    below = np.searchsorted(ordered, values, side="left") + np.searchsorted(ordered, values, side="right")
    return np.asarray(below / (2 * max(ordered.size, 1)))


def _alike(lives: Lives, role: Floats, root: Ints, whom: Any) -> Any:
    """How alike any two are that may be one, the old one in the row and the new one in the column."""
    profiles = _profiles(lives, root)
    asked = sparse.diags_array((np.diff(whom.tocsc().indptr) <= KNOWN_TO_ALL).astype(np.float64))
    shared = (whom @ asked @ whom.T).tocoo()
    one, other = shared.row, shared.col
    gap = lives.window[other] - lives.until[one]
    is_possible = (lives.began[other] > lives.ended[one]) & (gap >= 0) & (gap <= 1)
    is_possible &= shared.data > 0
    one, other = one[is_possible], other[is_possible]
    near = np.asarray(profiles[one].multiply(profiles[other]).sum(axis=1)).ravel()
    acts = 1 - np.abs(role[one] - role[other]).mean(axis=1)
    value = significant(BY_NEIGHBOURS * near + (1 - BY_NEIGHBOURS) * acts)
    return sparse.csr_matrix((value, (one, other)), shape=shared.shape)


def _known(lives: Lives, root: Ints) -> Any:
    """A row for each entity: 1 for each that it is linked to, by first ids."""
    shape = (lives.n_nodes, lives.n_nodes)
    found = sparse.csr_matrix((np.ones(lives.tail.size), (lives.tail, root[lives.head])), shape=shape)
    found.data[:] = 1
    return found


def _profiles(lives: Lives, root: Ints) -> Any:
    """A row of length 1 for each entity: to whom it sends and from whom it gets, by first ids."""
    known = np.log1p(np.bincount(lives.tail, minlength=lives.n_nodes))[lives.head]
    shape = (lives.n_nodes, lives.n_nodes)

    def by_neighbour(weight: Floats) -> Any:
        value = np.log1p(weight) / known
        return sparse.csr_matrix((value, (lives.tail, root[lives.head])), shape=shape)

    got = np.maximum(lives.weight - lives.sent, 0)
    whole = sparse.hstack([by_neighbour(lives.sent), by_neighbour(got)]).tocsr()
    length = np.sqrt(np.asarray(whole.multiply(whole).sum(axis=1)).ravel())
    inverse = np.divide(1.0, length, out=np.zeros(lives.n_nodes), where=length > 0)
    return (sparse.diags_array(inverse) @ whole).tocsr()


def _assign(likely: Any, likeness: float) -> Successors:
    """The matches, each side once, of the largest sum; a pair below the least likeness is left out."""
    coo = likely.tocoo()
    good = coo.data >= likeness
    row, column, value = coo.row[good], coo.col[good], coo.data[good]
    if not row.size:
        return _nothing()
    olds, row = np.unique(row, return_inverse=True)
    news, column = np.unique(column, return_inverse=True)
    # Each may stay unmatched, as if it were like nobody: a column of its own.
    alone = np.arange(olds.size)
    cost = sparse.csr_matrix(
        (
            np.concatenate([2 - value, np.full(olds.size, 2.0)]),
            (np.concatenate([row, alone]), np.concatenate([column, news.size + alone])),
        ),
        shape=(olds.size, news.size + olds.size),
    )
    chosen, taken = csgraph.min_weight_full_bipartite_matching(cost)
    matched = taken < news.size
    one, other = chosen[matched], taken[matched]
    table = sparse.csr_matrix((value, (row, column)), shape=(olds.size, news.size))
    similarity = np.asarray(table[one, other]).ravel()
    rest = ~np.isin(row * news.size + column, one * news.size + other)
    of_row, of_column = np.zeros(olds.size), np.zeros(news.size)
    np.maximum.at(of_row, row[rest], value[rest])
    np.maximum.at(of_column, column[rest], value[rest])
    margin = similarity - np.maximum(of_row[one], of_column[other])
    return Successors(olds[one], news[other], similarity, margin).kept(margin > 0)
