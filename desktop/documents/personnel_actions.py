"""Papers on one person: the report card on one page (کارنامه), the appraisal sheet of a case."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from desktop.documents.blocks import Boxed, Facts, Passage
from desktop.documents.page import Block, Foot, Letterhead, Marks, Paper, render
from desktop.documents.sheet import Align
from desktop.documents.table import Column, Row, Table
from resources.words import _


@dataclass(frozen=True, slots=True)
class Point:
    """One indicator: what was good, what was weak, and what the unit's mean is, if it is told."""

    name: str
    good: str
    weak: str
    unit: str


@dataclass(frozen=True, slots=True)
class Card:
    """What the page says; ``compared`` tells how many persons stand behind the unit's mean."""

    letterhead: Letterhead
    facts: tuple[tuple[str, str], ...]
    points: tuple[Point, ...]
    courses: tuple[tuple[str, str, str], ...]
    compared: str
    printed_for: str
    seal: str = ""
    draft: bool = True
    sample: bool = False
    remark: str | None = None
    appraises: str = ""
    """The appointment or promotion that an appraisal sheet is for; empty on a report card."""


def report_card(card: Card, *, printed_at: datetime, app_version: str) -> bytes:
    """The page; a preview says «پیش‌نویس»."""
    title = _("برگهٔ ارزیابی") if card.appraises else _("کارنامه")
    below = card.appraises or _("بازخورد کوتاه برای خود شخص و مدیر مستقیم او")
    across = _("محرمانه · {user}").format(user=card.printed_for)
    sheet = Paper(
        card.letterhead,
        Foot(printed_at, app_version, card.seal, card.sample),
        title,
        below,
        marks=Marks(draft=card.draft, restricted_to=across),
    )
    sheet.flow([*_blocks(card)])
    return render([sheet], title, printed_at)


def _blocks(card: Card) -> Iterator[Block]:
    yield Facts([(name, value) for name, value in card.facts if value])
    if card.points:
        yield Table(
            (
                Column(_("شاخص")),
                Column(_("نقطهٔ قوت"), 26, Align.CENTRE),
                Column(_("نیاز به بهبود"), 26, Align.CENTRE),
                Column(_("میانگین واحد"), 30, Align.CENTRE),
            ),
            [Row((one.name, one.good, one.weak, one.unit)) for one in card.points],
            _("شاخص‌ها"),
            counted=_("شاخص"),
        )
    else:
        yield Passage(_("در این دوره یافته‌ای دربارهٔ این شخص ثبت نشده است."), _("شاخص‌ها"))
    yield Passage(card.compared)
    if card.courses:
        yield Table(
            (
                Column(_("تاریخ"), 30),
                Column(_("دوره")),
                Column(_("ساعت"), 20, Align.CENTRE),
            ),
            [Row(one) for one in card.courses],
            _("سابقهٔ آموزشی"),
            counted=_("دوره"),
        )
    if card.appraises:
        yield Passage(card.remark or "—", _("نظر شخص پس از دیدن برگه"))
        words = _(
            "این برگه تنها برای همین انتصاب یا ارتقاست. تذکرهایی که زمان دیده‌شدنشان گذشته در آن "
            "نیامده‌اند و پیشنهادِ برکناری به‌خودی‌خود چیزی نمی‌شمارد."
        )
        yield Boxed(words, least=0)
