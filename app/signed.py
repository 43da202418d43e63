"""Who is signed in, for how long, and what waits for whoever signs in again.

A sign-in is what Streamlit's cookie says of it, and good only while it is fresh, nobody signed out of it, and
the home knows whose it is: asked anew at every run of a page, since a page outlives its cookie.
"""

from __future__ import annotations

import hmac
import re
import secrets
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256
from typing import Literal, TypeAlias, TypeVar

from provider import Provider

from interlink.access.principals import Principal
from interlink.render.address import Chart
from interlink.workspace import Workspace

__all__ = ["KEY", "Desk", "Standing", "Waiting", "mark", "principal_of", "shorten", "standing"]

K = TypeVar("K")
V = TypeVar("V")
Standing: TypeAlias = Literal["local", "nobody", "ended", "in"]
KEY = re.compile(r"[A-Za-z0-9_-]{32}")
MOST_WAITING, MOST_VISITING, MOST_ENDED = 500, 100, 10_000
# A provider's clock may be so far ahead of ours.
LEEWAY_S = 120


@dataclass(frozen=True)
class Waiting:
    """Work that waits for its owner: ids, places, filters and what was stated, and nothing of records.

    `owner` is a `mark`; empty for an address that anybody may have written.
    """

    owner: str
    chart: Chart
    filters: Mapping[str, object] = field(default_factory=dict)
    stated: tuple[str, str, date | None] | None = None


class Desk:
    """What all sessions of this process share: which sign-ins have ended, and what waits for whom.

    Both are forgotten when the process ends, and the oldest when there are too many. What visitors leave is
    kept apart, so that it pushes out nobody's work.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._ended: dict[tuple[object, ...], None] = {}
        self._waiting: dict[str, Waiting] = {}
        self._visiting: dict[str, Waiting] = {}

    def end(self, claims: Mapping[str, object]) -> None:
        """Ends a sign-in in every tab of its browser, and its cookie wherever it went."""
        with self._lock:
            self._ended[_one(claims)] = None
            shorten(self._ended, MOST_ENDED)

    def has_ended(self, claims: Mapping[str, object]) -> bool:
        """Whether somebody signed out of it."""
        with self._lock:
            return _one(claims) in self._ended

    def keep(self, work: Waiting, *, was_signed_in: bool) -> str:
        """The key under which the work waits; it opens nothing for anybody but its owner.

        `was_signed_in`: whether who leaves it drew it here, and did not come with an address alone.
        """
        key = secrets.token_urlsafe(24)
        kept, most = (self._waiting, MOST_WAITING) if was_signed_in else (self._visiting, MOST_VISITING)
        with self._lock:
            kept[key] = work
            shorten(kept, most)
        return key

    def take(self, key: str, owner: str) -> Waiting | None:
        """The work that waits for this owner, once; another's stays where it is."""
        with self._lock:
            for kept in (self._waiting, self._visiting):
                work = kept.get(key)
                if work is not None and work.owner in {"", owner}:
                    return kept.pop(key)
        return None


def standing(
    claims: Mapping[str, object], desk: Desk, provider: Provider | None, *, is_shared: bool, now: float
) -> Standing:
    """How the browser that shows these claims stands to a home at `now`, in seconds since 1970."""
    if not is_shared:
        return "local"
    if provider is None or claims.get("is_logged_in") is not True:
        return "nobody"
    begun = claims.get("iat")
    is_fresh = isinstance(begun, int | float) and -LEEWAY_S < now - begun < provider.hours * 3600
    return "in" if is_fresh and not desk.has_ended(claims) else "ended"


def principal_of(ws: Workspace, claims: Mapping[str, object]) -> Principal:
    """Who signed in, as of now; of a local home its user.

    Raises
    ------
    AccessDenied   nobody here signs in as that, or their access has ended
    """
    return ws.sign_in(claims) or ws.principal


def mark(provider: Provider | None, principal: Principal) -> str:
    """What says in an address who drew it, to this app alone; empty where nobody signs in."""
    if provider is None:
        return ""
    return hmac.new(provider.cookie_secret.encode(), principal.name.encode(), sha256).hexdigest()[:16]


def _one(claims: Mapping[str, object]) -> tuple[object, ...]:
    return tuple(str(claims.get(name)) for name in ("iss", "sub", "iat", "nonce", "jti"))


def shorten(kept: dict[K, V], most: int) -> None:
    """Forgets the oldest of what is kept, down to so many."""
    while len(kept) > most:
        del kept[next(iter(kept))]
