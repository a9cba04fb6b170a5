"""The separate special report about a person (older by-law, Article 47; domain 6.5)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from desktop.documents.blocks import Boxed, Facts, Passage
from desktop.documents.inspections import bullets
from desktop.documents.page import Block, Foot, Letterhead, Marks, Paper, render
from desktop.documents.sheet import STRONG, Align
from desktop.documents.signatures import Signature, Signatures
from desktop.documents.table import Aside, Column, Row, Table
from desktop.models.calendar import clock, iran_day, long_date, short_date
from desktop.models.text import persian_digits
from resources.words import _


@dataclass(frozen=True, slots=True)
class Allegation:
    """What is said about the person, the rule it would break, and what supports it."""

    details: str
    rule: str
    evidence: str
    happened: str = ""
    intent: str = ""


@dataclass(frozen=True, slots=True)
class Statement:
    """The person's own words; without them, when and how they were asked for."""

    words: str = ""
    given_at: datetime | None = None
    asked_at: datetime | None = None
    asked_how: str = ""


@dataclass(frozen=True, slots=True)
class SpecialReport:
    """Goes alone to the judicial or administrative body, never with the visit's report."""

    letterhead: Letterhead
    person: str
    post: str
    unit: str
    recipient: str
    visit: str
    allegations: tuple[Allegation, ...]
    statement: Statement
    printed_for: str
    annexes: tuple[str, ...] = ()
    signatures: tuple[Signature, ...] = ()
    seal: str = ""
    draft: bool = False
    sample: bool = False


def special_report(report: SpecialReport, *, printed_at: datetime, app_version: str) -> bytes:
    """The report with the name of whoever printed it across every page."""
    when = _("{day}، {time}").format(day=short_date(iran_day(printed_at)), time=clock(printed_at))
    across = _("محرمانه · {user} · {when}").format(user=report.printed_for, when=when)
    title = _("گزارش اختصاصی")
    paper = Paper(
        report.letterhead,
        Foot(printed_at, app_version, report.seal, report.sample),
        title,
        _("دربارهٔ یک شخص · جدا از گزارش بازرسی · محرمانه"),
        marks=Marks(draft=report.draft, restricted_to=across),
    )
    signatures = Signatures(report.signatures)
    paper.flow([*_blocks(report), *signatures.refusals()], tail=signatures.room())
    signatures.place(paper, 0)
    return render([paper], title, printed_at)


def _blocks(report: SpecialReport) -> Iterator[Block]:
    facts = (
        (_("شخص"), report.person),
        (_("سمت"), report.post),
        (_("واحد"), report.unit),
        (_("بازرسی"), report.visit),
        (_("گیرنده"), report.recipient),
    )
    yield Facts([(name, value) for name, value in facts if value])
    yield Boxed(
        _(
            "آنچه در این گزارش آمده «اظهارشده» است و تا رأی مرجع صالح «اثبات‌نشده» شمرده می‌شود. "
            "اصل بر برائت است و این گزارش حکم یا رأی نیست."
        ),
        least=0,
    )
    yield _allegations(report.allegations)
    yield from _statement(report.statement)
    if report.annexes:
        yield Passage(bullets(report.annexes), _("پیوست‌ها"))


def _allegations(allegations: tuple[Allegation, ...]) -> Table:
    rows = []
    for number, one in enumerate(allegations, start=1):
        asides = [Aside(one.happened)]
        if one.intent:
            asides.append(Aside(_("تشخیص بازرس: {intent}").format(intent=one.intent)))
        rows.append(
            Row(
                (
                    persian_digits(number),
                    (one.details, *asides),
                    one.rule,
                    one.evidence,
                    _("اثبات‌نشده"),
                )
            )
        )
    return Table(
        (
            Column(_("ردیف"), 12, Align.CENTRE),
            Column(_("شرح (اظهارشده)")),
            Column(_("مقررهٔ نقض‌شده"), 44),
            Column(_("مستند"), 38),
            Column(_("وضعیت"), 20, Align.CENTRE),
        ),
        rows,
        _("شرح موارد"),
        counted=_("مورد"),
    )


def _statement(statement: Statement) -> Iterator[Block]:
    heading = _("اظهارات شخص")
    if statement.words:
        given = ""
        if statement.given_at:
            given = _("ثبت‌شده در {day}، {time}").format(
                day=long_date(iran_day(statement.given_at)), time=clock(statement.given_at)
            )
        yield Boxed(_("«{words}»").format(words=statement.words), heading, note=given)
        return
    if statement.asked_at is None:
        yield Passage(_("اظهارات شخص هنوز خواسته نشده است."), heading, STRONG)
        return
    asked = _("اظهارات شخص در {day}، ساعت {time} خواسته شد ({how}) و تا چاپ این گزارش نرسیده است.")
    yield Passage(
        asked.format(
            day=long_date(iran_day(statement.asked_at)),
            time=clock(statement.asked_at),
            how=statement.asked_how or _("کتبی"),
        ),
        heading,
    )
