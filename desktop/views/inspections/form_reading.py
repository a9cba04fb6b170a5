"""What the on-site form reads at once: the visit, what is missing, what was left unfiled. No Qt."""

from __future__ import annotations

from datetime import date

from sqlalchemy.orm import Session

from desktop.models.drafts import DraftRow, draft
from desktop.models.inspections.queries import Reader, missing_before_end, visit_detail
from desktop.models.inspections.rows import Gap, VisitDetail

FormRead = tuple[VisitDetail | None, tuple[Gap, ...], DraftRow | None]


def read_form(visit: bytes, reader: Reader, today: date, session: Session) -> FormRead:
    """Everything of one moment, so that gaps and answers fit each other."""
    detail = visit_detail(session, visit, reader=reader, today=today)
    if detail is None:
        return None, (), None
    return detail, missing_before_end(session, visit), draft(session, visit)
