"""A schedule as people say it, and moments by its clock."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from interlink.model.schedule import parse_schedule

__all__ = ["moment_words", "schedule_words"]

DAYS = ("Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
NUMBERS = re.compile(r"\d+(,\d+)*")
STEP = re.compile(r"\*/(\d+)")


def schedule_words(text: str) -> str:
    """`at 06:30 Monday to Friday (Europe/Vienna)`; a line of cron that is not so plain stays as it is.

    Raises
    ------
    SpecError   the text is no schedule
    """
    schedule = parse_schedule(text)
    if schedule.every is not None:
        return text
    minute, hour, day, month, weekday = schedule.cron.split()
    times, days = _times(minute, hour), _days(day, month, weekday)
    if times is None or days is None:
        return text
    return f"{' '.join(filter(None, (times, days)))} ({schedule.zone})"


def moment_words(moment: datetime, zone: str = "UTC") -> str:
    """A moment in UTC, and first by the clock of the zone, where that is another."""
    utc = moment.astimezone(UTC)
    if zone == "UTC":
        return f"{utc:%Y-%m-%d %H:%M} UTC"
    there = moment.astimezone(ZoneInfo(zone))
    other = f"{utc:%H:%M}" if there.date() == utc.date() else f"{utc:%Y-%m-%d %H:%M}"
    return f"{there:%Y-%m-%d %H:%M} {zone} ({other} UTC)"


def _times(minute: str, hour: str) -> str | None:
    every = STEP.fullmatch(minute)
    if every is not None and hour == "*":
        return f"every {every[1]} minutes"
    if not minute.isdecimal():
        return None
    if hour == "*":
        return f"every hour at minute {int(minute)}"
    if NUMBERS.fullmatch(hour):
        return "at " + _listed([f"{int(each):02}:{int(minute):02}" for each in hour.split(",")])
    return None


def _days(day: str, month: str, weekday: str) -> str | None:
    if month != "*":
        return None
    if day == weekday == "*":
        return "every day"
    if weekday == "*" and NUMBERS.fullmatch(day):
        return f"on day {_listed(day.split(','))} of the month"
    if day != "*":
        return None
    if NUMBERS.fullmatch(weekday):
        return "on " + _listed([DAYS[int(each)] for each in weekday.split(",")])
    first, to, last = weekday.partition("-")
    return (
        f"{DAYS[int(first)]} to {DAYS[int(last)]}" if to and first.isdecimal() and last.isdecimal() else None
    )


def _listed(words: list[str]) -> str:
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)
