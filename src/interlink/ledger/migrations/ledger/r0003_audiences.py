"""The ledger holds the audiences that graphs are built for."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

__all__ = ["down_revision", "revision", "upgrade"]

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Makes the table; there were no audiences before it but the home's own, which needs no row."""
    op.create_table(
        "audience",
        sa.Column("name", sa.String(41), primary_key=True),
        sa.Column("agencies", sa.Text, nullable=False),
        sa.Column("handling_ceiling", sa.String(4), nullable=False),
        sa.Column("purposes", sa.Text, nullable=False),
    )
