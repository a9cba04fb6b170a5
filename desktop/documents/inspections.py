"""The report of a visit on paper (domain 6.5). What concerns a person has no place in its rows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum

from desktop.documents.blocks import GAP, Boxed, Facts, Passage, Photo, PhotoPages
from desktop.documents.page import Block, Foot, Letterhead, Marks, Paper, render
from desktop.documents.sheet import MM, Align, Tick
from desktop.documents.signatures import Signature, Signatures
from desktop.documents.table import Aside, Cell, Column, Row, Table
from desktop.models.calendar import clock, iran_day, long_date, short_date
from desktop.models.text import persian_digits
from resources.words import _


class Answer(Enum):
    YES = "yes"
    NO = "no"
    NOT_APPLICABLE = "na"


@dataclass(frozen=True, slots=True)
class Order:
    """The letter that sent the team."""

    number: str
    on: date | None = None
    issuer: str = ""
    kind: str = ""


@dataclass(frozen=True, slots=True)
class ChecklistLine:
    """One question. ``value`` is the answer of a question that is not yes or no."""

    code: str
    question: str
    answer: Answer | None = None
    value: str = ""
    note: str = ""
    section: str = ""
    ticked: bool = True


@dataclass(frozen=True, slots=True)
class Observation:
    indicator: str
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class FindingLine:
    """A confirmed finding about the unit; ``aside`` says for example that it is a repetition."""

    text: str
    evidence: str
    criterion: str
    indicator: str = ""
    severity: str = ""
    place: str = ""
    aside: str = ""


@dataclass(frozen=True, slots=True)
class Correction:
    """What was put right before the team left."""

    text: str
    findings: tuple[int, ...] = ()
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class ActionLine:
    """A recommendation or corrective action with its owner's post and its date."""

    text: str
    owner: str
    due: date | None
    findings: tuple[int, ...] = ()
    kind: str = ""


@dataclass(frozen=True, slots=True)
class InspectionReport:
    """A report as filed; empty parts leave no heading behind."""

    letterhead: Letterhead
    title: str
    unit: str
    order: Order
    team: tuple[str, ...]
    started_at: datetime | None
    ended_at: datetime | None
    subtitle: str = ""
    present: str = ""
    trigger: str = ""
    kind: str = ""
    extra_facts: tuple[tuple[str, str], ...] = ()
    scope: str = ""
    criteria: tuple[str, ...] = ()
    method: str = ""
    checklist: tuple[ChecklistLine, ...] = ()
    observations: tuple[Observation, ...] = ()
    findings: tuple[FindingLine, ...] = ()
    explanation: str = ""
    explanation_by: str = ""
    root_cause: str = ""
    corrections: tuple[Correction, ...] = ()
    actions: tuple[ActionLine, ...] = ()
    good_practice: tuple[str, ...] = ()
    annexes: tuple[str, ...] = ()
    photos: tuple[Photo, ...] = ()
    signatures: tuple[Signature, ...] = ()
    seal: str = ""
    draft: bool = False
    sample: bool = False


def inspection_report(report: InspectionReport, *, printed_at: datetime, app_version: str) -> bytes:
    """The filled report; its signatures stand under its last line, photos after them."""
    paper = Paper(
        report.letterhead,
        Foot(printed_at, app_version, report.seal, report.sample),
        report.title,
        report.subtitle,
        marks=Marks(draft=report.draft),
    )
    signatures = Signatures(report.signatures)
    paper.flow([*_blocks(report), *signatures.refusals()], tail=signatures.room())
    signatures.place(paper, 0)
    if report.photos:
        PhotoPages(report.photos, _("پیوست: عکس‌ها")).place(paper, 0)
    return render([paper], report.title, printed_at)


def _blocks(report: InspectionReport) -> Iterator[Block]:
    yield Facts(facts_of(report))
    yield from _passages(
        (_("گستره"), report.scope),
        (_("معیارها"), bullets(report.criteria)),
        (_("روش"), report.method),
    )
    if report.checklist:
        yield checklist_table(report.checklist)
    if report.observations:
        yield _observations(report.observations)
    if report.findings:
        yield _findings(report.findings)
    if report.explanation:
        by = _("به گفتهٔ {who}").format(who=report.explanation_by) if report.explanation_by else ""
        yield Boxed(report.explanation, _("توضیح واحد"), note=by)
    yield from _passages((_("ریشه‌یابی"), report.root_cause))
    if report.corrections:
        yield _corrections(report.corrections)
    if report.actions:
        yield _actions(report.actions)
    yield from _passages(
        (_("نقاط قوت"), bullets(report.good_practice)),
        (_("پیوست‌ها"), bullets(report.annexes)),
    )


def _passages(*named: tuple[str, str]) -> Iterator[Block]:
    filled = [(heading, text) for heading, text in named if text]
    for place, (heading, text) in enumerate(filled, start=1):
        gap = GAP if place == len(filled) else 2 * MM
        yield Passage(text, heading, beside=True, gap=gap)


def facts_of(report: InspectionReport) -> list[tuple[str, str]]:
    """The box under the title; facts that are not there leave no gap."""
    facts = [
        (_("واحد"), report.unit),
        (_("حکم"), order_words(report.order)),
        (_("زمان"), span_words(report.started_at, report.ended_at)),
        (_("گروه"), "، ".join(report.team)),
        (_("مسئول حاضر"), report.present),
        (_("خاستگاه"), report.trigger),
        (_("نوع بازرسی"), report.kind),
        *report.extra_facts,
    ]
    return [(name, value) for name, value in facts if value]


