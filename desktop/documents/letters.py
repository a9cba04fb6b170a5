"""Letters of the office. Without a number a letter is a draft and says so across the page."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from desktop.documents.blocks import Passage
from desktop.documents.fonts import Weight
from desktop.documents.page import Block, Foot, Letterhead, Marks, Paper, render
from desktop.documents.sheet import LEFT, MM, QUIET, SMALL, Align, Style
from resources.words import _

_BODY = Style(size=10.5, leading=18.5)
_NAMED = Style(Weight.BOLD, 10.5, 17)
_ENDS = Style(size=8, leading=12.4, grey=QUIET)
_SIGNATORY = 38 * MM
# A longer list of copies goes on overleaf rather than push the text there.
_MOST_BELOW = 70 * MM
_SIGNED_AT = LEFT + 34 * MM


@dataclass(frozen=True, slots=True)
class LetterPaper:
    """A letter as it stands in the register; its letterhead bears number, date and attachment."""

    letterhead: Letterhead
    addressee: tuple[str, ...]
    subject: str
    paragraphs: tuple[str, ...]
    signatory: str
    signatory_post: str
    greeting: str = ""
    closing: str = ""
    on_behalf_of: str = ""
    signature: bytes | None = None
    copies: tuple[str, ...] = ()
    attachments: tuple[str, ...] = ()
    seal: str = ""
    sample: bool = False


def letter(paper: LetterPaper, *, printed_at: datetime, app_version: str) -> bytes:
    """The letter; a draft for as long as the secretariat has given it no number (domain 7)."""
    sheet = Paper(
        paper.letterhead,
        Foot(printed_at, app_version, paper.seal, paper.sample),
        "",
        name=paper.subject,
        marks=Marks(draft=not paper.letterhead.number),
    )
    ends = _ends(paper)
    below = min(sum(end.height() for end in ends), _MOST_BELOW)
    sheet.flow(list(_blocks(paper)), tail=_SIGNATORY + below)
    _sign(sheet, paper)
    sheet.flow(ends)
    return render([sheet], paper.subject, printed_at)


def _blocks(paper: LetterPaper) -> Iterator[Block]:
    yield Passage("\n".join(paper.addressee), style=_NAMED, gap=1 * MM)
    yield Passage(_("موضوع: {subject}").format(subject=paper.subject), style=_NAMED, gap=4 * MM)
    yield Passage(paper.greeting or _("با سلام و احترام،"), style=_BODY, gap=2 * MM)
    for paragraph in (*paper.paragraphs, *filter(None, [paper.closing])):
        yield Passage(paragraph, style=_BODY, gap=2.4 * MM)


def _sign(sheet: Paper, paper: LetterPaper) -> None:
    centred = _NAMED.aligned(Align.CENTRE)
    lines = [(paper.signatory, centred), (paper.signatory_post, _BODY.aligned(Align.CENTRE))]
    if paper.on_behalf_of:
        behalf = _("به جانشینیِ {whom}").format(whom=paper.on_behalf_of)
        lines.append((behalf, SMALL.aligned(Align.CENTRE)))
    top = sheet.y + 4 * MM
    for text, style in lines:
        sheet.sheet.text(text, _SIGNED_AT, top + style.size, style)
        top += style.leading
    if paper.signature:
        sheet.sheet.picture(
            paper.signature, _SIGNED_AT - 26 * MM, _SIGNED_AT + 26 * MM, top, top + 17 * MM
        )
    sheet.skip(_SIGNATORY)


def _ends(paper: LetterPaper) -> list[Passage]:
    named = ((_("پیوست:"), paper.attachments), (_("رونوشت:"), paper.copies))
    return [
        Passage("\n".join(items), heading, _ENDS, gap=2 * MM, beside=True)
        for heading, items in named
        if items
    ]
