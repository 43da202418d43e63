"""The embedded store's server process, from the outside: started, found, asked, ended."""

from __future__ import annotations

import base64
import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

from interlink.errors import StoreUnavailable
from interlink.graph.local_home import WRITER, LocalHome, Server, is_locked, lock

__all__ = ["LocalProcess"]

STOP_TIMEOUT_S = 60.0
DYING_S = 10.0
LOG_BYTES = 5_000_000
TAIL_BYTES = 1_000


class CannotStart(StoreUnavailable):
    """The server ends by itself while it starts, and would again."""


class LocalProcess:
    """The one server process of a home folder, whoever started it.

    Errors are StoreUnavailable and name the log.
    """

    def __init__(self, home: Path, *, heap: str, start_timeout_s: float) -> None:
        self.files = LocalHome(home / "graph")
        self._home = home
        self._heap = heap
        self._start_timeout_s = start_timeout_s
        self._child: subprocess.Popen[bytes] | None = None

    def server(self) -> Server:
        """The running server, started if there is none."""
        found = self.files.server()
        if found is not None:
            return found
        until = time.monotonic() + self._start_timeout_s
        with lock(self.files.start_lock, wait_s=self._start_timeout_s):
            child: subprocess.Popen[bytes] | None = None
            while time.monotonic() < until:
                found = self.files.server()
                if found is not None:
                    return found
                if child is None and not is_locked(self.files.server_lock):
                    child = self._child = self._spawned()
                if child is not None and child.poll() is not None:
                    # One that a signal ended may start the next time.
                    kind = CannotStart if child.returncode > 0 else StoreUnavailable
                    raise kind(
                        f"the graph store ended while starting (exit {child.returncode}). {self._advice()}"
                    )
                time.sleep(0.05)
            if child is not None:
                child.terminate()
        raise StoreUnavailable(
            f"the graph store is not ready after {self._start_timeout_s:.0f} s. {self._advice()}"
        )

    def stop(self) -> None:
        """End the server in good order and wait for it; nothing happens when none runs."""
        with lock(self.files.start_lock, wait_s=self._start_timeout_s):
            server = self.files.server()
            if server is not None:
                self._ask_to_end(server)
            until = time.monotonic() + STOP_TIMEOUT_S
            while is_locked(self.files.server_lock):
                if time.monotonic() > until:
                    raise StoreUnavailable(
                        f"the graph store does not end after {STOP_TIMEOUT_S:.0f} s. {self._advice()}"
                    )
                time.sleep(0.05)
            self.files.withdraw()
        if self._child is not None:
            self._child.wait()
            self._child = None

    def await_end_or_life(self, server: Server) -> None:
        """Wait until a server that broke a connection is gone or answers: a dying one takes a moment."""
        until = time.monotonic() + DYING_S
        while self.files.server() == server and time.monotonic() < until:
            if _accepts(server.bolt_port):
                return
            time.sleep(0.05)

    def cause_of_end(self, server: Server) -> str:
        """Why the server ended, where its last line says so, once it is gone; empty for any other end."""
        if not self.files.log.is_file():
            return ""
        with self.files.log.open("rb") as log:
            log.seek(max(0, self.files.log.stat().st_size - TAIL_BYTES))
            said = log.read().decode("utf-8", "replace").rstrip().rpartition("\n")[2]
        if "java.lang.OutOfMemoryError" not in said:
            return ""
        until = time.monotonic() + DYING_S
        while self.files.server() == server and time.monotonic() < until:
            time.sleep(0.05)
        return (
            f"the graph store ended because {self._heap} of memory is too little for what was asked of it."
            " Ask for less, or give it more by INTERLINK_GRAPH_HEAP, such as 4g; the next command starts it."
        )

    def ask(self, command: str) -> object:
        """What the server answers to a command that changes nothing; asked again where it was just killed."""
        until = time.monotonic() + DYING_S
        while True:
            try:
                return self.command(command)
            except CannotStart:
                raise
            except StoreUnavailable:
                if time.monotonic() >= until:
                    raise
                time.sleep(0.1)

    def command(self, command: str) -> object:
        """What the server answers to one of its own commands, which Bolt does not carry."""
        server = self.server()
        token = base64.b64encode(f"{WRITER}:{self.files.password()}".encode()).decode("ascii")
        headers = {"Authorization": f"Basic {token}", "Content-Type": "application/json"}
        connection = http.client.HTTPConnection("127.0.0.1", server.http_port, timeout=self._start_timeout_s)
        try:
            connection.request("POST", "/api/v1/server", json.dumps({"command": command}), headers)
            answer = connection.getresponse()
            text = answer.read().decode("utf-8")
        except (OSError, http.client.HTTPException) as error:
            raise StoreUnavailable(f"the graph store does not answer: {error}. {self._advice()}") from error
        finally:
            connection.close()
        if answer.status != http.client.OK:
            raise StoreUnavailable(f"the graph store refused '{command}': {text}")
        whole: dict[str, object] = json.loads(text)
        return whole.get("result")

    def _spawned(self) -> subprocess.Popen[bytes]:
        """A new server process, out of reach of this terminal's Ctrl-C."""
        self.files.make()
        if self.files.log.is_file() and self.files.log.stat().st_size > LOG_BYTES:
            self.files.log.unlink()
        log = os.open(self.files.log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        command = [sys.executable, "-P", "-m", "interlink.graph.local_server", str(self._home)]
        try:
            return subprocess.Popen(  # noqa: S603 - our own module, no shell
                [*command, "--heap", self._heap],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        finally:
            os.close(log)

    def _ask_to_end(self, server: Server) -> None:
        if sys.platform == "win32":  # a signal there kills at once
            self.command("shutdown")
            return
        with suppress(ProcessLookupError):
            os.kill(server.pid, signal.SIGTERM)

    def _advice(self) -> str:
        return f"Look at {self.files.log}, then `interlink graph start`."


def _accepts(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
    except OSError:
        return False
    return True
