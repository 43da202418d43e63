"""The component in a real browser, under the app's content security policy."""

from __future__ import annotations

import json
import re
import struct
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Locator, Page, expect

SCRIPT = """
import json

import streamlit as st

from interlink.component import Leave, Preview, PreviewKind, Selection, last_selection, network_view
from interlink.render.layout import positions
from interlink.render.network import network
from interlink.render.picture import Picture, PictureLink, PictureNode
from interlink.render.symbols import legend

CAPTIONS = json.loads(CAPTIONS_JSON)
shown = st.session_state.setdefault("shown", len(CAPTIONS))
rev = st.session_state.setdefault("rev", 0)
if st.button("fewer"):
    shown = st.session_state["shown"] = shown - 1
if st.button("again"):
    rev = st.session_state["rev"] = rev + 1
nodes = tuple(PictureNode(f"n{i}", caption, "Person") for i, caption in enumerate(CAPTIONS[:shown]))
links = tuple(
    PictureLink(f"e{i}", "n0", f"n{i}", "KNOWS", CAPTIONS[i]) for i in range(1, shown)
)
picture = Picture(nodes, links, len(nodes), len(links))
kinds = (PreviewKind("Phone", "phone", "phones", 140), PreviewKind("Person", "person", "people", 1))
asked = Preview(("n0",), f"Expanding {CAPTIONS[0]}", kinds, at_once=100) if st.checkbox("ask") else None
may_save = st.checkbox("may save", value=True)
heard = last_selection("net", [node.id for node in nodes], [link.id for link in links])
chosen = ["n1"] if st.checkbox("choose n1") else heard.nodes + heard.edges
if st.checkbox("answer late"):
    before = st.session_state.get("heard", Selection())
    st.session_state["heard"], heard, chosen = heard, before, before.nodes + before.edges
placed = positions(picture)
event = network_view(
    network(picture, placed),
    key="net",
    layout_rev=rev,
    selected=chosen,
    selected_seq=heard.seq,
    height=500,
    legend=legend(picture),
    preview=asked,
    leave=st.session_state.get("leave"),
)
runs = st.session_state["runs"] = st.session_state.get("runs", 0) + 1
log = st.session_state.setdefault("log", [])
if event.action is not None and event.action.seq not in [entry[2] for entry in log]:
    log.append([event.action.act, list(event.action.ids), event.action.seq, list(event.action.kinds)])
    if event.action.act == "png" and may_save:
        st.session_state["leave"] = Leave(event.action.seq, ("Handling H1 · " + CAPTIONS[0],))
        st.rerun()
st.text("selection " + json.dumps([event.selection.nodes, event.selection.edges]))
st.text("moved " + json.dumps(sorted(event.moved)))
st.text("actions " + json.dumps([[*entry[:2], *entry[3]] for entry in log]))
st.text(f"runs {runs}")
"""
NAMES = ["Ilvar Brennock", "Casimir Vantongeren", "Anna Vetrova"]
HOSTILE = [
    "<script>document.title='ran'</script>",
    "<img src=http://127.0.0.1:9/image onerror=\"document.title='ran'\">",
    "![](http://127.0.0.1:9/markdown)",
    "\u202e<b>http://127.0.0.1:9/</b>\u0000",
]


def script(captions: list[str]) -> str:
    return SCRIPT.replace("CAPTIONS_JSON", repr(json.dumps(captions)))


def opened(page: Page, address: str, state: str = "ready") -> Locator:
    page.goto(address)
    stage = page.locator(".stage")
    expect(stage).to_have_attribute("data-state", state, timeout=60_000)
    return stage


def places(stage: Locator) -> dict[str, tuple[float, float]]:
    """Where nodes are drawn in the stage; waits until the drawing rests."""
    expect(stage).to_have_attribute("data-positions", re.compile(r"\[\d"))
    stage.page.wait_for_timeout(500)
    found: dict[str, Any] = json.loads(stage.get_attribute("data-positions") or "{}")
    return {id_: (x, y) for id_, (x, y) in found.items()}


def click_node(stage: Locator, id_: str, **how: Any) -> None:
    x, y = places(stage)[id_]
    stage.click(position={"x": x, "y": y}, **how)


def said(page: Page, text: str) -> None:
    expect(page.get_by_text(text, exact=True)).to_be_visible(timeout=15_000)


@pytest.fixture(scope="module")
def address(streamlit_server: Any) -> str:
    """One server for the tests of one picture: each page is a session of its own."""
    return str(streamlit_server(script(NAMES)))


@pytest.fixture
def stage(address: str, page: Page) -> Locator:
    return opened(page, address)


def test_nodes_and_edges_are_counted_and_a_click_selects_a_node(stage: Locator, page: Page) -> None:
    click_node(stage, "n1")

    said(page, 'selection [["n1"], []]')
    assert (stage.get_attribute("data-nodes"), stage.get_attribute("data-edges")) == ("3", "2")
    expect(page.locator(".status")).to_have_text("Casimir Vantongeren · Person")


