"""The first table of delegations."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from desktop.models.migrations.first import synced


def create() -> None:
    """Make it."""
    op.create_table(
        "delegations",
        *synced(),
        sa.Column("from_id", sa.LargeBinary(16), nullable=False),
        sa.Column("from_words", sa.String(), nullable=False),
        sa.Column("to_id", sa.LargeBinary(16), nullable=False),
        sa.Column("to_name", sa.String(), nullable=False),
        sa.Column("role", sa.String(40), nullable=False),
        sa.Column("steps", sa.String(), nullable=False),
        sa.Column("lent", sa.String(), nullable=False),
        sa.Column("starts", sa.String(10), nullable=False),
        sa.Column("ends", sa.String(10), nullable=False),
        sa.Column("reason", sa.String(16), nullable=False),
        sa.Column("note", sa.String()),
        sa.Column("letter_number", sa.String()),
        sa.Column("letter_date", sa.String(10)),
        sa.Column("revoked_at", sa.String(24)),
        sa.Column("state", sa.String(32), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_delegations")),
    )
    op.create_index(op.f("ix_delegations_from_id"), "delegations", ["from_id"])
    op.create_index(op.f("ix_delegations_to_id"), "delegations", ["to_id"])
    op.create_index(op.f("ix_delegations_state"), "delegations", ["state"])
