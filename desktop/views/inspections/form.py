"""The on-site form of a visit: sections, questions, findings, hand-over (stories A8, A20, A27)."""

from __future__ import annotations

from functools import partial
from typing import Final

from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout

from desktop.models.calendar import clock
from desktop.models.drafts import DraftRow
from desktop.models.inspections.rows import Gap
from desktop.models.text import ltr_isolate, persian_digits
from desktop.views.inspections import looks
from desktop.views.inspections.before_end import BeforeEnd, gap_words
from desktop.views.inspections.draft import VisitDraft
from desktop.views.inspections.ending import Ending, in_short, step_words
from desktop.views.inspections.form_pages import FormPages
from desktop.views.inspections.form_reading import FormRead, read_form
from desktop.views.inspections.recorder import Recorder
from desktop.views.inspections.restoring import RestoreDialog
from desktop.views.inspections.section_bar import SectionBar, UndoButton, steps_of
from desktop.views.navigation import Page, Place, Workplace
from desktop.views.shared import theme
from desktop.views.shared.buttons import Button
from desktop.views.shared.card import Card, Ground
from desktop.views.shared.labels import label
from desktop.views.shared.notice_bar import NoticeBar
from desktop.views.shared.page_header import FormHeader
from desktop.views.shared.popover import Popover
from desktop.views.shared.side_panel import scrolled
from desktop.views.shared.steps import StepList
from desktop.views.shared.turns import Turns
from resources.words import _

PANELS_FROM: Final = 1120


