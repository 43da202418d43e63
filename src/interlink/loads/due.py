"""Which sources are due, since when and why; and which should run and cannot."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from interlink.ledger.runs import Standing
from interlink.loads.plans import Plans
from interlink.mapping.fetching import FetchSpec
from interlink.mapping.spec import SourceSpec
from interlink.model.moments import micros, moment, moment_text
from interlink.model.schedule import parse_schedule

__all__ = ["Due", "due_sources", "next_run"]

DueState = Literal["due", "held", "broken", "gone"]
FIRST_PAUSE, LONGEST_PAUSE = timedelta(minutes=10), timedelta(days=1)
# Clocks of machines differ by so much at most without being wrong.
SLACK = timedelta(minutes=5)


@dataclass(frozen=True)
class Due:
    """A source to be run, or one that cannot be: `since` is when it fell due, in microseconds since 1970.

    `due` runs. The others are told, and not run: `held` fetches from where a source did whose name is gone,
    `broken` has a wrong file, `gone` ran once and has no file any more.
    """

    source: str
    state: DueState
    since: int | None
    why: str


def due_sources(plans: Plans, standings: Mapping[str, Standing], now: datetime) -> list[Due]:
    """What is to be run now or cannot be, in order of name; sources without `fetch` are never due."""
    gone = {name: each for name, each in standings.items() if name not in plans.names}
    found = [
        *_due(plans, standings, gone, now),
        *(Due(name, "broken", None, words) for name, words in plans.broken.items()),
        *(Due(name, "gone", None, _gone_words(each)) for name, each in gone.items()),
    ]
    return sorted(found, key=lambda each: each.source)


def next_run(spec: SourceSpec, standing: Standing | None, now: datetime) -> tuple[datetime, str]:
    """When a scheduled source is to run next, and why; not after `now` means that it is due.

    A schedule missed many times falls due once. After a failure it is tried again after a pause that doubles
    from 10 minutes to a day, and after 10 minutes where its last run left files alone; or when the schedule
    says, whichever is sooner.
    """
    if standing is None:
        return now, "it has never run"
    begun = moment(standing.last.started_at)
    if begun > now + SLACK:
        return now, f"its last run is of {_text(begun)}, which is yet to come: the clock was set back"
    tick = parse_schedule(spec.schedule or "").after(begun)
    if standing.last.state == "running":
        again, why = begun + FIRST_PAUSE, f"its run of {_text(begun)} has not ended"
    elif standing.failures:
        pause = min(FIRST_PAUSE * 2 ** min(standing.failures - 1, 20), LONGEST_PAUSE)
        again = moment(standing.last.ended_at or standing.last.started_at) + pause
        times = "once" if standing.failures == 1 else f"{standing.failures:,} times"
        why = f"it failed {times}{' since it last ended well' if standing.good else ''}"
    elif standing.last.reason:
        again = moment(standing.last.ended_at or standing.last.started_at) + FIRST_PAUSE
        why = f"at its run of {_text(begun)}: {standing.last.reason}"
    else:
        return tick, f"{spec.schedule}; it last ran {_text(begun)}"
    return min(tick, again), why


def _due(
    plans: Plans, standings: Mapping[str, Standing], gone: Mapping[str, Standing], now: datetime
) -> Iterator[Due]:
    places = {standing.last.place: name for name, standing in gone.items()}
    for name, spec in plans.specs.items():
        if spec.fetch is None:
            continue
        if name not in standings and (before := places.get(spec.fetch.place)):
            yield Due(name, "held", None, _renamed_words(name, before, spec.fetch))
            continue
        when, why = next_run(spec, standings.get(name), now)
        if when <= now:
            yield Due(name, "due", micros(when), why)


def _renamed_words(name: str, before: str, fetch: FetchSpec) -> str:
    return (
        f"it fetches from {fetch.place}, as '{before}' did, and no source is called '{before}' any more. What"
        f" that one loaded stays under its name. Give this source the old name; or, if it is another, begin"
        f" it by `interlink loads run {name}`"
    )


def _gone_words(standing: Standing) -> str:
    return (
        f"it last ran {_text(moment(standing.last.started_at))}, and no source is called so any more; nothing"
        " runs it. What it loaded stays"
    )


def _text(when: datetime) -> str:
    return str(moment_text(micros(when), timespec="minutes"))
