"""The audit log: every look, in a database of its own, chained so that nothing can be bent unseen.

Each event's hash covers its own fields and the hash before it. The six operations are those of
Directive (EU) 2016/680, Art 25.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any

import sqlalchemy as sa

from interlink.errors import AuditError
from interlink.ledger import open_engine

__all__ = ["OPERATIONS", "AuditEvent", "AuditLog"]

OPERATIONS = ("collection", "alteration", "consultation", "disclosure", "combination", "erasure")
FIRST_HASH = "0" * 64

metadata = sa.MetaData()
audit_event = sa.Table(
    "audit_event",
    metadata,
    sa.Column("seq", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("at", sa.String(40), nullable=False),
    sa.Column("principal", sa.String(200), nullable=False),
    sa.Column("operation", sa.String(20), nullable=False),
    sa.Column("purpose", sa.String(40), nullable=False),
    sa.Column("reason", sa.Text, nullable=False),
    sa.Column("params", sa.Text, nullable=False),
    sa.Column("prev_hash", sa.String(64), nullable=False),
    sa.Column("hash", sa.String(64), nullable=False),
)
for _verb in ("UPDATE", "DELETE"):
    sa.event.listen(
        audit_event,
        "after_create",
        sa.DDL(
            f"CREATE TRIGGER audit_event_no_{_verb.lower()} BEFORE {_verb} ON audit_event"
            " BEGIN SELECT RAISE(ABORT, 'audit events are never changed'); END"
        ).execute_if(dialect="sqlite"),
    )


@dataclass(frozen=True)
class AuditEvent:
    """One look or act: who, when, which operation, why, on what."""

    seq: int
    at: str
    principal: str
    operation: str
    purpose: str
    reason: str
    params: str
    prev_hash: str
    hash: str

    def expected_hash(self) -> str:
        """The sha256 that this event's fields and the hash before it give."""
        fields = {name: value for name, value in asdict(self).items() if name != "hash"}
        return hashlib.sha256(json.dumps(fields, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


class AuditLog:
    """Appends events and verifies the chain; nobody edits it."""

    def __init__(self, url: str) -> None:
        self._engine = open_engine(url, metadata)
        if self._engine.dialect.name == "sqlite":
            self._engine.dispose()
            sa.event.listen(self._engine, "connect", _begin_ourselves)
            sa.event.listen(self._engine, "begin", _lock_first)

    def record(
        self, *, at: str, principal: str, operation: str, purpose: str, reason: str, params: Mapping[str, object]
    ) -> int:
        """Appends one event and gives its number. `at` is ISO 8601 in UTC.

        Raises
        ------
        AuditError   it could not be written: then nothing may be read
        """
        if operation not in OPERATIONS:
            raise AuditError(f"'{operation}' is not one of {', '.join(OPERATIONS)}")
        text = json.dumps(params, sort_keys=True, ensure_ascii=False, default=str)
        try:
            with self._engine.begin() as db:
                last = db.execute(
                    sa.select(audit_event.c.seq, audit_event.c.hash).order_by(audit_event.c.seq.desc()).limit(1)
                ).first()
                event = AuditEvent(
                    seq=last.seq + 1 if last else 1,
                    at=at,
                    principal=principal,
                    operation=operation,
                    purpose=purpose,
                    reason=reason,
                    params=text,
                    prev_hash=last.hash if last else FIRST_HASH,
                    hash="",
                )
                db.execute(sa.insert(audit_event).values({**asdict(event), "hash": event.expected_hash()}))
                return event.seq
        except sa.exc.DBAPIError as error:
            raise AuditError(f"the audit log cannot be written: {error.orig}. Nothing is read without it.") from error

    def events(self, *, newest: int | None = None) -> list[AuditEvent]:
        """Events, oldest first; only the `newest` so many where given."""
        query = sa.select(audit_event).order_by(audit_event.c.seq.desc())
        with self._engine.begin() as db:
            rows = db.execute(query.limit(newest) if newest is not None else query).mappings()
            return [AuditEvent(**row) for row in rows][::-1]

    def problems(self) -> list[str]:
        """What is wrong with the chain, in words; empty when every event is as it was written."""
        return list(self._problems())

    def _problems(self) -> Iterator[str]:
        before, expected = FIRST_HASH, 1
        with self._engine.begin() as db:
            for row in db.execute(sa.select(audit_event).order_by(audit_event.c.seq)).mappings():
                event = AuditEvent(**row)
                if event.seq != expected:
                    yield f"event {expected} is missing: after it comes {event.seq}"
                if event.prev_hash != before:
                    yield f"event {event.seq} does not follow the one before it"
                if event.hash != event.expected_hash():
                    yield f"event {event.seq} was changed after it was written"
                before, expected = event.hash, event.seq + 1


def _begin_ourselves(connection: Any, _record: object) -> None:
    connection.isolation_level = None


def _lock_first(connection: sa.Connection) -> None:
    """Takes SQLite's write lock before the last hash is read, so that two writers cannot fork the chain."""
    connection.exec_driver_sql("BEGIN IMMEDIATE")
