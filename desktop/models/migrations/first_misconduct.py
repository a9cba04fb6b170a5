"""The first tables of the register of misconduct, appraisal sheets, and public meetings."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from desktop.models.migrations.first import synced


def create() -> None:
    """Make them."""
    _register()
    _sheets()
    _public_meetings()


def _register() -> None:
    op.create_table(
        "misconduct_records",
        *synced(),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("person_id", sa.LargeBinary(16)),
        sa.Column("person_name", sa.String()),
        sa.Column("post", sa.String()),
        sa.Column("unit_id", sa.LargeBinary(16)),
        sa.Column("unit_name", sa.String()),
        sa.Column("agency", sa.String(24)),
        sa.Column("province", sa.String(2)),
        sa.Column("indicator", sa.String(16)),
        sa.Column("happened_on", sa.String(10), nullable=False),
        sa.Column("entered_on", sa.String(10), nullable=False),
        sa.Column("description", sa.String(), nullable=False),
        sa.Column("sources", sa.String(), nullable=False),
        sa.Column("setad_office_id", sa.LargeBinary(16)),
        sa.Column("referral_id", sa.LargeBinary(16)),
        sa.Column("sample", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(32), nullable=False),
        sa.Column("folded", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_misconduct_records")),
    )
    for name in ("person_id", "state"):
        op.create_index(op.f(f"ix_misconduct_records_{name}"), "misconduct_records", [name])
    op.create_index("ix_misconduct_records_day", "misconduct_records", ["happened_on", "id"])
    op.create_table(
        "preventive_measures",
        *synced(),
        sa.Column("misconduct_id", sa.LargeBinary(16), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("taken_on", sa.String(10), nullable=False),
        sa.Column("note", sa.String()),
        sa.Column("action_id", sa.LargeBinary(16)),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_preventive_measures")),
    )
    op.create_index(
        op.f("ix_preventive_measures_misconduct_id"), "preventive_measures", ["misconduct_id"]
    )


def _sheets() -> None:
    op.create_table(
        "appraisal_sheets",
        *synced(),
        sa.Column("person_id", sa.LargeBinary(16), nullable=False),
        sa.Column("case_kind", sa.String(16), nullable=False),
        sa.Column("case_title", sa.String(), nullable=False),
        sa.Column("case_number", sa.String()),
        sa.Column("starts", sa.String(10), nullable=False),
        sa.Column("ends", sa.String(10), nullable=False),
        sa.Column("seen_on", sa.String(10), nullable=False),
        sa.Column("remark", sa.String()),
        sa.Column("pdf_sha256", sa.LargeBinary(), nullable=False),
        sa.Column("issued_on", sa.String(10), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_appraisal_sheets")),
    )
    op.create_index(op.f("ix_appraisal_sheets_person_id"), "appraisal_sheets", ["person_id"])


def _public_meetings() -> None:
    op.create_table(
        "public_meetings",
        *synced(),
        sa.Column("manager_id", sa.LargeBinary(16), nullable=False),
        sa.Column("manager_name", sa.String(), nullable=False),
        sa.Column("post", sa.String()),
        sa.Column("unit_id", sa.LargeBinary(16)),
        sa.Column("unit_name", sa.String()),
        sa.Column("agency", sa.String(24)),
        sa.Column("province", sa.String(2)),
        sa.Column("day", sa.String(10), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("place", sa.String()),
        sa.Column("note", sa.String()),
        sa.Column("sample", sa.Boolean(), nullable=False),
        sa.Column("folded", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_public_meetings")),
    )
    op.create_index(op.f("ix_public_meetings_manager_id"), "public_meetings", ["manager_id"])
    op.create_index("ix_public_meetings_day", "public_meetings", ["day", "id"])
    op.create_table(
        "meeting_requests",
        *synced(),
        sa.Column("public_meeting_id", sa.LargeBinary(16), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("type", sa.String(16), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("due_on", sa.String(10)),
        sa.Column("answer", sa.String()),
        sa.Column("answered_on", sa.String(10)),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meeting_requests")),
    )
    op.create_index(
        op.f("ix_meeting_requests_public_meeting_id"), "meeting_requests", ["public_meeting_id"]
    )
