"""The letter that a report goes to the agency with, filled from the template. No Qt."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.commands.letters import DraftLetter
from desktop.models import reference
from desktop.models.calendar import iran_day, short_date
from desktop.models.directory import Office
from desktop.models.inspections.rows import VisitDetail
from desktop.models.letters.queries import LetterFilter, letter_templates, letters_page
from desktop.models.text import ltr_isolate, persian_digits
from resources.words import _

TEMPLATE: Final = "report_cover"
ANSWER_DAYS: Final = 15
"""Days a unit has for its answer where the office has set nothing else."""


class _Filled(dict[str, str]):
    """Fields of a template; one without a value stays visible to be filled by hand."""

    def __missing__(self, name: str) -> str:
        return "…"


@dataclass(frozen=True, slots=True)
class Letter:
    """The covering letter of a report: begun, issued, or still to be written."""

    id: bytes
    issued: bool = False
    write: DraftLetter | None = None


def letter_of(session: Session, visit: bytes) -> Letter | None:
    """The covering letter that was begun for this report already."""
    wanted = LetterFilter(direction="out", record_id=visit)
    rows = [row for row in letters_page(session, wanted).rows if row.state != "void"]
    return Letter(rows[0].id, rows[0].issued) if rows else None


def covering_letter(
    session: Session, visit: VisitDetail, *, office: bytes, signatory: str, today: date, id: bytes
) -> DraftLetter:
    """The command that writes it; the secretariat numbers it on its own page."""
    template = (
        next((row.body for row in letter_templates(session) if row.code == TEMPLATE), None)
        or _shipped()
    )
    fields = _Filled(_fields(visit, today))
    unit = visit.unit
    addressee = unit.name if unit is not None else visit.unit_text or ""
    if unit is not None and unit.agency_name:
        addressee = f"{unit.agency_name}، {unit.name}"
    paragraphs = template["body"]
    body = paragraphs if isinstance(paragraphs, str) else "\n".join(paragraphs)
    sender = session.execute(select(Office.name).where(Office.id == office)).scalar_one_or_none()
    return DraftLetter(
        sender or _("دفتر بازرسی"),
        addressee,
        str(template["subject"]).format_map(fields),
        body.format_map(fields),
        signatory=signatory or None,
        attachment_note=_("گزارش بازرسی"),
        addressee_agency=unit.agency if unit is not None else None,
        addressee_province=unit.province if unit is not None else None,
        template_code=TEMPLATE,
        record_kind="visits",
        record_id=visit.row.id,
        id=id,
    )


def _fields(visit: VisitDetail, today: date) -> dict[str, str]:
    unit = visit.unit.name if visit.unit is not None else visit.unit_text or ""
    day = iran_day(visit.started_at) if visit.started_at is not None else visit.row.day
    kind = reference.choices("inspection_kind").get(visit.row.kind, visit.row.kind)
    return {
        "recipient": unit,
        "unit": unit,
        "visit_code": ltr_isolate(persian_digits(visit.row.code)),
        "visit_date": short_date(day),
        "inspection_kind": str(kind),
        "order_number": ltr_isolate(persian_digits(visit.order_number)),
        "order_date": short_date(visit.order_date),
        "finding_count": persian_digits(len(visit.findings)),
        "action_count": persian_digits(len(visit.actions)),
        "answer_due": short_date(today + timedelta(days=ANSWER_DAYS)),
    }


def _shipped() -> Mapping[str, Any]:
    return next(one for one in reference.letter_template_contents() if one["code"] == TEMPLATE)
