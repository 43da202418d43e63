"""A home in one file: what sources said and what people decided, consistent while loads run.

The file is a tar packed by zstd: `manifest.json`, `ledger.sqlite`, `audit.sqlite`, `audit.key`, `archive/`,
`lake/`, and at the end `sha256.json` with the sum of each. Graph and name index are built from these. The
order of copying makes it consistent: the ledger first, then the lake, which holds all that the ledger's
committed loads have written, then the loads that began in between, which count as killed in mid-run.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import tarfile
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

import pyarrow as pa

from interlink.access.audit_head import KEY_FILE
from interlink.errors import SettingsError, StoreUnavailable
from interlink.lake.durable import new_private
from interlink.lake.tables import Tables
from interlink.ledger import Ledger
from interlink.ledger.copy import copy_database
from interlink.settings import Settings

__all__ = ["FORMAT", "BackupReport", "back_up"]

FORMAT = 1
CHUNK = 1 << 20


@dataclass(frozen=True)
class BackupReport:
    """What a backup holds: the last committed load, files, bytes before packing, and what it lacks."""

    file: str
    load: int
    tables: int
    files: int
    bytes: int
    problems: tuple[str, ...] = ()


def back_up(settings: Settings, target: Path, *, at: str) -> BackupReport:
    """Writes the home to `target`, readable by its owner only, whole or not at all; loads may run.

    Memory does not grow with the home. `at` stands in the file as the time it was made. An archived file that
    is missing or bent is left out, and the report says so.

    Raises
    ------
    SettingsError      the file is there already, or cannot be written
    StoreUnavailable   a store cannot be read, or is not a folder or SQLite file
    """
    if "://" in settings.lake_url:
        raise StoreUnavailable(
            f"the lake is at {settings.lake_url}, not in a folder: back it up by that store's own tools,"
            " after the ledger."
        )
    if target.exists():
        raise SettingsError(f"{target} exists and is not overwritten. Name another file.")
    if not target.parent.is_dir():
        raise SettingsError(f"backup {target}: there is no folder {target.parent}. Make it, or name another.")
    try:
        with (
            tempfile.TemporaryDirectory(dir=target.parent, prefix=".interlink-") as aside,
            new_private(target) as file,
        ):
            return _write(settings, target, file, Path(aside), at)
    except OSError as error:
        raise SettingsError(f"backup {target}: {error}. Check space and rights.") from error


def _write(settings: Settings, target: Path, file: IO[bytes], aside: Path, at: str) -> BackupReport:
    ledger_copy, audit_copy = aside / "ledger.sqlite", aside / "audit.sqlite"
    copy_database(settings.ledger_url, ledger_copy)
    lake = Path(settings.lake_url)
    tables = Tables(settings.lake_url)
    pinned = {name: tables.files(name) for name in tables.names()}
    live, copied = Ledger(settings.ledger_url), Ledger(f"sqlite:///{ledger_copy}")
    copied.add_running(live.loads(above=max((row.id for row in copied.loads()), default=0)))
    committed, received = copied.committed(), copied.files()
    live.close()
    copied.close()
    copy_database(settings.audit_url, audit_copy)
    manifest = {
        "format": FORMAT,
        "at": at,
        "load": committed[-1] if committed else 0,
        "tables": {name: version for name, (version, _) in pinned.items()},
    }
    with (
        pa.CompressedOutputStream(file, "zstd") as packed,
        tarfile.open(fileobj=packed, mode="w|", format=tarfile.PAX_FORMAT) as tar,
    ):
        whole = _Tar(tar)
        whole.add_text("manifest.json", json.dumps(manifest, indent=1))
        whole.add("ledger.sqlite", ledger_copy)
        whole.add("audit.sqlite", audit_copy)
        # The heads that were signed by it are of this home, wherever it is restored.
        if (settings.home / KEY_FILE).exists():
            whole.add(KEY_FILE, settings.home / KEY_FILE)
        for sha256 in sorted({each.sha256 for each in received.values()}):
            whole.add_received(settings.archive, sha256)
        for name, (version, files) in pinned.items():
            for path in [*_log(lake / name, version), *files]:
                whole.add(f"lake/{name}/{path}", lake / name / path)
        whole.add_text("sha256.json", json.dumps(whole.sums, indent=0))
    return BackupReport(
        file=str(target),
        load=committed[-1] if committed else 0,
        tables=len(pinned),
        files=len(whole.sums),
        bytes=whole.total,
        problems=tuple(whole.problems),
    )


@dataclass
class _Tar:
    """A tar that is written as a stream, with the sum of each file in it."""

    tar: tarfile.TarFile
    sums: dict[str, str] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)
    total: int = 0

    def add(self, name: str, path: Path) -> None:
        """Adds a file as it is."""
        try:
            with path.open("rb") as file:
                self._stream(name, file, os.fstat(file.fileno()).st_size)
        except FileNotFoundError:
            raise StoreUnavailable(
                f"{path} was removed while it was to be copied. Nothing is written; run the backup again,"
                " and `interlink upgrade --check` if it fails again."
            ) from None

    def add_received(self, archive: Path, sha256: str) -> None:
        """Adds an archived file, or says why not."""
        name, path = f"archive/{sha256[:2]}/{sha256}", archive / sha256[:2] / sha256
        if not path.is_file():
            self.problems.append(f"the archived file {sha256} is missing: its records cannot be shown")
            return
        self.add(name, path)
        if self.sums[name] != sha256:
            self.problems.append(f"the archived file {sha256} is not what was received: its sha256 differs")

    def add_text(self, name: str, text: str) -> None:
        """Adds a small file of this text."""
        content = text.encode()
        self._stream(name, io.BytesIO(content), len(content))

    def _stream(self, name: str, file: IO[bytes], size: int) -> None:
        entry = tarfile.TarInfo(name)
        entry.size, entry.mode = size, 0o600
        summed = _Summed(file)
        self.tar.addfile(entry, summed)
        self.sums[name] = summed.digest.hexdigest()
        self.total += size


class _Summed:
    """A file whose bytes are summed as they are read."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self.digest = hashlib.sha256()

    def read(self, size: int = CHUNK) -> bytes:
        chunk = self._file.read(size)
        self.digest.update(chunk)
        return chunk


def _log(table: Path, version: int) -> Iterator[str]:
    """The files of a table's log up to a version; without the pointer, which may be ahead of it."""
    for path in sorted((table / "_delta_log").iterdir()):
        if path.name[:20].isdigit() and int(path.name[:20]) <= version:
            yield f"_delta_log/{path.name}"
