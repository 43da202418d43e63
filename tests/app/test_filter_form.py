"""The form of filters and the cards of groups, run without a browser."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
import streamlit as st
from app_homes import APP
from streamlit.testing.v1 import AppTest

from interlink.render.filters import Filters

LEFT_OUT = "Filters: 1 on, 1 of 2 entities and 0 of 1 links shown"


def form_script() -> None:
    """Draws the form for a person and a phone that it uses; `without_phone` leaves the phone out.

    `waiting` is what is restored before.
    """
    from datetime import date

    import polars as pl
    import streamlit as st
    from widgets.filters import filters, restore_filters

    from interlink.access.expand import SAID_OF_LINKS, Neighbourhood
    from interlink.access.look import DESCRIBED, SAID

    rows = 1 if st.session_state.get("without_phone") else 2
    nodes = [
        ("a", "A", "Person", None, [{"source": "north", "marking": 1}]),
        ("p", "P", "Phone", None, [{"source": "east", "marking": 2}]),
    ]
    said = {"seq": 1, "source": "north", "marking": 1, "first": date(2025, 3, 1), "last": date(2025, 3, 1)}
    links = [("USES:a>p", "a", "p", "Uses", [said])]
    columns = dict.fromkeys(("id", "source", "target", "schema"), pl.String)
    restore_filters(st.session_state.get("waiting", {}))
    st.session_state["chosen"] = filters(
        Neighbourhood(
            pl.DataFrame(nodes[:rows], schema=DESCRIBED | {"said": SAID}, orient="row"),
            pl.DataFrame(
                links[: rows - 1], schema=columns | {"said": pl.List(pl.Struct(SAID_OF_LINKS))}, orient="row"
            ),
            total_nodes=9,
            total_links=9,
            grades={1: ("A", "1"), 2: ("C", "3")},
        )
    )


def group_script() -> None:
    """Draws as many people as `people` says and 500 phones, with the card of their group, or of its line."""
    import streamlit as st
    from widgets.groups import group_card, group_link_card, in_groups

    from interlink.render.picture import Picture, PictureLink, PictureNode

    count = st.session_state["people"]
    people = [PictureNode(f"a{n:04}", f"![x](http://h/{n})", "Person") for n in range(count)]
    phones = [PictureNode(f"p{n}", f"P{n}", "Phone") for n in range(500)]
    links = (PictureLink("USES:a>p", "a0000", "p0", "USES", "Uses"),)
    whole = Picture((*people, *phones), links, total_nodes=count + 500, total_links=1)
    picture = in_groups(whole, "kind")
    st.session_state["picture"] = picture
    if st.session_state.get("line"):
        group_link_card(picture, picture.links[0].id)
    elif len(picture.nodes) == 2:
        group_card(picture, picture.nodes[0].id)


@pytest.fixture
def form(monkeypatch: pytest.MonkeyPatch, empty_home: Path) -> AppTest:
    return app(monkeypatch, empty_home, form_script)


@pytest.fixture
def groups(monkeypatch: pytest.MonkeyPatch, empty_home: Path) -> AppTest:
    return app(monkeypatch, empty_home, group_script)


def app(monkeypatch: pytest.MonkeyPatch, home: Path, script: object) -> AppTest:
    monkeypatch.syspath_prepend(str(APP))
    monkeypatch.setenv("INTERLINK_HOME", str(home))
    st.cache_resource.clear()
    return AppTest.from_function(script, default_timeout=60)  # type: ignore[arg-type]


def texts(app: AppTest) -> list[str]:
    return [element.value for element in app.text]


def test_without_a_filter_nothing_is_said(form: AppTest) -> None:
    form.run()

    assert not form.exception
    assert form.session_state["chosen"] == Filters()
    assert texts(form) == []
    assert form.multiselect(key="filter_kinds").options == ["Person (1)", "Phone (1)"]
    assert form.selectbox(key="filter_source_grade").options == ["A (2)", "C (3)"]


def test_what_is_chosen_is_said_and_can_be_reset(form: AppTest) -> None:
    form.run().multiselect(key="filter_kinds").set_value(["Person"]).run()
    assert form.session_state["chosen"] == Filters(kinds=("Person",))
    assert texts(form) == [LEFT_OUT]

    form.button(key="filters_reset").click().run()
    assert not form.exception
    assert form.session_state["chosen"] == Filters()
    assert form.multiselect(key="filter_kinds").value == []


def test_every_part_of_the_form_becomes_a_filter(form: AppTest) -> None:
    form.run()
    form.multiselect(key="filter_links").set_value(["Uses"])
    form.multiselect(key="filter_sources").set_value(["north"])
    form.selectbox(key="filter_source_grade").set_value("A")
    form.selectbox(key="filter_information_grade").set_value("3")
    form.date_input(key="filter_days").set_value((date(2025, 1, 1), date(2025, 12, 31)))
    form.checkbox(key="filter_linked_only").set_value(True).run()

    assert not form.exception
    assert form.session_state["chosen"] == Filters(
        links=("Uses",),
        sources=("north",),
        source_grade="A",
        information_grade="3",
        since=date(2025, 1, 1),
        until=date(2025, 12, 31),
        linked_only=True,
    )


def test_a_choice_stays_when_nothing_drawn_has_it_any_more(form: AppTest) -> None:
    form.run().multiselect(key="filter_kinds").set_value(["Phone"]).run()
    form.selectbox(key="filter_source_grade").set_value("C").run()
    form.session_state["without_phone"] = True
    form.run()

    assert not form.exception
    assert form.session_state["chosen"] == Filters(kinds=("Phone",), source_grade="C")
    assert texts(form) == ["Filters: 2 on, 0 of 1 entities and 0 of 0 links shown"]


def test_days_stay_chosen_when_no_dated_link_is_drawn_any_more(form: AppTest) -> None:
    form.run().date_input(key="filter_days").set_value((date(2025, 1, 1), date(2025, 12, 31))).run()
    form.session_state["without_phone"] = True
    form.run()
    form.run()

    assert not form.exception
    assert form.session_state["chosen"] == Filters(since=date(2025, 1, 1), until=date(2025, 12, 31))
    assert form.date_input(key="filter_days").label == (
        "Links that held between (no link that is drawn says when)"
    )


def test_days_that_are_restored_are_taken_without_a_word_of_streamlit(
    form: AppTest, caplog: pytest.LogCaptureFixture
) -> None:
    form.session_state["waiting"] = {"filter_days": (date(2025, 1, 1), date(2025, 12, 31))}
    form.run()

    assert not form.exception
    assert form.session_state["chosen"] == Filters(since=date(2025, 1, 1), until=date(2025, 12, 31))
    assert form.date_input(key="filter_days").value == (date(2025, 1, 1), date(2025, 12, 31))
    assert [each.message for each in caplog.records if each.name == "streamlit.elements.lib.policies"] == []


def test_a_group_that_fits_is_opened_and_closed_again(groups: AppTest) -> None:
    groups.session_state["people"] = 1_900
    groups.run()
    assert not groups.exception
    assert "draws its 1,900 entities" in texts(groups)
    assert "200 of 1,900 entities listed, those that a list names first." in texts(groups)

    groups.button(key="open_group").click().run()

    assert not groups.exception
    assert len(groups.session_state["picture"].nodes) == 1_901
    assert groups.session_state["work"].words == "1,900 entities opened."


def test_a_group_that_does_not_fit_stays_closed_and_says_why(groups: AppTest) -> None:
    groups.session_state["people"] = 3_000
    groups.run().button(key="open_group").click().run()

    assert len(groups.session_state["picture"].nodes) == 2
    assert groups.session_state["work"].problem.startswith("3,000 entities of this group are too many")


def test_the_line_of_a_group_opens_either_end(groups: AppTest) -> None:
    groups.session_state["people"] = 3_000
    groups.session_state["line"] = True
    groups.run()
    assert "↓ Uses, 1 in all" in texts(groups)
    assert [button.label for button in groups.button] == ["Open 3,000 people", "Open 500 phones"]

    groups.button(key="open_:group:kind:Phone").click().run()

    assert len(groups.session_state["picture"].nodes) == 501


def test_few_entities_are_not_grouped(groups: AppTest) -> None:
    groups.session_state["people"] = 10
    groups.run()

    assert len(groups.session_state["picture"].nodes) == 510
