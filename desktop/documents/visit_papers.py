"""A visit's rows on paper: its report.

What a finding says about a person is not read here, but in ``special_papers`` alone
(``domain.md`` 6.5).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Final

from desktop.documents.annex import Annex, Pictures
from desktop.documents.hand_over import signatures_of
from desktop.documents.inspections import (
    ActionLine,
    Answer,
    ChecklistLine,
    Correction,
    FindingLine,
    InspectionReport,
    Observation,
    Order,
    inspection_report,
)
from desktop.documents.page import Letterhead
from desktop.documents.wording import (
    answer_words,
    choice_words,
    criterion_words,
    indicator_title,
    joined,
    nature_words,
)
from desktop.models.behalf import delegator_words
from desktop.models.calendar import iran_day, short_date
from desktop.models.checklists import Question, Template, visible_questions
from desktop.models.inspections.rows import (
    AnswerRow,
    FindingRow,
    VisitDetail,
)
from desktop.models.text import persian_digits
from resources.words import _

SETTLED: Final = frozenset({"approved", "sent_to_agency", "closed"})
"""States from which on a report is no draft."""
_ELSEWHERE: Final = frozenset({"conformity", "good_practice"})
"""Types of findings that stand in other parts of the report than the findings' table."""


@dataclass(frozen=True, slots=True)
class Origin:
    """Which office a paper comes from, when it is made, for whom, and on which state of the chain.

    ``sample`` marks everything that an invented office prints.
    """

    issuer: str
    office: str
    printed_at: datetime
    app_version: str
    printed_for: str = ""
    seal: str = ""
    sample: bool = False


@dataclass(frozen=True, slots=True)
class Registered:
    """Number and date of the letter that a report goes out with."""

    number: str
    date: str


def payload(kind: str, record: bytes, seal: str = "") -> str:
    """What a paper's QR says: its record and its seal; each page adds its number."""
    told = f"bazresyar:1:{kind}:{record.hex()}"
    return f"{told}:{seal}" if seal else told


def report_paper(
    visit: VisitDetail,
    origin: Origin,
    pictures: Pictures | None = None,
    registered: Registered | None = None,
) -> bytes:
    """The report of a visit; a draft until the head has approved it."""
    return inspection_report(
        _Report(visit, origin, pictures or {}, registered).filled(),
        printed_at=origin.printed_at,
        app_version=origin.app_version,
    )


def report_title(visit: VisitDetail) -> str:
    return _("گزارش بازرسی") if visit.row.announced else _("گزارش بازرسی سرزده")


def unit_words(visit: VisitDetail) -> str:
    """«واحد نمونهٔ ب، شهرستان الوند»; of a covert visit only who holds the case has it."""
    name = visit.unit.name if visit.unit else visit.unit_text or visit.row.unit
    if not name:
        return _("پوشیده تا آشکار شدن بازرسی")
    county = visit.unit.county if visit.unit else visit.row.county
    if not county or county in name:
        return name
    return _("{unit}، شهرستان {county}").format(unit=name, county=county)


def is_draft(visit: VisitDetail) -> bool:
    """Whether the report still says «پیش‌نویس»."""
    return visit.row.state not in SETTLED


