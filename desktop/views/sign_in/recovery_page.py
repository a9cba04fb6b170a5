"""A forgotten password or a lost keyring: the request to the officers, then their answer."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from desktop.errors import AppError, Refused
from desktop.models.calendar import clock, in_iran, long_date
from desktop.models.recovery import Asked
from desktop.models.text import ltr_isolate
from desktop.views.shared import theme
from desktop.views.shared.buttons import Button
from desktop.views.shared.card import Card
from desktop.views.shared.fields import PasswordField
from desktop.views.shared.labels import Label, label
from desktop.views.sign_in.door import Door
from desktop.views.sign_in.pattern import Pattern
from resources.wording import words_of
from resources.words import _


class RecoveryPage(Door):
    """Two steps, days apart: a file to headquarters, and its answer with a new password."""

    back = Signal()
    ask_wanted = Signal()
    answered = Signal(str)

    def __init__(
        self,
        name: str,
        check_password: Callable[[str], Refused | None],
        *,
        can_ask: bool,
        waiting: Asked | None,
    ) -> None:
        super().__init__()
        self._check_password = check_password
        self.name = name
        self.code = Label("", "hero", "accentT")
        self.code_line = label("", "small", "text2", wrap=True)
        self.make = Button(_("ساختن فایل درخواست"), "primary", icon="hard-drive-upload")
        self.make_again = Button(_("درخواست تازه به جای این"), "quiet")
        self.password = PasswordField(
            _("گذرواژهٔ تازه"),
            hint=_("دست‌کم ۱۲ نویسه؛ یک جملهٔ چندکلمه‌ای به یاد می‌ماند"),
        )
        self.again = PasswordField(_("تکرار گذرواژهٔ تازه"))
        self.answer = Button(_("وارد کردن پاسخ ستاد"), "primary", icon="download")
        self.leave = Button(_("بازگشت"), "quiet", key="Escape")
        self.first, self.second = Card(_("۱. درخواست از ستاد")), Card(_("۲. پاسخ ستاد"))

        self._assemble()
        self.show_asked(waiting)
        if not can_ask:
            self.make.setEnabled(False)
            self.notice.show_notice(words_of("recovery_without_slot", {}), tone="warning")

        self.leave.clicked.connect(self.back)
        self.make.clicked.connect(self.ask_wanted)
        self.make_again.clicked.connect(self.ask_wanted)
        self.answer.clicked.connect(self._try)
        self.password.edited.connect(lambda: self.password.set_problem(None))
        self.again.edited.connect(lambda: self.again.set_problem(None))

    def show_asked(self, waiting: Asked | None) -> None:
        """The code of the request that waits for its answer, or nothing yet."""
        self.code.setVisible(waiting is not None)
        self.code_line.setVisible(waiting is not None)
        self.second.setVisible(waiting is not None)
        self.make.setVisible(waiting is None)
        self.make_again.setVisible(waiting is not None)
        if waiting is None:
            return
        at = in_iran(waiting.made_at)
        self.code.set_words(ltr_isolate(waiting.code))
        self.code_line.set_words(
            _(
                "درخواست {day}، {time}. این کد را خودتان، حضوری یا تلفنی، برای دو مأمور بازیابی "
                "بخوانید؛ با آن می‌دانند فایل در راه عوض نشده است."
            ).format(day=long_date(at.date()), time=clock(at))
        )

    def tell(self, sentence: str, line: str, waiting: Asked) -> None:
        """The request was written, and what comes next."""
        self.setEnabled(True)
        self.show_asked(waiting)
        self.notice.show_notice(sentence, line, tone="success")

    def refuse(self, error: AppError) -> None:
        """Beside the password where it is about that, else on top; what was typed stays."""
        self.setEnabled(True)
        words = words_of(error.code, error.arguments)
        if error.code.startswith("password_"):
            self.password.set_problem(words)
            self.password.control.setFocus()
            return
        self.notice.show_notice(words, tone="danger")

    def _try(self) -> None:
        refused = self._check_password(self.password.value())
        if refused is not None:
            self.refuse(refused)
            return
        if self.password.value() != self.again.value():
            self.again.set_problem(_("با گذرواژهٔ بالا یکی نیست."))
            self.again.control.setFocus()
            return
        self.answered.emit(self.password.value())

    def _assemble(self) -> None:
        column = QVBoxLayout()
        theme.pad(column, 10, (44, 20, 44, 12))
        column.addWidget(label(_("بازکردن صندوق بی‌گذرواژه"), "page"))
        column.addWidget(label(self.name, "strong"))
        column.addWidget(
            label(
                _(
                    "گذرواژه را کسی نمی‌داند، اما دو مأمور بازیابی ستاد با هم می‌توانند صندوق را "
                    "برای شما باز کنند. هرچه نوشته‌اید، فرستاده و نفرستاده، سر جایش است. "
                    "اگر کلید این رایانه در جاکلیدی سیستم گم شده باشد هم راه همین است."
                ),
                "body",
                "text2",
                wrap=True,
            )
        )
        column.addWidget(self.notice)
        self.first.body.addWidget(
            label(
                _("فایل درخواست را روی حافظهٔ جانبی ببرید و به ستاد برسانید."),
                "body",
                "text2",
                wrap=True,
            )
        )
        self.first.body.addWidget(self.code)
        self.first.body.addWidget(self.code_line)
        self.first.body.addLayout(_at_start(self.make, self.make_again))
        for part in (self.password, self.again):
            self.second.body.addWidget(part)
        self.second.body.addLayout(_at_start(self.answer))
        column.addWidget(self.first)
        column.addWidget(self.second)
        column.addLayout(_at_start(self.leave))
        column.addStretch(1)
        side = QWidget()
        side.setLayout(column)
        row = QHBoxLayout(self)
        theme.pad(row, 0)
        row.addWidget(door_scroll(side))
        row.addWidget(Pattern(), 1)


def door_scroll(side: QWidget) -> QScrollArea:
    """What stands beside the pattern; it scrolls where the window is low."""
    scroll = QScrollArea()
    scroll.setWidget(side)
    scroll.setWidgetResizable(True)
    scroll.setFrameShape(QScrollArea.Shape.NoFrame)
    scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    scroll.setFixedWidth(theme.current().px(540))
    return scroll


def _at_start(*buttons: Button) -> QHBoxLayout:
    row = QHBoxLayout()
    theme.pad(row, 0)
    for button in buttons:
        row.addWidget(button)
    row.addStretch(1)
    return row
