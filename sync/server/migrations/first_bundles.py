"""The first tables of what came by memory stick."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op


def create() -> None:
    """Make them."""
    op.create_table(
        "hq_bundles",
        sa.Column("vault", sa.LargeBinary(8), nullable=False),
        sa.Column("made", sa.BigInteger(), nullable=False),
        sa.Column("came", sa.BigInteger(), nullable=False),
        sa.Column("request", sa.LargeBinary(), nullable=False),
        sa.Column("wants", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("vault", name=op.f("pk_hq_bundles")),
    )
