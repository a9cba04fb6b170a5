"""What the tables say of each kind of personnel action, grade and threshold: data, not code."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.models import reference
from desktop.models.calendar import days_in_month, gregorian, jalali
from desktop.models.directory import ReferenceItem

KINDS: Final = "personnel_kinds"
PENALTIES: Final = "penalties_art9"
LIMITS: Final = "personnel_limits"


@dataclass(frozen=True, slots=True)
class KindSetting:
    """One kind: its road, whether it is negative, voted on, filed; for how long it is shown."""

    code: str
    road: str
    negative: bool
    vote: bool
    filed: bool
    shown_months: int | None
    objection_days: int | None
    authorities: tuple[str, ...]
    template: str | None


def kind_setting(session: Session, code: str) -> KindSetting | None:
    """What the office's table says of a kind; the shipped one where headquarters sent none."""
    row = _row(session, KINDS, code)
    if row is None:
        return None
    return KindSetting(
        code=code,
        road=row["road"],
        negative=bool(row["negative"]),
        vote=bool(row["vote"]),
        filed=bool(row["filed"]),
        shown_months=row.get("shown_months"),
        objection_days=row.get("objection_days"),
        authorities=tuple(row.get("authorities") or ()),
        template=row.get("template"),
    )


def grade_setting(session: Session, grade: int) -> tuple[tuple[str, ...], bool]:
    """Who may decide a grade of Article 9, and whether it is filed; nobody for an unknown one."""
    row = _row(session, PENALTIES, str(grade))
    return ((), False) if row is None else (tuple(row["authorities"]), bool(row["filed"]))


def limit(session: Session, code: str) -> str:
    """A threshold as it is written."""
    row = _row(session, LIMITS, code)
    return "" if row is None else str(row["value"])


def _row(session: Session, name: str, code: str) -> Mapping[str, Any] | None:
    query = select(ReferenceItem.data).where(
        ReferenceItem.list == name,
        ReferenceItem.code == code,
        ReferenceItem.deleted_at.is_(None),
    )
    found: Mapping[str, Any] | None = session.execute(query.limit(1)).scalar_one_or_none()
    if found is not None:
        return found
    return next((row for row in reference.load(name) if row["code"] == code), None)


def months_later(day: date, months: int) -> date:
    """The same day of a later or earlier month, or that month's last."""
    year, month, number = jalali(day)
    count = year * 12 + month - 1 + months
    year, month = count // 12, count % 12 + 1
    return gregorian(year, month, min(number, days_in_month(year, month)))
