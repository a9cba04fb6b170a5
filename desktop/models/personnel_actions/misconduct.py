"""The register of misconduct and infringements of rights, and what was done to prevent worse.

``domain.md`` 2.13 no. 13–14, P4.2, P4.3. A line says what was reported, not what is proven; it is
held by who is named on it, the person concerned never.
"""

from __future__ import annotations

from datetime import date
from typing import Any, Final

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from desktop.models import scopes
from desktop.models.base import DERIVED, Base, Id, Json, Synced
from desktop.models.personnel_actions.misconduct_rules import MISCONDUCT
from desktop.models.registry import Kind, Lookup, Row, register
from desktop.models.transitions import state_column

KIND: Final = "misconduct_records"
KINDS: Final = ("misconduct", "infringement")
MEASURES: Final = ("training", "caution", "counselling")


class MisconductRecord(Synced, Base):
    """One line of the register: what happened, to whom it is put down, when it was entered.

    ``kind`` is misconduct (تخلف اداری) or infringement (تضییع حقوق); ``sources`` are as those of
    personnel actions. Without a person it is put down to a unit. ``referral_id`` is the board
    referral in which it ended.
    """

    __tablename__ = "misconduct_records"
    kind: Mapped[str] = mapped_column(String(16))
    person_id: Mapped[bytes | None] = mapped_column(Id, index=True)
    person_name: Mapped[str | None]
    post: Mapped[str | None]
    unit_id: Mapped[bytes | None] = mapped_column(Id)
    unit_name: Mapped[str | None]
    agency: Mapped[str | None] = mapped_column(String(24))
    province: Mapped[str | None] = mapped_column(String(2))
    indicator: Mapped[str | None] = mapped_column(String(16))
    happened_on: Mapped[date]
    entered_on: Mapped[date]
    description: Mapped[str]
    sources: Mapped[Any] = mapped_column(Json)
    setad_office_id: Mapped[bytes | None] = mapped_column(Id)
    referral_id: Mapped[bytes | None] = mapped_column(Id)
    sample: Mapped[bool] = mapped_column(default=False)
    state: Mapped[str] = state_column()
    folded: Mapped[str] = mapped_column(info=DERIVED)

    __table_args__ = (Index("ix_misconduct_records_day", "happened_on", "id"),)


class PreventiveMeasure(Synced, Base):
    """Training, caution or counselling before any board case (P4.2).

    ``action_id`` names the personnel action by which it is carried out, where there is one.
    """

    __tablename__ = "preventive_measures"
    misconduct_id: Mapped[bytes] = mapped_column(Id, index=True)
    kind: Mapped[str] = mapped_column(String(16))
    taken_on: Mapped[date]
    note: Mapped[str | None]
    action_id: Mapped[bytes | None] = mapped_column(Id)


def record_scopes(row: Row, _find: Lookup) -> frozenset[str]:
    """Those who are named on the line, and the Setad's own office where it has one."""
    found = {scopes.case(row["id"])}
    if row["setad_office_id"]:
        found.add(scopes.office(row["setad_office_id"]))
    return frozenset(found)


def measure_scopes(row: Row, _find: Lookup) -> frozenset[str]:
    """The same people, and nobody else."""
    return frozenset({scopes.case(row["misconduct_id"])})


register(
    Kind(
        MisconductRecord,
        record_scopes,
        parents=("persons",),
        children=(("preventive_measures", "misconduct_id"), ("transitions", "record_id")),
        searched=("person_name", "post", "unit_name", "description"),
        states=MISCONDUCT,
    )
)
register(Kind(PreventiveMeasure, measure_scopes, parents=(KIND,)))
