"""The tables of the nine programmes: year plans, what was held, its proof, the quarter's pack.

``domain.md`` 10.5. A row carries agency and province, so that its scopes are its own.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from desktop.models.base import DERIVED, Base, Id, Json, Synced
from desktop.models.transitions import state_column
from sync.protocol.ids import derived_id

READ_TOGETHER = (
    *("plan_id", "state", "day", "code", "id", "created_at", "minutes", "manager", "also"),
    *("about_id", "starts_at", "meeting_id", "apart", "merged_into", "deleted_at"),
)
SINGLE_TOGETHER = ("code", "state", "plan_id", "day", "merged_into", "deleted_at")


class YearPlan(Synced, Base):
    """The plan of one agency, or of one in a province, for a Solar Hijri year."""

    __tablename__ = "year_plans"
    agency: Mapped[str] = mapped_column(String(24))
    agency_name: Mapped[str]
    province: Mapped[str | None] = mapped_column(String(2))
    year: Mapped[int] = mapped_column(Integer)
    author_id: Mapped[bytes] = mapped_column(Id)
    copied_from: Mapped[bytes | None] = mapped_column(Id)
    sample: Mapped[bool] = mapped_column(default=False)
    state: Mapped[str] = state_column()
    folded: Mapped[str] = mapped_column(info=DERIVED)

    __table_args__ = (Index("ix_year_plans_year", "year", "province"),)


class PlanItem(Synced, Base):
    """One of the 59 actions in a plan; ``code`` is always the central one (G9).

    ``target`` counts for ``target_per`` (year, quarter, month) and stands beside a minimum that the
    source states. ``due_days`` are ISO days, ``managers`` the names of whom a weekly duty
    binds; ``cost`` is in rials.
    """

    __tablename__ = "plan_items"
    plan_id: Mapped[bytes] = mapped_column(Id, index=True)
    agency: Mapped[str] = mapped_column(String(24))
    province: Mapped[str | None] = mapped_column(String(2))
    code: Mapped[str] = mapped_column(String(8))
    position: Mapped[int] = mapped_column(Integer)
    owner: Mapped[str | None]
    target: Mapped[int | None] = mapped_column(Integer)
    target_per: Mapped[str | None] = mapped_column(String(8))
    due_days: Mapped[Any] = mapped_column(Json)
    managers: Mapped[Any] = mapped_column(Json)
    cost: Mapped[int | None] = mapped_column(BigInteger)
    fund_source: Mapped[str | None]
    applicable: Mapped[bool] = mapped_column(default=True)
    reason: Mapped[str | None]
    local_title: Mapped[str | None]
    coordination_number: Mapped[str | None]
    coordination_date: Mapped[date | None]


class ProgrammeVariant(Synced, Base):
    """How a province words an action, with the letter by which that was coordinated (G9)."""

    __tablename__ = "programme_variants"
    province: Mapped[str] = mapped_column(String(2))
    code: Mapped[str] = mapped_column(String(8))
    title: Mapped[str]
    letter_number: Mapped[str]
    letter_date: Mapped[date]


class Instructor(Synced, Base):
    """A teacher or lawyer whom seminary or university approved (G6)."""

    __tablename__ = "instructors"
    agency: Mapped[str] = mapped_column(String(24), index=True)
    province: Mapped[str | None] = mapped_column(String(2))
    name: Mapped[str]
    approved_by: Mapped[str] = mapped_column(String(16))
    approval_reference: Mapped[str]


class ActionOccurrence(Synced, Base):
    """One event that took place; it may serve several actions and is one event all the same.

    ``day`` is when it happened; ``created_at`` when it was entered. ``code`` is the action,
    ``also`` are further ones (G7, D26). ``people`` are counts by group, ``minutes`` the length,
    ``manager`` who held it, ``about_id`` the event that a survey or a credit answers.
    ``merged_into`` is the same event as another laptop recorded it; ``apart`` are ids of events
    that look like it and are not.
    """

    __tablename__ = "action_occurrences"
    plan_id: Mapped[bytes] = mapped_column(Id)
    agency: Mapped[str] = mapped_column(String(24))
    province: Mapped[str | None] = mapped_column(String(2))
    code: Mapped[str] = mapped_column(String(8))
    also: Mapped[Any] = mapped_column(Json)
    title: Mapped[str]
    day: Mapped[date]
    starts_at: Mapped[str | None] = mapped_column(String(5))
    place: Mapped[str | None]
    audience: Mapped[Any] = mapped_column(Json)
    people: Mapped[Any] = mapped_column(Json)
    minutes: Mapped[int | None] = mapped_column(Integer)
    manager: Mapped[str | None]
    meeting_id: Mapped[bytes | None] = mapped_column(Id)
    about_id: Mapped[bytes | None] = mapped_column(Id)
    instructor_id: Mapped[bytes | None] = mapped_column(Id)
    instructor: Mapped[str | None]
    cost: Mapped[int | None] = mapped_column(BigInteger)
    fund_source: Mapped[str | None]
    recorder_id: Mapped[bytes] = mapped_column(Id)
    merged_into: Mapped[bytes | None] = mapped_column(Id)
    apart: Mapped[Any] = mapped_column(Json)
    sample: Mapped[bool] = mapped_column(default=False)
    state: Mapped[str] = state_column()

    # A province's standing reads thousands of events that lie all over the table, and every page
    # of a vault is to be decrypted: what it needs of each stands together in the index.
    __table_args__ = (
        Index("ix_action_occurrences_day", "plan_id", "day"),
        Index("ix_action_occurrences_read", *READ_TOGETHER, info={"only": "sqlite"}).ddl_if(
            dialect="sqlite"
        ),
        Index("ix_action_occurrences_code", *SINGLE_TOGETHER),
    )


class ProgrammeEvidence(Synced, Base):
    """One piece of proof of one or several events; ``dated_on`` is its own day, not the upload's.

    ``occurrence_ids`` are hexadecimal. ``sha256`` is that of its file and empty for a link.
    """

    __tablename__ = "programme_evidence"
    plan_id: Mapped[bytes] = mapped_column(Id, index=True)
    agency: Mapped[str] = mapped_column(String(24))
    province: Mapped[str | None] = mapped_column(String(2))
    kind: Mapped[str] = mapped_column(String(16))
    title: Mapped[str]
    dated_on: Mapped[date]
    occurrence_ids: Mapped[Any] = mapped_column(Json)
    link: Mapped[str | None]
    sha256: Mapped[bytes | None]


class QuarterReport(Synced, Base):
    """The pack of one quarter as it was signed: its papers and its manifest are stored bytes."""

    __tablename__ = "quarter_reports"
    plan_id: Mapped[bytes] = mapped_column(Id, index=True)
    agency: Mapped[str] = mapped_column(String(24))
    agency_name: Mapped[str]
    province: Mapped[str | None] = mapped_column(String(2))
    year: Mapped[int] = mapped_column(Integer)
    quarter: Mapped[int] = mapped_column(Integer)
    author_id: Mapped[bytes] = mapped_column(Id)
    pdf_sha256: Mapped[bytes | None]
    xlsx_sha256: Mapped[bytes | None]
    manifest_sha256: Mapped[bytes | None]
    signed_at: Mapped[datetime | None]
    letter_number: Mapped[str | None]
    letter_date: Mapped[date | None]
    state: Mapped[str] = state_column()


def plan_id(agency: str, province: str | None, year: int) -> bytes:
    """The one plan of a year, the same on every laptop."""
    return derived_id("year_plans", agency, province or "", str(year))


def item_id(plan: bytes, code: str) -> bytes:
    """The one item of an action in a plan."""
    return derived_id("plan_items", plan, code)


def variant_id(province: str, code: str) -> bytes:
    """How a province words an action."""
    return derived_id("programme_variants", province, code)


def report_id(plan: bytes, quarter: int) -> bytes:
    """The one report of a quarter."""
    return derived_id("quarter_reports", plan, str(quarter))
