"""What can be wrong with when a source runs and where its deliveries come from."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

from interlink.errors import SpecError
from interlink.mapping.check_file import Problem
from interlink.mapping.fetching import FetchSpec, is_loopback, secret_names
from interlink.mapping.spec import SourceSpec
from interlink.model.schedule import parse_schedule, parse_span

__all__ = ["fetching_problems"]

BESIDE: Mapping[str, frozenset[str]] = {
    "folder": frozenset({"folder", "pattern", "settled_s", "together"}),
    "file": frozenset({"file", "settled_s"}),
    "url": frozenset({"url", "headers", "timeout_s", "longest_s", "most_mb", "tries"}),
}
TOKEN = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]+")
VARIABLE = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
SECRET = frozenset({"authorization", "cookie", "proxy-authorization"})
# What a secret is called in addresses.
KEYS = frozenset(
    {
        "access_token",
        "api-key",
        "api_key",
        "apikey",
        "auth",
        "key",
        "password",
        "secret",
        "sig",
        "signature",
        "token",
    }
)
IN_FILE = "a secret does not stand in this file: name an environment variable, as {FEED_TOKEN}"


def fetching_problems(spec: SourceSpec) -> Iterator[Problem]:
    """What is wrong with schedule and fetch of a source, as (place in the file, words)."""
    try:
        if spec.schedule is not None:
            parse_schedule(spec.schedule)
    except SpecError as error:
        yield ("schedule",), str(error)
    try:
        if spec.late_after is not None:
            parse_span(spec.late_after)
    except SpecError as error:
        yield ("late_after",), str(error)
    if spec.late_after is not None and spec.schedule is None:
        yield ("late_after",), "it goes with 'schedule', and there is none"
    if spec.fetch is not None:
        for place, words in _fetch_problems(spec.fetch):
            yield ("fetch", *place), words


def _fetch_problems(fetch: FetchSpec) -> Iterator[Problem]:
    forms = [form for form in BESIDE if getattr(fetch, form) is not None]
    if len(forms) != 1:
        yield (), f"expected exactly one of {', '.join(BESIDE)}; found {', '.join(forms) or 'none'}"
        return
    form = forms[0]
    for name in sorted(fetch.model_fields_set - BESIDE[form]):
        yield (
            (name,),
            f"it does not go with '{form}'; beside that may stand {', '.join(sorted(BESIDE[form]))}",
        )
    if form == "url":
        yield from _url_problems(fetch.url or "")
        yield from _header_problems(fetch.headers)
    elif not Path(getattr(fetch, form)).is_absolute():
        yield (form,), "expected the whole path, from the root: whoever runs it may stand in any folder"
    if form == "folder" and (not fetch.pattern or "/" in fetch.pattern or "**" in fetch.pattern):
        yield ("pattern",), f"'{fetch.pattern}': expected a pattern of file names such as '*.csv'"


def _url_problems(url: str) -> Iterator[Problem]:
    at = ("url",)
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError as error:
        yield at, f"it is no address: {error}"
        return
    if parts.scheme not in ("https", "http") or not host:
        yield at, "expected an address that begins with https:// and names a host"
    elif parts.scheme == "http" and not is_loopback(host):
        yield at, "expected https://; what comes by http:// can be read and changed on the way"
    if parts.username is not None or parts.password is not None:
        yield at, "no user or password goes into an address; name a variable in 'headers'"
    address, _, query = url.partition("?")
    if secret_names(address):
        yield at, "a variable stands in an address after the '?' alone, or in 'headers'"
    yield from _variable_problems(at, query)
    for name, value in parse_qsl(query, keep_blank_values=True):
        if name.lower() in KEYS and not secret_names(value):
            yield at, f"'{name}': {IN_FILE}"


def _header_problems(headers: Mapping[str, str]) -> Iterator[Problem]:
    for name, value in headers.items():
        at = ("headers", name)
        if not TOKEN.fullmatch(name):
            yield at, "it is no name of a header"
        if not value.isascii() or not value.isprintable():
            yield at, "expected printable ASCII"
        yield from _variable_problems(at, value)
        if name.lower() in SECRET and not secret_names(value):
            yield at, IN_FILE


def _variable_problems(at: tuple[str, ...], text: str) -> Iterator[Problem]:
    for variable in secret_names(text):
        if not VARIABLE.fullmatch(variable) or variable.startswith("INTERLINK_"):
            yield at, f"'{{{variable}}}' must name an environment variable that is not interlink's own"
