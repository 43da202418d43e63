"""Money: payments that make a known pattern of laundering, in order of time."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, get_args

import numpy as np
import pandas as pd

from interlink.analytics.checks import refuse_negative
from interlink.analytics.cite import listed
from interlink.analytics.explain import count, describe, list_names
from interlink.analytics.finding import Finding, finding_of
from interlink.analytics.money_chains import cycles, ladders, round_trips
from interlink.analytics.money_fans import fan_ins, fan_outs
from interlink.analytics.money_gathers import scatter_gathers
from interlink.analytics.payments import Pattern, Payments, payments_of
from interlink.analytics.running import tick
from interlink.analytics.stability import count_repeats, masks
from interlink.errors import QueryError, UnknownName, nearest
from interlink.projection import UNCONSTRAINED, Constraints, Projection
from interlink.projection.columns import Floats, utc_times

__all__ = ["Kind", "money"]

Kind = Literal["fan_in", "fan_out", "scatter_gather", "cycle", "round_trip", "ladder"]

HOUR_US = 3_600_000_000
MOST_HOURS = 24 * 366 * 200
# One pattern over a payment, at 100,000 of them.
SECONDS = 1e-6
MOST_LAYERS_SAID = 10
# Of these, one is told from another by all of its parties.
BY_PARTIES = frozenset({"cycle", "round_trip", "ladder"})

SAID = {
    "fan_in": ("party is paid by many", "parties are paid by many"),
    "fan_out": ("party pays many", "parties pay many"),
    "scatter_gather": ("sum is scattered and gathered", "sums are scattered and gathered"),
    "cycle": ("sum comes back round a circle", "sums come back round a circle"),
    "round_trip": ("sum is paid and paid back", "sums are paid and paid back"),
    "ladder": ("sum is passed down a ladder", "sums are passed down a ladder"),
}


def money(
    projection: Projection,
    *,
    patterns: Sequence[str] = (),
    window: float = 72.0,
    least: int = 4,
    tolerance: float = 0.1,
    most_hops: int = 5,
    top: int = 1_000,
    where: Constraints = UNCONSTRAINED,
    resamples: int | None = None,
    seed: int = 0,
) -> Finding:
    """Payments that make a pattern of laundering: fans, scatter and gather, circles, round trips, ladders.

    Contacts are payments from source to target, as the records say also where the projection has no
    direction; weights are amounts of one currency. fan_in: a party is paid by `least` others or more within
    `window` hours; fan_out: it pays them. scatter_gather: it pays them, and they pay a third as much, all
    within the window. round_trip: the payee pays back; cycle: the sum comes back over two others or more, in
    at most `most_hops` payments; ladder: it is passed on three times or more, each payment being the only one
    that can explain the next. In these three each passes it on within the window, and amounts agree from
    payment to payment within `tolerance`. Fans of a party, and what the same two scatter and gather, do not
    overlap in time: those with most others come first.

    Frame: pattern, rank (from 1 in its pattern, most money first, then by time), id and caption (who is paid,
    who pays, or where the sum begins), to (where it ends, '' where nowhere else), others (tuple of ids, in
    order of the payments of a chain), amount (of a fan all of it; of scatter and gather what left; of a chain
    the first payment), parties, first, last, hours, payments (how many), confidence (share of repeats, each
    without a tenth of the payments, in which the same parties make it again: a fan, or scatter and gather, at
    an overlapping time). Measures: how many of each pattern there are, also beyond `top`. Evidence of a row:
    its payments. O(m log m + p) for m payments and p pairs of which one may pass on the other.

    Options
    -------
    patterns    fan_in, fan_out, scatter_gather, cycle, round_trip, ladder; empty: all
    window      hours within which many pay, or each passes on what came
    least       how many others make a fan, or scatter and gather, 2 or more
    tolerance   share by which amounts that agree may differ, 0 to 1
    most_hops   how many payments make a circle at most, 3 to 8
    top         how many rows of each pattern at most
    resamples   repeats with a tenth of the payments left out; empty: 20 where that is quick, else none
    seed        where chance starts; the same seed gives the same confidence

    Raises
    ------
    UnknownName   no such pattern, layer, kind or grade
    QueryError    an option is out of its range, an amount is negative, or too many pairs of payments lie
                  within the window

    References
    ----------
    Altman et al. (2023), doi:10.48550/arXiv.2306.16424 (the patterns); Starnini et al. (2021),
    doi:10.1007/978-3-030-86514-6_11 (smurfs by joins within a window)
    """
    asked = Asked(tuple(patterns) or get_args(Kind), window, least, tolerance, most_hops)
    check(asked, top)
    projection = projection.narrow(where)
    refuse_negative(projection, projection.contacts, "money", what="amount")
    payments = payments_of(projection.contacts)
    repeats = count_repeats(resamples, SECONDS * len(payments) * len(asked.patterns), "money")
    every = {kind: ranked(projection, kept) for kind, kept in find(payments, asked).items()}
    shown = [(kind, each) for kind, kept in every.items() for each in kept[:top]]
    frame = described(projection, shown)
    if repeats:
        frame["confidence"] = shares_found(projection, payments, asked, shown, repeats=repeats, seed=seed)
    record = projection.contacts.record
    found = {kind: len(kept) for kind, kept in every.items()}
    return finding_of(
        projection,
        "money",
        params={
            "patterns": list(asked.patterns),
            "window": window,
            "least": least,
            "tolerance": tolerance,
            "most_hops": most_hops,
            "top": top,
            **where.said(),
        },
        seed=seed,
        tables={"patterns": frame},
        behind={"patterns": lambda: listed([record[list(each.payments)] for _, each in shown])},
        summary=summarise(projection, frame, found),
        caveats=caveats(projection, payments, found, top=top, repeats=repeats),
        packages=("polars",),
        measures={kind: float(number) for kind, number in found.items()},
        resamples=repeats,
        single_records=("patterns",),
    )


@dataclass(frozen=True)
class Asked:
    """Which patterns, and what makes one."""

    patterns: tuple[str, ...]
    window: float
    least: int
    tolerance: float
    most_hops: int


def check(asked: Asked, top: int) -> None:
    """Nothing, or the error that says which option cannot be used."""
    known = get_args(Kind)
    for name in asked.patterns:
        if name not in known:
            raise UnknownName(
                f"money: no pattern '{name}'; expected {', '.join(known)}.{nearest(name, known)}"
            )
    if not (math.isfinite(asked.window) and asked.window >= 0):
        raise QueryError(f"money: window is {asked.window}; expected hours, 0 or more")
    if not 0 <= asked.tolerance <= 1:
        raise QueryError(f"money: tolerance is {asked.tolerance}; expected a share within 0 and 1")
    for name, value, lowest in (("least", asked.least, 2), ("top", top, 1)):
        if value < lowest:
            raise QueryError(f"money: {name} is {value}; expected {lowest} or more")
    if not 3 <= asked.most_hops <= 8:
        raise QueryError(f"money: most_hops is {asked.most_hops}; expected 3 to 8")


def find(payments: Payments, asked: Asked) -> dict[str, list[Pattern]]:
    """The patterns asked for, by kind."""
    window = round(min(asked.window, MOST_HOURS) * HOUR_US)
    fan = {"window": window, "least": asked.least}
    chain: dict[str, Any] = {"window": window, "tolerance": asked.tolerance}
    searches = {
        "fan_in": lambda: fan_ins(payments, **fan),
        "fan_out": lambda: fan_outs(payments, **fan),
        "scatter_gather": lambda: scatter_gathers(payments, **chain, least=asked.least),
        "cycle": lambda: cycles(payments, **chain, most_hops=asked.most_hops),
        "round_trip": lambda: round_trips(payments, **chain),
        "ladder": lambda: ladders(payments, **chain),
    }
    found = {}
    for number, kind in enumerate(each for each in searches if each in asked.patterns):
        tick(number, len(asked.patterns))
        found[kind] = searches[kind]()
    return found


def ranked(projection: Projection, found: list[Pattern]) -> list[Pattern]:
    """The patterns in order: most money first, then by time and parties."""
    at = projection.contacts.at

    def order(each: Pattern) -> tuple[object, ...]:
        return -each.amount, int(at[list(each.payments)].min()), each.centre, each.to, each.payments

    return sorted(found, key=order)


def described(projection: Projection, shown: list[tuple[str, Pattern]]) -> pd.DataFrame:
    """One row per pattern."""
    contacts = projection.contacts
    first = np.array([contacts.at[list(each.payments)].min() for _, each in shown], dtype=np.int64)
    last = np.array([contacts.until[list(each.payments)].max() for _, each in shown], dtype=np.int64)
    centre = np.array([each.centre for _, each in shown], dtype=np.int64)
    kinds = pd.Series([kind for kind, _ in shown], dtype="str")
    others = [tuple(projection.ids[v] for v in each.others) for _, each in shown]
    to = ["" if each.to < 0 else projection.ids[each.to] for _, each in shown]
    return pd.DataFrame(
        {
            "pattern": kinds,
            "rank": kinds.groupby(kinds).cumcount().to_numpy(dtype=np.int64) + 1,
            "id": projection.ids_of(centre),
            "caption": projection.captions_of(centre),
            "to": pd.Series(to, dtype="str"),
            "others": pd.Series(others, dtype=object),
            "amount": np.array([each.amount for _, each in shown], dtype=np.float64),
            "parties": np.array([parties_of(each) for _, each in shown], dtype=np.int64),
            "first": utc_times(first),
            "last": utc_times(last),
            "hours": np.asarray((last - first) / HOUR_US, dtype=np.float64),
            "payments": np.array([len(each.payments) for _, each in shown], dtype=np.int64),
        }
    )


def parties_of(each: Pattern) -> int:
    """How many parties a pattern has."""
    return len({each.centre, *each.others, *([] if each.to < 0 else [each.to])})


def shares_found(
    projection: Projection,
    payments: Payments,
    asked: Asked,
    shown: list[tuple[str, Pattern]],
    *,
    repeats: int,
    seed: int,
) -> Floats:
    """For each pattern the share of repeats in which it is found again."""
    held = np.zeros(len(shown))
    spans = [span_of(projection, each) for _, each in shown]
    for kept in masks(len(payments), repeats, seed):
        again: dict[tuple[object, ...], list[tuple[int, int]]] = {}
        for kind, found in find(payments.only(kept), asked).items():
            for each in found:
                again.setdefault(key_of(kind, each), []).append(span_of(projection, each))
        for row, (kind, each) in enumerate(shown):
            first, last = spans[row]
            near = again.get(key_of(kind, each), [])
            held[row] += any(begun <= last and first <= ended for begun, ended in near)
    return held / repeats


def key_of(kind: str, each: Pattern) -> tuple[object, ...]:
    """What tells a pattern from others of its kind at its time."""
    return (kind, each.centre, each.to, each.others if kind in BY_PARTIES else ())


def span_of(projection: Projection, each: Pattern) -> tuple[int, int]:
    """When a pattern begins and ends."""
    used = list(each.payments)
    return int(projection.contacts.at[used].min()), int(projection.contacts.until[used].max())


def caveats(
    projection: Projection, payments: Payments, found: Mapping[str, int], *, top: int, repeats: int
) -> Iterator[str]:
    """What a reader of these patterns must know."""
    contacts = projection.contacts
    if not len(payments):
        yield "There are no payments with a time and an amount to look at."
    else:
        yield f"Read as payments were {layers_read(projection, payments)}: leave out what is no payment."
    yield (
        "Shops, employers, landlords and families make the same patterns: one shows payments worth reading, "
        "not a crime."
    )
    for kind, number in found.items():
        if number > top:
            yield f"{number:,} of {kind} were found and the {top:,} of most money are shown."
    if len(payments) > 1 and bool((payments.amount == payments.amount[0]).all()):
        yield "All payments weigh the same: were links weighed by amount?"
    loops = int((contacts.source == contacts.target).sum())
    if loops:
        yield f"{count(loops, 'payment', 'payments')} to oneself left out."
    if contacts.untimed:
        yield f"{count(contacts.untimed, 'record has', 'records have')} no time: left out."
    if contacts.impossible:
        said = count(contacts.impossible, "record ends before it begins", "records end before they begin")
        yield f"{said}: left out."
    if not repeats:
        yield "How firmly each holds was not measured: missing payments can hide one."


def layers_read(projection: Projection, payments: Payments) -> str:
    """The kinds of links that were taken for payments, most records first: 'TRANSFERRED (20), PAID (3)'."""
    made = np.bincount(projection.contacts.layer[payments.number], minlength=len(projection.layers))
    order = np.argsort(-made, kind="stable")
    read = [f"{projection.layers[n]} ({made[n]:,})" for n in order if made[n]]
    return list_names(read, most=MOST_LAYERS_SAID)


def summarise(projection: Projection, frame: pd.DataFrame, found: Mapping[str, int]) -> str:
    """The patterns in plain words, how many of each first."""
    counted = [count(number, *SAID[kind]) for kind, number in found.items() if number]
    lines = [f"Among {describe(projection)}: {'; '.join(counted) or 'none of the patterns asked for'}."]
    first = frame[frame["rank"] == 1]
    for row in first.to_dict("records"):
        to = f" to {projection.caption_of(projection.index_of(row['to']))}" if row["to"] else ""
        among = f"{row['amount']:,.2f} among {row['parties']:,} parties"
        made = count(row["payments"], "payment", "payments")
        when = f"{row['first']:%Y-%m-%d} to {row['last']:%Y-%m-%d}"
        lines.append(f"{row['pattern']}: {row['caption']}{to}, {among} in {made}, {when}.")
    return "\n".join(lines)
