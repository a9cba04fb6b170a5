"""The first tables of letters, templates and attachments."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from desktop.models.migrations.first import synced


def create() -> None:
    """Make them."""
    op.create_table(
        "attachments",
        *synced(),
        sa.Column("record_kind", sa.String(40), nullable=False),
        sa.Column("record_id", sa.LargeBinary(16), nullable=False),
        sa.Column("item", sa.String(64)),
        sa.Column("view", sa.String(40), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("media_type", sa.String(80), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("sha256", sa.LargeBinary(), nullable=False),
        sa.Column("shrunk_sha256", sa.LargeBinary()),
        sa.Column("thumb_sha256", sa.LargeBinary()),
        sa.Column("taken_at", sa.String(24)),
        sa.Column("width", sa.Integer()),
        sa.Column("height", sa.Integer()),
        sa.Column("caption", sa.String()),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attachments")),
    )
    op.create_index(
        op.f("ix_attachments_record_kind_record_id"), "attachments", ["record_kind", "record_id"]
    )
    op.create_table(
        "letter_templates",
        *synced(),
        sa.Column("code", sa.String(40), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("title_fa", sa.String(), nullable=False),
        sa.Column("title_en", sa.String()),
        sa.Column("own", sa.Boolean(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_letter_templates")),
    )
    op.create_index(op.f("ix_letter_templates_code"), "letter_templates", ["code"])
    op.create_table(
        "letters",
        *synced(),
        sa.Column("direction", sa.String(4), nullable=False),
        sa.Column("year", sa.Integer()),
        sa.Column("serial", sa.Integer()),
        sa.Column("number", sa.String()),
        sa.Column("letter_date", sa.String(10)),
        sa.Column("attachment_note", sa.String()),
        sa.Column("sender", sa.String(), nullable=False),
        sa.Column("addressee", sa.String(), nullable=False),
        sa.Column("addressee_agency", sa.String(24)),
        sa.Column("addressee_province", sa.String(2)),
        sa.Column("copies", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column("signatory", sa.String()),
        sa.Column("template_code", sa.String(40)),
        sa.Column("record_kind", sa.String(40)),
        sa.Column("record_id", sa.LargeBinary(16)),
        sa.Column("answers_id", sa.LargeBinary(16)),
        sa.Column("pdf_sha256", sa.LargeBinary()),
        sa.Column("issued_at", sa.String(24)),
        sa.Column("void_reason", sa.String()),
        sa.Column("in_number", sa.String()),
        sa.Column("in_date", sa.String(10)),
        sa.Column("state", sa.String(32), nullable=False),
        sa.Column("folded", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_letters")),
    )
    place: list[str | sa.TextClause] = [
        sa.text("coalesce(year, 9999999)"),
        sa.text("coalesce(serial, 9999999)"),
        "id",
    ]
    if op.get_bind().dialect.name == "sqlite":
        op.create_index("ix_letters_searched", "letters", [*place, "deleted_at", "folded"])
    else:
        op.create_index("ix_letters_place", "letters", place)
    op.create_index(op.f("ix_letters_record_id"), "letters", ["record_id"])
    op.create_index(op.f("ix_letters_register"), "letters", ["office_id", "year", "serial"])
    op.create_index(op.f("ix_letters_state"), "letters", ["state"])
