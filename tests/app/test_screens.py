"""Every screen, run without a browser."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
import streamlit as st
from app_homes import APP
from streamlit import config
from streamlit.testing.v1 import AppTest

import interlink as il
from interlink.ledger.people import PrincipalRow

SCREENS = sorted(path.relative_to(APP).as_posix() for path in (APP / "screens").glob("*.py"))
NERANTZI = "notices:person:2026/9265"


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch, empty_home: Path) -> AppTest:
    """The app on an empty home; a test may name another before it runs."""
    monkeypatch.syspath_prepend(str(APP))
    monkeypatch.setenv("INTERLINK_HOME", str(empty_home))
    st.cache_resource.clear()
    config.set_option("server.address", "127.0.0.1")
    return AppTest.from_file(str(APP / "main.py"), default_timeout=60)


def texts(app: AppTest) -> list[str]:
    return [element.value for element in app.text]


@pytest.mark.parametrize("screen", SCREENS)
def test_every_screen_shows_its_title(opened: AppTest, screen: str) -> None:
    app = opened.run().switch_page(screen).run()

    assert not app.exception
    assert [title.value for title in app.title] == [Path(screen).stem.replace("_", " ").capitalize()]


def test_an_empty_home_says_how_to_begin(opened: AppTest) -> None:
    app = opened.run()

    assert not app.exception
    assert [heading.value for heading in app.subheader] == ["Nothing is loaded yet"]
    assert [code.value for code in app.code] == ["interlink load register FILE.csv", "interlink demo"]


@pytest.mark.parametrize("address", [None, "0.0.0.0", "192.0.2.1"])
def test_a_server_that_other_machines_reach_shows_nothing(opened: AppTest, address: str | None) -> None:
    config.set_option("server.address", address)

    app = opened.run()

    assert [text for text in texts(app) if "other machines can reach it" in text]
    assert not app.subheader


def test_an_error_is_told_in_words(opened: AppTest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("INTERLINK_HOMES", "elsewhere")

    app = opened.run()

    assert not app.exception
    assert texts(app) == [
        "INTERLINK_HOMES is not a setting. Did you mean 'INTERLINK_HOME'? Unset it or correct its name."
    ]


def test_purpose_and_reason_are_asked_before_anything_is_shown(
    opened: AppTest, monkeypatch: pytest.MonkeyPatch, harbour_home: Path
) -> None:
    monkeypatch.setenv("INTERLINK_HOME", str(harbour_home))
    monkeypatch.setenv("INTERLINK_PURPOSE", "")
    opened.query_params["show"] = NERANTZI

    app = opened.run()
    assert [heading.value for heading in app.subheader] == ["Why are you looking?"]
    assert [box.label for box in app.text_input] == ["Reason"]
    app.selectbox(key="purpose").select("locate-wanted")
    app.text_input(key="reason").input("case 12")
    app.button[0].click().run()

    assert not app.exception
    assert "For locate-wanted, because: case 12" in texts(app)
    assert {"Reason", "Name or number"} <= {box.label for box in app.text_input}


def test_an_address_draws_the_entities_it_names_and_counts_those_not_here(
    opened: AppTest, monkeypatch: pytest.MonkeyPatch, harbour_home: Path
) -> None:
    monkeypatch.setenv("INTERLINK_HOME", str(harbour_home))
    opened.query_params["show"] = [NERANTZI, "nobody:at-all"]

    app = opened.run()

    assert not app.exception
    assert "FOTIS NERANTZI" in texts(app)
    assert (
        "1 of 13 entities and 0 of 12 links shown; the rest stands next to what is drawn. "
        "1 of 2 entities in the address cannot be shown: nobody:at-all. "
        "They are not here, or not for you to see. Search for the name."
    ) in texts(app)


@pytest.mark.parametrize("as_of", [None, "2020-01-01"])
def test_an_address_of_which_nothing_is_here_says_so_and_not_whether_it_exists(
    opened: AppTest, monkeypatch: pytest.MonkeyPatch, harbour_home: Path, as_of: str | None
) -> None:
    monkeypatch.setenv("INTERLINK_HOME", str(harbour_home))
    opened.session_state["stated"] = ("analysis", "case 7", date.fromisoformat(as_of) if as_of else None)
    asked = NERANTZI if as_of else "nobody:at-all"
    opened.query_params["show"] = asked

    app = opened.run()

    assert not app.exception
    assert (
        f"The entity in the address cannot be shown: {asked}. It is not here, or not for you to see."
    ) in texts(app)
    assert [heading.value for heading in app.subheader] == ["Start with a name"]


def test_a_search_without_a_result_says_what_to_try(
    opened: AppTest, monkeypatch: pytest.MonkeyPatch, harbour_home: Path
) -> None:
    monkeypatch.setenv("INTERLINK_HOME", str(harbour_home))

    app = opened.run()
    app.text_input(key="sought").input("zzqqxx").run()

    assert not app.exception
    assert any(text.startswith("Nothing found. Try part of the name") for text in texts(app))


def test_as_of_a_day_before_the_loads_nothing_is_found(
    opened: AppTest, monkeypatch: pytest.MonkeyPatch, harbour_home: Path
) -> None:
    monkeypatch.setenv("INTERLINK_HOME", str(harbour_home))

    app = opened.run()
    app.date_input(key="as_of").set_value("2020-01-01")
    app.button[0].click().run()
    app.text_input(key="sought").input("Nerantzi").run()

    assert not app.exception
    assert "As it was known on 2020-01-01" in texts(app)
    assert any(text.startswith("Nothing found.") for text in texts(app))


@pytest.mark.usefixtures("opened")
def test_nobody_in_a_shared_home_has_the_purpose_of_whoever_started_the_app(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for name, value in {"HOME": str(tmp_path), "PURPOSE": "warn", "REASON": "case 7"}.items():
        monkeypatch.setenv(f"INTERLINK_{name}", value)
    from home import workspace

    before = workspace().stated(workspace().principal)
    # Shared while the app runs, by a command beside it.
    ada = PrincipalRow("ada", "sub:ada-sub", "Police", "NL", (), ("administrator",), "H0")
    il.open(tmp_path).add_principal(ada)
    signed_in = workspace().sign_in({"sub": "ada-sub"})

    assert before == ("warn", "case 7")
    assert signed_in is not None
    assert workspace().stated(signed_in) == ("", "")
