"""The explorer in a real browser, on real homes, under the app's content security policy."""

from __future__ import annotations

import json
import re
import zipfile
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, quote, urlsplit

import pytest
from app_homes import APP, CALLED, HARBOUR, HOSTILE_NAMES, HUB
from playwright.sync_api import BrowserContext, Locator, Page, expect

import interlink as il

NERANTZI = "notices:person:2026/9265"
PASSPORT = "passport:LH0381138|GR"
SHIPMENT = "manifest:shipment:HBR2610034"
ROTTERDAM = "place:NLRTM"
# Of a table of results: how far the first row's middle is from the top, and the height of a row.
FIRST_ROW, ROW = 65, 60


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
    # The table before goes once the page has run to its end.
    expect(table).to_have_count(1)
    expect(table).to_be_visible()
    page.wait_for_timeout(500)
    table.click(position={"x": 40, "y": FIRST_ROW + row * ROW})


def drawn(page: Page, nodes: int) -> Locator:
    stage = page.locator(".stage")
    expect(stage).to_have_attribute("data-nodes", str(nodes), timeout=30_000)
    expect(stage).to_have_attribute("data-state", "ready")
    return stage


def shows(page: Page, address: str, *ids: str) -> Locator:
    """The drawing of these entities, opened by their address."""
    page.goto(f"{address}/?" + "&".join(f"show={quote(id_, safe='')}" for id_ in ids))
    return drawn(page, len(ids))


def tool(page: Page, name: str) -> Locator:
    return page.get_by_role("button", name=f"{name}:")


def double_click(stage: Locator, id_: str) -> None:
    x, y = places(stage)[id_]
    stage.dblclick(position={"x": x, "y": y})


def choose(stage: Locator, id_: str) -> None:
    x, y = places(stage)[id_]
    stage.click(position={"x": x, "y": y})
    expect(stage.page.locator(".st-key-quiet_id")).to_have_text(id_)


def disclosed(home: Path) -> list[dict[str, Any]]:
    """What the audit log says has left, oldest first."""
    with_log = il.open(home)
    try:
        return [json.loads(e.params) for e in with_log.audit_events() if e.operation == "disclosure"]
    finally:
        with_log.close()


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
    expect(card.get_by_text("12 more neighbours: 9 phones")).to_be_visible()

    card.get_by_role("button", name="Expand").click()
    stage = drawn(page, 13)
    expect(page.get_by_text("Expanded FOTIS NERANTZI: 12 added.")).to_be_visible()
    click_link(stage, NERANTZI, PASSPORT)

    expect(page.locator(".st-key-kind_heading")).to_have_text("Link")
    file = sha256((HARBOUR / "notices.json").read_bytes()).hexdigest()
    expect(card.get_by_text(f"sha256 {file}")).to_be_visible()
    expect(card.locator("code").first).to_contain_text('"number": "LH0381138"')

    page.get_by_role("button", name="Undo").click()
    drawn(page, 1)
    expect(page).to_have_url(re.compile(rf"show={quote(NERANTZI, safe='')}&at=[-0-9_]+$"))
    assert strangers(requested, address) == []


def test_the_drawing_and_the_card_agree_on_what_is_selected(address: str, page: Page) -> None:
    stage = shows(page, address, NERANTZI, PASSPORT, SHIPMENT)
    choose(stage, NERANTZI)
    x, y = places(stage)[SHIPMENT]
    stage.click(position={"x": x, "y": y}, modifiers=["Control"])
    expect(page.get_by_text("2 entities selected")).to_have_count(2)
    page.wait_for_timeout(700)
    expect(tool(page, "Path")).to_be_enabled()
    stage.click(position={"x": x, "y": y}, modifiers=["Control"])
    expect(page.locator(".st-key-quiet_id")).to_have_text(NERANTZI)
    expect(page.locator(".status")).to_have_text("FOTIS NERANTZI · Person · named on a list")

    stage.click(position={"x": 8, "y": 8})
    expect(page.get_by_text("Click an entity to read")).to_be_visible()
    expect(tool(page, "Expand")).to_be_disabled()
    choose(stage, PASSPORT)
    page.wait_for_timeout(700)
    expect(tool(page, "Expand")).to_be_enabled()
    tool(page, "Hide").click()

    drawn(page, 2)
    expect(tool(page, "Expand")).to_be_disabled()
    expect(page.locator(".status")).to_have_text("")


