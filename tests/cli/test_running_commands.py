"""Commands for loads that run by themselves: what they print, and exit codes that a scheduler can use."""

from __future__ import annotations

import hashlib
import json
import os
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from command_line import interlink
from homes import PEOPLE, csv

# The graph is a Neo4j that does not run: loads are committed, and say that the graph is yet to catch up.
SETTINGS = {"INTERLINK_GRAPH_URI": "bolt://127.0.0.1:1"}


class Desk:
    def __init__(self, root: Path) -> None:
        self.home, self.sources, self.inbox = root / "home", root / "sources", root / "inbox"
        self.sources.mkdir()
        self.inbox.mkdir()

    def source(self, name: str, more: str = "", *, schedule: str = "every 6 hours") -> None:
        fetch = more or f"fetch: {{folder: '{self.inbox}', pattern: '{name}*.csv'}}"
        text = PEOPLE.format(
            source=name, delivery="full", operation="null", more=f"schedule: {schedule}\n{fetch}"
        )
        (self.sources / f"{name}.yaml").write_text(text, encoding="utf-8")

    def put(self, name: str) -> None:
        path = self.inbox / name
        path.write_text(csv([("1", "Ada", "+31612345671")]), encoding="utf-8")
        os.utime(path, (time.time() - 120, time.time() - 120))

    def run(self, *arguments: str) -> tuple[int, list[dict[str, object]], str]:
        """Exit code, the rows of a listing, and the words."""
        done = interlink(
            self.home, *arguments, "--format", "json", **SETTINGS, INTERLINK_SOURCES=str(self.sources)
        )
        return done.returncode, json.loads(done.stdout or "[]"), done.stderr


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def picked(rows: list[dict[str, object]], *names: str) -> list[tuple[object, ...]]:
    return [tuple(row[name] for name in names) for row in rows]


def test_what_is_due_is_run_and_then_is_not(desk: Desk) -> None:
    desk.source("people")
    desk.put("people1.csv")

    code, due, _ = desk.run("loads", "due")
    assert (code, picked(due, "source", "state", "why")) == (0, [("people", "due", "it has never run")])
    code, ran, words = desk.run("loads", "run", "--due")
    assert (code, picked(ran, "source", "state", "loads", "records")) == (0, [("people", "loaded", [1], 1)])
    assert "The load is committed; the graph catches up by itself" in words
    assert desk.run("loads", "due") == (0, [], "")
    assert desk.run("loads", "run", "--due")[:2] == (0, [])
    _, status, _ = desk.run("loads", "status")
    assert picked(status, "source", "state", "schedule", "load", "records", "failures") == [
        ("people", "fresh", "every 6 hours", 1, 1, 0)
    ]


def test_one_that_fails_stops_no_other_and_the_exit_code_says_so(desk: Desk) -> None:
    desk.source("broken", schedule="now and then")
    desk.source("gone", "fetch: {file: /no/such/file.csv}")
    desk.source("people")
    desk.put("people1.csv")
    code, ran, words = desk.run("loads", "run", "--due")

    assert code == 1
    assert picked(ran, "source", "state") == [("broken", "failed"), ("gone", "failed"), ("people", "loaded")]
    assert "'now and then' is no schedule" in str(ran[0]["reason"])
    assert "/no/such/file.csv cannot be read: No such file or directory" in str(ran[1]["reason"])
    assert "2 of 3 sources failed: broken, gone" in words
    _, runs, _ = desk.run("loads", "runs")
    assert picked(runs, "source", "state", "load") == [("gone", "failed", None), ("people", "loaded", 1)]
    code, _, words = desk.run("loads", "list")
    assert code == 0
    assert "source broken (broken): its file is wrong" in words
    assert "source gone (failing): source gone: /no/such/file.csv cannot be read" in words
    assert "source people" not in words


def test_a_source_renamed_while_scheduled_does_not_run_until_it_is_told_to(desk: Desk) -> None:
    desk.source("people")
    desk.put("people1.csv")
    desk.run("loads", "run", "--due")
    (desk.sources / "people.yaml").unlink()
    desk.source("persons", f"fetch: {{folder: '{desk.inbox}', pattern: 'people*.csv'}}")

    code, ran, _ = desk.run("loads", "run", "--due")
    assert (code, picked(ran, "source", "state")) == (1, [("persons", "failed")])
    assert "as 'people' did, and no source is called 'people' any more" in str(ran[0]["reason"])
    _, status, _ = desk.run("loads", "status")
    assert picked(status, "source", "state") == [("people", "gone"), ("persons", "held")]
    code, ran, _ = desk.run("loads", "run", "persons")
    assert (code, picked(ran, "source", "state")) == (0, [("persons", "loaded")])
    assert desk.run("loads", "run", "--due")[:2] == (0, [])


