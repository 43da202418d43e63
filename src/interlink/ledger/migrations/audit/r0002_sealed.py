"""Parameters are sealed from here on: keys, whom an event is about, and how the log stands.

Events that are there stay as they are: the chain covers them.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

__all__ = ["down_revision", "revision", "upgrade"]

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Makes the tables, and notes the first event that will be sealed."""
    op.create_table(
        "audit_key",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("tag", sa.LargeBinary(16)),
        sa.Column("key", sa.LargeBinary(32), nullable=False),
    )
    op.create_index("audit_key_tag", "audit_key", ["tag"], unique=True)
    op.create_table(
        "audit_subject",
        sa.Column("tag", sa.LargeBinary(16), primary_key=True),
        sa.Column("seq", sa.Integer, primary_key=True, autoincrement=False),
        sqlite_with_rowid=False,
    )
    state = op.create_table(
        "audit_state",
        sa.Column("name", sa.String(20), primary_key=True),
        sa.Column("value", sa.Text, nullable=False),
    )
    last = op.get_bind().exec_driver_sql("SELECT max(seq) FROM audit_event").scalar() or 0
    op.bulk_insert(state, [{"name": "sealed_from", "value": str(last + 1)}])
