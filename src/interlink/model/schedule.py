"""When a source runs by itself: `every 6 hours`, or a line of cron with a time zone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from cronsim import CronSim, CronSimError

from interlink.errors import SpecError, nearest

__all__ = ["Schedule", "parse_schedule", "parse_span"]

SPAN = re.compile(r"(?:([1-9][0-9]{0,3}) )?(minute|hour|day|week)s?")
CRON_FIELDS = 5
EXPECTED = (
    "expected 'every 6 hours' (minutes, hours, days, weeks), or the five fields of a cron line and a time"
    " zone, such as '30 6 * * 1-5 Europe/Vienna'; without a zone the line is in UTC"
)


@dataclass(frozen=True)
class Schedule:
    """The moments at which something falls due; `every` a span, or by a `cron` line in a `zone`.

    A day of `every` has 24 hours. A cron line follows the clocks of its zone: a time that a change of clocks
    leaves out comes at the end of the gap, and of one that comes twice only the first counts, as Debian's
    cron has it.
    """

    every: timedelta | None = None
    cron: str = ""
    zone: str = "UTC"

    def after(self, moment: datetime) -> datetime:
        """The first moment after this one at which it falls due, in UTC."""
        if self.every is not None:
            return moment.astimezone(UTC) + self.every
        return next(due for due in self._ticks(moment) if due > moment)

    def _ticks(self, moment: datetime) -> Iterator[datetime]:
        # In the hour that comes twice, cronsim counts from its first pass, so that some lie before `moment`.
        for found in CronSim(self.cron, moment.astimezone(ZoneInfo(self.zone))):
            yield found.astimezone(UTC)


def parse_schedule(text: str) -> Schedule:
    """The schedule that a text states.

    Raises
    ------
    SpecError   it is none, names no known time zone, or never falls due
    """
    words = text.split()
    if words[:1] == ["every"]:
        return Schedule(every=parse_span(" ".join(words[1:]), before="every "))
    if len(words) not in (CRON_FIELDS, CRON_FIELDS + 1):
        raise SpecError([f"'{text}' is no schedule; {EXPECTED}"])
    cron, zone = " ".join(words[:CRON_FIELDS]), (words[CRON_FIELDS:] or ["UTC"])[0]
    try:
        next(CronSim(cron, datetime(2000, 1, 1, tzinfo=ZoneInfo(zone))))
    except (ZoneInfoNotFoundError, ValueError):
        near = nearest(zone, available_timezones())
        raise SpecError([f"this machine knows no time zone '{zone}'.{near}"]) from None
    except CronSimError as error:
        raise SpecError([f"'{cron}' is no line of cron: {error}; {EXPECTED}"]) from None
    except StopIteration:
        raise SpecError([f"'{cron}' never falls due: no day is like that"]) from None
    return Schedule(cron=cron, zone=zone)


def parse_span(text: str, *, before: str = "") -> timedelta:
    """The length of `6 hours`; `before` stands before it in the words of an error.

    Raises
    ------
    SpecError   it is none
    """
    found = SPAN.fullmatch(" ".join(text.split()))
    if found is None:
        raise SpecError(
            [f"'{before}{text}': expected '{before}6 hours'; there are minutes, hours, days and weeks"]
        )
    return int(found[1] or 1) * timedelta(**{f"{found[2]}s": 1})
