"""When a schedule falls due, across changes of clocks, and what is no schedule."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from interlink.errors import SpecError
from interlink.model.schedule import parse_schedule, parse_span

ZONES = ("UTC", "Europe/Vienna", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu", "Africa/Cairo")
MOMENTS = st.integers(0, 15 * 365 * 86_400).map(
    lambda seconds: datetime(2020, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds)
)
# Both changes of clocks of 2026 in Vienna, in UTC.
SPRING, AUTUMN = datetime(2026, 3, 29, 1, tzinfo=UTC), datetime(2026, 10, 25, 1, tzinfo=UTC)


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "moment", "due"),
    [
        ("every 6 hours", utc(2026, 1, 1, 12), utc(2026, 1, 1, 18)),
        ("every hour", utc(2026, 1, 1, 12, 7), utc(2026, 1, 1, 13, 7)),
        ("every 2 weeks", utc(2026, 1, 1), utc(2026, 1, 15)),
        # 24 hours, not the same time of day
        ("every day", utc(2026, 3, 28, 12), utc(2026, 3, 29, 12)),
        ("0 6 * * *", utc(2026, 7, 1, 5), utc(2026, 7, 1, 6)),
        ("0 6 * * * Europe/Vienna", utc(2026, 7, 1, 3), utc(2026, 7, 1, 4)),
        ("0 6 * * * Europe/Vienna", utc(2026, 1, 1, 3), utc(2026, 1, 1, 5)),
        # Friday to Monday
        ("0 6 * * 1-5", utc(2026, 1, 2, 6), utc(2026, 1, 5, 6)),
        # 02:30 is left out on 29 March: it comes at the end of the gap
        ("30 2 * * * Europe/Vienna", utc(2026, 3, 29, 0), utc(2026, 3, 29, 1)),
        ("30 2 * * * Europe/Vienna", utc(2026, 3, 29, 1), utc(2026, 3, 30, 0, 30)),
        # 02:30 comes twice on 25 October: the first counts, asked before it, between both and after
        ("30 2 * * * Europe/Vienna", utc(2026, 10, 24, 23), utc(2026, 10, 25, 0, 30)),
        ("30 2 * * * Europe/Vienna", utc(2026, 10, 25, 0, 30), utc(2026, 10, 26, 1, 30)),
        ("30 2 * * * Europe/Vienna", utc(2026, 10, 25, 1, 10), utc(2026, 10, 26, 1, 30)),
        # an hourly one runs in each of the two hours
        ("0 * * * * Europe/Vienna", utc(2026, 10, 25, 0), utc(2026, 10, 25, 1)),
        ("0 0 29 2 *", utc(2026, 1, 1), utc(2028, 2, 29)),
    ],
)
def test_a_schedule_falls_due(text: str, moment: datetime, due: datetime) -> None:
    assert parse_schedule(text).after(moment) == due


@given(MOMENTS, st.sampled_from(ZONES), st.integers(0, 59), st.integers(0, 23))
@example(AUTUMN, "Europe/Vienna", 30, 2)
@example(SPRING, "Europe/Vienna", 30, 2)
def test_a_time_of_day_comes_once_a_day_in_its_zone(
    moment: datetime, zone: str, minute: int, hour: int
) -> None:
    schedule = parse_schedule(f"{minute} {hour} * * * {zone}")
    ticks = [moment]
    while len(ticks) < 5:
        ticks.append(schedule.after(ticks[-1]))
    local = [tick.astimezone(ZoneInfo(zone)) for tick in ticks[1:]]
    days = [tick.date().toordinal() for tick in local]

    assert days == list(range(days[0], days[0] + 4))
    assert all(tick.tzinfo is UTC for tick in ticks)
    # at the time stated, or at the end of the gap of an hour at most that swallowed it
    stated = [tick.replace(hour=hour, minute=minute) for tick in local]
    late = [
        tick.replace(tzinfo=None) - at.replace(tzinfo=None) for tick, at in zip(local, stated, strict=True)
    ]
    assert all(timedelta(0) <= each < timedelta(hours=1) for each in late)


@given(
    MOMENTS,
    st.sampled_from(("*/15 * * * *", "7 */3 * * 1-5", "0 0 1 * *", "30 1 * * 0")),
    st.sampled_from(ZONES),
)
def test_what_falls_due_is_later_and_comes_in_order(moment: datetime, cron: str, zone: str) -> None:
    schedule = parse_schedule(f"{cron} {zone}")
    due = schedule.after(moment)

    assert due > moment
    # nothing falls due in between
    assert schedule.after(moment + (due - moment) / 2) == due


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "'' is no schedule; expected 'every 6 hours'"),
        ("daily", "'daily' is no schedule"),
        ("@daily", "'@daily' is no schedule"),
        ("every", "'every ': expected 'every 6 hours'"),
        ("every 0 hours", "'every 0 hours': expected"),
        ("every 90 seconds", "there are minutes, hours, days and weeks"),
        ("every 99999 hours", "expected 'every 6 hours'"),
        ("61 * * * *", "'61 * * * *' is no line of cron: Bad minute"),
        ("0 6 * * 1-5 Europe/Wien", "this machine knows no time zone 'Europe/Wien'."),
        ("0 6 * * 1-5 ../passwd", "no time zone"),
        ("0 0 30 2 *", "is no line of cron: Bad day-of-month"),
        ("0 0 1 1 * * UTC", "is no schedule"),
    ],
)
def test_what_is_no_schedule_is_told(text: str, said: str) -> None:
    with pytest.raises(SpecError) as caught:
        parse_schedule(text)
    assert said in str(caught.value)


@given(st.text(max_size=30))
def test_any_text_is_a_schedule_or_told(text: str) -> None:
    with suppress(SpecError):
        parse_schedule(text).after(AUTUMN)


def test_a_span_has_a_number_and_a_unit() -> None:
    assert parse_span("2 days") == timedelta(days=2)
    with pytest.raises(SpecError, match="'two days': expected '6 hours'"):
        parse_span("two days")