class VisitForm(Page):
    """One visit on site. Everything typed is in the vault at the latest five seconds later."""

    shows = frozenset(
        {
            "visits",
            "checklist_answers",
            "findings",
            "finding_persons",
            "corrective_actions",
            "attachments",
            "hand_over_signatures",
            "transitions",
        }
    )

    def __init__(self, work: Workplace) -> None:
        super().__init__(work)
        desk = work.desk()
        self._reader = desk.reader
        self.draft: VisitDraft | None = None
        self.recorder: Recorder | None = None
        self.pages: FormPages | None = None
        self.ending: Ending | None = None
        self.restoring: RestoreDialog | None = None
        self._kept_at = desk.now
        self._offered = False
        self._headed = b""
        self._turns = Turns(self)
        self._build()
        self._assemble()
        self._connect()

    def _build(self) -> None:
        self._head = QVBoxLayout()
        self.header = self._make_header("", _("بازرسی در محل"))
        self.steps = StepList(_("بخش‌ها"))
        self.sections = Ground("surface", "end")
        self.bar = SectionBar()
        self.notice = NoticeBar()
        self.before_end = BeforeEnd()
        self.stack = QStackedWidget()
        self._popover: Popover | None = None

    def _make_header(self, code: str, title: str) -> FormHeader:
        visits = _("بازرسی‌ها")
        header = FormHeader(f"{visits} ‹ {code}" if code else visits, title)
        self.undo = header.add_action(
            UndoButton(_("برگرداندن آخرین پاسخ"), "undo-2", key="Ctrl+Z", on_click=self._undo)
        )
        self.hand_in = header.add_action(
            Button(_("پایان بازرسی"), "primary", key="Ctrl+Return", on_click=self._primary)
        )
        header.back.connect(lambda: self.work.go(Place("visit", self.place.record)))
        self._head.addWidget(header)
        return header

    def _assemble(self) -> None:
        steps = QVBoxLayout(self.sections)
        theme.pad(steps, 4, (0, 16, 0, 8))
        head = QHBoxLayout()
        theme.pad(head, 0, (20, 0, 8, 4))
        head.addWidget(label(_("بخش‌ها"), "small", "text2"))
        steps.addLayout(head)
        steps.addWidget(scrolled(self.steps, _("بخش‌ها")))
        self.bar_card = Card()
        theme.pad(self.bar_card.body, 0, (12, 4, 12, 4))
        self.bar_card.body.addWidget(self.bar)
        middle = QVBoxLayout()
        theme.pad(middle, 10, (20, 14, 8, 0))
        above = QVBoxLayout()
        theme.pad(above, 10, (0, 0, 20, 0))
        above.addWidget(self.notice)
        above.addWidget(self.bar_card)
        middle.addLayout(above)
        middle.addWidget(self.stack, 1)
        row = QHBoxLayout()
        theme.pad(row, 0)
        row.addWidget(self.sections)
        row.addLayout(middle, 1)
        row.addWidget(self.before_end)
        column = QVBoxLayout(self)
        theme.pad(column, 0)
        theme.pad(self._head, 0)
        column.addLayout(self._head)
        column.addLayout(row, 1)
        theme.follow(self._measure)

    def _connect(self) -> None:
        self.steps.chosen.connect(self._go_to_section)
        self.bar.chosen.connect(self._go_to_section)
        self.bar.before_end_wanted.connect(self._open_before_end)
        self._heed(self.before_end)
        self._gap_key = QShortcut(QKeySequence("F8"), self)
        self._gap_key.activated.connect(self.next_gap)
        for key, then in (
            ("F9", self._add_photo),
            ("F10", self.add_finding),
            ("Ctrl+Up", lambda: self._step(-1)),
            ("Ctrl+Down", lambda: self._step(1)),
        ):
            QShortcut(QKeySequence(key), self).activated.connect(then)

    def _heed(self, panel: BeforeEnd) -> None:
        panel.gap_wanted.connect(self._go_to_gap)
        panel.finding_wanted.connect(self._go_to_finding)
        panel.add_wanted.connect(self.add_finding)

    def visit(self, place: Place) -> None:
        if place.record != self.place.record:
            self._close_record()
        super().visit(place)

    def reload(self) -> None:
        reading = partial(read_form, self.place.record, self._reader, self.work.desk().today)
        self.work.tasks.read(self, reading, self._show)

    def leave(self) -> None:
        if self.recorder is not None:
            self.recorder.leave_all()

    def _close_record(self) -> None:
        if self.recorder is not None:
            self.recorder.leave_all()
            self.recorder.stop()
            self.recorder.deleteLater()
        if self.pages is not None:
            self.stack.removeWidget(self.pages)
            self.pages.hide()
            self.pages.deleteLater()
        self._turns.run(())
        self.draft = self.recorder = self.pages = self.ending = None
        self._offered = False
        self.header.set_saved("")
        self.notice.clear()

    def _show(self, read: FormRead) -> None:
        detail, gaps, kept = read
        if detail is None:
            self.notice.show_notice(
                _("این بازرسی در این رایانه نیست"), tone="warning", icon="cloud-off"
            )
            return
        if self.draft is not None and self.draft.visit != detail.row.id:
            return
        if self.draft is None or self.pages is None:
            pages = self._open_record(VisitDraft(detail, gaps))
        else:
            pages, waited = self.pages, self.draft.detail.started_at is None
            self.draft.take(detail, gaps)
            if pages.opened:
                pages.go_on(begins=waited and detail.started_at is not None)
        opening = [] if pages.opened else [partial(pages.open, self.place.part)]
        above = [self._show_head, self._measure, self._show_steps, self._show_progress]
        self._turns.later([*opening, *above, self._show_before_end, partial(self._offer, kept)])

    def _open_record(self, draft: VisitDraft) -> FormPages:
        """The frame of the visit; it is filled in a turn of its own."""
        self.draft = draft
        self.recorder = Recorder(self.work, draft, self)
        self.recorder.saved.connect(self._say_saved)
        self.recorder.refused.connect(self._say_refused)
        self.ending = Ending(self.recorder)
        self.ending.ended.connect(lambda: self._go_to_section(draft.handover))
        self.ending.refused.connect(self._refuse_end)
        self.ending.handed_in.connect(lambda: self.work.go(Place("visit", draft.visit)))
        self.pages = FormPages(self.recorder)
        self.pages.moved.connect(self._show_steps)
        self.stack.addWidget(self.pages)
        self.stack.setCurrentWidget(self.pages)
        return self.pages

    def _show_head(self) -> None:
        """The head of this visit, once."""
        if self.draft is None or self._headed == self.draft.visit:
            return
        row = self.draft.detail.row
        self._headed = row.id
        old = self.header
        self.header = self._make_header(
            ltr_isolate(persian_digits(row.code)), looks.title_words(row)
        )
        old.hide()
        old.deleteLater()

    def _show_before_end(self) -> None:
        if self.draft is not None:
            self.before_end.show_draft(self.draft)

    def _show_progress(self) -> None:
        draft = self.draft
        if draft is None:
            return
        progress = draft.progress()
        begun = draft.detail.started_at is not None
        words = _("{n} از {all} پاسخ").format(
            n=persian_digits(progress.answered), all=persian_digits(progress.total)
        )
        self.header.set_progress(words, progress.answered, progress.total if begun else 0)
        self.undo.setVisible(begun)
        self.undo.setEnabled(draft.can_undo())
        words = step_words(draft.detail)
        self.hand_in.setVisible(bool(words))
        if words:
            self.hand_in.set_words(words)
        self._show_gap(draft)

    def _show_gap(self, draft: VisitDraft) -> None:
        """One thing on top: a report sent back, or what is more than not yet answered."""
        detail = draft.detail
        if draft.offered:
            self._show_offer(draft)
            return
        gap = draft.urgent_gap() if not detail.row.returned else None
        # The bar's own button hears F8 while it is shown; two owners of one key cancel out.
        self._gap_key.setEnabled(gap is None or detail.started_at is None)
        if detail.row.returned and detail.returned_reason:
            self.notice.show_notice(
                detail.returned_reason,
                _("گزارش برای اصلاح برگشته است."),
                tone="danger",
                icon="undo-2",
            )
        elif gap is not None and detail.started_at is not None:
            self.notice.show_notice(
                _("یک چیز کم است؛ گزارش هنوز تحویل گرفته نمی‌شود"),
                gap_words(gap),
                tone="danger",
                icon="camera" if "photo" in gap.code else "",
                action=_("برو به آن"),
                key="F8",
                on_action=self.next_gap,
            )
        elif self.notice.tone() == "danger":
            self.notice.clear()

    def _show_steps(self) -> None:
        if self.pages is None:
            return
        steps = steps_of(self.draft)
        self.steps.set_steps(steps, self.pages.current())
        self.bar.set_steps(steps, self.pages.current())

    def _offer(self, kept: DraftRow | None) -> None:
        """Text of a form that was cut off: offered once, never written by itself (A20)."""
        if self._offered or self.draft is None or self.recorder is None:
            return
        self._offered = True
        if kept is None:
            return
        self.draft.offered = self.draft.lost(kept.payload)
        if self.draft.offered:
            self._kept_at = kept.updated_at
            self._show_offer(self.draft)

    def _show_offer(self, draft: VisitDraft) -> None:
        words = _("{n} نوشتهٔ ذخیره‌نشده از {time} اینجا مانده است").format(
            n=persian_digits(len(draft.offered)), time=clock(self._kept_at)
        )
        self._gap_key.setEnabled(True)
        self.notice.show_notice(
            words,
            "«" + next(iter(draft.offered.values()))[:80] + "»",
            tone="info",
            icon="history",
            action=_("دیدن و بازگرداندن"),
            on_action=self._ask_restore,
        )

    def _ask_restore(self) -> None:
        if self.recorder is not None:
            self.restoring = RestoreDialog(self.recorder)
            self.restoring.finished.connect(self.notice.clear)
            self.restoring.open_over(self)

    def _say_saved(self) -> None:
        time = clock(self.work.desk().now)
        self.header.set_saved(_("ذخیره شد {time}").format(time=time))

    def _say_refused(self, words: str) -> None:
        self.header.set_saved(_("ذخیره نشد"), ok=False)
        self.notice.show_notice(*in_short(words), tone="danger")

    def _primary(self) -> None:
        if self.ending is not None and self.pages is not None:
            self.ending.take(self.pages, self)

    def _refuse_end(self, words: str) -> None:
        self._say_refused(words)
        self.next_gap()

    def _go_to_section(self, code: str) -> None:
        if self.pages is not None:
            self.pages.go_to(code)
            self.pages.take_focus()

    def _step(self, by: int) -> None:
        if self.pages is not None:
            self.pages.step(by)

    def next_gap(self) -> None:
        gap = self.draft.next_gap() if self.draft is not None else None
        if gap is not None:
            self._go_to_gap(gap)

    def _go_to_gap(self, gap: Gap) -> None:
        if self.draft is not None and self.pages is not None:
            self._close_popover()
            self.pages.go_to_gap(self.draft.section_of(gap), gap)

    def _go_to_finding(self, finding: bytes) -> None:
        if self.pages is not None:
            self._close_popover()
            self.pages.go_to_finding(finding)

    def _add_photo(self) -> None:
        if self.pages is not None:
            self.pages.add_photo()

    def add_finding(self) -> None:
        if self.pages is not None:
            self._close_popover()
            self.pages.add_finding()

    def _undo(self) -> None:
        undone = self.draft.undo() if self.draft is not None else None
        if undone is not None and self.recorder is not None:
            self.recorder.write_again(undone.item, undone.value, undone.note)

    def _open_before_end(self) -> None:
        """Where the panel does not fit it opens over the form."""
        if self.draft is None:
            return
        popover = Popover(_("پیش از پایان"), 300)
        panel = BeforeEnd()
        panel.show_draft(self.draft)
        self._heed(panel)
        panel.setMinimumHeight(theme.current().px(320))
        popover.body.addWidget(panel)
        popover.closed.connect(popover.deleteLater)
        self._popover = popover
        popover.open_below(self.bar.before_end)

    def _close_popover(self) -> None:
        if self._popover is not None:
            popover, self._popover = self._popover, None
            popover.close_it()

    def _measure(self) -> None:
        now = theme.current()
        self.sections.setFixedWidth(now.px(theme.measures()["sections"]))
        begun = self.draft is not None and self.draft.detail.started_at is not None
        wide = self.width() >= now.px(PANELS_FROM)
        self.sections.setVisible(wide and begun)
        self.before_end.setVisible(wide and begun)
        self.bar_card.setVisible(not wide and begun)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._measure()
