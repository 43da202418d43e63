"""The files of the embedded store under `home/graph/`: where they are, who holds them, what they say."""

from __future__ import annotations

import json
import os
import secrets
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO

from interlink.errors import StoreUnavailable
from interlink.lake.durable import sync_folder

__all__ = ["READ_LIMITS_S", "WRITER", "LocalHome", "Server", "is_locked", "lock", "reader_name"]

WRITER = "root"
READ_LIMITS_S = (1, 2, 5, 10, 30, 60, 120, 300, 600)
"""A reader's limit belongs to the user: there is one user for each of these."""


@dataclass(frozen=True)
class Server:
    """A running server, as it announced itself."""

    pid: int
    bolt_port: int
    http_port: int
    version: str
    started: float

    @property
    def address(self) -> str:
        """Where the driver connects."""
        return f"bolt://127.0.0.1:{self.bolt_port}"


@dataclass(frozen=True)
class LocalHome:
    """Paths under `home/graph/`. Everything is readable by its owner only.

    `names.json` says which of the server's databases a name stands for, so that one rename of that
    file replaces a graph by another.
    """

    root: Path

    @property
    def log(self) -> Path:
        """What the server prints."""
        return self.root / "server.log"

    @property
    def server_lock(self) -> Path:
        """Held by the server as long as it lives."""
        return self.root / "server.lock"

    @property
    def start_lock(self) -> Path:
        """Held by the process that starts the server."""
        return self.root / "start.lock"

    @property
    def names_lock(self) -> Path:
        """Held by the process that changes which databases there are."""
        return self.root / "names.lock"

    def make(self) -> None:
        """Make the folder and the two passwords where they are missing.

        Raises
        ------
        StoreUnavailable   they cannot be made
        """
        make_folder(self.root)
        for name in ("password", "reader-password"):
            if not (self.root / name).is_file():
                write_private(self.root / name, secrets.token_urlsafe(32))

    def password(self) -> str:
        """The writer's password."""
        return (self.root / "password").read_text(encoding="ascii")

    def reader_password(self) -> str:
        """The password of every reader."""
        return (self.root / "reader-password").read_text(encoding="ascii")

    def server(self) -> Server | None:
        """The server that runs now; None when none does or it is not ready yet.

        What a dead server left behind is not believed: its lock is free.
        """
        if not is_locked(self.server_lock):
            return None
        try:
            return Server(**json.loads((self.root / "server.json").read_text(encoding="utf-8")))
        except FileNotFoundError:
            return None

    def announce(self, server: Server) -> None:
        """Say that `server` is ready."""
        write_private(self.root / "server.json", json.dumps(asdict(server), indent=1))

    def withdraw(self) -> None:
        """Forget what a server announced."""
        (self.root / "server.json").unlink(missing_ok=True)

    def names(self) -> dict[str, str]:
        """The server's database that each name stands for, sorted by name."""
        try:
            found: dict[str, str] = json.loads((self.root / "names.json").read_text(encoding="utf-8"))
        except FileNotFoundError:
            return {}
        return dict(sorted(found.items()))

    def set_names(self, names: Mapping[str, str]) -> None:
        """Replace all names in one step."""
        write_private(self.root / "names.json", json.dumps(dict(sorted(names.items())), indent=1))


def reader_name(limit_s: int) -> str:
    """The user whose statements are stopped after `limit_s`."""
    return f"reader{limit_s}"


def write_private(path: Path, text: str) -> None:
    """Write a whole file that only its owner may read; it replaces the old one in one step."""
    part = path.with_name(f"{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)
    sync_folder(path.parent)


def make_folder(path: Path) -> None:
    """Make a folder that only its owner may enter, where it is missing.

    Raises
    ------
    StoreUnavailable   it cannot be made
    """
    try:
        path.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        raise StoreUnavailable(
            f"the graph store's folder {path} cannot be made: {error.strerror}."
            " Check what is there, space and rights."
        ) from error


@contextmanager
def lock(path: Path, *, wait_s: float) -> Iterator[bool]:
    """Hold a lock file; yields False when another process still holds it after `wait_s`.

    The system frees the lock when its holder dies, however it dies. The file itself stays.
    """
    make_folder(path.parent)
    until = time.monotonic() + wait_s
    with path.open("a+b") as file:
        while not (held := _try_lock(file)) and time.monotonic() < until:
            time.sleep(0.05)
        try:
            yield held
        finally:
            if held:
                _unlock(file)


def is_locked(path: Path) -> bool:
    """Another process, or another open file of this one, holds the lock."""
    try:
        with path.open("r+b") as file:
            if not _try_lock(file, shared=True):
                return True
            _unlock(file)
            return False
    except (FileNotFoundError, NotADirectoryError):
        return False


if sys.platform == "win32":
    import msvcrt

    def _try_lock(file: IO[bytes], *, shared: bool = False) -> bool:  # noqa: ARG001
        file.seek(0)
        try:
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

    def _unlock(file: IO[bytes]) -> None:
        file.seek(0)
        msvcrt.locking(file.fileno(), msvcrt.LK_UNLCK, 1)

else:
    import fcntl

    def _try_lock(file: IO[bytes], *, shared: bool = False) -> bool:
        try:
            fcntl.flock(file, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def _unlock(file: IO[bytes]) -> None:
        fcntl.flock(file, fcntl.LOCK_UN)
