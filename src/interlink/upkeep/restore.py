"""A backup made a home again, in a folder of its own that takes the home's place once it is whole."""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import tarfile
from dataclasses import dataclass, replace
from getpass import getuser
from pathlib import Path
from typing import IO

import pyarrow as pa

from interlink.access.audit import AuditLog
from interlink.access.register import OWNER
from interlink.errors import SettingsError, StoreUnavailable
from interlink.lake.durable import sync_folder
from interlink.ledger import Ledger
from interlink.settings import Settings
from interlink.upkeep.backup import FORMAT
from interlink.upkeep.upgrade import upgrade_home

__all__ = ["RestoreReport", "restore"]

CHUNK = 1 << 20
LARGEST_LIST = 1 << 28
# All that a backup may hold: what stands elsewhere, or is no plain file, is not written at all.
PART = r"[A-Za-z0-9_][A-Za-z0-9_.=%+-]*"
ALLOWED = re.compile(
    rf"(?:manifest\.json|ledger\.sqlite|audit\.sqlite|audit\.key|sha256\.json|archive/[0-9a-f]{{2}}/[0-9a-f]{{64}}"
    rf"|lake/{PART}(?:/{PART})+)"
)


@dataclass(frozen=True)
class RestoreReport:
    """What a restored home holds: when its backup was made, its last committed load, files and bytes."""

    home: str
    made_at: str
    load: int
    files: int
    bytes: int


def restore(settings: Settings, source: Path, *, at: str) -> RestoreReport:
    """Makes the home that a backup holds; the graph is built by the next command that needs it.

    A home of an older version is upgraded on the way: nobody uses it yet. Killed anywhere, the home is there
    or not there. `at` (ISO 8601, UTC) stands in its audit log.

    Raises
    ------
    SettingsError      the home is not empty, or lake or ledger are set to be elsewhere
    StoreUnavailable   the file is damaged, cut short, no backup, or made by a newer version
    """
    home = settings.home
    if home.exists() and (not home.is_dir() or any(home.iterdir())):
        raise SettingsError(
            f"INTERLINK_HOME {home} is not empty, and a restore never overwrites. Name an empty folder."
        )
    inside = replace(settings, lake_url=str(home / "lake"), ledger_url=f"sqlite:///{home / 'ledger.sqlite'}")
    if inside != settings:
        raise SettingsError(
            "INTERLINK_LAKE_URL or INTERLINK_LEDGER_URL is set, but a backup is restored into the home."
            " Unset them."
        )
    aside = home.with_name(f".{home.name}.restoring")
    try:
        home.parent.mkdir(parents=True, exist_ok=True)
        if aside.exists():
            shutil.rmtree(aside)
        aside.mkdir(mode=0o700)
        try:
            report = _unpacked(source, aside, home)
            _settled(replace(settings, home=aside), source, at)
            aside.rename(home)
            sync_folder(home.parent)
        finally:
            if aside.exists():
                shutil.rmtree(aside)
    except OSError as error:
        raise SettingsError(f"restore {source} into {home}: {error}. Check space and rights.") from error
    return report


def _unpacked(source: Path, aside: Path, home: Path) -> RestoreReport:
    sums: dict[str, str] = {}
    total = 0
    try:
        with pa.input_stream(str(source), compression="zstd") as packed, _opened(packed) as tar:
            for entry in tar:
                content = tar.extractfile(entry) if entry.isreg() else None
                if content is None or not ALLOWED.fullmatch(entry.name) or entry.name in sums:
                    raise _no_backup(source, f"it holds '{entry.name}', which no backup does")
                sums[entry.name] = _copied(content, aside / entry.name)
                total += entry.size
    except (tarfile.TarError, EOFError, pa.ArrowException) as error:
        raise _no_backup(source, str(error)) from None
    except OSError as error:
        # A damaged stream and a full disk are both an OSError; only the system's own has a number.
        if error.errno is not None:
            raise
        raise _no_backup(source, str(error)) from None
    listed = aside / "sha256.json"
    if not listed.is_file() or listed.stat().st_size > LARGEST_LIST:
        raise _no_backup(source, "it is cut short")
    written = json.loads(listed.read_text(encoding="utf-8"))
    if written != {name: digest for name, digest in sums.items() if name != "sha256.json"}:
        raise _no_backup(source, "a file in it is not what was written")
    manifest = json.loads((aside / "manifest.json").read_text(encoding="utf-8"))
    if manifest["format"] != FORMAT:
        raise StoreUnavailable(
            f"{source} is a backup of form {manifest['format']}, made by a newer interlink; this one reads"
            f" {FORMAT}. Install the newer version."
        )
    for name in ("manifest.json", "sha256.json"):
        (aside / name).unlink()
    return RestoreReport(str(home), manifest["at"], manifest["load"], len(sums), total)


def _opened(packed: IO[bytes]) -> tarfile.TarFile:
    return tarfile.open(fileobj=packed, mode="r|")


def _copied(content: IO[bytes], target: Path) -> str:
    """Writes a file and gives its sha256."""
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    digest = hashlib.sha256()
    with target.open("xb") as file:
        while chunk := content.read(CHUNK):
            digest.update(chunk)
            file.write(chunk)
    target.chmod(0o440 if target.parts[-3] == "archive" else 0o600)
    return digest.hexdigest()


def _settled(inside: Settings, source: Path, at: str) -> None:
    """Brings the home to this version, and says in its audit log where it came from."""
    home = inside.home
    (home / "lake").mkdir(exist_ok=True, mode=0o700)
    inside = replace(
        inside,
        ledger_url=f"sqlite:///{home / 'ledger.sqlite'}",
        audit_url=f"sqlite:///{home / 'audit.sqlite'}",
    )
    upgrade_home(inside)
    Ledger(inside.ledger_url).close()
    audit = AuditLog(inside.audit_url)
    audit.record(
        at=at,
        principal=OWNER,
        operation="alteration",
        purpose="",
        reason="",
        params={"what": "restore", "file": str(source), "account": getuser()},
        though_broken=True,
    )
    audit.close()
    for path in sorted(home.rglob("*")):
        if path.is_dir():
            sync_folder(path)
        else:
            with path.open("rb") as file:
                os.fsync(file.fileno())


def _no_backup(source: Path, why: str) -> StoreUnavailable:
    return StoreUnavailable(
        f"{source} is no whole backup of interlink: {why}. Nothing was changed; take another copy of it."
    )
