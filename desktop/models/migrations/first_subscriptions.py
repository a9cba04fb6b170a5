"""The first table of what vaults of headquarters' people follow."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from desktop.models.migrations.first import synced


def create() -> None:
    """Make it."""
    op.create_table(
        "subscriptions",
        *synced(),
        sa.Column("vault", sa.LargeBinary(8), nullable=False),
        sa.Column("person_id", sa.LargeBinary(16), nullable=False),
        sa.Column("scope", sa.String(80), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_subscriptions")),
    )
    op.create_index(op.f("ix_subscriptions_vault"), "subscriptions", ["vault"])
