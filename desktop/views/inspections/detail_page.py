"""The record of a visit: everything it holds, and the one next step of the present reader."""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import Final

from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QVBoxLayout, QWidget
from sqlalchemy.orm import Session

from desktop.models.history import ChangeRow, record_history
from desktop.models.inspections.queries import Reader, visit_detail
from desktop.models.inspections.rows import ActionRow, FindingRow, SpecialReportRow, VisitDetail
from desktop.models.text import persian_digits
from desktop.views.inspections import action_steps, finding_steps, looks, papers, record_cards
from desktop.views.inspections.covering_letter import Letter, covering_letter, letter_of
from desktop.views.inspections.evidence_package import PackageMaker
from desktop.views.inspections.finding_card import FindingCard
from desktop.views.inspections.history_words import Told, changes_told, step_told
from desktop.views.inspections.panel_parts import Heading, Scrolled, empty_layout
from desktop.views.inspections.special_report_dialog import finishing_dialog, writing_dialog
from desktop.views.inspections.thumbnails import Thumbnails
from desktop.views.inspections.visit_panel import returned_by
from desktop.views.inspections.visit_steps import VisitSteps, primary_of, secondary_of
from desktop.views.navigation import Page, Paper, Place, Workplace
from desktop.views.shared import theme
from desktop.views.shared.buttons import Button
from desktop.views.shared.dialog import Dialog
from desktop.views.shared.empty_state import EmptyState
from desktop.views.shared.labels import label
from desktop.views.shared.notice_bar import NoticeBar
from desktop.views.shared.page_header import FormHeader
from desktop.views.shared.pill import Pill
from desktop.views.shared.step_dialog import Step
from desktop.views.shared.turns import Turns
from resources.words import _

TWO_COLUMNS_FROM: Final = 980