def test_a_long_reason_is_one_line_for_another_program(desk: Desk) -> None:
    desk.source("people")
    (desk.inbox / "people1.csv").write_text("id,name\n1,Ada\n", encoding="utf-8")
    os.utime(desk.inbox / "people1.csv", (time.time() - 120, time.time() - 120))
    settings = {**SETTINGS, "INTERLINK_SOURCES": str(desk.sources)}
    interlink(desk.home, "loads", "run", "people", **settings)

    for listing in (("status",), ("runs",), ("show", "1")):
        told = interlink(desk.home, "loads", *listing, **settings).stdout
        (line,) = (each for each in told.splitlines() if "no column phone" in each)
        assert "people1.csv" in line
        assert "no column phone; the file has id, name." in line
        assert line.rstrip().endswith("Name the right source or the right file.")


def test_a_source_without_a_schedule_is_run_by_name(desk: Desk) -> None:
    desk.source("people")
    path = desk.sources / "people.yaml"
    path.write_text(
        path.read_text(encoding="utf-8").replace("schedule: every 6 hours\n", ""), encoding="utf-8"
    )
    desk.put("people1.csv")

    assert picked(desk.run("loads", "run", "people")[1], "state") == [("loaded",)]
    assert desk.run("loads", "due")[1] == desk.run("loads", "status")[1] == []


def test_a_source_can_be_run_by_name_and_what_was_loaded_again(desk: Desk) -> None:
    desk.source("people")
    desk.put("people1.csv")

    assert picked(desk.run("loads", "run", "people")[1], "state") == [("loaded",)]
    assert picked(desk.run("loads", "run", "people")[1], "state") == [("nothing-new",)]
    again = desk.run("loads", "run", "people", "--again")[1]
    assert picked(again, "state", "fragments_added", "fragments_unchanged") == [("loaded", 0, 3)]


def test_two_processes_that_run_what_is_due_at_once_run_it_once(desk: Desk) -> None:
    desk.source("people")
    desk.put("people1.csv")
    with ThreadPoolExecutor(2) as at_once:
        codes = [code for code, _, _ in at_once.map(lambda _: desk.run("loads", "run", "--due"), range(2))]

    assert codes == [0, 0]
    assert picked(desk.run("loads", "runs")[1], "source", "state", "load") == [("people", "loaded", 1)]


@pytest.mark.parametrize(
    ("given", "code", "said"),
    [
        ([], 2, "name sources, or give --due alone"),
        (["people", "--due"], 2, "name sources, or give --due alone"),
        (["--due", "--again"], 2, "name sources, or give --due alone"),
        (["people", "persons"], 1, "no source is called 'persons'"),
        (["un_sc"], 1, "source un_sc does not say where its deliveries come from: no 'fetch'"),
    ],
)
def test_what_cannot_be_run_is_told(desk: Desk, given: list[str], code: int, said: str) -> None:
    desk.source("people")
    found, ran, words = desk.run("loads", "run", *given)

    assert (found, ran) == (code, [])
    assert said in " ".join(words.split())


def test_a_status_that_is_to_fail_does_where_a_source_is_not_fresh(desk: Desk) -> None:
    desk.source("gone", "fetch: {file: /no/such/file.csv}")
    desk.source("people")
    desk.put("people1.csv")
    desk.run("loads", "run", "people")
    assert desk.run("loads", "status")[0] == 0
    code, status, words = desk.run("loads", "status", "--fail")
    assert (code, picked(status, "source", "state")) == (1, [("gone", "never"), ("people", "fresh")])
    assert "1 of 2 sources are not fresh: gone (never)" in words

    (desk.sources / "gone.yaml").unlink()
    assert desk.run("loads", "status", "--fail")[0] == 0


def test_a_load_is_shown_with_its_files_and_its_run(desk: Desk) -> None:
    desk.source("people")
    desk.put("people1.csv")
    desk.run("loads", "run", "people")
    sha256 = hashlib.sha256((desk.inbox / "people1.csv").read_bytes()).hexdigest()

    _, shown, _ = desk.run("loads", "show", "1")
    assert picked(shown, "files", "sha256", "run", "corrected_by") == [(["people1.csv"], [sha256], 1, None)]


def test_the_first_values_that_could_not_be_normalised_are_shown_by_their_place(desk: Desk) -> None:
    desk.source("people")
    desk.put("people1.csv")
    path = desk.inbox / "people1.csv"
    path.write_text(csv([("1", "Ada", "+31612345671"), ("2", "Bo", "unknown")]), encoding="utf-8")
    os.utime(path, (time.time() - 120, time.time() - 120))
    desk.run("loads", "run", "people")

    _, shown, _ = desk.run("loads", "show", "1")
    assert picked(shown, "flagged", "first_flagged") == [(1, ["number of Phone: people1.csv, row 2"])]
