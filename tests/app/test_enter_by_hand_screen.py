"""Entering by hand, run without a browser: nothing is entered before it is said whether it is a fact."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import streamlit as st
from app_homes import APP
from streamlit import config
from streamlit.testing.v1 import AppTest

import interlink as il
from interlink.access.entries import StandingEntry


@pytest.fixture
def screen(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[AppTest]:
    monkeypatch.syspath_prepend(str(APP))
    monkeypatch.setenv("INTERLINK_HOME", str(tmp_path))
    st.cache_resource.clear()
    config.set_option("server.address", "127.0.0.1")
    app = AppTest.from_file(str(APP / "main.py"), default_timeout=120).run()
    yield app.switch_page("screens/enter_by_hand.py").run()
    ws = il.open(tmp_path)
    ws.graph_stop()
    ws.close()


def texts(app: AppTest) -> list[str]:
    return [text.value for text in app.text]


def entries(home: Path) -> list[StandingEntry]:
    ws = il.open(home)
    found = ws.entries()
    ws.close()
    return found


def enter(app: AppTest, name: str) -> None:
    app.text_input(key="enter_Person_name").input(name)
    app.text_input(key="enter_reason").input("Interview of 2 March")
    app.radio(key="enter_fact").set_value("A fact")
    app.button(key="enter").click().run()


def test_a_person_is_entered_with_reason_and_kind_of_statement(screen: AppTest, tmp_path: Path) -> None:
    app = screen
    app.text_input(key="enter_Person_name").input("Ada Vell")
    app.button(key="enter").click().run()
    # All that is missing at once, and what was typed stays.
    missing = [
        "say why it is entered: a document, a case, or words",
        "say whether it is a fact or your assessment",
    ]
    assert "\n".join(missing) in texts(app)
    assert app.text_input(key="enter_Person_name").value == "Ada Vell"

    app.text_input(key="enter_reason").input("Interview of 2 March")
    app.radio(key="enter_fact").set_value("My assessment")
    app.button(key="enter").click().run()

    assert not app.exception
    assert [text for text in texts(app) if text.startswith("Entered under the key")]
    (entry,) = entries(tmp_path)
    # The form is empty: the same is not entered twice.
    assert [app.text_input(key=f"enter_{name}").value for name in ("Person_name", "reason")] == ["", ""]
    assert app.radio(key="enter_fact").value is None
    assert entry.words.startswith("name: Ada Vell; remarks: Interview of 2 March (")
    assert (entry.marking.is_fact, entry.marking.handling) == (False, ("H1", "H2"))


def test_the_entity_that_a_card_links_with_is_filled_in(screen: AppTest) -> None:
    app = screen.switch_page("screens/explorer.py").run()
    app.query_params["entity"], app.query_params["schema"] = "phone:+31612345678", "Phone"
    app.switch_page("screens/enter_by_hand.py").run()

    assert not app.exception
    assert app.selectbox(key="enter_schema").value == "Phone"
    assert app.text_input(key="enter_entity").value == "phone:+31612345678"

    # Whatever was chosen meanwhile, another card's link is about the other entity.
    app.selectbox(key="enter_schema").select("Uses").run()
    app.switch_page("screens/explorer.py").run()
    app.query_params["entity"], app.query_params["schema"] = "manifest:person:1", "Person"
    app.switch_page("screens/enter_by_hand.py").run()
    assert app.selectbox(key="enter_schema").value == "Person"
    assert app.text_input(key="enter_entity").value == "manifest:person:1"


def test_an_entry_is_replaced_and_withdrawn_where_it_stands(screen: AppTest, tmp_path: Path) -> None:
    app = screen
    enter(app, "Ada Vell")
    (before,) = entries(tmp_path)

    app.button(key=f"replace_{before.entry}").click().run()
    assert app.text_input(key="enter_entry").value == before.entry
    enter(app, "Ada Veld")
    assert [(each.entry, each.words[:14]) for each in entries(tmp_path)] == [(before.entry, "name: Ada Veld")]

    app.button(key="withdraw").click().run()
    assert "say why it is entered: a document, a case, or words" in texts(app)
    app.text_input(key=f"withdraw_{before.entry}").input("Another person")
    app.button(key="withdraw").click().run()

    assert not app.exception
    assert f"Withdrawn: {before.entry}. It stays readable as of before." in texts(app)
    assert "Nothing that you may see was entered by hand." in texts(app)
    assert entries(tmp_path) == []
