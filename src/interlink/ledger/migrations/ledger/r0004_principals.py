"""The ledger knows who may ask: principals, what is asked of roles, and tokens."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

__all__ = ["down_revision", "revision", "upgrade"]

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Makes the tables; a home without principals is its local user's."""
    op.create_table(
        "principal",
        sa.Column("name", sa.String(200), primary_key=True),
        sa.Column("login", sa.String(320), unique=True),
        sa.Column("agency", sa.String(200), nullable=False),
        sa.Column("country", sa.String(80), nullable=False),
        sa.Column("memberships", sa.Text, nullable=False),
        sa.Column("roles", sa.Text, nullable=False),
        sa.Column("handling_ceiling", sa.String(8), nullable=False),
        sa.Column("is_active", sa.Boolean, nullable=False),
        sa.Column("revision", sa.Integer, nullable=False),
    )
    op.create_table(
        "role",
        sa.Column("name", sa.String(40), primary_key=True),
        sa.Column("asks", sa.Boolean, nullable=False),
        sa.Column("revision", sa.Integer, nullable=False),
    )
    op.create_table(
        "token",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("principal", sa.String(200), sa.ForeignKey("principal.name"), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False, unique=True),
        sa.Column("made_at", sa.BigInteger, nullable=False),
        sa.Column("expires_at", sa.BigInteger, nullable=False),
        sa.Column("revoked_at", sa.BigInteger),
    )
