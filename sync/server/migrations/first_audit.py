"""The first table of headquarters' own chain."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op


def create() -> None:
    """Make it."""
    op.create_table(
        "hq_audit",
        sa.Column("number", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("what", sa.String(40), nullable=False),
        sa.Column("message", sa.LargeBinary(), nullable=False),
        sa.Column("hash", sa.LargeBinary(32), nullable=False),
        sa.Column("signature", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_hq_audit")),
    )
