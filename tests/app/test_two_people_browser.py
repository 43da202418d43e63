"""Two people of different agencies see two graphs of one network, and others nothing: in real browsers."""

from __future__ import annotations

import re
import socket
from collections.abc import Iterator
from contextlib import closing
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

import pytest
from app_homes import APP
from playwright.sync_api import Browser, Page, expect
from signing_in import (
    BOTH_WORDS,
    CUSTOMS_WORDS,
    PHONE,
    POLICE_WORDS,
    QUILL,
    WICK,
    Person,
    administered,
    person,
    provider_on,
    share,
    state,
    write_settings,
)

EVERY_WORD = (*BOTH_WORDS, *POLICE_WORDS, *CUSTOMS_WORDS)
SHOWN = f"/?show={quote(PHONE, safe='')}"
UPGRADE = {
    "Connection": "Upgrade",
    "Upgrade": "websocket",
    "Sec-WebSocket-Key": "bm90IGEgc2VjcmV0ISEhIQ==",
    "Sec-WebSocket-Version": "13",
}


@pytest.fixture(autouse=True)
def patient() -> Iterator[None]:
    expect.set_options(timeout=30_000)
    yield
    expect.set_options(timeout=5_000)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return share(tmp_path_factory.mktemp("shared") / "home")


@pytest.fixture(scope="module")
def provider() -> Iterator[str]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with provider_on(port) as address:
        yield address


@pytest.fixture(scope="module")
def address(streamlit_server: Any, home: Path, provider: str) -> str:
    write_settings(home, provider)
    return str(streamlit_server(APP / "main.py", env={"INTERLINK_HOME": str(home)}))


@pytest.fixture
def one(browser: Browser, address: str, provider: str) -> Iterator[Person]:
    with person(browser, address, provider) as made:
        yield made


@pytest.fixture
def other(browser: Browser, address: str, provider: str) -> Iterator[Person]:
    with person(browser, address, provider) as made:
        yield made


def drawn(page: Page, nodes: int) -> None:
    stage = page.locator(".stage")
    expect(stage).to_have_attribute("data-nodes", str(nodes))
    expect(stage).to_have_attribute("data-state", "ready")


def search(page: Page, text: str) -> None:
    page.get_by_label("Name or number").fill(text)
    page.get_by_label("Name or number").press("Enter")


def expand_the_phone(page: Page) -> None:
    page.locator(".st-key-card").get_by_role("button", name="Expand").click()


def find_a_path(page: Page) -> None:
    """Between the two whom both agencies know."""
    page.goto(page.url.split("?")[0] + f"?show={quote(QUILL, safe='')}&show={quote(WICK, safe='')}")
    state(page, "case 8")
    drawn(page, 2)
    stage = page.locator(".stage")
    stage.focus()
    stage.press("ArrowRight")
    stage.press("Shift+ArrowRight")
    stage.press("p")


def test_two_people_of_two_agencies_see_two_graphs_of_one_network(one: Person, other: Person) -> None:
    ada, bo = one.tab(), other.tab()
    for who, page, sub, more in ((one, ada, "ada-sub", 2), (other, bo, "bo-sub", 3)):
        who.sign_in(page, sub)
        state(page, "case 7")
        search(page, "Quill")
        expect(page.get_by_text("1 found, the nearest first")).to_be_visible()
        page.goto(who.address + SHOWN)
        state(page, "case 7")
        drawn(page, 1)
        shown = f"1 of {more + 1} entities and 0 of {more} links shown"
        expect(page.get_by_text(shown)).to_be_visible()
        expand_the_phone(page)
        drawn(page, more + 1)
        page.get_by_role("button", name="Filters").click()
        page.get_by_label("Sources").click()

    for page, sources in ((ada, ["both", "police"]), (bo, ["both", "customs"])):
        options = page.get_by_role("option")
        expect(options).to_have_count(2)
        assert [text.split(" (")[0] for text in options.all_inner_texts()] == sources
    for page, hidden in ((ada, "Tavelin"), (bo, "Brennock")):
        page.keyboard.press("Escape")
        search(page, hidden)
        expect(page.get_by_text("Nothing found. Try part of the name")).to_be_visible()
    find_a_path(ada)
    expect(ada.get_by_text("Path 1 of the 1 shortest, 4 hops")).to_be_visible()
    find_a_path(bo)
    expect(bo.get_by_text("in the records that you may see")).to_be_visible()

    # What one typed comes back to them; nothing else of the other's does.
    assert one.got(*BOTH_WORDS, *POLICE_WORDS) == [*BOTH_WORDS, *POLICE_WORDS]
    assert one.got("Feldt", "customs:person", "+31612345671", "Oskar") == []
    assert other.got("Quill", "Tavelin", "customs:person") == ["Quill", "Tavelin", "customs:person"]
    assert other.got("police:person", "Ilvar") == []


