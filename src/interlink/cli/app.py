"""Starting the explorer."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Sequence
from importlib import resources
from pathlib import Path
from typing import Annotated
from urllib.parse import urlencode

import typer

from interlink.cli.output import say
from interlink.errors import SettingsError
from interlink.settings import read_settings

__all__ = ["app", "app_file", "run_app"]

FIRST_PORT, PORTS = 8501, 50
OPTIONS = {
    "server.address": "127.0.0.1",
    "server.fileWatcherType": "none",
    "browser.gatherUsageStats": "false",
    "client.toolbarMode": "minimal",
    "client.showErrorDetails": "none",
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
        int | None, typer.Option("--port", help="The port; without it the first free one from 8501.")
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
    options = {**OPTIONS, "server.port": str(chosen), "server.headless": "false" if browser else "true"}
    start = urlencode([("show", each) for each in show])
    say(f"The explorer is at http://127.0.0.1:{chosen}{'/?' + start if start else ''} (Ctrl-C ends it).")
    command = [sys.executable, "-m", "streamlit", "run", str(app_file())]
    arguments = [part for name, value in options.items() for part in (f"--{name}", value)]
    environment = {**os.environ, "INTERLINK_HOME": str(read_settings().home)}
    with subprocess.Popen([*command, *arguments], env=environment) as server:  # noqa: S603 - our own app, no shell
        try:
            return server.wait()
        except KeyboardInterrupt:
            return server.wait()


def app_file() -> Path:
    """The app's entry file: in the wheel `interlink/_app`, in a checkout the `app` folder."""
    package = Path(str(resources.files("interlink")))
    for folder in (package / "_app", package.parents[1] / "app"):
        if (folder / "main.py").is_file():
            return folder / "main.py"
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
