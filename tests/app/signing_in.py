"""A shared home, an agency's sign-in on loopback, and people who use both in real browsers."""

from __future__ import annotations

import json
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from urllib.error import URLError
from urllib.parse import quote, urlsplit
from urllib.request import urlopen

from playwright.sync_api import Browser, BrowserContext, Error, Page, Request, Response, WebSocket, expect

import interlink as il
from homes import Home, csv, people
from interlink.ledger.people import PrincipalRow

# The same phone, seen by three agencies; each knows another of those who use it.
SHARED, POLICE, CUSTOMS = "+31612345678", "+31612345670", "+31612345671"
ROWS = {
    "both": (("1", "Dorte Quill", SHARED), ("2", "Sanne Wick", POLICE)),
    "police": (("1", "Ilvar Brennock", SHARED), ("1", "Ilvar Brennock", POLICE)),
    "customs": (
        ("1", "Oskar Tavelin", SHARED),
        ("2", "Runa Feldt", SHARED),
        ("1", "Oskar Tavelin", CUSTOMS),
    ),
}
RELEASED = {"both": [], "police": ["Police"], "customs": ["Customs"]}
QUILL, WICK, PHONE = "both:person:1", "both:person:2", f"phone:{SHARED}"
# What only one of them may ever receive, in any form.
POLICE_WORDS = ("Brennock", "police:person")
CUSTOMS_WORDS = ("Tavelin", "Feldt", "customs:person", CUSTOMS)
BOTH_WORDS = ("Quill", "Wick", "both:person", SHARED)
PEOPLE = (
    PrincipalRow("ada", "sub:ada-sub", "Police", "NL", (), ("investigator",), "H2"),
    PrincipalRow("bo", "bo@customs.example", "Customs", "DE", (), ("investigator",), "H2"),
    PrincipalRow("cy", "sub:cy-sub", "Police", "NL", (), ("administrator",), "H3"),
    PrincipalRow("di", "sub:di-sub", "Police", "NL", (), ("auditor",), "H0"),
)
CLAIMS: Mapping[str, Mapping[str, object]] = {
    "ada-sub": {"email": "ada@police.example"},
    "bo-sub": {"email": "bo@customs.example", "email_verified": True},
    "cy-sub": {},
    "di-sub": {},
    "eve-sub": {"email": "bo@customs.example", "email_verified": False},
    # A sign-in that began a day ago.
    "late-sub": {"iat": time.time() - 86_400},
}
CLIENT = {"client_id": "interlink", "client_secret": "a secret of the tests"}


def share(folder: Path) -> Path:
    """A home that three sources were loaded into, shared by four principals."""
    home = Home(folder)
    for source, rows in ROWS.items():
        spec = people(source=source)
        marking = spec.marking.model_copy(update={"releasable_to": RELEASED[source]})
        home.load(csv(rows), spec.model_copy(update={"marking": marking}))
    home.ledger.close()
    ws = il.open(folder)
    administrator, *others = sorted(PEOPLE, key=lambda row: "administrator" not in row.roles)
    secret = ws.add_principal(administrator)
    ws.close()
    assert secret is not None
    with administered(folder, secret) as ws:
        for row in others:
            ws.add_principal(row)
    (folder / "token").write_text(secret, encoding="ascii")
    return folder


@contextmanager
def administered(folder: Path, secret: str) -> Iterator[il.Workspace]:
    """The home, opened by the administrator."""
    opened = il.open(folder, purpose="security-check", reason="a test")
    yield replace(opened, settings=replace(opened.settings, token=secret))
    opened.close()


def write_settings(home: Path, provider: str) -> None:
    """What says how to reach the provider."""
    lines = [f"{name} = {json.dumps(value)}" for name, value in CLIENT.items()]
    where = f'server_metadata_url = "{provider}/.well-known/openid-configuration"'
    (home / "auth.toml").write_text("\n".join(["[auth]", *lines, where, ""]), encoding="utf-8")
    (home / "auth.toml").chmod(0o600)


