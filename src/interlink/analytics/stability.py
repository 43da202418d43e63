"""How firmly a finding holds: the same asked again and again with some links left out.

Records that nobody made are the rule in this work, so each repeat leaves out a tenth of the links, by
chance. A member, rank or path is as firm as the share of repeats in which it is found again; below 0.7 it is
shown as weak. Losing a tenth of the links is known to be tolerable for what is firm (Ficara et al. 2021,
doi:10.1371/journal.pone.0255067).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from interlink.analytics.running import tick
from interlink.errors import QueryError
from interlink.projection import Flat, Projection
from interlink.projection.columns import Floats, Ints

__all__ = [
    "LEFT_OUT",
    "WEAK",
    "count_repeats",
    "masks",
    "membership_shares",
    "rank_shares",
    "repeated_flats",
]

Mask: TypeAlias = npt.NDArray[np.bool_]

WEAK = 0.7
LEFT_OUT = 0.1
BY_DEFAULT = 20
MOST = 10_000
# An analytic that takes longer is repeated on request only.
QUICK_S = 0.5
# An entity holds its place while it stays in its class: the first, the first three, the first ten, ...
CLASSES = np.array([1, 3, 10, 30, 100, 300, 1_000, 3_000, 10_000, 30_000, 100_000])


def count_repeats(asked: int | None, seconds: float, analytic: str) -> int:
    """How often an analytic is repeated: as asked, else 20 times where once takes less than half a second.

    `seconds` is estimated from the size of the input and nothing else, so that the answer is the same on
    every machine.

    Raises
    ------
    QueryError   fewer than 0 or more than 10,000 are asked for
    """
    if asked is None:
        return BY_DEFAULT if seconds < QUICK_S else 0
    if not 0 <= asked <= MOST:
        raise QueryError(f"{analytic}: resamples is {asked}; expected 0 to {MOST:,}")
    return asked


def masks(size: int, repeats: int, seed: int) -> Iterator[Mask]:
    """For each repeat which of so many links are kept, each with a chance of nine in ten.

    Raises
    ------
    QueryError   the seed is below 0
    """
    if seed < 0:
        raise QueryError(f"seed is {seed}; expected 0 or more")
    for number in range(repeats):
        tick(number, repeats)
        yield np.random.default_rng([seed, number]).random(size) >= LEFT_OUT


def repeated_flats(projection: Projection, repeats: int, seed: int, *, directed: bool) -> Iterator[Flat]:
    """For each repeat the pairs that are left, with the weight of the links that are left."""
    flat = projection.flat(directed=directed)
    for kept in masks(projection.n_links, repeats, seed):
        yield flat.kept(kept, projection.weight)


def membership_shares(groups: Ints, repeats: Iterator[Ints]) -> Floats:
    """For each member the share of repeats in which it is in the group that its own has become.

    `groups` are numbered from 0; those of a repeat in any way. What a group has become is the group of the
    repeat that shares most with it (Jaccard index), of several the one with the lowest number.
    """
    held, asked = np.zeros(groups.size), 0
    for repeat in repeats:
        _, found = np.unique(repeat, return_inverse=True)
        held += found == _became(groups, found)[groups]
        asked += 1
    return held / max(asked, 1)


def rank_shares(scores: Floats, repeats: Iterator[Floats]) -> Floats:
    """For each entity the share of repeats in which it stays in its class of rank, most score first.

    Classes are the first, the first 3, 10, 30, 100, ...; entities of one score have the best rank of them.
    """
    place = _ranks(scores)
    limits = CLASSES[np.minimum(np.searchsorted(CLASSES, place), CLASSES.size - 1)]
    limits = np.maximum(limits, place)
    held, asked = np.zeros(scores.size), 0
    for found in repeats:
        held += _ranks(found) <= limits
        asked += 1
    return held / max(asked, 1)


def _ranks(scores: Floats) -> Ints:
    """The rank of each score from 1, equal ones sharing the best."""
    descending = np.sort(-scores)
    return np.asarray(np.searchsorted(descending, -scores, side="left") + 1)


def _became(groups: Ints, found: Ints) -> Ints:
    """For each group the group of a repeat that shares most with it; both numbered from 0."""
    width = int(found.max()) + 1 if found.size else 1
    pair, together = np.unique(groups * width + found, return_counts=True)
    ours, theirs = np.divmod(pair, width)
    either = np.bincount(groups)[ours] + np.bincount(found)[theirs] - together
    best = np.lexsort((theirs, -together / either, ours))
    _, first = np.unique(ours[best], return_index=True)
    return np.asarray(theirs[best][first])
