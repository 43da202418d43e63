"""Raw files as received, kept apart under their sha256 and never changed (Berkeley Protocol, 2022)."""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path

from interlink.errors import ReadError, StoreUnavailable

__all__ = ["Archive", "Receipt"]

CHUNK = 1 << 20


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

    def receive(self, path: Path) -> Receipt:
        """Copies a file in, whole or not at all; one that is there already is not copied again."""
        if not path.is_file():
            raise ReadError(f"{path}: no such file. Check the path.")
        digest = hashlib.sha256()
        with path.open("rb") as file:
            while chunk := file.read(CHUNK):
                digest.update(chunk)
        receipt = Receipt(digest.hexdigest(), path.name, path.stat().st_size)
        target = self.path(receipt.sha256)
        if target.exists():
            return receipt
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            with tempfile.NamedTemporaryFile(dir=target.parent, delete=False) as copy, path.open("rb") as file:
                shutil.copyfileobj(file, copy, CHUNK)
                copy.flush()
                os.fsync(copy.fileno())
            Path(copy.name).chmod(0o440)
            Path(copy.name).replace(target)
        except OSError as error:
            raise StoreUnavailable(f"{path} cannot be archived in {self._folder}: {error}. Check space and rights.") from error
        return receipt

    def path(self, sha256: str) -> Path:
        """Where the file with this sha256 lies."""
        return self._folder / sha256[:2] / sha256
