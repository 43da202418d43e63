"""A folder that is written whole or not at all, whatever ends the process."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from interlink.errors import LoadError
from interlink.lake.durable import sync_folder

__all__ = ["new_folder"]


@contextmanager
def new_folder(folder: Path) -> Iterator[Path]:
    """A folder to write into, which becomes `folder` once all is written, and is gone where anything fails.

    What a process that was killed left beside it is taken away. Two at once: the second is refused.

    Raises
    ------
    LoadError   the folder is not empty, is being written, or cannot be written
    """
    part = folder.with_name(f".{folder.name}.part")
    lock = FileLock(folder.with_name(f".{folder.name}.lock"))
    try:
        refuse_full(folder)
        folder.parent.mkdir(parents=True, exist_ok=True)
        with lock.acquire(timeout=0):
            try:
                refuse_full(folder)
                shutil.rmtree(part, ignore_errors=True)
                part.mkdir()
                yield part
                part.replace(folder)
                sync_folder(folder.parent)
            finally:
                shutil.rmtree(part, ignore_errors=True)
                # while it is held: whoever waits for it looks for another
                Path(lock.lock_file).unlink(missing_ok=True)
    except Timeout:
        raise LoadError(f"{folder}: another process is making a world here. Wait for it.") from None
    except OSError as error:
        raise LoadError(
            f"{folder}: cannot be written: {error.strerror or error}. Check its rights and the disk."
        ) from None


def refuse_full(folder: Path) -> None:
    """Refuses a folder with anything in it.

    Raises
    ------
    LoadError   it is not empty, or a file
    """
    if folder.is_dir() and any(folder.iterdir()):
        raise LoadError(
            f"{folder}: expected an empty folder or none, found files. Name another, or empty it."
        )
    if folder.exists() and not folder.is_dir():
        raise LoadError(f"{folder}: is a file, expected an empty folder or none. Name another.")
