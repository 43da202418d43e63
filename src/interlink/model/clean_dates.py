"""Dates as precise as they were delivered, in EDTF (ISO 8601-2:2019), and the days they may mean."""

from __future__ import annotations

import re
from calendar import monthrange
from typing import overload

import polars as pl

from interlink.model.cleaning import Hints, each_distinct, plain_first

__all__ = ["clean_date", "earliest", "latest"]

MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "jan january",
            "feb february",
            "mar march",
            "apr april",
            "may",
            "jun june",
            "jul july",
            "aug august",
            "sep sept september",
            "oct october",
            "nov november",
            "dec december",
        ),
        start=1,
    )
    for name in names.split()
}
# The day as written where it was written: an offset moves moments, not birthdays.
MOMENT = (
    r"^([0-9]{4}-[0-9]{2}-[0-9]{2})(?:[Tt ][0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:[.,][0-9]+)?)?)?"
    r" ?(?:[Zz]|[+-][0-9]{2}:?[0-9]{2})?$"
)
# Years, months and days in EDTF already; 29 February is left to the calendar.
PLAIN = (
    "^[12][0-9]{3}(?:-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|1[0-9]|2[0-8]))?"
    "|-(?:0[13-9]|1[0-2])-(?:29|30)|-(?:0[13578]|1[02])-31)?$"
)
DAY_FIRST = re.compile(r"(?P<day>[0-9]{1,2})(?P<mark>[-/. ])(?P<month>[0-9]{1,2})(?P=mark)(?P<year>[0-9]{4})")
MONTH_FIRST = re.compile(
    r"(?P<month>[0-9]{1,2})(?P<mark>[-/. ])(?P<day>[0-9]{1,2})(?P=mark)(?P<year>[0-9]{4})"
)
FORMS = (
    re.compile(
        r"(?P<year>[0-9]{4})(?:(?P<mark>[-/.])(?P<month>[0-9]{1,2})(?:(?P=mark)(?P<day>[0-9]{1,2}))?)?"
    ),
    re.compile(r"(?P<year>[0-9]{4})(?P<month>[0-9]{2})(?P<day>[0-9]{2})"),
    # gYear, gMonth and gDay of XML Schema Part 2 (3.3.9 to 3.3.14), one after the other
    re.compile(r"(?P<year>[0-9]{4})--(?P<month>[0-9]{2})(?:---(?P<day>[0-9]{2}))?"),
    re.compile(r"(?P<month>[0-9]{1,2})[-/.](?P<year>[0-9]{4})"),
    re.compile(
        r"(?P<day>[0-9]{1,2})(?:st|nd|rd|th)?[ .-]*(?:of )?(?P<month>[a-z]+)[ .,-]*(?P<year>[0-9]{4})"
    ),
    re.compile(r"(?P<month>[a-z]+)\.? (?P<day>[0-9]{1,2})(?:st|nd|rd|th)?,? (?P<year>[0-9]{4})"),
    re.compile(r"(?P<month>[a-z]+)[ .,-]*(?P<year>[0-9]{4})"),
)
ABOUT = re.compile(r"(?:circa|approximately|approx|about|around|ca|c)\b[. ]*(.+)")
RANGES = (
    re.compile(r"between (.+) and (.+)"),
    re.compile(r"(?:from )?(.+) (?:to|until|[-–—]) (.+)"),
    re.compile(r"([0-9]{4})[-–—]([0-9]{4})"),
    re.compile(r"([0-9]{4}[^/]*)/([0-9]{4}[^/]*)"),
)


