"""Scatter and gather: one pays many, who soon pay another as much."""

from __future__ import annotations

import numpy as np
import polars as pl

from interlink.analytics.payments import Pattern, Payments, apart
from interlink.projection.columns import Ints

__all__ = ["scatter_gathers"]


def scatter_gathers(payments: Payments, *, window: int, least: int, tolerance: float) -> list[Pattern]:
    """Sums that leave one party to at least so many others and come together at a third, all in a window.

    A window begins with a payment that is passed on and holds all that is paid and passed on in the `window`
    microseconds after; what comes together is what left, more or less by the share `tolerance`. Windows of
    the same two parties that overlap are told as `fan_ins` does.
    """
    first, second = payments.passed_on(np.arange(len(payments)), window)
    pairs = pl.DataFrame(
        {
            "start": payments.source[first],
            "through": payments.target[first],
            "end": payments.target[second],
            "first": first,
            "second": second,
        }
    ).filter(pl.col("start") != pl.col("end"))
    many = pairs.group_by("start", "end").agg(pl.col("through").n_unique()).filter(pl.col("through") >= least)
    pairs = pairs.join(many.select("start", "end"), on=["start", "end"], how="semi")
    pairs = pairs.sort("start", "end", "first", "second")
    found = []
    for (start, end), both in pairs.partition_by("start", "end", as_dict=True, maintain_order=True).items():
        columns = {name: both[name].to_numpy() for name in ("first", "second", "through")}
        found += _of_two(
            payments, int(start), int(end), **columns, window=window, least=least, share=tolerance
        )
    return found


def _of_two(
    payments: Payments,
    start: int,
    end: int,
    *,
    first: Ints,
    second: Ints,
    through: Ints,
    window: int,
    least: int,
    share: float,
) -> list[Pattern]:
    """The windows of one pair of parties, whose pairs of payments come in order."""
    windows = []
    for opened in np.unique(payments.at[first]):
        within = (payments.at[first] >= opened) & (payments.until[second] <= opened + window)
        others = np.unique(through[within])
        if others.size < least:
            continue
        left, came = np.unique(first[within]), np.unique(second[within])
        paid, gathered = float(payments.amount[left].sum()), float(payments.amount[came].sum())
        if abs(gathered - paid) > share * paid:
            continue
        used = np.sort(np.concatenate([left, came]))
        windows.append((-others.size, -paid, int(opened), int(payments.until[came].max()), others, used))
    windows.sort(key=lambda each: each[:4])
    return [
        Pattern(
            centre=start,
            to=end,
            others=tuple(windows[number][4].tolist()),
            amount=-windows[number][1],
            payments=tuple(payments.number[windows[number][5]].tolist()),
        )
        for number in apart([each[2:4] for each in windows])
    ]