@contextmanager
def provider_on(port: int) -> Iterator[str]:
    """An OpenID Connect provider with the people above, in a process of its own."""
    command = [sys.executable, "-m", "oidc_provider_mock", "--host", "localhost", "--port", str(port)]
    address = f"http://localhost:{port}"
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as server:
        try:
            _wait(server, address)
            for sub, claims in CLAIMS.items():
                body = json.dumps(claims).encode()
                kind = {"Content-Type": "application/json"}
                told = urllib.request.Request(f"{address}/users/{quote(sub)}", body, kind, method="PUT")
                urlopen(told, timeout=30)
            yield address
        finally:
            server.terminate()


def _wait(server: subprocess.Popen[bytes], address: str) -> None:
    for _ in range(300):
        assert server.poll() is None, "the provider ended at its start"
        try:
            urlopen(f"{address}/.well-known/openid-configuration", timeout=5)
        except (URLError, ConnectionError):
            time.sleep(0.1)
        else:
            return
    raise AssertionError("the provider does not answer")


@dataclass
class Person:
    """A browser of one person, and every byte that the app sent to it."""

    context: BrowserContext
    address: str
    provider: str
    received: list[bytes] = field(default_factory=list)
    strangers: list[str] = field(default_factory=list)

    def tab(self) -> Page:
        page = self.context.new_page()
        page.on("websocket", self._hear)
        return page

    def sign_in(self, page: Page, sub: str, path: str = "/") -> None:
        """From the page to sign in at this path, through the provider and back."""
        page.goto(self.address + path)
        self.sign_in_again(page, sub)

    def sign_in_again(self, page: Page, sub: str) -> None:
        page.get_by_role("button", name="Sign in").click(timeout=60_000)
        page.locator("input[name=sub]").fill(sub, timeout=60_000)
        page.get_by_role("button", name="Authorize").click()
        page.wait_for_url(f"{self.address}/**", timeout=60_000)

    def sign_out(self, page: Page) -> None:
        """Out of the app and of the provider."""
        page.get_by_role("button", name="Sign out").click(timeout=60_000)
        page.get_by_role("button", name="End session").click(timeout=60_000)
        expect(page.get_by_text("You are signed out.")).to_be_visible()

    def got(self, *words: str) -> list[str]:
        """Which of these words the app sent, in whatever bytes."""
        whole = b"\n".join(self.received)
        return [word for word in words if any(form in whole for form in _forms(word))]

    def _hear(self, socket: WebSocket) -> None:
        socket.on("framereceived", lambda frame: self.received.append(_bytes(frame)))

    def keep(self, response: Response) -> None:
        if response.url.startswith(self.address):
            self.received += [f"{name}: {value}".encode() for name, value in response.headers.items()]
            if not response.url.startswith(f"{self.address}/static/") and response.status == 200:
                # A page that goes on at once has no body any more, and a download is saved instead.
                with suppress(Error):
                    self.received.append(response.body())

    def note(self, request: Request) -> None:
        """Notes what is asked of another machine; the browser itself reaches none."""
        port = urlsplit(self.address).port
        here = {f"127.0.0.1:{port}", f"localhost:{port}", urlsplit(self.provider).netloc, ""}
        # The provider's own page has a style sheet elsewhere; nothing of ours may.
        if urlsplit(request.url).netloc not in here and not request.frame.url.startswith(self.provider):
            self.strangers.append(request.url)


def _forms(word: str) -> set[bytes]:
    return {word.encode(), word.encode("utf-16-le"), quote(word).encode(), quote(word, safe="").encode()}


def _bytes(frame: str | bytes) -> bytes:
    return frame.encode() if isinstance(frame, str) else frame


@contextmanager
def person(browser: Browser, address: str, provider: str) -> Iterator[Person]:
    """Somebody with a browser that reaches the app and the provider, and no other machine."""
    context = browser.new_context(viewport={"width": 1280, "height": 800}, accept_downloads=True)
    made = Person(context, address, provider)
    context.on("request", made.note)
    context.on("response", made.keep)
    yield made
    context.close()
    assert made.strangers == []


def state(page: Page, reason: str, purpose: str = "support-investigation") -> None:
    """Says why one looks."""
    expect(page.get_by_role("heading", name="Why are you looking?")).to_be_visible(timeout=60_000)
    page.get_by_label("Purpose").fill(purpose)
    page.get_by_label("Purpose").press("Enter")
    page.get_by_label("Reason").fill(reason)
    page.get_by_role("button", name="Continue").click()
