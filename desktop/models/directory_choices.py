"""Lists of the directory to choose from, as (key, words): provinces, staff, checklists."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.models.directory import ChecklistTemplate, County, Province
from desktop.models.people import Person
from desktop.models.text import persian_digits
from resources.words import _, language

Choices = list[tuple[str, str]]


def provinces(session: Session) -> Choices:
    """All provinces, by their code."""
    query = (
        select(Province.code, Province.name_fa, Province.name_en)
        .where(Province.deleted_at.is_(None))
        .order_by(Province.code)
    )
    return [(row.code, _name(row.name_fa, row.name_en)) for row in session.execute(query)]


def counties(session: Session, province: str | None) -> Choices:
    """The counties of a province, or of all where none is given, by id in hex."""
    query = (
        select(County.id, County.name_fa, County.name_en)
        .where(County.deleted_at.is_(None))
        .order_by(County.name_fa)
    )
    if province is not None:
        query = query.where(County.province == province)
    return [(row.id.hex(), _name(row.name_fa, row.name_en)) for row in session.execute(query)]


def staff(session: Session, province: str | None) -> Choices:
    """Persons who can be of a team: the staff of this vault who belong to no agency."""
    query = (
        select(Person.id, Person.name)
        .where(Person.deleted_at.is_(None), Person.merged_into.is_(None), Person.agency.is_(None))
        .order_by(Person.name)
    )
    if province is not None:
        query = query.where(Person.province == province)
    return [(row.id.hex(), row.name) for row in session.execute(query)]


def templates(session: Session) -> Choices:
    """Checklists in use, «code/version», the newest version first."""
    query = (
        select(ChecklistTemplate)
        .where(ChecklistTemplate.deleted_at.is_(None), ChecklistTemplate.active)
        .order_by(ChecklistTemplate.code, ChecklistTemplate.version.desc())
    )
    found = []
    for row in session.execute(query).scalars():
        words = _("{title}، نسخهٔ {n}").format(
            title=_name(row.title_fa, row.title_en), n=persian_digits(row.version)
        )
        found.append((f"{row.code}/{row.version}", words))
    return found


def _name(fa: str, en: str | None) -> str:
    return en if en and language() == "en" else fa
