"""The audit log's first revision: events in a chain, and the triggers that keep them as they are.

Homes made before revisions were kept have them already.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

__all__ = ["down_revision", "revision", "upgrade"]

revision = "0001"
down_revision: str | None = None


def upgrade() -> None:
    """Makes the table, its index and its triggers."""
    op.create_table(
        "audit_event",
        sa.Column("seq", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("at", sa.String(40), nullable=False),
        sa.Column("principal", sa.String(200), nullable=False),
        sa.Column("operation", sa.String(20), nullable=False),
        sa.Column("purpose", sa.String(40), nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("params", sa.Text, nullable=False),
        sa.Column("prev_hash", sa.String(64), nullable=False),
        sa.Column("hash", sa.String(64), nullable=False),
        if_not_exists=True,
    )
    is_erasure = sa.text("operation = 'erasure'")
    op.create_index(
        "audit_event_erasure",
        "audit_event",
        ["seq"],
        sqlite_where=is_erasure,
        postgresql_where=is_erasure,
        if_not_exists=True,
    )
    if op.get_bind().dialect.name == "sqlite":
        refuse = "BEGIN SELECT RAISE(ABORT, 'audit events are never changed'); END"
        again = "WHEN EXISTS (SELECT 1 FROM audit_event WHERE seq = NEW.seq)"
        for name, when in (
            ("update", "BEFORE UPDATE ON audit_event"),
            ("delete", "BEFORE DELETE ON audit_event"),
            ("replace", f"BEFORE INSERT ON audit_event {again}"),
        ):
            op.execute(f"CREATE TRIGGER IF NOT EXISTS audit_event_no_{name} {when} {refuse}")
