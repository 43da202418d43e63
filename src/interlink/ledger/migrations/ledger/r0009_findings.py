"""The ledger keeps findings: what is said of each, and its tables."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

__all__ = ["down_revision", "revision", "upgrade"]

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    """Makes the tables; nothing was kept before them."""
    op.create_table(
        "finding",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("analytic", sa.String(80), nullable=False),
        sa.Column("principal", sa.String(200), nullable=False),
        sa.Column("made_at", sa.BigInteger, nullable=False),
        sa.Column("fingerprint", sa.String(64), nullable=False),
        sa.Column("marking", sa.Text),
        sa.Column("said", sa.Text, nullable=False),
    )
    op.create_table(
        "finding_part",
        sa.Column("finding", sa.Integer, sa.ForeignKey("finding.id"), primary_key=True),
        sa.Column("name", sa.String(80), primary_key=True),
        sa.Column("bytes", sa.LargeBinary, nullable=False),
    )
