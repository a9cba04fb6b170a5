"""The first tables of the directory and its people."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from desktop.models.migrations.first import synced


def create() -> None:
    """Make them."""
    op.create_table(
        "agencies",
        *synced(),
        sa.Column("code", sa.String(24), nullable=False),
        sa.Column("name_fa", sa.String(), nullable=False),
        sa.Column("name_en", sa.String()),
        sa.Column("kind", sa.String(24), nullable=False),
        sa.Column("scope_art5", sa.String(8), nullable=False),
        sa.Column("parent_id", sa.LargeBinary(16)),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agencies")),
    )
    op.create_index(op.f("ix_agencies_code"), "agencies", ["code"])
    op.create_table(
        "checklist_templates",
        *synced(),
        sa.Column("code", sa.String(40), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("title_fa", sa.String(), nullable=False),
        sa.Column("title_en", sa.String()),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_checklist_templates")),
    )
    op.create_index(op.f("ix_checklist_templates_code"), "checklist_templates", ["code"])
    op.create_table(
        "counties",
        *synced(),
        sa.Column("province", sa.String(2), nullable=False),
        sa.Column("name_fa", sa.String(), nullable=False),
        sa.Column("name_en", sa.String()),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_counties")),
    )
    op.create_index(op.f("ix_counties_province"), "counties", ["province"])
    op.create_table(
        "offices",
        *synced(),
        sa.Column("code", sa.String(24), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("level", sa.String(16), nullable=False),
        sa.Column("province", sa.String(2)),
        sa.Column("issuer", sa.String(), nullable=False),
        sa.Column("sample", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_offices")),
    )
    op.create_index(op.f("ix_offices_code"), "offices", ["code"])
    op.create_table(
        "persons",
        *synced(),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("personnel_no", sa.String(32)),
        sa.Column("province", sa.String(2)),
        sa.Column("agency", sa.String(24)),
        sa.Column("provisional", sa.Boolean(), nullable=False),
        sa.Column("merged_into", sa.LargeBinary(16)),
        sa.Column("folded", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_persons")),
    )
    op.create_table(
        "post_assignments",
        *synced(),
        sa.Column("post_id", sa.LargeBinary(16), nullable=False),
        sa.Column("person_id", sa.LargeBinary(16), nullable=False),
        sa.Column("starts", sa.String(10), nullable=False),
        sa.Column("ends", sa.String(10)),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_post_assignments")),
    )
    op.create_index(op.f("ix_post_assignments_person_id"), "post_assignments", ["person_id"])
    op.create_index(op.f("ix_post_assignments_post_id"), "post_assignments", ["post_id"])
    op.create_table(
        "posts",
        *synced(),
        sa.Column("unit_id", sa.LargeBinary(16), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("managerial", sa.Boolean(), nullable=False),
        sa.Column("provisional", sa.Boolean(), nullable=False),
        sa.Column("merged_into", sa.LargeBinary(16)),
        sa.Column("folded", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_posts")),
    )
    op.create_index(op.f("ix_posts_unit_id"), "posts", ["unit_id"])
    op.create_table(
        "provinces",
        *synced(),
        sa.Column("code", sa.String(2), nullable=False),
        sa.Column("name_fa", sa.String(), nullable=False),
        sa.Column("name_en", sa.String(), nullable=False),
        sa.Column("capital_fa", sa.String()),
        sa.Column("phone_prefix", sa.String(8)),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_provinces")),
    )
    op.create_index(op.f("ix_provinces_code"), "provinces", ["code"])
    op.create_table(
        "reference_items",
        *synced(),
        sa.Column("list", sa.String(40), nullable=False),
        sa.Column("code", sa.String(40), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("title_fa", sa.String(), nullable=False),
        sa.Column("title_en", sa.String()),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("data", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reference_items")),
    )
    op.create_index(op.f("ix_reference_items_list"), "reference_items", ["list"])
    op.create_table(
        "units",
        *synced(),
        sa.Column("agency", sa.String(24)),
        sa.Column("province", sa.String(2), nullable=False),
        sa.Column("county_id", sa.LargeBinary(16)),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("line", sa.String(8), nullable=False),
        sa.Column("level", sa.String(16), nullable=False),
        sa.Column("address", sa.String()),
        sa.Column("phone", sa.String(32)),
        sa.Column("provisional", sa.Boolean(), nullable=False),
        sa.Column("merged_into", sa.LargeBinary(16)),
        sa.Column("folded", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_units")),
    )
    op.create_index(op.f("ix_units_province"), "units", ["province"])
    op.create_table(
        "vault_certificates",
        *synced(),
        sa.Column("vault", sa.LargeBinary(8), nullable=False),
        sa.Column("person_id", sa.LargeBinary(16), nullable=False),
        sa.Column("issued_at", sa.String(24), nullable=False),
        sa.Column("message", sa.LargeBinary()),
        sa.Column("signature", sa.LargeBinary()),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_vault_certificates")),
    )
    op.create_index(op.f("ix_vault_certificates_person_id"), "vault_certificates", ["person_id"])
    op.create_index(op.f("ix_vault_certificates_vault"), "vault_certificates", ["vault"])