def order_words(order: Order) -> str:
    """«۸/۱۳۳۹۰۲، ۱۰ آبان ۱۴۰۴»."""
    parts = [
        f"\u2066{order.number}\u2069" if order.number else "",
        short_date(order.on) if order.on else "",
        order.issuer,
        order.kind,
    ]
    return "، ".join(part for part in parts if part)


def span_words(start: datetime | None, end: datetime | None) -> str:
    """«دوشنبه ۱۲ آبان ۱۴۰۴، ۰۹:۳۰ تا ۱۱:۱۰»."""
    if start is None:
        return ""
    began = _("{day}، {time}").format(day=long_date(iran_day(start)), time=clock(start))
    if end is None:
        return began
    if iran_day(end) == iran_day(start):
        return _("{began} تا {ended}").format(began=began, ended=clock(end))
    ended = _("{day}، {time}").format(day=long_date(iran_day(end)), time=clock(end))
    return _("{began} تا {ended}").format(began=began, ended=ended)


def bullets(items: tuple[str, ...]) -> str:
    return "\n".join(f"• {item}" for item in items)


def checklist_table(lines: tuple[ChecklistLine, ...], *, least: float = 0) -> Table:
    """Questions with boxes; empty boxes where nothing is answered, so a blank form uses it too."""
    rows: list[Row] = []
    section = ""
    for line in lines:
        if line.section and line.section != section:
            section = line.section
            rows.append(Row(section=section))
        rows.append(Row(_checklist_cells(line), least=least))
    return Table(
        (
            Column(_("ردیف"), 12, Align.CENTRE),
            Column(_("پرسش")),
            Column(_("بلی"), 12, Align.CENTRE),
            Column(_("خیر"), 12, Align.CENTRE),
            Column(_("ندارد"), 12, Align.CENTRE),
            Column(_("توضیح"), 46),
        ),
        rows,
        _("چک‌لیست"),
        counted=_("پرسش"),
    )


def _checklist_cells(line: ChecklistLine) -> tuple[Cell, ...]:
    told: Cell = tuple(part for part in (line.value, line.note) if part)
    if not line.ticked:
        return (line.code, line.question, "", "", "", told)
    marks = {Answer.YES: Tick.YES, Answer.NO: Tick.NO, Answer.NOT_APPLICABLE: Tick.YES}
    ticks = (
        marks[answer] if line.answer is answer else Tick.EMPTY
        for answer in (Answer.YES, Answer.NO, Answer.NOT_APPLICABLE)
    )
    return (line.code, line.question, *ticks, told)


def _observations(observations: tuple[Observation, ...]) -> Table:
    rows = [Row((one.indicator, (one.title,), one.text)) for one in observations]
    return Table(
        (Column(_("شاخص"), 14, Align.CENTRE), Column(_("عنوان"), 42), Column(_("مشاهده"))),
        rows,
        _("مشاهدات به تفکیک شاخص"),
        counted=_("شاخص"),
    )


def _findings(findings: tuple[FindingLine, ...]) -> Table:
    rows = []
    for number, finding in enumerate(findings, start=1):
        evidence = _("مستند: {evidence}").format(evidence=finding.evidence)
        where = _("محل: {place}").format(place=finding.place) if finding.place else ""
        seen: Cell = (finding.text, Aside(where), Aside(evidence), Aside(finding.aside))
        rows.append(
            Row(
                (
                    persian_digits(number),
                    seen,
                    finding.criterion,
                    finding.indicator,
                    finding.severity,
                )
            )
        )
    return Table(
        (
            Column(_("ردیف"), 12, Align.CENTRE),
            Column(_("آنچه دیده شد و مستند")),
            Column(_("معیار"), 50),
            Column(_("شاخص"), 15, Align.CENTRE),
            Column(_("شدت"), 17, Align.CENTRE),
        ),
        rows,
        _("یافته‌ها"),
        counted=_("یافته"),
    )


def _corrections(corrections: tuple[Correction, ...]) -> Table:
    rows = [
        Row((persian_digits(number), done.text, _numbers(done.findings), _at(done.at)))
        for number, done in enumerate(corrections, start=1)
    ]
    return Table(
        (
            Column(_("ردیف"), 12, Align.CENTRE),
            Column(_("آنچه در محل رفع شد")),
            Column(_("یافته"), 18, Align.CENTRE),
            Column(_("ساعت"), 22, Align.CENTRE),
        ),
        rows,
        _("رفع فوری در محل"),
    )


def _actions(actions: tuple[ActionLine, ...]) -> Table:
    rows = []
    for number, action in enumerate(actions, start=1):
        due = short_date(action.due) if action.due else _("تعیین نشده")
        what: Cell = (action.text, Aside(action.kind))
        rows.append(
            Row((persian_digits(number), what, _numbers(action.findings), action.owner, due))
        )
    return Table(
        (
            Column(_("ردیف"), 12, Align.CENTRE),
            Column(_("اقدام")),
            Column(_("یافته"), 18, Align.CENTRE),
            Column(_("مسئول"), 42),
            Column(_("مهلت"), 26, Align.CENTRE),
        ),
        rows,
        _("پیشنهادها و اقدام‌های اصلاحی"),
        counted=_("اقدام"),
    )


def _numbers(findings: tuple[int, ...]) -> str:
    return "، ".join(persian_digits(number) for number in findings)


def _at(at: datetime | None) -> str:
    return clock(at) if at else ""