def test_a_click_on_an_edge_selects_it_and_escape_clears(stage: Locator, page: Page) -> None:
    (ax, ay), (bx, by) = places(stage)["n0"], places(stage)["n2"]
    stage.click(position={"x": (ax * 2 + bx) / 3, "y": (ay * 2 + by) / 3})
    said(page, 'selection [[], ["e2"]]')

    stage.press("Escape")

    said(page, "selection [[], []]")


def test_a_double_click_sends_one_message(stage: Locator, page: Page) -> None:
    said(page, "runs 1")

    x, y = places(stage)["n2"]
    stage.dblclick(position={"x": x, "y": y})

    said(page, 'actions [["expand", ["n2"]]]')
    page.wait_for_timeout(700)
    said(page, "selection [[], []]")
    said(page, "runs 2")


def test_delete_asks_to_hide_and_enter_to_expand_what_the_keys_chose(stage: Locator, page: Page) -> None:
    stage.focus()
    stage.press("ArrowRight")
    said(page, 'selection [["n0"], []]')

    stage.press("Enter")
    said(page, 'actions [["expand", ["n0"]]]')
    stage.press("Delete")

    said(page, 'actions [["expand", ["n0"]], ["hide", ["n0"]]]')


def test_a_dragged_node_stays_until_the_layout_changes(stage: Locator, page: Page) -> None:
    before = places(stage)
    x, y = before["n1"]
    frame = stage.bounding_box()
    assert frame is not None
    page.mouse.move(frame["x"] + x, frame["y"] + y)
    page.mouse.down()
    page.mouse.move(frame["x"] + x + 30, frame["y"] + y + 50, steps=5)
    page.mouse.up()
    said(page, 'moved ["n1"]')
    dragged = places(stage)["n1"]

    page.get_by_role("button", name="fewer").click()
    expect(stage).to_have_attribute("data-nodes", "2")
    kept = places(stage)["n1"]
    page.get_by_role("button", name="again", exact=True).click()
    said(page, "moved []")

    assert abs(dragged[0] - x - 30) <= 3
    assert abs(dragged[1] - y - 50) <= 3
    assert kept == dragged
    assert places(stage)["n1"] != dragged


def test_python_can_select(stage: Locator, page: Page) -> None:
    page.get_by_text("choose n1").click()

    expect(page.locator(".status")).to_have_text("Casimir Vantongeren · Person")


def test_python_can_select_after_the_person_did(stage: Locator, page: Page) -> None:
    click_node(stage, "n2")
    said(page, 'selection [["n2"], []]')

    page.get_by_text("choose n1").click()

    expect(page.locator(".status")).to_have_text("Casimir Vantongeren · Person")


def test_what_the_person_selects_stays_where_python_answers_late(stage: Locator, page: Page) -> None:
    page.get_by_text("answer late").click()
    click_node(stage, "n1")
    said(page, 'selection [["n1"], []]')
    click_node(stage, "n2", modifiers=["Control"])
    said(page, 'selection [["n1", "n2"], []]')
    page.wait_for_timeout(500)
    expect(page.locator(".status")).to_have_text("2 entities selected")
    expect(page.get_by_role("button", name="Path:")).to_be_enabled()

    click_node(stage, "n1", modifiers=["Control"])
    said(page, 'selection [["n2"], []]')

    page.wait_for_timeout(500)
    expect(page.locator(".status")).to_have_text("Anna Vetrova · Person")
    expect(page.get_by_role("button", name="Path:")).to_be_disabled()


def test_a_node_that_leaves_is_selected_no_more(stage: Locator, page: Page) -> None:
    click_node(stage, "n2")
    expect(page.get_by_role("button", name="Expand:")).to_be_enabled()

    page.get_by_role("button", name="fewer").click()

    expect(page.get_by_role("button", name="Expand:")).to_be_disabled()
    expect(page.locator(".status")).to_have_text("")


def test_a_line_drawn_around_nodes_selects_them(stage: Locator, page: Page) -> None:
    frame = stage.bounding_box()
    assert frame is not None
    places(stage)
    page.get_by_role("button", name="Lasso").click()

    corners = [
        (3, 3),
        (frame["width"] - 3, 3),
        (frame["width"] - 3, frame["height"] - 3),
        (3, frame["height"] - 3),
    ]
    page.mouse.move(frame["x"] + 3, frame["y"] + 3)
    page.mouse.down()
    for x, y in corners:
        page.mouse.move(frame["x"] + x, frame["y"] + y, steps=4)
    page.mouse.up()

    said(page, 'selection [["n0", "n1", "n2"], []]')


