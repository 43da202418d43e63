"""The real things that tests share: a graph store, a Streamlit server, a browser, the data folder."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from importlib import metadata
from itertools import count
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Request, Route, sync_playwright

import neo4j_server as neo4j_on_loopback
from interlink.graph.local import LocalStore
from interlink.graph.neo4j import Neo4jStore
from neo4j_server import Neo4jServer

SOURCES = Path(__file__).parents[1] / "src"
START_SECONDS = 90
POLICY = (
    "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; connect-src 'self' ws:; font-src 'self' data:"
)
CHROMIUM_ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

StartServer = Callable[..., str]
NUMBERS = count(1)


@pytest.fixture(scope="module")
def streamlit_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[StartServer]:
    """Starts a script and gives its address: `streamlit_server(script, env={...}, cwd=folder)`.

    `script` is a path, or the text of a script. Ends what it started, by process id.
    """
    started: list[subprocess.Popen[bytes]] = []
    folder = tmp_path_factory.mktemp("streamlit")

    def start(script: Path | str, *, env: Mapping[str, str] | None = None, cwd: Path | None = None) -> str:
        path = script if isinstance(script, Path) else folder / f"script_{len(started)}.py"
        if isinstance(script, str):
            path.write_text(script, encoding="utf-8")
        port = free_port()
        log = folder / f"streamlit_{len(started)}.log"
        with log.open("wb") as output:
            server = subprocess.Popen(
                [sys.executable, "-m", "streamlit", "run", str(path), *server_options(port)],
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


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def server_options(port: int) -> list[str]:
    options = {
        "server.port": str(port),
        "server.address": "127.0.0.1",
        "server.headless": "true",
        "server.fileWatcherType": "none",
        "browser.gatherUsageStats": "false",
    }
    return [part for name, value in options.items() for part in (f"--{name}", value)]


def server_environment(folder: Path) -> dict[str, str]:
    """The environment of a server that can import interlink and finds the component's files."""
    paths = [str(SOURCES)]
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
    # A page whose headers a test rewrote does not count as loaded from loopback; it may still speak to it.
    made.grant_permissions(["local-network-access"])
    yield made
    made.close()


@pytest.fixture
def requested(context: BrowserContext) -> list[str]:
    """The addresses that the browser asked for."""
    addresses: list[str] = []

    def note(request: Request) -> None:
        addresses.append(request.url)

    context.on("request", note)
    return addresses


@pytest.fixture
def page(context: BrowserContext, requested: list[str]) -> Page:
    """A page under the content security policy that the app is served with."""

    def with_policy(route: Route) -> None:
        if route.request.resource_type != "document":
            route.continue_()
            return
        answer = route.fetch()
        route.fulfill(response=answer, headers={**answer.headers, "content-security-policy": POLICY})

    opened = context.new_page()
    opened.route("**/*", with_policy)
    return opened


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
