"""Chains: sums passed on from one to the next, round to where they began, or down a ladder."""

from __future__ import annotations

import numpy as np

from interlink.analytics.payments import Pattern, Payments
from interlink.analytics.running import tick
from interlink.projection.columns import Ints

__all__ = ["LEAST_RUNGS", "cycles", "ladders", "round_trips"]

LEAST_RUNGS = 3


def round_trips(payments: Payments, *, window: int, tolerance: float) -> list[Pattern]:
    """Sums that come back from whom they were paid to."""
    return _cycles(payments, 2, 2, window=window, tolerance=tolerance)


def cycles(payments: Payments, *, window: int, tolerance: float, most_hops: int) -> list[Pattern]:
    """Sums that come back over two others or more, each of whom they meet once, in at most so many payments.

    Each passes the sum on within `window` microseconds, more or less by the share `tolerance` of what came.
    """
    return _cycles(payments, 3, most_hops, window=window, tolerance=tolerance)


def _cycles(payments: Payments, least: int, most: int, *, window: int, tolerance: float) -> list[Pattern]:
    found: dict[tuple[int, ...], Pattern] = {}
    chains = np.arange(len(payments))[:, None]
    for hops in range(2, most + 1):
        tick(hops, most + 1)
        first, second = payments.passed_on(chains[:, -1], window, tolerance)
        longer = np.concatenate([chains[first], second[:, None]], axis=1)
        home = payments.target[second] == payments.source[longer[:, 0]]
        if hops >= least:
            for chain in longer[home]:
                found.setdefault(tuple(np.sort(chain).tolist()), _pattern(payments, chain, home=True))
        met = payments.source[longer] == payments.target[second][:, None]
        chains = longer[~met.any(axis=1)]
    return list(found.values())


def ladders(payments: Payments, *, window: int, tolerance: float) -> list[Pattern]:
    """Sums paid and passed on, three payments or more, each the only one that can explain the next.

    A ladder is as long as it can be, and meets nobody twice.
    """
    first, second = payments.passed_on(np.arange(len(payments)), window, tolerance)
    alone = (np.bincount(first, minlength=len(payments))[first] == 1) & (
        np.bincount(second, minlength=len(payments))[second] == 1
    )
    after = np.full(len(payments), -1, dtype=np.int64)
    after[first[alone]] = second[alone]
    is_later = np.zeros(len(payments), dtype=bool)
    is_later[second[alone]] = True
    chains = np.flatnonzero((after >= 0) & ~is_later)[:, None]
    found: list[Pattern] = []
    while chains.size:
        onward = after[chains[:, -1]]
        if chains.shape[1] >= LEAST_RUNGS:
            found += [_pattern(payments, chain, home=False) for chain in chains[onward < 0]]
        chains = np.concatenate([chains, onward[:, None]], axis=1)[onward >= 0]
    return [each for each in found if len({each.centre, each.to, *each.others}) == len(each.payments) + 1]


def _pattern(payments: Payments, chain: Ints, *, home: bool) -> Pattern:
    """The pattern of payments in order."""
    return Pattern(
        centre=int(payments.source[chain[0]]),
        to=-1 if home else int(payments.target[chain[-1]]),
        others=tuple(payments.target[chain[:-1]].tolist()),
        amount=float(payments.amount[chain[0]]),
        payments=tuple(payments.number[chain].tolist()),
    )
