"""What the letter page reads of the vault in one go. No Qt."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.models.directory import Office
from desktop.models.drafts import DraftRow, draft
from desktop.models.inspections.queries import visit_detail
from desktop.models.inspections.rows import VisitDetail
from desktop.models.letters.queries import (
    LetterFilter,
    letter_detail,
    letter_templates,
    letters_page,
)
from desktop.models.letters.rows import LetterDetail, LetterRow
from desktop.models.reader import Reader
from desktop.views.letters.draft import Template, templates
from desktop.views.navigation import Place

INCOMING, TEMPLATE = "incoming", "template:"
COVER = "cover"
COVERING = "report_cover"
_MANY = 100


@dataclass(frozen=True, slots=True)
class Found:
    """The letter of a place, what it is about, and what a form needs."""

    office: str
    letter: LetterDetail | None = None
    visit: VisitDetail | None = None
    kept: DraftRow | None = None
    templates: dict[str, Template] = field(default_factory=dict)
    sent: tuple[LetterRow, ...] = ()


def read_place(session: Session, place: Place, reader: Reader, office: bytes, today: date) -> Found:
    """Everything for one place of the letter page."""
    query = select(Office.name).where(Office.id == office)
    name = session.execute(query).scalar_one_or_none() or ""
    wordings = templates(letter_templates(session))
    if place.part == INCOMING:
        waiting = LetterFilter(direction="out", states=("sent",))
        rows = letters_page(session, waiting, None, _MANY).rows
        return Found(name, sent=rows)
    if place.record and not place.part:
        letter = letter_detail(session, place.record, reader=reader)
        about = letter.row.record_id if letter and letter.row.record_kind == "visits" else None
        visit = visit_detail(session, about, reader=reader, today=today) if about else None
        kept = draft(session, place.record)
        return Found(name, letter, visit, kept, wordings)
    visit = None
    if place.record:
        visit = visit_detail(session, place.record, reader=reader, today=today)
    key = draft_key(place)
    return Found(name, None, visit, draft(session, key) if key else None, wordings)


def draft_key(place: Place) -> bytes | None:
    """The local draft that a place without a record names."""
    if place.record or len(place.part) != 32:
        return None
    try:
        return bytes.fromhex(place.part)
    except ValueError:
        return None
