"""A delivery from an HTTPS server: whole or not at all, no larger than said, asked for again with a pause."""

from __future__ import annotations

import hashlib
import logging
import re
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from http.client import responses
from pathlib import Path
from urllib.parse import quote, urljoin, urlsplit

import requests
import urllib3
from urllib3.exceptions import MaxRetryError
from urllib3.util.retry import Retry

from interlink.errors import FetchError
from interlink.ledger.runs import Fetched
from interlink.loads.arrivals import Arrival, Arrivals
from interlink.loads.https_reach import Reach
from interlink.mapping.fetching import FetchSpec, filled, is_loopback, secret_names
from interlink.mapping.spec import SourceSpec

__all__ = ["download"]

AGAIN = (408, 425, 429, 500, 502, 503, 504)
REDIRECTS = (301, 302, 303, 307, 308)
UNCHANGED, OK = 304, 200
MOST_REDIRECTS = 5
LONGEST_PAUSE_S = 300
CHUNK, MB = 1 << 16, 1_000_000
LONGEST_NAME = 100
# It writes whole addresses, with the secrets in them, for whoever logs everything.
logging.getLogger("urllib3.connectionpool").setLevel(logging.INFO)


class _NotYetError(Exception):
    """What may go better at the next try; `response` may say when."""

    def __init__(self, words: str, response: urllib3.BaseHTTPResponse | None = None) -> None:
        super().__init__(words)
        self.response = response


@dataclass(frozen=True)
class _Wish:
    """What is asked for; the source's `own` headers go to the address's own server alone.

    `address` is the source's with the secrets that it names, and stands in no message.
    """

    spec: SourceSpec
    fetch: FetchSpec
    address: str
    known: Fetched | None
    folder: Path
    headers: Mapping[str, str]
    own: Mapping[str, str]
    session: requests.Session


def download(
    spec: SourceSpec,
    fetch: FetchSpec,
    known: Fetched | None,
    folder: Path,
    *,
    environ: Mapping[str, str],
    pause_s: float = 2.0,
) -> Arrivals:
    """The delivery at an address as a new file in `folder`; none where it is still the `known` one.

    Only https is spoken, also where a redirect leads; http to this machine alone. A redirect leads to public
    servers, or stays in the network of the address. Headers of the source, and what variables hold that its
    address names, go to the address's own host and to no other. The pause between tries begins with `pause_s`
    and doubles, or is what the server asks for; five minutes at most.

    Raises
    ------
    FetchError   not there, refused, too large, too slow, not to be trusted; or at no try whole
    """
    headers, own = _headers(spec, fetch, known, environ)
    address = _address(spec, fetch, environ)
    retry = Retry(
        total=fetch.tries - 1,
        backoff_factor=pause_s / 2,
        backoff_max=LONGEST_PAUSE_S,
        retry_after_max=LONGEST_PAUSE_S,
    )
    with requests.Session() as session:
        session.auth = _unchanged
        session.mount("https://", reach := Reach(address))
        session.mount("http://", reach)
        wish = _Wish(spec, fetch, address, known, folder, headers, own, session)
        while True:
            tries = len(retry.history) + 1
            try:
                return replace(_once(wish), tries=tries)
            except FetchError as error:
                raise FetchError(f"source {spec.source}: {error}", tries=tries) from error
            except _NotYetError as error:
                try:
                    retry = retry.increment("GET", fetch.url, error=error)
                except MaxRetryError:
                    times = "once" if tries == 1 else f"{tries} times"
                    raise FetchError(f"source {spec.source}: {error}; tried {times}", tries=tries) from error
                retry.sleep(error.response)


def _once(wish: _Wish) -> Arrivals:
    url = first = wish.address
    until = time.monotonic() + wish.fetch.longest_s
    for _ in range(MOST_REDIRECTS + 1):
        own = wish.own if _server(url) == _server(first) else {}
        with _answer(wish, url, {**wish.headers, **own}) as answer:
            if answer.status_code in REDIRECTS:
                url = _redirected(url, answer.headers.get("Location", ""), first)
                continue
            if answer.status_code == UNCHANGED and wish.known is not None:
                return Arrivals()
            if answer.status_code in AGAIN:
                raise _NotYetError(f"{_shown(url)} answered {answer.status_code}", answer.raw)
            if answer.status_code != OK:
                # Not the server's own words: they may repeat what it was asked.
                means = responses.get(answer.status_code, "")
                raise FetchError(
                    f"{_shown(url)} answered {answer.status_code} {means}".rstrip()
                    + ". Check the address, and the variables that it and its headers name."
                )
            return _received(wish, answer, until)
    raise FetchError(f"{_shown(first)} leads on more than {MOST_REDIRECTS} times. Check the address.")


def _answer(wish: _Wish, url: str, headers: Mapping[str, str]) -> requests.Response:
    """What a server answers, its body not read yet."""
    wait_s = wish.fetch.timeout_s
    try:
        return wish.session.get(url, headers=headers, timeout=wait_s, stream=True, allow_redirects=False)
    except requests.exceptions.SSLError as error:
        raise FetchError(
            f"{_shown(url)} is not to be trusted: {_why(error)}. If its certificate is of an authority of"
            " your own, name that in REQUESTS_CA_BUNDLE."
        ) from error
    except requests.Timeout as error:
        raise _NotYetError(f"{_shown(url)} did not answer within {wait_s:g} s") from error
    except requests.ConnectionError as error:
        raise _NotYetError(f"{_shown(url)} cannot be reached: {_why(error)}") from error
    except requests.RequestException as error:
        raise FetchError(f"{_shown(url)} cannot be asked: {type(error).__name__}. Check it.") from error


