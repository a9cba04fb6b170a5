"""Facts of the vault, its backup, and the way to its check."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

from PySide6.QtWidgets import QHBoxLayout

from desktop.errors import AppError
from desktop.models.calendar import clock, in_iran, relative_day
from desktop.models.text import ltr_isolate, persian_digits
from desktop.runtime.custody import Custody, VaultFacts
from desktop.runtime.tasks import Tasks
from desktop.views.shared import theme
from desktop.views.shared.buttons import Button
from desktop.views.shared.card import Card
from desktop.views.shared.notice_bar import NoticeBar
from desktop.views.shared.side_panel import Facts
from resources.wording import words_of
from resources.words import _


class VaultCard(Card):
    """«پشتیبان بگیر» runs as a job and its result is told here; the check has its own page."""

    def __init__(
        self,
        custody: Custody,
        tasks: Tasks,
        on_check: Callable[[], object],
        on_backups: Callable[[], object],
    ) -> None:
        super().__init__(_("صندوق و برنامه"))
        self._custody, self._tasks = custody, tasks
        self.notice = NoticeBar()
        self.facts = Facts()
        self.back_up = Button(_("پشتیبان بگیر"), icon="hard-drive-upload", on_click=self._back_up)
        self.check = Button(_("بررسی درستی"), icon="shield-check", on_click=on_check)
        row = QHBoxLayout()
        theme.pad(row, 8)
        row.addWidget(self.back_up)
        row.addWidget(self.check)
        self.backups = Button(_("پشتیبان‌ها…"), icon="history", on_click=on_backups)
        row.addWidget(self.backups)
        row.addStretch(1)
        self.body.addWidget(self.facts)
        self.body.addWidget(self.notice)
        self.body.addLayout(row)

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

    def _failed(self, error: AppError) -> None:
        self.back_up.setEnabled(True)
        self._tell(words_of(error.code, error.arguments), "", "danger")

    def _tell(self, sentence: str, line: str, tone: str) -> None:
        self.notice.show_notice(sentence, line, tone=tone)


def _moment(at: datetime, today: date) -> str:
    local = in_iran(at)
    return f"{relative_day(local.date(), today)} {clock(local)}"
