"""The backups of this vault, what each would cost, and what the last restore left missing."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import ClassVar, Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from desktop.commands import (
    attachments,
    corrective_actions,
    directory,
    findings,
    inspections,
    letters,
    on_site,
)
from desktop.errors import AppError
from desktop.models.calendar import clock, in_iran, long_date, short_date
from desktop.models.journal import at
from desktop.models.losses import Lost, Missing
from desktop.models.text import ltr_isolate, persian_digits
from desktop.runtime.custody import BackupFacts, BackupRow
from desktop.views.navigation import Page, Workplace
from desktop.views.settings.restore_dialog import RestoreDialog, cost_words
from desktop.views.shared import theme
from desktop.views.shared.backup_words import (
    age_words,
    held_words,
    proof_words,
    size_words,
    when_words,
)
from desktop.views.shared.buttons import Button
from desktop.views.shared.card import Card, Divider
from desktop.views.shared.empty_state import EmptyState
from desktop.views.shared.labels import Label, label
from desktop.views.shared.notice_bar import NoticeBar
from desktop.views.shared.page_header import PageHeader
from desktop.views.shared.page_scroll import page_column, page_scroll
from desktop.views.shared.pill import Pill, PillLook
from resources.wording import words_of
from resources.words import Lazy, _, lazy

_MOST_MISSING = 40
_ABOUT: Final[tuple[tuple[object, Lazy], ...]] = (
    (attachments, lazy("عکس یا پیوست")),
    (on_site, lazy("پاسخ یا امضا در محل")),
    (findings, lazy("یافته")),
    (corrective_actions, lazy("اقدام اصلاحی")),
    (inspections, lazy("بازرسی")),
    (letters, lazy("نامه")),
    (directory, lazy("واحد یا شخص")),
)


class BackupLine(QWidget):
    """One backup; its button asks before anything is done."""

    def __init__(self, row: BackupRow, today: date) -> None:
        super().__init__()
        backup = row.backup
        good = PillLook(proof_words(backup), "success", "check")
        bad = PillLook(proof_words(backup), "warning", "dash")
        self.restore = Button(_("بازگرداندن…"), size="row", icon="history")
        self.restore.setAccessibleDescription(when_words(backup))
        top = QHBoxLayout()
        theme.pad(top, 10)
        top.addWidget(label(when_words(backup), "strong"))
        top.addWidget(label(age_words(backup, today), "small", "text3"))
        top.addWidget(Pill(good if backup.sound else bad))
        top.addStretch(1)
        top.addWidget(self.restore)
        column = QVBoxLayout(self)
        theme.pad(column, 4, (0, 6, 0, 6))
        column.addLayout(top)
        held = f"{held_words(backup)} · {size_words(backup.size)}"
        column.addWidget(label(held, "small", "text2", wrap=True))
        column.addWidget(label(cost_words(row), "small", "text3", wrap=True))


class BackupsPage(Page):
    """Seven days, four weeks and six months of them; the latest that proved always stays."""

    shows: ClassVar[frozenset[str]] = frozenset({"sync"})

    def __init__(self, work: Workplace) -> None:
        super().__init__(work)
        self.lines: list[BackupLine] = []
        self.dialog: RestoreDialog | None = None
        self.header = PageHeader(_("پشتیبان‌ها"))
        self.carry = Button(_("بردن نسخه‌ای از صندوق…"), icon="hard-drive-upload")
        self.carry.clicked.connect(self._carry)
        self.header.add_action(self.carry)
        self.header.add_action(Button(_("بازگشت"), key="Escape", on_click=work.back))
        self.notice = NoticeBar()
        self.missing = Card(_("آنچه پس از بازگرداندن نمانده است"))
        self._told = QVBoxLayout()
        theme.pad(self._told, 8)
        self.missing.body.addLayout(self._told)
        self.missing.hide()
        self.card = Card()
        self.empty = EmptyState(
            _("هنوز پشتیبانی نیست"),
            _("هر روز هنگام بستن برنامه پشتیبان گرفته و بررسی می‌شود."),
            icon="history",
        )
        body = page_column()
        top = Qt.AlignmentFlag.AlignTop
        body.addWidget(self.notice, 0, top)
        body.addWidget(self.missing, 0, top)
        body.addWidget(self.card, 0, top)
        body.addWidget(self.empty, 1)
        body.addStretch(1)
        head = QVBoxLayout()
        theme.pad(head, 0, (24, 4, 24, 4))
        head.addWidget(self.header)
        page = QVBoxLayout(self)
        theme.pad(page, 0)
        page.addLayout(head)
        page.addWidget(page_scroll(body, _("پشتیبان‌ها")), 1)

    def reload(self) -> None:
        custody = self.work.custody
        if custody is not None:
            self.work.tasks.read(self, custody.backups, self.show_facts)

    def show_facts(self, facts: BackupFacts) -> None:
        """The list, and what is missing since the last restore."""
        _clear(self.card.body)
        self.lines = []
        today = self.work.desk().today
        for number, row in enumerate(facts.rows):
            if number:
                self.card.body.addWidget(Divider())
            line = BackupLine(row, today)
            line.restore.clicked.connect(lambda _checked=False, row=row: self._ask(row))
            self.lines.append(line)
            self.card.body.addWidget(line)
        self.card.setVisible(bool(facts.rows))
        self.empty.setVisible(not facts.rows)
        self._show_missing(facts.missing)

    def _show_missing(self, missing: Missing | None) -> None:
        self.missing.setVisible(missing is not None)
        if missing is None:
            return
        _clear(self._told)
        for words in missing_words(missing):
            self._told.addWidget(label(words, "body", "text2", wrap=True))
        for lost in missing.entries[:_MOST_MISSING]:
            self._told.addWidget(_lost_line(lost))
        if len(missing.entries) > _MOST_MISSING:
            left = persian_digits(len(missing.entries) - _MOST_MISSING)
            self._told.addWidget(label(_("و {n} ثبت دیگر").format(n=left), "small", "text3"))
        buttons = QWidget()
        row = QHBoxLayout(buttons)
        theme.pad(row, 8)
        row.addWidget(Button(_("ارسال و دریافت"), "primary", on_click=self.work.sync_now))
        row.addWidget(Button(_("خواندم؛ این فهرست را ببند"), "quiet", on_click=self._forget))
        row.addStretch(1)
        self._told.addWidget(buttons)

    def _ask(self, row: BackupRow) -> None:
        custody = self.work.custody
        if custody is None:
            return
        self.dialog = RestoreDialog(custody, self.work.tasks, row, self.work.desk().today)
        self.dialog.open_over(self)

    def _forget(self) -> None:
        custody = self.work.custody
        if custody is not None:
            self.work.tasks.write(self, custody.forget_missing, lambda _none: self.reload())

    def _carry(self) -> None:
        custody = self.work.custody
        chosen = QFileDialog.getExistingDirectory(self, _("حافظهٔ جانبی"))
        if custody is None or not chosen:
            return
        self.carry.setEnabled(False)
        self.work.tasks.job(
            _("بردن نسخه‌ای از صندوق"),
            custody.carry_copy(Path(chosen)),
            self._carried,
            owner=self,
            failed=self._failed,
        )

    def _carried(self, folder: object) -> None:
        self.carry.setEnabled(True)
        self.notice.show_notice(
            _("نسخه‌ای با همهٔ پیوست‌ها نوشته، باز و بررسی شد."),
            ltr_isolate(str(folder)),
            tone="success",
        )

    def _failed(self, error: AppError) -> None:
        self.carry.setEnabled(True)
        self.notice.show_notice(words_of(error.code, error.arguments), tone="danger")


def missing_words(missing: Missing) -> list[str]:
    """What is known to be missing, and what nobody can know."""
    backup, restored = in_iran(missing.backup_at), in_iran(missing.restored_at)
    told = [
        _("صندوق در {day} ساعت {time} از پشتیبان {backup} ساعت {made} ساخته شد.").format(
            day=long_date(restored.date()),
            time=clock(restored),
            backup=long_date(backup.date()),
            made=clock(backup),
        )
    ]
    if missing.returned:
        told.append(_("{n} ثبت از ستاد بازگشته است.").format(n=persian_digits(missing.returned)))
    if not missing.readable:
        told.append(
            _(
                "صندوق پیشین خوانده نمی‌شود، پس نمی‌توان گفت پس از آن پشتیبان چه نوشته بودید: "
                "هرچه ستاد رسید داده بازمی‌گردد و هرچه نرسیده بود نمانده است. "
                "گزارش‌های چاپی و یادداشت‌های خود را با صندوق بسنجید."
            )
        )
    if missing.files:
        told.append(
            _("{n} پیوست بی‌رکورد پیدا و نگه داشته شد.").format(n=persian_digits(missing.files))
        )
    if missing.entries and not missing.exchanged:
        told.append(_("از این‌ها آنچه «رسیده به ستاد» است با «ارسال و دریافت» بازمی‌گردد:"))
    elif missing.entries:
        told.append(_("این ثبت‌ها بازنگشته‌اند؛ آن‌ها را دوباره بنویسید:"))
    elif missing.readable:
        told.append(_("هیچ ثبتی کم نیست."))
    return told


def lost_words(lost: Lost) -> str:
    """«۱۲ آبان ۰۹:۴۱ · یافته · نرسیده به ستاد»."""
    moment = in_iran(at(lost.wall))
    about = next((str(words) for module, words in _ABOUT if hasattr(module, lost.command)), "")
    sent = _("رسیده به ستاد") if lost.sent else _("نرسیده به ستاد")
    parts = (f"{short_date(moment.date())} {clock(moment)}", about or _("ثبت دیگر"), sent)
    return " · ".join(parts)


def _lost_line(lost: Lost) -> Label:
    return label(lost_words(lost), "small", "text2" if lost.sent else "danger", wrap=True)


def _clear(layout: QVBoxLayout) -> None:
    while (item := layout.takeAt(0)) is not None:
        widget = item.widget()
        if widget is not None:
            widget.hide()
            widget.deleteLater()
