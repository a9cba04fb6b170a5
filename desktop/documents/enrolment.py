"""The enrolment sheet: what a person needs at a new computer, and nothing else."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from desktop.documents import persian
from desktop.documents.blocks import GAP, Facts, Passage, heading_room, place_heading
from desktop.documents.fonts import Weight
from desktop.documents.page import Block, Foot, Letterhead, Paper, render
from desktop.documents.sheet import (
    BODY,
    LEFT,
    MM,
    RIGHT,
    SMALL,
    Align,
    Sheet,
    Style,
    wrapped,
)
from desktop.models.calendar import clock, in_iran, long_date
from desktop.models.text import persian_digits
from resources.words import _

_PAD: Final = 5 * MM
_QR: Final = 30 * MM
_LARGE: Final = Style(Weight.BOLD, 21, 30, align=Align.CENTRE)
_GROUPS: Final = Style(Weight.BOLD, 13.5, 20, align=Align.CENTRE)
_ADDRESS: Final = Style(Weight.MEDIUM, 12, 18, align=Align.CENTRE)


@dataclass(frozen=True, slots=True)
class EnrolmentFacts:
    """What stands on one sheet; code and fingerprint with dashes between their groups."""

    issuer: str
    office: str
    person: str
    roles: tuple[str, ...]
    province: str
    code: str
    url: str
    root: str
    good_until: datetime
    sample: bool = False


@dataclass(frozen=True, slots=True)
class Groups:
    """Letters to be typed or compared, in groups from left to right; a QR code says the same."""

    heading: str
    groups: tuple[str, ...]
    style: Style
    note: str
    qr: str = ""

    def place(self, paper: Paper, tail: float) -> None:
        """Draws itself."""
        taken = _QR + _PAD if self.qr else 0
        lines = wrapped(self.note, SMALL, RIGHT - LEFT - 2 * _PAD - taken)
        text = self.style.leading + len(lines) * SMALL.leading + 2 * MM
        height = max(text, _QR if self.qr else 0) + 2 * _PAD
        paper.need(heading_room(self.heading) + height + tail)
        place_heading(paper, self.heading)
        top, sheet = paper.y, paper.sheet
        sheet.tint(LEFT, RIGHT, top, top + height)
        sheet.frame(LEFT, RIGHT, top, top + height)
        if self.qr:
            sheet.code(self.qr, LEFT + _PAD, top + (height - _QR) / 2, _QR)
        left, right = LEFT + taken + _PAD, RIGHT - _PAD
        baseline = top + (height - text) / 2 + self.style.size
        self._draw_groups(paper.sheet, (left + right) / 2, baseline)
        for number, line in enumerate(lines):
            below = top + (height - text) / 2 + self.style.leading + 2 * MM
            sheet.line(line, right, below + SMALL.size + number * SMALL.leading, SMALL)
        paper.skip(height + GAP)

    def _draw_groups(self, sheet: Sheet, middle: float, baseline: float) -> None:
        """As they are typed, with Latin digits: nothing here is Persian text."""
        style, gap = self.style, self.style.size * 1.1
        wide = [persian.width(group, style.weight, style.size) for group in self.groups]
        left = middle - (sum(wide) + gap * (len(wide) - 1)) / 2
        for place, (group, taken) in enumerate(zip(self.groups, wide, strict=True)):
            if place:
                dash = left - gap / 2
                sheet.rule(dash - 1.2 * MM, dash + 1.2 * MM, baseline - style.size / 3, 0.6)
            sheet.line(group, left + taken / 2, baseline, style)
            left += taken + gap


def enrolment_sheet(facts: EnrolmentFacts, *, printed_at: datetime, app_version: str) -> bytes:
    """One page of A4; the same facts and time give the same bytes."""
    until = in_iran(facts.good_until)
    moment = _("{day} ساعت {time}").format(day=long_date(until.date()), time=clock(until))
    foot = Foot(
        printed_at,
        app_version,
        sample=facts.sample,
        note=_("این برگ محرمانه است؛ پس از ثبت رایانه آن را از بین ببرید"),
    )
    head = Letterhead(facts.issuer, facts.office, date=long_date(in_iran(printed_at).date()))
    paper = Paper(head, foot, _("برگهٔ ثبت‌نام رایانه"), _("برای یک نفر و یک رایانه"))
    paper.flow(_blocks(facts, moment))
    return render([paper], _("برگهٔ ثبت‌نام رایانه"), printed_at)


def _blocks(facts: EnrolmentFacts, moment: str) -> tuple[Block, ...]:
    about = [
        (_("نام"), facts.person),
        (_("نقش"), "، ".join(facts.roles)),
        (_("دفتر"), facts.office),
        (_("استان"), facts.province or "—"),
        (_("اعتبار تا"), moment),
    ]
    return (
        Facts(about),
        Groups(
            _("نشانی ستاد"),
            (facts.url,),
            _ADDRESS,
            _("همان‌گونه که هست بنویسید؛ با https آغاز می‌شود."),
        ),
        Groups(
            _("کد یک‌بارمصرف"),
            tuple(facts.code.split("-")),
            _LARGE,
            _(
                "ده حرف و رقم لاتین؛ بزرگی و کوچکی حروف و خط تیره مهم نیست. تنها یک بار پذیرفته "
                "می‌شود و پس از پنج بار نوشتن نادرست می‌سوزد. آن را به هیچ‌کس نگویید."
            ),
        ),
        Groups(
            _("اثر انگشت ستاد"),
            tuple(facts.root.split("-")),
            _GROUPS,
            _(
                "بیست‌وچهار حرف در شش گروه. برنامه با آن می‌سنجد که با ستاد خودتان سخن می‌گوید؛ "
                "می‌توانید آن را با دستگاه خوانندهٔ کد از روی کد کنار بخوانید."
            ),
            qr=facts.root,
        ),
        *_steps(),
    )


def _steps() -> tuple[Block, ...]:
    steps = (
        _(
            "بازرس‌یار را باز کنید و «کاربر تازه» را بزنید. نشانی، اثر انگشت و کد را از این برگه "
            "بنویسید."
        ),
        _(
            "گذرواژه‌ای دست‌کم دوازده نویسه‌ای بسازید و «ثبت کاربر» را بزنید. گذرواژه را کسی جز "
            "شما نمی‌داند؛ آن را روی این برگه ننویسید."
        ),
        _(
            "«ارسال و دریافت» را بزنید تا پرونده‌ها برسد. بدون شبکه «درخواست با حافظهٔ جانبی» را "
            "بزنید و حافظه را به ستاد بدهید."
        ),
    )
    return tuple(
        Passage(
            text,
            heading=_("سه گام") if number == 1 else "",
            style=BODY,
            gap=1.2 * MM,
        )
        for number, text in enumerate(
            (f"{persian_digits(n)}. {text}" for n, text in enumerate(steps, start=1)), start=1
        )
    )
