"""The paper of the office: letterhead, running head, foot, page numbers; blocks flow down it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from io import BytesIO
from typing import Final, Protocol

from reportlab import rl_config
from reportlab.pdfgen.canvas import Canvas

from desktop.documents import fonts, persian, qr
from desktop.documents.fonts import Weight
from desktop.documents.sheet import (
    BOTTOM,
    FOOT,
    HEIGHT,
    LABEL,
    LEFT,
    MM,
    QUIET,
    RIGHT,
    STRONG,
    SUBTITLE,
    TITLE,
    TOP,
    WIDTH,
    Align,
    Sheet,
    Style,
)
from desktop.models.calendar import clock, iran_day, long_date
from desktop.models.text import persian_digits
from resources.words import _

_FOOT_TOP: Final = BOTTOM - 9 * MM
BODY_BOTTOM: Final = _FOOT_TOP - 4 * MM
_QR: Final = 22 * MM
_SMALL_QR: Final = 13 * MM

rl_config.useA85 = 0
"""Photos and fonts as plain bytes: as ASCII they are a quarter larger, and slow to write."""
_MIDDLE: Final = WIDTH / 2


@dataclass(frozen=True, slots=True)
class Letterhead:
    """The head of the first page; an empty number, date or attachment leaves a ruled line."""

    issuer: str
    office: str
    number: str = ""
    date: str = ""
    attachment: str = ""
    code: str = ""
    qr: str = ""


@dataclass(frozen=True, slots=True)
class Foot:
    """What proves the paper. Without a seal it says that it has none, or what ``note`` says."""

    printed_at: datetime
    app_version: str
    seal: str = ""
    sample: bool = False
    blank: bool = False
    note: str = ""


@dataclass(frozen=True, slots=True)
class Marks:
    """What stands across every page."""

    draft: bool = False
    restricted_to: str = ""


class Block(Protocol):
    """A part of a paper that can place itself, over several pages if it must."""

    def place(self, paper: Paper, tail: float) -> None:
        """Draws itself; its last lines stay on one page with ``tail`` points below them."""


@dataclass(slots=True)
class Paper:
    """One document with its own page numbers: sheets, and how far the last one is filled.

    ``name`` is what later pages call it where it bears no title.
    """

    letterhead: Letterhead
    foot: Foot
    title: str
    subtitle: str = ""
    name: str = ""
    marks: Marks = field(default_factory=Marks)
    sheets: list[Sheet] = field(default_factory=list)
    y: float = 0

    def __post_init__(self) -> None:
        self.turn()

    @property
    def sheet(self) -> Sheet:
        return self.sheets[-1]

    @property
    def room(self) -> float:
        """Points left above the foot."""
        return BODY_BOTTOM - self.y

    @property
    def page(self) -> int:
        return len(self.sheets)

    def turn(self) -> None:
        """Begins the next page."""
        self.sheets.append(Sheet())
        if self.page == 1:
            self._letterhead()
        else:
            self._running_head()

    def need(self, height: float) -> bool:
        """Turns the page unless this much is left on it; says whether it did."""
        if self.room >= height:
            return False
        self.turn()
        return True

    def skip(self, height: float) -> None:
        """Leaves white, but never at the head of a page."""
        self.y += height

    def flow(self, blocks: Sequence[Block], tail: float = 0) -> None:
        """Places blocks one below the other; the last keeps ``tail`` below itself."""
        for place, block in enumerate(blocks, start=1):
            block.place(self, tail if place == len(blocks) else 0)

    def _letterhead(self) -> None:
        head, sheet = self.letterhead, self.sheet
        if head.qr:
            sheet.code(qr.page_payload(head.qr, 1), RIGHT - _QR, TOP, _QR)
        if head.code:
            code = persian.isolated(persian_digits(head.code))
            sheet.text(code, RIGHT - _QR / 2, TOP + _QR + 3.2 * MM, FOOT.aligned(Align.CENTRE))
        sheet.star(_MIDDLE, TOP + 4.2 * MM, 4.2 * MM)
        sheet.text(_("به نام خدا"), _MIDDLE, TOP + 12.2 * MM, SUBTITLE)
        issuer = Style(Weight.BOLD, 11, 15, align=Align.CENTRE)
        sheet.fitted(head.issuer, _MIDDLE, TOP + 17.2 * MM, issuer, 78 * MM)
        sheet.fitted(head.office, _MIDDLE, TOP + 22 * MM, SUBTITLE, 78 * MM)
        self._ruled_lines()
        sheet.rule(LEFT, RIGHT, TOP + 28.2 * MM, 0.5 * MM)
        sheet.rule(LEFT, RIGHT, TOP + 29 * MM, 0.15 * MM)
        self.y = TOP + 29 * MM
        if self.title:
            self.y += 7.4 * MM
            sheet.fitted(self.title, _MIDDLE, self.y, TITLE, RIGHT - LEFT)
            if self.subtitle:
                self.y += 5.2 * MM
                sheet.fitted(self.subtitle, _MIDDLE, self.y, SUBTITLE, RIGHT - LEFT)
        self.y += 4.6 * MM

    def _ruled_lines(self) -> None:
        head, end = self.letterhead, LEFT + 36 * MM
        number = persian.isolated(head.number) if head.number else ""
        lines = (
            (_("شماره:"), number),
            (_("تاریخ:"), head.date),
            (_("پیوست:"), head.attachment),
        )
        for row, (label, value) in enumerate(lines):
            baseline = TOP + (4.6 + 6.6 * row) * MM
            self.sheet.text(label, end + 12 * MM, baseline, LABEL)
            self.sheet.fitted(value, end - 1 * MM, baseline, STRONG, 34 * MM)
            self.sheet.rule(LEFT, end, baseline + 2.1 * MM, 0.2 * MM, 0.55)

    def _running_head(self) -> None:
        """Later pages: one line, and the page's own code."""
        head, sheet = self.letterhead, self.sheet
        right, baseline = RIGHT, TOP + 5.4 * MM
        if head.qr:
            sheet.code(qr.page_payload(head.qr, self.page), RIGHT - _SMALL_QR, TOP, _SMALL_QR)
            right = RIGHT - _SMALL_QR - 4 * MM
        page = _("صفحهٔ {page}").format(page=persian_digits(self.page))
        name = " · ".join(
            part for part in (self.name or self.title, head.issuer, head.office) if part
        )
        sheet.fitted(name, right, baseline, STRONG, right - LEFT - 62 * MM)
        numbers = [
            _("شماره: {number}").format(number=persian.isolated(head.number))
            if head.number
            else "",
            persian.isolated(persian_digits(head.code)) if head.code else "",
            page,
        ]
        shown = "  ·  ".join(part for part in numbers if part)
        sheet.fitted(shown, LEFT, baseline, LABEL.aligned(Align.LEFT), 60 * MM)
        bottom = TOP + (_SMALL_QR / MM + 2) * MM if head.qr else baseline + 3 * MM
        sheet.rule(LEFT, RIGHT, bottom, 0.35 * MM)
        self.y = bottom + 5 * MM

    def finish(self) -> None:
        """Draws what needs the number of pages: feet and marks."""
        for page, sheet in enumerate(self.sheets, start=1):
            self._draw_foot(sheet, page)
            if self.marks.draft:
                sheet.watermark(_("پیش‌نویس"))
            if self.marks.restricted_to:
                for above in (-78 * MM, 0, 78 * MM):
                    sheet.watermark(self.marks.restricted_to, 22, above)
            if self.foot.sample:
                _stamp(sheet, _("نمونه"))

    def _draw_foot(self, sheet: Sheet, page: int) -> None:
        sheet.rule(LEFT, RIGHT, _FOOT_TOP, 0.2 * MM, 0.55)
        first, second = _FOOT_TOP + 3.6 * MM, _FOOT_TOP + 7.6 * MM
        room = RIGHT - LEFT - 30 * MM
        sheet.fitted("  ·  ".join(self._proof()), RIGHT, first, FOOT, room)
        when = self.foot.printed_at
        told = [
            _("چاپ: {day}، {time}").format(day=long_date(iran_day(when)), time=clock(when)),
            _("بازرس‌یار نسخهٔ {version}").format(
                version=persian.isolated(persian_digits(self.foot.app_version))
            ),
        ]
        if self.foot.sample:
            told.append(_("داده‌ها نمونه و ساختگی است"))
        sheet.fitted("  ·  ".join(told), RIGHT, second, FOOT, room)
        numbered = _("صفحهٔ {page} از {pages}").format(
            page=persian_digits(page), pages=persian_digits(len(self.sheets))
        )
        strong = Style(Weight.MEDIUM, 7.6, 11, align=Align.LEFT)
        sheet.text(numbered, LEFT, first, strong)

    def _proof(self) -> list[str]:
        if self.foot.note:
            return [self.foot.note]
        if self.foot.blank:
            return [_("خانهٔ درست را علامت بزنید؛ روی کد QR ننویسید")]
        if not self.foot.seal:
            return [_("این برگ مهر نشده است و سندیت ندارد")]
        seal = persian.isolated(persian_digits(self.foot.seal))
        return [
            _("کد مهر: {seal}").format(seal=seal),
            _("درستی این برگ با «بازرس‌یار، بررسی سند» سنجیده می‌شود"),
        ]


