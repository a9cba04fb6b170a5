"""Blank forms of a checklist, for one visit or for any."""

from __future__ import annotations

from collections.abc import Sequence

from desktop.documents.blank_forms import BlankForm, blank_forms
from desktop.documents.inspections import ChecklistLine
from desktop.documents.page import Letterhead
from desktop.documents.visit_papers import Origin, unit_words
from desktop.documents.wording import joined
from desktop.models.calendar import short_date
from desktop.models.checklists import Question, Template
from desktop.models.inspections.rows import VisitDetail
from desktop.models.text import ltr_isolate, persian_digits
from resources.words import _


def blank_paper(
    template: Template,
    numbers: Sequence[str],
    origin: Origin,
    visit: VisitDetail | None = None,
    findings: int = 5,
) -> bytes:
    """A batch of forms to fill by hand; each number makes one form with its own code."""
    lines = tuple(_blank_line(template, question) for question in template.questions)
    batch = [
        BlankForm(
            letterhead=Letterhead(
                issuer=origin.issuer,
                office=origin.office,
                code=number,
                qr=f"bazresyar:1:forms:{number}:{visit.row.id.hex() if visit else ''}".rstrip(":"),
            ),
            title=_("فرم بازرسی"),
            checklist=lines,
            subtitle=_("{template}؛ الگوی {version} · برای نوشتن با دست").format(
                template=template.title, version=persian_digits(template.version)
            ),
            unit=unit_words(visit) if visit else "",
            order=_order_words(visit) if visit else "",
            findings=findings,
            sample=origin.sample or (visit is not None and visit.row.sample),
        )
        for number in numbers
    ]
    return blank_forms(batch, printed_at=origin.printed_at, app_version=origin.app_version)


def _blank_line(template: Template, question: Question) -> ChecklistLine:
    section, code = template.places[question.code]
    choices = " / ".join(str(choice.name) for choice in question.choices)
    measure = str(question.measure) if question.measure else ""
    return ChecklistLine(
        code=code,
        question=str(question.text),
        note=choices or measure,
        section=str(section.title),
        ticked=question.type == "yes_no",
    )


def _order_words(visit: VisitDetail) -> str:
    return joined((ltr_isolate(visit.order_number), short_date(visit.order_date)))
