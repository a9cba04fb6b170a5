"""The first tables of what is never synced."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op


def create() -> None:
    """Make them."""
    op.create_table(
        "blob_files",
        sa.Column("sha256", sa.LargeBinary(32), nullable=False),
        sa.Column("file", sa.LargeBinary(16), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("media_type", sa.String(60), nullable=False),
        sa.Column("state", sa.String(8), nullable=False),
        sa.Column("received", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_blob_files")),
    )
    op.create_index(op.f("ix_blob_files_state"), "blob_files", ["state"])
    op.create_table(
        "blob_transfers",
        sa.Column("sha256", sa.LargeBinary(32), nullable=False),
        sa.Column("direction", sa.String(8), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("asked_at", sa.String(24), nullable=False),
        sa.Column("failed", sa.String(64)),
        sa.PrimaryKeyConstraint("sha256", "direction", name=op.f("pk_blob_transfers")),
    )
    op.create_table(
        "drafts",
        sa.Column("id", sa.LargeBinary(16), nullable=False),
        sa.Column("place", sa.String(64), nullable=False),
        sa.Column("record_id", sa.LargeBinary(16)),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("last_field", sa.String()),
        sa.Column("progress", sa.Integer(), nullable=False),
        sa.Column("payload", sa.String(), nullable=False),
        sa.Column("updated_at", sa.String(24), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_drafts")),
    )
    op.create_index(op.f("ix_drafts_record_id"), "drafts", ["record_id"])
    op.create_table(
        "form_batches",
        sa.Column("office", sa.String(24), nullable=False),
        sa.Column("day", sa.String(10), nullable=False),
        sa.Column("batches", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("office", "day", name=op.f("pk_form_batches")),
    )
    op.create_table(
        "refused_entries",
        sa.Column("vault", sa.LargeBinary(8), nullable=False),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("counter", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(64), nullable=False),
        sa.Column("arguments", sa.String(), nullable=False),
        sa.Column("arrived_at", sa.String(24), nullable=False),
        sa.Column("settled_at", sa.String(24)),
        sa.Column("settled_how", sa.String(16)),
        sa.PrimaryKeyConstraint("vault", "epoch", "counter", name=op.f("pk_refused_entries")),
    )
    op.create_table(
        "removed_scopes",
        sa.Column("scope", sa.String(80), nullable=False),
        sa.Column("removed_at", sa.String(24), nullable=False),
        sa.PrimaryKeyConstraint("scope", name=op.f("pk_removed_scopes")),
    )
    op.create_table(
        "settings",
        sa.Column("key", sa.String(80), nullable=False),
        sa.Column("value", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_settings")),
    )
    op.create_table(
        "vault_facts",
        sa.Column("key", sa.String(80), nullable=False),
        sa.Column("value", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_vault_facts")),
    )
