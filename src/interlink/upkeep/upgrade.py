"""A home of an older version brought to this one."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from filelock import FileLock, Timeout

from interlink.access import audit
from interlink.errors import LoadError, SettingsError
from interlink.ledger import tables
from interlink.ledger.engine import upgrade
from interlink.settings import Settings

__all__ = ["Step", "upgrade_home"]


@dataclass(frozen=True)
class Step:
    """A database and its revisions before and after."""

    store: str
    before: str
    after: str


def upgrade_home(settings: Settings) -> list[Step]:
    """Brings ledger and audit log to this version's revisions, each whole or not at all.

    Raises
    ------
    SettingsError      there is no home
    LoadError          a load is running; nothing was changed
    StoreUnavailable   a database is newer than this version, or cannot be written
    """
    if not settings.home.is_dir():
        raise SettingsError(f"INTERLINK_HOME {settings.home} is not there. Name the home to upgrade.")
    with ExitStack() as held:
        try:
            for path in sorted((settings.home / "locks").rglob("*.lock")):
                _hold(held, path)
        except OSError as error:
            raise SettingsError(f"upgrade of {settings.home}: {error}. Check its rights.") from error
        steps = (
            (settings.ledger_url, tables.REVISIONS),
            (settings.audit_url, audit.REVISIONS),
        )
        return [Step(revisions.name, *upgrade(url, revisions)) for url, revisions in steps]


def _hold(held: ExitStack, path: Path) -> None:
    try:
        held.enter_context(FileLock(path, timeout=0))
    except Timeout:
        raise LoadError(
            f"a load of source {path.stem} is running. Nothing was changed; wait for its end."
        ) from None
