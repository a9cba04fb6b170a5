"""The two decisions on a letter that cannot be undone: giving its number, and voiding it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from desktop.models.text import persian_digits
from desktop.views.shared.date_field import DateField
from desktop.views.shared.dialog import Dialog
from desktop.views.shared.fields import MultiLineField
from resources.words import _


class NumberDialog(Dialog):
    """The date of the letter; the number is the next of the register."""

    def __init__(self, today: Callable[[], date], report: str, decided: Callable[[], None]) -> None:
        told = _("شمارهٔ بعدی دفتر به نامه داده می‌شود؛ پس از آن متن ویرایش نمی‌شود.")
        if report:
            told += " " + _("گزارش بازرسی {code} به آن پیوست می‌شود.").format(code=report)
        super().__init__(
            _("شماره دادن و صدور نامه"),
            told,
            primary=_("شماره بده و صادر کن"),
            icon="badge-check",
            on_decided=decided,
        )
        self.day = DateField(_("تاریخ نامه"), today(), today=today, last=today(), required=True)
        self.body.addWidget(self.day)


class VoidDialog(Dialog):
    """Why a letter is void."""

    def __init__(self, number: str, decided: Callable[[str], None]) -> None:
        told = _("نامه با شماره و متنش در دفتر می‌ماند و شمارهٔ آن دوباره داده نمی‌شود.")
        super().__init__(
            _("باطل کردن نامهٔ {number}").format(number=number) if number else _("باطل کردن نامه"),
            told,
            primary=_("باطل کردن"),
            icon="circle-x",
            kind="danger",
            on_decided=self._decide_reason,
        )
        self._told = decided
        self.reason = MultiLineField(
            _("دلیل"), lines=3, hint=_("این نوشته در گردش نامه می‌ماند."), required=True
        )
        self.reason.edited.connect(self._count)
        self.body.addWidget(self.reason)

    def _count(self) -> None:
        count = len(self.reason.value())
        self.set_note(_("{n} نویسه").format(n=persian_digits(count)) if count else "")

    def _decide_reason(self) -> None:
        if not self.reason.value().strip():
            self.reason.set_problem(_("دلیل را بنویسید."))
            self.reason.setFocus()
            return
        self._told(self.reason.value())
        self.close_it()
