"""The fields of a source file that say when it runs and where its deliveries come from."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from ipaddress import ip_address
from pathlib import Path

from pydantic import Field

from interlink.mapping.fields import Strict

__all__ = ["UNATTENDED", "FetchSpec", "filled", "is_loopback", "secret_names"]

# The fields of a source that say nothing of its records.
UNATTENDED = ("schedule", "late_after", "fetch")
NAMED = re.compile(r"\{([^{}]*)\}")


class FetchSpec(Strict):
    """Where a source's deliveries come from: exactly one of a watched folder, a file, an address.

    `settled_s`: a file that changed later than so many seconds ago is left alone. `together`: all files that
    match are one delivery. Values of `headers` and the query of `url` name environment variables in braces.
    """

    folder: str | None = None
    pattern: str = "*"
    settled_s: float = Field(default=60, ge=0)
    together: bool = False
    file: str | None = None
    url: str | None = None
    headers: dict[str, str] = Field(default_factory=dict)
    timeout_s: float = Field(default=60, gt=0)
    longest_s: float = Field(default=3600, gt=0)
    most_mb: int = Field(default=2048, gt=0)
    tries: int = Field(default=4, gt=0, le=20)

    @property
    def place(self) -> str:
        """The folder, file or address; a query, which may hold a key, as a mark to tell one from another."""
        if self.folder is not None:
            return str(Path(self.folder) / self.pattern)
        if self.url is None:
            return self.file or ""
        address, mark, query = self.url.partition("?")
        return f"{address}?{hashlib.sha256(query.encode()).hexdigest()[:8]}" if mark else address


def secret_names(value: str) -> list[str]:
    """The environment variables that a header or a query names: those of `Bearer {FEED_TOKEN}`."""
    return [str(name) for name in NAMED.findall(value)]


def filled(value: str, environ: Mapping[str, str]) -> str:
    """A header or a query with what the variables that it names hold; all of them are there."""
    return NAMED.sub(lambda named: environ[named[1]], value)


def is_loopback(host: str) -> bool:
    """Whether a host is this machine."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
