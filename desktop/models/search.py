"""One search over visits, letters and units: folded, so that ي and ی, ۸۳ and 83 are the same."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from desktop.models.directory_queries import find_units
from desktop.models.inspections.queries import VisitFilter, visits_page
from desktop.models.letters.queries import LetterFilter, letters_page

EACH = 6


@dataclass(frozen=True, slots=True)
class Found:
    """One hit: the kind of the record, what stands for it, and a second line."""

    kind: str
    record: bytes
    title: str
    line: str
    state: str = ""


def search(session: Session, text: str, *, each: int = EACH) -> tuple[Found, ...]:
    """The first hits of every kind; nothing for an empty text."""
    if not text.strip():
        return ()
    visits = visits_page(session, VisitFilter(text=text), None, each).rows
    letters = letters_page(session, LetterFilter(text=text), None, each).rows
    units = find_units(session, text, limit=each)
    return (
        *(Found("visits", v.id, v.unit or v.code, v.code, v.state) for v in visits),
        *(Found("letters", x.id, x.subject, x.number or x.addressee, x.state) for x in letters),
        *(Found("units", u.id, u.name, u.county or "") for u in units),
    )