def _received(wish: _Wish, answer: requests.Response, until: float) -> Arrivals:
    """The body in a file, and what the server said to ask by next time."""
    fetch, where = wish.fetch, _shown(answer.url)
    digest, size = hashlib.sha256(), 0
    too_large = FetchError(f"{where} sends more than {fetch.most_mb:,} MB. If it may, raise 'most_mb'.")
    said = answer.headers.get("Content-Length", "")
    if said.isdecimal() and int(said) > fetch.most_mb * MB:
        raise too_large
    file = wish.folder / _name(wish.spec, answer.url)
    with file.open("wb") as target:
        try:
            # As much as has come, so that the clock is looked at however slowly it comes.
            while chunk := answer.raw.read1(CHUNK, decode_content=True):
                size += len(chunk)
                if size > fetch.most_mb * MB:
                    raise too_large
                if time.monotonic() > until:
                    raise FetchError(
                        f"{where} was not whole after {fetch.longest_s:g} s. If it may take longer, raise"
                        " 'longest_s'."
                    )
                digest.update(chunk)
                target.write(chunk)
        except urllib3.exceptions.HTTPError as error:
            raise _NotYetError(f"{where} broke off after {size:,} bytes") from error
    etag, date = answer.headers.get("ETag"), answer.headers.get("Last-Modified")
    found = Fetched(fetch.place, digest.hexdigest(), size, None, etag, date)
    if wish.known is not None and wish.known.sha256 == found.sha256:
        return Arrivals(remember=() if found == wish.known else (found,))
    return Arrivals((Arrival((file,), (found,)),))


def _headers(
    spec: SourceSpec, fetch: FetchSpec, known: Fetched | None, environ: Mapping[str, str]
) -> tuple[dict[str, str], dict[str, str]]:
    """What any server is told, and what only the address's own."""
    headers = {"User-Agent": "interlink"}
    if known is not None:
        asked = {"If-None-Match": known.etag, "If-Modified-Since": known.last_modified}
        headers |= {name: value for name, value in asked.items() if value}
    own: dict[str, str] = {}
    for name, value in fetch.headers.items():
        named = secret_names(value)
        _refuse_missing(spec, f"header {name}", named, environ)
        told = filled(value, environ)
        if not told.isascii() or not told.isprintable():
            raise FetchError(
                f"source {spec.source}: header {name}: {', '.join(named)} holds what no header can. Expected"
                " printable ASCII without a line end.",
                tries=0,
            )
        own[name] = told
    return headers, own


def _address(spec: SourceSpec, fetch: FetchSpec, environ: Mapping[str, str]) -> str:
    """The source's address, in its query what the variables hold that it names."""
    address, mark, query = (fetch.url or "").partition("?")
    named = secret_names(query)
    _refuse_missing(spec, "url", named, environ)
    return address + mark + filled(query, {name: quote(environ[name], safe="") for name in named})


def _refuse_missing(spec: SourceSpec, what: str, named: Iterable[str], environ: Mapping[str, str]) -> None:
    missing = sorted({each for each in named if not environ.get(each)})
    if missing:
        raise FetchError(
            f"source {spec.source}: {what} needs {', '.join(missing)}, which the environment does not have."
            " Set it where the load runs.",
            tries=0,
        )


def _redirected(url: str, location: str, first: str) -> str:
    """Where a redirect leads; what began on this machine by http may stay there."""
    try:
        found = urljoin(url, location)
        parts, begun = urlsplit(found), urlsplit(first)
    except ValueError:
        raise FetchError(f"{_shown(url)} leads on to what is no address. Nothing was fetched.") from None
    stays_here = begun.scheme == parts.scheme == "http" and is_loopback(parts.hostname or "")
    if parts.scheme == "https" or stays_here:
        return found
    where = f"{parts.scheme}://{parts.hostname or ''}"
    raise FetchError(f"{_shown(url)} leads on to {where}, which is not https. Nothing was fetched.")


def _server(url: str) -> tuple[str, str | None, int | None]:
    parts = urlsplit(url)
    return parts.scheme, parts.hostname, parts.port


def _shown(url: str) -> str:
    """An address without its query, which may hold a key."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}{parts.path}"


def _name(spec: SourceSpec, url: str) -> str:
    """What the file is called in the archive: the last part of the address."""
    last = re.sub(r"[^\w.-]", "_", urlsplit(url).path.rpartition("/")[2])[-LONGEST_NAME:].lstrip(".")
    return last or f"{spec.source}.{spec.file.format}"


def _why(error: requests.RequestException) -> str:
    """The cause in the words of the system, without the address."""
    cause = error.args[0] if error.args else error
    reason = getattr(cause, "reason", None)
    return str(reason) if reason is not None else type(cause).__name__


def _unchanged(request: requests.PreparedRequest) -> requests.PreparedRequest:
    """Stands where requests would look for a password in the user's .netrc."""
    return request
