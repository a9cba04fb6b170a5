"""A letter's rows on paper. Without a number it is a draft and says so (``domain.md`` 7)."""

from __future__ import annotations

from typing import Final

from desktop.documents.letters import LetterPaper, letter
from desktop.documents.page import Letterhead
from desktop.documents.visit_papers import Origin, payload
from desktop.models.calendar import short_date
from desktop.models.letters.rows import LetterDetail
from desktop.models.text import persian_digits
from resources.words import _

_GREETINGS: Final = ("با سلام", "سلام علیکم", "با اهدای سلام")


def letter_paper(detail: LetterDetail, origin: Origin, signature: bytes | None = None) -> bytes:
    """The letter as it stands in the register."""
    row = detail.row
    greeting, paragraphs = _parted(detail.body)
    signatory, post = _signatory(detail.signatory)
    paper = LetterPaper(
        letterhead=Letterhead(
            issuer=origin.issuer,
            office=origin.office,
            number=row.number or "",
            date=short_date(row.letter_date) if row.number and row.letter_date else "",
            attachment=_attachment(detail),
            qr=payload("letters", row.id, origin.seal if row.number else ""),
        ),
        addressee=tuple(line.strip() for line in row.addressee.splitlines() if line.strip()),
        subject=row.subject,
        paragraphs=paragraphs,
        signatory=signatory,
        signatory_post=post,
        greeting=greeting,
        on_behalf_of=detail.in_place_of or "",
        signature=signature,
        copies=detail.copies,
        attachments=tuple(one.caption or one.name for one in detail.attachments),
        seal=origin.seal if row.number else "",
        sample=origin.sample,
    )
    return letter(paper, printed_at=origin.printed_at, app_version=origin.app_version)


def _parted(body: str) -> tuple[str, tuple[str, ...]]:
    """The greeting, where the text begins with one, and the paragraphs after it."""
    paragraphs = [line.strip() for line in body.splitlines() if line.strip()]
    if paragraphs and len(paragraphs[0]) < 60 and paragraphs[0].startswith(_GREETINGS):
        return paragraphs[0], tuple(paragraphs[1:])
    return "", tuple(paragraphs)


def _signatory(written: str | None) -> tuple[str, str]:
    """Name and post: on two lines, or parted by a comma."""
    text = (written or "").strip()
    name, _mark, post = text.partition("\n" if "\n" in text else "،")
    return name.strip(), post.strip()


def _attachment(detail: LetterDetail) -> str:
    """پیوست: what was written, a count, or «ندارد»."""
    if detail.attachment_note:
        return detail.attachment_note
    count = len(detail.attachments)
    return _("{n} برگ پیوست").format(n=persian_digits(count)) if count else _("ندارد")