def test_the_picture_is_saved_as_png_with_leave_and_its_marking(
    stage: Locator, page: Page, tmp_path: Path
) -> None:
    places(stage)
    with page.expect_download() as download:
        page.get_by_role("button", name="PNG").click()

    saved = tmp_path / "saved.png"
    download.value.save_as(saved)
    assert download.value.suggested_filename == "network.png"
    width, height = struct.unpack(">II", saved.read_bytes()[16:24])
    shown = stage.bounding_box()
    assert shown is not None
    assert width == pytest.approx(shown["width"], abs=4)
    assert height > shown["height"] + 40


def test_without_leave_no_picture_is_saved(stage: Locator, page: Page) -> None:
    downloads: list[str] = []
    page.on("download", lambda download: downloads.append(download.suggested_filename))
    page.get_by_text("may save").click()

    page.get_by_role("button", name="PNG").click()

    said(page, 'actions [["png", []]]')
    page.wait_for_timeout(500)
    assert downloads == []


def test_a_preview_says_what_would_come_and_takes_an_answer_by_keyboard(stage: Locator, page: Page) -> None:
    page.get_by_text("ask", exact=True).click()
    panel = page.get_by_role("dialog", name="What expanding adds")
    expect(panel.get_by_text("Expanding Ilvar Brennock")).to_be_visible()
    expect(panel.get_by_text("140 phones")).to_be_visible()
    expect(panel.get_by_text("1 person")).to_be_visible()
    expect(panel.get_by_role("button", name="Draw 100 of 141")).to_be_focused()

    panel.get_by_label("140 phones").uncheck()
    expect(panel.get_by_role("button", name="Draw all 1:")).to_be_visible()
    panel.get_by_label("140 phones").check()
    panel.get_by_label("1 person").uncheck()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    said(page, 'actions [["draw", [], "Phone"]]')
    expect(panel).to_have_count(0)


def test_escape_declines_a_preview(stage: Locator, page: Page) -> None:
    page.get_by_text("ask", exact=True).click()
    expect(page.get_by_role("button", name="Draw all 141")).to_be_visible()

    page.keyboard.press("Escape")

    said(page, 'actions [["dismiss", []]]')


def test_tools_can_be_used_where_the_selection_fits_them(stage: Locator, page: Page) -> None:
    for name in ("Expand", "Collapse", "Hide", "Only", "Pin", "Path"):
        expect(page.get_by_role("button", name=f"{name}:")).to_be_disabled()

    stage.focus()
    stage.press("ArrowRight")
    expect(page.get_by_role("button", name="Collapse:")).to_be_enabled()
    expect(page.get_by_role("button", name="Path:")).to_be_disabled()
    stage.press("Shift+ArrowRight")
    expect(page.get_by_role("button", name="Collapse:")).to_be_disabled()
    stage.press("p")

    said(page, 'actions [["path", ["n0", "n1"]]]')


def test_undo_and_redo_have_keys(stage: Locator, page: Page) -> None:
    stage.focus()
    stage.press("Control+z")
    said(page, 'actions [["undo", []]]')
    stage.press("Control+y")

    said(page, 'actions [["undo", []], ["redo", []]]')


def test_an_empty_picture_says_so(streamlit_server: Any, page: Page) -> None:
    stage = opened(page, streamlit_server(script([])), state="empty")

    expect(stage.get_by_role("status")).to_have_text("Nothing to draw yet.")


def test_what_cannot_be_drawn_says_so(streamlit_server: Any, page: Page) -> None:
    broken = """
from interlink.component import network_view
from pyvis.network import Network

net = Network()
net.options = {}
net.nodes = [{"id": "a", "label": "A", "x": 0.0, "y": 0.0}]
net.edges = [{"id": "e", "from": "a", "to": "gone"}]
network_view(net, key="net")
"""

    stage = opened(page, streamlit_server(broken), state="error")

    expect(stage.get_by_role("status")).to_have_text(
        "This picture cannot be drawn: edge e has an end that is not drawn. "
        "Reload the page; if it stays, report it."
    )


def test_hostile_captions_neither_run_nor_fetch(
    streamlit_server: Any, page: Page, requested: list[str]
) -> None:
    problems: list[str] = []
    page.on("pageerror", lambda problem: problems.append(str(problem)))
    address = streamlit_server(script(HOSTILE))
    stage = opened(page, address)

    for id_ in ("n1", "n2", "n3"):
        x, y = places(stage)[id_]
        stage.hover(position={"x": x, "y": y})
        page.wait_for_timeout(600)
        stage.click(position={"x": x, "y": y})
        said(page, f'selection [["{id_}"], []]')

    assert page.title() != "ran"
    assert problems == []
    strangers = [
        url
        for url in requested
        if urlsplit(url).scheme not in {"data", "blob"} and not url.startswith(address)
    ]
    assert strangers == []