def test_the_same_place_in_the_next_results_draws_what_is_there_now(address: str, page: Page) -> None:
    search(page, "Nerantzi", address)
    pick(page)
    drawn(page, 1)
    page.get_by_label("Name or number").fill("LH0381138")
    page.get_by_label("Name or number").press("Enter")
    expect(page.locator(".st-key-quiet_found")).to_contain_text("1 found")

    pick(page)

    drawn(page, 2)


def test_few_neighbours_are_drawn_by_a_double_click_and_many_after_a_preview(
    address: str, page: Page
) -> None:
    stage = shows(page, address, NERANTZI)
    double_click(stage, NERANTZI)
    drawn(page, 13)

    stage = shows(page, address, ROTTERDAM)
    double_click(stage, ROTTERDAM)
    panel = page.get_by_role("dialog", name="What expanding adds")
    expect(panel.get_by_text("Expanding NLRTM adds 16 neighbours")).to_be_visible()
    expect(stage).to_have_attribute("data-nodes", "1")
    panel.get_by_label("7 places").uncheck()
    page.get_by_role("button", name="Draw all 9").click()

    drawn(page, 10)
    expect(page.get_by_text("Expanded NLRTM: 9 added.")).to_be_visible()
    stage.press("Control+z")
    drawn(page, 1)


def test_a_path_is_drawn_between_two_and_the_next_is_a_branch(address: str, page: Page) -> None:
    stage = shows(page, address, NERANTZI, SHIPMENT)
    stage.focus()
    stage.press("ArrowRight")
    stage.press("Shift+ArrowRight")
    stage.press("p")

    drawn(page, 8)
    expect(page.get_by_text("Path 1 of the 5 shortest, 7 hops")).to_be_visible()
    expect(page.locator(".legend")).to_contain_text("path")
    page.get_by_role("button", name="Next path").click()
    expect(page.get_by_text("Path 2 of the 5 shortest")).to_be_visible()
    page.get_by_role("button", name="Undo").click()
    drawn(page, 2)
    expect(page.get_by_text("Path 2 of the 5 shortest")).to_have_count(0)


def at(page: Page, id_: str) -> str:
    """Where an entity is drawn, as the page's address has it."""
    page.wait_for_timeout(700)
    query = parse_qs(urlsplit(page.url).query)
    return dict(zip(query["show"], query["at"][0].split("~"), strict=True))[id_]


def test_undo_redo_and_branches_lead_back_to_every_drawing(address: str, page: Page) -> None:
    stage = shows(page, address, NERANTZI)
    double_click(stage, NERANTZI)
    drawn(page, 13)
    page.get_by_role("button", name="Undo").click()
    drawn(page, 1)
    page.get_by_role("button", name="Redo").click()
    drawn(page, 13)
    choose(stage, PASSPORT)
    tool(page, "Hide").click()
    drawn(page, 12)
    page.get_by_role("button", name="Undo").click()
    drawn(page, 13)
    choose(stage, NERANTZI)
    tool(page, "Collapse").click()
    drawn(page, 1)

    page.get_by_role("button", name="Steps").click()
    steps = page.get_by_test_id("stPopoverBody").locator(".dvn-scroller")
    page.wait_for_timeout(800)
    # Beginning, address, expanded, hid (left), collapsed: the fourth is the branch that was left.
    steps.click(position={"x": 150, "y": 31 * 4 + 15})

    drawn(page, 12)
    expect(page.get_by_text("Now at: Hid LH0381138.")).to_be_visible()


