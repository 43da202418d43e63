"""Starting the explorer."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import webbrowser
from collections.abc import Sequence
from contextlib import closing, suppress
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException
from importlib import resources
from pathlib import Path
from typing import Annotated
from urllib.parse import urlencode

import typer

from interlink.cli.output import say
from interlink.errors import SettingsError
from interlink.settings import read_settings

__all__ = ["app", "run_app", "served_file"]

FIRST_PORT, PORTS = 8501, 50
# Beside these, the app's own .streamlit/config.toml.
OPTIONS = {
    "server.address": "127.0.0.1",
    "theme.base": "light",
    "theme.primaryColor": "#0072B2",
    "theme.baseFontSize": "14",
    "theme.textColor": "#1a1a1a",
    "theme.backgroundColor": "#ffffff",
    "theme.secondaryBackgroundColor": "#f4f6f8",
    "theme.baseRadius": "small",
}


def app(
    *,
    port: Annotated[
        int | None,
        typer.Option("--port", min=1, max=65535, help="The port; without it the first free one from 8501."),
    ] = None,
    browser: Annotated[bool, typer.Option("--browser/--no-browser", help="Open a browser on it.")] = True,
) -> None:
    """Start the explorer on this machine and print its address.

    Example: interlink app --port 8600
    """
    sys.exit(run_app(port=port, browser=browser))


def run_app(*, port: int | None, browser: bool, show: Sequence[str] = ()) -> int:
    """Runs the explorer until it is stopped; gives its exit code. `show` are entities to begin with.

    Raises
    ------
    SettingsError   the port is taken
    """
    chosen = free_port() if port is None else port
    if not _is_free(chosen):
        raise SettingsError(f"port {chosen} is taken. Name another with --port, or stop what listens there.")
    options = {**OPTIONS, "server.port": str(chosen)}
    start = urlencode([("show", each) for each in show])
    command = [sys.executable, "-m", "streamlit", "run", str(served_file())]
    arguments = [part for name, value in options.items() for part in (f"--{name}", value)]
    environment = {**os.environ, "INTERLINK_HOME": str(read_settings().home)}
    address = f"http://127.0.0.1:{chosen}{'/?' + start if start else ''}"
    # the server's own banner names other addresses; its errors go to stderr
    with subprocess.Popen(  # noqa: S603 - our own app, no shell
        [*command, *arguments], env=environment, stdout=subprocess.DEVNULL, start_new_session=True
    ) as server:
        # Ctrl-C reaches this process alone. It needs a handler of its own: that of a library we load
        # restarts the wait below.
        for ending in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(ending, lambda *_: server.terminate())
        if _answers(chosen, server):
            say(f"The explorer is at {address} (Ctrl-C ends it).")
            if browser:
                webbrowser.open(address)
        ended = server.wait()
    return 0 if ended == -signal.SIGTERM else ended


def _answers(port: int, server: subprocess.Popen[bytes]) -> bool:
    """Waits until the server answers; False when it ended instead."""
    while server.poll() is None:
        with suppress(OSError, HTTPException), closing(HTTPConnection("127.0.0.1", port, timeout=5)) as asked:
            asked.request("GET", "/_stcore/health")
            if asked.getresponse().status == HTTPStatus.OK:
                return True
        time.sleep(0.1)
    return False


def served_file() -> Path:
    """The file that serves the app: in the wheel in `interlink/_app`, in a checkout in the `app` folder."""
    package = Path(str(resources.files("interlink")))
    for folder in (package / "_app", package.parents[1] / "app"):
        if (folder / "serve.py").is_file():
            return folder / "serve.py"
    raise SettingsError(f"the explorer's files are not beside {package}. Install interlink again.")


def free_port() -> int:
    """The first free port from 8501 on."""
    found = next((port for port in range(FIRST_PORT, FIRST_PORT + PORTS) if _is_free(port)), None)
    if found is None:
        raise SettingsError(
            f"no port is free from {FIRST_PORT} to {FIRST_PORT + PORTS - 1}. Name one with --port."
        )
    return found


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True
