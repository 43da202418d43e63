"""Whom the explorer's server answers, and what it says with every answer.

Only pages that this server gave to a browser on this machine may speak to it; and such a page may load and
ask nothing from anywhere else, whatever a name in a record says. In a shared home, who is not signed in gets
the page to sign in and nothing else. The one thing that comes from another site is the way back from the
agency's sign-in.

References
----------
Content Security Policy Level 3; Fetch (Origin, Cross-Origin-Resource-Policy); RFC 9110, 7.2 (Host)
"""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Callable
from functools import cache
from hashlib import sha256
from ipaddress import IPv6Address, ip_address
from pathlib import Path
from typing import Any

import streamlit
from cookies import end, is_answered
from provider import CALLBACK
from returning import LOGIN, Returns, is_return
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers, MutableHeaders
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

__all__ = ["EXCEPTION_HANDLERS", "MIDDLEWARE", "Guard", "headers_for"]

LOOPBACK_HOST = re.compile(r"(127\.0\.0\.1|localhost|\[::1\])(:[0-9]{1,5})?", re.IGNORECASE)
INLINE_SCRIPT = re.compile(rb"<script>(.*?)</script>", re.DOTALL)
# The same for everybody and without a word from records; all else is told to keep nothing.
SHARED_PATHS = ("/static/", "/_stcore/bidi-components/")
LOGOUT = "/auth/logout"
UNUSED_FEATURES = (
    "accelerometer",
    "camera",
    "display-capture",
    "geolocation",
    "gyroscope",
    "magnetometer",
    "microphone",
    "midi",
    "payment",
    "publickey-credentials-get",
    "usb",
)


def headers_for(host: str, path: str) -> dict[str, str]:
    """The headers of an answer to a page at `host` (name and port, as the browser names this server)."""
    policy = {
        "default-src": "'self'",
        # Streamlit's page has one script of its own in it; a script that a record brings has another hash.
        "script-src": " ".join(["'self'", "'wasm-unsafe-eval'", *_page_script_hashes()]),
        # Streamlit writes its styles into the page.
        "style-src": "'self' 'unsafe-inline'",
        "img-src": "'self' data: blob:",
        "font-src": "'self' data:",
        # Not every browser counts the websocket of the same host as 'self'.
        "connect-src": f"'self' ws://{host}",
        "frame-src": "'none'",
        "worker-src": "'none'",
        "object-src": "'none'",
        "base-uri": "'none'",
        "form-action": "'self'",
        "frame-ancestors": "'none'",
    }
    headers = {
        "Content-Security-Policy": "; ".join(f"{name} {value}" for name, value in policy.items()),
        "X-Content-Type-Options": "nosniff",
        # A tab that leaves to sign in says here, and nowhere else, where it was.
        "Referrer-Policy": "same-origin",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Permissions-Policy": ", ".join(f"{feature}=()" for feature in UNUSED_FEATURES),
    }
    if not path.startswith(SHARED_PATHS):
        headers["Cache-Control"] = "no-store"
    return headers


class Guard:
    """Answers this machine's own pages only, and puts `headers_for` on every answer.

    Refused with status 403, before anything else looks at it: what comes from another machine; what names
    this server by another address than a loopback one, as a page does whose own name was pointed here; what
    a page of another origin sends or links to; and what holds records, for who is not signed in. A websocket
    has to name its origin, as every browser does.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self.returns = Returns()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in {"http", "websocket"}:
            await self.app(scope, receive, send)
            return

        refusal = _refusal(scope)
        if refusal is None and scope["type"] == "http":
            # Cookies and the register of principals are read from files.
            if not await run_in_threadpool(is_answered, scope):
                refusal = "Sign in first."
            elif scope["path"] == LOGOUT:
                await run_in_threadpool(end, scope)
        answer = self.app if refusal is None else PlainTextResponse(refusal, status_code=403)
        page: bytes | None = None

        async def send_guarded(message: Message) -> None:
            nonlocal page
            if message["type"] in {"http.response.start", "websocket.http.response.start"}:
                page = self._page(scope, message)
                MutableHeaders(scope=message).update(_headers(scope))
            elif page is not None:
                message = {"type": "http.response.body", "body": page}
            await send(message)

        await answer(scope, receive, send_guarded)

    def _page(self, scope: Scope, answer: Message) -> bytes | None:
        """The page in place of an answer on the way to sign-in and back; None where the answer stands."""
        way = (scope["path"], answer["status"])
        if way == (LOGIN, 302):
            self.returns.left(scope, answer)
        elif way == (LOGIN, 400):
            return self.returns.no_provider(answer)
        elif way == (CALLBACK, 302):
            return self.returns.page(scope, answer)
        return None


def _refusal(scope: Scope) -> str | None:
    """Why this is not answered, in words; None when it is."""
    headers = Headers(scope=scope)
    client = scope.get("client")
    if client is None or not _is_loopback(client[0]):
        return "The explorer answers this machine only."
    host = headers.get("host", "")
    if len(headers.getlist("host")) != 1 or not LOOPBACK_HOST.fullmatch(host):
        return "The explorer answers at a loopback address only, such as 127.0.0.1 or localhost."
    origins = headers.getlist("origin")
    own = f"{'https' if scope['scheme'] in {'https', 'wss'} else 'http'}://{host}"
    if any(origin.lower() != own.lower() for origin in origins) or (
        scope["type"] == "websocket" and not origins
    ):
        return "The explorer answers its own pages only, not those of another origin."
    # A link elsewhere names no origin; what it opens would be drawn, and logged as this person's look.
    if headers.get("sec-fetch-site", "none") in {"cross-site", "same-site"} and not is_return(scope):
        return "The explorer opens by its address, not by a link on another page. Copy the address instead."
    return None


def _is_loopback(address: str) -> bool:
    try:
        ip = ip_address(address)
    except ValueError:
        return False
    mapped = ip.ipv4_mapped if isinstance(ip, IPv6Address) else None
    return (mapped or ip).is_loopback


def _headers(scope: Scope) -> dict[str, str]:
    host = Headers(scope=scope).get("host", "")
    return headers_for(host if LOOPBACK_HOST.fullmatch(host) else "127.0.0.1", scope["path"])


@cache
def _page_script_hashes() -> tuple[str, ...]:
    """The sources that allow the inline scripts of Streamlit's own page, and no other."""
    page = (Path(streamlit.__file__).parent / "static" / "index.html").read_bytes()
    digests = (sha256(script).digest() for script in INLINE_SCRIPT.findall(page))
    return tuple(f"'sha256-{b64encode(digest).decode('ascii')}'" for digest in digests)


def _failed(request: Request, _error: Exception) -> Response:
    """The answer to a request that failed: Starlette gives it from outside of every middleware."""
    words = "The explorer failed on this request; its own output says why."
    return PlainTextResponse(words, status_code=500, headers=_headers(request.scope))


MIDDLEWARE = [Middleware(Guard)]
EXCEPTION_HANDLERS: dict[type[Exception], Callable[[Any, Any], Response]] = {Exception: _failed}
