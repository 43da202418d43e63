"""The explorer in a real browser, on real homes, under the app's content security policy."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

import pytest
from app_homes import APP, HARBOUR, HOSTILE_NAMES
from playwright.sync_api import BrowserContext, Locator, Page, expect

import interlink as il

NERANTZI = "notices:person:2026/9265"
PASSPORT = "passport:LH0381138|GR"
# Of a table of results: how far the first row's middle is from the top, and the height of a row.
FIRST_ROW, ROW = 52, 35


@pytest.fixture(autouse=True)
def patient() -> Iterator[None]:
    """A search or an expansion may take its time on a small machine that runs other tests, too."""
    expect.set_options(timeout=20_000)
    yield
    expect.set_options(timeout=5_000)


@pytest.fixture(scope="module")
def address(streamlit_server: Any, harbour_home: Path) -> str:
    return str(streamlit_server(APP / "main.py", env={"INTERLINK_HOME": str(harbour_home)}))


@pytest.fixture
def page(page: Page) -> Page:
    page.set_viewport_size({"width": 1280, "height": 800})
    return page


def search(page: Page, text: str, address: str) -> None:
    page.goto(address)
    page.get_by_label("Name or number").fill(text, timeout=60_000)
    page.get_by_label("Name or number").press("Enter")
    expect(page.get_by_text("found, the nearest first")).to_be_visible(timeout=60_000)


def pick(page: Page, row: int = 0) -> None:
    table = page.locator(".st-key-results .dvn-scroller")
    expect(table).to_be_visible()
    page.wait_for_timeout(500)
    table.click(position={"x": 40, "y": FIRST_ROW + row * ROW})


def drawn(page: Page, nodes: int) -> Locator:
    stage = page.locator(".stage")
    expect(stage).to_have_attribute("data-nodes", str(nodes), timeout=30_000)
    expect(stage).to_have_attribute("data-state", "ready")
    return stage


def places(stage: Locator) -> dict[str, tuple[float, float]]:
    """Where nodes are drawn in the stage, once the drawing rests."""
    expect(stage).to_have_attribute("data-positions", re.compile(r"\[\d"))
    stage.page.wait_for_timeout(700)
    found: dict[str, Any] = json.loads(stage.get_attribute("data-positions") or "{}")
    return {id_: (x, y) for id_, (x, y) in found.items()}


def click_link(stage: Locator, source: str, target: str) -> None:
    (ax, ay), (bx, by) = places(stage)[source], places(stage)[target]
    stage.click(position={"x": (ax + bx) / 2, "y": (ay + by) / 2})


def strangers(requested: list[str], address: str) -> list[str]:
    return [
        url
        for url in requested
        if urlsplit(url).scheme not in {"data", "blob"} and not url.startswith(address)
    ]


def test_from_a_name_to_the_record_behind_a_line_and_back(
    address: str, page: Page, requested: list[str]
) -> None:
    search(page, "Nerantzi", address)
    pick(page)
    drawn(page, 1)
    card = page.locator(".st-key-card")
    expect(page.locator(".st-key-caption_heading")).to_have_text("FOTIS NERANTZI")
    expect(page.get_by_text("1 of 13 entities and 0 of 12 links shown")).to_be_visible()
    expect(card.get_by_text("adds 12 of 12 neighbours: 9 phones")).to_be_visible()

    card.get_by_role("button", name="Expand").click()
    stage = drawn(page, 13)
    expect(page.get_by_text("12 of 12 neighbours added.")).to_be_visible()
    click_link(stage, NERANTZI, PASSPORT)

    expect(page.locator(".st-key-kind_heading")).to_have_text("Link")
    file = sha256((HARBOUR / "notices.json").read_bytes()).hexdigest()
    expect(card.get_by_text(f"sha256 {file}")).to_be_visible()
    expect(card.locator("code").first).to_contain_text('"number": "LH0381138"')

    page.get_by_role("button", name="Undo").click()
    drawn(page, 1)
    assert page.url == f"{address}/?show={quote(NERANTZI, safe='')}"
    assert strangers(requested, address) == []


def test_a_double_click_expands_and_communities_are_coloured(address: str, page: Page) -> None:
    page.goto(f"{address}/?show={quote(NERANTZI, safe='')}")
    stage = drawn(page, 1)

    x, y = places(stage)[NERANTZI]
    stage.dblclick(position={"x": x, "y": y})
    drawn(page, 13)
    page.get_by_text("By community").click()

    expect(page.locator(".legend")).to_contain_text("community 1 (13)")
    page.get_by_text("What these communities say").click()
    expect(page.get_by_text("A group shows who is linked in these records")).to_be_visible()


def test_what_is_hidden_is_gone_until_undone_and_clearing_leads_back_to_the_start(
    address: str, page: Page
) -> None:
    page.goto(f"{address}/?show={quote(NERANTZI, safe='')}&show={quote(PASSPORT, safe='')}")
    stage = drawn(page, 2)

    x, y = places(stage)[PASSPORT]
    stage.click(position={"x": x, "y": y})
    expect(page.locator(".st-key-kind_heading")).to_have_text("Passport")
    page.get_by_role("button", name="Hide").click()
    drawn(page, 1)
    page.get_by_role("button", name="Undo").click()
    drawn(page, 2)
    page.get_by_role("button", name="Clear").click()

    expect(page.get_by_text("Start with a name")).to_be_visible()
    assert page.url == f"{address}/"


def test_a_link_that_stands_for_several_shows_each_with_its_record(address: str, page: Page) -> None:
    caller, called = "phone:+34612604431", "phone:+34612288975"
    page.goto(f"{address}/?show={quote(caller)}&show={quote(called)}")
    stage = drawn(page, 2)

    click_link(stage, caller, called)

    card = page.locator(".st-key-card")
    expect(card.get_by_text("Record 1 of 9")).to_be_visible()
    expect(card.locator("code").first).to_contain_text("caller: +34612604431")


def test_hostile_names_neither_run_nor_fetch_nor_break_the_layout(
    streamlit_server: Any, hostile_home: Path, context: BrowserContext, requested: list[str], page: Page
) -> None:
    """On a page without the policy: the names are harmless before the second wall, too."""
    address = str(streamlit_server(APP / "main.py", env={"INTERLINK_HOME": str(hostile_home)}))
    bare = context.new_page()
    bare.set_viewport_size({"width": 1280, "height": 800})
    problems: list[str] = []
    bare.on("pageerror", lambda problem: problems.append(str(problem)))
    people = il.open(hostile_home).search("Vesterholt")["id"].to_list()

    search(bare, "Vesterholt", address)
    for row in range(len(people)):
        pick(bare, row)
        drawn(bare, row + 1)
    stage = drawn(bare, len(HOSTILE_NAMES) + 1)
    for id_ in people:
        # The drawing moves when what is selected changes the words above it: look anew each time.
        x, y = places(stage)[id_]
        stage.hover(position={"x": x, "y": y})
        stage.click(position={"x": x, "y": y})
        expect(bare.locator(".st-key-quiet_id")).to_have_text(id_)
    bare.get_by_text("By community").click()
    bare.get_by_text("What these communities say").click()
    bare.wait_for_timeout(1000)

    card = bare.locator(".st-key-card").bounding_box()
    assert card is not None
    assert card["x"] + card["width"] <= 1280
    assert bare.locator(".st-key-card").evaluate("box => box.scrollWidth <= box.clientWidth")
    assert bare.title() != "ran"
    assert problems == []
    assert strangers(requested, address) == []
