"""The ledger keeps runs: what sources fetched by themselves, and what came of it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

__all__ = ["down_revision", "revision", "upgrade"]

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Makes the tables; there were no runs before them."""
    op.create_table(
        "run",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("source", sa.String(80), nullable=False),
        sa.Column("place", sa.Text, nullable=False),
        sa.Column("state", sa.String(12), nullable=False),
        sa.Column("started_at", sa.BigInteger, nullable=False),
        sa.Column("ended_at", sa.BigInteger),
        sa.Column("tries", sa.Integer, nullable=False),
        sa.Column("load", sa.Integer, sa.ForeignKey("load.id")),
        sa.Column("reason", sa.Text, nullable=False),
    )
    op.create_index("ix_run_source", "run", ["source"])
    op.create_table(
        "fetched",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("source", sa.String(80), nullable=False),
        sa.Column("place", sa.Text, nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("size", sa.BigInteger, nullable=False),
        sa.Column("modified_ns", sa.BigInteger),
        sa.Column("etag", sa.Text),
        sa.Column("last_modified", sa.Text),
        sa.Column("run", sa.Integer, sa.ForeignKey("run.id"), nullable=False),
    )
    op.create_index("ix_fetched_source", "fetched", ["source"])
