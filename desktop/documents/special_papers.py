"""The separate report about a person: the one paper that reads what findings say of people."""

from __future__ import annotations

from collections.abc import Sequence

from desktop.documents.annex import Pictures
from desktop.documents.hand_over import signatures_of
from desktop.documents.page import Letterhead
from desktop.documents.special_reports import (
    Allegation,
    SpecialReport,
    Statement,
    special_report,
)
from desktop.documents.visit_papers import Origin, payload, unit_words
from desktop.documents.wording import choice_words, criterion_words, joined
from desktop.models.calendar import iran_day, short_date
from desktop.models.inspections.rows import (
    FindingPersonRow,
    FindingRow,
    SpecialReportRow,
    VisitDetail,
)
from desktop.models.text import ltr_isolate
from resources.words import _


def special_paper(
    visit: VisitDetail,
    report: SpecialReportRow,
    origin: Origin,
    pictures: Pictures | None = None,
    recipient: str = "",
) -> bytes:
    """The separate report about a person, with the name of who prints it across every page."""
    parts = [(person, finding) for finding in visit.findings for person in finding.persons]
    persons = [person for person, _finding in parts]
    final = report.state == "final"
    papers = SpecialReport(
        letterhead=Letterhead(
            issuer=origin.issuer,
            office=origin.office,
            number=report.number or "",
            date=short_date(iran_day(origin.printed_at)),
            attachment=_("ندارد"),
            code=visit.row.code,
            qr=payload("special_reports", report.id, origin.seal if final else ""),
        ),
        person=joined(person.name for person in persons) or report.title,
        post=joined(person.post or "" for person in persons),
        unit=unit_words(visit),
        recipient=recipient,
        visit=_("{code}، {day}").format(
            code=ltr_isolate(visit.row.code), day=short_date(visit.row.day)
        ),
        allegations=(_allegation(report), *(_conduct(*part) for part in parts)),
        statement=_statement(report, persons),
        printed_for=origin.printed_for,
        signatures=signatures_of(visit, pictures or {}, sides=("leader",)),
        seal=origin.seal if final else "",
        draft=not final,
        sample=visit.row.sample or origin.sample,
    )
    return special_report(papers, printed_at=origin.printed_at, app_version=origin.app_version)


def _allegation(report: SpecialReportRow) -> Allegation:
    return Allegation(report.details, report.rule or "—", report.evidence or "—")


def _conduct(person: FindingPersonRow, finding: FindingRow) -> Allegation:
    intent = choice_words("intent_class", person.intent_class)
    return Allegation(
        details=_("{name}: {conduct}").format(name=person.name, conduct=person.conduct),
        rule=criterion_words(finding.criterion),
        evidence=person.intent_reason or "—",
        intent=intent,
    )


def _statement(report: SpecialReportRow, persons: Sequence[FindingPersonRow]) -> Statement:
    words = report.statement or joined(person.statement or "" for person in persons)
    asked = [one.statement_asked_at for one in persons if one.statement_asked_at is not None]
    return Statement(words=words, asked_at=min(asked, default=None))
