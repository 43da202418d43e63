"""The ledger keeps which findings are written to graphs, and what they say there of entities."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

__all__ = ["down_revision", "revision", "upgrade"]

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    """Makes the table; nothing was written to a graph before it."""
    op.create_table(
        "finding_graph",
        sa.Column("finding", sa.Integer, sa.ForeignKey("finding.id"), primary_key=True),
        sa.Column("audience", sa.String(80), primary_key=True),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("schemas", sa.Text, nullable=False),
        sa.Column("rows", sa.LargeBinary, nullable=False),
        sa.Column("records", sa.LargeBinary, nullable=False),
    )
