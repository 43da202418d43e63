"""How far a figure is from those of its peers, robustly: by median and median deviation."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from interlink.projection.columns import Floats, Ints

__all__ = ["Peers", "compare"]

# Iglewicz and Hoaglin (1993): the quartile of the normal distribution; the mean deviation stands in where
# more than half of all figures are equal, scaled by the same reasoning (the square root of pi / 2).
QUARTILE = 0.6744897501960817
MEAN_DEVIATION = 1.2533141373155003
# Figures nearer than this are equal: what is less is rounding.
EQUAL = 1e-9


@dataclass(frozen=True, eq=False)
class Peers:
    """For each figure its peers: which grouping gave them, its group there, how many others, what they have.

    `level` is -1, `count` 0 and `expected` and `score` NaN where no grouping gave enough.
    """

    level: Ints
    group: Ints
    count: Ints
    expected: Floats
    score: Floats


def compare(
    figures: Floats, groupings: Sequence[Ints], *, least: int, kept: npt.NDArray[np.bool_] | None = None
) -> Peers:
    """How many robust deviations each figure is from the median of its peers, the narrowest that suffice.

    `groupings` number the group of each figure, the narrowest grouping first; a negative number is no group.
    A figure's peers are its group in the first grouping where `least` others are `kept`, all where that is
    None. The median is over the kept, the figure among them where it is kept. O(groupings · n log n).
    """
    chosen = np.ones(figures.size, dtype=bool) if kept is None else kept
    level = np.full(figures.size, -1, dtype=np.int64)
    group, count = level.copy(), np.zeros(figures.size, dtype=np.int64)
    expected, score = np.full(figures.size, np.nan), np.full(figures.size, np.nan)
    for number, grouping in enumerate(groupings):
        open_ = np.flatnonzero((level < 0) & (grouping >= 0))
        if not open_.size:
            continue
        groups = int(grouping.max()) + 1
        told = np.flatnonzero(chosen & (grouping >= 0))
        sizes = np.bincount(grouping[told], minlength=groups)
        others = sizes[grouping[open_]] - chosen[open_]
        placed, others = open_[others >= least], others[others >= least]
        middle = medians(figures[told], grouping[told], groups)
        away = np.abs(figures[told] - middle[grouping[told]])
        deviation = medians(away, grouping[told], groups)
        mean = np.bincount(grouping[told], weights=away, minlength=groups) / np.maximum(sizes, 1)
        unit = np.where(deviation > EQUAL, deviation / QUARTILE, mean * MEAN_DEVIATION)
        of = grouping[placed]
        level[placed], group[placed], count[placed], expected[placed] = number, of, others, middle[of]
        score[placed] = deviations(figures[placed] - middle[of], unit[of])
    return Peers(level, group, count, expected, score)


def deviations(away: Floats, unit: Floats) -> Floats:
    """How many units each is away: 0 where it is not, infinite where nobody in its group is but it."""
    is_away = np.abs(away) > EQUAL
    found = np.zeros(away.size)
    some = is_away & (unit > EQUAL)
    found[some] = away[some] / unit[some]
    alone = is_away & ~some
    found[alone] = np.copysign(np.inf, away[alone])
    return found


def medians(figures: Floats, groups: Ints, size: int) -> Floats:
    """The median of each group, NaN where it is empty."""
    order = np.lexsort((figures, groups))
    sizes = np.bincount(groups, minlength=size)
    starts = np.cumsum(sizes) - sizes
    found = np.full(size, np.nan)
    some = np.flatnonzero(sizes)
    low = figures[order[starts[some] + (sizes[some] - 1) // 2]]
    high = figures[order[starts[some] + sizes[some] // 2]]
    found[some] = (low + high) / 2
    return found
