"""Fans: many pay one, or one pays many, within a window of time."""

from __future__ import annotations

from datetime import timedelta

import numpy as np
import polars as pl

from interlink.analytics.payments import Pattern, Payments, apart

__all__ = ["fan_ins", "fan_outs"]


def fan_ins(payments: Payments, *, window: int, least: int) -> list[Pattern]:
    """Windows in which at least so many others pay one party.

    A window ends with a payment and holds all that the party received in the `window` microseconds before. Of
    windows of a party that overlap, the one with most others counts, then that of most money, then the first.
    """
    return _fans(payments, "target", "source", window=window, least=least)


def fan_outs(payments: Payments, *, window: int, least: int) -> list[Pattern]:
    """Windows in which one party pays at least so many others; as `fan_ins`."""
    return _fans(payments, "source", "target", window=window, least=least)


def _fans(payments: Payments, centre: str, other: str, *, window: int, least: int) -> list[Pattern]:
    frame = pl.DataFrame(
        {
            "centre": getattr(payments, centre),
            "other": getattr(payments, other),
            "at": payments.at,
            "amount": payments.amount,
            "place": np.arange(len(payments)),
        }
    )
    rows = frame.sort("centre", "at", "place").with_row_index("row")
    # a party that ever meets so many
    many = rows.group_by("centre").agg(pl.col("other").n_unique()).filter(pl.col("other") >= least)
    rows = rows.join(many.select("centre"), on="centre", how="semi").sort("row")
    # to the microsecond, a window of none included
    seen = rows.with_columns(pl.from_epoch("at", time_unit="us").alias("at")).rolling(
        "at", period=timedelta(microseconds=window + 1), closed="right", group_by="centre"
    )
    windows = seen.agg(
        pl.col("other").n_unique().alias("others"),
        pl.col("amount").sum(),
        pl.col("row").min().alias("first"),
        pl.col("row").max().alias("last"),
    ).filter(pl.col("others") >= least)
    best = windows.unique(["centre", "first", "last"]).sort(
        ["centre", "others", "amount", "first", "last"],
        descending=[False, True, True, False, False],
    )
    place = frame.sort("centre", "at", "place")["place"].to_numpy()
    others = getattr(payments, other)
    found = []
    for (party,), of_party in best.partition_by("centre", as_dict=True, maintain_order=True).items():
        spans = list(zip(of_party["first"].to_list(), of_party["last"].to_list(), strict=True))
        for number in apart(spans):
            chosen = np.sort(place[spans[number][0] : spans[number][1] + 1])
            found.append(
                Pattern(
                    centre=int(party),
                    to=-1,
                    others=tuple(np.unique(others[chosen]).tolist()),
                    amount=float(np.sort(payments.amount[chosen]).sum()),
                    payments=tuple(payments.number[chosen].tolist()),
                )
            )
    return found
