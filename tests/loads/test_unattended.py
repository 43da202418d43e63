"""Sources that run by themselves, end to end: fetched, loaded, remembered, and every run kept."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from feed_server import Feed, feed_server
from filelock import FileLock

from homes import PEOPLE, Home, csv
from interlink.errors import SpecError
from interlink.ledger.runs import Runs
from interlink.loads.due import due_sources
from interlink.loads.plans import read_plans
from interlink.loads.unattended import Runner, RunReport
from interlink.mapping.source_file import parse_source
from interlink.mapping.spec import SourceSpec

ADA, BO, CY = (
    ("1", "Ada", "+31612345671"),
    ("2", "Bo", "+31612345672"),
    ("3", "Cy", "+31612345673"),
)
EXPECTED = "expect: {Person: {least: 1}}"


@pytest.fixture
def feed() -> Iterator[Feed]:
    with feed_server() as made:
        yield made


class Desk:
    """A home with an inbox, and a runner of one source on it."""

    def __init__(self, root: Path) -> None:
        self.home = Home(root / "home")
        self.inbox = root / "inbox"
        self.inbox.mkdir()
        self.runs = Runs(self.home.ledger)
        self.environ: Mapping[str, str] = {}
        self.now: datetime | None = None
        self._age_s = 1000

    def spec(self, fetch: str = "", *, delivery: str = "full", more: str = EXPECTED) -> SourceSpec:
        place = fetch or f"{{folder: '{self.inbox}', pattern: '*.csv'}}"
        operation = "{column: op, delete: D, key: [id]}" if delivery == "changes" else "null"
        text = PEOPLE.format(
            source="people",
            delivery=delivery,
            operation=operation,
            more=f"schedule: every 6 hours\nfetch: {place}\n{more}",
        )
        return parse_source(text, "people.yaml")

    def put(self, name: str, text: str) -> Path:
        """Puts a settled file into the inbox, younger than those before it."""
        path = self.inbox / name
        path.write_text(text, encoding="utf-8")
        self._age_s -= 1
        at = time.time() - self._age_s
        os.utime(path, (at, at))
        return path

    def run(self, spec: SourceSpec | None = None, *, again: bool = False) -> RunReport:
        report = self.runner().run(spec or self.spec(), again=again)
        assert report is not None
        return report

    def runner(self) -> Runner:
        return Runner(
            runs=self.runs,
            load=self.home.loader.run,
            folder=self.home.root,
            now=lambda: self.now or datetime.now(UTC),
            environ=self.environ,
            pause_s=0.001,
        )

    def told(self) -> list[tuple[str, int | None, str]]:
        return [(row.state, row.load, row.reason) for row in self.runs.recent()]

    def people(self) -> set[tuple[str, str]]:
        return self.home.names(self.home.ledger.committed())


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def test_a_file_in_the_inbox_is_loaded_once_and_left_where_it_is(desk: Desk) -> None:
    path = desk.put("monday.csv", csv([ADA, BO]))
    first, second = desk.run(), desk.run()

    assert (first.state, [load.records for load in first.loads], first.tries) == ("loaded", [2], 1)
    assert (second.state, second.loads) == ("nothing-new", ())
    assert desk.told() == [("loaded", 1, ""), ("nothing-new", None, "")]
    assert desk.people() == {("1", "Ada"), ("2", "Bo")}
    assert path.is_file()


def test_what_was_loaded_is_loaded_again_when_asked(desk: Desk) -> None:
    desk.put("monday.csv", csv([ADA]))
    desk.run()
    again = desk.run(again=True)

    assert [(load.records, load.fragments_unchanged) for load in again.loads] == [(1, 3)]


def test_files_of_increments_are_loads_of_their_own_and_a_broken_one_stops_no_other(desk: Desk) -> None:
    desk.put("1.csv", csv([ADA]))
    broken = desk.put("2.csv", "something else\n1\n")
    desk.put("3.csv", csv([CY]))
    spec = desk.spec(delivery="increment")
    first = desk.run(spec)

    assert (first.state, [load.load for load in first.loads]) == ("failed", [1, 3])
    assert first.reason.startswith("2.csv is not what source people expects: no column id, name, phone")
    assert desk.people() == {("1", "Ada"), ("3", "Cy")}
    # Corrected, it is loaded, and nothing else again.
    desk.put("2.csv", csv([BO]))
    second = desk.run(spec)
    assert (second.state, [load.load for load in second.loads], broken.is_file()) == ("loaded", [4], True)


def test_changes_stop_at_the_first_that_is_broken(desk: Desk) -> None:
    header = "op,id,name,phone"
    desk.put("1.csv", csv([("A", *ADA), ("A", *BO)], header=header))
    desk.put("2.csv", "something else\n1\n")
    desk.put("3.csv", csv([("D", *BO)], header=header))
    spec = desk.spec(delivery="changes", more="")
    first = desk.run(spec)

    assert (first.state, len(first.loads)) == ("failed", 1)
    assert desk.people() == {("1", "Ada"), ("2", "Bo")}
    desk.put("2.csv", csv([("A", *CY)], header=header))
    # In the order of their time: it is younger now than the third, which was not tried yet.
    second = desk.run(spec)
    assert (second.state, len(second.loads)) == ("loaded", 2)
    assert desk.people() == {("1", "Ada"), ("3", "Cy")}


@pytest.mark.parametrize("delivery", ["full", "increment"])
def test_a_source_that_suddenly_delivers_nothing_fails_and_retires_nothing(desk: Desk, delivery: str) -> None:
    spec = desk.spec(delivery=delivery)
    desk.put("monday.csv", csv([ADA]))
    desk.run(spec)
    desk.put("tuesday.csv", csv([]))
    failed = desk.run(spec)

    assert failed.state == "failed"
    assert "0 Person, expected 1 to any number. Nothing was changed." in failed.reason
    assert desk.people() == {("1", "Ada")}
    # It is tried again, and is no news of its own.
    assert desk.run(spec).state == "failed"


def test_an_increment_that_holds_nothing_is_told_where_nothing_is_expected(desk: Desk) -> None:
    spec = desk.spec(delivery="increment", more="")
    desk.put("monday.csv", csv([ADA]))
    desk.put("tuesday.csv", csv([]))
    loads = desk.run(spec).loads

    assert [load.warnings for load in loads] == [(), ("the delivery holds no record",)]
    assert desk.people() == {("1", "Ada")}


def test_changed_columns_are_named(desk: Desk) -> None:
    desk.put("monday.csv", csv([("1", "Ada", "+31612345671", "x")], header="id,full_name,phone,extra"))
    failed = desk.run()

    assert failed.reason.startswith(
        "monday.csv is not what source people expects: no column name; the file has id, full_name, phone, ex"
    )


def test_a_source_whose_columns_change_keeps_what_it_said(desk: Desk) -> None:
    desk.put("monday.csv", csv([ADA, BO]))
    desk.run()
    desk.put("tuesday.csv", csv([("1", "Ada", "x")], header="id,full_name,extra"))

    assert (desk.run().state, desk.people()) == ("failed", {("1", "Ada"), ("2", "Bo")})
    desk.put("wednesday.csv", csv([ADA, CY]))
    assert (desk.run().state, desk.people()) == ("loaded", {("1", "Ada"), ("3", "Cy")})


def test_a_half_written_file_is_loaded_once_it_is_whole(desk: Desk) -> None:
    desk.put("monday.csv", csv([ADA, BO]))
    desk.run()
    growing = desk.inbox / "tuesday.csv"
    growing.write_text("id,name,phone\n1,Ada,+316", encoding="utf-8")
    left = desk.run()
    assert (left.state, left.reason) == (
        "nothing-new",
        "left alone, since they changed less than 60 s ago: tuesday.csv",
    )
    assert desk.people() == {("1", "Ada"), ("2", "Bo")}

    desk.put("tuesday.csv", csv([ADA, BO, CY]))
    assert desk.run().state == "loaded"
    assert desk.people() == {("1", "Ada"), ("2", "Bo"), ("3", "Cy")}


def test_a_source_runs_on_when_the_clock_was_set_back(desk: Desk) -> None:
    desk.put("monday.csv", csv([ADA]))
    desk.now = datetime.now(UTC) + timedelta(days=40)
    desk.run()
    desk.now = None
    plans = replace(read_plans({}), specs={"people": desk.spec()}, names=frozenset({"people"}))
    (found,) = due_sources(plans, desk.runs.standings(), datetime.now(UTC))
    assert found.why.endswith("which is yet to come: the clock was set back")

    desk.put("tuesday.csv", csv([ADA, BO]))
    assert desk.run().state == "loaded"
    assert due_sources(plans, desk.runs.standings(), datetime.now(UTC)) == []
    assert desk.people() == {("1", "Ada"), ("2", "Bo")}


def test_an_address_is_asked_with_what_it_said_last(desk: Desk, feed: Feed) -> None:
    spec = desk.spec(f"{{url: '{feed.url}/list.csv'}}")
    feed.says(
        lambda asked: asked.give(500),
        lambda asked: asked.give(200, csv([ADA]).encode(), ETag='"v1"'),
        lambda asked: asked.give(304),
    )
    first, second = desk.run(spec), desk.run(spec)

    assert (first.state, first.tries, first.loads[0].records) == ("loaded", 2, 1)
    assert (second.state, second.tries) == ("nothing-new", 1)
    assert [headers.get("If-None-Match") for _, headers in feed.asked] == [None, None, '"v1"']
    assert list((desk.home.root / "incoming").iterdir()) == []


def test_what_was_fetched_and_not_loaded_is_fetched_again(desk: Desk, feed: Feed) -> None:
    spec = desk.spec(f"{{url: '{feed.url}/list.csv'}}")
    feed.says(
        lambda asked: asked.give(200, b"something else\n1\n", ETag='"v1"'),
        lambda asked: asked.give(200, csv([ADA]).encode(), ETag='"v1"'),
    )

    assert [desk.run(spec).state for _ in range(2)] == ["failed", "loaded"]
    assert "If-None-Match" not in feed.asked[1][1]


def test_a_failed_fetch_is_kept_with_its_tries_and_without_its_secret(desk: Desk, feed: Feed) -> None:
    desk.environ = {"FEED_TOKEN": "s3cr3t"}
    spec = desk.spec(f"{{url: '{feed.url}/list.csv', headers: {{X-Key: '{{FEED_TOKEN}}'}}}}")
    feed.says(lambda asked: asked.give(503))
    report = desk.run(spec)
    (row,) = desk.runs.recent()

    assert (row.state, row.tries, row.load) == ("failed", 4, None)
    assert row.reason == report.reason == f"source people: {feed.url}/list.csv answered 503; tried 4 times"
    assert desk.home.ledger.loads() == []
    assert feed.asked[0][1]["X-Key"] == "s3cr3t"
    held = b"".join(path.read_bytes() for path in desk.home.root.rglob("*") if path.is_file())
    assert b"s3cr3t" not in held


def test_a_folder_that_is_not_there_fails_the_run(desk: Desk) -> None:
    desk.inbox.rmdir()

    assert desk.run().state == "failed"
    assert desk.told()[0][2].endswith("cannot be read: No such file or directory. Check path and rights.")


def test_a_source_without_fetch_is_told_what_to_do(desk: Desk) -> None:
    spec = desk.spec().model_copy(update={"fetch": None})
    with pytest.raises(SpecError, match=r"people does not say where .* `interlink load people FILE`"):
        desk.run(spec)


def test_one_run_of_a_source_at_a_time(desk: Desk) -> None:
    desk.put("monday.csv", csv([ADA]))
    lock = desk.home.root / "locks" / "runs" / "people.lock"
    lock.parent.mkdir(parents=True)
    with FileLock(lock):
        report = desk.run()

    assert report == RunReport("people", "elsewhere", reason="another process runs it just now")
    assert desk.told() == []
    assert desk.run().state == "loaded"


def test_of_two_that_found_it_due_the_second_does_not_run_it(desk: Desk) -> None:
    assert desk.runner().run(desk.spec(), is_due=lambda: False) is None
    assert desk.told() == []


def test_a_run_that_is_interrupted_is_kept_and_made_good_by_the_next(desk: Desk) -> None:
    desk.put("monday.csv", csv([ADA]))

    def interrupted(spec: SourceSpec, files: object) -> None:
        raise KeyboardInterrupt

    runner = desk.runner()
    runner._load = interrupted  # type: ignore[assignment]
    with pytest.raises(KeyboardInterrupt):
        runner.run(desk.spec())

    assert desk.told() == [("failed", None, "interrupted: KeyboardInterrupt")]
    assert desk.run().state == "loaded"


def test_a_run_that_was_killed_is_told_and_what_it_left_goes(desk: Desk, feed: Feed) -> None:
    feed.says(lambda asked: asked.give(200, csv([ADA]).encode()))
    left = desk.home.root / "incoming" / "people" / "half.csv"
    left.parent.mkdir(parents=True)
    left.write_text("id,na", encoding="utf-8")
    desk.runs.start("people", "x", at=1)
    report = desk.run(desk.spec(f"{{url: '{feed.url}/list.csv'}}"))

    assert (report.state, left.exists()) == ("loaded", False)
    assert desk.told() == [("failed", None, "the run was killed"), ("loaded", 1, "")]


def test_a_schedule_missed_by_three_days_runs_once(desk: Desk) -> None:
    desk.put("monday.csv", csv([ADA]))
    number = desk.runs.start("people", "x", at=0)
    ago = int((datetime.now(UTC) - timedelta(days=3)).timestamp() * 1e6)
    desk.runs.end(number, "nothing-new", at=ago)
    with desk.home.ledger.writing() as db:
        db.exec_driver_sql(f"UPDATE run SET started_at = {ago}")
    plans = replace(read_plans({}), specs={"people": desk.spec()}, names=frozenset({"people"}))

    def due() -> list[str]:
        return [each.source for each in due_sources(plans, desk.runs.standings(), datetime.now(UTC))]

    before = due()
    desk.run()
    assert (before, due()) == (["people"], [])


def test_a_load_that_another_process_runs_fails_the_run_and_nothing_else(desk: Desk) -> None:
    desk.put("monday.csv", csv([ADA]))
    desk.home.loader._wait_s = 0.01
    with FileLock(desk.home.root / "locks" / "people.lock"):
        report = desk.run()

    assert report.state == "failed"
    assert "another load of source people is running" in report.reason


def test_each_of_several_that_fail_names_its_file(desk: Desk) -> None:
    desk.put("1.csv", "id,name,phone\n")
    desk.put("2.csv", "something else\n1\n")
    spec = desk.spec(delivery="increment")

    first, second = desk.run(spec).reason.split("; 2.csv")

    assert first.startswith("1.csv: load people: 0 Person, expected 1 to any number.")
    assert second.startswith(" is not what source people expects")
