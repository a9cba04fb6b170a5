"""The first tables of what follows from headquarters' rows."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op


def create() -> None:
    """Make them."""
    op.create_index(op.f("ix_hq_feed_seq"), "hq_feed", ["seq"])
    op.create_table(
        "hq_snapshots",
        sa.Column("id", sa.LargeBinary(16), nullable=False),
        sa.Column("key", sa.LargeBinary(32), nullable=False),
        sa.Column("sequence", sa.BigInteger(), nullable=False),
        sa.Column("message", sa.LargeBinary()),
        sa.Column("signature", sa.LargeBinary()),
        sa.Column("looked_at", sa.BigInteger(), nullable=False),
        sa.Column("total", sa.BigInteger(), nullable=False),
        sa.Column("touched", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hq_snapshots")),
    )
    op.create_index(op.f("ix_hq_snapshots_key"), "hq_snapshots", ["key"])
    op.create_table(
        "hq_snapshot_chunks",
        sa.Column("snapshot", sa.LargeBinary(16), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("snapshot", "number", name=op.f("pk_hq_snapshot_chunks")),
    )
    op.create_table(
        "hq_row_digests",
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("record", sa.LargeBinary(16), nullable=False),
        sa.Column("bucket", sa.Integer(), nullable=False),
        sa.Column("digest", sa.LargeBinary(16), nullable=False),
        sa.Column("scopes", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("kind", "record", name=op.f("pk_hq_row_digests")),
    )
    op.create_index(op.f("ix_hq_row_digests_bucket"), "hq_row_digests", ["bucket"])
    op.create_table(
        "hq_surveys",
        sa.Column("name", sa.String(16), nullable=False),
        sa.Column("sequence", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_hq_surveys")),
    )
    op.create_table(
        "hq_profiles",
        sa.Column("key", sa.LargeBinary(32), nullable=False),
        sa.Column("scopes", sa.LargeBinary(), nullable=False),
        sa.Column("sequence", sa.BigInteger(), nullable=False),
        sa.Column("root", sa.LargeBinary(32), nullable=False),
        sa.Column("buckets", sa.LargeBinary(), nullable=False),
        sa.Column("used", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_hq_profiles")),
    )
    op.create_table(
        "hq_wipes",
        sa.Column("vault", sa.LargeBinary(8), nullable=False),
        sa.Column("scope", sa.String(80), nullable=False),
        sa.Column("told", sa.BigInteger(), nullable=False),
        sa.Column("wiped", sa.BigInteger()),
        sa.Column("again", sa.BigInteger()),
        sa.PrimaryKeyConstraint("vault", "scope", name=op.f("pk_hq_wipes")),
    )
