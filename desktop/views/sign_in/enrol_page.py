"""A new user of this computer: the enrolment sheet of headquarters, and a password."""

from __future__ import annotations

import platform
from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from desktop.errors import AppError, Refused
from desktop.runtime.enrolment import Sheet
from desktop.views.shared import theme
from desktop.views.shared.buttons import Button
from desktop.views.shared.fields import PasswordField, TextField
from desktop.views.shared.labels import label
from desktop.views.sign_in.door import Door
from desktop.views.sign_in.pattern import Pattern
from resources.wording import words_of
from resources.words import _

_FIELD_OF = {
    "code_wrong": "code",
    "code_used": "code",
    "code_expired": "code",
    "code_spent": "code",
    "server_not_ours": "root",
    "root_malformed": "root",
    "server_address_wrong": "url",
    "server_away": "url",
}


class EnrolPage(Door):
    """Address, fingerprint and code from the sheet; a password that only the user knows."""

    wanted = Signal(object)
    back = Signal()
    asked_by_stick = Signal(object)
    finished_by_stick = Signal(str)

    def __init__(
        self, check_password: Callable[[str], Refused | None], *, waiting: bool = False
    ) -> None:
        """``waiting`` says that a request was made by stick and its answer has not been here."""
        super().__init__()
        self._check_password = check_password
        self.url = TextField(
            _("نشانی ستاد"),
            "https://",
            code=True,
            required=True,
            hint=_("از برگهٔ ثبت‌نام؛ با https آغاز می‌شود"),
        )
        self.root = TextField(
            _("اثر انگشت ستاد"),
            code=True,
            required=True,
            hint=_("۲۴ حرف روی برگه؛ از راه دیگری جز همین شبکه به دست شما رسیده است"),
        )
        self.code = TextField(
            _("کد یک‌بارمصرف"), code=True, required=True, hint=_("تا ۷۲ ساعت اعتبار دارد")
        )
        self.device = TextField(_("نام این رایانه"), platform.node(), required=True)
        self.password = PasswordField(
            _("گذرواژهٔ تازه"),
            required=True,
            hint=_("دست‌کم ۱۲ نویسه؛ یک جملهٔ چندکلمه‌ای به یاد می‌ماند"),
        )
        self.again = PasswordField(_("تکرار گذرواژه"), required=True)
        self.button = Button(_("ثبت کاربر"), "primary", key="Ctrl+Return", size="tall")
        self.leave = Button(_("بازگشت"), "quiet", key="Escape", size="tall")
        self.by_stick = Button(_("درخواست با حافظهٔ جانبی"), icon="hard-drive-upload")
        self.finish = Button(_("وارد کردن پاسخ ستاد"), icon="download")
        self.finish.setVisible(waiting)

        self._assemble()

        self.button.clicked.connect(self._try)
        self.leave.clicked.connect(self.back)
        self.by_stick.clicked.connect(self._ask_by_stick)
        self.finish.clicked.connect(self._finish_by_stick)
        for one in (self.url, self.root, self.code, self.device, self.password, self.again):
            one.edited.connect(lambda field=one: field.set_problem(None))

    def refuse(self, error: AppError) -> None:
        """Beside its field where it has one, else on top; what was typed stays."""
        self.setEnabled(True)
        words = words_of(error.code, error.arguments)
        name = "password" if error.code.startswith("password_") else _FIELD_OF.get(error.code)
        if name is None:
            self.notice.show_notice(words, tone="danger")
            return
        field = getattr(self, name)
        field.set_problem(words)
        field.control.setFocus()

    def _assemble(self) -> None:
        column = QVBoxLayout()
        theme.pad(column, 6, (44, 16, 44, 12))
        column.addWidget(label(_("کاربر تازه"), "page"))
        column.addWidget(
            label(
                _("ستاد برای شما برگهٔ ثبت‌نام ساخته است. آن را کنار دست بگذارید."),
                "body",
                "text2",
                wrap=True,
            )
        )
        column.addWidget(self.notice)
        for one in (self.url, self.root, self.code, self.device, self.password, self.again):
            column.addWidget(one)
        buttons = QHBoxLayout()
        theme.pad(buttons, 8)
        buttons.addStretch(1)
        buttons.addWidget(self.leave)
        buttons.addWidget(self.button)
        column.addLayout(buttons)
        sticks = QHBoxLayout()
        theme.pad(sticks, 8)
        sticks.addWidget(label(_("بدون شبکه:"), "small", "text2"))
        sticks.addWidget(self.by_stick)
        sticks.addWidget(self.finish)
        sticks.addStretch(1)
        column.addLayout(sticks)
        column.addStretch(1)
        side = QWidget()
        side.setLayout(column)
        scroll = QScrollArea()
        scroll.setWidget(side)
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QScrollArea.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFixedWidth(theme.current().px(520))
        row = QHBoxLayout(self)
        theme.pad(row, 0)
        row.addWidget(scroll)
        row.addWidget(Pattern(), 1)

    def tell(self, sentence: str, line: str) -> None:
        """What was done and what comes next; what was typed stays."""
        self.setEnabled(True)
        self.finish.setVisible(True)
        self.notice.show_notice(sentence, line, tone="success")

    def _try(self) -> None:
        sheet = self._sheet()
        if sheet is not None:
            self.setEnabled(False)
            self.wanted.emit(sheet)

    def _ask_by_stick(self) -> None:
        sheet = self._sheet()
        if sheet is not None:
            self.asked_by_stick.emit(sheet)

    def _finish_by_stick(self) -> None:
        if not self.password.value():
            self.password.set_problem(_("گذرواژه‌ای را که هنگام درخواست گذاشتید بنویسید."))
            self.password.control.setFocus()
            return
        self.finished_by_stick.emit(self.password.value())

    def _sheet(self) -> Sheet | None:
        """What was typed, or nothing where something is wrong with it and said beside it."""
        missing = [
            field
            for field in (self.url, self.root, self.code, self.device, self.password)
            if field.value().strip() in ("", "https://")
        ]
        for field in missing:
            field.set_problem(_("این را از روی برگه بنویسید."))
        if missing:
            missing[0].control.setFocus()
            return None
        refused = self._check_password(self.password.value())
        if refused is not None:
            self.refuse(refused)
            return None
        if self.password.value() != self.again.value():
            self.again.set_problem(_("با گذرواژهٔ بالا یکی نیست."))
            self.again.control.setFocus()
            return None
        return Sheet(
            self.url.value().strip(),
            self.root.value().strip(),
            self.code.value().strip(),
            self.device.value().strip(),
            self.password.value(),
        )