def clean_date(series: pl.Series, hints: Hints) -> pl.Series:
    """EDTF text: `1971`, `1971-05`, `1971-05-03`, `1960/1965`, `1971~` (about).

    Levels: ISO 8601-2:2019 level 0 and the qualifier `~` of level 1. Reads ISO 8601, numeric
    dates in the order of the hints, the parts of XML Schema one after the other (`1971--05---03`),
    English month names, "circa" and ranges. Of a timestamp
    the day as written is kept, whatever its offset. A zero month or day (`1971-00-00`) is
    one not known. Null: days no calendar has, two-digit years, ranges that run backwards.
    """

    def clean(distinct: pl.Series) -> pl.Series:
        days = distinct.str.replace(MOMENT, "${1}")
        return each_distinct(days, lambda value: _edtf(value.lower(), day_first=hints.day_first))

    return plain_first(series, lambda text: text.set(~text.str.contains(PLAIN), None), clean, pl.Utf8())


@overload
def earliest(dates: pl.Expr) -> pl.Expr: ...
@overload
def earliest(dates: pl.Series) -> pl.Series: ...
def earliest(dates: pl.Expr | pl.Series) -> pl.Expr | pl.Series:
    """The first day that cleaned dates may mean; `1971~` counts as 1971, which EDTF leaves open."""
    if isinstance(dates, pl.Series):
        return dates.to_frame("date").select(earliest(pl.col("date")))["date"].rename(dates.name)
    part = dates.str.split("/").list.first().str.strip_chars_end("~")
    whole = pl.when(part.str.len_chars() == 4).then(part + "-01-01").otherwise(part + "-01")
    return _day(pl.when(part.str.len_chars() == 10).then(part).otherwise(whole))


@overload
def latest(dates: pl.Expr) -> pl.Expr: ...
@overload
def latest(dates: pl.Series) -> pl.Series: ...
def latest(dates: pl.Expr | pl.Series) -> pl.Expr | pl.Series:
    """The last day that cleaned dates may mean; `1971~` counts as 1971, which EDTF leaves open."""
    if isinstance(dates, pl.Series):
        return dates.to_frame("date").select(latest(pl.col("date")))["date"].rename(dates.name)
    part = dates.str.split("/").list.last().str.strip_chars_end("~")
    month = pl.when(part.str.len_chars() == 4).then(part + "-12-01").otherwise(part + "-01")
    return pl.when(part.str.len_chars() == 10).then(_day(part)).otherwise(_day(month).dt.month_end())


def _day(text: pl.Expr) -> pl.Expr:
    return text.str.to_date("%Y-%m-%d", strict=False)


def _edtf(value: str, *, day_first: bool) -> str | None:
    """One value, in lower case, as EDTF."""
    single = _about(value, day_first=day_first)
    if single is not None:
        return single
    for pattern in RANGES:
        if ends := pattern.fullmatch(value):
            start, end = (_about(part.strip(), day_first=day_first) for part in ends.groups())
            # Text order is time order for one precision, and near enough to refuse reversal across two.
            if start and end and start.rstrip("~")[: len(end.rstrip("~"))] <= end.rstrip("~"):
                return f"{start}/{end}"
    return None


def _about(value: str, *, day_first: bool) -> str | None:
    """A single date, approximate or not."""
    if value.endswith("~"):
        text = _single(value[:-1], day_first=day_first)
    elif said := ABOUT.fullmatch(value):
        text = _single(said[1], day_first=day_first)
    else:
        return _single(value, day_first=day_first)
    return text and f"{text}~"


def _single(value: str, *, day_first: bool) -> str | None:
    """A day, month or year as EDTF."""
    for form in (DAY_FIRST if day_first else MONTH_FIRST, *FORMS):
        if found := form.fullmatch(value):
            parts = found.groupdict()
            month = parts.get("month") or "0"
            number = int(month) if month.isdecimal() else MONTHS.get(month)
            return None if number is None else _build(int(parts["year"]), number, int(parts.get("day") or 0))
    return None


def _build(year: int, month: int, day: int) -> str | None:
    if not 1 <= year <= 9999 or month > 12 or (day and not month):
        return None
    if not month:
        return f"{year:04}"
    if not day:
        return f"{year:04}-{month:02}"
    if day > monthrange(year, month)[1]:
        return None
    return f"{year:04}-{month:02}-{day:02}"
