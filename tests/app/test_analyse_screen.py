"""Analyse, run without a browser: chosen, counted, run, refused, kept and compared."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
import streamlit as st
from app_homes import APP
from streamlit import config
from streamlit.testing.v1 import AppTest

import interlink as il

PERSON = "Fotis Nerantzi"
MOST_RUNS = 200


@pytest.fixture
def screen(monkeypatch: pytest.MonkeyPatch, harbour_home: Path) -> AppTest:
    monkeypatch.syspath_prepend(str(APP))
    monkeypatch.setenv("INTERLINK_HOME", str(harbour_home))
    st.cache_resource.clear()
    config.set_option("server.address", "127.0.0.1")
    app = AppTest.from_file(str(APP / "main.py"), default_timeout=120).run()
    return app.switch_page("screens/analyse.py").run()


def texts(app: AppTest) -> list[str]:
    return [element.value for element in app.text]


def button(app: AppTest, label: str) -> None:
    next(each for each in app.button if each.label == label).click().run()


def run(app: AppTest, analytic: str, **params: str | int | float | list[str]) -> AppTest:
    app.selectbox(key="study_analytic").select(analytic).run()
    for name, value in params.items():
        key = f"param_{analytic}_{name}"
        if isinstance(value, str):
            app.text_input(key=key).input(value)
        elif isinstance(value, list):
            app.multiselect(key=key).set_value(value)
        else:
            app.number_input(key=key).set_value(value)
    button(app, "Run")
    for _ in range(MOST_RUNS):
        if "study_cancel" not in {each.key for each in app.button}:
            break
        app.run()
    assert not app.exception
    return app


def test_what_is_chosen_is_counted_before_it_runs(screen: AppTest) -> None:
    app = screen
    app.multiselect(key="study_nodes").select("Person").select("Phone").run()
    app.multiselect(key="study_links").select("USES").run()

    assert "655 entities, 234 records of links; about 683 kB of memory" in texts(app)
    assert "Choose what to look at and a question, then Run." in texts(app)
    assert not app.button(key="study_run").disabled


def test_an_answer_begins_with_what_it_says_and_its_records_are_a_button_away(screen: AppTest) -> None:
    app = run(screen, "communities")
    said = texts(app)

    words = next(text for text in said if text.startswith("Among 2,920 entities"))
    assert "groups of two or more" in words
    assert next(text for text in said if text.startswith("The network as a whole: modularity 0."))
    assert [text for text in said if text.startswith("Note: A group shows who is linked in these records")]
    assert not app.expander or "Record 1" not in [each.label for each in app.expander]
    app.button(key="study_records").click().run()

    assert not app.exception
    assert [each.label for each in app.expander if each.label.startswith("Record 1 of ")]


def test_a_path_is_found_by_names(screen: AppTest) -> None:
    app = run(screen, "paths", start=PERSON, end="HBR2610034")

    assert [text for text in texts(app) if "FOTIS NERANTZI" in text and "hops" in text]
    app.button(key="study_charts").click().run()
    app.button(key="study_network").click().run()
    assert not app.exception
    app.button(key="study_draw").click().run()
    assert not app.exception
    assert [title.value for title in app.title] == ["Explorer"]
    assert [text for text in texts(app) if text.startswith("Drew ")] or app.session_state["work"].drawing.ids


def test_a_name_that_nobody_has_is_told_in_words(screen: AppTest) -> None:
    app = run(screen, "paths", start="Nobody Atall", end=PERSON)

    assert [text for text in texts(app) if "Nobody Atall" in text]
    assert app.session_state["work"].study.found is None


def test_a_value_that_cannot_be_used_is_told_and_leaves_nothing(screen: AppTest) -> None:
    app = run(screen, "paths", start=PERSON, end="HBR2610034", k=0)

    assert [text for text in texts(app) if text.startswith("paths: k is 0")]
    assert app.session_state["work"].study.found is None


def test_nothing_found_is_said_with_the_reason(screen: AppTest) -> None:
    app = screen
    app.multiselect(key="study_links").select("USES").run()
    run(app, "paths", start=PERSON, end="HBR2610034")

    assert "Nothing was found. The notes above say why, as far as it is known." in texts(app)


def test_a_row_far_down_is_found_by_words_in_it(screen: AppTest) -> None:
    app = run(screen, "communities")
    assert "The first 1,000 of 2,920 rows." in texts(app)
    far = str(app.session_state["work"].study.found.finding.frame()["caption"].iloc[2_500])

    only = next(each for each in app.text_input if each.key.startswith("study_only_"))
    only.set_value(far.upper()).run()
    assert f"rows with '{far.upper()}'" in next(text for text in texts(app) if text.startswith("The first "))
    assert any(text.startswith("members · row ") and "row 1 of" not in text for text in texts(app))

    only = next(each for each in app.text_input if each.key.startswith("study_only_"))
    only.set_value("nobody is called so").run()
    assert "No row has 'nobody is called so'." in texts(app)
    assert "There is no row to read records of." in texts(app)


def test_run_pressed_before_the_form_of_a_new_question_has_come_runs_nothing(screen: AppTest) -> None:
    app = screen
    app.selectbox(key="study_analytic").select("communities")
    app.button(key="study_run").click().run()

    assert "The question had just changed: look through its form, then run it." in texts(app)
    assert not app.exception


def test_as_of_a_day_before_the_loads_there_is_nothing_to_analyse(screen: AppTest) -> None:
    app = screen
    app.session_state["stated"] = ("analysis", "case 7", date(2020, 1, 1))
    app.run()

    assert (
        "Nothing of this was known on 2020-01-01, or not for you to see. Choose other kinds or another date."
    ) in texts(app)
    assert app.button(key="study_run").disabled


def test_what_memory_does_not_suffice_for_cannot_be_run(
    monkeypatch: pytest.MonkeyPatch, screen: AppTest
) -> None:
    monkeypatch.setenv("INTERLINK_MEMORY", "1m")
    st.cache_resource.clear()
    app = screen.run()

    assert "That is more than the 1 MB it may take: choose fewer kinds or days." in texts(app)
    assert app.button(key="study_run").disabled


def test_a_run_can_be_cancelled_and_leaves_nothing(screen: AppTest) -> None:
    app = screen
    app.selectbox(key="study_analytic").select("communities").run()
    app.number_input(key="param_communities_resamples").set_value(10_000)
    button(app, "Run")
    app.button(key="study_cancel").click().run()
    for _ in range(MOST_RUNS):
        if app.session_state["work"].study.run is None:
            break
        app.run()

    assert "Communities was cancelled. Nothing of it is left." in texts(app)
    assert app.session_state["work"].study.found is None


def test_a_finding_is_kept_opened_compared_and_forgotten(screen: AppTest, harbour_home: Path) -> None:
    app = run(screen, "communities")
    app.text_input(key="study_title").input("as one")
    app.button(key="study_keep_it").click().run()
    assert "Kept as finding 1" in texts(app)
    ws = il.open(harbour_home)
    again = ws.analyze("communities", ws.project(), {"resolution": 2.0})
    again.save("finer")
    ws.close()
    app.session_state["work"].study.kept += 1
    app.button(key="study_page_kept").click().run()

    assert "2 kept, the latest first. Choose one to open it, or two to compare them." in texts(app)
    assert [frame.value["Title"].tolist() for frame in app.dataframe] == [["finer", "as one"]]


def test_what_an_analytic_compares_is_read_with_what_was_chosen(screen: AppTest) -> None:
    app = run(screen, "trade")

    found = app.session_state["work"].study.found.finding
    assert found.measures["papers"] == 505
    assert not [text for text in texts(app) if "There are no papers of goods to compare." in text]


@pytest.mark.usefixtures("screen")
def test_goods_that_no_link_joins_are_drawn_with_what_they_belong_to() -> None:
    def page() -> None:
        import streamlit as st
        from home import workspace
        from state import Asking
        from widgets.found import joined

        ws = workspace()
        asking = Asking(ws.principal, {}, "analysis", "case 7", "", ws.last_load)
        st.session_state["drawn"] = joined(asking, st.session_state["ids"])

    def drawn(*ids: str) -> tuple[str, ...]:
        app = AppTest.from_function(page, default_timeout=60)
        app.session_state["ids"] = ids
        found: tuple[str, ...] = app.run().session_state["drawn"]
        return found

    boxes = ("container:XWMU6012849", "container:YQTU2567821")
    shipments = {f"manifest:shipment:{number}" for number in ("HBR2610017", "HBR2610018")}
    people = ("register:person:EC-P8034236", "register:person:EC-P7842684")
    assert drawn(*boxes)[:2] == boxes
    assert shipments <= set(drawn(*boxes))
    assert drawn(boxes[0]) == boxes[:1]
    assert drawn(*people) == people
    assert drawn(*drawn(*boxes)) == drawn(*boxes)


def test_only_some_of_the_links_are_looked_at(screen: AppTest) -> None:
    app = run(screen, "communities", layers=["USES"])

    found = app.session_state["work"].study.found.finding
    assert found.params["layers"] == ["USES"]
    assert set(found.links()["layer"]) == {"USES"}
