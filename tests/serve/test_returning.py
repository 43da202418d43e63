"""The way to the agency's sign-in and back, asked in its own process."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlencode

import httpx
import pytest
from anyio.from_thread import start_blocking_portal
from policy import EXCEPTION_HANDLERS, MIDDLEWARE
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

HERE = "http://127.0.0.1:8501"
KEY = "k" * 32
# What a browser says of a whole page that another site sends it to.
SENT_BACK = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document"}


async def login(request: Request) -> Response:
    """As Streamlit does it: to the provider with a new state, or 400 where it does not answer."""
    if "provider" not in request.query_params:
        return PlainTextResponse("Authentication error", status_code=400)
    return RedirectResponse("https://agency.example/authorize?" + urlencode({"state": "s1"}), 302)


async def callback(request: Request) -> Response:
    answer = RedirectResponse("/", 302)
    if "code" in request.query_params:
        answer.set_cookie("_streamlit_user", "signed", httponly=True)
    else:
        answer.delete_cookie("_streamlit_user")
    return answer


async def page(_request: Request) -> Response:
    return PlainTextResponse("a page")


class Browser:
    """Asks one server, and follows nothing."""

    def __init__(self) -> None:
        routes = [
            Route("/auth/login", login),
            Route("/oauth2callback", callback, methods=["GET", "POST"]),
            Route("/{path:path}", page),
        ]
        served = Starlette(routes=routes, middleware=MIDDLEWARE, exception_handlers=EXCEPTION_HANDLERS)
        self.served = httpx.ASGITransport(served, client=("127.0.0.1", 51000))

    def get(self, address: str, headers: Mapping[str, str]) -> httpx.Response:
        return self.ask("GET", address, headers)

    def ask(self, method: str, address: str, headers: Mapping[str, str]) -> httpx.Response:
        async def asked() -> httpx.Response:
            async with httpx.AsyncClient(transport=self.served, base_url=HERE) as client:
                return await client.request(method, address, headers=headers)

        # On a thread of its own: the browser of another test may hold this thread's event loop.
        with start_blocking_portal() as portal:
            return portal.call(asked)


@pytest.fixture
def browser() -> Browser:
    return Browser()


def leave(browser: Browser, referer: str) -> None:
    headers = {"Sec-Fetch-Site": "same-origin", "Referer": referer}
    assert browser.get("/auth/login?provider=x", headers=headers).status_code == 302


def come_back(browser: Browser, query: str = "code=c&state=s1") -> httpx.Response:
    return browser.get(f"/oauth2callback?{query}", headers=SENT_BACK)


@pytest.mark.parametrize(
    ("left", "there"),
    [
        (f"{HERE}/?kept={KEY}", f"/?kept={KEY}"),
        (f"{HERE}/audit?kept={KEY}", f"/audit?kept={KEY}"),
        (f"{HERE}/audit", "/audit"),
        (f"{HERE}/?show=notices:1&at=1_2&of=0", "/"),
        (f"{HERE}/?kept={KEY}&kept={KEY}", "/"),
        (f"{HERE}/?kept=%22%3E%3Cscript%3E", "/"),
        ("https://agency.example//stranger.example/", "/"),
        ("", "/"),
    ],
)
def test_a_tab_goes_on_where_it_was_and_nowhere_else(browser: Browser, left: str, there: str) -> None:
    leave(browser, left)
    answer = come_back(browser)

    assert answer.status_code == 200
    assert f'<meta http-equiv="refresh" content="0;url={there}">' in answer.text
    assert "location" not in answer.headers
    assert answer.headers["set-cookie"].startswith("_streamlit_user=signed")
    assert answer.headers["cache-control"] == "no-store"


def test_a_tab_that_did_not_leave_here_does_not_go_on_by_itself(browser: Browser) -> None:
    for query in ("code=c&state=another", "code=c", "state=%20", "error=x&error_description=%3Cscript%3E"):
        answer = come_back(browser, query)
        assert (answer.status_code, "refresh" in answer.text) == (200, False)
        assert "did not begin here" in answer.text
        assert "<script>" not in answer.text


def test_a_way_back_is_gone_once(browser: Browser) -> None:
    leave(browser, HERE)
    assert "refresh" in come_back(browser).text

    assert "refresh" not in come_back(browser).text


def test_who_did_not_sign_in_is_told_so_where_they_were(browser: Browser) -> None:
    leave(browser, f"{HERE}/?kept={KEY}")
    answer = come_back(browser, "error=access_denied&state=s1")

    assert f"0;url=/?kept={KEY}&amp;sign_in=failed" in answer.text


def test_who_signed_out_comes_back_to_words(browser: Browser) -> None:
    assert "You are signed out." in come_back(browser, "").text


def test_a_provider_that_does_not_answer_is_told_in_words(browser: Browser) -> None:
    answer = browser.get("/auth/login", headers={"Sec-Fetch-Site": "same-origin"})

    assert answer.status_code == 503
    assert "sign-in does not answer" in answer.text


@pytest.mark.parametrize(
    "path", ["/", "/audit", "/auth/login", "/auth/logout", "/oauth2callback/", "/x/oauth2callback"]
)
def test_another_site_sends_a_browser_nowhere_else(browser: Browser, path: str) -> None:
    assert browser.get(path, headers=SENT_BACK).status_code == 403


@pytest.mark.parametrize(
    "change", [{"Sec-Fetch-Mode": "cors"}, {"Sec-Fetch-Dest": "iframe"}, {"Sec-Fetch-Dest": "image"}]
)
def test_another_site_loads_nothing_from_the_way_back(browser: Browser, change: dict[str, str]) -> None:
    assert browser.get("/oauth2callback", headers={**SENT_BACK, **change}).status_code == 403


def test_another_site_posts_nothing_to_the_way_back(browser: Browser) -> None:
    headers = {**SENT_BACK, "Origin": "https://agency.example"}
    assert browser.ask("POST", "/oauth2callback", headers=headers).status_code == 403
    assert browser.ask("POST", "/oauth2callback", headers=SENT_BACK).status_code == 403
    assert browser.get("/oauth2callback", headers=headers).status_code == 403
