"""The auditor's screen, run without a browser: what it says of events, and of a log that was bent."""

from __future__ import annotations

import json
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest
import streamlit as st
from app_homes import APP
from streamlit import config
from streamlit.testing.v1 import AppTest

import interlink as il
from homes import Home, csv
from interlink.access.audit import AuditEvent

# As `streamlit run` does for the file that it runs.
sys.path.insert(0, str(APP))
from widgets.events import Wish, about, did, listed, matching, others, to_whom


def event(seq: int, operation: str = "consultation", *, who: str = "ada", **params: object) -> AuditEvent:
    at = f"2026-03-0{seq}T23:30:00+01:00"
    return AuditEvent(seq, at, who, operation, "warn", "case 7", json.dumps(params), "0" * 64, "1" * 64)


LOOKED = event(1, what="card", entity="phone:+31612345678")
SOUGHT = event(2, what="search", text="Brennöck", who="bo")
TAKEN = event(3, "disclosure", what="export", form="csv", count=2, ids=["a:1", "a:2"])
REFUSED = event(4, what="search", text="x", refused="consult")
RAN = event(5, "combination", what="communities", params={"seed": 0}, as_of="2026-01-01")


def test_an_event_says_what_was_done_on_what_and_what_left() -> None:
    assert [did(each) for each in (LOOKED, SOUGHT, TAKEN, REFUSED, RAN)] == [
        "read an entity's card",
        "searched",
        "took entities away",
        "was refused: searched",
        "ran 'communities'",
    ]
    assert [about(each) for each in (LOOKED, SOUGHT, TAKEN, RAN)] == [
        "phone:+31612345678",
        "Brennöck",
        "a:1, a:2",
        "",
    ]
    assert others(TAKEN) == ["count: 2", "form: csv"]
    assert others(REFUSED) == ["refused for want of the right to look at records"]
    assert [
        others(event(1, what="x", refused=why)) for why in ("onward", "audience", "changed meanwhile")
    ] == [
        ["refused: some of it may not be passed on"],
        ["refused: the graph is for an audience that they do not belong to"],
        ["refused: somebody else changed it meanwhile"],
    ]
    assert to_whom(LOOKED) == ""
    assert to_whom(TAKEN).startswith("ada, who took it away")


def test_the_newest_stands_first_and_times_are_utc() -> None:
    rows = listed([LOOKED, SOUGHT]).rows()

    assert [row[:3] for row in rows] == [
        (2, "2026-03-02 22:30:00", "bo"),
        (1, "2026-03-01 22:30:00", "ada"),
    ]


@pytest.mark.parametrize(
    ("wish", "found"),
    [
        (Wish(), [1, 2, 3, 4, 5]),
        (Wish(principal="bo"), [2]),
        (Wish(operations=("disclosure", "combination")), [3, 5]),
        (Wish(since=date(2026, 3, 2), until=date(2026, 3, 3)), [2, 3]),
        (Wish(subject=" brennÖCK "), [2]),
        (Wish(subject="a:2"), [3]),
        (Wish(subject="nobody"), []),
    ],
)
def test_events_are_found_by_person_operation_day_and_subject(wish: Wish, found: list[int]) -> None:
    assert [each.seq for each in matching([LOOKED, SOUGHT, TAKEN, REFUSED, RAN], wish)] == found


@pytest.mark.parametrize("held", ["no json", '"text"', "[1]"])
def test_an_event_that_was_bent_is_shown_as_it_stands(held: str) -> None:
    bent = AuditEvent(1, "2026-03-01T00:00:00+00:00", "ada", "consultation", "", "", held, "", "")

    assert did(bent) == "cannot be read"
    assert others(bent) == [f"held: {held}"]


@pytest.fixture
def home(tmp_path: Path) -> Path:
    folder = tmp_path / "home"
    loaded = Home(folder)
    loaded.load(csv([("1", "Dorte Quill", "+31612345678")]))
    loaded.ledger.close()
    ws = il.open(folder, purpose="warn", reason="case 7")
    ws.search("Quill")
    ws.disclose(["people:person:1"], form="png")
    ws.close()
    return folder


@pytest.fixture
def screen(monkeypatch: pytest.MonkeyPatch, home: Path) -> Iterator[AppTest]:
    monkeypatch.setenv("INTERLINK_HOME", str(home))
    st.cache_resource.clear()
    st.cache_data.clear()
    config.set_option("server.address", "127.0.0.1")
    app = AppTest.from_file(str(APP / "main.py"), default_timeout=60).run()
    yield app.switch_page("screens/audit.py")
    st.cache_resource.clear()


def texts(app: AppTest) -> list[str]:
    return [element.value for element in app.text]


def test_an_auditor_reads_that_the_log_is_whole_and_what_stands_in_it(screen: AppTest) -> None:
    app = screen.run()

    assert not app.exception
    assert any(text.startswith("The log is whole as of ") for text in texts(app))
    table = app.dataframe[0].value
    assert list(table["What they did"])[-4:] == [
        "took entities away",
        "checked whether entities may leave",
        "saw in a list of results",
        "searched",
    ]
    # Their own look is among them.
    assert list(table["What they did"])[:2] == ["read this log", "checked this log"]


def test_an_auditor_asks_who_looked_at_a_subject(screen: AppTest) -> None:
    app = screen.run()
    app.text_input(key="audit_subject").input("people:person:1").run()

    assert list(app.dataframe[0].value["What they did"]) == [
        "took entities away",
        "saw in a list of results",
    ]
    app.text_input(key="audit_subject").input("nobody at all").run()
    assert "No event is like that. Leave out a filter." in texts(app)


def test_an_auditor_is_told_where_the_log_is_broken(screen: AppTest, home: Path) -> None:
    with closing(sqlite3.connect(home / "audit.sqlite")) as bent, bent:
        bent.execute("DROP TRIGGER audit_event_no_update")
        bent.execute("UPDATE audit_event SET reason = 'case 8' WHERE seq = 2")
    app = screen.run()

    assert not app.exception
    assert any(text.startswith("The log is broken: event 2 was changed") for text in texts(app))
    assert app.dataframe[0].value.shape[0] >= 4


def test_a_head_kept_elsewhere_shows_a_log_that_was_cut(screen: AppTest) -> None:
    app = screen.run()
    for given, words in (
        ("f" * 64, "no event has the hash ffff"),
        ("not a hash", "That is no hash: expected 64"),
    ):
        app.text_input(key="audit_kept_head").input(given).run()
        assert any(text.startswith(words) for text in texts(app))