def _stamp(sheet: Sheet, word: str) -> None:
    """A framed word in the lower left corner, for paper made from invented data."""
    style = Style(Weight.BOLD, 8, 11, QUIET, Align.CENTRE)
    left, top = LEFT, _FOOT_TOP + 5 * MM
    sheet.frame(left, left + 13 * MM, top, top + 4.4 * MM, QUIET)
    sheet.text(word, left + 6.5 * MM, top + 3.2 * MM, style)


def render(papers: Sequence[Paper], title: str, printed_at: datetime) -> bytes:
    """The papers as one PDF; the same papers and time give the same bytes."""
    buffer = BytesIO()
    canvas = Canvas(
        buffer,
        (WIDTH, HEIGHT),
        pageCompression=1,
        invariant=1,
        lang="fa-IR",
        initialFontName=fonts.font(Weight.REGULAR).fontName,
    )
    canvas.setTitle(title)
    canvas.setAuthor("")
    canvas.setSubject("")
    canvas.setCreator("")
    canvas.setProducer("Bazresyar")
    canvas.setDateFormatter(lambda *_: f"D:{printed_at:%Y%m%d%H%M%S}")
    for paper in papers:
        paper.finish()
        for sheet in paper.sheets:
            sheet.draw(canvas)
            canvas.showPage()
    canvas.save()
    return buffer.getvalue()
