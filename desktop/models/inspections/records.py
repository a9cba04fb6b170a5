"""The tables of inspections: visits, what is seen on them, and what follows (``domain.md`` 10)."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from desktop.models.base import DERIVED, Base, Id, Json, Synced
from desktop.models.transitions import state_column
from sync.protocol.ids import derived_id


class Visit(Synced, Base):
    """An inspection of one unit by order of the head (``domain.md`` 10.1).

    ``day`` is the day that lists sort by: planned, then begun; of a covert visit the order's,
    until the reveal. ``unit_name``, ``province``, ``county_id`` and ``agency`` are the unit's at
    the time of the order; of a covert visit they stand in ``visit_plans`` until the reveal.
    """

    __tablename__ = "visits"
    code: Mapped[str] = mapped_column(String(32))
    kind: Mapped[str] = mapped_column(String(16))
    announced: Mapped[bool] = mapped_column(default=False)
    visibility: Mapped[str] = mapped_column(String(8), default="overt")
    order_number: Mapped[str]
    order_date: Mapped[date]
    order_issuer: Mapped[str]
    covert_reason: Mapped[str | None]
    unit_id: Mapped[bytes | None] = mapped_column(Id, index=True)
    unit_name: Mapped[str | None]
    province: Mapped[str | None] = mapped_column(String(2))
    county_id: Mapped[bytes | None] = mapped_column(Id)
    agency: Mapped[str | None] = mapped_column(String(24))
    planned_at: Mapped[datetime | None]
    day: Mapped[date]
    started_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    remit: Mapped[str]
    template_code: Mapped[str] = mapped_column(String(40))
    template_version: Mapped[int] = mapped_column(Integer)
    trigger_kind: Mapped[str | None] = mapped_column(String(16))
    trigger_id: Mapped[bytes | None] = mapped_column(Id)
    leader_id: Mapped[bytes] = mapped_column(Id)
    present_name: Mapped[str | None]
    present_post: Mapped[str | None]
    observations: Mapped[str | None]
    unit_explanation: Mapped[str | None]
    good_practice: Mapped[str | None]
    root_cause: Mapped[str | None]
    revealed_at: Mapped[datetime | None]
    return_due: Mapped[date | None]
    returned_reason: Mapped[str | None]
    letter_id: Mapped[bytes | None] = mapped_column(Id)
    sample: Mapped[bool] = mapped_column(default=False)
    state: Mapped[str] = state_column()
    folded: Mapped[str] = mapped_column(info=DERIVED)

    __table_args__ = (
        Index("ix_visits_day", "day", "id"),
        Index("ix_visits_state_day", "state", "day", "id", "deleted_at"),
        Index("ix_visits_county_day", "county_id", "day", "id", "deleted_at"),
        Index("ix_visits_code", "code", "id"),
        Index("ix_visits_kind_day", "kind", "day", "id", "state", "county_id", "deleted_at"),
    )

    @property
    def hidden(self) -> bool:
        """A covert visit before its reveal is for its case alone (A9)."""
        return self.visibility == "covert" and self.revealed_at is None


class VisitPlan(Synced, Base):
    """Where and when a covert visit goes; kept apart until the reveal."""

    __tablename__ = "visit_plans"
    visit_id: Mapped[bytes] = mapped_column(Id, index=True)
    unit_id: Mapped[bytes] = mapped_column(Id)
    unit_name: Mapped[str]
    planned_at: Mapped[datetime]


class VisitMember(Synced, Base):
    """Who may hold the case of a visit: its team, and the head who ordered it (``duty``)."""

    __tablename__ = "visit_members"
    visit_id: Mapped[bytes] = mapped_column(Id, index=True)
    person_id: Mapped[bytes] = mapped_column(Id, index=True)
    name: Mapped[str]
    duty: Mapped[str] = mapped_column(String(8), default="team")


class ChecklistAnswer(Synced, Base):
    """The answer to one question of a visit's checklist, stored as ``checklists`` says."""

    __tablename__ = "checklist_answers"
    visit_id: Mapped[bytes] = mapped_column(Id, index=True)
    item: Mapped[str] = mapped_column(String(64))
    value: Mapped[str | None]
    note: Mapped[str | None]
    answered_at: Mapped[datetime | None]


