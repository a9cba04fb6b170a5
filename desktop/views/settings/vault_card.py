"""Facts of the vault, and the two jobs that keep it trustworthy: backup and check."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from desktop.errors import AppError
from desktop.models.calendar import clock, in_iran, relative_day
from desktop.models.text import group_digits, ltr_isolate, persian_digits
from desktop.models.verify import Report
from desktop.runtime.custody import Custody, VaultFacts
from desktop.runtime.tasks import Tasks
from desktop.views.shared import theme
from desktop.views.shared.buttons import Button
from desktop.views.shared.card import Card
from desktop.views.shared.labels import label
from desktop.views.shared.notice_bar import NoticeBar
from desktop.views.shared.page_header import ProgressLine
from desktop.views.shared.side_panel import Facts
from resources.wording import words_of
from resources.words import _

_MOST_FAULTS = 5


class VaultCard(Card):
    """«پشتیبان بگیر» and «بررسی درستی»: both run as jobs, the result is told here."""

    def __init__(
        self, custody: Custody, tasks: Tasks, show_backups: Callable[[], object] = lambda: None
    ) -> None:
        super().__init__(_("صندوق و برنامه"))
        self._custody, self._tasks = custody, tasks
        self._checking = 0
        self.notice = NoticeBar()
        self.facts = Facts()
        self.faults = QVBoxLayout()
        theme.pad(self.faults, 4)
        self.progress = ProgressLine()
        self.progress.hide()
        self.back_up = Button(_("پشتیبان بگیر"), icon="hard-drive-upload", on_click=self._back_up)
        self.check = Button(_("بررسی درستی"), icon="shield-check", on_click=self._check)
        row = QHBoxLayout()
        theme.pad(row, 8)
        row.addWidget(self.back_up)
        row.addWidget(self.check)
        self.backups = Button(_("پشتیبان‌ها…"), icon="history", on_click=show_backups)
        row.addWidget(self.backups)
        row.addStretch(1)
        self.body.addWidget(self.facts)
        self.body.addWidget(self.notice)
        self.body.addLayout(self.faults)
        self.body.addWidget(self.progress)
        self.body.addLayout(row)
        tasks.jobs.changed.connect(self._show_progress)

    def show_facts(self, facts: VaultFacts, today: date) -> None:
        """What is known without opening anything."""
        none = _("هنوز هیچ")
        made = none if facts.last_backup is None else _moment(facts.last_backup, today)
        keyring = _("گذرواژه و کلید همین رایانه") if facts.keyring else _("تنها گذرواژه")
        self.facts.set_facts(
            [
                (_("نگارش برنامه"), ltr_isolate(persian_digits(facts.version))),
                (_("نگارش صندوق"), persian_digits(facts.schema)),
                (_("شناسهٔ صندوق"), ltr_isolate(facts.vault.hex().upper())),
                (_("قفل صندوق"), keyring),
                (_("آخرین پشتیبان"), made),
                (_("جای صندوق"), ltr_isolate(str(facts.folder))),
            ]
        )

    def refresh(self, today: date) -> None:
        """Read the facts again, off the window's thread."""
        self._tasks.read(
            self,
            lambda _session: self._custody.facts(),
            lambda facts: self.show_facts(facts, today),
        )
        self._today = today

    _today = date.min

    def _back_up(self) -> None:
        self.back_up.setEnabled(False)
        self._tasks.job(
            _("پشتیبان‌گیری"),
            self._custody.back_up,
            self._backed_up,
            owner=self,
            failed=self._failed,
        )

    def _backed_up(self, _made: datetime) -> None:
        self.back_up.setEnabled(True)
        self._tell(
            _("پشتیبان گرفته و باز و بررسی شد"),
            _("پشتیبان‌ها کنار صندوق می‌مانند: ۷ روز، ۴ هفته، ۶ ماه."),
            "success",
        )
        self.refresh(self._today)

    def _check(self) -> None:
        self.check.setEnabled(False)
        self._clear_faults()
        self._checking = self._tasks.job(
            _("بررسی درستی"), self._custody.verify, self._checked, owner=self, failed=self._failed
        )

    def _checked(self, report: Report) -> None:
        self.check.setEnabled(True)
        entries = group_digits(report.counts.get("entries", 0))
        if report.sound:
            words = _("همه‌چیز همان است که نوشته شده")
            self._tell(words, _("{n} ثبت بررسی شد").format(n=entries), "success")
            return
        number = persian_digits(len(report.faults))
        self._tell(
            _("{n} ناسازگاری پیدا شد").format(n=number),
            _("به مدیر سامانه خبر دهید و تا بررسی او چیزی را پاک نکنید."),
            "danger",
        )
        for fault in report.faults[:_MOST_FAULTS]:
            words = words_of(fault.code, fault.arguments)
            self.faults.addWidget(label(words, "small", "text2", wrap=True))

    def _failed(self, error: AppError) -> None:
        self.back_up.setEnabled(True)
        self.check.setEnabled(True)
        self._tell(words_of(error.code, error.arguments), "", "danger")

    def _tell(self, sentence: str, line: str, tone: str) -> None:
        self.notice.show_notice(sentence, line, tone=tone)

    def _clear_faults(self) -> None:
        self.notice.clear()
        while (item := self.faults.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()

    def _show_progress(self) -> None:
        rows = self._tasks.jobs.rows()
        row = next((one for one in rows if one.number == self._checking and one.active), None)
        self.progress.setVisible(row is not None and row.total > 0)
        if row is not None:
            self.progress.set_progress(row.done, row.total)
        elif self._checking and not self.check.isEnabled():
            # Cancelled in the list of jobs: nobody calls back.
            self.check.setEnabled(True)


def _moment(at: datetime, today: date) -> str:
    local = in_iran(at)
    return f"{relative_day(local.date(), today)} {clock(local)}"
