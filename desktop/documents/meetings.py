"""The minutes of a meeting: who was there, what was dealt with, how each voted, who does what."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from desktop.documents.blocks import Boxed, Facts, Passage
from desktop.documents.page import Block, Foot, Letterhead, Marks, Paper, render
from desktop.documents.sheet import Align
from desktop.documents.signatures import Signature, Signatures
from desktop.documents.table import Aside, Column, Row, Table
from desktop.models.text import persian_digits
from resources.words import _


@dataclass(frozen=True, slots=True)
class Item:
    """One item: what it was about, the words of each vote, and the outcome."""

    title: str
    asides: tuple[str, ...]
    votes: str
    outcome: str


@dataclass(frozen=True, slots=True)
class Decision:
    """What somebody is to do, and by when."""

    text: str
    owner: str
    due: str


@dataclass(frozen=True, slots=True)
class Minutes:
    """The minutes, or before the meeting its agenda; a draft until the chair has signed."""

    letterhead: Letterhead
    title: str
    facts: tuple[tuple[str, str], ...]
    present: tuple[str, ...]
    absent: tuple[str, ...]
    items: tuple[Item, ...]
    decisions: tuple[Decision, ...]
    signatures: tuple[Signature, ...]
    printed_for: str
    agenda_only: bool = False
    seal: str = ""
    draft: bool = True
    sample: bool = False


def minutes(paper: Minutes, *, printed_at: datetime, app_version: str) -> bytes:
    """The paper; who printed it stands across every page, for it names persons."""
    title = _("دستور جلسه") if paper.agenda_only else _("صورت‌جلسه")
    across = _("محرمانه · {user}").format(user=paper.printed_for)
    sheet = Paper(
        paper.letterhead,
        Foot(printed_at, app_version, paper.seal, paper.sample),
        title,
        paper.title,
        marks=Marks(draft=paper.draft, restricted_to=across),
    )
    signatures = Signatures(paper.signatures)
    tail = signatures.room() if paper.signatures else 0
    sheet.flow([*_blocks(paper)], tail=tail)
    if paper.signatures:
        signatures.place(sheet, 0)
    return render([sheet], title, printed_at)


def _blocks(paper: Minutes) -> Iterator[Block]:
    yield Facts([(name, value) for name, value in paper.facts if value])
    if paper.agenda_only:
        yield Passage("، ".join((*paper.present, *paper.absent)), _("دعوت‌شدگان"))
    else:
        yield Passage("، ".join(paper.present) or "—", _("حاضران"))
        if paper.absent:
            yield Passage("، ".join(paper.absent), _("غایبان"))
    yield _items(paper)
    if paper.decisions:
        yield _decisions(paper)
    if not paper.agenda_only:
        words = _(
            "آنچه پیش از تصمیم دربارهٔ اشخاص آمده «اظهارشده» است. "
            "پیشنهاددهنده و شخص موضوع هر بند در آن بند رأی نداده‌اند."
        )
        yield Boxed(words, least=0)


def _items(paper: Minutes) -> Table:
    rows = []
    for number, one in enumerate(paper.items, start=1):
        main: tuple[str | Aside, ...] = (one.title, *(Aside(words) for words in one.asides))
        cells: tuple[str | tuple[str | Aside, ...], ...] = (persian_digits(number), main)
        if not paper.agenda_only:
            cells = (*cells, one.votes or "—", one.outcome or "—")
        rows.append(Row(cells))
    columns = [Column(_("بند"), 12, Align.CENTRE), Column(_("موضوع"))]
    if not paper.agenda_only:
        columns += [Column(_("رأی‌ها"), 48), Column(_("نتیجه"), 28)]
    return Table(tuple(columns), rows, _("دستور"), counted=_("بند"))


def _decisions(paper: Minutes) -> Table:
    return Table(
        (
            Column(_("ردیف"), 12, Align.CENTRE),
            Column(_("تصمیم")),
            Column(_("مسئول"), 42),
            Column(_("تا"), 28),
        ),
        [
            Row((persian_digits(number), one.text, one.owner, one.due))
            for number, one in enumerate(paper.decisions, start=1)
        ],
        _("کارهایی که باید انجام شود"),
        counted=_("تصمیم"),
    )
