"""The audit log: every look, in a database of its own, chained so that nothing can be bent unseen.

Each event's hash covers its own fields and the hash before it. The six operations are those of
Directive (EU) 2016/680, Art 25.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import date

import sqlalchemy as sa

from interlink.errors import AuditError
from interlink.ledger.engine import WRITES, begin_by_need, open_engine
from interlink.ledger.revisions import Revisions

__all__ = ["OPERATIONS", "REVISIONS", "AuditEvent", "AuditLog"]

OPERATIONS = ("collection", "alteration", "consultation", "disclosure", "combination", "erasure")
FIRST_HASH = "0" * 64

metadata = sa.MetaData()
# A change of the table is a file in ledger/migrations/audit as well, and its number stands here.
REVISIONS = Revisions("audit", metadata, "0001")
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
# Looked up at every look, so that nothing erased is answered from memory; holds erasures only.
_IS_ERASURE = audit_event.c.operation == "erasure"
sa.Index("audit_event_erasure", audit_event.c.seq, sqlite_where=_IS_ERASURE, postgresql_where=_IS_ERASURE)

# INSERT OR REPLACE deletes without firing the trigger on DELETE: hence the third.
TRIGGERS = {
    "update": "BEFORE UPDATE ON audit_event",
    "delete": "BEFORE DELETE ON audit_event",
    "replace": "BEFORE INSERT ON audit_event WHEN EXISTS (SELECT 1 FROM audit_event WHERE seq = NEW.seq)",
}
for _name, _when in TRIGGERS.items():
    _refused = sa.DDL(  # type: ignore[no-untyped-call]  # SQLAlchemy leaves it unannotated
        f"CREATE TRIGGER audit_event_no_{_name} {_when}"
        " BEGIN SELECT RAISE(ABORT, 'audit events are never changed'); END"
    )
    sa.event.listen(audit_event, "after_create", _refused.execute_if(dialect="sqlite"))


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
        fields = {name: value for name, value in vars(self).items() if name != "hash"}
        return hashlib.sha256(json.dumps(fields, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


class AuditLog:
    """Appends events and verifies the chain; nobody edits it."""

    def __init__(self, url: str) -> None:
        self._engine = open_engine(url, REVISIONS)
        # the write lock is taken before the last hash is read, so that two writers cannot fork the chain
        begin_by_need(self._engine)

    def record(
        self,
        *,
        at: str,
        principal: str,
        operation: str,
        purpose: str,
        reason: str,
        params: Mapping[str, object],
    ) -> int:
        """Appends one event and gives its number; it is on disk when this returns.

        `at` is ISO 8601 in UTC; `params` are kept as JSON, days and moments in ISO 8601.

        Raises
        ------
        AuditError   it could not be written: then nothing may be read
        """
        if operation not in OPERATIONS:
            raise AuditError(f"'{operation}' is not an operation; there are {', '.join(OPERATIONS)}")
        text = json.dumps(params, sort_keys=True, ensure_ascii=False, default=_in_json)
        try:
            with self._engine.connect().execution_options(**{WRITES: True}) as db, db.begin():
                last = db.execute(
                    sa.select(audit_event.c.seq, audit_event.c.hash)
                    .order_by(audit_event.c.seq.desc())
                    .limit(1)
                ).first()
                event = AuditEvent(
                    seq=last.seq + 1 if last else 1,
                    at=at,
                    principal=_storable(principal),
                    operation=operation,
                    purpose=purpose,
                    reason=_storable(reason),
                    params=_storable(text),
                    prev_hash=last.hash if last else FIRST_HASH,
                    hash="",
                )
                db.execute(sa.insert(audit_event).values({**asdict(event), "hash": event.expected_hash()}))
                return event.seq
        except sa.exc.DBAPIError as error:
            raise AuditError(
                f"the audit log cannot be written: {error.orig}. Nothing is read without it;"
                " check space and rights of its file."
            ) from error

    def events(self, *, newest: int | None = None) -> list[AuditEvent]:
        """Events, oldest first; only the `newest` so many where given."""
        query = sa.select(audit_event).order_by(audit_event.c.seq.desc()).limit(newest)
        with self._reading() as db:
            return [AuditEvent(**row) for row in db.execute(query).mappings()][::-1]

    def last_erasure(self) -> int:
        """The number of the newest erasure, 0 where there is none; what was kept before it is out of date."""
        with self._reading() as db:
            return int(db.execute(sa.select(sa.func.max(audit_event.c.seq)).where(_IS_ERASURE)).scalar() or 0)

    def problems(self, *, head: str | None = None) -> list[str]:
        """What is wrong with the chain, in words; empty when every event is as it was written.

        A log that was cut short, or written anew from the start, is whole in itself. It shows only
        against `head`, the hash of an event kept elsewhere.
        """
        return list(self._problems(head))

    def close(self) -> None:
        """Lets go of the database."""
        self._engine.dispose()

    def _problems(self, head: str | None) -> Iterator[str]:
        before, expected, is_held = FIRST_HASH, 1, head is None
        with self._reading() as db:
            rows = db.execution_options(yield_per=1000).execute(
                sa.select(audit_event).order_by(audit_event.c.seq)
            )
            for row in rows.mappings():
                event = AuditEvent(**row)
                if event.seq != expected:
                    yield f"event {expected} is missing: after it comes {event.seq}"
                if event.prev_hash != before:
                    yield f"event {event.seq} does not follow the one before it"
                if event.hash != event.expected_hash():
                    yield f"event {event.seq} was changed after it was written"
                is_held = is_held or event.hash == head
                before, expected = event.hash, event.seq + 1
        if not is_held:
            yield f"no event has the hash {head}: the log was cut after it was kept, or written anew"

    @contextmanager
    def _reading(self) -> Iterator[sa.Connection]:
        try:
            with self._engine.begin() as db:
                yield db
        except sa.exc.DBAPIError as error:
            raise AuditError(
                f"the audit log cannot be read: {error.orig}. Restore it from a backup."
            ) from error


def _in_json(value: object) -> str:
    return value.isoformat() if isinstance(value, date) else str(value)


def _storable(text: str) -> str:
    """The text with lone surrogates, which no database takes, written out as JSON does."""
    return text.encode("utf-8", "backslashreplace").decode("utf-8")
