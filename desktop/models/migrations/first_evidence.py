"""The first tables of the journal and what follows from it alone."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from desktop.models.migrations.first import synced


def create() -> None:
    """Make them."""
    op.create_table(
        "bodies",
        sa.Column("row_no", sa.Integer(), nullable=False),
        sa.Column("vault", sa.LargeBinary(8), nullable=False),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("counter", sa.Integer(), nullable=False),
        sa.Column("batch", sa.Integer()),
        sa.Column("body", sa.LargeBinary()),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("row_no", name=op.f("pk_bodies")),
    )
    op.create_index(op.f("ix_bodies_vault_epoch_counter"), "bodies", ["vault", "epoch", "counter"])
    op.create_table(
        "conflicts",
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("record_id", sa.LargeBinary(16), nullable=False),
        sa.Column("field", sa.String(40), nullable=False),
        sa.Column("stamp", sa.LargeBinary(16), nullable=False),
        sa.Column("value", sa.LargeBinary(), nullable=False),
        sa.Column("same", sa.Boolean(), nullable=False),
        sa.Column("arrived_at", sa.String(24), nullable=False),
        sa.PrimaryKeyConstraint("kind", "record_id", "field", "stamp", name=op.f("pk_conflicts")),
    )
    op.create_table(
        "entries",
        sa.Column("vault", sa.LargeBinary(8), nullable=False),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("counter", sa.Integer(), nullable=False),
        sa.Column("stamp", sa.LargeBinary(16), nullable=False),
        sa.Column("rank", sa.LargeBinary(16), nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.Column("prev_hash", sa.LargeBinary()),
        sa.Column("core", sa.LargeBinary(), nullable=False),
        sa.Column("signature", sa.LargeBinary()),
        sa.Column("arrived_at", sa.String(24), nullable=False),
        sa.Column("refused", sa.String(64)),
        sa.PrimaryKeyConstraint("vault", "epoch", "counter", name=op.f("pk_entries")),
        sa.UniqueConstraint("stamp", name=op.f("uq_entries_stamp")),
    )
    op.create_table(
        "feed_batches",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("server", sa.LargeBinary(), nullable=False),
        sa.Column("items", sa.LargeBinary(), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("signature", sa.LargeBinary(), nullable=False),
        sa.Column("arrived_at", sa.String(24), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_feed_batches")),
    )
    op.create_table(
        "receipts",
        sa.Column("vault", sa.LargeBinary(8), nullable=False),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("counter", sa.Integer(), nullable=False),
        sa.Column("server", sa.LargeBinary(), nullable=False),
        sa.Column("message", sa.LargeBinary(), nullable=False),
        sa.Column("signature", sa.LargeBinary(), nullable=False),
        sa.Column("received_at", sa.String(24), nullable=False),
        sa.PrimaryKeyConstraint("vault", "epoch", "counter", "server", name=op.f("pk_receipts")),
    )
    op.create_table(
        "transitions",
        *synced(),
        sa.Column("record_kind", sa.String(40), nullable=False),
        sa.Column("record_id", sa.LargeBinary(16), nullable=False),
        sa.Column("from_state", sa.String(32), nullable=False),
        sa.Column("to_state", sa.String(32), nullable=False),
        sa.Column("actor", sa.LargeBinary(16), nullable=False),
        sa.Column("role", sa.String(32), nullable=False),
        sa.Column("on_behalf_of", sa.String()),
        sa.Column("at", sa.String(24), nullable=False),
        sa.Column("reason", sa.String()),
        sa.Column("facts", sa.String(), nullable=False),
        sa.Column("settles", sa.LargeBinary(16)),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_transitions")),
    )
    op.create_index(
        op.f("ix_transitions_record_kind_record_id"), "transitions", ["record_kind", "record_id"]
    )
    op.create_table(
        "waiting_changes",
        sa.Column("row_no", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("record_id", sa.LargeBinary(16), nullable=False),
        sa.Column("stamp", sa.LargeBinary(16), nullable=False),
        sa.PrimaryKeyConstraint("row_no", name=op.f("pk_waiting_changes")),
    )
    op.create_index(op.f("ix_waiting_changes_record_id"), "waiting_changes", ["record_id"])
