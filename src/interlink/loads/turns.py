"""One load of a source at a time, across processes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from interlink.errors import LoadError, StoreUnavailable

__all__ = ["one_at_a_time"]


@contextmanager
def one_at_a_time(locks: Path, source: str, *, wait_s: float) -> Iterator[None]:
    """Holds the turn of a source; a process that ends lets go of it.

    Raises
    ------
    LoadError          another load of the source has not ended within `wait_s` seconds
    StoreUnavailable   the lock's file cannot be written
    """
    path = locks / f"{source}.lock"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        lock = FileLock(path)
        lock.acquire(timeout=wait_s)
    except Timeout:
        raise LoadError(
            f"another load of source {source} is running; waited {wait_s:.0f} s."
            " Try again when it has ended: `interlink loads list`."
        ) from None
    except OSError as error:
        raise StoreUnavailable(f"{path} cannot be written: {error}. Check space and rights.") from error
    try:
        yield
    finally:
        lock.release()
