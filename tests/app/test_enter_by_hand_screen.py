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


def test_a_person_is_entered_with_reason_and_kind_of_statement(screen: AppTest, tmp_path: Path) -> None:
    app = screen
    app.text_input(key="enter_Person_name").input("Ada Vell")
    app.text_input(key="enter_reason").input("Interview of 2 March")
    app.button[0].click().run()
    assert "Say whether it is a fact or your assessment." in [text.value for text in app.text]

    app.radio(key="enter_fact").set_value("My assessment")
    app.button[0].click().run()

    assert not app.exception
    assert [text.value for text in app.text if text.value.startswith("Entered under the key")]
    ws = il.open(tmp_path)
    (entry,) = ws.entries()
    ws.close()
    assert entry.words.startswith("remarks: Interview of 2 March") or "name: Ada Vell" in entry.words
    assert (entry.marking.is_fact, entry.marking.handling) == (False, ("H1", "H2"))


def test_the_entity_that_a_card_links_with_is_filled_in(screen: AppTest) -> None:
    app = screen.switch_page("screens/explorer.py").run()
    app.query_params["entity"], app.query_params["schema"] = "phone:+31612345678", "Phone"
    app.switch_page("screens/enter_by_hand.py").run()

    assert not app.exception
    assert app.selectbox(key="enter_schema").value == "Phone"
    assert app.text_input(key="enter_entity").value == "phone:+31612345678"
