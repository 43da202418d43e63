"""Pairs that share neighbours: their scores, and how well these find links that were hidden from them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Literal, TypeAlias

import numpy as np
import numpy.typing as npt

from interlink.analytics.explain import significant
from interlink.analytics.running import tick
from interlink.projection import Flat
from interlink.projection.columns import Floats, Ints

__all__ = ["Score", "auc", "best_pairs", "common_neighbours"]

Score = Literal["resource_allocation", "adamic_adar", "common_neighbours"]
# Pairs, by the key of their ends in order, and their scores.
Scored: TypeAlias = tuple[Ints, Floats]

# What a common neighbour of so many says for a link; one of a common neighbour has two or more.
SAYS: Mapping[str, Callable[[Floats], Floats]] = {
    "resource_allocation": lambda degrees: 1 / degrees,
    "adamic_adar": lambda degrees: 1 / np.log(np.maximum(degrees, 2)),
    "common_neighbours": np.ones_like,
}
FOLDS = 10
# Ways over a common neighbour that are looked at in one piece: 12 bytes each, and as much again.
AT_ONCE = 4_000_000
# Above so many ways a tenth is held out once, not each tenth in turn.
MOST_WAYS = 20_000_000


def best_pairs(flat: Flat, score: Score, k: int, taken: Ints | None = None) -> Scored:
    """The k pairs without a link that score most: keys and scores, best first, then by their ends.

    `taken` are keys of pairs that have a link although `flat` does not; fewer than k are given where fewer
    share a neighbour.
    """
    keys, scores = np.zeros(0, dtype=np.int64), np.zeros(0)
    linked = keys_of(flat) if taken is None else np.union1d(keys_of(flat), taken)
    for found, values in scored_pairs(flat, score):
        is_free = ~np.isin(found, linked, assume_unique=True)
        keys, scores = np.concatenate([keys, found[is_free]]), np.concatenate([scores, values[is_free]])
        order = np.lexsort((keys, -scores))[:k]
        keys, scores = keys[order], scores[order]
    return keys, scores


def auc(flat: Flat, score: Score, seed: int) -> float:
    """How often a link that was hidden scores more than a pair without one: 1 always, 0.5 chance.

    Each tenth of the pairs is hidden in turn (one tenth, where the layer is large), and each hidden pair
    is compared with every pair without a link; equal scores count half. NaN where there is nothing to hide
    or nothing to compare with. Only entities of the layer are asked about.
    """
    linked = np.unique(np.concatenate([flat.source, flat.target])).size
    free = linked * (linked - 1) // 2 - flat.n_pairs
    if flat.n_pairs < 2 or not free:
        return float("nan")
    folds = min(FOLDS, flat.n_pairs)
    fold = np.random.default_rng(seed).permutation(flat.n_pairs) % folds
    asked = folds if ways(flat) * folds <= MOST_WAYS else 1
    won = 0.0
    for number in range(asked):
        tick(number, asked)
        won += _won(flat, score, hidden=fold == number, free=free)
    return won / int((fold < asked).sum())


def common_neighbours(flat: Flat, one: int, other: int) -> tuple[Ints, Ints, Ints]:
    """The common neighbours of two, in order, and the pairs that lead to them from one and the other."""
    offsets, heads, pairs = flat.arcs
    ours, theirs = slice(*offsets[one : one + 2]), slice(*offsets[other : other + 2])
    shared, here, there = np.intersect1d(heads[ours], heads[theirs], return_indices=True)
    return shared.astype(np.int64), pairs[ours][here], pairs[theirs][there]


def ways(flat: Flat) -> int:
    """How many ways lead from an entity over a neighbour to another."""
    degrees = np.diff(flat.arcs[0])
    return int((degrees * degrees).sum())


def keys_of(flat: Flat) -> Ints:
    """The key of each pair: smaller end, then larger; ascending."""
    return np.asarray(flat.source.astype(np.int64) * flat.n_nodes + flat.target)


def scored_pairs(flat: Flat, score: Score) -> Iterator[Scored]:
    """The keys of all pairs that share a neighbour, linked or not, and their scores, piece by piece.

    Scores have ten digits, so that those equal but for the order of adding up are equal.
    """
    offsets, heads, _ = flat.arcs
    said, there = _matrices(flat, score)
    degrees = np.diff(offsets).astype(np.float64)
    reached = np.concatenate([[0.0], np.cumsum(degrees[heads])])[offsets]
    for first, end in _pieces(reached):
        tick(first, flat.n_nodes)
        yield _above(said[first:end] @ there, first, flat.n_nodes)


def _matrices(flat: Flat, score: Score) -> tuple[Any, Any]:
    """Who is linked, as what each neighbour says, and as 1."""
    offsets, heads, _ = flat.arcs
    degrees = np.diff(offsets).astype(np.float64)
    says = np.zeros(flat.n_nodes)
    says[degrees > 0] = SAYS[score](degrees[degrees > 0])
    said, there = flat.matrix(np.ones(flat.n_pairs)), flat.matrix(np.ones(flat.n_pairs))
    said.data = says[heads]
    return said, there


def _pieces(reached: Floats) -> Iterator[tuple[int, int]]:
    """Ranges of rows of which each leads over few enough ways; a row that alone has more is a piece."""
    first, rows = 0, reached.size - 1
    while first < rows:
        end = int(np.searchsorted(reached, reached[first] + AT_ONCE, side="right")) - 1
        end = min(max(end, first + 1), rows)
        yield first, end
        first = end


def _above(product: Any, first: int, n_nodes: int) -> Scored:
    product.sort_indices()
    tails = np.repeat(np.arange(first, first + product.shape[0]), np.diff(product.indptr))
    is_above = product.indices > tails
    keys = tails[is_above] * n_nodes + product.indices[is_above]
    return keys.astype(np.int64), significant(product.data[is_above])


def _won(flat: Flat, score: Score, *, hidden: npt.NDArray[np.bool_], free: int) -> float:
    """How many comparisons the hidden pairs win, over the number of pairs without a link."""
    asked = keys_of(flat)[hidden]
    train = _without(flat, hidden)
    said, there = _matrices(train, score)
    one, other = np.divmod(asked, flat.n_nodes)
    values = significant(np.asarray(said[one].multiply(there[other]).sum(axis=1)).ravel())
    linked = keys_of(flat)
    less, same = np.zeros(asked.size), np.zeros(asked.size)
    positive = 0
    for keys, scores in scored_pairs(train, score):
        others = np.sort(scores[~np.isin(keys, linked, assume_unique=True)])
        below = np.searchsorted(others, values, side="left")
        less += below
        same += np.searchsorted(others, values, side="right") - below
        positive += others.size
    zeros = free - positive
    less += np.where(values > 0, zeros, 0)
    same += np.where(values > 0, 0, zeros)
    return float((less + same / 2).sum() / free)


def _without(flat: Flat, hidden: npt.NDArray[np.bool_]) -> Flat:
    links = np.ones(int(flat.links.max()) + 1, dtype=bool)
    links[flat.links_of(np.flatnonzero(hidden))] = False
    return flat.kept(links, np.ones(links.size))
