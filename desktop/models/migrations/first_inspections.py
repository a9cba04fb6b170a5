"""The first tables of visits, findings, corrective actions."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from desktop.models.migrations.first import synced


def create() -> None:
    """Make them."""
    op.create_table(
        "checklist_answers",
        *synced(),
        sa.Column("visit_id", sa.LargeBinary(16), nullable=False),
        sa.Column("item", sa.String(64), nullable=False),
        sa.Column("value", sa.String()),
        sa.Column("note", sa.String()),
        sa.Column("answered_at", sa.String(24)),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_checklist_answers")),
    )
    op.create_index(op.f("ix_checklist_answers_visit_id"), "checklist_answers", ["visit_id"])
    op.create_table(
        "corrective_actions",
        *synced(),
        sa.Column("visit_id", sa.LargeBinary(16), nullable=False),
        sa.Column("finding_ids", sa.String(), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("root_cause", sa.String()),
        sa.Column("description", sa.String(), nullable=False),
        sa.Column("owner_post", sa.String()),
        sa.Column("owner_id", sa.LargeBinary(16)),
        sa.Column("due_on", sa.String(10)),
        sa.Column("result", sa.String()),
        sa.Column("cost", sa.BigInteger()),
        sa.Column("consent_by", sa.LargeBinary(16)),
        sa.Column("consent_on_behalf_of", sa.String()),
        sa.Column("consent_letter_id", sa.LargeBinary(16)),
        sa.Column("consent_at", sa.String(24)),
        sa.Column("moved_to_id", sa.LargeBinary(16)),
        sa.Column("effect_due_on", sa.String(10)),
        sa.Column("state", sa.String(32), nullable=False),
        sa.Column("folded", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_corrective_actions")),
    )
    op.create_index(op.f("ix_corrective_actions_due"), "corrective_actions", ["due_on", "id"])
    op.create_index(op.f("ix_corrective_actions_state"), "corrective_actions", ["state"])
    op.create_index(op.f("ix_corrective_actions_visit_id"), "corrective_actions", ["visit_id"])
    op.create_table(
        "finding_persons",
        *synced(),
        sa.Column("finding_id", sa.LargeBinary(16), nullable=False),
        sa.Column("person_id", sa.LargeBinary(16)),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("post", sa.String()),
        sa.Column("conduct", sa.String(), nullable=False),
        sa.Column("intent_class", sa.String(16)),
        sa.Column("intent_reason", sa.String()),
        sa.Column("statement", sa.String()),
        sa.Column("statement_asked_at", sa.String(24)),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_finding_persons")),
    )
    op.create_index(op.f("ix_finding_persons_finding_id"), "finding_persons", ["finding_id"])
    op.create_table(
        "findings",
        *synced(),
        sa.Column("visit_id", sa.LargeBinary(16), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("indicator", sa.String(16)),
        sa.Column("sub_reason", sa.String(24)),
        sa.Column("code", sa.String(16)),
        sa.Column("criterion", sa.String()),
        sa.Column("accountability_level", sa.String(16)),
        sa.Column("type", sa.String(16), nullable=False),
        sa.Column("severity", sa.String(16), nullable=False),
        sa.Column("description", sa.String(), nullable=False),
        sa.Column("place", sa.String()),
        sa.Column("seen_at", sa.String(24)),
        sa.Column("item", sa.String(64)),
        sa.Column("about_person", sa.Boolean(), nullable=False),
        sa.Column("corrected_on_spot", sa.String()),
        sa.Column("corrected_at", sa.String(24)),
        sa.Column("repeat_of", sa.LargeBinary(16)),
        sa.Column("answer", sa.String(16)),
        sa.Column("answer_text", sa.String()),
        sa.Column("answer_letter_id", sa.LargeBinary(16)),
        sa.Column("review", sa.String()),
        sa.Column("reviewed_by", sa.LargeBinary(16)),
        sa.Column("reviewed_at", sa.String(24)),
        sa.Column("state", sa.String(32), nullable=False),
        sa.Column("folded", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_findings")),
    )
    op.create_index(op.f("ix_findings_state"), "findings", ["state"])
    op.create_index(op.f("ix_findings_visit_id"), "findings", ["visit_id"])
    op.create_table(
        "hand_over_signatures",
        *synced(),
        sa.Column("visit_id", sa.LargeBinary(16), nullable=False),
        sa.Column("side", sa.String(16), nullable=False),
        sa.Column("way", sa.String(8), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("post", sa.String()),
        sa.Column("signed_at", sa.String(24), nullable=False),
        sa.Column("words", sa.String()),
        sa.Column("witness_name", sa.String()),
        sa.Column("witness_post", sa.String()),
        sa.Column("image_sha256", sa.LargeBinary()),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hand_over_signatures")),
    )
    op.create_index(op.f("ix_hand_over_signatures_visit_id"), "hand_over_signatures", ["visit_id"])
    op.create_table(
        "special_reports",
        *synced(),
        sa.Column("visit_id", sa.LargeBinary(16), nullable=False),
        sa.Column("number", sa.String()),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("details", sa.String(), nullable=False),
        sa.Column("rule", sa.String()),
        sa.Column("evidence", sa.String()),
        sa.Column("statement", sa.String()),
        sa.Column("state", sa.String(32), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_special_reports")),
    )
    op.create_index(op.f("ix_special_reports_state"), "special_reports", ["state"])
    op.create_index(op.f("ix_special_reports_visit_id"), "special_reports", ["visit_id"])
    op.create_table(
        "visit_members",
        *synced(),
        sa.Column("visit_id", sa.LargeBinary(16), nullable=False),
        sa.Column("person_id", sa.LargeBinary(16), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("duty", sa.String(8), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_visit_members")),
    )
    op.create_index(op.f("ix_visit_members_person_id"), "visit_members", ["person_id"])
    op.create_index(op.f("ix_visit_members_visit_id"), "visit_members", ["visit_id"])
    op.create_table(
        "visit_plans",
        *synced(),
        sa.Column("visit_id", sa.LargeBinary(16), nullable=False),
        sa.Column("unit_id", sa.LargeBinary(16), nullable=False),
        sa.Column("unit_name", sa.String(), nullable=False),
        sa.Column("planned_at", sa.String(24), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_visit_plans")),
    )
    op.create_index(op.f("ix_visit_plans_visit_id"), "visit_plans", ["visit_id"])
    op.create_table(
        "visits",
        *synced(),
        sa.Column("code", sa.String(32), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("announced", sa.Boolean(), nullable=False),
        sa.Column("visibility", sa.String(8), nullable=False),
        sa.Column("order_number", sa.String(), nullable=False),
        sa.Column("order_date", sa.String(10), nullable=False),
        sa.Column("order_issuer", sa.String(), nullable=False),
        sa.Column("covert_reason", sa.String()),
        sa.Column("unit_id", sa.LargeBinary(16)),
        sa.Column("unit_name", sa.String()),
        sa.Column("province", sa.String(2)),
        sa.Column("county_id", sa.LargeBinary(16)),
        sa.Column("agency", sa.String(24)),
        sa.Column("planned_at", sa.String(24)),
        sa.Column("day", sa.String(10), nullable=False),
        sa.Column("started_at", sa.String(24)),
        sa.Column("ended_at", sa.String(24)),
        sa.Column("remit", sa.String(), nullable=False),
        sa.Column("template_code", sa.String(40), nullable=False),
        sa.Column("template_version", sa.Integer(), nullable=False),
        sa.Column("trigger_kind", sa.String(16)),
        sa.Column("trigger_id", sa.LargeBinary(16)),
        sa.Column("leader_id", sa.LargeBinary(16), nullable=False),
        sa.Column("present_name", sa.String()),
        sa.Column("present_post", sa.String()),
        sa.Column("observations", sa.String()),
        sa.Column("unit_explanation", sa.String()),
        sa.Column("good_practice", sa.String()),
        sa.Column("root_cause", sa.String()),
        sa.Column("revealed_at", sa.String(24)),
        sa.Column("return_due", sa.String(10)),
        sa.Column("returned_reason", sa.String()),
        sa.Column("letter_id", sa.LargeBinary(16)),
        sa.Column("sample", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(32), nullable=False),
        sa.Column("folded", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_visits")),
    )
    op.create_index(op.f("ix_visits_code"), "visits", ["code", "id"])
    op.create_index(
        op.f("ix_visits_county_day"), "visits", ["county_id", "day", "id", "deleted_at"]
    )
    op.create_index(op.f("ix_visits_day"), "visits", ["day", "id"])
    op.create_index(
        op.f("ix_visits_kind_day"),
        "visits",
        ["kind", "day", "id", "state", "county_id", "deleted_at"],
    )
    op.create_index(op.f("ix_visits_state"), "visits", ["state"])
    op.create_index(op.f("ix_visits_state_day"), "visits", ["state", "day", "id", "deleted_at"])
    op.create_index(op.f("ix_visits_unit_id"), "visits", ["unit_id"])