class Finding(Synced, Base):
    """What was seen, held against a criterion (``domain.md`` 10.2)."""

    __tablename__ = "findings"
    visit_id: Mapped[bytes] = mapped_column(Id, index=True)
    number: Mapped[int] = mapped_column(Integer)
    indicator: Mapped[str | None] = mapped_column(String(16))
    sub_reason: Mapped[str | None] = mapped_column(String(24))
    code: Mapped[str | None] = mapped_column(String(16))
    criterion: Mapped[str | None]
    accountability_level: Mapped[str | None] = mapped_column(String(16))
    type: Mapped[str] = mapped_column(String(16), default="nonconformity")
    severity: Mapped[str] = mapped_column(String(16), default="minor")
    description: Mapped[str]
    place: Mapped[str | None]
    seen_at: Mapped[datetime | None]
    item: Mapped[str | None] = mapped_column(String(64))
    about_person: Mapped[bool] = mapped_column(default=False)
    corrected_on_spot: Mapped[str | None]
    corrected_at: Mapped[datetime | None]
    repeat_of: Mapped[bytes | None] = mapped_column(Id)
    answer: Mapped[str | None] = mapped_column(String(16))
    answer_text: Mapped[str | None]
    answer_letter_id: Mapped[bytes | None] = mapped_column(Id)
    review: Mapped[str | None]
    reviewed_by: Mapped[bytes | None] = mapped_column(Id)
    reviewed_at: Mapped[datetime | None]
    state: Mapped[str] = state_column()
    folded: Mapped[str] = mapped_column(info=DERIVED)


class FindingPerson(Synced, Base):
    """The part of a finding about a person, for fewer eyes than the finding (P9.3)."""

    __tablename__ = "finding_persons"
    finding_id: Mapped[bytes] = mapped_column(Id, index=True)
    person_id: Mapped[bytes | None] = mapped_column(Id)
    name: Mapped[str]
    post: Mapped[str | None]
    conduct: Mapped[str]
    intent_class: Mapped[str | None] = mapped_column(String(16))
    intent_reason: Mapped[str | None]
    statement: Mapped[str | None]
    statement_asked_at: Mapped[datetime | None]


class CorrectiveAction(Synced, Base):
    """What removes a finding or its cause (``domain.md`` 10.3).

    ``consent_*`` is the agency's half of the agreement; ``moved_to_id`` the visit that follows it.
    """

    __tablename__ = "corrective_actions"
    visit_id: Mapped[bytes] = mapped_column(Id, index=True)
    finding_ids: Mapped[Any] = mapped_column(Json)
    kind: Mapped[str] = mapped_column(String(16), default="corrective")
    root_cause: Mapped[str | None]
    description: Mapped[str]
    owner_post: Mapped[str | None]
    owner_id: Mapped[bytes | None] = mapped_column(Id)
    due_on: Mapped[date | None]
    result: Mapped[str | None]
    cost: Mapped[int | None] = mapped_column(BigInteger)
    consent_by: Mapped[bytes | None] = mapped_column(Id)
    consent_on_behalf_of: Mapped[str | None]
    consent_letter_id: Mapped[bytes | None] = mapped_column(Id)
    consent_at: Mapped[datetime | None]
    moved_to_id: Mapped[bytes | None] = mapped_column(Id)
    effect_due_on: Mapped[date | None]
    state: Mapped[str] = state_column()
    folded: Mapped[str] = mapped_column(info=DERIVED)

    __table_args__ = (Index("ix_corrective_actions_due", "due_on", "id"),)


class HandOverSignature(Synced, Base):
    """One side of the hand-over, in one of three ways (``domain.md`` 10.16)."""

    __tablename__ = "hand_over_signatures"
    visit_id: Mapped[bytes] = mapped_column(Id, index=True)
    side: Mapped[str] = mapped_column(String(16))
    way: Mapped[str] = mapped_column(String(8))
    name: Mapped[str]
    post: Mapped[str | None]
    signed_at: Mapped[datetime]
    words: Mapped[str | None]
    witness_name: Mapped[str | None]
    witness_post: Mapped[str | None]
    image_sha256: Mapped[bytes | None]


class SpecialReport(Synced, Base):
    """The separate report about a person, next to the main one (``domain.md`` 6.5)."""

    __tablename__ = "special_reports"
    visit_id: Mapped[bytes] = mapped_column(Id, index=True)
    number: Mapped[str | None]
    title: Mapped[str]
    details: Mapped[str]
    rule: Mapped[str | None]
    evidence: Mapped[str | None]
    statement: Mapped[str | None]
    state: Mapped[str] = state_column()


def plan_id(visit: bytes) -> bytes:
    """The one plan of a covert visit."""
    return derived_id("visit_plans", visit)


def member_id(visit: bytes, person: bytes) -> bytes:
    """The same record of a member on every laptop."""
    return derived_id("visit_members", visit, person)


def answer_id(visit: bytes, item: str) -> bytes:
    """The same record of an answer on every laptop, so that two answers meet as a conflict."""
    return derived_id("checklist_answers", visit, item)


def signature_id(visit: bytes, side: str) -> bytes:
    """The one signature of a side."""
    return derived_id("hand_over_signatures", visit, side)
