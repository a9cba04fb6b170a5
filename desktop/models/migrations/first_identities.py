"""The first tables of identities: sealed values, their keys, groups, and who opened what."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from desktop.models.migrations.first import synced


def create() -> None:
    """Make them."""
    _identities()
    _groups()
    _openings()


def _identities() -> None:
    op.create_table(
        "identities",
        *synced(),
        sa.Column("identity_class", sa.String(8), nullable=False),
        sa.Column("handler", sa.LargeBinary(16)),
        sa.Column("province", sa.String(2)),
        sa.Column("subject_kind", sa.String(40), nullable=False),
        sa.Column("subject_id", sa.LargeBinary(16), nullable=False),
        sa.Column("name", sa.LargeBinary()),
        sa.Column("mobile", sa.LargeBinary()),
        sa.Column("address", sa.LargeBinary()),
        sa.Column("national_id", sa.LargeBinary()),
        sa.Column("commitments", sa.LargeBinary(), nullable=False),
        sa.Column("mobile_index", sa.LargeBinary(32)),
        sa.Column("last_four_index", sa.LargeBinary(32)),
        sa.Column("national_id_index", sa.LargeBinary(32)),
        sa.Column("consent_agency", sa.String(24)),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_identities")),
    )
    for column in (
        *("handler", "subject_id", "mobile_index", "last_four_index", "national_id_index"),
    ):
        op.create_index(op.f(f"ix_identities_{column}"), "identities", [column])
    op.create_table(
        "identity_keys",
        *synced(),
        sa.Column("identity_id", sa.LargeBinary(16), nullable=False),
        sa.Column("group_id", sa.LargeBinary(16)),
        sa.Column("holder", sa.LargeBinary(16)),
        sa.Column("key_sha256", sa.LargeBinary(32), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_identity_keys")),
    )
    for column in ("identity_id", "group_id"):
        op.create_index(op.f(f"ix_identity_keys_{column}"), "identity_keys", [column])


def _groups() -> None:
    op.create_table(
        "contact_groups",
        *synced(),
        sa.Column("holder", sa.LargeBinary(16), nullable=False),
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.Column("public_key", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contact_groups")),
    )
    op.create_index(op.f("ix_contact_groups_holder"), "contact_groups", ["holder"])
    op.create_table(
        "contact_group_members",
        *synced(),
        sa.Column("group_id", sa.LargeBinary(16), nullable=False),
        sa.Column("holder", sa.LargeBinary(16), nullable=False),
        sa.Column("vault", sa.LargeBinary(8), nullable=False),
        sa.Column("person_id", sa.LargeBinary(16), nullable=False),
        sa.Column("wrapped", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contact_group_members")),
    )
    op.create_index(
        op.f("ix_contact_group_members_group_id"), "contact_group_members", ["group_id"]
    )
    op.create_table(
        "index_keys",
        *synced(),
        sa.Column("holder", sa.LargeBinary(16), nullable=False),
        sa.Column("province", sa.String(2), nullable=False),
        sa.Column("vault", sa.LargeBinary(8), nullable=False),
        sa.Column("wrapped", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_index_keys")),
    )
    op.create_index(op.f("ix_index_keys_vault"), "index_keys", ["vault"])


def _openings() -> None:
    op.create_table(
        "identity_openings",
        *synced(),
        sa.Column("identity_id", sa.LargeBinary(16), nullable=False),
        sa.Column("identity_class", sa.String(8), nullable=False),
        sa.Column("subject_kind", sa.String(40), nullable=False),
        sa.Column("subject_id", sa.LargeBinary(16), nullable=False),
        sa.Column("field", sa.String(16), nullable=False),
        sa.Column("purpose", sa.String(16), nullable=False),
        sa.Column("reason", sa.String()),
        sa.Column("person", sa.LargeBinary(16), nullable=False),
        sa.Column("person_name", sa.String(), nullable=False),
        sa.Column("role", sa.String(32), nullable=False),
        sa.Column("group_id", sa.LargeBinary(16)),
        sa.Column("request_id", sa.LargeBinary(16)),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_identity_openings")),
    )
    for column in ("identity_id", "subject_id"):
        op.create_index(op.f(f"ix_identity_openings_{column}"), "identity_openings", [column])
    op.create_table(
        "seal_requests",
        *synced(),
        sa.Column("identity_id", sa.LargeBinary(16), nullable=False),
        sa.Column("opening_id", sa.LargeBinary(16), nullable=False),
        sa.Column("field", sa.String(16), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("first", sa.LargeBinary(16), nullable=False),
        sa.Column("first_name", sa.String(), nullable=False),
        sa.Column("second_key", sa.LargeBinary(16), nullable=False),
        sa.Column("key_sha256", sa.LargeBinary(32), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_seal_requests")),
    )
    op.create_index(op.f("ix_seal_requests_identity_id"), "seal_requests", ["identity_id"])
