"""A vault that does not open: it is laid aside and built again from its latest good backup."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.errors import AppError
from desktop.models.backups import Backup
from desktop.views.shared import theme
from desktop.views.shared.backup_words import (
    age_words,
    held_words,
    proof_words,
    size_words,
    when_words,
)
from desktop.views.shared.buttons import Button
from desktop.views.shared.card import Card
from desktop.views.shared.fields import PasswordField
from desktop.views.shared.labels import label
from desktop.views.shared.side_panel import Facts
from desktop.views.sign_in.door import Door
from desktop.views.sign_in.pattern import Pattern
from desktop.views.sign_in.recovery_page import door_scroll
from resources.wording import words_of
from resources.words import _


class RebuildPage(Door):
    """What is damaged, what it will be built from, what will be missing; then the password."""

    wanted = Signal(str)
    back = Signal()

    def __init__(self, name: str, backups: Sequence[Backup], today: date) -> None:
        super().__init__()
        self.password = PasswordField(_("گذرواژه"), tall=True)
        self.button = Button(
            _("بازسازی صندوق"), "primary", icon="history", key="Return", size="tall"
        )
        self.leave = Button(_("بازگشت"), "quiet", key="Escape", size="tall")
        self.card = Card(_("آخرین پشتیبان"))
        self._assemble(name, backups, today)
        self.button.clicked.connect(self._try)
        self.leave.clicked.connect(self.back)
        self.password.edited.connect(lambda: self.password.set_problem(None))
        if not backups:
            self.button.setEnabled(False)
            self.password.setEnabled(False)
            self.notice.show_notice(words_of("rebuild_without_backup", {}), tone="danger")

    def refuse(self, error: AppError) -> None:
        """Beside the password where it is about that, else on top."""
        self.setEnabled(True)
        words = words_of(error.code, error.arguments)
        if error.code.startswith(("wrong_password", "sign_in_locked")):
            self.password.set_problem(words)
            self.password.clear()
            self.password.control.setFocus()
            return
        self.notice.show_notice(words, tone="danger")

    def _try(self) -> None:
        if not self.password.value():
            self.password.set_problem(_("گذرواژه را بنویسید."))
            self.password.control.setFocus()
            return
        self.setEnabled(False)
        self.wanted.emit(self.password.value())

    def _assemble(self, name: str, backups: Sequence[Backup], today: date) -> None:
        column = QVBoxLayout()
        theme.pad(column, 10, (44, 20, 44, 12))
        column.addWidget(label(_("صندوق آسیب دیده است"), "page"))
        column.addWidget(label(name, "strong"))
        column.addWidget(self.notice)
        column.addWidget(
            label(
                _(
                    "پروندهٔ آسیب‌دیده تعمیر نمی‌شود: کنار گذاشته می‌شود تا اگر لازم شد بررسی شود. "
                    "صندوق از آخرین پشتیبان سالم ساخته می‌شود و «ارسال و دریافت» بعدی هر ثبتی را که "
                    "ستاد رسید داده است بازمی‌گرداند. پس از آن فهرست آنچه نمانده نشان داده می‌شود."
                ),
                "body",
                "text2",
                wrap=True,
            )
        )
        for backup in backups[:1]:
            self.card.body.addWidget(
                Facts(
                    [
                        (_("زمان"), f"{when_words(backup)} ({age_words(backup, today)})"),
                        (_("در آن هست"), held_words(backup)),
                        (_("اندازه"), size_words(backup.size)),
                        (_("بررسی"), proof_words(backup)),
                    ]
                )
            )
        self.card.setVisible(bool(backups))
        column.addWidget(self.card)
        column.addWidget(self.password)
        buttons = QHBoxLayout()
        theme.pad(buttons, 8)
        buttons.addStretch(1)
        buttons.addWidget(self.leave)
        buttons.addWidget(self.button)
        column.addLayout(buttons)
        column.addStretch(1)
        side = QWidget()
        side.setLayout(column)
        row = QHBoxLayout(self)
        theme.pad(row, 0)
        row.addWidget(door_scroll(side))
        row.addWidget(Pattern(), 1)
