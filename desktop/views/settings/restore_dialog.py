"""A backup instead of the vault: what would be lost since, and the password that allows it."""

from __future__ import annotations

from datetime import date

from desktop.errors import AppError
from desktop.models.text import persian_digits
from desktop.runtime.custody import BackupRow, Custody
from desktop.runtime.tasks import Tasks
from desktop.views.shared.backup_words import age_words, held_words, when_words
from desktop.views.shared.dialog import Dialog
from desktop.views.shared.fields import PasswordField
from desktop.views.shared.labels import label
from desktop.views.shared.side_panel import Facts
from resources.wording import words_of
from resources.words import _


class RestoreDialog(Dialog):
    """Password and backup are proven while the vault is still open; only then it closes."""

    def __init__(self, custody: Custody, tasks: Tasks, row: BackupRow, today: date) -> None:
        super().__init__(
            _("بازگرداندن این پشتیبان"),
            _(
                "صندوق بسته می‌شود، پشتیبان جای آن را می‌گیرد و پنجره دوباره باز می‌شود. "
                "صندوق امروز پاک نمی‌شود؛ کنار گذاشته می‌شود."
            ),
            primary=_("بازگرداندن"),
            icon="history",
            kind="danger",
        )
        self._custody, self._tasks, self._row = custody, tasks, row
        when = f"{when_words(row.backup)} ({age_words(row.backup, today)})"
        self.facts = Facts([(_("زمان"), when), (_("در آن هست"), held_words(row.backup))])
        self.cost = label(cost_words(row), "body", "danger" if row.unsent else "text2", wrap=True)
        self.password = PasswordField(_("گذرواژه"))
        self.problem = label("", "small", "danger", wrap=True)
        self.problem.hide()
        for part in (self.facts, self.cost, self.password, self.problem):
            self.body.addWidget(part)
        self.password.edited.connect(lambda: self.password.set_problem(None))
        self.decided.connect(self._decide)

    def _decide(self) -> None:
        if not self.password.value():
            self.password.set_problem(_("گذرواژه را بنویسید."))
            self.password.control.setFocus()
            return
        self.primary.setEnabled(False)
        self._tasks.job(
            _("بررسی پشتیبان"),
            self._custody.prove(self._row.backup.folder, self.password.value()),
            self._proven,
            owner=self,
            failed=self._refused,
        )

    def _proven(self, _nothing: object) -> None:
        password = self.password.value()
        self.password.clear()
        self.leave()
        self._custody.restore(self._row.backup.folder, password)

    def _refused(self, error: AppError) -> None:
        self.primary.setEnabled(True)
        words = words_of(error.code, error.arguments)
        if error.code.startswith("backup_"):
            self.problem.set_words(words)
            self.problem.show()
            return
        self.password.set_problem(words)
        self.password.control.setFocus()


def cost_words(row: BackupRow) -> str:
    """What this vault holds that the backup does not."""
    if not row.lost:
        return _("پس از این پشتیبان چیزی ننوشته‌اید؛ چیزی از دست نمی‌رود.")
    lost = persian_digits(row.lost)
    if not row.unsent:
        return _(
            "{n} ثبت پس از این پشتیبان نوشته‌اید که ستاد همه را رسید داده است؛ "
            "«ارسال و دریافت» بعدی آن‌ها را بازمی‌گرداند."
        ).format(n=lost)
    return _(
        "{n} ثبت پس از این پشتیبان نوشته‌اید که {unsent} تای آن هنوز به ستاد نرسیده و از دست می‌رود. "
        "اگر می‌توانید نخست «ارسال و دریافت» کنید."
    ).format(n=lost, unsent=persian_digits(row.unsent))
