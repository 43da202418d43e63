"""Two people of different agencies see two graphs of one network, and others nothing: in real browsers."""

from __future__ import annotations

import json
import re
import socket
from collections.abc import Iterator
from contextlib import closing, suppress
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

import pytest
from app_homes import APP
from playwright.sync_api import Browser, Locator, Page, expect
from signing_in import (
    BOTH_WORDS,
    CUSTOMS,
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
from streamlit.proto.BackMsg_pb2 import BackMsg
from websockets import Origin, Subprotocol
from websockets.sync.client import connect

EVERY_WORD = (*BOTH_WORDS, *POLICE_WORDS, *CUSTOMS_WORDS)
SHOWN = f"/?show={quote(PHONE, safe='')}"
BETWEEN = SHOWN + "".join(f"&show={quote(id_, safe='')}" for id_ in (QUILL, WICK))


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


@pytest.fixture(scope="module")
def ada(browser: Browser, address: str, provider: str) -> Iterator[Person]:
    """Signed in once; every tab of hers is."""
    with person(browser, address, provider) as made:
        made.sign_in(made.tab(), "ada-sub")
        yield made


@pytest.fixture
def one(browser: Browser, address: str, provider: str) -> Iterator[Person]:
    with person(browser, address, provider) as made:
        yield made


def opened(who: Person, reason: str, path: str = SHOWN) -> Page:
    """A tab of somebody who is signed in, in which something is drawn."""
    page = who.tab()
    page.goto(who.address + path)
    state(page, reason)
    return page


def drawn(page: Page, nodes: int) -> Locator:
    stage = page.locator(".stage")
    expect(stage).to_have_attribute("data-nodes", str(nodes))
    expect(stage).to_have_attribute("data-state", "ready")
    return stage


def search(page: Page, text: str) -> None:
    page.get_by_label("Name or number").fill(text)
    page.get_by_label("Name or number").press("Enter")


def expand_the_phone(page: Page) -> None:
    page.locator(".st-key-card").get_by_role("button", name="Expand").click()


def find_a_path(stage: Locator) -> None:
    """Between the two whom both agencies know."""
    stage.page.wait_for_timeout(700)
    places = json.loads(stage.get_attribute("data-positions") or "{}")
    for id_, keys in ((QUILL, []), (WICK, ["Control"])):
        x, y = places[id_]
        stage.click(position={"x": x, "y": y}, modifiers=keys)
        stage.page.wait_for_timeout(700)
    stage.press("p")


def test_two_people_of_two_agencies_see_two_graphs_of_one_network(ada: Person, one: Person) -> None:
    one.sign_in(one.tab(), "bo-sub")
    pages = {"police": opened(ada, "case 7", BETWEEN), "customs": opened(one, "case 7", BETWEEN)}
    stages = {agency: drawn(page, 3) for agency, page in pages.items()}
    for agency, entities in (("police", 5), ("customs", 6)):
        page = pages[agency]
        expect(page.get_by_text(f"3 of {entities} entities and 1 of")).to_be_visible()
        page.get_by_role("button", name="Filters").click()
        page.get_by_label("Sources").click()
        options = page.get_by_role("option").filter(has_text=re.compile(r"\("))
        expect(options).to_have_count(2)
        assert [text.split(" (")[0] for text in options.all_inner_texts()] == ["both", agency]
        page.keyboard.press("Escape")
        page.keyboard.press("Escape")
    for agency, hidden in (("police", "Tavelin"), ("customs", "Brennock")):
        search(pages[agency], "Quill")
        expect(pages[agency].get_by_text("1 found, the nearest first")).to_be_visible()
        search(pages[agency], hidden)
        expect(pages[agency].get_by_text("Nothing found. Try part of the name")).to_be_visible()

    find_a_path(stages["police"])
    expect(pages["police"].get_by_text("Path 1 of the 1 shortest, 4 hops")).to_be_visible()
    find_a_path(stages["customs"])
    expect(pages["customs"].get_by_text("in the records that you may see")).to_be_visible()
    pages["customs"].locator(".stage").press("Control+z")

    # What one typed comes back to them; nothing else of the other's does.
    assert ada.got(*BOTH_WORDS, *POLICE_WORDS) == [*BOTH_WORDS, *POLICE_WORDS]
    assert ada.got("Feldt", "customs:person", CUSTOMS, "Oskar") == []
    assert one.got(*BOTH_WORDS) == [*BOTH_WORDS]
    assert one.got("police:person", "Ilvar") == []


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
    page.goto(f"{one.address}/audit{SHOWN[1:]}")
    expect(page.get_by_text(re.compile("You may not|nobody here|sign-in has ended"))).to_be_visible()
    assert status(one.address, "/media/none.csv", cookies=one) == 403
    # The number that they asked for themselves says nothing.
    assert [word for word in one.got(*EVERY_WORD) if word not in PHONE] == []


def test_who_may_not_run_cypher_finds_queries_and_writes_none(ada: Person) -> None:
    page = opened(ada, "case 7", "/queries")
    expect(page.get_by_text(" queries. Click one to fill in its form.")).to_be_visible()
    for name, words in (
        ("Write", "You may not run Cypher, and a query decides what is asked: writing one is for those"),
        ("Cypher", "You may not run Cypher of your own: that is for those with the right to"),
    ):
        page.get_by_role("button", name=name, exact=True).click()
        expect(page.get_by_text(words)).to_be_visible()
        expect(page.locator(".stMain").get_by_role("textbox")).to_have_count(0)
        expect(page.get_by_role("button", name=re.compile("^(Save|Run|Explain|Begin anew)$"))).to_have_count(
            0
        )


def test_a_visitor_who_is_not_signed_in_gets_nothing_from_any_path(ada: Person, one: Person) -> None:
    page = opened(ada, "case 9")
    drawn(page, 1)
    page.get_by_role("button", name="Take away").click()
    with page.expect_download() as download:
        page.get_by_role("button", name="Download CSV").click()
    saved = urlsplit(download.value.url).path
    paths = (saved, "/media/none.csv", "/_stcore/metrics", "/_stcore/upload_file/a/b")
    assert {path: status(one.address, path) for path in paths} == dict.fromkeys(paths, 403)
    assert status(one.address, "/_stcore/metrics", cookies=ada) == 200
    assert status(one.address, "/media/none.csv", cookies=ada) == 404

    visitor = one.tab()
    for path in ("/explorer", f"/audit{SHOWN[1:]}", SHOWN):
        visitor.goto(one.address + path)
        expect(visitor.get_by_role("heading", name="Sign in")).to_be_visible()
    expect(visitor).to_have_url(re.compile(r"/\?kept=[\w-]{32}$"))
    assert [word for word in one.got(*EVERY_WORD) if word not in PHONE] == []


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
    asked = BackMsg()
    asked.rerun_script.query_string = SHOWN[2:]
    stream = f"ws://{urlsplit(address).netloc}/_stcore/stream"
    heard = b""
    with connect(stream, origin=Origin(address), subprotocols=[Subprotocol("streamlit")]) as socket_:
        socket_.send(asked.SerializeToString())
        with suppress(TimeoutError):
            while True:
                heard += bytes(socket_.recv(timeout=3, decode=False))

    assert b"What you look at is logged with your name" in heard
    assert [word for word in EVERY_WORD if word.encode() in heard and word not in PHONE] == []


def test_under_another_name_of_this_machine_the_page_says_where_to_sign_in(one: Person) -> None:
    page = one.tab()
    page.goto(one.address.replace("127.0.0.1", "localhost"))

    expect(page.get_by_text(f"Open {one.address} instead")).to_be_visible()
    expect(page.get_by_role("button", name="Sign in")).to_have_count(0)


def test_what_is_changed_or_ended_in_the_midst_of_work_holds_from_the_next_click_on(
    ada: Person, home: Path
) -> None:
    page = opened(ada, "case 10")
    drawn(page, 1)
    expand_the_phone(page)
    drawn(page, 3)
    # What was on its way before the change.
    page.wait_for_timeout(2000)
    ada.received.clear()
    try:
        change(home, "ada", agency="Customs")
        search(page, "Quill")
        expect(page.get_by_text("An administrator changed what you may see or do.")).to_be_visible()
        expect(page.get_by_text("1 of 3 entities drawn before cannot be shown any more")).to_be_visible()
        assert ada.got("Brennock") == []

        ada.received.clear()
        change(home, "ada", is_active=False)
        page.get_by_role("button", name="Arrange").click()
        expect(page.get_by_text("Your access has ended. Ask an administrator.")).to_be_visible()
        expect(page.locator(".stage")).to_have_count(0)
        assert ada.got(*EVERY_WORD) == []
    finally:
        change(home, "ada", agency="Police", is_active=True)


def change(home: Path, name: str, **values: object) -> None:
    secret = (home / "token").read_text(encoding="ascii")
    with administered(home, secret) as ws:
        (row,) = [row for row in ws.principals() if row.name == name]
        ws.change_principal(name, revision=row.revision, **values)


def test_work_waits_while_one_signs_in_again_and_for_nobody_else(one: Person) -> None:
    page, second = one.tab(), one.tab()
    one.sign_in(page, "ada-sub", SHOWN)
    state(page, "case 12")
    drawn(page, 1)
    expand_the_phone(page)
    drawn(page, 3)
    page.get_by_role("button", name="Filters").click()
    page.get_by_text("Only entities with a link").click()
    expect(page.get_by_text("Filters: 1 on")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page).to_have_url(re.compile("show=.*show=.*show=.*of="))
    before = page.url
    second.goto(one.address)
    one.sign_out(second)

    page.get_by_role("button", name="By kind").click()
    expect(page.get_by_role("heading", name="Your sign-in has ended")).to_be_visible()
    expect(page).to_have_url(re.compile(r"/\?kept=[\w-]{32}$"))
    kept = page.url
    one.received.clear()
    one.sign_in_again(page, "bo-sub")
    state(page, "case 13")
    expect(page.get_by_text("belongs to another person, or waited too long")).to_be_visible()
    assert page.locator(".stage").count() == 0
    assert one.got("Brennock", "Quill") == []
    one.sign_out(page)
    page.goto(kept)
    one.sign_in_again(page, "ada-sub")

    drawn(page, 3)
    expect(page.get_by_text("Filters: 1 on")).to_be_visible()
    expect(page.get_by_text("because: case 12")).to_be_visible()
    assert page.url == before


def test_an_auditor_sees_who_looked_and_nothing_of_the_records(ada: Person, one: Person) -> None:
    looking = opened(ada, "case 14")
    # What is drawn was logged before; a tab that is closed sooner may not have looked yet.
    drawn(looking, 1)
    looking.close()
    page = one.tab()
    one.sign_in(page, "di-sub")
    state(page, "complaint 3", "security-check")

    expect(page.get_by_text(re.compile("^The log is whole as of "))).to_be_visible()
    expect(page.get_by_role("link", name="Open explorer")).to_have_count(0)
    page.get_by_label("About").fill(PHONE)
    page.get_by_label("About").press("Enter")
    expect(page.get_by_text(re.compile(r"^[1-9]\d* of all \d+ events, newest first"))).to_be_visible()
    page.wait_for_timeout(500)
    page.locator(".stMain .dvn-scroller").first.click(position={"x": 20, "y": 52})
    card = page.locator(".st-key-card")
    expect(card.get_by_text("Because: case 14")).to_be_visible()
    expect(card.get_by_text("For: support-investigation")).to_be_visible()
    expect(card.get_by_text(re.compile(f"About: .*{re.escape(PHONE)}"))).to_be_visible()
    with page.expect_download() as download:
        page.get_by_role("button", name="Save the head").click()
    assert re.match(r"[0-9a-f]{64}\nhead of the interlink audit log", download.value.path().read_text())
    # What was searched stands in the log; what records say does not.
    assert one.got("Ilvar", "Runa") == []
