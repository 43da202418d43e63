"""Written files made to outlive a power failure: the Delta writer and a rename leave that to the system."""

from __future__ import annotations

import json
import os
import secrets
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO
from urllib.parse import unquote

__all__ = ["new_private", "sync_folder", "sync_table"]


def sync_folder(folder: Path) -> None:
    """Puts the names in a folder on the disk; nothing where a system cannot open folders."""
    if sys.platform != "win32":
        _sync(folder)


def sync_table(folder: Path, *, after: int = -1) -> int:
    """Puts a table's commits after version `after` on the disk, with the files they add; gives the last.

    Others' commits too: a table of which one commit in the middle is lost cannot be opened at all. Of a table
    not seen before (-1) those since its last checkpoint, before which the log is not needed.
    """
    log = folder / "_delta_log"
    versions = {path: int(path.name[:20]) for path in log.iterdir() if path.name[:20].isdigit()}
    checkpoints = [version for path, version in versions.items() if ".checkpoint" in path.name]
    first = max(checkpoints, default=0) if after < 0 else after + 1
    written = sorted(path for path, version in versions.items() if version >= first)
    added = sorted({folder / name for path in written if path.suffix == ".json" for name in _added(path)})
    pointer = log / "_last_checkpoint"
    for path in (*added, *written, *([pointer] if pointer.exists() else [])):
        # What a commit added, a later one may have had removed.
        with suppress(FileNotFoundError):
            _sync(path)
    for place in sorted({path.parent for path in added} | {log, folder, folder.parent}):
        sync_folder(place)
    return max(versions.values(), default=-1)


@contextmanager
def new_private(target: Path) -> Iterator[IO[bytes]]:
    """A new file that only its owner may read, under its name once it is whole and on the disk.

    Raises
    ------
    FileExistsError   there is one of that name, which stays as it is
    """
    part = target.with_name(f".{target.name}.{secrets.token_hex(4)}")
    descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            yield file
        _sync(part)
        os.link(part, target)
        sync_folder(target.parent)
    finally:
        part.unlink(missing_ok=True)


def _added(commit: Path) -> Iterator[str]:
    with suppress(FileNotFoundError), commit.open(encoding="utf-8") as lines:
        for line in lines:
            added = json.loads(line).get("add")
            if added is not None:
                yield unquote(added["path"])


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
