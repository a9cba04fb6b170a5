"""What the pages of letters print and store. No Qt."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO

from PIL import Image
from sqlalchemy.orm import Session

from desktop.documents import printing
from desktop.models.attachments import AttachmentRow
from desktop.models.blobs import Stored
from desktop.models.letters.rows import LetterRow
from desktop.views.navigation import Workplace
from desktop.views.shared.printed import Make, origin, reader_of


def file_name(row: LetterRow) -> str:
    """«letter-1404-12.pdf»."""
    number = (row.number or "").replace("/", "-")
    return f"letter-{number or 'draft'}.pdf"


def letter(key: bytes, work: Workplace) -> Make:
    """The stored bytes of an issued letter, else the draft."""

    def make(session: Session) -> bytes:
        return printing.letter_print(
            session, work.blobs, key, reader=reader_of(work), origin=origin(session, work)
        )

    return make


def store_letter(key: bytes, work: Workplace) -> Callable[[Session], Stored]:
    """Makes the PDF of a numbered letter and keeps it."""

    def store(session: Session) -> Stored:
        return printing.store_letter(
            session, work.blobs, key, reader=reader_of(work), origin=origin(session, work)
        )

    return store


def store_report(visit: bytes, work: Workplace) -> Callable[[Session], tuple[Stored, str]]:
    """Makes the PDF of an approved report and keeps it, with the name it is attached under."""

    def store(session: Session) -> tuple[Stored, str]:
        return printing.store_report(
            session,
            work.blobs,
            visit,
            reader=reader_of(work),
            today=work.desk().today,
            origin=origin(session, work),
        )

    return store


def file(row: AttachmentRow, work: Workplace) -> Make:
    """A file of a letter to look at: a PDF as it is, a picture as one page."""

    def make(session: Session) -> bytes:
        if row.media_type == printing.PDF:
            return work.blobs.read(session, row.sha256)
        picture = work.blobs.read(session, row.shrunk_sha256 or row.sha256)
        page = BytesIO()
        with Image.open(BytesIO(picture), formats=("JPEG", "PNG")) as image:
            image.convert("RGB").save(page, "PDF", resolution=120)
        return page.getvalue()

    return make


def pdf_name(row: AttachmentRow) -> str:
    return row.name if row.name.lower().endswith(".pdf") else f"{row.name}.pdf"