@pytest.mark.parametrize(
    ("sub", "words"),
    [
        ("eve-sub", "You are signed in, and nobody here. Ask an administrator to add you."),
        ("late-sub", "Your sign-in has ended"),
        ("cy-sub", "You may not look at records."),
    ],
)
def test_who_has_no_rights_sees_nothing_and_learns_nothing(one: Person, sub: str, words: str) -> None:
    page = one.tab()
    one.sign_in(page, sub, SHOWN)

    expect(page.get_by_text(words)).to_be_visible()
    assert page.get_by_label("Name or number").count() == 0
    for path in ("/audit", SHOWN, "/explorer"):
        page.goto(one.address + path)
        expect(page.get_by_text(re.compile("You may not|nobody here|sign-in has ended"))).to_be_visible()
    # The number that they asked for themselves says nothing.
    assert [word for word in one.got(*EVERY_WORD) if word not in PHONE] == []


def test_a_visitor_who_is_not_signed_in_gets_nothing_from_any_path(one: Person, other: Person) -> None:
    ada = one.tab()
    one.sign_in(ada, "ada-sub")
    state(ada, "case 9")
    ada.goto(one.address + SHOWN)
    state(ada, "case 9")
    drawn(ada, 1)
    ada.get_by_role("button", name="Take away").click()
    with ada.expect_download() as download:
        ada.get_by_role("button", name="Download CSV").click()
    saved = download.value.url

    visitor = other.tab()
    for path in ("/", "/explorer", "/audit", SHOWN, f"/audit{SHOWN[1:]}"):
        visitor.goto(other.address + path)
        expect(visitor.get_by_role("heading", name="Sign in")).to_be_visible()
    refused = {
        path: status(other.address, path)
        for path in (urlsplit(saved).path, "/media/none.csv", "/_stcore/metrics", "/_stcore/upload_file/a/b")
    }
    assert set(refused.values()) == {403}
    assert "show" not in visitor.url
    assert [word for word in other.got(*EVERY_WORD) if word not in PHONE] == []
    assert status(one.address, urlsplit(saved).path, cookies=one) == 200


def status(address: str, path: str, cookies: Person | None = None) -> int:
    headers = {}
    if cookies is not None:
        held = cookies.context.cookies(address)
        headers["Cookie"] = "; ".join(f"{each['name']}={each['value']}" for each in held)
    with closing(HTTPConnection(urlsplit(address).netloc, timeout=30)) as connection:
        connection.request("GET", path, headers=headers)
        return connection.getresponse().status


def test_a_websocket_without_a_sign_in_is_told_nothing(address: str) -> None:
    """As a program would that speaks Streamlit's language: it asks for the explorer and a drawn phone."""
    from streamlit.proto.BackMsg_pb2 import BackMsg
    from websockets.sync.client import connect

    asked = BackMsg()
    asked.rerun_script.query_string = SHOWN[2:]
    heard = b""
    host = urlsplit(address).netloc
    with connect(f"ws://{host}/_stcore/stream", origin=address, subprotocols=["streamlit"]) as stream:  # type: ignore[arg-type]
        stream.send(asked.SerializeToString())
        try:
            while True:
                heard += bytes(stream.recv(timeout=5))  # type: ignore[arg-type]
        except TimeoutError:
            pass

    assert b"What you look at is logged with your name" in heard
    assert [word for word in EVERY_WORD if word.encode() in heard and word not in PHONE] == []


def test_under_another_name_of_this_machine_the_page_says_where_to_sign_in(one: Person) -> None:
    page = one.tab()
    page.goto(one.address.replace("127.0.0.1", "localhost"))

    expect(page.get_by_text(f"Open {one.address} instead")).to_be_visible()
    expect(page.get_by_role("button", name="Sign in")).to_have_count(0)


