"""What the pages of inspections print: reports, special reports, blank forms. No Qt."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO

import pypdfium2
from sqlalchemy.orm import Session

from desktop.documents import printing
from desktop.models.inspections.queries import visit_detail
from desktop.views.navigation import Workplace
from desktop.views.shared.printed import Make, origin, reader_of


def reports(visits: Sequence[bytes], work: Workplace) -> Make:
    """The reports of some visits, one after the other in one paper."""

    def make(session: Session) -> bytes:
        desk = work.desk()
        reader, printed = reader_of(work), origin(session, work)
        made = [
            printing.visit_report(
                session, work.blobs, visit, reader=reader, today=desk.today, origin=printed
            )
            for visit in visits
        ]
        return made[0] if len(made) == 1 else joined(made)

    return make


def special_report(visit: bytes, report: bytes, work: Workplace) -> Make:
    """The separate report about a person, marked with the name of who prints it."""

    def make(session: Session) -> bytes:
        desk = work.desk()
        return printing.visit_special_report(
            session,
            work.blobs,
            visit,
            report,
            reader=reader_of(work),
            today=desk.today,
            origin=origin(session, work),
        )

    return make


def blank_forms(
    count: int, template: tuple[str, int], visit: bytes | None, work: Workplace
) -> Make:
    """Numbered forms to fill by hand; uses up numbers, so it runs in a writing session."""

    def make(session: Session) -> bytes:
        desk = work.desk()
        detail = None
        if visit is not None:
            detail = visit_detail(session, visit, reader=reader_of(work), today=desk.today)
        return printing.visit_forms(
            session,
            count,
            office=desk.office,
            vault=desk.journal.vault,
            today=desk.today,
            origin=origin(session, work),
            template=template,
            visit=detail,
        )

    return make


def joined(papers: Sequence[bytes]) -> bytes:
    """Several papers as one."""
    whole = pypdfium2.PdfDocument.new()
    for paper in papers:
        part = pypdfium2.PdfDocument(paper)
        whole.import_pages(part)
        part.close()
    kept = BytesIO()
    whole.save(kept)
    whole.close()
    return kept.getvalue()