def test_a_reload_brings_back_what_is_drawn_where_it_was_and_what_is_pinned(address: str, page: Page) -> None:
    stage = shows(page, address, NERANTZI)
    double_click(stage, NERANTZI)
    drawn(page, 13)
    choose(stage, PASSPORT)
    tool(page, "Pin").click()
    expect(page.locator(".legend")).to_contain_text("pinned (1)")
    tool(page, "Fit").click()
    before = places(stage)

    page.reload()
    stage = drawn(page, 13)
    expect(page.locator(".legend")).to_contain_text("pinned (1)")
    tool(page, "Fit").click()

    after = places(stage)
    assert set(after) == set(before)
    assert all(abs(after[id_][axis] - before[id_][axis]) <= 12 for id_ in before for axis in (0, 1))


def test_a_pinned_entity_keeps_its_place_when_all_is_arranged(address: str, page: Page) -> None:
    stage = shows(page, address, NERANTZI)
    double_click(stage, NERANTZI)
    drawn(page, 13)
    choose(stage, PASSPORT)
    tool(page, "Pin").click()
    expect(page.get_by_text("Pinned LH0381138.")).to_be_visible()
    pinned = at(page, PASSPORT)
    others = {id_: at(page, id_) for id_ in (NERANTZI, "phone:+34612412690")}

    page.get_by_role("button", name="Arrange").click()
    expect(page.get_by_text("Arranged anew.")).to_be_visible()
    page.wait_for_timeout(1000)

    assert at(page, PASSPORT) == pinned
    assert {id_: at(page, id_) for id_ in others} != others


def test_a_picture_and_tables_leave_only_with_an_event_in_the_audit_log(
    address: str, harbour_home: Path, page: Page, tmp_path: Path
) -> None:
    before = len(disclosed(harbour_home))
    stage = shows(page, address, NERANTZI, PASSPORT)
    places(stage)

    with page.expect_download() as picture:
        tool(page, "PNG").click()
    page.get_by_role("button", name="Take away").click()
    with page.expect_download() as tables:
        page.get_by_role("button", name="Download CSV").click()

    picture.value.save_as(tmp_path / "network.png")
    tables.value.save_as(tmp_path / "network.zip")
    assert (tmp_path / "network.png").read_bytes().startswith(b"\x89PNG")
    with zipfile.ZipFile(tmp_path / "network.zip") as file:
        assert file.read("links.csv").decode().splitlines()[1].startswith(f"HOLDS:{NERANTZI}>{PASSPORT}")
        assert "local, " in file.read("about.txt").decode()
    logged = disclosed(harbour_home)[before:]
    assert [(each["form"], each["count"], sorted(each["ids"])) for each in logged] == [
        ("png", 2, [NERANTZI, PASSPORT]),
        ("csv", 2, [NERANTZI, PASSPORT]),
    ]


def test_communities_are_coloured_and_codes_explained(address: str, page: Page) -> None:
    stage = shows(page, address, NERANTZI)
    double_click(stage, NERANTZI)
    drawn(page, 13)

    page.get_by_role("button", name="By community").click()
    expect(page.locator(".legend")).to_contain_text("community 1 (13)")
    page.get_by_text("What these communities say").click()
    expect(page.get_by_text("A group shows who is linked in these records")).to_be_visible()
    page.get_by_role("button", name="What do these mean?").click()
    expect(page.get_by_text("any lawful use for policing")).to_be_visible()


def test_clearing_leads_back_to_the_start_and_undo_out_of_it(address: str, page: Page) -> None:
    shows(page, address, NERANTZI, PASSPORT)

    page.get_by_role("button", name="Clear").click()
    expect(page.get_by_text("Start with a name")).to_be_visible()
    assert page.url == f"{address}/"
    page.get_by_role("button", name="Undo").click()

    drawn(page, 2)
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_text("Start with a name")).to_be_visible()
    page.get_by_role("button", name="Redo").click()
    drawn(page, 2)


