"""The ledger's first revision: loads, files, markings, quarantine.

Homes made before revisions were kept have these tables already.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

__all__ = ["down_revision", "revision", "upgrade"]

revision = "0001"
down_revision: str | None = None


def upgrade() -> None:
    """Makes the tables."""
    op.create_table(
        "load",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("source", sa.String(80), nullable=False),
        sa.Column("state", sa.String(12), nullable=False),
        sa.Column("delivery", sa.String(12), nullable=False),
        sa.Column("edition", sa.String(80)),
        sa.Column("spec_sha256", sa.String(64), nullable=False),
        sa.Column("started_at", sa.BigInteger, nullable=False),
        sa.Column("committed_at", sa.BigInteger),
        sa.Column("records", sa.BigInteger, nullable=False),
        sa.Column("fragments_added", sa.BigInteger, nullable=False),
        sa.Column("fragments_retired", sa.BigInteger, nullable=False),
        sa.Column("fragments_unchanged", sa.BigInteger, nullable=False),
        sa.Column("quarantined", sa.BigInteger, nullable=False),
        sa.Column("flagged", sa.BigInteger, nullable=False),
        sa.Column("error", sa.Text),
        sa.Column("warnings", sa.Text, nullable=False),
        if_not_exists=True,
    )
    op.create_index("ix_load_source", "load", ["source"], if_not_exists=True)
    op.create_table(
        "file",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("name", sa.String(400), nullable=False),
        sa.Column("size", sa.BigInteger, nullable=False),
        sa.Column("received_at", sa.BigInteger, nullable=False),
        sa.Column("format", sa.Text, nullable=False),
        sa.UniqueConstraint("sha256", "name", "format"),
        if_not_exists=True,
    )
    op.create_table(
        "load_file",
        sa.Column("load", sa.Integer, sa.ForeignKey("load.id"), primary_key=True),
        sa.Column("file", sa.Integer, sa.ForeignKey("file.id"), primary_key=True),
        if_not_exists=True,
    )
    op.create_table(
        "marking",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("text", sa.Text, nullable=False, unique=True),
        if_not_exists=True,
    )
    op.create_table(
        "quarantine",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("load", sa.Integer, sa.ForeignKey("load.id"), nullable=False),
        sa.Column("file", sa.Integer, sa.ForeignKey("file.id"), nullable=False),
        sa.Column("path", sa.Text),
        sa.Column("row", sa.BigInteger, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        if_not_exists=True,
    )
    op.create_index("quarantine_load", "quarantine", ["load"], if_not_exists=True)