@dataclass
class _Report:
    """Gathers the parts of one report; ``places`` are the numbers of findings on paper."""

    visit: VisitDetail
    origin: Origin
    pictures: Pictures
    registered: Registered | None
    annex: Annex = field(init=False)

    def __post_init__(self) -> None:
        self.annex = Annex(self.visit, self.pictures)

    @cached_property
    def findings(self) -> list[FindingRow]:
        return [
            finding
            for finding in self.visit.findings
            if finding.state != "withdrawn" and finding.type not in _ELSEWHERE
        ]

    @cached_property
    def places(self) -> dict[bytes, int]:
        return {finding.id: place for place, finding in enumerate(self.findings, start=1)}

    def filled(self) -> InspectionReport:
        visit, template = self.visit, self.visit.template
        draft = is_draft(visit)
        return InspectionReport(
            letterhead=self._letterhead(),
            title=report_title(visit),
            unit=unit_words(visit),
            order=Order(visit.order_number, visit.order_date, visit.order_issuer),
            team=self._team(),
            started_at=visit.started_at,
            ended_at=visit.ended_at,
            subtitle=_template_words(template) if template else "",
            present=joined((visit.present_name or "", visit.present_post or "")),
            trigger=choice_words("visit_trigger", visit.trigger_kind),
            kind=nature_words(visit.row.kind, visit.row.announced, visit.row.covert),
            extra_facts=self._extra_facts(),
            scope=visit.remit,
            method=self._method(),
            checklist=tuple(self._checklist()),
            observations=tuple(self._observations()),
            findings=tuple(self._finding(finding) for finding in self.findings),
            explanation=visit.unit_explanation or "",
            explanation_by=joined((visit.present_name or "", visit.present_post or "")),
            root_cause=visit.root_cause or "",
            corrections=tuple(self._corrections()),
            actions=tuple(self._actions()),
            good_practice=self._good_practice(),
            annexes=self.annex.listed(),
            photos=self.annex.printed(),
            signatures=signatures_of(visit, self.pictures, self._sides()),
            seal=self._seal(),
            draft=draft,
            sample=visit.row.sample or self.origin.sample,
        )

    def _letterhead(self) -> Letterhead:
        count = self.annex.count
        day = iran_day(self.visit.ended_at or self.origin.printed_at)
        return Letterhead(
            issuer=self.origin.issuer,
            office=self.origin.office,
            number=self._number(),
            date=self.registered.date if self.registered else short_date(day),
            attachment=_("{n} عکس").format(n=persian_digits(count)) if count else _("ندارد"),
            code=self.visit.row.code,
            qr=payload("visits", self.visit.row.id, self._seal()),
        )

    def _seal(self) -> str:
        return "" if is_draft(self.visit) else self.origin.seal

    def _number(self) -> str:
        """That of its letter; an approved report without one goes by its own code."""
        if self.registered:
            return self.registered.number
        return "" if is_draft(self.visit) else self.visit.row.code

    def _team(self) -> tuple[str, ...]:
        team = [member for member in self.visit.members if member.duty == "team"]
        team.sort(key=lambda member: not member.leader)
        return tuple(
            _("{name} (سرگروه)").format(name=one.name) if one.leader and len(team) > 1 else one.name
            for one in team
        )

    def _extra_facts(self) -> tuple[tuple[str, str], ...]:
        unit = self.visit.unit
        found = (
            (_("دستگاه"), unit.agency_name or "" if unit else ""),
            (_("نشانی"), unit.address or "" if unit else ""),
            (_("تأیید گزارش"), self._approval()),
        )
        return tuple((name, value) for name, value in found if value)

    def _approval(self) -> str:
        """Who approved the report, in whose place, and on which day."""
        steps = [step for step in self.visit.steps if step.to_state == "approved"]
        if not steps or is_draft(self.visit):
            return ""
        step = steps[-1]
        whom = delegator_words(step.on_behalf_of)
        behalf = _("به جانشینیِ {whom}").format(whom=whom) if whom else ""
        return joined((step.actor_name or "", behalf, short_date(iran_day(step.at))))

    def _method(self) -> str:
        answered = sum(1 for answer in self.visit.answers if answer.value)
        parts = []
        if self.visit.template and answered:
            told = _("پاسخ به {n} پرسش چک‌لیست «{template}» در محل")
            title = self.visit.template.title
            parts.append(told.format(n=persian_digits(answered), template=title))
        if self.annex.count:
            parts.append(_("{n} عکس").format(n=persian_digits(self.annex.count)))
        return "؛ ".join(parts)

    def _checklist(self) -> Iterator[ChecklistLine]:
        template = self.visit.template
        if template is None:
            return
        rows = {row.item: row for row in self.visit.answers}
        answers = {item: row.value for item, row in rows.items() if row.value}
        for question in visible_questions(template, answers):
            yield self._line(template, question, rows.get(question.code))

    def _line(self, template: Template, question: Question, row: AnswerRow | None) -> ChecklistLine:
        section, code = template.places[question.code]
        value = row.value or "" if row else ""
        ticked = question.type == "yes_no"
        return ChecklistLine(
            code=code,
            question=str(question.text),
            answer=Answer(value) if ticked and value else None,
            value="" if ticked else self._value(question, value),
            note=self._note(question.code, row),
            section=str(section.title),
            ticked=ticked,
        )

    def _value(self, question: Question, value: str) -> str:
        if question.type == "photo":
            return self.annex.words(self.annex.of_item(question.code)) or "—"
        return answer_words(question, value) if value else "—"

    def _note(self, item: str, row: AnswerRow | None) -> str:
        found = [self.places[one.id] for one in self.findings if one.item == item]
        told = [_("یافتهٔ {n}").format(n=persian_digits(place)) for place in found]
        return "؛ ".join([*told, *filter(None, [row.note if row else None])])

    def _observations(self) -> Iterator[Observation]:
        if self.visit.observations:
            yield Observation("—", _("مشاهدهٔ کلی"), self.visit.observations)
        for finding in self.visit.findings:
            if finding.type == "conformity" and finding.state != "withdrawn":
                code = finding.indicator or "—"
                title = indicator_title(code) if finding.indicator else _("انطباق")
                yield Observation(code, title, finding.description)

    def _finding(self, finding: FindingRow) -> FindingLine:
        evidence = self.annex.words(self.annex.of_finding(finding))
        asides = []
        if finding.repeat_of:
            asides.append(_("تکرار یافتهٔ یک بازرسی پیشین"))
        if finding.number != self.places[finding.id]:
            number = persian_digits(finding.number)
            asides.append(_("شمارهٔ {n} در پرونده").format(n=number))
        return FindingLine(
            text=finding.description,
            evidence=evidence or _("پیوست ندارد"),
            criterion=criterion_words(finding.criterion),
            indicator=finding.indicator or "",
            severity=choice_words("severity", finding.severity),
            place=finding.place or "",
            aside="؛ ".join(asides),
        )

    def _corrections(self) -> Iterator[Correction]:
        for finding in self.findings:
            if finding.corrected_on_spot:
                place = self.places[finding.id]
                yield Correction(finding.corrected_on_spot, (place,), finding.corrected_at)

    def _actions(self) -> Iterator[ActionLine]:
        for action in self.visit.actions:
            numbers = (self.places[one] for one in action.finding_ids if one in self.places)
            kind = choice_words("action_kind", action.kind)
            yield ActionLine(
                action.description,
                action.owner_post or _("تعیین نشده"),
                action.due_on,
                tuple(sorted(numbers)),
                kind,
            )

    def _good_practice(self) -> tuple[str, ...]:
        written = (self.visit.good_practice or "").splitlines()
        found = [one.description for one in self.visit.findings if one.type == "good_practice"]
        return tuple(line.strip() for line in (*written, *found) if line.strip())

    def _sides(self) -> tuple[str, ...]:
        """Of a covert visit nobody in the unit is told, so nobody there is asked to sign.

        An inspector who went alone signs once.
        """
        wanted = {signature.side for signature in self.visit.signatures}
        if "inspector" not in wanted or len(self._team()) > 1:
            wanted.add("leader")
        if not self.visit.row.covert:
            wanted.add("unit_head")
        return tuple(side for side in ("inspector", "leader", "unit_head") if side in wanted)


def _template_words(template: Template) -> str:
    return _("{template}؛ الگوی {version} · سند داخلی").format(
        template=template.title, version=persian_digits(template.version)
    )
