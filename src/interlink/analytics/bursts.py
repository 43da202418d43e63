"""Bursts: when contacts come much faster than usual; and how traffic along corridors changes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from typing import Literal, NamedTuple, get_args

import numpy as np
import numpy.typing as npt
import pandas as pd

from interlink.access.view import read_moment
from interlink.analytics.cite import listed
from interlink.analytics.corridors import substitution, traffic_of, trends
from interlink.analytics.explain import count, significant
from interlink.analytics.finding import Finding, finding_of
from interlink.analytics.stability import count_repeats, masks
from interlink.analytics.states import Burst, bursts_of, chance_of
from interlink.errors import QueryError, UnknownName, nearest
from interlink.projection import UNCONSTRAINED, Constraints, Projection
from interlink.projection.columns import Ints
from interlink.projection.narrow import Moment

__all__ = ["bursts"]

Of = Literal["pair", "entity", "layer"]
Every = Literal["day", "week"]
DAY_US = 86_400_000_000
DAYS = {"day": 1, "week": 7}
# 1 January 1970 was a Thursday; weeks begin on Monday.
MONDAY = 3
# One contact among those of its series, once.
SECONDS = 5e-6
CAVEATS = (
    "A burst shows when records of contact are dense, not why: a holiday, a new tariff or a change in what "
    "is recorded looks the same. The usual level is taken as even, without weekdays or seasons.",
    "An event that two records tell counts twice.",
)


@dataclass(frozen=True, eq=False)
class Series:
    """The contacts of a pair, entity or layer (by `key`, its numbers) in order of time."""

    key: tuple[int, ...]
    contacts: Ints


class Found(NamedTuple):
    """A burst, the series that it is of, and the chance that any such comes about."""

    series: Series
    burst: Burst
    p: float


class When(NamedTuple):
    """The period of every contact, of how many periods in all, and how many series are looked at."""

    periods: Ints
    length: int
    series: int


@dataclass(frozen=True)
class Asked:
    """What counts as a burst.

    Raises
    ------
    UnknownName   no such `of` or `every`
    QueryError    a number is out of its range
    """

    of: str
    every: str
    rate: float
    cost: float
    significance: float
    least_events: int

    def __post_init__(self) -> None:
        for name, value, known in (("of", self.of, get_args(Of)), ("every", self.every, get_args(Every))):
            if value not in known:
                raise UnknownName(
                    f"bursts: {name} is '{value}'; expected {', '.join(known)}.{nearest(value, known)}"
                )
        if not (np.isfinite(self.rate) and self.rate > 1):
            raise QueryError(f"bursts: rate is {self.rate}; expected above 1")
        if not (np.isfinite(self.cost) and self.cost >= 0):
            raise QueryError(f"bursts: cost is {self.cost}; expected 0 or more")
        if not 0 < self.significance <= 1:
            raise QueryError(f"bursts: significance is {self.significance}; expected above 0 and at most 1")
        if self.least_events < 2:
            raise QueryError(f"bursts: least_events is {self.least_events}; expected 2 or more")

    def periods_of(self, at: Ints) -> Ints:
        """The number of the day or week of each moment."""
        day = np.floor_divide(at, DAY_US)
        return day if self.every == "day" else np.floor_divide(day + MONDAY, 7)

    def days_of(self, periods: Ints) -> pd.DatetimeIndex:
        """The first day of each period."""
        day = periods if self.every == "day" else periods * 7 - MONDAY
        return pd.DatetimeIndex(pd.to_datetime(day, unit="D")).as_unit("us")

    def find(self, periods: Ints, length: int, series: int) -> list[tuple[Burst, float]]:
        """The bursts of one series among so many, with the chance that any such comes about."""
        if periods.size < self.least_events:
            return []
        busy, counts = np.unique(periods, return_counts=True)
        found = []
        for each in bursts_of(busy, counts, length, rate=self.rate, cost=self.cost):
            chance = chance_of(each.events, periods.size, each.last - each.first + 1, length)
            p = min(1.0, chance * series)
            if p <= self.significance:
                found.append((each, p))
        return found


def bursts(
    projection: Projection,
    *,
    of: Of = "pair",
    every: Every = "day",
    rate: float = 2.0,
    cost: float = 1.0,
    significance: float = 0.05,
    least_events: int = 5,
    event: Moment | None = None,
    corridor: str | None = None,
    where: Constraints = UNCONSTRAINED,
    resamples: int | None = None,
    seed: int = 0,
) -> Finding:
    """When contacts of a pair, an entity or a layer come much faster than usual; trends of corridors.

    Contacts are counted per day or ISO week in UTC, from the first to the last of the projection. A burst is
    a stretch that two states, quiet and busy, explain at least cost, and that events spread evenly would show
    with at most the chance `significance`, in any series and any window together: the bound of one window's
    binomial, times all windows, times all series of `least_events` or more.

    Frame: rank, then source, target and their captions, or id and caption, or layer; start, end (first and
    last day), events, expected (of as many periods, spread evenly), score (what being busy explains better),
    p, confidence (share of repeats, a tenth of the contacts left out, in which a burst overlaps it); by p,
    then score. Table `trends`: corridor (a route followed, or the ends of a leg), layer, events, change
    (first day of the new level), before and after (mean per period), score (largest CUSUM, scaled), p (of
    999 shuffles of the periods; of each row alone). Table `substitution`, where an event is given: for each
    route with others between the same places: corridor, route, before, after, others_before, others_after,
    difference (of differences), p (of 999 shuffles). Evidence: the records of the contacts. O(contacts log
    contacts), and for each corridor 999 times its periods.

    Options
    -------
    of            what is counted: pair, entity or layer
    every         the period: day or week
    rate          how many times faster than usual contacts come in a burst
    cost          what it takes to call a stretch a burst; higher finds fewer and longer ones
    significance  the chance of finding any burst where there is none
    least_events  series with fewer contacts are not looked at
    event         a day, such as that of a seizure, before and after which routes are compared
    corridor      only routes between these two places, FIRST>LAST, are compared
    where         constraints on the contacts that count
    resamples     repeats with a tenth of the contacts left out; empty: 20 where that is quick, else none
    seed          where chance starts; the same seed gives the same confidence

    Raises
    ------
    UnknownName   no such `of` or `every`
    QueryError    a number is out of its range, the event is outside the time of the contacts, a corridor is
                  given without an event, resamples are not 0 to 10,000

    References
    ----------
    Kleinberg (2002), doi:10.1145/775047.775061
    """
    asked = Asked(of, every, rate, cost, significance, least_events)
    if corridor is not None and event is None:
        raise QueryError("bursts: a corridor is compared before and after an event. Give the event, too.")
    left = projection.narrow(where)
    contacts = left.contacts
    numbers = asked.periods_of(contacts.at)
    first = int(numbers.min(initial=np.iinfo(np.int64).max)) if numbers.size else 0
    periods = numbers - first
    length = int(periods.max(initial=-1)) + 1
    every_series = [each for each in series_of(left, of) if each.contacts.size >= least_events]
    when = When(periods, length, len(every_series))
    found = [
        Found(each, burst, p)
        for each in every_series
        for burst, p in asked.find(periods[each.contacts], length, len(every_series))
    ]
    found.sort(key=lambda row: (row.p, -round(row.burst.score, 9), row.series.key, row.burst.first))
    repeats = count_repeats(resamples, SECONDS * len(contacts), "bursts")
    frame = framed(left, asked, found, first, length)
    if repeats:
        frame["confidence"] = held_shares(asked, found, when, repeats, seed)
    traffic = traffic_of(left, periods, length, least_events)
    days = asked.days_of(first + np.arange(length, dtype=np.int64))
    changed, behind_trends = trends(left, traffic, days, seed)
    tables, behind = {"bursts": frame, "trends": changed}, {"trends": behind_trends}
    if event is not None:
        split = split_at(asked, event, first, length)
        tables["substitution"], behind["substitution"] = substitution(left, traffic, split, corridor, seed)
    behind["bursts"] = listed([contacts.record[within(each, burst, periods)] for each, burst, _ in found])
    return finding_of(
        left,
        "bursts",
        params={
            **vars(asked),
            "event": None if event is None else str(event),
            "corridor": corridor,
            **where.said(),
        },
        seed=seed,
        tables=tables,
        behind={name: partial(behind.__getitem__, name) for name in tables},
        summary=summarise(frame, of, len(contacts), len(every_series), len(changed)),
        caveats=caveats(left, repeats, bool(len(changed))),
        packages=("scipy",),
        measures={
            "contacts": float(len(contacts)),
            "series": float(len(every_series)),
            "periods": float(length),
        },
        resamples=repeats,
        single_records=tuple(tables),
    )


def series_of(projection: Projection, of: str) -> Iterator[Series]:
    """The contacts of each pair, entity or layer, in order of its numbers."""
    contacts = projection.contacts
    places = np.arange(len(contacts), dtype=np.int64)
    source = projection.source[contacts.link].astype(np.int64)
    target = projection.target[contacts.link].astype(np.int64)
    if of == "layer":
        keys = contacts.layer.astype(np.int64)
    elif of == "pair":
        keys = source * projection.n_nodes + target
    else:
        others = np.flatnonzero(source != target)
        keys = np.concatenate([source, target[others]])
        places = np.concatenate([places, others])
    order = np.lexsort((places, keys))
    starts = np.flatnonzero(np.diff(keys[order], prepend=-1))
    for part in np.split(order, starts[1:]) if order.size else []:
        key = int(keys[part[0]])
        yield Series(divmod(key, projection.n_nodes) if of == "pair" else (key,), places[part])


def within(series: Series, burst: Burst, periods: Ints) -> Ints:
    """The contacts of a series that a burst is made of."""
    when = periods[series.contacts]
    return series.contacts[(when >= burst.first) & (when <= burst.last)]


def framed(projection: Projection, asked: Asked, found: list[Found], first: int, length: int) -> pd.DataFrame:
    """The bursts as a table, without their confidence."""
    ends = [
        np.array([each.series.key[n] for each in found], dtype=np.int64)
        for n in range(2 - (asked.of != "pair"))
    ]
    if asked.of == "layer":
        called = {"layer": pd.Series([projection.layers[n] for n in ends[0].tolist()], dtype="str")}
    else:
        names = ("source", "target") if asked.of == "pair" else ("id",)
        captions = ("source_caption", "target_caption") if asked.of == "pair" else ("caption",)
        called = {name: projection.ids_of(end) for name, end in zip(names, ends, strict=True)}
        called |= {name: projection.captions_of(end) for name, end in zip(captions, ends, strict=True)}
    since = np.array([first + each.burst.first for each in found], dtype=np.int64)
    until = np.array([first + each.burst.last for each in found], dtype=np.int64)
    return pd.DataFrame(
        {
            "rank": np.arange(1, len(found) + 1),
            **called,
            "start": asked.days_of(since),
            "end": asked.days_of(until + 1) - pd.Timedelta(days=1),
            "events": np.array([each.burst.events for each in found], dtype=np.int64),
            "expected": np.array([each.series.contacts.size for each in found])
            * (until - since + 1)
            / max(length, 1),
            "score": significant(np.array([each.burst.score for each in found], dtype=np.float64)),
            "p": np.array([each.p for each in found], dtype=np.float64),
        }
    )


def held_shares(
    asked: Asked, found: list[Found], when: When, repeats: int, seed: int
) -> npt.NDArray[np.float64]:
    """For each burst the share of repeats in which its series has one that overlaps it."""
    times = np.zeros(len(found))
    for kept in masks(when.periods.size, repeats, seed):
        again: dict[tuple[int, ...], list[Burst]] = {}
        for n, (series, burst, _) in enumerate(found):
            if series.key not in again:
                left = when.periods[series.contacts[kept[series.contacts]]]
                again[series.key] = [each for each, _ in asked.find(left, when.length, when.series)]
            times[n] += any(
                each.first <= burst.last and each.last >= burst.first for each in again[series.key]
            )
    return times / repeats


def split_at(asked: Asked, event: Moment, first: int, length: int) -> int:
    """The period, counted from the first, from which on it is after the event."""
    moment = read_moment(event, day_ends=False)
    micros = int(moment.timestamp() * 1_000_000)
    split = int(asked.periods_of(np.array([micros], dtype=np.int64))[0]) - first
    if not 0 < split < length:
        span = asked.days_of(np.array([first, first + max(length - 1, 0)], dtype=np.int64))
        raise QueryError(
            f"bursts: the event {event} is not within the contacts, {span[0]:%Y-%m-%d} to {span[1]:%Y-%m-%d};"
            f" expected a {asked.every} after the first"
        )
    return split


def caveats(projection: Projection, repeats: int, has_trends: bool) -> Iterator[str]:
    """What a reader of these bursts must know."""
    contacts = projection.contacts
    if not len(contacts):
        yield "There are no contacts with a time: nothing can be said of when they came."
    yield from CAVEATS
    if has_trends:
        yield "The p of a corridor is of that row alone, its periods taken as independent: some are low."
    if contacts.untimed:
        yield f"{count(contacts.untimed, 'record has', 'records have')} no time and were left out."
    if contacts.impossible:
        yield f"{count(contacts.impossible, 'record ends', 'records end')} before beginning: left out."
    if not repeats:
        yield "How firmly each holds was not measured."


def summarise(frame: pd.DataFrame, of: str, contacts: int, series: int, corridors: int) -> str:
    """How much was looked at, then the bursts, in plain words."""
    looked = f"{count(contacts, 'contact', 'contacts')} in {series:,} series by {of}"
    lines = [f"Among {looked} {'is' if len(frame) == 1 else 'are'} {count(len(frame), 'burst', 'bursts')}."]
    names = {"pair": ("source_caption", "target_caption"), "entity": ("caption",), "layer": ("layer",)}[of]
    for row in frame.head(5).to_dict("records"):
        who = " and ".join(str(row[name]) for name in names)
        lines.append(
            f"{who}: {row['events']:,} from {row['start']:%Y-%m-%d} to {row['end']:%Y-%m-%d}, where"
            f" {row['expected']:.1f} were expected."
        )
    if corridors:
        lines.append(f"The traffic of {count(corridors, 'corridor', 'corridors')} is followed through time.")
    return "\n".join(lines)
