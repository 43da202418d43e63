"""The screen of loads: trouble first, a run by hand, and a record in quarantine corrected on a form."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import streamlit as st
from app_homes import APP, STRANGER
from playwright.sync_api import Page, expect
from streamlit import config
from streamlit.testing.v1 import AppTest

import interlink as il
from homes import PEOPLE, csv
from interlink.errors import LoadError

# As `streamlit run` does for the file that it runs.
sys.path.insert(0, str(APP))
from widgets.sources import Stand, sentence, span

ADA, BO, CY = ("1", "Ada", "+31612345671"), ("2", "Bo", "+31612345672"), ("3", "Cy", "+31612345673")
NAMELESS = ("", f"![Di]({STRANGER})", "+31612345674")
# The graph is a Neo4j that does not run: loads are committed, and say that the graph is yet to catch up.
GRAPH = "bolt://127.0.0.1:1"


class Desk:
    """A home, a folder of sources and their inbox."""

    def __init__(self, root: Path) -> None:
        self.home, self.sources, self.inbox = root / "home", root / "sources", root / "inbox"
        self.sources.mkdir()
        self.inbox.mkdir()

    @property
    def environment(self) -> dict[str, str]:
        return {
            "INTERLINK_HOME": str(self.home),
            "INTERLINK_SOURCES": str(self.sources),
            "INTERLINK_GRAPH_URI": GRAPH,
        }

    def source(self, name: str, *, late_after: str = "10 days") -> None:
        more = (
            f"schedule: every 6 hours\nlate_after: {late_after}\nexpect: {{Person: {{least: 1}}}}\n"
            f"fetch: {{folder: '{self.inbox}', pattern: '{name}*.csv'}}"
        )
        text = PEOPLE.format(source=name, delivery="full", operation="null", more=more)
        (self.sources / f"{name}.yaml").write_text(text, encoding="utf-8")

    def put(self, name: str, text: str) -> None:
        path = self.inbox / name
        path.write_text(text, encoding="utf-8")
        at = time.time() - 1000
        os.utime(path, (at, at))

    def does(self, act: Callable[[il.Workspace], object]) -> None:
        ws = il.open()
        act(ws)
        ws.close()


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    made = Desk(tmp_path)
    for name, value in made.environment.items():
        monkeypatch.setenv(name, value)
    return made


@pytest.fixture
def screen(desk: Desk) -> Iterator[Callable[[], AppTest]]:
    st.cache_resource.clear()
    st.cache_data.clear()
    config.set_option("server.address", "127.0.0.1")

    def opened() -> AppTest:
        app = AppTest.from_file(str(APP / "main.py"), default_timeout=60).run()
        return app.switch_page("screens/loads.py").run()

    yield opened
    st.cache_resource.clear()


def texts(app: AppTest) -> list[str]:
    return [element.value for element in app.text]


def test_a_home_without_loads_says_how_to_begin(screen: Callable[[], AppTest]) -> None:
    app = screen()

    assert not app.exception
    assert [heading.value for heading in app.subheader] == ["Nothing is loaded yet"]


def test_a_source_that_is_due_is_run_and_said_to_be_well(desk: Desk, screen: Callable[[], AppTest]) -> None:
    desk.source("people")
    desk.put("people1.csv", csv([ADA, BO]))
    app = screen()
    assert "people (never; never loaded well, expected every 6 hours): it has never been loaded" in texts(app)

    app.button(key="run_people").click().run()

    assert not app.exception
    assert "Every source is as it should be." in texts(app)
    assert any(
        text.startswith("Load 1 of people: 2 records in, 6 fragments added, 0 retired.")
        for text in texts(app)
    )
    shown = app.dataframe[0].value
    assert list(shown[["Source", "State", "In", "Added"]].iloc[0]) == ["people", "fresh", 2, 6]


def test_a_source_without_a_schedule_is_run_by_its_button(desk: Desk, screen: Callable[[], AppTest]) -> None:
    desk.source("people")
    path = desk.sources / "people.yaml"
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    path.write_text("".join(line for line in lines if not line.startswith(("schedule", "late_after"))))
    desk.put("people1.csv", csv([ADA, BO]))
    app = screen()
    assert "it has no schedule and was never loaded; run it by hand" in texts(app)

    app.button(key="run_people").click().run()

    assert not app.exception
    assert any(text.startswith("Load 1 of people: 2 records in") for text in texts(app))
    assert f"Comes from {desk.inbox / 'people*.csv'}, run by hand" in texts(app)
    assert list(app.dataframe[0].value[["Source", "State"]].iloc[0]) == ["people", "by hand"]


def test_failing_and_late_sources_stand_first_with_why(desk: Desk, screen: Callable[[], AppTest]) -> None:
    for name in ("a_fresh", "b_late", "c_failing"):
        desk.source(name, late_after="1 minute" if name == "b_late" else "10 days")
        desk.put(f"{name}1.csv", csv([ADA]))
        desk.does(lambda ws, name=name: ws.run_source(name))  # type: ignore[misc]
    desk.put("c_failing2.csv", csv([]))
    desk.does(lambda ws: ws.run_source("c_failing"))
    app = screen()

    assert not app.exception
    assert list(app.dataframe[0].value["State"])[0:1] == ["failing"]
    said = [text for text in texts(app) if text.startswith("c_failing (failing; last good load")]
    assert len(said) == 1
    assert "0 Person, expected 1 to any number. Nothing was changed." in said[0]
    # Of the worst the card shows the last load, with all of its reason.
    (told,) = [
        text for text in texts(app) if text.endswith("0 in, 0 added, 0 retired, 0 unchanged, 0 not mapped.")
    ]
    assert told.startswith("UnmetExpectation: load c_failing: 0 Person, expected 1 to any number.")


def test_a_chosen_source_stays_chosen_wherever_it_stands_by_now(
    desk: Desk, screen: Callable[[], AppTest]
) -> None:
    for name in ("a_feed", "b_feed"):
        desk.source(name)
        desk.put(f"{name}1.csv", csv([ADA]))
    app = screen()
    app.session_state["loads_source"] = "b_feed"
    app.run()

    app.button(key="run_b_feed").click().run()

    assert not app.exception
    assert list(app.dataframe[0].value["Source"]) == ["a_feed", "b_feed"]
    assert [text for text in texts(app) if text in {"a_feed", "b_feed"}] == ["b_feed"]
    assert [button.label for button in app.button if button.key == "run_b_feed"] == ["Run now"]


def test_a_source_whose_file_broke_says_when_it_was_last_loaded_well(
    desk: Desk, screen: Callable[[], AppTest]
) -> None:
    desk.source("people")
    desk.put("people1.csv", csv([ADA]))
    desk.does(lambda ws: ws.run_source("people"))
    path = desk.sources / "people.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("schema: Person", "schema: Persn"), "utf-8")
    app = screen()

    assert not app.exception
    assert list(app.dataframe[0].value[["Source", "State", "Last good"]].iloc[0]) == [
        "people",
        "broken",
        "0 min",
    ]
    assert [text for text in texts(app) if text.startswith("people (broken; last good load 0 min ago):")]


def test_a_long_reason_is_shortened_in_its_sentence_with_a_sign() -> None:
    told = sentence(Stand("feed", "failing", "x" * 1_000, "", "", None, None, None))

    assert told == f"feed (failing; never loaded well): {'x' * 199}…"


def test_a_load_by_hand_that_failed_is_told(desk: Desk, screen: Callable[[], AppTest]) -> None:
    desk.source("people")
    (desk.inbox / "other.csv").write_text(csv([NAMELESS, NAMELESS]), encoding="utf-8")
    text = (desk.sources / "people.yaml").read_text(encoding="utf-8")
    (desk.sources / "people.yaml").write_text(text.partition("schedule")[0] + text[text.index("entities") :])
    with pytest.raises(LoadError):
        desk.does(lambda ws: ws.load("people", [desk.inbox / "other.csv"]))
    app = screen()

    assert not app.exception
    assert any(text.startswith("people (failed; never loaded well): LoadError") for text in texts(app))


def quarantined(desk: Desk) -> None:
    desk.source("people")
    desk.put("people1.csv", csv([ADA, BO, CY, NAMELESS]))
    desk.does(lambda ws: ws.run_source("people"))


def test_a_record_in_quarantine_is_corrected_on_its_form(desk: Desk, screen: Callable[[], AppTest]) -> None:
    quarantined(desk)
    app = screen()
    assert "1 record waits in quarantine for a correction: people." in texts(app)
    assert "row 4 of people1.csv: entity 'person': its key is empty" in texts(app)
    assert [code.value for code in app.code] == [f"name: {NAMELESS[1]}\nphone: {NAMELESS[2]}"]

    # Without a reason nothing is done.
    app.text_input(key="c1_0").input("4")
    app.button(key="mend_1").click().run()
    assert any(text.startswith("a correction needs a reason") for text in texts(app))

    app.text_input(key="why_1").input("letter of 3 May")
    app.button(key="mend_1").click().run()

    assert not app.exception
    assert any(
        text.startswith("Row 4 of load 1 is corrected. Load 2 of people: 1 record in") for text in texts(app)
    )
    desk.does(_check)


def _check(ws: il.Workspace) -> None:
    (kept,) = ws.quarantined(1)
    done = kept.corrected
    assert done is not None
    assert (done.load, done.reason) == (2, "letter of 3 May")
    # What the source delivered last is still its delivery.
    (fresh,) = ws.freshness()
    assert (fresh.state, fresh.load, fresh.records, fresh.quarantined) == ("fresh", 1, 4, 1)


@pytest.mark.parametrize(
    ("seconds", "words"), [(59, "0 min"), (3_599, "59 min"), (3_660, "1 h 1 min"), (97_200, "1 d 3 h")]
)
def test_an_age_is_said_in_its_larger_units(seconds: int, words: str) -> None:
    assert span(seconds) == words


def test_a_record_is_corrected_in_a_browser_and_nothing_leaves(
    desk: Desk, page: Page, streamlit_server: Any, requested: list[str]
) -> None:
    expect.set_options(timeout=30_000)
    quarantined(desk)
    address = str(streamlit_server(APP / "main.py", env=desk.environment))
    page.set_viewport_size({"width": 1280, "height": 720})
    page.goto(f"{address}/loads")
    card = page.locator(".st-key-card")
    expect(card.get_by_text("row 4 of people1.csv")).to_be_visible(timeout=60_000)
    # Nothing leaves by a table's own download: it is not logged.
    expect(page.get_by_label("Download as CSV").first).to_be_hidden()
    # The whole form is in sight.
    expect(card.get_by_role("button", name="Load the corrected record")).to_be_in_viewport(ratio=1)

    card.get_by_label("Column 1, id").fill("4")
    card.get_by_label("Why it is right so").fill("letter of 3 May")
    card.get_by_role("button", name="Load the corrected record").click()

    expect(page.get_by_text("Row 4 of load 1 is corrected.")).to_be_visible()
    expect(page.get_by_text("Every source is as it should be.")).to_have_css("color", "rgb(29, 92, 46)")
    assert [url for url in requested if url.startswith(STRANGER)] == []
    expect.set_options(timeout=5_000)
