"""What is known of the chosen visit, beside the list."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from desktop.models.calendar import clock, iran_day, short_date
from desktop.models.inspections.rows import VisitDetail, VisitRow
from desktop.models.text import ltr_isolate, persian_digits
from desktop.views.inspections import looks
from desktop.views.inspections.panel_parts import FindingLine, Heading
from desktop.views.shared import theme
from desktop.views.shared.buttons import Button
from desktop.views.shared.card import Divider
from desktop.views.shared.labels import label
from desktop.views.shared.notice_bar import NoticeBar
from desktop.views.shared.pill import Pill
from desktop.views.shared.side_panel import Facts, SidePanel
from resources.words import _, listed


class VisitPanel(SidePanel):
    """Code, unit, state, facts and findings; opens and prints."""

    opened = Signal()
    printed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(_("جزئیات بازرسی"), parent)
        self._visit = b""
        self.add_action(Button(_("باز کردن"), icon="file-text", on_click=self.opened.emit))
        self.add_action(Button(_("چاپ"), icon="printer", on_click=self.printed.emit))

    def show_row(self, row: VisitRow) -> None:
        """At once what the list knows; the rest comes with ``show_detail``."""
        if row.id == self._visit:
            return
        self._visit = row.id
        self._begin(row, "")
        self.body.addWidget(Facts([(_("نوع"), looks.nature_words(row))]))
        self.body.addStretch(1)

    def show_detail(self, visit: VisitDetail, days_in_state: int | None) -> None:
        since = ""
        if days_in_state:
            since = _("{n} روز در این وضعیت").format(n=persian_digits(days_in_state))
        self._visit = visit.row.id
        self._begin(visit.row, since)
        if visit.row.returned and visit.returned_reason:
            notice = NoticeBar()
            self.body.addWidget(notice)
            notice.show_notice(
                visit.returned_reason, returned_by(visit), tone="danger", icon="undo-2"
            )
        self.body.addWidget(Facts(facts_of(visit)))
        self.body.addWidget(Divider())
        count = _("{n} مورد").format(n=persian_digits(len(visit.findings)))
        self.body.addWidget(Heading(_("یافته‌ها"), count if visit.findings else ""))
        for finding in visit.findings:
            self.body.addWidget(FindingLine(finding))
        if not visit.findings:
            self.body.addWidget(label(_("یافته‌ای ثبت نشده است."), "small", "text3"))
        self.body.addStretch(1)

    def _begin(self, row: VisitRow, since: str) -> None:
        self.clear_body()
        self.set_head(row.code, looks.unit_words(row))
        line = QWidget()
        states = QHBoxLayout(line)
        theme.pad(states, 8)
        states.addWidget(Pill(looks.visit_look(row)))
        states.addWidget(label(since, "small", "text2"))
        states.addStretch(1)
        self.body.addWidget(line)


def returned_by(visit: VisitDetail) -> str:
    """Who sent the report back and when."""
    for step in reversed(visit.steps):
        if step.from_state == "under_review" and step.to_state == "report_draft":
            who = step.actor_name or _("رئیس بازرسی")
            return f"{who} · {looks.moment_words(step.at)}"
    return ""


def facts_of(visit: VisitDetail) -> list[tuple[str, str]]:
    """The order, the team and the time, in the shortest words."""
    number = ltr_isolate(persian_digits(visit.order_number))
    facts = [
        (_("نوع"), looks.nature_words(visit.row)),
        (_("حکم"), f"{number} · {short_date(visit.order_date)}"),
        (_("گروه"), team_words(visit)),
        (_("زمان"), time_words(visit)),
    ]
    if visit.template is not None:
        version = persian_digits(visit.template_version)
        words = _("{title}، نسخهٔ {n}").format(title=visit.template.title, n=version)
        facts.append((_("الگو"), words))
    if visit.revealed_at is not None:
        facts.append((_("افشا"), looks.moment_words(visit.revealed_at)))
    return facts


def team_words(visit: VisitDetail) -> str:
    """The leader first."""
    team = sorted((one for one in visit.members if one.duty == "team"), key=lambda m: not m.leader)
    return listed(_("{name} (سرگروه)").format(name=m.name) if m.leader else m.name for m in team)


def time_words(visit: VisitDetail) -> str:
    """«۹ آبان ۱۴۰۴، ۰۹:۱۰ تا ۱۱:۳۵»."""
    start = visit.started_at or visit.planned_at
    if start is None:
        return short_date(visit.row.day)
    words = looks.moment_words(start)
    if visit.started_at and visit.ended_at:
        same = iran_day(visit.started_at) == iran_day(visit.ended_at)
        end = clock(visit.ended_at) if same else looks.moment_words(visit.ended_at)
        return _("{start} تا {end}").format(start=words, end=end)
    return words if visit.started_at else _("برنامه: {time}").format(time=words)
