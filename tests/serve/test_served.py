"""The explorer's own server: what every answer says, and whom it answers."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Mapping
from contextlib import closing
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect
from policy import headers_for

APP = Path(__file__).parents[2] / "app"
UPGRADE = {
    "Connection": "Upgrade",
    "Upgrade": "websocket",
    "Sec-WebSocket-Key": "bm90IGEgc2VjcmV0ISEhIQ==",
    "Sec-WebSocket-Version": "13",
}
STREAM = "/_stcore/stream"
STRANGER = "http://stranger.example"
ASSET = "/_stcore/bidi-components/interlink.network/network.js"
PATHS = {
    "the page": ("GET", "/", 200),
    "a path of the page": ("GET", "/explorer", 200),
    "a file of Streamlit's": ("GET", "/static/js/index.js", 200),
    "the component": ("GET", ASSET, 200),
    "no file of the component": ("GET", f"{ASSET}.map", 404),
    "health": ("GET", "/_stcore/health", 200),
    "settings of the page": ("GET", "/_stcore/host-config", 200),
    "counters": ("GET", "/_stcore/metrics", 200),
    "no download": ("GET", "/media/none.csv", 404),
    "an upload": ("PUT", "/_stcore/upload_file/none/none", 403),
    "a programme's way in": ("POST", "/_stcore/agent/interact", 403),
    "a path outside": ("GET", "/../pyproject.toml", 400),
    "another method": ("POST", "/", 405),
    "a redirection": ("GET", "/explorer/", 301),
}


def ask(
    address: str, path: str, *, method: str = "GET", headers: Mapping[str, str] | None = None
) -> HTTPResponse:
    with closing(HTTPConnection(urlsplit(address).netloc, timeout=30)) as connection:
        connection.request(method, path, headers=dict(headers or {}))
        return connection.getresponse()


@pytest.mark.parametrize("name", PATHS)
def test_every_answer_has_the_headers(address: str, name: str) -> None:
    method, path, status = PATHS[name]

    answer = ask(address, path, method=method)

    assert answer.status == status
    expected = headers_for(urlsplit(address).netloc, path)
    assert {header: answer.headers.get_all(header) for header in expected} == {
        header: [value] for header, value in expected.items()
    }


def test_only_what_is_the_same_for_everybody_may_be_kept(address: str) -> None:
    kept = {
        name: ask(address, path, method=method).headers["Cache-Control"]
        for name, (method, path, _) in PATHS.items()
    }

    assert {name for name, value in kept.items() if value != "no-store"} == {
        "a file of Streamlit's",
        "the component",
        "no file of the component",
    }


def test_the_policy_names_no_other_place_and_no_way_around_it(address: str) -> None:
    policy = ask(address, "/").headers["Content-Security-Policy"]

    directives = {name: values for name, *values in (part.split() for part in policy.split("; "))}
    assert len(directives["script-src"]) == 3
    assert directives["script-src"][:2] == ["'self'", "'wasm-unsafe-eval'"]
    assert directives["script-src"][2].startswith("'sha256-")
    assert {name: values for name, values in directives.items() if name != "script-src"} == {
        "default-src": ["'self'"],
        "style-src": ["'self'", "'unsafe-inline'"],
        "img-src": ["'self'", "data:", "blob:"],
        "font-src": ["'self'", "data:"],
        "connect-src": ["'self'", f"ws://{urlsplit(address).netloc}"],
        "frame-src": ["'none'"],
        "worker-src": ["'none'"],
        "object-src": ["'none'"],
        "base-uri": ["'none'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
    }


def test_a_name_that_was_pointed_here_is_refused(address: str) -> None:
    host = {"Host": f"rebound.example:{urlsplit(address).port}"}

    assert [ask(address, path, headers=host).status for path in ("/", ASSET, "/_stcore/health")] == [403] * 3
    assert ask(address, STREAM, headers={**UPGRADE, **host, "Origin": f"http://{host['Host']}"}).status == 403


def test_the_websocket_is_for_its_own_pages_only(address: str) -> None:
    origins = [address, STRANGER, "http://127.0.0.1:3000", "null", None]

    answers = [
        ask(address, STREAM, headers={**UPGRADE, **({} if origin is None else {"Origin": origin})}).status
        for origin in origins
    ]

    assert answers == [101, 403, 403, 403, 403]


def test_an_upload_from_another_origin_is_refused(address: str) -> None:
    answer = ask(address, "/_stcore/upload_file/a/b", method="PUT", headers={"Origin": STRANGER})

    assert answer.status == 403


def test_what_is_saved_arrives_and_stays_in_no_cache(
    streamlit_server: Any, page: Page, requested: list[str]
) -> None:
    saving = """
import streamlit as st

st.download_button("Save", "id,caption\\n1,Ilvar Brennock\\n", "people.csv", "text/csv")
"""
    address = streamlit_server(saving)
    page.goto(address)
    with page.expect_download() as download:
        page.get_by_role("button", name="Save").click(timeout=60_000)
    (saved,) = {url for url in requested if url.startswith(f"{address}/media/")}
    answer = ask(address, saved.removeprefix(address))

    assert download.value.path().read_text(encoding="utf-8") == "id,caption\n1,Ilvar Brennock\n"
    assert (answer.status, answer.headers["Cache-Control"]) == (200, "no-store")


def test_what_a_script_brings_in_is_neither_loaded_nor_run(
    streamlit_server: Any, page: Page, refused: list[str]
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as stranger:
        stranger.settimeout(0)
        there = f"http://127.0.0.1:{stranger.getsockname()[1]}"
        brought = f"""
import streamlit as st

st.markdown("![]({there}/markdown.png)")
st.html("<img src='{there}/image.png'>")
st.html("<script>document.title = 'ran'</script>", unsafe_allow_javascript=True)
st.text("all of it")
"""
        page.goto(streamlit_server(brought))
        expect(page.get_by_text("all of it")).to_be_visible(timeout=60_000)
        page.wait_for_timeout(1000)
        with pytest.raises(BlockingIOError):
            stranger.accept()

    assert page.title() != "ran"
    assert {line for line in refused if line.startswith("refused: ")} == {
        f"refused: img-src {there}/markdown.png",
        f"refused: img-src {there}/image.png",
        "refused: script-src-elem inline",
    }
    refused.clear()


def test_a_server_started_otherwise_shows_nothing(tmp_path: Path, page: Page) -> None:
    """Without an address of Streamlit's to check, even where the server listens on loopback."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "uvicorn", "serve:app", "--host", "127.0.0.1", "--port", str(port)]
    environment = {
        **os.environ,
        "HOME": str(tmp_path),
        "INTERLINK_HOME": str(tmp_path / "home"),
    }
    with subprocess.Popen(command, cwd=APP, env=environment, stderr=subprocess.DEVNULL) as server:
        try:
            wait_until_it_listens(server, port)
            page.goto(f"http://127.0.0.1:{port}")
            expect(page.get_by_text("was started so that other machines can reach it")).to_be_visible(
                timeout=60_000
            )
        finally:
            server.terminate()

    assert page.get_by_label("Name or number").count() == 0


def wait_until_it_listens(server: subprocess.Popen[bytes], port: int) -> None:
    while server.poll() is None:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.2)
    raise AssertionError(f"the server ended with {server.returncode}")
