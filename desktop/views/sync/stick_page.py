"""Exchange by memory stick: what is on it, what to write on it, and whether receipts came back."""

from __future__ import annotations

from datetime import date
from functools import partial
from pathlib import Path
from typing import ClassVar

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QHideEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QBoxLayout, QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from desktop.errors import AppError
from desktop.models.text import ltr_isolate, persian_digits
from desktop.runtime.drives import Drive
from desktop.runtime.sticks import HQ, OneStick, Sticks, StickState, TakenFrom, Whom, WrittenBundles
from desktop.views.navigation import Page, Place, Workplace
from desktop.views.shared import theme
from desktop.views.shared.buttons import Button
from desktop.views.shared.card import Card, Divider
from desktop.views.shared.choices import ChoiceField
from desktop.views.shared.labels import label
from desktop.views.shared.notice_bar import NoticeBar
from desktop.views.shared.page_header import PageHeader, ProgressLine
from desktop.views.shared.page_scroll import page_scroll
from desktop.views.sync.stick_lines import (
    bundle_line,
    counts,
    sent_line,
    size,
    taken_words,
    written_words,
)
from resources.wording import words_of
from resources.words import _

_LOOK_MS = 2_000
_BESIDE_FROM = 860
_SIDE = 336
_ANY_WIDTH = 16_777_215


