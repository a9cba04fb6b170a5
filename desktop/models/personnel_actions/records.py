"""The tables of personnel actions: what is proposed, decided and recorded about a person.

``domain.md`` 10.4. The program never imposes a penalty; it keeps who proposed, who decided and by
which letter.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import BigInteger, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from desktop.models.base import DERIVED, Base, Id, Json, Synced
from desktop.models.transitions import state_column
from sync.protocol.ids import derived_id


class PersonnelAction(Synced, Base):
    """One reward, caution, referral, proposal or recorded decision about one person.

    ``post``, ``unit_name``, ``agency`` and ``province`` are those of ``happened_on``.
    ``sources`` are plain {kind, id, title, day}; ``amount`` is in Rial. ``follows_id`` names the
    action that this one repeats or carries out. ``setad_office_id`` is the Setad's office where
    it is another than the one that inspects. ``issued_on`` is the day of the letter by which the
    action counts (``issued`` or ``recorded``).
    """

    __tablename__ = "personnel_actions"
    kind: Mapped[str] = mapped_column(String(24))
    person_id: Mapped[bytes] = mapped_column(Id, index=True)
    person_name: Mapped[str]
    post: Mapped[str | None]
    unit_id: Mapped[bytes | None] = mapped_column(Id)
    unit_name: Mapped[str | None]
    agency: Mapped[str | None] = mapped_column(String(24))
    province: Mapped[str | None] = mapped_column(String(2))
    happened_on: Mapped[date]
    indicator: Mapped[str | None] = mapped_column(String(16))
    reason: Mapped[str]
    legal_basis: Mapped[str | None]
    sources: Mapped[Any] = mapped_column(Json)
    amount: Mapped[int | None] = mapped_column(BigInteger)
    form: Mapped[str | None]
    intent_class: Mapped[str | None] = mapped_column(String(16))
    intent_evidence: Mapped[str | None]
    intent_confirmed_by: Mapped[bytes | None] = mapped_column(Id)
    proposer_id: Mapped[bytes] = mapped_column(Id)
    setad_id: Mapped[bytes | None] = mapped_column(Id)
    setad_office_id: Mapped[bytes | None] = mapped_column(Id)
    meeting_id: Mapped[bytes | None] = mapped_column(Id)
    follows_id: Mapped[bytes | None] = mapped_column(Id, index=True)
    grade: Mapped[int | None] = mapped_column(Integer)
    authority: Mapped[str | None] = mapped_column(String(40))
    authority_name: Mapped[str | None]
    letter_id: Mapped[bytes | None] = mapped_column(Id)
    letter_number: Mapped[str | None]
    letter_date: Mapped[date | None]
    issued_on: Mapped[date | None]
    answer: Mapped[str | None] = mapped_column(String(16))
    answer_letter_id: Mapped[bytes | None] = mapped_column(Id)
    notified_on: Mapped[date | None]
    objection_until: Mapped[date | None]
    visible_until: Mapped[date | None]
    sample: Mapped[bool] = mapped_column(default=False)
    state: Mapped[str] = state_column()
    folded: Mapped[str] = mapped_column(info=DERIVED)

    __table_args__ = (
        Index("ix_personnel_actions_day", "happened_on", "id"),
        Index("ix_personnel_actions_issued", "issued_on", "kind"),
    )


class PersonStatement(Synced, Base):
    """What the person said, or that he was asked to; an objection. For holders of the case alone.

    ``what`` is statement, asked or objection; ``said_on`` the day it was said or asked.
    """

    __tablename__ = "person_statements"
    action_id: Mapped[bytes] = mapped_column(Id, index=True)
    what: Mapped[str] = mapped_column(String(16))
    text: Mapped[str | None]
    said_on: Mapped[date]


class TrainingRecord(Synced, Base):
    """Hours of a course that a person attended and that are credited (P8.7).

    ``occurrence_id`` names the occurrence of a programme whose attendance it credits, if any.
    """

    __tablename__ = "training_records"
    person_id: Mapped[bytes] = mapped_column(Id, index=True)
    title: Mapped[str]
    held_on: Mapped[date]
    hours: Mapped[int] = mapped_column(Integer)
    certificate: Mapped[str | None]
    occurrence_id: Mapped[bytes | None] = mapped_column(Id)
    agency: Mapped[str | None] = mapped_column(String(24))
    province: Mapped[str | None] = mapped_column(String(2))


def credit_id(occurrence: bytes, person: bytes) -> bytes:
    """The same record on every laptop: attendance of one occurrence is credited once."""
    return derived_id("training_records", occurrence, person)


class ReportCard(Synced, Base):
    """A report card (کارنامه) as it was given: a stored PDF, for the person and his manager."""

    __tablename__ = "report_cards"
    person_id: Mapped[bytes] = mapped_column(Id, index=True)
    starts: Mapped[date]
    ends: Mapped[date]
    pdf_sha256: Mapped[bytes]
    issued_on: Mapped[date]


class AppraisalSheet(Synced, Base):
    """The appraisal sheet (برگهٔ ارزیابی) for a named appointment or promotion (P8.6).

    A stored PDF. ``case_kind`` is appointment or promotion, ``case_title`` the post or step that
    it is for; ``seen_on`` the day on which the person saw it, before it was issued.
    """

    __tablename__ = "appraisal_sheets"
    person_id: Mapped[bytes] = mapped_column(Id, index=True)
    case_kind: Mapped[str] = mapped_column(String(16))
    case_title: Mapped[str]
    case_number: Mapped[str | None]
    starts: Mapped[date]
    ends: Mapped[date]
    seen_on: Mapped[date]
    remark: Mapped[str | None]
    pdf_sha256: Mapped[bytes]
    issued_on: Mapped[date]


class OutcomeReport(Synced, Base):
    """What was issued in a period, as it was reported: by kind, None where nothing was reported.

    ``figures`` are {reward, caution, removal: number or null}; a dash is not zero (D9).
    """

    __tablename__ = "outcome_reports"
    title: Mapped[str]
    starts: Mapped[date]
    ends: Mapped[date]
    province: Mapped[str | None] = mapped_column(String(2))
    agency: Mapped[str | None] = mapped_column(String(24))
    figures: Mapped[Any] = mapped_column(Json)
