"""Runs in the ledger: what a source did, where it stands, what it has fetched."""

from __future__ import annotations

from pathlib import Path

import pytest

from interlink.ledger import Ledger
from interlink.ledger.runs import Fetched, Runs


@pytest.fixture
def ledger(tmp_path: Path) -> Ledger:
    return Ledger(f"sqlite:///{tmp_path / 'ledger.sqlite'}")


def test_where_a_source_stands_is_its_last_run_and_the_failures_since_a_good_one(ledger: Ledger) -> None:
    runs = Runs(ledger)
    for number, state in enumerate(("failed", "loaded", "failed", "failed"), 1):
        assert runs.start("people", "/inbox", at=number) == number
        runs.end(number, state, at=number + 10, tries=2, reason="why")
    runs.end(runs.start("calls", "/calls", at=5), "nothing-new", at=6)
    found = runs.standings()

    assert list(found) == ["calls", "people"]
    people = found["people"]
    assert (people.last.id, people.failures) == (4, 2)
    assert people.good == runs.recent(source="people")[1]
    assert (found["calls"].last, found["calls"].failures) == (found["calls"].good, 0)
    assert [row.id for row in runs.recent(newest=2)] == [4, 5]


def test_a_run_that_was_killed_is_said_to_have_been_by_the_next(ledger: Ledger) -> None:
    runs = Runs(ledger)
    runs.start("people", "/inbox", at=1)
    assert runs.standings()["people"].last.state == "running"
    runs.start("others", "/inbox", at=2)
    runs.start("people", "/inbox", at=3)

    told = [(row.source, row.state, row.reason) for row in runs.recent()]
    assert told == [
        ("people", "failed", "the run was killed"),
        ("others", "running", ""),
        ("people", "running", ""),
    ]


def test_what_was_fetched_is_remembered_in_order(ledger: Ledger) -> None:
    runs = Runs(ledger)
    number = runs.start("people", "/inbox", at=1)
    files = [Fetched("/inbox/a", "aa", 3, 17), Fetched("https://x.example", "bb", 4, None, '"e"', "Mon")]
    runs.add_fetched("people", number, files)
    runs.add_fetched("people", number, [])

    assert runs.fetched("people") == files
    assert runs.fetched("others") == []


def test_the_last_load_of_each_source_is_the_last_committed(ledger: Ledger) -> None:
    def start(source: str) -> int:
        return ledger.start_load(source=source, delivery="full", edition=None, spec_sha256="", at=1)

    for source in ("people", "people", "calls"):
        ledger.commit_load(start(source), at=5, counts={"records": 1})
    ledger.fail_load(start("people"), "no")

    assert {name: row.id for name, row in Runs(ledger).last_loads().items()} == {"people": 2, "calls": 3}
