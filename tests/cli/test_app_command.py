"""`interlink app`: starts without a question, says its address once it answers, and leaves nothing behind."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import metadata
from pathlib import Path
from urllib.request import urlopen

import pytest
from playwright.sync_api import Page, expect

INTERLINK = str(Path(sys.executable).parent / "interlink")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def started(home: Path, port: int, *, ending: signal.Signals = signal.SIGTERM) -> Iterator[str]:
    """What `interlink app` said first; it is ended by the signal, must end well and say no more."""
    # a home folder without Streamlit's own settings, in which it would ask for an e-mail address
    environment = {**os.environ, "HOME": str(home), "INTERLINK_HOME": str(home / "home")}
    app = subprocess.Popen(
        [INTERLINK, "app", "--no-browser", "--port", str(port)],
        env=environment,
        stdin=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    try:
        assert app.stderr is not None
        yield app.stderr.readline().strip()
    finally:
        # to the whole group, as a terminal does
        os.killpg(app.pid, ending)
        _, said_last = app.communicate(timeout=30)
    assert (app.returncode, said_last) == (0, "")


@pytest.mark.parametrize("ending", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_the_explorer_starts_without_a_question_and_ends_with_its_launcher(
    tmp_path: Path, ending: signal.Signals
) -> None:
    port = free_port()

    with (
        started(tmp_path, port, ending=ending) as said,
        urlopen(f"http://127.0.0.1:{port}/", timeout=30) as answer,
    ):
        status = answer.status

    assert said == f"The explorer is at http://127.0.0.1:{port} (Ctrl-C ends it)."
    assert status == 200
    with socket.socket() as probe:
        assert probe.connect_ex(("127.0.0.1", port)) != 0


def test_it_is_served_under_its_policy_and_ends_while_a_page_is_open(tmp_path: Path, page: Page) -> None:
    port = free_port()

    with started(tmp_path, port):
        answer = page.goto(f"http://127.0.0.1:{port}/")
        expect(page.get_by_role("heading", name="Explorer")).to_be_visible(timeout=60_000)

    assert answer is not None
    assert re.search(r"script-src 'self' [^;]*'sha256-", answer.headers["content-security-policy"])
    with socket.socket() as probe:
        assert probe.connect_ex(("127.0.0.1", port)) != 0


def test_a_port_that_is_taken_is_named(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = subprocess.run(
            [INTERLINK, "app", "--no-browser", "--port", str(port)],
            env={**os.environ, "INTERLINK_HOME": str(tmp_path)},
            check=False,
            capture_output=True,
            text=True,
        )

    assert done.returncode == 1
    assert f"port {port} is taken" in done.stderr


def test_the_version_is_printed() -> None:
    done = subprocess.run([INTERLINK, "--version"], check=True, capture_output=True, text=True)

    assert done.stdout == f"interlink {metadata.version('interlink')}\n"


def test_a_home_that_is_a_file_is_named(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.write_text("", encoding="utf-8")

    done = subprocess.run(
        [INTERLINK, "app", "--no-browser"],
        env={**os.environ, "INTERLINK_HOME": str(home)},
        check=False,
        capture_output=True,
        text=True,
    )

    assert done.returncode == 1
    assert done.stderr.split() == (
        f"error: INTERLINK_HOME: {home} is a file. Name a folder; it is made if it is not there.".split()
    )
