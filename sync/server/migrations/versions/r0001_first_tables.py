"""The tables of the first version, as they were then."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from sync.server.migrations import (
    first_audit,
    first_bundles,
    first_relays,
    first_reviews,
    first_standing,
    first_walls,
)

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make every table."""
    op.create_table(
        "hq_accounts",
        sa.Column("person", sa.LargeBinary(16), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("office", sa.LargeBinary(16), nullable=False),
        sa.Column("province", sa.String(2)),
        sa.PrimaryKeyConstraint("person", name=op.f("pk_hq_accounts")),
    )
    op.create_table(
        "hq_alerts",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("vault", sa.LargeBinary(8), nullable=False),
        sa.Column("code", sa.String(40), nullable=False),
        sa.Column("arguments", sa.LargeBinary(), nullable=False),
        sa.Column("raised", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_hq_alerts")),
    )
    op.create_index(op.f("ix_hq_alerts_vault"), "hq_alerts", ["vault"])
    op.create_table(
        "hq_blobs",
        sa.Column("sha256", sa.LargeBinary(32), nullable=False),
        sa.Column("asked_of", sa.LargeBinary(8), nullable=False),
        sa.Column("size", sa.BigInteger()),
        sa.Column("complete", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_hq_blobs")),
    )
    op.create_index(op.f("ix_hq_blobs_asked_of"), "hq_blobs", ["asked_of"])
    op.create_table(
        "hq_devices",
        sa.Column("vault", sa.LargeBinary(8), nullable=False),
        sa.Column("person", sa.LargeBinary(16), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("signing_key", sa.LargeBinary(), nullable=False),
        sa.Column("receiving_key", sa.LargeBinary(), nullable=False),
        sa.Column("status", sa.String(16), nullable=False),
        sa.Column("enrolled", sa.BigInteger(), nullable=False),
        sa.Column("seen", sa.BigInteger()),
        sa.Column("not_after", sa.BigInteger(), nullable=False),
        sa.Column("token", sa.LargeBinary(32)),
        sa.Column("token_ends", sa.BigInteger()),
        sa.Column("next_token", sa.LargeBinary(32)),
        sa.Column("next_token_ends", sa.BigInteger()),
        sa.Column("epoch", sa.BigInteger(), nullable=False),
        sa.Column("counter", sa.BigInteger(), nullable=False),
        sa.Column("hash", sa.LargeBinary(32), nullable=False),
        sa.Column("time", sa.BigInteger(), nullable=False),
        sa.Column("batch", sa.BigInteger(), nullable=False),
        sa.Column("owed", sa.Boolean(), nullable=False),
        sa.Column("certified", sa.LargeBinary(8)),
        sa.Column("certifying", sa.LargeBinary(8)),
        sa.Column("leased", sa.BigInteger()),
        sa.PrimaryKeyConstraint("vault", name=op.f("pk_hq_devices")),
    )
    op.create_index(op.f("ix_hq_devices_next_token"), "hq_devices", ["next_token"])
    op.create_index(op.f("ix_hq_devices_person"), "hq_devices", ["person"])
    op.create_index(op.f("ix_hq_devices_token"), "hq_devices", ["token"])
    op.create_table(
        "hq_enrolment_codes",
        sa.Column("first_half", sa.String(5), nullable=False),
        sa.Column("code_hash", sa.LargeBinary(32), nullable=False),
        sa.Column("person", sa.LargeBinary(16), nullable=False),
        sa.Column("expires", sa.BigInteger(), nullable=False),
        sa.Column("tries_left", sa.BigInteger(), nullable=False),
        sa.Column("used", sa.BigInteger()),
        sa.PrimaryKeyConstraint("first_half", name=op.f("pk_hq_enrolment_codes")),
    )
    op.create_table(
        "hq_feed",
        sa.Column("scope", sa.String(80), nullable=False),
        sa.Column("seq", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("stamp", sa.LargeBinary(16)),
        sa.Column("part", sa.LargeBinary()),
        sa.Column("gone_kind", sa.String(40)),
        sa.Column("gone_id", sa.LargeBinary(16)),
        sa.PrimaryKeyConstraint("scope", "seq", name=op.f("pk_hq_feed")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_hq_feed_stamp"), "hq_feed", ["stamp"])
    op.create_table(
        "hq_grants",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("person", sa.LargeBinary(16), nullable=False),
        sa.Column("role", sa.String(40), nullable=False),
        sa.Column("scopes", sa.LargeBinary(), nullable=False),
        sa.Column("starts", sa.BigInteger(), nullable=False),
        sa.Column("ends", sa.BigInteger()),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_hq_grants")),
    )
    op.create_index(op.f("ix_hq_grants_person"), "hq_grants", ["person"])
    op.create_table(
        "hq_nonces",
        sa.Column("nonce", sa.LargeBinary(32), nullable=False),
        sa.Column("expires", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("nonce", name=op.f("pk_hq_nonces")),
    )
    op.create_table(
        "hq_receipts",
        sa.Column("vault", sa.LargeBinary(8), nullable=False),
        sa.Column("epoch", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("counter", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("message", sa.LargeBinary(), nullable=False),
        sa.Column("signature", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("vault", "epoch", "counter", name=op.f("pk_hq_receipts")),
    )
    op.create_table(
        "hq_refusals",
        sa.Column("vault", sa.LargeBinary(8), nullable=False),
        sa.Column("epoch", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("counter", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("code", sa.String(64), nullable=False),
        sa.Column("arguments", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("vault", "epoch", "counter", name=op.f("pk_hq_refusals")),
    )
    op.create_table(
        "hq_sequences",
        sa.Column("name", sa.String(16), nullable=False),
        sa.Column("last", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_hq_sequences")),
    )
    op.create_table(
        "hq_set_aside",
        sa.Column("vault", sa.LargeBinary(8), nullable=False),
        sa.Column("hash", sa.LargeBinary(32), nullable=False),
        sa.Column("epoch", sa.BigInteger(), nullable=False),
        sa.Column("counter", sa.BigInteger(), nullable=False),
        sa.Column("core", sa.LargeBinary(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("signature", sa.LargeBinary()),
        sa.Column("reason", sa.String(40), nullable=False),
        sa.Column("arrived", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("vault", "hash", name=op.f("pk_hq_set_aside")),
    )
    op.create_table(
        "hq_usage",
        sa.Column("caller", sa.LargeBinary(), nullable=False),
        sa.Column("minute", sa.BigInteger(), nullable=False),
        sa.Column("requests", sa.BigInteger(), nullable=False),
        sa.Column("day", sa.BigInteger(), nullable=False),
        sa.Column("carried", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("caller", name=op.f("pk_hq_usage")),
    )
    op.create_index(op.f("ix_hq_usage_day"), "hq_usage", ["day"])
    first_standing.create()
    first_bundles.create()
    first_relays.create()
    first_audit.create()
    first_reviews.create()
    first_walls.create()
