"""Makes papers out of a vault: reads the rows, the pictures and the office that signs them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from importlib.metadata import version
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.documents.annex import is_photo, picture_of
from desktop.documents.form_papers import blank_paper
from desktop.documents.letter_papers import letter_paper
from desktop.documents.special_papers import special_paper
from desktop.documents.visit_papers import Origin, Registered, report_paper
from desktop.errors import Problem, Refused
from desktop.models.blobs import BlobStore, Stored
from desktop.models.calendar import short_date
from desktop.models.checklists import Template
from desktop.models.directory import Office
from desktop.models.form_batches import next_batch
from desktop.models.inspections.facts import template_of
from desktop.models.inspections.queries import visit_detail
from desktop.models.inspections.rows import VisitDetail
from desktop.models.letters.queries import letter_detail
from desktop.models.letters.rows import LetterDetail
from desktop.models.reader import Reader
from desktop.models.seal import seal_of

PDF: Final = "application/pdf"


def origin_of(
    session: Session, *, office: bytes, vault: bytes, now: datetime, printed_for: str = ""
) -> Origin:
    """The office as it stands on paper, and the seal of the chain at this moment."""
    query = select(Office.name, Office.issuer, Office.sample).where(Office.id == office)
    found = session.execute(query).one_or_none()
    name, issuer, sample = ("", "", False) if found is None else found
    return Origin(
        issuer=issuer,
        office=name,
        printed_at=now,
        app_version=version("bazresyar"),
        printed_for=printed_for,
        seal=seal_of(session, vault),
        sample=sample,
    )


def visit_report(
    session: Session, blobs: BlobStore, visit: bytes, *, reader: Reader, today: date, origin: Origin
) -> bytes:
    """The report of a visit with its photos; once it was sent, the bytes that were sent."""
    detail = _visit(session, visit, reader, today)
    registered = None
    sent = letter_detail(session, detail.letter_id, reader=reader) if detail.letter_id else None
    if sent is not None:
        stored = _stored_report(session, blobs, sent, detail)
        if stored is not None:
            return stored
        if sent.row.number and sent.row.letter_date:
            registered = Registered(sent.row.number, short_date(sent.row.letter_date))
    return report_paper(detail, origin, pictures_of(session, blobs, detail), registered)


def store_report(
    session: Session, blobs: BlobStore, visit: bytes, *, reader: Reader, today: date, origin: Origin
) -> tuple[Stored, str]:
    """Keep the report as it goes out with a letter; needs a session that may write."""
    detail = _visit(session, visit, reader, today)
    made = report_paper(detail, origin, pictures_of(session, blobs, detail))
    return blobs.add(session, made, PDF), report_name(detail.row.code)


def store_letter(
    session: Session, blobs: BlobStore, letter: bytes, *, reader: Reader, origin: Origin
) -> Stored:
    """Keep a numbered letter as it is issued; needs a session that may write."""
    return blobs.add(
        session, letter_print(session, blobs, letter, reader=reader, origin=origin), PDF
    )


def report_name(code: str) -> str:
    """The file name under which a report is attached to its letter."""
    return f"{code}.pdf"


def _stored_report(
    session: Session, blobs: BlobStore, sent: LetterDetail, visit: VisitDetail
) -> bytes | None:
    name = report_name(visit.row.code)
    for attached in sent.attachments:
        if attached.name == name and blobs.is_here(session, attached.sha256):
            return blobs.read(session, attached.sha256)
    return None


def visit_special_report(
    session: Session,
    blobs: BlobStore,
    visit: bytes,
    report: bytes,
    *,
    reader: Reader,
    today: date,
    origin: Origin,
) -> bytes:
    """The separate report about a person, for who holds the case."""
    detail = _visit(session, visit, reader, today)
    row = next((one for one in detail.special_reports if one.id == report), None)
    if row is None:
        raise Refused("record_not_here")
    return special_paper(detail, row, origin, pictures_of(session, blobs, detail))


def visit_forms(
    session: Session,
    count: int,
    *,
    office: bytes,
    vault: bytes,
    today: date,
    origin: Origin,
    template: tuple[str, int],
    visit: VisitDetail | None = None,
) -> bytes:
    """A batch of blank forms under fresh numbers; needs a session that may write."""
    found = template_of(session, *template)
    if found is None:
        raise Refused("template_missing", field="template_code")
    return blank_batch(session, found, count, office, vault, today, origin, visit)


def blank_batch(
    session: Session,
    template: Template,
    count: int,
    office: bytes,
    vault: bytes,
    today: date,
    origin: Origin,
    visit: VisitDetail | None = None,
) -> bytes:
    """The same of a template at hand."""
    query = select(Office.province, Office.code).where(Office.id == office)
    province, own = session.execute(query).one_or_none() or (None, office.hex()[:6])
    code = province or own
    numbers = next_batch(session, code, today, vault, count)
    return blank_paper(template, numbers, origin, visit)


def letter_print(
    session: Session, blobs: BlobStore, letter: bytes, *, reader: Reader, origin: Origin
) -> bytes:
    """A letter: the stored bytes once it was issued, before that what would be issued."""
    detail = letter_detail(session, letter, reader=reader)
    if detail is None:
        raise Refused("record_not_here")
    if detail.pdf_sha256:
        return blobs.read(session, detail.pdf_sha256)
    return letter_paper(detail, origin)


def pictures_of(session: Session, blobs: BlobStore, visit: VisitDetail) -> dict[bytes, bytes]:
    """The photos and signatures of a visit that are on this laptop."""
    rows = [*visit.attachments]
    for finding in visit.findings:
        rows.extend(finding.attachments)
    wanted = [picture_of(row) for row in rows if is_photo(row)]
    wanted += [row.image_sha256 for row in visit.signatures if row.image_sha256]
    return _read(session, blobs, wanted)


def _read(session: Session, blobs: BlobStore, wanted: Iterable[bytes]) -> dict[bytes, bytes]:
    found = {}
    for sha256 in dict.fromkeys(wanted):
        if blobs.is_here(session, sha256):
            try:
                found[sha256] = blobs.read(session, sha256)
            except Problem:
                # A damaged photo prints as one that is not here; ``verify`` names it.
                continue
    return found


def _visit(session: Session, visit: bytes, reader: Reader, today: date) -> VisitDetail:
    detail = visit_detail(session, visit, reader=reader, today=today)
    if detail is None:
        raise Refused("record_not_here")
    return detail
