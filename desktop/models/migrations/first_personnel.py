"""The first tables of personnel actions, Setads, their parties, and meetings."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from desktop.models.migrations.first import synced


def create() -> None:
    """Make them."""
    _cases()
    _actions()
    _cards()
    _outcomes()
    _meetings()


def _cases() -> None:
    op.create_table(
        "setads",
        *synced(),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("level", sa.String(16), nullable=False),
        sa.Column("province", sa.String(2)),
        sa.Column("chair_id", sa.LargeBinary(16), nullable=False),
        sa.Column("secretary_id", sa.LargeBinary(16), nullable=False),
        sa.Column("member_ids", sa.String(), nullable=False),
        sa.Column("clerk_ids", sa.String(), nullable=False),
        sa.Column("names", sa.String(), nullable=False),
        sa.Column("quorum", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_setads")),
    )
    op.create_table(
        "case_parties",
        *synced(),
        sa.Column("record_kind", sa.String(40), nullable=False),
        sa.Column("record_id", sa.LargeBinary(16), nullable=False),
        sa.Column("person_id", sa.LargeBinary(16), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("duty", sa.String(16), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_parties")),
    )
    op.create_index(op.f("ix_case_parties_record_id"), "case_parties", ["record_id"])
    op.create_index(op.f("ix_case_parties_person_id"), "case_parties", ["person_id"])


def _actions() -> None:
    op.create_table(
        "personnel_actions",
        *synced(),
        sa.Column("kind", sa.String(24), nullable=False),
        sa.Column("person_id", sa.LargeBinary(16), nullable=False),
        sa.Column("person_name", sa.String(), nullable=False),
        sa.Column("post", sa.String()),
        sa.Column("unit_id", sa.LargeBinary(16)),
        sa.Column("unit_name", sa.String()),
        sa.Column("agency", sa.String(24)),
        sa.Column("province", sa.String(2)),
        sa.Column("happened_on", sa.String(10), nullable=False),
        sa.Column("indicator", sa.String(16)),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("legal_basis", sa.String()),
        sa.Column("sources", sa.String(), nullable=False),
        sa.Column("amount", sa.BigInteger()),
        sa.Column("form", sa.String()),
        sa.Column("intent_class", sa.String(16)),
        sa.Column("intent_evidence", sa.String()),
        sa.Column("intent_confirmed_by", sa.LargeBinary(16)),
        sa.Column("proposer_id", sa.LargeBinary(16), nullable=False),
        sa.Column("setad_id", sa.LargeBinary(16)),
        sa.Column("setad_office_id", sa.LargeBinary(16)),
        sa.Column("meeting_id", sa.LargeBinary(16)),
        sa.Column("follows_id", sa.LargeBinary(16)),
        sa.Column("grade", sa.Integer()),
        sa.Column("authority", sa.String(40)),
        sa.Column("authority_name", sa.String()),
        sa.Column("letter_id", sa.LargeBinary(16)),
        sa.Column("letter_number", sa.String()),
        sa.Column("letter_date", sa.String(10)),
        sa.Column("issued_on", sa.String(10)),
        sa.Column("answer", sa.String(16)),
        sa.Column("answer_letter_id", sa.LargeBinary(16)),
        sa.Column("notified_on", sa.String(10)),
        sa.Column("objection_until", sa.String(10)),
        sa.Column("visible_until", sa.String(10)),
        sa.Column("sample", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(32), nullable=False),
        sa.Column("folded", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_personnel_actions")),
    )
    for name in ("person_id", "follows_id", "state"):
        op.create_index(op.f(f"ix_personnel_actions_{name}"), "personnel_actions", [name])
    op.create_index("ix_personnel_actions_day", "personnel_actions", ["happened_on", "id"])
    op.create_index("ix_personnel_actions_issued", "personnel_actions", ["issued_on", "kind"])
    op.create_table(
        "person_statements",
        *synced(),
        sa.Column("action_id", sa.LargeBinary(16), nullable=False),
        sa.Column("what", sa.String(16), nullable=False),
        sa.Column("text", sa.String()),
        sa.Column("said_on", sa.String(10), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person_statements")),
    )
    op.create_index(op.f("ix_person_statements_action_id"), "person_statements", ["action_id"])


def _cards() -> None:
    op.create_table(
        "training_records",
        *synced(),
        sa.Column("person_id", sa.LargeBinary(16), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("held_on", sa.String(10), nullable=False),
        sa.Column("hours", sa.Integer(), nullable=False),
        sa.Column("certificate", sa.String()),
        sa.Column("occurrence_id", sa.LargeBinary(16)),
        sa.Column("agency", sa.String(24)),
        sa.Column("province", sa.String(2)),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_training_records")),
    )
    op.create_index(op.f("ix_training_records_person_id"), "training_records", ["person_id"])
    op.create_table(
        "report_cards",
        *synced(),
        sa.Column("person_id", sa.LargeBinary(16), nullable=False),
        sa.Column("starts", sa.String(10), nullable=False),
        sa.Column("ends", sa.String(10), nullable=False),
        sa.Column("pdf_sha256", sa.LargeBinary(), nullable=False),
        sa.Column("issued_on", sa.String(10), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_cards")),
    )
    op.create_index(op.f("ix_report_cards_person_id"), "report_cards", ["person_id"])


def _outcomes() -> None:
    op.create_table(
        "outcome_reports",
        *synced(),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("starts", sa.String(10), nullable=False),
        sa.Column("ends", sa.String(10), nullable=False),
        sa.Column("province", sa.String(2)),
        sa.Column("agency", sa.String(24)),
        sa.Column("figures", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outcome_reports")),
    )


def _meetings() -> None:
    op.create_table(
        "meetings",
        *synced(),
        sa.Column("number", sa.String(32), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("purposes", sa.String(), nullable=False),
        sa.Column("setad_id", sa.LargeBinary(16)),
        sa.Column("planned_at", sa.String(24), nullable=False),
        sa.Column("day", sa.String(10), nullable=False),
        sa.Column("place", sa.String()),
        sa.Column("quorum", sa.Integer(), nullable=False),
        sa.Column("started_at", sa.String(24)),
        sa.Column("ended_at", sa.String(24)),
        sa.Column("sample", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(32), nullable=False),
        sa.Column("folded", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meetings")),
    )
    op.create_index("ix_meetings_day", "meetings", ["day", "id"])
    op.create_index(op.f("ix_meetings_state"), "meetings", ["state"])
    _part(
        "meeting_members",
        sa.Column("person_id", sa.LargeBinary(16), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("duty", sa.String(16), nullable=False),
        sa.Column("present", sa.Boolean(), nullable=False),
    )
    _part(
        "agenda_items",
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("record_kind", sa.String(40)),
        sa.Column("record_id", sa.LargeBinary(16)),
        sa.Column("discussion", sa.String()),
        sa.Column("outcome", sa.String(16)),
        sa.Column("reason", sa.String()),
    )
    op.create_index(op.f("ix_agenda_items_record_id"), "agenda_items", ["record_id"])
    _part(
        "votes",
        sa.Column("item_id", sa.LargeBinary(16), nullable=False),
        sa.Column("person_id", sa.LargeBinary(16), nullable=False),
        sa.Column("choice", sa.String(8), nullable=False),
    )
    op.create_index(op.f("ix_votes_item_id"), "votes", ["item_id"])
    _part(
        "meeting_decisions",
        sa.Column("item_id", sa.LargeBinary(16)),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("owner", sa.String(), nullable=False),
        sa.Column("due_on", sa.String(10), nullable=False),
        sa.Column("done_on", sa.String(10)),
    )
    _part(
        "meeting_minutes",
        sa.Column("signed_by", sa.LargeBinary(16), nullable=False),
        sa.Column("signed_at", sa.String(24), nullable=False),
        sa.Column("pdf_sha256", sa.LargeBinary(), nullable=False),
    )


def _part(name: str, *columns: sa.Column[object]) -> None:
    op.create_table(
        name,
        *synced(),
        sa.Column("meeting_id", sa.LargeBinary(16), nullable=False),
        *columns,
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{name}")),
    )
    op.create_index(op.f(f"ix_{name}_meeting_id"), name, ["meeting_id"])
