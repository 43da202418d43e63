"""Who a request is from, by the cookie that Streamlit set at sign-in: for what is asked beside its pages.

Streamlit tells a page's script who is signed in, and nobody else: its files at `/media` and its counters are
given to whoever has their address.
"""

from __future__ import annotations

import json
from typing import cast

from home import asker, desk
from starlette.requests import HTTPConnection
from starlette.types import Scope
from streamlit.auth_util import get_cookie_with_chunks
from streamlit.web.server.server_util import get_cookie_secret
from streamlit.web.server.starlette.starlette_app_utils import decode_signed_value
from streamlit.web.server.starlette.starlette_server_config import USER_COOKIE_NAME

from interlink.access.rights import Right
from interlink.errors import InterlinkError

__all__ = ["claims_of", "end", "is_answered"]

FILES = "/media/"
# What a browser needs to show the page on which one signs in, the same for everybody.
OPEN = ("/_stcore/health", "/_stcore/host-config", "/_stcore/stream", "/_stcore/bidi-components/")
CLOSED = ("/_stcore/", FILES, "/component/", "/app/")
# Who may take a file away: what the screens offer is an export, or the head of the audit log.
TAKING: tuple[Right, ...] = ("disclose", "audit")


def is_answered(scope: Scope) -> bool:
    """Whether who asks may have what is at this path: pages and their scripts are for everybody.

    A file's address is known to whom it was made for, and opens for nobody who may take nothing away.
    """
    path = scope["path"]
    if path.startswith(OPEN) or not path.startswith(CLOSED):
        return True
    try:
        principal = asker(claims_of(scope))
    except InterlinkError:
        return False
    return not path.startswith(FILES) or any(map(principal.may, TAKING))


def end(scope: Scope) -> None:
    """Ends the sign-in that a request shows, in all tabs."""
    if said := claims_of(scope):
        desk().end(said)


def claims_of(scope: Scope) -> dict[str, object]:
    """What the signed cookie of a request says of the person; nothing where it is none of ours."""
    asked = HTTPConnection(scope)

    def one(name: str) -> bytes | None:
        value = asked.cookies.get(name)
        if value is None:
            return None
        return decode_signed_value(get_cookie_secret(), name, value.encode("latin-1"))

    whole = get_cookie_with_chunks(one, USER_COOKIE_NAME)
    said = cast(dict[str, object], json.loads(whole)) if whole is not None else {}
    return said if said.get("origin") == f"{asked.url.scheme}://{asked.url.netloc}" else {}
