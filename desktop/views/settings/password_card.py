"""Another password: the old one, the new one twice; what is wrong stands beside its field."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout

from desktop.errors import AppError
from desktop.runtime.custody import Custody
from desktop.runtime.tasks import Tasks
from desktop.views.shared import theme
from desktop.views.shared.buttons import Button
from desktop.views.shared.card import Card
from desktop.views.shared.fields import PasswordField
from desktop.views.shared.notice_bar import NoticeBar
from resources.wording import words_of
from resources.words import _

_OF_NEW = "password_"


class PasswordCard(Card):
    """The keys stay the same; only what wraps them changes."""

    def __init__(self, custody: Custody, tasks: Tasks) -> None:
        super().__init__(_("گذرواژه"))
        self._custody, self._tasks = custody, tasks
        self.notice = NoticeBar()
        self.old = PasswordField(_("گذرواژهٔ کنونی"))
        self.new = PasswordField(
            _("گذرواژهٔ تازه"), hint=_("دست‌کم ۱۲ نویسه؛ یک جملهٔ چندکلمه‌ای به یاد می‌ماند")
        )
        self.again = PasswordField(_("تکرار گذرواژهٔ تازه"))
        self.button = Button(_("تغییر گذرواژه"), icon="key-round", on_click=self._change)
        row = QHBoxLayout()
        theme.pad(row, 0)
        row.addWidget(self.button)
        row.addStretch(1)
        for part in (self.notice, self.old, self.new, self.again):
            self.body.addWidget(part)
        self.body.addLayout(row)
        self.old.edited.connect(lambda: self.old.set_problem(None))
        self.new.edited.connect(self._judge)
        self.again.edited.connect(lambda: self.again.set_problem(None))

    def _judge(self) -> None:
        refused = self._custody.password_refused(self.new.value()) if self.new.value() else None
        words = words_of(refused.code, refused.arguments) if refused is not None else None
        self.new.set_problem(words)

    def _change(self) -> None:
        self._judge()
        if not self.old.value():
            self.old.set_problem(_("گذرواژهٔ کنونی را بنویسید."))
            self.old.setFocus()
            return
        if not self.new.value():
            self.new.set_problem(_("گذرواژهٔ تازه را بنویسید."))
        if self.new.problem():
            self.new.setFocus()
            return
        if self.new.value() != self.again.value():
            self.again.set_problem(_("با گذرواژهٔ تازه یکی نیست."))
            self.again.setFocus()
            return
        self.button.setEnabled(False)
        work = self._custody.change_password(self.old.value(), self.new.value())
        self._tasks.job(_("تغییر گذرواژه"), work, self._changed, owner=self, failed=self._refused)

    def _changed(self, _nothing: object) -> None:
        self.button.setEnabled(True)
        for field in (self.old, self.new, self.again):
            field.clear()
        self.notice.show_notice(
            _("گذرواژه تغییر کرد"), _("از ورود بعدی گذرواژهٔ تازه را بزنید."), tone="success"
        )

    def _refused(self, error: AppError) -> None:
        self.button.setEnabled(True)
        self.notice.clear()
        field = self.new if error.code.startswith(_OF_NEW) else self.old
        field.set_problem(words_of(error.code, error.arguments))
        field.setFocus()
