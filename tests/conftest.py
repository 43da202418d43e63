"""The real things that tests share: a graph store, a Streamlit server, a browser, the data folder."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from importlib import metadata
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.error import URLError
from urllib.parse import urlsplit
from urllib.request import urlopen

import pytest
from hypothesis import settings
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    Request,
    sync_playwright,
)

import neo4j_server as neo4j_on_loopback
from interlink.graph.local import LocalStore
from interlink.graph.neo4j import Neo4jStore
from neo4j_server import Neo4jServer
from sharing import Sharing, begin_with_the_longest

if TYPE_CHECKING:
    from xdist.remote import Producer

SOURCES = Path(__file__).parents[1] / "src"
APP = Path(__file__).parents[1] / "app"
START_SECONDS = 90
# A store of a test lives for seconds: one compiler and a collector of one thread take half the time.
os.environ.setdefault("JAVA_TOOL_OPTIONS", "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC")
# Commands and servers that tests start take what the first of them compiled.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
# How long an example takes is no matter of a test: on a busy machine each takes ten times as long.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")
# What app/serve.py does, for another script.
SERVE = """
import streamlit as st
from policy import EXCEPTION_HANDLERS, MIDDLEWARE

app = st.App({script!r}, middleware=MIDDLEWARE, exception_handlers=EXCEPTION_HANDLERS)
"""
# The browser's own report of what a policy refused, put where a test can read it.
REPORT = """
document.addEventListener("securitypolicyviolation", (event) =>
  console.error(`refused: ${event.effectiveDirective} ${event.blockedURI}`));
"""
REFUSED = re.compile(r"refused: |Content Security Policy|Permissions-Policy", re.IGNORECASE)
CHROMIUM_ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # No other machine has an address: what a page asks of one fails. Routing requests through a test would do
    # the same, and turn off the browser's cache.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1",
]

StartServer = Callable[..., str]
NUMBERS = count(1)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    begin_with_the_longest(items)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> Sharing | None:
    """Ours where `--dist loadfile` is asked for."""
    return Sharing(config, log) if config.getvalue("dist") == "loadfile" else None


@pytest.fixture(scope="module")
def streamlit_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[StartServer]:
    """Starts a script and gives its address: `streamlit_server(script, env={...}, cwd=folder)`.

    `script` is a path, or the text of a script. It is served under the explorer's policy, by the `serve.py`
    beside it where there is one; with `policy=False` as Streamlit alone serves it. Ends what it started, by
    process id.
    """
    started: list[subprocess.Popen[bytes]] = []
    folder = tmp_path_factory.mktemp("streamlit")

    def start(
        script: Path | str,
        *,
        env: Mapping[str, str] | None = None,
        cwd: Path | None = None,
        policy: bool = True,
        options: Mapping[str, str] | None = None,
    ) -> str:
        path = script if isinstance(script, Path) else folder / f"script_{len(started)}.py"
        if isinstance(script, str):
            path.write_text(script, encoding="utf-8")
        if policy:
            path = served(path, folder / f"serve_{len(started)}.py")
        port = free_port()
        log = folder / f"streamlit_{len(started)}.log"
        with log.open("wb") as output:
            server = subprocess.Popen(
                [sys.executable, "-m", "streamlit", "run", str(path), *server_options(port, options)],
                env=server_environment(folder) | dict(env or {}),
                cwd=cwd or folder,
                stdout=output,
                stderr=subprocess.STDOUT,
            )
        started.append(server)
        wait_for_health(server, port, log)
        return f"http://127.0.0.1:{port}"

    yield start
    for server in started:
        server.terminate()
    for server in started:
        try:
            server.wait(timeout=10)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()


def served(script: Path, serve: Path) -> Path:
    """The file that serves the script under the policy; written to `serve` where the script has none."""
    own = script.with_name("serve.py")
    if own.is_file():
        return own
    serve.write_text(SERVE.format(script=str(script)), encoding="utf-8")
    return serve


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def server_options(port: int, more: Mapping[str, str] | None = None) -> list[str]:
    options = {
        "server.port": str(port),
        "server.address": "127.0.0.1",
        "server.headless": "true",
        "server.fileWatcherType": "none",
        "browser.gatherUsageStats": "false",
        **(more or {}),
    }
    return [part for name, value in options.items() for part in (f"--{name}", value)]


def server_environment(folder: Path) -> dict[str, str]:
    """The environment of a server that imports interlink and the policy, and finds the component's files."""
    paths = [str(SOURCES), str(APP)]
    if not any(metadata.distributions(name="interlink")):
        # Streamlit scans installed distributions only: a bare checkout gets the least that is one.
        installed = folder / "installed" / "interlink-0.dist-info"
        installed.mkdir(parents=True, exist_ok=True)
        text = "Metadata-Version: 2.1\nName: interlink\nVersion: 0\nRequires-Dist: streamlit\n"
        (installed / "METADATA").write_text(text, encoding="utf-8")
        paths.append(str(installed.parent))
    return {**os.environ, "HOME": str(folder), "PYTHONPATH": os.pathsep.join(paths)}


