"""Which sources are due and how fresh each is, from their runs alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from homes import PEOPLE
from interlink.ledger import LoadRow
from interlink.ledger.runs import RunRow, Standing
from interlink.loads.due import Due, due_sources
from interlink.loads.freshness import freshness
from interlink.loads.plans import Plans, read_plans
from interlink.model.moments import micros, moment_text

NOW = datetime(2026, 3, 10, 12, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
FOLDER = "fetch: {folder: /inbox}"
URL = "fetch: {url: https://feed.example/list.csv}"


def file_of(source: str, more: str) -> str:
    return PEOPLE.format(source=source, delivery="full", operation="null", more=more)


def plans(more: str = f"schedule: every 6 hours\n{FOLDER}", source: str = "people") -> Plans:
    return read_plans({source: file_of(source, more)})


def run(ago: timedelta, state: str = "loaded", *, id_: int = 1, reason: str = "") -> RunRow:
    ended = None if state == "running" else micros(NOW - ago + timedelta(minutes=1))
    return RunRow(id_, "people", "/inbox/*", state, micros(NOW - ago), ended, 1, None, reason)


def standing(last: RunRow, good: RunRow | None = None, failures: int = 0) -> Mapping[str, Standing]:
    is_good = last.state in ("loaded", "nothing-new")
    return {last.source: Standing(last, last if is_good else good, failures)}


def load(ago: timedelta) -> Mapping[str, LoadRow]:
    at = micros(NOW - ago)
    row = LoadRow(7, "people", "committed", "full", None, at, at, 9, 4, 3, 2, 1, 0, None, ())
    return {"people": row}


def due(standings: Mapping[str, Standing], of: Plans | None = None, now: datetime = NOW) -> list[Due]:
    return due_sources(of or plans(), standings, now)


def test_a_source_that_never_ran_is_due_at_once() -> None:
    assert due({}) == [Due("people", "due", micros(NOW), "it has never run")]


def test_a_source_is_due_when_its_schedule_has_come_and_not_before() -> None:
    assert due(standing(run(5 * HOUR))) == []
    assert due(standing(run(7 * HOUR))) == [
        Due("people", "due", micros(NOW - HOUR), "every 6 hours; it last ran 2026-03-10T05:00+00:00")
    ]


def test_a_schedule_missed_by_three_days_falls_due_once_since_the_first_time() -> None:
    (found,) = due(standing(run(3 * DAY)))
    after = due(standing(run(timedelta(0))), now=NOW + timedelta(minutes=1))

    assert found.since == micros(NOW - 3 * DAY + 6 * HOUR)
    assert after == []


def test_a_file_that_was_left_alone_is_looked_at_again_before_the_schedule_says() -> None:
    left = "left alone, since they changed less than 60 s ago: monday.csv"
    waits = standing(run(timedelta(minutes=5), "nothing-new", reason=left))

    assert due(waits) == []
    # ten minutes after it ended
    assert due(waits, now=NOW + timedelta(minutes=6)) == [
        Due(
            "people",
            "due",
            micros(NOW + timedelta(minutes=6)),
            f"at its run of 2026-03-10T11:55+00:00: {left}",
        )
    ]


def test_a_failed_run_is_tried_again_after_a_pause_that_doubles() -> None:
    def minutes_until_due(failures: int) -> int:
        failed = standing(run(timedelta(minutes=1), "failed"), failures=failures)
        minutes = (n for n in range(24 * 60) if due(failed, now=NOW + timedelta(minutes=n)))
        return next(minutes)

    # The sixth pause would be longer than the schedule, which comes before it.
    assert [minutes_until_due(n) for n in range(1, 8)] == [10, 20, 40, 80, 160, 320, 359]
    (never,) = due(standing(run(HOUR, "failed"), failures=2))
    (since,) = due(standing(run(HOUR, "failed"), run(DAY), failures=1))
    assert (never.why, since.why) == ("it failed 2 times", "it failed once since it last ended well")


def test_a_run_that_never_ended_is_tried_again() -> None:
    assert due(standing(run(timedelta(minutes=5), "running"))) == []
    (found,) = due(standing(run(HOUR, "running")))
    assert found.why == "its run of 2026-03-10T11:00+00:00 has not ended"


def test_a_clock_set_back_does_not_stop_a_source() -> None:
    (found,) = due(standing(run(-40 * DAY)))

    assert found == Due(
        "people",
        "due",
        micros(NOW),
        "its last run is of 2026-04-19T12:00+00:00, which is yet to come: the clock was set back",
    )
    # Clocks of two machines may differ a little.
    assert due(standing(run(timedelta(minutes=-1)))) == []


@pytest.mark.parametrize(
    ("begun", "falls_due"),
    [
        # 02:30 in Vienna: the day before, the day on which it is left out, the day after
        (datetime(2026, 3, 27, 12, tzinfo=UTC), datetime(2026, 3, 28, 1, 30, tzinfo=UTC)),
        (datetime(2026, 3, 28, 12, tzinfo=UTC), datetime(2026, 3, 29, 1, tzinfo=UTC)),
        (datetime(2026, 3, 29, 12, tzinfo=UTC), datetime(2026, 3, 30, 0, 30, tzinfo=UTC)),
        # the day on which it comes twice: once by its first pass, and not again by its second
        (datetime(2026, 10, 24, 12, tzinfo=UTC), datetime(2026, 10, 25, 0, 30, tzinfo=UTC)),
        (datetime(2026, 10, 25, 0, 31, tzinfo=UTC), datetime(2026, 10, 26, 1, 30, tzinfo=UTC)),
    ],
)
def test_a_source_is_due_once_a_day_where_the_clocks_of_its_zone_change(
    begun: datetime, falls_due: datetime
) -> None:
    of = plans(f"schedule: 30 2 * * * Europe/Vienna\n{FOLDER}")
    ran = standing(run(NOW - begun))

    assert due(ran, of, falls_due - timedelta(seconds=1)) == []
    (found,) = due(ran, of, falls_due)
    assert (found.state, found.since) == ("due", micros(falls_due))


def test_a_source_renamed_while_scheduled_is_held_and_named() -> None:
    found = due(standing(run(DAY)), plans(source="persons"))

    assert [(each.source, each.state) for each in found] == [("people", "gone"), ("persons", "held")]
    assert found[0].why.startswith("it last ran 2026-03-09T12:00+00:00, and no source is called so any more")
    assert found[1].why.startswith(
        "it fetches from /inbox/*, as 'people' did, and no source is called 'people'"
    )
    assert "begin it by `interlink loads run persons`" in found[1].why


def test_a_renamed_source_that_was_begun_by_hand_runs_on() -> None:
    begun = standing(replace(run(DAY), source="persons"))

    assert [
        (each.source, each.state) for each in due({**standing(run(DAY)), **begun}, plans(source="persons"))
    ] == [
        ("people", "gone"),
        ("persons", "due"),
    ]


def test_a_removed_source_is_named_and_others_run() -> None:
    found = due({**standing(run(DAY))}, plans(f"schedule: every day\n{URL}", "others"))

    assert [(each.source, each.state) for each in found] == [("others", "due"), ("people", "gone")]


def test_a_source_whose_file_is_wrong_is_named_with_every_problem() -> None:
    (found,) = due(standing(run(DAY)), plans("schedule: every 6 hour and a half"))

    assert (found.state, found.since) == ("broken", None)
    assert "people.yaml:12: schedule: 'every 6 hour and a half': expected 'every 6 hours'" in found.why


def test_a_source_that_is_called_otherwise_than_its_file_is_named() -> None:
    texts = {"persons": file_of("people", f"schedule: every day\n{FOLDER}")}
    (found,) = due_sources(read_plans(texts), {}, NOW)

    assert (found.source, found.state) == ("persons", "broken")
    assert found.why == "persons.yaml says source 'people', expected 'persons' as the file is called"


def test_a_source_without_a_schedule_is_never_due() -> None:
    assert due({}, plans(FOLDER)) == []


def test_a_source_without_fetch_is_never_due_but_can_be_late() -> None:
    by_hand = plans("schedule: every day")

    assert due({}, by_hand) == []
    (late,) = freshness(by_hand, {}, load(3 * DAY), NOW)
    assert (late.state, late.reason) == (
        "late",
        f"late since {moment_text(late.late_at, timespec='minutes')}, last good"
        f" {(NOW - 3 * DAY).isoformat(timespec='minutes')}",
    )
    assert late.words == f"source people (late): {late.reason}"


@pytest.mark.parametrize(
    ("more", "standings", "loads", "state"),
    [
        # Nothing at all; loaded by hand before it was scheduled; loaded by a run.
        (FOLDER, {}, {}, "never"),
        (FOLDER, {}, load(HOUR), "fresh"),
        (FOLDER, standing(run(HOUR)), load(HOUR), "fresh"),
        # The schedule has come once; then twice, and brought nothing.
        (FOLDER, standing(run(11 * HOUR)), load(11 * HOUR), "fresh"),
        (FOLDER, standing(run(13 * HOUR)), load(13 * HOUR), "late"),
        # A folder without anything new is late all the same; an address that says the same is not.
        (FOLDER, standing(run(HOUR, "nothing-new")), load(13 * HOUR), "late"),
        (URL, standing(run(HOUR, "nothing-new")), load(13 * HOUR), "fresh"),
        # Its own limit goes before the schedule's.
        (f"{FOLDER}\nlate_after: 2 days", standing(run(HOUR, "nothing-new")), load(40 * HOUR), "fresh"),
        (f"{FOLDER}\nlate_after: 2 days", standing(run(HOUR, "nothing-new")), load(49 * HOUR), "late"),
        (URL, standing(run(HOUR, "failed"), failures=1), {}, "failing"),
        (URL, standing(run(HOUR, "failed"), failures=1), load(2 * HOUR), "failing"),
    ],
)
def test_how_fresh_a_source_is(
    more: str, standings: Mapping[str, Standing], loads: Mapping[str, LoadRow], state: str
) -> None:
    (found,) = freshness(plans(f"schedule: every 6 hours\n{more}"), standings, loads, NOW)
    assert found.state == state


def test_freshness_has_ages_and_counts_of_the_last_load() -> None:
    failed = standing(run(HOUR, "failed", id_=3, reason="no such file"), run(4 * HOUR, id_=2), failures=1)
    (found,) = freshness(plans(), failed, load(4 * HOUR), NOW)

    assert found.source == "people"
    assert (found.schedule, found.place) == ("every 6 hours", "/inbox/*")
    assert (found.last_good, found.age_s) == (micros(NOW - 4 * HOUR), 4 * 3600)
    assert (found.late_at, found.last_run) == (micros(NOW + 8 * HOUR), micros(NOW - HOUR))
    assert found.next_run == micros(NOW - HOUR + timedelta(minutes=11))
    assert (found.failures, found.reason, found.is_well) == (1, "no such file", False)
    counts = (found.load, found.records, found.fragments_added, found.fragments_retired)
    assert (*counts, found.fragments_unchanged, found.quarantined) == (7, 9, 4, 3, 2, 1)


def test_what_should_run_and_cannot_is_in_the_list() -> None:
    texts = {"persons": file_of("persons", f"schedule: every day\n{FOLDER}"), "wrong": "schedule: ["}
    found = freshness(read_plans(texts), standing(run(DAY)), load(DAY), NOW)

    assert [(each.source, each.state) for each in found] == [
        ("people", "gone"),
        ("persons", "held"),
        ("wrong", "broken"),
    ]
    assert found[0].records == 9
