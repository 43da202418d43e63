"""Raw files as received, kept apart under their sha256 and never changed (Berkeley Protocol, 2022)."""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from interlink.errors import ReadError, StoreUnavailable
from interlink.lake.durable import sync_folder

__all__ = ["Archive", "Receipt"]

CHUNK_BYTES = 1 << 20


@dataclass(frozen=True)
class Receipt:
    """A file in the archive: its sha256 in hex, its name as delivered and its size in bytes."""

    sha256: str
    name: str
    size: int


class Archive:
    """The folder of raw files."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._verified: dict[str, tuple[int, int, int]] = {}

    def receive(self, path: Path) -> Receipt:
        """Copies a file in, whole or not at all; one that is there already is not copied again.

        Raises
        ------
        ReadError          there is no such file, it cannot be read, or it changed meanwhile
        StoreUnavailable   the archive cannot be written
        """
        digest, size = hashlib.sha256(), 0
        for chunk in _chunks(path):
            digest.update(chunk)
            size += len(chunk)
        receipt = Receipt(digest.hexdigest(), path.name, size)
        if self.verified(receipt.sha256) is None:
            self._copy(path, receipt)
        return receipt

    def path(self, sha256: str) -> Path:
        """Where the file with this sha256 lies."""
        return self._folder / sha256[:2] / sha256

    def verified(self, sha256: str) -> Path | None:
        """The file with this sha256, its bytes checked against it; None where it is not at hand.

        A file that was checked is not read again while its size and time stay the same.

        Raises
        ------
        StoreUnavailable   what lies there is not what was received
        """
        path = self.path(sha256)
        try:
            state = path.stat()
        except (FileNotFoundError, NotADirectoryError):
            return None
        seen = (state.st_ino, state.st_size, state.st_mtime_ns)
        if self._verified.get(sha256) != seen:
            if _sha256(path) != sha256:
                raise StoreUnavailable(
                    f"the archived file {path} is not what was received: its sha256 differs."
                    " Nothing of it is shown; restore it from a backup."
                )
            self._verified[sha256] = seen
        return path

    def _copy(self, path: Path, receipt: Receipt) -> None:
        target = self.path(receipt.sha256)
        digest = hashlib.sha256()
        aside: Path | None = None
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            with tempfile.NamedTemporaryFile(dir=target.parent, delete=False) as copy:
                aside = Path(copy.name)
                for chunk in _chunks(path):
                    digest.update(chunk)
                    copy.write(chunk)
                copy.flush()
                os.fsync(copy.fileno())
            if digest.hexdigest() != receipt.sha256:
                raise ReadError(f"{path} changed while it was being read. Load it when it is complete.")
            aside.chmod(0o440)
            aside.replace(target)
            for folder in (target.parent, self._folder, self._folder.parent):
                sync_folder(folder)
        except OSError as error:
            raise StoreUnavailable(
                f"{path} cannot be archived in {self._folder}: {error}. Check space and rights."
            ) from error
        finally:
            if aside is not None:
                aside.unlink(missing_ok=True)


def _sha256(path: Path) -> str:
    digest = hashlib.sha256()
    for chunk in _chunks(path):
        digest.update(chunk)
    return digest.hexdigest()


def _chunks(path: Path) -> Iterator[bytes]:
    try:
        with path.open("rb") as file:
            while chunk := file.read(CHUNK_BYTES):
                yield chunk
    except OSError as error:
        raise ReadError(
            f"{path} cannot be read: {error.strerror}. Check the path and your rights."
        ) from error
