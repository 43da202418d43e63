"""The ledger keeps queries of analysts' own, favourites, who ran what, and what runs are compared with."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

__all__ = ["down_revision", "revision", "upgrade"]

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    """Makes the tables; before them every saved query was a file."""
    op.create_table(
        "query_version",
        sa.Column("author", sa.String(200), primary_key=True),
        sa.Column("query", sa.String(130), primary_key=True),
        sa.Column("version", sa.Integer, primary_key=True),
        sa.Column("shared", sa.Boolean, nullable=False),
        sa.Column("saved_at", sa.BigInteger, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
    )
    op.create_table(
        "query_favourite",
        sa.Column("principal", sa.String(200), primary_key=True),
        sa.Column("query", sa.String(130), primary_key=True),
    )
    op.create_table(
        "query_run",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("principal", sa.String(200), nullable=False, index=True),
        sa.Column("query", sa.String(130), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("event", sa.Integer, nullable=False),
        sa.Column("rows", sa.Integer),
    )
    op.create_table(
        "query_watch",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("principal", sa.String(200), nullable=False),
        sa.Column("query", sa.String(130), nullable=False),
        sa.Column("params", sa.Text, nullable=False),
        sa.Column("audience", sa.String(41), nullable=False),
        sa.Column("schedule", sa.String(120)),
        sa.Column("sha256", sa.String(64)),
        sa.Column("ran_at", sa.BigInteger),
        sa.Column("erasure", sa.Integer, nullable=False),
        sa.Column("hashes", sa.LargeBinary),
        sa.Column("keys", sa.LargeBinary),
        sa.UniqueConstraint("principal", "query", "params", "audience"),
    )
