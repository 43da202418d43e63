"""Loads say how their source's single events stand in graphs."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

__all__ = ["down_revision", "revision", "upgrade"]

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Adds the column; until now every event stood in the graph."""
    op.add_column("load", sa.Column("graph", sa.String(8), nullable=False, server_default="events"))