class VisitDetailPage(Page):
    """Facts, findings with their actions, answers, signatures, history; Ctrl+Enter next step."""

    shows = frozenset(
        {
            "visits",
            "visit_plans",
            "visit_members",
            "checklist_answers",
            "findings",
            "finding_persons",
            "corrective_actions",
            "hand_over_signatures",
            "special_reports",
            "attachments",
            "transitions",
            "letters",
        }
    )

    def __init__(self, work: Workplace) -> None:
        super().__init__(work)
        desk = work.desk()
        self._reader = desk.reader
        self.visit_shown: VisitDetail | None = None
        self.dialog: Dialog | None = None
        self.primary: Button | None = None
        self.steps = VisitSteps(work, self._write_letter)
        self.notice = NoticeBar()
        self.packages = PackageMaker(work, self, self.notice)
        self._changes: list[Told] = []
        self._sought = ""
        self._thumbnails = Thumbnails(work, self)
        self._turns = Turns(self)
        self._look = theme.current()
        self._build()
        self._assemble()

    def _build(self) -> None:
        self._head = QVBoxLayout()
        self.header = FormHeader(_("بازرسی‌ها"), _("پروندهٔ بازرسی"))
        self._head.addWidget(self.header)
        self.scrolled = Scrolled((24, 14, 14, 20), 12)
        self.scrolled.setAccessibleName(_("پروندهٔ بازرسی"))
        self.scrolled.setFocusPolicy(Qt.FocusPolicy.StrongFocus)  # arrows scroll what is read
        self.first = self.scrolled
        self._parts = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._main = QVBoxLayout()
        self._side = QVBoxLayout()
        self._side_holder = QWidget()

    def _assemble(self) -> None:
        column = QVBoxLayout(self)
        theme.pad(column, 0)
        theme.pad(self._head, 0)
        column.addLayout(self._head)
        column.addWidget(self.scrolled, 1)
        theme.pad(self._parts, 12)
        theme.pad(self._main, 12)
        theme.pad(self._side, 12)
        self._side_holder.setLayout(self._side)
        self._parts.addLayout(self._main, 5)
        self._parts.addWidget(self._side_holder, 3)
        self.scrolled.column.addWidget(self.notice)
        self.scrolled.column.addLayout(self._parts)
        self.scrolled.column.addStretch(1)

    def visit(self, place: Place) -> None:
        if place.record != self.place.record:
            self._changes = []
            self.scrolled.verticalScrollBar().setValue(0)
        self._sought = place.part
        super().visit(place)

    def reload(self) -> None:
        reading = partial(_read, self.place.record, self._reader, self.work.desk().today)
        self.work.tasks.read(self, reading, self._show)

    def _show(self, visit: VisitDetail | None) -> None:
        look = theme.current()
        if visit is not None and (visit, look) == (self.visit_shown, self._look):
            self._seek()
            return  # what came concerns other visits: leave the page, and the focus, alone
        self._look = look
        kept = self.scrolled.verticalScrollBar().value()
        self._turns.run(())
        empty_layout(self._main)
        empty_layout(self._side)
        self.visit_shown = visit
        if visit is None:
            self._show_nothing()
            return
        self._show_notice(visit)
        self._arrange()
        self._turns.run(
            [
                partial(self._show_head, visit),
                partial(self._begin_main, visit),
                *(partial(self._add_finding, visit, one) for one in visit.findings),
                partial(self._end_main, visit),
                partial(self._fill_side, visit),
                lambda: self.scrolled.verticalScrollBar().setValue(kept),
                self._seek,
            ]
        )

    def _seek(self) -> None:
        """To the action that one came for, once; it is marked and has the keyboard."""
        cards = self.findChildren(FindingCard)
        part = next((one for card in cards if (one := card.part_of(self._sought))), None)
        if part is None:
            return
        self._sought = ""
        part.mark()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest.value)
        self.scrolled.go_to(part)
        part.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_nothing(self) -> None:
        self._main.addWidget(
            EmptyState(
                _("این بازرسی در این رایانه نیست"),
                _("شاید هنوز نرسیده باشد، یا دیدن آن برای شما نیست."),
                icon="cloud-off",
                action=_("ارسال و دریافت"),
                on_action=self.work.sync_now,
            )
        )

    def _show_head(self, visit: VisitDetail) -> None:
        old = self.header
        code = record_cards.code_words(visit)
        visits = _("بازرسی‌ها")
        self.header = FormHeader(f"{visits} ‹ {code}", looks.title_words(visit.row))
        self.header.back.connect(lambda: self.work.go(Place("inspections")))
        for step in secondary_of(visit):
            button = Button(str(step.words), icon=step.icon, on_click=partial(self.take, step))
            self.header.add_action(button)
        if self.packages.may(visit):
            package = partial(self.packages.make, visit)
            self.header.add_action(Button(_("بستهٔ ادله"), icon="file-down", on_click=package))
        self.header.add_action(
            Button(_("چاپ گزارش"), icon="printer", key="Ctrl+P", on_click=self.print_report)
        )
        first = primary_of(visit)
        self.primary = None
        if first is not None:
            self.primary = Button(
                str(first.words),
                "primary",
                icon=first.icon,
                key="Ctrl+Return",
                on_click=partial(self.take, first),
            )
            self.header.add_action(self.primary)
        self._head.addWidget(self.header)
        old.hide()
        old.deleteLater()

    def _show_notice(self, visit: VisitDetail) -> None:
        if visit.row.returned and visit.returned_reason:
            self.notice.show_notice(
                visit.returned_reason, returned_by(visit), tone="danger", icon="undo-2"
            )
        elif visit.row.covert and visit.revealed_at is None:
            self.notice.show_notice(
                _("بازرسی نامحسوس: واحد و زمان آن تنها برای گروه و رئیس دیده می‌شود"),
                tone="warning",
                icon="eye-off",
            )
        else:
            self.notice.clear()

    def _begin_main(self, visit: VisitDetail) -> None:
        states = QWidget()
        line = QHBoxLayout(states)
        theme.pad(line, 8)
        line.addWidget(Pill(looks.visit_look(visit.row)))
        if visit.steps:
            at = looks.moment_words(visit.steps[-1].at)
            line.addWidget(label(_("از {time}").format(time=at), "small", "text2"))
        if visit.row.sample:
            line.addWidget(label(_("نمونه"), "small", "text3"))
        line.addStretch(1)
        self._main.addWidget(states)
        self._main.addWidget(record_cards.facts_card(visit))
        count = _("{n} مورد").format(n=persian_digits(len(visit.findings)))
        self._main.addWidget(Heading(_("یافته‌ها و اقدام‌ها"), count))

    def _add_finding(self, visit: VisitDetail, finding: FindingRow) -> None:
        self._main.addWidget(
            FindingCard(
                finding,
                visit,
                self._thumbnails,
                self.work.desk().today,
                on_finding=self.take_finding,
                on_action=self.take_action,
            )
        )

    def _end_main(self, visit: VisitDetail) -> None:
        words = record_cards.words_card(visit)
        if words is not None:
            self._main.addWidget(words)
        self._main.addWidget(record_cards.answers_card(visit))
        self._main.addStretch(1)

    def _fill_side(self, visit: VisitDetail) -> None:
        special = record_cards.special_reports_card(
            visit, self.print_special, self._write_special, self._finish_special
        )
        for card in (special, record_cards.signatures_card(visit)):
            if card is not None:
                self._side.addWidget(card)
        told = [step_told(one, looks.state_words("visits", one.to_state)) for one in visit.steps]
        more = None if self._changes else self.ask_changes
        self._side.addWidget(record_cards.history_card([*told, *self._changes], more))
        self._side.addStretch(1)

    def take(self, step: Step) -> None:
        if self.visit_shown is not None:
            self._open(self.steps.take(step, self.visit_shown))

    def take_finding(self, step: Step, finding: FindingRow) -> None:
        if step.name == "ProposePersonnelAction":
            self.work.go(Place("personnel_form", finding.id, "finding"))
        elif self.visit_shown is not None:
            self._open(finding_steps.dialog_for(step, finding, self.visit_shown, self.work))

    def take_action(self, step: Step, action: ActionRow) -> None:
        self._open(action_steps.dialog_for(step, action, self.work))

    def _write_special(self, row: SpecialReportRow | None) -> None:
        if self.visit_shown is not None:
            self._open(writing_dialog(self.visit_shown, row, self.work))

    def _finish_special(self, row: SpecialReportRow) -> None:
        self._open(finishing_dialog(row, self.work))

    def _open(self, dialog: Dialog | None) -> None:
        if dialog is not None:
            self.dialog = dialog
            dialog.open_over(self)

    def print_report(self) -> None:
        if self.visit_shown is not None:
            row = self.visit_shown.row
            self.work.preview(
                Paper(
                    looks.title_words(row), f"{row.code}.pdf", papers.reports([row.id], self.work)
                )
            )

    def print_special(self, row: SpecialReportRow) -> None:
        if self.visit_shown is not None:
            making = papers.special_report(self.visit_shown.row.id, row.id, self.work)
            self.work.preview(Paper(row.title, "special-report.pdf", making))

    def _write_letter(self, visit: VisitDetail) -> None:
        """To the covering letter, written first where there is none; an issued one is sent."""
        desk = self.work.desk()
        reading = partial(_letter, visit, desk.office, desk.today, desk.new_id())
        self.work.tasks.read(self, reading, partial(self._go_to_letter, visit))

    def _go_to_letter(self, visit: VisitDetail, letter: Letter) -> None:
        if letter.write is not None:
            self.work.tasks.execute(
                letter.write,
                lambda _changes: self.work.go(Place("letter", letter.id)),
                owner=self,
            )
        elif letter.issued:
            self._open(self.steps.send(visit, letter.id))
        else:
            self.work.go(Place("letter", letter.id))

    def ask_changes(self) -> None:
        visit = self.visit_shown
        if visit is not None:
            self.work.tasks.read(self, partial(_history, visit), self._show_changes)

    def _show_changes(self, told: list[Told]) -> None:
        self._changes = told
        if self.visit_shown is not None and self._turns.done:
            empty_layout(self._side)
            self._fill_side(self.visit_shown)

    def _arrange(self) -> None:
        wide = self.width() >= theme.current().px(TWO_COLUMNS_FROM)
        side = QBoxLayout.Direction.LeftToRight
        below = QBoxLayout.Direction.TopToBottom
        self._parts.setDirection(side if wide else below)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()


def _read(visit: bytes, reader: Reader, today: date, session: Session) -> VisitDetail | None:
    return visit_detail(session, visit, reader=reader, today=today)


def _letter(
    visit: VisitDetail, office: bytes, today: date, fresh: bytes, session: Session
) -> Letter:
    known = letter_of(session, visit.row.id)
    if known is not None:
        return known
    made = covering_letter(session, visit, office=office, signatory="", today=today, id=fresh)
    return Letter(fresh, write=made)


def _history(visit: VisitDetail, session: Session) -> list[Told]:
    told = changes_told(_rows(session, "visits", visit.row.id))
    for finding in visit.findings:
        name = looks.number_words(finding.number)
        told += changes_told(_rows(session, "findings", finding.id), name)
    for action in visit.actions:
        told += changes_told(_rows(session, "corrective_actions", action.id), _("اقدام"))
    return told


def _rows(session: Session, kind: str, record: bytes) -> tuple[ChangeRow, ...]:
    return record_history(session, kind, record)
