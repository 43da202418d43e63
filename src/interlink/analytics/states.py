"""Kleinberg's two states, quiet and busy, over counts of events per period."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import stats

from interlink.projection.columns import Floats, Ints

__all__ = ["Burst", "bursts_of", "chance_of"]


@dataclass(frozen=True)
class Burst:
    """Periods first to last, both included: how many events, and how much better busy explains them."""

    first: int
    last: int
    events: int
    score: float


def bursts_of(periods: Ints, counts: Ints, length: int, *, rate: float, cost: float) -> list[Burst]:
    """The bursts of one series in order, by the cheapest sequence of states over all periods.

    `periods` are those with events, ascending, of `length` in all. Quiet, events come at the mean rate, busy
    at `rate` times it (Poisson); becoming busy costs `cost` times the logarithm of `length`, ceasing nothing,
    and before the first period it is quiet. Of two sequences as cheap the quieter counts. A burst begins and
    ends with an event, so only periods with events and the gaps between are walked: O(periods with events).
    """
    mean = counts.sum() / length
    idle = mean * (rate - 1)
    gain = idle - counts * np.log(rate)
    enter = cost * np.log(length)
    gaps = (np.diff(periods) - 1) * idle
    # lead: what being busy has cost more than being quiet so far; it is never worth more than entering anew.
    lead, leads = np.inf, np.empty(periods.size)
    stays = np.zeros(periods.size, dtype=bool)
    for n in range(periods.size):
        through = np.inf if n == 0 else min(lead, np.inf) + gaps[n - 1]
        before = 0.0 if n == 0 else min(lead, 0.0)
        stays[n] = through < before + enter
        lead = (through if stays[n] else before + enter) + gain[n] - before
        leads[n] = lead
    return _walk_back(leads, stays, periods, counts, gain, gaps)


def _walk_back(
    leads: Floats,
    stays: np.ndarray[tuple[int], np.dtype[np.bool_]],
    periods: Ints,
    counts: Ints,
    *costs: Floats,
) -> list[Burst]:
    """The bursts, from the cheapest states of each period with events."""
    gain, gaps = costs
    found: list[Burst] = []
    n = periods.size - 1
    while n >= 0:
        if leads[n] >= 0:
            n -= 1
            continue
        last = n
        while stays[n]:
            n -= 1
        saved = -float(gain[n : last + 1].sum() + gaps[n:last].sum())
        found.append(Burst(int(periods[n]), int(periods[last]), int(counts[n : last + 1].sum()), saved))
        n -= 1
    return found[::-1]


def chance_of(events: int, total: int, periods: int, length: int) -> float:
    """A bound on the chance that events spread evenly show so many in any window of so many periods.

    Given the total of a Poisson series, a window's events are binomial; the chance for one window is taken
    as often as there are windows of any length.
    """
    one = float(stats.binom.sf(events - 1, total, periods / length))
    return min(1.0, one * length * (length + 1) / 2)
