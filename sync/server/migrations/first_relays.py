"""The first table of relays."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op


def create() -> None:
    """Make it."""
    op.create_table(
        "hq_relays",
        sa.Column("vault", sa.LargeBinary(8), nullable=False),
        sa.Column("urls", sa.LargeBinary(), nullable=False),
        sa.Column("authority", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("vault", name=op.f("pk_hq_relays")),
    )
