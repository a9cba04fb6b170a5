"""The first tables of snapshots and of what was disposed of."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from desktop.models.migrations.first import synced


def create() -> None:
    """Make them."""
    op.create_table(
        "snapshots",
        sa.Column("id", sa.LargeBinary(16), nullable=False),
        sa.Column("message", sa.LargeBinary(), nullable=False),
        sa.Column("signature", sa.LargeBinary(), nullable=False),
        sa.Column("applied", sa.Integer(), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("began_at", sa.String(24), nullable=False),
        sa.Column("finished_at", sa.String(24)),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_snapshots")),
    )
    op.create_table(
        "snapshot_chunks",
        sa.Column("snapshot", sa.LargeBinary(16), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.Column("wiped", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("snapshot", "number", name=op.f("pk_snapshot_chunks")),
    )
    op.create_table(
        "disposals",
        *synced(),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("minutes", sa.String(), nullable=False),
        sa.Column("minutes_sha256", sa.LargeBinary()),
        sa.Column("records", sa.String(), nullable=False),
        sa.Column("entries", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_disposals")),
    )
    op.create_table(
        "disposed_records",
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("record_id", sa.LargeBinary(16), nullable=False),
        sa.Column("disposal", sa.LargeBinary(16), nullable=False),
        sa.PrimaryKeyConstraint("kind", "record_id", name=op.f("pk_disposed_records")),
    )