def test_a_link_that_stands_for_several_shows_each_with_its_record(address: str, page: Page) -> None:
    caller, called = "phone:+34612604431", "phone:+34612288975"
    stage = shows(page, address, caller, called)

    click_link(stage, caller, called)

    card = page.locator(".st-key-card")
    expect(card.get_by_text("Record 1 of 9")).to_be_visible()
    expect(card.locator("code").first).to_contain_text("caller: +34612604431")


def test_an_address_of_which_nothing_is_here_says_so(address: str, page: Page) -> None:
    page.goto(f"{address}/?show=nonsense")

    expect(page.get_by_text("The entity in the address cannot be shown: nonsense.")).to_be_visible(
        timeout=60_000
    )
    expect(page.get_by_text("Start with a name")).to_be_visible()


def test_a_crowd_is_previewed_and_drawn_as_groups(
    streamlit_server: Any, crowded_home: Path, page: Page
) -> None:
    address = str(streamlit_server(APP / "main.py", env={"INTERLINK_HOME": str(crowded_home)}))
    stage = shows(page, address, HUB)

    double_click(stage, HUB)
    expect(page.get_by_text(f"adds {CALLED:,} neighbours")).to_be_visible()
    expect(tool(page, f"Draw 100 of {CALLED:,}")).to_be_focused()
    tool(page, f"Draw all {CALLED:,}").click()

    drawn(page, 2)
    expect(page.get_by_text(f"1 group of {CALLED:,} entities and 1 entity shown")).to_be_visible()
    expect(page.get_by_text("a reload begins with nothing drawn")).to_be_visible()
    page.get_by_role("button", name="Undo").click()
    drawn(page, 1)
    double_click(stage, HUB)
    tool(page, f"Draw 100 of {CALLED:,}").click()
    drawn(page, 101)
    expect(page.get_by_text(f"100 of {CALLED:,} added")).to_be_visible()


def test_hostile_names_neither_run_nor_fetch_nor_break_the_layout(
    streamlit_server: Any, hostile_home: Path, context: BrowserContext, requested: list[str], page: Page
) -> None:
    """On a page without the policy: the names are harmless before the second wall, too."""
    home = {"INTERLINK_HOME": str(hostile_home)}
    address = str(streamlit_server(APP / "main.py", env=home, policy=False))
    bare = context.new_page()
    bare.set_viewport_size({"width": 1280, "height": 800})
    problems: list[str] = []
    bare.on("pageerror", lambda problem: problems.append(str(problem)))
    people = il.open(hostile_home).search("Vesterholt")["id"].to_list()

    search(bare, "Vesterholt", address)
    for row in range(3):
        pick(bare, row)
        drawn(bare, row + 1)
    stage = shows(bare, address, *people)
    assert len(people) == len(HOSTILE_NAMES) + 1
    for id_ in people:
        # The drawing moves when what is selected changes the words above it: look anew each time.
        x, y = places(stage)[id_]
        stage.hover(position={"x": x, "y": y})
        stage.click(position={"x": x, "y": y})
        expect(bare.locator(".st-key-quiet_id")).to_have_text(id_)
        tool(bare, "Pin").click()
    bare.get_by_role("button", name="Steps").click()
    bare.get_by_role("button", name="By community").click()
    bare.get_by_text("What these communities say").click()
    bare.wait_for_timeout(1000)

    card = bare.locator(".st-key-card").bounding_box()
    assert card is not None
    assert card["x"] + card["width"] <= 1280
    assert bare.locator(".st-key-card").evaluate("box => box.scrollWidth <= box.clientWidth")
    assert bare.title() != "ran"
    assert problems == []
    assert strangers(requested, address) == []