class StickPage(Page):
    """For headquarters or a colleague, and back: no network, the same entries."""

    shows: ClassVar[frozenset[str]] = frozenset({"sync", "vault_certificates"})

    def __init__(self, work: Workplace) -> None:
        super().__init__(work)
        self._state: StickState | None = None
        self._stick: OneStick | None = None
        self._folders: list[Path] = []
        self._drives: dict[str, str] | None = None
        self._job = 0
        self.header = PageHeader(_("تبادل با حافظهٔ جانبی"))
        self.take = Button(
            _("وارد کردن"), "primary", icon="download", key="Ctrl+Return", on_click=self._take
        )
        self.back = Button(_("ارسال و دریافت"), "quiet", icon="cloud-upload")
        self.back.clicked.connect(lambda: work.go(Place("sync")))
        self.notice = NoticeBar()
        self.progress = ProgressLine()
        self.stop = Button(_("توقف"), size="row", icon="x", on_click=self._stop)
        self.drive = ChoiceField(_("حافظه"), [], foot=True)
        self.other = Button(_("پوشهٔ دیگر…"), on_click=self._ask_folder)
        self.there = Card(_("روی این حافظه"))
        self.there_lines = QVBoxLayout()
        self.write = Card(_("نوشتن روی حافظه"))
        self.unsent = label("", "body", "text2", wrap=True)
        self.for_hq = Button(_("نوشتن برای ستاد"), icon="hard-drive-upload")
        self.colleague = ChoiceField(_("همکار"), [], empty="—", foot=True)
        self.for_colleague = Button(_("نوشتن برای همکار"), icon="users")
        self.way = Card(_("در راه"))
        self.way_lines = QVBoxLayout()

        self._assemble()

        self.for_hq.clicked.connect(lambda: self._write(HQ))
        self.for_colleague.clicked.connect(self._write_for_colleague)
        self.drive.edited.connect(self._look)
        self.colleague.edited.connect(self._settle_buttons)
        work.tasks.jobs.changed.connect(self._show_progress)
        self._watch = QTimer(self)
        self._watch.setInterval(_LOOK_MS)
        self._watch.timeout.connect(self._look_for_drives)
        self._busy(False)

    @property
    def sticks(self) -> Sticks:
        """What works with sticks; a window always has it."""
        if self.work.sticks is None:
            raise RuntimeError("no sticks at this workplace")
        return self.work.sticks

    def reload(self) -> None:
        self.work.tasks.read(self, self.sticks.state, self._show_state)
        self._look_for_drives()
        self._look()

    def _assemble(self) -> None:
        self.header.add_action(self.back)
        self.header.add_action(self.take)
        chooser = Card()
        row = QHBoxLayout()
        theme.pad(row, 8)
        row.addWidget(self.drive, 1)
        row.addWidget(self.other, 0, Qt.AlignmentFlag.AlignVCenter)
        chooser.body.addLayout(row)
        theme.pad(self.there_lines, 6)
        self.there.body.addLayout(self.there_lines)
        self.write.body.addWidget(self.unsent)
        self.write.body.addLayout(_at_start(self.for_hq))
        self.write.body.addWidget(Divider())
        self.write.body.addWidget(self.colleague)
        self.write.body.addLayout(_at_start(self.for_colleague))
        theme.pad(self.way_lines, 6)
        self.way.body.addLayout(self.way_lines)
        main = QVBoxLayout()
        theme.pad(main, 12)
        for card in (chooser, self.there, self.way):
            main.addWidget(card)
        main.addStretch(1)
        self._columns = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._columns.addLayout(main, 1)
        self._columns.addWidget(self.write, 0, Qt.AlignmentFlag.AlignTop)
        moving = QHBoxLayout()
        theme.pad(moving, 8)
        moving.addWidget(self.progress, 1)
        moving.addWidget(self.stop)
        head = QVBoxLayout()
        theme.pad(head, 6, (24, 4, 24, 4))
        head.addWidget(self.header)
        head.addWidget(self.notice)
        head.addLayout(moving)
        page = QVBoxLayout(self)
        theme.pad(page, 0)
        page.addLayout(head)
        page.addWidget(page_scroll(self._columns, _("تبادل با حافظهٔ جانبی"), 20), 1)

    # What is known

    def _show_state(self, found: StickState) -> None:
        self._state = found
        waiting = counts(found.state.unsent, found.state.unsent_photos)
        words = _("ارسال‌نشده: {what}. تا رسید ستاد نیاید، ارسال‌نشده می‌ماند.")
        none = _("همه‌چیز نزد ستاد است؛ بستهٔ تازه تازه‌های ستاد را درخواست می‌کند.")
        self.unsent.set_words(words.format(what=waiting) if waiting else none)
        _fill(self.way_lines, [sent_line(one, self._today) for one in found.on_the_way])
        self.way.setVisible(bool(found.on_the_way))
        self._show_colleagues(found.whom)
        self._show_stick()

    def _show_colleagues(self, found: tuple[Whom, ...]) -> None:
        options = [(one.vault.hex(), f"{one.name} · {one.device}") for one in found]
        self.colleague.set_options(options)
        none = _("همکاری از دفتر یا گروه شما شناخته نیست؛ یک بار با ستاد تبادل کنید.")
        self.colleague.set_hint("" if found else none)
        self._settle_buttons()

    def _look_for_drives(self) -> None:
        """A stick is seen a moment after it is plugged in; asking reads nothing of it."""
        self.work.tasks.look(self, self.sticks.plugged, self._show_drives)

    def _show_drives(self, plugged: tuple[Drive, ...]) -> None:
        told = _("«{name}»، {free} آزاد")
        found = {
            str(one.root): told.format(name=ltr_isolate(one.name), free=size(one.free))
            for one in plugged
        }
        folders = {str(one): ltr_isolate(one.name) for one in self._folders}
        options = folders | found
        none = _("حافظه‌ای وصل نیست. آن را وصل کنید؛ خودش اینجا دیده می‌شود.")
        if options == self._drives:
            return
        self._drives = options
        before = self.drive.value()
        self.drive.set_options(list(options.items()))
        if self.drive.value() not in options:
            self.drive.set_value(next(iter(options), ""))
        self.drive.set_hint("" if options else none)
        if self.drive.value() != before or not options:
            self._look()

    def _ask_folder(self) -> None:
        chosen = QFileDialog.getExistingDirectory(self, _("پوشهٔ دیگر…"))
        if chosen:
            self.add_folder(Path(chosen))

    def add_folder(self, folder: Path) -> None:
        """A folder that is used like a stick."""
        self._folders.append(folder)
        self._show_drives(())
        self._look_for_drives()
        self.drive.set_value(str(folder))
        self._look()

    def _look(self) -> None:
        self._stick = None
        place = self._place()
        if place is None:
            self._show_stick()
            return
        look = partial(self.sticks.look, place)
        self.work.tasks.look(self, look, self._looked, failed=self._not_looked)

    def _looked(self, found: OneStick) -> None:
        self._stick = found
        self._show_stick()

    def _not_looked(self, _error: AppError) -> None:
        self._stick = None
        self._show_stick()

    def _show_stick(self) -> None:
        found, state = self._stick, self._state
        names = state.names if state is not None else {}
        taken = state.taken if state is not None else {}
        rows = [*found.ours, *found.others] if found is not None else []
        lines: list[QWidget] = [
            bundle_line(one, self.sticks.vault, names, taken, self._today) for one in rows
        ]
        if not rows:
            none = _("بسته‌ای روی آن نیست.") if self._place() else _("نخست حافظه را وصل کنید.")
            lines = [label(none, "body", "text2", wrap=True)]
        _fill(self.there_lines, lines)
        self.there.set_note(_("{n} بسته").format(n=persian_digits(len(rows))) if rows else "")
        self._settle_buttons()

    # What is done

    def _take(self) -> None:
        place = self._place()
        if place is not None:
            self._begin(_("وارد کردن از حافظه"), self.sticks.take(place), self._taken)

    def _write(self, vault: bytes) -> None:
        place = self._place()
        if place is not None:
            job = self.sticks.write(place, vault)
            self._begin(_("نوشتن روی حافظه"), job, self._written)

    def _write_for_colleague(self) -> None:
        if self.colleague.value():
            self._write(bytes.fromhex(self.colleague.value()))

    def _begin(self, title: str, work: object, then: object) -> None:
        if not callable(work) or not callable(then):
            raise TypeError("a job and what follows it")
        self.notice.clear()
        self._busy(True)
        self._job = self.work.tasks.job(title, work, then, owner=self, failed=self._failed)

    def _taken(self, taken: TakenFrom) -> None:
        tone, sentence, line = taken_words(taken)
        self._ended()
        self.notice.show_notice(sentence, line, tone=tone)

    def _written(self, written: WrittenBundles) -> None:
        sentence, line = written_words(written)
        self._ended()
        self.notice.show_notice(sentence, line, tone="success")
        self.work.tasks.announce(frozenset({"sync"}))

    def _failed(self, error: AppError) -> None:
        self._ended()
        self.notice.show_notice(words_of(error.code, error.arguments), tone="danger")

    def _ended(self) -> None:
        self._job = 0
        self._busy(False)
        self._look()

    def _stop(self) -> None:
        self.work.tasks.jobs.cancel(self._job)

    def _show_progress(self) -> None:
        row = next((r for r in self.work.tasks.jobs.rows() if r.number == self._job), None)
        if row is None:
            return
        self.progress.set_progress(row.done, row.total)
        if row.state == "cancelled":
            self._ended()
            self.notice.show_notice(_("متوقف شد؛ چیزی نیمه‌کاره نماند."), tone="info")

    # What may be pressed

    def _busy(self, busy: bool) -> None:
        self._running = busy
        self.progress.setVisible(busy)
        self.stop.setVisible(busy)
        self._settle_buttons()

    _running = False

    def _settle_buttons(self) -> None:
        ready = self._place() is not None and not self._running
        found = self._stick
        self.take.setEnabled(ready and found is not None and bool(found.ours))
        self.for_hq.setEnabled(ready and self._state is not None and self._state.state.enrolled)
        self.for_colleague.setEnabled(ready and bool(self.colleague.value()))

    def _place(self) -> Path | None:
        value = self.drive.value()
        return Path(value) if value else None

    @property
    def _today(self) -> date:
        return self.work.desk().today

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._watch.start()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._watch.stop()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        now = theme.current()
        beside = self.width() >= now.px(_BESIDE_FROM)
        direction = QBoxLayout.Direction
        self._columns.setDirection(direction.LeftToRight if beside else direction.TopToBottom)
        self.write.setMaximumWidth(now.px(_SIDE) if beside else _ANY_WIDTH)
        self.write.setMinimumWidth(now.px(_SIDE) if beside else 0)
        flag = Qt.AlignmentFlag
        self._columns.setAlignment(self.write, flag.AlignTop if beside else flag(0))


def _at_start(button: Button) -> QHBoxLayout:
    row = QHBoxLayout()
    theme.pad(row, 8)
    row.addWidget(button)
    row.addStretch(1)
    return row


def _fill(column: QVBoxLayout, lines: list[QWidget]) -> None:
    while (item := column.takeAt(0)) is not None:
        widget = item.widget()
        if widget is not None:
            widget.hide()
            widget.deleteLater()
    for number, one in enumerate(lines):
        if number:
            column.addWidget(Divider())
        column.addWidget(one)
