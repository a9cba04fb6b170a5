"""What a new headquarters starts from: the shipped reference data, as records of its own vault.

Ids follow from kind and code, so that seeding twice adds only what is new.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from desktop.models import reference
from sync.protocol.ids import derived_id
from sync.server import system
from sync.server.hq import Headquarters

Row = dict[str, Any]

_LISTS = (
    "accountability_levels",
    "decision_authorities",
    "finding_codes",
    "foad_indicators",
    "foad_sub_reasons",
    "general_clauses",
    "holidays_1403_1406",
    "holidays_rules",
    "legal_references",
    "penalties_art9",
    "personnel_kinds",
    "personnel_limits",
    "programme_actions",
    "programme_settings",
    "programmes",
    "roles",
)
_TITLES = ("name", "title", "short")


def seed(hq: Headquarters) -> int:
    """Enter everything that is missing; returns how many records were."""
    with system.writing(hq, "SeedReference") as session:
        return _seed(session)


def _seed(session: Session) -> int:
    tables = (
        ("provinces", _provinces()),
        ("counties", _counties()),
        ("agencies", _agencies()),
        ("reference_items", _items()),
        ("checklist_templates", _checklists()),
        ("letter_templates", _letter_templates()),
    )
    return sum(system.enter(session, kind, rows) for kind, rows in tables)


def _provinces() -> Iterator[Row]:
    for row in reference.load("provinces"):
        names = ("code", "name_fa", "name_en", "capital_fa", "phone_prefix")
        yield _record("provinces", row["code"], {name: row[name] for name in names})


def _counties() -> Iterator[Row]:
    for row in reference.load("counties"):
        names = ("province", "name_fa", "name_en")
        yield _record("counties", row["code"], {name: row[name] for name in names})


def _agencies() -> Iterator[Row]:
    for row in reference.load("agencies"):
        names = ("code", "name_fa", "name_en", "kind", "scope_art5")
        yield _record("agencies", row["code"], {name: row[name] for name in names})


def _items() -> Iterator[Row]:
    for name in _LISTS:
        for position, row in enumerate(reference.load(name), start=1):
            code = row.get("code") or f"{row['date_iso'].isoformat()}/{position}"
            yield _item(name, code, position, row)
    for row in reference.load("choices"):
        yield _item(row["list"], row["code"], row["row_order"], row)
    for calendar in reference.content("work_calendars"):
        yield _item("work_calendars", calendar["code"], 1, calendar)


def _item(name: str, code: str, position: int, row: Mapping[str, Any]) -> Row:
    title = next(t for t in _TITLES if f"{t}_fa" in row)
    data = {column: _plain(value) for column, value in row.items()}
    fields = {
        "list": name,
        "code": code,
        "position": position,
        "title_fa": row[f"{title}_fa"],
        "title_en": row.get(f"{title}_en"),
        "data": data,
    }
    return _record("reference_items", f"{name}/{code}", fields)


def _checklists() -> Iterator[Row]:
    for stored in reference.checklist_contents():
        yield _template("checklist_templates", stored)


def _letter_templates() -> Iterator[Row]:
    for stored in reference.letter_template_contents():
        yield _template("letter_templates", stored)


def _template(kind: str, stored: dict[str, Any]) -> Row:
    fields = {
        "code": stored["code"],
        "version": stored["version"],
        "title_fa": stored["title"]["fa"],
        "title_en": stored["title"]["en"],
        "body": stored,
    }
    return _record(kind, f"{stored['code']}/{stored['version']}", fields)


def _record(kind: str, code: str, fields: Mapping[str, Any]) -> Row:
    return {"id": derived_id(kind, code), **fields}


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    return list(value) if isinstance(value, tuple) else value
