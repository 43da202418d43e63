"""The tables of the audit log: events in a chain, keys that seal them, whom each is about, how it stands."""

from __future__ import annotations

import sqlalchemy as sa

from interlink.ledger.revisions import Revisions

__all__ = [
    "COLUMNS",
    "IS_ERASURE",
    "REVISIONS",
    "audit_event",
    "audit_key",
    "audit_state",
    "audit_subject",
]


class Bytes(sa.LargeBinary):
    """Bytes handed to the driver as they are, which every driver takes; wrapping them is what takes time."""

    def bind_processor(self, dialect: sa.Dialect) -> None:
        """None: nothing is to be done."""


metadata = sa.MetaData()
# A change of a table is a file in ledger/migrations/audit as well, and its number stands here.
REVISIONS = Revisions("audit", metadata, "0002")
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
COLUMNS = tuple(column.name for column in audit_event.c)
# Looked up at every look, so that nothing erased is answered from memory; holds erasures only.
IS_ERASURE = audit_event.c.operation == "erasure"
sa.Index("audit_event_erasure", audit_event.c.seq, sqlite_where=IS_ERASURE, postgresql_where=IS_ERASURE)

# Numbered from 0 without a gap, 0 being the secret of the tags. A row stays when its key is destroyed: key
# and tag are written over by as many other bytes in their own place, so that no page is put together anew
# from copies, and a missing row shows. An event's own key has no tag.
audit_key = sa.Table(
    "audit_key",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("tag", Bytes(16)),
    sa.Column("key", Bytes(32), nullable=False),
)
sa.Index("audit_key_tag", audit_key.c.tag, unique=True)

audit_subject = sa.Table(
    "audit_subject",
    metadata,
    sa.Column("tag", Bytes(16), primary_key=True),
    sa.Column("seq", sa.Integer, primary_key=True, autoincrement=False),
    sqlite_with_rowid=False,
)

# `broken`: what is wrong, as JSON; `sealed_from`: the first event whose parameters are sealed.
audit_state = sa.Table(
    "audit_state",
    metadata,
    sa.Column("name", sa.String(20), primary_key=True),
    sa.Column("value", sa.Text, nullable=False),
)

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
