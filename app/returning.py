"""The way to the agency's sign-in and back: to the page of the tab that left, and to no other.

A browser tells every request of a chain that began at another site by that site, also the last one, which a
server sends to itself. So what the provider sends back is answered with a page of ours, which goes on from
here. It does so only for a sign-in that began here; else one has to click.

References
----------
OpenID Connect Core 1.0, 3.1.2.5; Fetch Metadata Request Headers, 2.4 (Sec-Fetch-Site)
"""

from __future__ import annotations

import re
import threading
from html import escape
from urllib.parse import parse_qs, urlencode, urlsplit

from provider import CALLBACK
from signed import KEY, shorten
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import Message, Scope

__all__ = ["LOGIN", "Returns", "is_return"]

LOGIN = "/auth/login"
MOST = 1000
PAGE_PATH = re.compile(r"/[a-z_]{0,40}")
USER_COOKIE = "_streamlit_user="
PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>interlink</title>{refresh}</head>
<body style="font: 16px sans-serif; margin: 3rem">
<p>{words}</p><p><a href="{address}">Open the explorer</a></p></body></html>
"""


class Returns:
    """Where each tab that left to sign in was, by the `state` with which the provider sends it back."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._left: dict[str, str] = {}

    def left(self, scope: Scope, answer: Message) -> None:
        """Notes where a tab was that is sent to the provider."""
        sent_to = Headers(raw=answer["headers"]).get("location", "")
        states = parse_qs(urlsplit(sent_to).query).get("state", [])
        if len(states) == 1:
            with self._lock:
                self._left[states[0]] = _place(Headers(scope=scope).get("referer", ""))
                shorten(self._left, MOST)

    def page(self, scope: Scope, answer: Message) -> bytes:
        """Makes the answer to what the provider sent a page that goes on, and gives its body."""
        asked = parse_qs(scope["query_string"].decode("latin-1"))
        headers = MutableHeaders(raw=answer["headers"])
        signed_in = any(
            cookie.startswith(USER_COOKIE) and "max-age=0" not in cookie.lower()
            for cookie in headers.getlist("set-cookie")
        )
        with self._lock:
            address = self._left.pop(next(iter(asked.get("state", [])), ""), None)
        refresh, words, there = "", "Going on.", "/"
        if address is None:
            words = (
                "This sign-in did not begin here, or too long ago. Nobody was signed in by it."
                if asked
                else "You are signed out."
            )
        else:
            if not signed_in:
                address += ("&" if "?" in address else "?") + urlencode({"sign_in": "failed"})
            there = escape(address, quote=True)
            refresh = f'<meta http-equiv="refresh" content="0;url={there}">'
        return _instead(answer, 200, PAGE.format(refresh=refresh, words=words, address=there))

    def no_provider(self, answer: Message) -> bytes:
        """Makes Streamlit's answer where the provider does not answer a page in words, and gives its body."""
        words = (
            "The agency's sign-in does not answer. Try again in a minute; if it stays so, tell whoever runs"
            " this app: its output says why."
        )
        return _instead(answer, 503, PAGE.format(refresh="", words=words, address="/"))


def is_return(scope: Scope) -> bool:
    """Whether it may come from another site: the provider sends a whole page back to one path, by GET."""
    headers = Headers(scope=scope)
    return (
        scope["type"] == "http"
        and scope["method"] == "GET"
        and scope["path"] == CALLBACK
        and headers.get("sec-fetch-mode") == "navigate"
        and headers.get("sec-fetch-dest") == "document"
    )


def _instead(answer: Message, status: int, page: str) -> bytes:
    sent = page.encode()
    answer["status"] = status
    headers = MutableHeaders(raw=answer["headers"])
    del headers["location"]
    headers["content-type"] = "text/html; charset=utf-8"
    headers["content-length"] = str(len(sent))
    answer["headers"] = headers.raw
    return sent


def _place(referer: str) -> str:
    """The path of a page of ours, with the key of what waits there; anything else of it is dropped."""
    parts = urlsplit(referer)
    path = parts.path if PAGE_PATH.fullmatch(parts.path) else "/"
    keys = parse_qs(parts.query).get("kept", [])
    return f"{path}?{urlencode({'kept': keys[0]})}" if len(keys) == 1 and KEY.fullmatch(keys[0]) else path
