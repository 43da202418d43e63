"""Written files made to outlive a power failure: the Delta writer and a rename leave that to the system."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from urllib.parse import unquote

__all__ = ["sync_folder", "sync_table"]


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
