"""The ledger says which version lake and ontology of its home have."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

__all__ = ["down_revision", "revision", "upgrade"]

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Makes the table; what there was before it is of version 1."""
    table = op.create_table(
        "version",
        sa.Column("store", sa.String(20), primary_key=True),
        sa.Column("number", sa.Integer, nullable=False),
    )
    op.bulk_insert(table, [{"store": "lake", "number": 1}, {"store": "ontology", "number": 1}])
