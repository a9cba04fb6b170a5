"""The first table of entries that a person is to look at."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op


def create() -> None:
    """Make it."""
    op.create_table(
        "hq_reviews",
        sa.Column("vault", sa.LargeBinary(8), nullable=False),
        sa.Column("epoch", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("counter", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("reason", sa.String(40), nullable=False),
        sa.Column("arrived", sa.BigInteger(), nullable=False),
        sa.Column("settled", sa.BigInteger()),
        sa.PrimaryKeyConstraint("vault", "epoch", "counter", name=op.f("pk_hq_reviews")),
    )
