"""How near every vertex is to several at once, by walks that keep starting over."""

from __future__ import annotations

import numpy as np
from scipy import sparse

from interlink.projection import Flat
from interlink.projection.columns import Floats, Ints

__all__ = ["nearness", "walk_scores"]

# A walk goes on with this chance and starts over otherwise.
GOES_ON = 0.85
# A score is settled when a further step moves less than this of the walk.
SETTLED = 1e-10


def walk_scores(flat: Flat, starts: Ints, strength: Floats) -> Floats:
    """For each vertex and start the share of a walk's time there that starts over at that start.

    From a vertex the walk takes its pairs in proportion to their strength, either way; where there are none
    it stays. Columns add up to 1. O(m) a step and start, about 150 steps.

    References
    ----------
    Tong, Faloutsos and Pan (2006), doi:10.1109/ICDM.2006.70
    """
    n = flat.n_nodes
    ways = flat.matrix(strength)
    out = np.asarray(ways.sum(axis=1)).ravel()
    rate = np.divide(1.0, out, out=np.zeros(n), where=out > 0)
    step = (sparse.diags(rate) @ ways + sparse.diags((out == 0).astype(np.float64))).T.tocsr()
    again = np.zeros((n, starts.size))
    again[starts, np.arange(starts.size)] = 1.0
    scores = again
    while True:
        found = GOES_ON * (step @ scores) + (1 - GOES_ON) * again
        moved = float(np.abs(found - scores).sum(axis=0).max())
        scores = found
        if moved < SETTLED:
            return np.asarray(scores)


def nearness(scores: Floats, part_of_start: Ints, part_of_vertex: Ints) -> Floats:
    """For each vertex the geometric mean of its scores from the starts in its own part; 0 where below two."""
    near = np.zeros(part_of_vertex.size)
    for part in np.unique(part_of_start):
        among = np.flatnonzero(part_of_start == part)
        if among.size > 1:
            inside = part_of_vertex == part
            with np.errstate(divide="ignore"):
                near[inside] = np.exp(np.log(scores[np.ix_(inside, among)]).mean(axis=1))
    return near
