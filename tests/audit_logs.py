"""Audit logs for tests: events of one form, and a log bent by one with the file in hands."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from interlink.access.audit import AuditLog

AT = "2026-03-01T12:00:00+00:00"
WHO = {"at": AT, "principal": "ada", "purpose": "analysis", "reason": "test"}


def opened(folder: Path) -> AuditLog:
    """The log of a folder."""
    return AuditLog(f"sqlite:///{folder / 'audit.sqlite'}")


def record(log: AuditLog, number: int = 0, **changed: object) -> int:
    """One event, a consultation where nothing else is said."""
    given = {**WHO, "operation": "consultation", "params": {"number": number}}
    return log.record(**{**given, **changed})


def look(log: AuditLog, what: str, **params: object) -> int:
    """One consultation."""
    return record(log, params={"what": what, **params})


def tampered(path: Path, *statements: str | tuple[str, tuple[object, ...]]) -> None:
    """Does what the triggers forbid."""
    with closing(sqlite3.connect(path)) as db, db:
        for name in ("update", "delete", "replace"):
            db.execute(f"DROP TRIGGER IF EXISTS audit_event_no_{name}")
        for statement in statements:
            db.execute(*([statement] if isinstance(statement, str) else statement))


def bytes_of(folder: Path) -> bytes:
    """Every byte of the database's files."""
    return b"".join(path.read_bytes() for path in sorted(folder.glob("audit.sqlite*")))
