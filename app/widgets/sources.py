"""Sources in words: how each stands, the worst first, what it brought, and what a run of it did."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import polars as pl

from interlink.ledger import LoadRow
from interlink.ledger.corrections import KeptApart
from interlink.loads.freshness import STATES, Freshness
from interlink.loads.report import LoadReport
from interlink.loads.unattended import RunReport
from interlink.model.schedule_words import schedule_words
from interlink.render.label import shorten

__all__ = [
    "WORST_FIRST",
    "Stand",
    "listed",
    "sentence",
    "span",
    "stands",
    "told",
    "told_run",
]

# A state of freshness, or of a source without a schedule: `failed`, its last load did, and `by hand`.
WORST_FIRST = ("failing", "failed", "broken", "late", "held", "never", "gone", "fresh", "by hand")
WORDS: Mapping[str, str] = {
    **{str(state): words for state, words in STATES.items()},
    "failed": "its last load failed",
    "by hand": "loaded by hand, without a schedule",
}
NEVER_RUN = "it has no schedule and was never loaded; run it by hand"
MINUTE, HOUR, DAY = 60, 3_600, 86_400
# So much of a reason stands in a sentence; all of it stands on the card.
LONGEST_WHY = 200


@dataclass(frozen=True)
class Stand:
    """How a source stands: `state` of WORST_FIRST, `why` in a sentence.

    `load` is its last delivery, `next_at` when it runs next, None where it does not run by itself.
    """

    source: str
    state: str
    why: str
    schedule: str
    place: str
    good_at: int | None
    age_s: int | None
    load: LoadRow | None
    waiting: int = 0
    next_at: int | None = None

    @property
    def is_well(self) -> bool:
        """Whether nobody needs to look."""
        return self.state in {"fresh", "by hand"}


def stands(
    fresh: Iterable[Freshness],
    loads: Sequence[LoadRow],
    corrected: Iterable[KeptApart],
    places: Mapping[str, str],
    now: int,
) -> list[Stand]:
    """Every source that has a schedule, fetches or was loaded, the worst first.

    `places` says where those come from that fetch; `now` is in microseconds since 1970.
    """
    made = {each.corrected.load for each in corrected if each.corrected}
    mended: dict[int, int] = {}
    for each in corrected:
        mended[each.load] = mended.get(each.load, 0) + 1
    delivered = {row.source: row for row in loads if row.state == "committed" and row.id not in made}
    last = {row.source: row for row in loads if row.state != "running" and row.id not in made}
    found = {each.source: _scheduled(each, delivered.get(each.source), now) for each in fresh}
    for source, row in last.items():
        if source not in found:
            found[source] = _by_hand(source, row, delivered.get(source), places.get(source, ""), now)
    for source, place in places.items():
        if source not in found:
            found[source] = Stand(source, "by hand", NEVER_RUN, "", place, None, None, None)
    for source, stand in found.items():
        if stand.load is not None:
            waiting = stand.load.quarantined - mended.get(stand.load.id, 0)
            found[source] = replace(stand, waiting=waiting)
    return sorted(found.values(), key=lambda each: (WORST_FIRST.index(each.state), each.source))


def sentence(each: Stand) -> str:
    """What somebody who is to look at a source should know."""
    good = "never loaded well"
    if each.good_at is not None and each.age_s is not None:
        good = f"last good load {span(each.age_s)} ago"
    schedule = f", expected {schedule_words(each.schedule)}" if each.schedule else ""
    return f"{each.source} ({each.state}; {good}{schedule}): {shorten(each.why, LONGEST_WHY)}"


def listed(found: Iterable[Stand]) -> pl.DataFrame:
    """One row a source, in order."""
    rows = [
        (
            each.source,
            each.state,
            "never" if each.age_s is None else span(each.age_s),
            each.waiting,
            *((None, None, None) if each.load is None else _counts(each.load)),
            schedule_words(each.schedule) if each.schedule else "none",
        )
        for each in found
    ]
    names = ("Source", "State", "Last good", "To correct", "In", "Added", "Retired", "Schedule")
    kinds = [*[pl.String] * 3, *[pl.Int64] * 4, pl.String]
    return pl.DataFrame(rows, schema=dict(zip(names, kinds, strict=True)), orient="row")


def told_run(report: RunReport) -> str:
    """What a run did, in words."""
    if report.state == "elsewhere":
        return f"{report.source}: another process runs it just now."
    if report.state == "failed":
        return f"{report.source}: the run failed. {report.reason}"
    if not report.loads:
        return f"{report.source}: nothing new has come. {report.reason}".strip()
    return " ".join(filter(None, [*(told(load) for load in report.loads), report.reason]))


def told(report: LoadReport) -> str:
    """What a load did, in words."""
    records = "1 record" if report.records == 1 else f"{report.records:,} records"
    words = (
        f"Load {report.load} of {report.source}: {records} in, {report.fragments_added:,} fragments added,"
        f" {report.fragments_retired:,} retired."
    )
    apart = f" {report.quarantined:,} could not be mapped." if report.quarantined else ""
    return words + apart + (f" {report.graph}" if report.graph.startswith("not yet") else "")


def span(seconds: int) -> str:
    """So long, to the larger of its units: `3 d 4 h`, `4 h 10 min`, `10 min`."""
    if seconds < HOUR:
        return f"{seconds // MINUTE} min"
    if seconds < DAY:
        return f"{seconds // HOUR} h {seconds % HOUR // MINUTE} min"
    return f"{seconds // DAY} d {seconds % DAY // HOUR} h"


def _scheduled(each: Freshness, delivered: LoadRow | None, now: int) -> Stand:
    why = each.reason or WORDS[each.state]
    if each.failures > 1:
        why = f"failed {each.failures:,} times in a row: {why}"
    good, age = each.last_good, each.age_s
    if good is None:
        # Of one that cannot run any more freshness says nothing; it may have been loaded well before.
        good, age = _good(delivered, now)
    return Stand(
        each.source,
        each.state,
        why,
        each.schedule,
        each.place,
        good,
        age,
        delivered,
        next_at=each.next_run,
    )


def _by_hand(source: str, last: LoadRow, delivered: LoadRow | None, place: str, now: int) -> Stand:
    state = "failed" if last.state == "failed" else "by hand"
    return Stand(source, state, last.error or WORDS[state], "", place, *_good(delivered, now), delivered)


def _good(delivered: LoadRow | None, now: int) -> tuple[int | None, int | None]:
    """When a delivery was loaded, and how many seconds ago."""
    if delivered is None or delivered.committed_at is None:
        return None, None
    return delivered.committed_at, max(0, (now - delivered.committed_at) // 1_000_000)


def _counts(row: LoadRow) -> tuple[int, int, int]:
    return row.records, row.fragments_added, row.fragments_retired
