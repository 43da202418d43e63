"""Whom the guard answers, asked in its own process."""

from __future__ import annotations

from contextlib import nullcontext
from typing import Any

import pytest
from anyio.from_thread import start_blocking_portal
from policy import EXCEPTION_HANDLERS, MIDDLEWARE, Guard, headers_for
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route, WebSocketRoute
from starlette.websockets import WebSocket

HERE, HOST = ("127.0.0.1", 51000), "127.0.0.1:8501"


async def say_hello(_request: Request) -> PlainTextResponse:
    return PlainTextResponse("hello")


async def fail(_request: Request) -> PlainTextResponse:
    raise RuntimeError("a value of a record")


async def talk(socket: WebSocket) -> None:
    await socket.accept()
    await socket.close()


ROUTES = [Route("/", say_hello), Route("/fails", fail), WebSocketRoute("/talk", talk)]
SERVED = Starlette(routes=ROUTES, middleware=MIDDLEWARE, exception_handlers=EXCEPTION_HANDLERS)


def awaited(app: Any, *messages: Any) -> None:
    # On a thread of its own: the browser of another test may hold this thread's event loop.
    with start_blocking_portal() as portal:
        portal.call(app, *messages)


def asked(
    *,
    kind: str = "http",
    path: str = "/",
    client: tuple[str, int] | None = HERE,
    host: str = HOST,
    origin: str | None = None,
    more: tuple[tuple[str, str], ...] = (),
    raises: type[Exception] | None = None,
) -> list[dict[str, Any]]:
    """The server's messages to one request, with headers as a dictionary and the body as text."""
    headers = [("host", host), *more, *([] if origin is None else [("origin", origin)])]
    scope = {
        "type": kind,
        "scheme": "http" if kind == "http" else "ws",
        "method": "GET",
        "path": path,
        "query_string": b"",
        "headers": [(name.encode(), value.encode("latin-1")) for name, value in headers],
        "client": client,
        "extensions": {"websocket.http.response": {}},
        "subprotocols": [],
    }
    said: list[dict[str, Any]] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request" if kind == "http" else "websocket.connect"}

    async def send(message: Any) -> None:
        headers = {name.decode(): value.decode() for name, value in message.get("headers", [])}
        said.append({**message, "headers": headers, "body": message.get("body", b"").decode()})

    with nullcontext() if raises is None else pytest.raises(raises):
        awaited(SERVED, scope, receive, send)
    return said


def answer(**request: Any) -> tuple[int, str]:
    start, body = asked(**request)
    return start["status"], body["body"]


@pytest.mark.parametrize("client", ["127.0.0.1", "127.0.0.9", "::1", "::ffff:127.0.0.1"])
def test_this_machine_is_answered(client: str) -> None:
    assert answer(client=(client, 51000)) == (200, "hello")


@pytest.mark.parametrize(
    "client", [("192.0.2.1", 51000), ("::ffff:192.0.2.1", 51000), ("2001:db8::1", 51000), ("", 0), None]
)
def test_another_machine_is_refused_whatever_it_names(client: tuple[str, int] | None) -> None:
    status, words = answer(client=client)

    assert (status, words) == (403, "The explorer answers this machine only.")


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost:8501", "LOCALHOST:1", "[::1]:8501"])
def test_a_loopback_host_is_answered(host: str) -> None:
    assert answer(host=host) == (200, "hello")


@pytest.mark.parametrize(
    "host",
    [
        "",
        "rebound.example",
        "rebound.example:8501",
        "127.0.0.1.rebound.example",
        "localhost.rebound.example:8501",
        "localhost@rebound.example",
        "127.0.0.1:8501, rebound.example",
        "127.0.0.1:8501; script-src *",
        "192.0.2.1:8501",
        "0.0.0.0:8501",
        "127.0.0.1:8501\n",
    ],
)
def test_another_host_is_refused_and_stands_in_no_header(host: str) -> None:
    start, body = asked(host=host)

    assert start["status"] == 403
    assert body["body"].startswith("The explorer answers at a loopback address only")
    assert start["headers"]["content-security-policy"] == content_policy("127.0.0.1")


def test_two_hosts_are_refused() -> None:
    status, _ = answer(more=(("host", HOST),))

    assert status == 403


@pytest.mark.parametrize(
    "origin",
    [
        "http://rebound.example",
        "null",
        "",
        "http://127.0.0.1:3000",
        "http://localhost:8501",
        "https://127.0.0.1:8501",
        f"http://{HOST}.rebound.example",
    ],
)
@pytest.mark.parametrize("kind", ["http", "websocket"])
def test_another_origin_is_refused(kind: str, origin: str) -> None:
    status, words = answer(kind=kind, path="/" if kind == "http" else "/talk", origin=origin)

    assert (status, words) == (403, "The explorer answers its own pages only, not those of another origin.")


def test_its_own_pages_are_answered() -> None:
    assert answer(origin=f"http://{HOST}") == (200, "hello")
    accepted, _ = asked(kind="websocket", path="/talk", origin=f"http://{HOST}")
    assert accepted["type"] == "websocket.accept"


@pytest.mark.parametrize(
    ("site", "status"), [("none", 200), ("same-origin", 200), ("same-site", 403), ("cross-site", 403)]
)
def test_a_link_on_another_page_opens_nothing(site: str, status: int) -> None:
    assert answer(more=(("sec-fetch-site", site),))[0] == status


def test_a_websocket_that_names_no_origin_is_refused() -> None:
    status, _ = answer(kind="websocket", path="/talk")

    assert status == 403


def test_a_failure_says_nothing_of_what_failed_and_has_every_header() -> None:
    start, body = asked(path="/fails", raises=RuntimeError)

    expected = {name.lower(): value for name, value in headers_for(HOST, "/fails").items()}
    assert (start["status"], body["body"]) == (
        500,
        "The explorer failed on this request; its own output says why.",
    )
    assert start["headers"].items() >= expected.items()


def test_what_is_neither_request_nor_websocket_passes() -> None:
    passed: list[str] = []

    async def inner(scope: Any, _receive: Any, _send: Any) -> None:
        passed.append(scope["type"])

    async def none(*_: Any) -> Any:
        raise AssertionError("nothing is received or sent")

    awaited(Guard(inner), {"type": "lifespan"}, none, none)

    assert passed == ["lifespan"]


def content_policy(host: str) -> str:
    return headers_for(host, "/")["Content-Security-Policy"]