def wait_for_health(server: subprocess.Popen[bytes], port: int, log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        if server.poll() is not None:
            break
        try:
            with urlopen(f"http://127.0.0.1:{port}/_stcore/health", timeout=5) as answer:
                if answer.status == 200:
                    return
        except (URLError, TimeoutError, ConnectionError):
            time.sleep(0.3)
    raise AssertionError(f"streamlit did not start on port {port}:\n{log.read_text(encoding='utf-8')}")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        executable = shutil.which("chromium")
        chromium = playwright.chromium.launch(executable_path=executable, args=CHROMIUM_ARGUMENTS)
        yield chromium
        chromium.close()


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    made = browser.new_context(viewport={"width": 1280, "height": 960}, accept_downloads=True)
    made.add_init_script(REPORT)
    yield made
    made.close()


@pytest.fixture
def requested(context: BrowserContext) -> list[str]:
    """The addresses that the browser asked for; those of other machines got no answer."""
    addresses: list[str] = []

    def note(request: Request) -> None:
        addresses.append(request.url)

    context.on("request", note)
    return addresses


@pytest.fixture
def refused(context: BrowserContext) -> list[str]:
    """What the policy of a page refused, as the browser reports it."""
    words: list[str] = []

    def note(message: ConsoleMessage) -> None:
        if REFUSED.search(message.text):
            words.append(message.text)

    context.on("console", note)
    return words


@pytest.fixture
def page(context: BrowserContext, requested: list[str], refused: list[str]) -> Iterator[Page]:
    """A page whose test fails when it asks another machine, or when its server's policy refuses anything."""
    yield context.new_page()
    assert [address for address in requested if leaves_the_machine(address)] == []
    assert refused == []


def leaves_the_machine(address: str) -> bool:
    parts = urlsplit(address)
    return parts.scheme not in {"data", "blob", "about"} and parts.hostname not in {"127.0.0.1", "localhost"}


@pytest.fixture(scope="session")
def graph_store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalStore]:
    store = LocalStore(tmp_path_factory.mktemp("graph-home"), heap="1g")
    store.start()
    yield store
    store.stop()


@pytest.fixture
def database(graph_store: LocalStore) -> Iterator[str]:
    name = f"test{next(NUMBERS)}"
    graph_store.create_database(name)
    yield name
    graph_store.drop_database(name)


@pytest.fixture
def own_store(tmp_path: Path) -> Iterator[LocalStore]:
    """A store whose server the test may start, kill and stop."""
    store = LocalStore(tmp_path, heap="512m")
    yield store
    store.stop()


@pytest.fixture(scope="session")
def neo4j_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Neo4jServer]:
    """A Neo4j of the version that compose.yaml names, with its settings; started once for all tests."""
    if lacking := neo4j_on_loopback.missing():
        pytest.skip(f"tests on Neo4j are left out: {lacking}")
    server = Neo4jServer(tmp_path_factory.mktemp("neo4j") / "home")
    server.prepare()
    server.start()
    yield server
    server.stop()


@pytest.fixture
def neo4j_store(neo4j_server: Neo4jServer) -> Iterator[Neo4jStore]:
    """The server's one database as the graph `contract`, empty before and after."""
    store = Neo4jStore(
        neo4j_server.uri,
        user=neo4j_server.user,
        password=neo4j_server.password,
        database="neo4j",
        graph="contract",
    )
    store.drop_database("contract")
    yield store
    store.drop_database("contract")
    store.close()
