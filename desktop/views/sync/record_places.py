"""Where a record is seen in the window, and what it is called there."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.models.conflict_queries import raw_row
from desktop.models.directory import County, Unit
from desktop.models.people import Person
from desktop.models.text import ltr_isolate, persian_digits
from desktop.views.navigation import Place
from desktop.views.sync.field_words import kind_words

_PAGES: Final = {
    "visits": "visit",
    "corrective_actions": "corrective_actions",
    "letters": "letter",
    "personnel_actions": "personnel_action",
    "meetings": "meeting",
    "year_plans": "programme_plan",
    "plan_items": "programme_item",
    "misconduct_records": "misconduct",
    "public_meetings": "public_meeting",
    "units": "directory",
}
_DEEPEST = 4


def place_of(session: Session, kind: str, record: bytes) -> Place | None:
    """The page of a record, or of what it is a part of; None where there is no such page."""
    for _ in range(_DEEPEST):
        if kind in _PAGES:
            return Place(_PAGES[kind], record)
        owner = _owner(raw_row(session, kind, record) or {})
        if owner is None:
            return None
        kind, record = owner
    return None


def title_of(session: Session, kind: str, record: bytes) -> str:
    """«یافته · صرف صبحانه …»; a part that has no words of its own goes by what it belongs to."""
    row = raw_row(session, kind, record)
    if row is None:
        return kind_words(kind)
    own = _own_words(kind, row)
    owner = None if own else _owner(row)
    if owner is not None:
        above = raw_row(session, *owner)
        own = "" if above is None else _own_words(owner[0], above)
    return f"{kind_words(kind)} · {own}" if own else kind_words(kind)


def owner_of(session: Session, kind: str, record: bytes) -> tuple[str, bytes] | None:
    """What a record is a part of."""
    return _owner(raw_row(session, kind, record) or {})


def names_of(session: Session, ids: Iterable[Any]) -> dict[bytes, str]:
    """Names of the persons, units and counties among these values."""
    wanted = {one for one in ids if isinstance(one, bytes) and len(one) == 16}
    found: dict[bytes, str] = {}
    if not wanted:
        return found
    for query in (
        select(Person.id, Person.name).where(Person.id.in_(wanted)),
        select(Unit.id, Unit.name).where(Unit.id.in_(wanted)),
        select(County.id, County.name_fa).where(County.id.in_(wanted)),
    ):
        found.update((key, name) for key, name in session.execute(query))
    return found


def _owner(row: dict[str, Any]) -> tuple[str, bytes] | None:
    for column, kind in (
        ("visit_id", "visits"),
        ("finding_id", "findings"),
        ("misconduct_id", "misconduct_records"),
        ("public_meeting_id", "public_meetings"),
        ("action_id", "personnel_actions"),
        ("item_id", "agenda_items"),
        ("meeting_id", "meetings"),
        ("plan_id", "year_plans"),
        ("unit_id", "units"),
    ):
        if row.get(column):
            return kind, row[column]
    if row.get("record_kind") and row.get("record_id"):
        return row["record_kind"], row["record_id"]
    return None


def _own_words(kind: str, row: dict[str, Any]) -> str:
    if kind == "visits":
        code = ltr_isolate(persian_digits(row["code"]))
        return " · ".join(one for one in (row.get("unit_name"), code) if one)
    for column in ("description", "subject", "person_name", "manager_name", "title", "name"):
        if row.get(column):
            return str(row[column])
    return ""
