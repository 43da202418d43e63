"""Days and hours of a world: eighteen months, told in seconds since the first day."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import numpy as np
import polars as pl

from interlink.worlds.ordinary.ties import Ints

__all__ = ["DAY", "DAYS", "FIRST_DAY", "day_of", "hours", "iso_day", "write_days", "write_times"]

FIRST_DAY = date(2025, 1, 1)
DAYS = 545
DAY = 86_400
# Share of a day's calls in each hour of the caller's day: low before six, peaks at noon and in the evening.
RHYTHM = np.array([4, 2, 1, 1, 1, 3, 10, 25, 45, 55, 60, 62, 64, 60, 58, 58, 62, 70, 75, 72, 62, 45, 26, 12])


def hours(rng: np.random.Generator, count: int) -> Ints:
    """Seconds into a day, with the rhythm of a day."""
    hour = rng.choice(24, size=count, p=RHYTHM / RHYTHM.sum())
    return hour * 3600 + rng.integers(0, 3600, count)


def day_of(at: Ints | int) -> Ints:
    """The day of a moment, counted from the first."""
    return np.asarray(at, dtype=np.int64) // DAY


def iso_day(day: int) -> str:
    """'2025-01-01' for 0."""
    return (FIRST_DAY + timedelta(days=int(day))).isoformat()


def write_days(name: str, days: Ints) -> pl.Series:
    """Days as ISO 8601 dates."""
    start = (FIRST_DAY - date(1970, 1, 1)).days
    return pl.Series(name, days + start).cast(pl.Int32).cast(pl.Date).cast(pl.String)


def write_times(name: str, at: Ints) -> pl.Series:
    """Moments as ISO 8601 in UTC."""
    start = int(datetime(FIRST_DAY.year, FIRST_DAY.month, FIRST_DAY.day, tzinfo=UTC).timestamp())
    return pl.Series(name, (at + start) * 1_000_000).cast(pl.Datetime("us")).dt.strftime("%Y-%m-%dT%H:%M:%SZ")
