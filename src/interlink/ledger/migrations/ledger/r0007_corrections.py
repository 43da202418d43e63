"""The ledger keeps corrections: which load brought in a record from quarantine, by whom, when and why."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

__all__ = ["down_revision", "revision", "upgrade"]

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Makes the table; nothing was corrected before it."""
    op.create_table(
        "correction",
        sa.Column("load", sa.Integer, sa.ForeignKey("load.id"), primary_key=True),
        sa.Column("quarantine", sa.Integer, sa.ForeignKey("quarantine.id"), nullable=False),
        sa.Column("file", sa.Integer, sa.ForeignKey("file.id"), nullable=False),
        sa.Column("principal", sa.String(200), nullable=False),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.UniqueConstraint("quarantine"),
    )
