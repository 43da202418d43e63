"""Loads keep the order in which their files were delivered."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

__all__ = ["down_revision", "revision", "upgrade"]

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    """Adds the place; files of earlier loads have none, and stand in the order of their numbers."""
    op.add_column("load_file", sa.Column("place", sa.Integer))