def test_whose_access_ends_in_the_midst_of_work_is_told_so_and_shown_nothing_more(
    one: Person, home: Path
) -> None:
    page = one.tab()
    one.sign_in(page, "ada-sub")
    state(page, "case 10")
    page.goto(one.address + SHOWN)
    state(page, "case 10")
    drawn(page, 1)
    one.received.clear()
    try:
        change(home, "ada", is_active=False)
        expand_the_phone(page)

        expect(page.get_by_text("Your access has ended. Ask an administrator.")).to_be_visible()
        expect(page.locator(".stage")).to_have_count(0)
        assert one.got(*EVERY_WORD) == []
    finally:
        change(home, "ada", is_active=True)


def test_a_lower_clearance_holds_from_the_next_click_on(one: Person, home: Path) -> None:
    page = one.tab()
    one.sign_in(page, "ada-sub")
    state(page, "case 11")
    page.goto(one.address + SHOWN)
    state(page, "case 11")
    drawn(page, 1)
    expand_the_phone(page)
    drawn(page, 3)
    one.received.clear()
    try:
        change(home, "ada", agency="Customs")
        search(page, "Quill")

        expect(page.get_by_text("An administrator changed what you may see or do.")).to_be_visible()
        expect(page.get_by_text("1 of 3 entities drawn before cannot be shown any more")).to_be_visible()
        assert one.got("Brennock") == []
    finally:
        change(home, "ada", agency="Police")


def change(home: Path, name: str, **values: object) -> None:
    secret = (home / "token").read_text(encoding="ascii")
    with administered(home, secret) as ws:
        (row,) = [row for row in ws.principals() if row.name == name]
        ws.change_principal(name, revision=row.revision, **values)


def test_work_waits_while_one_signs_in_again_and_for_nobody_else(one: Person) -> None:
    page, second = one.tab(), one.tab()
    one.sign_in(page, "ada-sub")
    state(page, "case 12")
    page.goto(one.address + SHOWN)
    state(page, "case 12")
    drawn(page, 1)
    expand_the_phone(page)
    drawn(page, 3)
    page.get_by_role("button", name="Filters").click()
    page.get_by_text("Only entities with a link").click()
    expect(page.get_by_text("Filters: 1 on")).to_be_visible()
    page.keyboard.press("Escape")
    places = page.url
    second.goto(one.address)
    one.sign_out(second)

    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_role("heading", name="Your sign-in has ended")).to_be_visible()
    expect(page).to_have_url(re.compile(r"\?kept=[\w-]{32}$"))
    kept = page.url
    one.sign_in_again(page, "ada-sub")

    drawn(page, 3)
    expect(page.get_by_text("Filters: 1 on")).to_be_visible()
    expect(page.get_by_text("because: case 12")).to_be_visible()
    assert page.url.split("&of=")[0] == places.split("&of=")[0]

    # Another person, in the same tab, by the key of the work or by the address that stands there.
    for left in (kept, page.url):
        one.sign_out(page)
        one.received.clear()
        page.goto(left)
        one.sign_in_again(page, "bo-sub")
        state(page, "case 13")
        expect(page.get_by_text("belongs to another person, or waited too long")).to_be_visible()
        assert page.locator(".stage").count() == 0
        assert one.got("Brennock", "Quill") == []


def test_an_auditor_sees_who_looked_and_nothing_of_the_records(one: Person, other: Person) -> None:
    bo, di = other.tab(), one.tab()
    other.sign_in(bo, "bo-sub", SHOWN)
    state(bo, "case 14")
    drawn(bo, 1)
    one.sign_in(di, "di-sub")
    state(di, "complaint 3", "security-check")

    expect(di.get_by_text(re.compile("^The log is whole as of "))).to_be_visible()
    expect(di.get_by_role("link", name="Open explorer")).to_have_count(0)
    di.get_by_label("About").fill(PHONE)
    di.get_by_label("About").press("Enter")
    expect(di.get_by_text(re.compile(r"^\d+ of all \d+ events, newest first"))).to_be_visible()
    table = di.locator(".stMain .dvn-scroller").first
    di.wait_for_timeout(500)
    table.click(position={"x": 20, "y": 52})
    card = di.locator(".st-key-card")
    expect(card.get_by_text("For: support-investigation")).to_be_visible()
    expect(card.get_by_text("Because: case 14")).to_be_visible()
    expect(card.get_by_text(re.compile(f"About: .*{re.escape(PHONE)}"))).to_be_visible()
    with di.expect_download() as download:
        di.get_by_role("button", name="Save the head").click()
    assert re.match(r"[0-9a-f]{64}\nhead of the interlink audit log", download.value.path().read_text())
    # What was searched stands in the log; what records say does not.
    assert one.got("Ilvar", "Runa") == []
