"""The first tables of the nine programmes: plans, occurrences, evidence, quarter reports."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from desktop.models.migrations.first import synced

_READ_TOGETHER = (
    *("plan_id", "state", "day", "code", "id", "created_at", "minutes", "manager", "also"),
    *("about_id", "starts_at", "meeting_id", "apart", "merged_into", "deleted_at"),
)
_SINGLE_TOGETHER = ("code", "state", "plan_id", "day", "merged_into", "deleted_at")


def create() -> None:
    """Make them."""
    _plans()
    _items()
    _occurrences()
    _reports()


def _table(name: str, *columns: sa.Column[object]) -> None:
    op.create_table(
        name, *synced(), *columns, sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{name}"))
    )


def _plans() -> None:
    _table(
        "year_plans",
        sa.Column("agency", sa.String(24), nullable=False),
        sa.Column("agency_name", sa.String(), nullable=False),
        sa.Column("province", sa.String(2)),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.LargeBinary(16), nullable=False),
        sa.Column("copied_from", sa.LargeBinary(16)),
        sa.Column("sample", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(32), nullable=False),
        sa.Column("folded", sa.String(), nullable=False),
    )
    op.create_index(op.f("ix_year_plans_state"), "year_plans", ["state"])
    op.create_index("ix_year_plans_year", "year_plans", ["year", "province"])
    _table(
        "programme_variants",
        sa.Column("province", sa.String(2), nullable=False),
        sa.Column("code", sa.String(8), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("letter_number", sa.String(), nullable=False),
        sa.Column("letter_date", sa.String(10), nullable=False),
    )
    _table(
        "instructors",
        sa.Column("agency", sa.String(24), nullable=False),
        sa.Column("province", sa.String(2)),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("approved_by", sa.String(16), nullable=False),
        sa.Column("approval_reference", sa.String(), nullable=False),
    )
    op.create_index(op.f("ix_instructors_agency"), "instructors", ["agency"])


def _items() -> None:
    _table(
        "plan_items",
        sa.Column("plan_id", sa.LargeBinary(16), nullable=False),
        sa.Column("agency", sa.String(24), nullable=False),
        sa.Column("province", sa.String(2)),
        sa.Column("code", sa.String(8), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("owner", sa.String()),
        sa.Column("target", sa.Integer()),
        sa.Column("target_per", sa.String(8)),
        sa.Column("due_days", sa.String(), nullable=False),
        sa.Column("managers", sa.String(), nullable=False),
        sa.Column("cost", sa.BigInteger()),
        sa.Column("fund_source", sa.String()),
        sa.Column("applicable", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.String()),
        sa.Column("local_title", sa.String()),
        sa.Column("coordination_number", sa.String()),
        sa.Column("coordination_date", sa.String(10)),
    )
    op.create_index(op.f("ix_plan_items_plan_id"), "plan_items", ["plan_id"])


def _occurrences() -> None:
    _table(
        "action_occurrences",
        sa.Column("plan_id", sa.LargeBinary(16), nullable=False),
        sa.Column("agency", sa.String(24), nullable=False),
        sa.Column("province", sa.String(2)),
        sa.Column("code", sa.String(8), nullable=False),
        sa.Column("also", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("day", sa.String(10), nullable=False),
        sa.Column("starts_at", sa.String(5)),
        sa.Column("place", sa.String()),
        sa.Column("audience", sa.String(), nullable=False),
        sa.Column("people", sa.String(), nullable=False),
        sa.Column("minutes", sa.Integer()),
        sa.Column("manager", sa.String()),
        sa.Column("meeting_id", sa.LargeBinary(16)),
        sa.Column("about_id", sa.LargeBinary(16)),
        sa.Column("instructor_id", sa.LargeBinary(16)),
        sa.Column("instructor", sa.String()),
        sa.Column("cost", sa.BigInteger()),
        sa.Column("fund_source", sa.String()),
        sa.Column("recorder_id", sa.LargeBinary(16), nullable=False),
        sa.Column("merged_into", sa.LargeBinary(16)),
        sa.Column("apart", sa.String(), nullable=False),
        sa.Column("sample", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(32), nullable=False),
    )
    op.create_index(op.f("ix_action_occurrences_state"), "action_occurrences", ["state"])
    op.create_index("ix_action_occurrences_day", "action_occurrences", ["plan_id", "day"])
    op.create_index("ix_action_occurrences_code", "action_occurrences", list(_SINGLE_TOGETHER))
    if op.get_bind().dialect.name == "sqlite":
        op.create_index("ix_action_occurrences_read", "action_occurrences", list(_READ_TOGETHER))
    _table(
        "programme_evidence",
        sa.Column("plan_id", sa.LargeBinary(16), nullable=False),
        sa.Column("agency", sa.String(24), nullable=False),
        sa.Column("province", sa.String(2)),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("dated_on", sa.String(10), nullable=False),
        sa.Column("occurrence_ids", sa.String(), nullable=False),
        sa.Column("link", sa.String()),
        sa.Column("sha256", sa.LargeBinary()),
    )
    op.create_index(op.f("ix_programme_evidence_plan_id"), "programme_evidence", ["plan_id"])


def _reports() -> None:
    _table(
        "quarter_reports",
        sa.Column("plan_id", sa.LargeBinary(16), nullable=False),
        sa.Column("agency", sa.String(24), nullable=False),
        sa.Column("agency_name", sa.String(), nullable=False),
        sa.Column("province", sa.String(2)),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("quarter", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.LargeBinary(16), nullable=False),
        sa.Column("pdf_sha256", sa.LargeBinary()),
        sa.Column("xlsx_sha256", sa.LargeBinary()),
        sa.Column("manifest_sha256", sa.LargeBinary()),
        sa.Column("signed_at", sa.String(24)),
        sa.Column("letter_number", sa.String()),
        sa.Column("letter_date", sa.String(10)),
        sa.Column("state", sa.String(32), nullable=False),
    )
    op.create_index(op.f("ix_quarter_reports_plan_id"), "quarter_reports", ["plan_id"])
    op.create_index(op.f("ix_quarter_reports_state"), "quarter_reports", ["state"])
