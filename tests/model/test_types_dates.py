"""Dates with their precision, moments and lengths of time."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from interlink.model.types import TYPES, Hints, as_text, earliest, latest


def clean(name: str, *values: str, hints: Hints | None = None) -> list[object]:
    return as_text(TYPES[name].clean(pl.Series(values, dtype=pl.Utf8), hints or Hints())).to_list()


@pytest.mark.parametrize(
    ("written", "edtf"),
    [
        ("1971", "1971"),
        ("1971-05", "1971-05"),
        ("05/1971", "1971-05"),
        ("May 1971", "1971-05"),
        ("1971-05-03", "1971-05-03"),
        ("1971/5/3", "1971-05-03"),
        ("19710503", "1971-05-03"),
        ("1971--05---03", "1971-05-03"),
        ("1971--05", "1971-05"),
        ("3.5.1971", "1971-05-03"),
        ("03 May 1971", "1971-05-03"),
        ("3rd of May 1971", "1971-05-03"),
        ("May 3, 1971", "1971-05-03"),
        ("03MAY1971", "1971-05-03"),
        ("1971-00-00", "1971"),
        ("1971-05-03T00:00:00", "1971-05-03"),
        ("2018-10-29T19:09:49.856-04:00", "2018-10-29"),
        ("1964-02-02-05:00", "1964-02-02"),
        ("1964-02-02Z", "1964-02-02"),
        ("circa 1971", "1971~"),
        ("c. 1971", "1971~"),
        ("Approximately May 1971", "1971-05~"),
        ("1971~", "1971~"),
        ("1960/1965", "1960/1965"),
        ("1960-1965", "1960/1965"),
        ("Between 1960 and 1965", "1960/1965"),
        ("from 3 May 1960 to 1961", "1960-05-03/1961"),
        ("between circa 1960 and 1965", "1960~/1965"),
    ],
)
def test_dates_become_edtf_as_precise_as_written(written: str, edtf: str) -> None:
    assert clean("date", written) == [edtf]


@pytest.mark.parametrize(
    "written",
    [
        "31 February 1971",
        "1971-02-30",
        "1971-13-01",
        "0000",
        "03/04/71",
        "1965-1960",
        "Mai 1971",
        "12",
        "circa",
    ],
)
def test_what_is_no_date_is_null(written: str) -> None:
    assert clean("date", written) == [None]


def test_the_hint_decides_which_number_is_the_day() -> None:
    written = ("03/04/2024", "23/04/2024", "04/23/2024")
    assert clean("date", *written) == ["2024-04-03", "2024-04-23", None]
    assert clean("date", *written, hints=Hints(day_first=False)) == ["2024-03-04", None, "2024-04-23"]


def test_earliest_and_latest_are_the_ends_of_what_a_date_may_mean() -> None:
    dates = pl.Series("born", ["1971", "1972-02", "1971-05-03", "1960~/1965-02", None])
    frame = dates.to_frame()
    first = [date(1971, 1, 1), date(1972, 2, 1), date(1971, 5, 3), date(1960, 1, 1), None]
    last = [date(1971, 12, 31), date(1972, 2, 29), date(1971, 5, 3), date(1965, 2, 28), None]
    assert earliest(dates).to_list() == frame.select(earliest(pl.col("born")))["born"].to_list() == first
    assert latest(dates).to_list() == frame.select(latest(pl.col("born")))["born"].to_list() == last


@given(day=st.dates())
def test_every_day_is_its_own_earliest_and_latest(day: date) -> None:
    cleaned = TYPES["date"].clean(pl.Series([day.isoformat(), f"{day.year:04}"]), Hints())
    assert earliest(cleaned).to_list() == [day, date(day.year, 1, 1)]
    assert latest(cleaned).to_list() == [day, date(day.year, 12, 31)]


@pytest.mark.parametrize(
    ("left", "right", "alike"),
    [
        ("1971-05-03", "1971-05-03", 1.0),
        ("1971", "1971-05-03", 0.8),
        ("1960/1975", "1971-05", 0.8),
        ("1971-05-04", "1971-05-03", 0.3),
        ("1960/1965", "1963/1970", 0.3),
        ("1971", "1972", 0.0),
    ],
)
def test_dates_compare_by_the_days_they_share(left: str, right: str, alike: float) -> None:
    assert TYPES["date"].compare(left, right) == TYPES["date"].compare(right, left) == alike


@pytest.mark.parametrize(
    ("written", "moment"),
    [
        ("2024-03-01 10:00", "2024-03-01T10:00:00Z"),
        ("2024-03-01T10:00:00.123456Z", "2024-03-01T10:00:00.123456Z"),
        ("2024-03-01T10:00:00+02:00", "2024-03-01T08:00:00Z"),
        ("2024-03-01T10:00:00 GMT", "2024-03-01T10:00:00Z"),
        ("20240301T100000+0200", "2024-03-01T08:00:00Z"),
        ("202403011000", "2024-03-01T10:00:00Z"),
        ("03/04/2024 9:05", "2024-04-03T09:05:00Z"),
        ("3 May 2024, 10:00", "2024-05-03T10:00:00Z"),
        ("2024-03-01", "2024-03-01T00:00:00Z"),
        ("1964-02-02-05:00", "1964-02-02T05:00:00Z"),
        ("1709287200", None),
        ("2301011230", None),
        ("1709287200123", None),
        ("2024-03", None),
        ("circa 2024 10:00", None),
        ("2024-02-31 10:00", None),
        ("2024-03-01 24:00", None),
        ("0001-01-01T00:00:00+14:00", None),
    ],
)
def test_moments_are_read_into_utc(written: str, moment: str | None) -> None:
    assert clean("time", written) == [moment]


def test_ten_and_thirteen_digits_are_since_1970_where_the_hints_say_so() -> None:
    written = ("1709287200", "1709287200123", "170928720", "2024-03-01")
    expected = ["2024-03-01T10:00:00Z", "2024-03-01T10:00:00.123Z", None, "2024-03-01T00:00:00Z"]
    assert clean("time", *written, hints=Hints(epoch=True)) == expected


def test_local_times_that_do_not_exist_are_null_and_repeated_ones_the_first() -> None:
    amsterdam = Hints(timezone="Europe/Amsterdam")
    written = ("2024-03-31 02:30:00", "2024-03-31 02:30", "2024-10-27T02:30:00", "2024-07-01")
    expected = [None, None, "2024-10-27T00:30:00Z", "2024-06-30T22:00:00Z"]
    assert clean("time", *written, hints=amsterdam) == expected


@given(
    moment=st.datetimes(min_value=datetime(2, 1, 1), max_value=datetime(9998, 12, 31)),  # noqa: DTZ001
    minutes=st.integers(-14 * 60, 14 * 60),
)
def test_iso_moments_survive_any_offset(moment: datetime, minutes: int) -> None:
    there = moment.replace(tzinfo=timezone(timedelta(minutes=minutes)))
    cleaned = TYPES["time"].clean(pl.Series([there.isoformat(), there.isoformat(" ")]), Hints())
    assert cleaned.to_list() == [there.astimezone(UTC)] * 2


@pytest.mark.parametrize(
    ("written", "seconds"),
    [
        ("98", "98.0"),
        ("00:01:38", "98.0"),
        ("01:38", "98.0"),
        ("98 s", "98.0"),
        ("2 min", "120.0"),
        ("1.5 hours", "5400.0"),
        ("PT1M38S", "98.0"),
        ("P1DT1H", "90000.0"),
        ("P1M", None),
        ("P", None),
        ("-5", None),
        ("5 parsecs", None),
    ],
)
def test_durations_are_in_seconds(written: str, seconds: str | None) -> None:
    assert clean("duration", written) == [seconds]


def test_moments_compare_by_how_far_apart_they_are() -> None:
    compare = TYPES["time"].compare
    assert compare("2024-03-01T10:00:00Z", "2024-03-01T22:00:00Z") == 0.5
    assert compare("2024-03-01T10:00:00Z", "2024-03-05T10:00:00Z") == 0.0
