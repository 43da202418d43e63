"""How fresh each scheduled source is: its last good load, and its age against the schedule."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from interlink.ledger import LoadRow
from interlink.ledger.runs import Standing
from interlink.loads.due import Due, due_sources, next_run
from interlink.loads.plans import Plans
from interlink.mapping.spec import SourceSpec
from interlink.model.moments import micros, moment, moment_text
from interlink.model.schedule import parse_schedule, parse_span

__all__ = ["STATES", "Freshness", "FreshnessState", "freshness"]

FreshnessState = Literal["fresh", "late", "failing", "never", "held", "broken", "gone"]
# What each means, in the words that people are shown.
STATES: Mapping[FreshnessState, str] = {
    "fresh": "loaded when it should be",
    "late": "nothing good has come for longer than its schedule allows",
    "failing": "its last run failed",
    "never": "it has never been loaded",
    "held": "not run: it looks like another source that was renamed",
    "broken": "its file is wrong",
    "gone": "it ran by itself, and no source is called so any more",
}


@dataclass(frozen=True)
class Freshness:
    """Where a scheduled source stands. Times are microseconds since 1970 UTC.

    `last_good` is when its last load was committed; of a file or an address also when it was last found to
    say nothing new. `late_at` is the moment from which it is late, `next_run` when it is to run; None without
    `fetch`. The counts are those of `load`, its last committed load, 0 before any: `records` came in,
    `fragments_added` and `fragments_retired` went out of it.
    """

    source: str
    state: FreshnessState
    schedule: str
    place: str
    last_good: int | None = None
    age_s: int | None = None
    late_at: int | None = None
    last_run: int | None = None
    next_run: int | None = None
    failures: int = 0
    reason: str = ""
    load: int | None = None
    records: int = 0
    fragments_added: int = 0
    fragments_retired: int = 0
    fragments_unchanged: int = 0
    quarantined: int = 0

    @property
    def words(self) -> str:
        """What somebody who is to look at it should know, in a sentence."""
        good = moment_text(self.last_good, timespec="minutes")
        # What is late says it in its reason.
        since = "" if good is None or self.state == "late" else f", last good {good}"
        why = self.reason or STATES[self.state]
        return f"source {self.source} ({self.state}{since}): {why}"

    @property
    def is_well(self) -> bool:
        """Whether nobody needs to look: it is fresh."""
        return self.state == "fresh"


def freshness(
    plans: Plans, standings: Mapping[str, Standing], last_loads: Mapping[str, LoadRow], now: datetime
) -> list[Freshness]:
    """Every source with a schedule, and those that should run and cannot, in order of name."""
    stopped = {each.source: each for each in due_sources(plans, standings, now) if each.state != "due"}
    found = [
        *(
            _fresh(spec, standings.get(name), last_loads.get(name), stopped.get(name), now)
            for name, spec in plans.specs.items()
        ),
        *_unplanned(plans, stopped, standings, last_loads),
    ]
    return sorted(found, key=lambda each: each.source)


def _fresh(
    spec: SourceSpec,
    standing: Standing | None,
    loaded: LoadRow | None,
    stopped: Due | None,
    now: datetime,
) -> Freshness:
    good = _last_good(spec, standing, loaded)
    late = None if good is None else _late_at(spec, good)
    state: FreshnessState = "fresh"
    reason = ""
    if stopped is not None and stopped.state == "held":
        state, reason = "held", stopped.why
    elif standing is not None and standing.failures:
        state, reason = "failing", standing.last.reason
    elif good is None or late is None:
        state = "never"
    elif late < now:
        state, reason = "late", f"late since {_minute(late)}, last good {_minute(good)}"
    return Freshness(
        source=spec.source,
        state=state,
        schedule=spec.schedule or "",
        place="" if spec.fetch is None else spec.fetch.place,
        last_good=None if good is None else micros(good),
        # A clock that was set back makes nothing older than it is.
        age_s=None if good is None else max(0, int((now - good).total_seconds())),
        late_at=None if late is None else micros(late),
        last_run=None if standing is None else standing.last.started_at,
        next_run=None
        if spec.fetch is None or stopped is not None
        else micros(next_run(spec, standing, now)[0]),
        failures=0 if standing is None else standing.failures,
        reason=reason,
        **_counts(loaded),
    )


def _minute(when: datetime) -> str:
    return when.isoformat(timespec="minutes")


def _last_good(spec: SourceSpec, standing: Standing | None, loaded: LoadRow | None) -> datetime | None:
    """That a file or an address says what it said confirms it; that a folder holds nothing new does not."""
    found = [] if loaded is None or loaded.committed_at is None else [loaded.committed_at]
    is_folder = spec.fetch is not None and spec.fetch.folder is not None
    if standing is not None and standing.good is not None and not is_folder:
        found.append(standing.good.ended_at or standing.good.started_at)
    return moment(max(found)) if found else None


def _late_at(spec: SourceSpec, good: datetime) -> datetime:
    """After `late_after`; without it when the schedule has come twice and brought nothing good."""
    if spec.late_after is not None:
        return good + parse_span(spec.late_after)
    schedule = parse_schedule(spec.schedule or "")
    return schedule.after(schedule.after(good))


def _unplanned(
    plans: Plans,
    stopped: Mapping[str, Due],
    standings: Mapping[str, Standing],
    last_loads: Mapping[str, LoadRow],
) -> Iterator[Freshness]:
    for name, each in stopped.items():
        if name in plans.specs or each.state not in ("broken", "gone"):
            continue
        last = standings[name].last if name in standings else None
        yield Freshness(
            source=name,
            state="broken" if each.state == "broken" else "gone",
            schedule="",
            place="" if last is None else last.place,
            last_run=None if last is None else last.started_at,
            reason=each.why,
            **_counts(last_loads.get(name)),
        )


def _counts(loaded: LoadRow | None) -> dict[str, int]:
    if loaded is None:
        return {}
    names = ("records", "fragments_added", "fragments_retired", "fragments_unchanged", "quarantined")
    return {"load": loaded.id, **{name: getattr(loaded, name) for name in names}}
