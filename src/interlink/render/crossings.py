"""How many lines a new node's lines would cross, and how many would run under it."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

__all__ = ["covered", "crossings"]

Points = NDArray[np.float64]
Counts = NDArray[np.int64]


def crossings(places: Points, ends: Points, lines: Points) -> Counts:
    """For each place, how many of the lines the lines from it to the ends cross.

    `places` is n x 2, `ends` m x 2, `lines` k x 2 x 2. Lines that only meet at an end do not cross.
    """
    found = np.zeros(len(places), dtype=np.int64)
    first, second = lines[:, 0], lines[:, 1]
    for end in ends:
        a, b = places[:, None, :], end
        sides = _side(a, b, first) * _side(a, b, second)
        across = _side(first, second, a) * _side(first, second, b)
        found += ((sides < -1e-6) & (across < -1e-6)).sum(axis=1)
    return found


def covered(middles: Points, half: Points, lines: Points) -> Counts:
    """For each box of this half width and height around one of the middles, how many lines run under it.

    A line counts where it meets the box's inner ellipse, which is close enough and cheap.
    """
    start, along = lines[:, 0] / half, (lines[:, 1] - lines[:, 0]) / half
    length = np.maximum((along**2).sum(axis=1), 1e-9)
    to = middles[:, None, :] / half - start
    share = np.clip((to * along).sum(axis=2) / length, 0.0, 1.0)
    apart = to - share[:, :, None] * along
    counts: Counts = ((apart**2).sum(axis=2) < 1.0).sum(axis=1)
    return counts


def _side(a: Points, b: Points, c: Points) -> Points:
    """On which side of the line from a to b each c lies: the sign of the cross product."""
    side: Points = (b - a)[..., 0] * (c - a)[..., 1] - (b - a)[..., 1] * (c - a)[..., 0]
    return side
