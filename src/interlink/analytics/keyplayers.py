"""Sets of entities that serve an aim together: chosen one after another, then exchanged while that helps."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from interlink.analytics.explain import significant
from interlink.analytics.running import tick
from interlink.projection.columns import Floats

__all__ = ["Aim", "Means", "choose", "in_order"]


class Aim(Protocol):
    """What a set is to make small."""

    def with_each(self, chosen: Sequence[int]) -> Floats:
        """The figure if each vertex were chosen too; infinite for those that are."""

    def now(self, chosen: Sequence[int]) -> float:
        """The figure for the chosen."""


@dataclass(frozen=True)
class Means:
    """How many may be chosen at most, what each costs, and what all may cost together."""

    most: int
    costs: Floats
    budget: float

    def allows(self, chosen: Sequence[int]) -> Floats:
        """Whether each vertex can still be paid for."""
        spent = float(self.costs[list(chosen)].sum())
        return np.asarray(spent + self.costs <= self.budget * (1 + 1e-12))


def choose(aim: Aim, means: Means, degrees: Floats) -> list[int]:
    """The set found, in order of what each adds for its cost.

    Two sets are begun with: the best next one again and again, and the most linked; each is improved by the
    best exchange of one for another until none helps, and the better is kept. The same set every time: ties
    go to the more linked, then to the lower vertex number.
    """
    begun = [add(aim, means, degrees, []), most_linked(means, degrees)]
    improved = [exchange(aim, means, degrees, each) for each in begun]
    return in_order(aim, means, degrees, min(improved, key=aim.now))


def add(aim: Aim, means: Means, degrees: Floats, chosen: list[int]) -> list[int]:
    """The chosen and, while means last and anything helps, whoever helps most for the cost."""
    chosen = list(chosen)
    now = aim.now(chosen)
    while len(chosen) < means.most:
        tick(len(chosen), means.most)
        figures = np.where(means.allows(chosen), aim.with_each(chosen), np.inf)
        best = foremost((now - figures) / means.costs, degrees)
        if not figures[best] < now:
            break
        chosen.append(best)
        now = float(figures[best])
    return chosen


def most_linked(means: Means, degrees: Floats) -> list[int]:
    """Those with most neighbours, as many as means last for."""
    chosen: list[int] = []
    for vertex in np.lexsort((np.arange(degrees.size), -degrees)).tolist():
        if len(chosen) == means.most:
            break
        if means.allows(chosen)[vertex]:
            chosen.append(vertex)
    return chosen


def exchange(aim: Aim, means: Means, degrees: Floats, chosen: list[int]) -> list[int]:
    """The chosen with one exchanged for another as long as that helps; each exchange is the best there is."""
    now, improves = aim.now(chosen), True
    while improves:
        improves = False
        best: list[int] = chosen
        for place in range(len(chosen)):
            others = chosen[:place] + chosen[place + 1 :]
            figures = np.where(means.allows(others), aim.with_each(others), np.inf)
            instead = foremost(-figures, degrees)
            if figures[instead] < now:
                now, best, improves = float(figures[instead]), [*others, instead], True
        chosen = add(aim, means, degrees, best) if improves else chosen
        now = aim.now(chosen)
    return chosen


def in_order(aim: Aim, means: Means, degrees: Floats, chosen: list[int]) -> list[int]:
    """The chosen in the order in which each adds most for its cost to those before."""
    order: list[int] = []
    now = aim.now(order)
    while len(order) < len(chosen):
        figures = aim.with_each(order)
        gains = np.full(figures.size, -np.inf)
        open_ = [vertex for vertex in chosen if vertex not in order]
        gains[open_] = (now - figures[open_]) / means.costs[open_]
        order.append(foremost(gains, degrees))
        now = float(figures[order[-1]])
    return order


def foremost(gains: Floats, degrees: Floats) -> int:
    """The vertex that gains most; of those alike the most linked, then the lowest number."""
    told = np.where(np.isfinite(gains), significant(np.where(np.isfinite(gains), gains, 0.0)), -np.inf)
    best = np.flatnonzero(told == told.max())
    return int(best[np.argmax(degrees[best])])
