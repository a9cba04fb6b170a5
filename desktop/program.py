"""Sign-in and enrolment. It imports little, so that the first window is there at once.

Everything behind the sign-in window is loaded while the password is typed.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtWidgets import QApplication, QFileDialog, QStackedWidget, QWidget

from desktop.errors import AppError
from desktop.models.keys import STANDARD, Kdf, SecretStore
from desktop.models.passwords import Lockout
from desktop.models.slot import Slot, slots, vaults_folder
from desktop.models.text import persian_digits
from desktop.runtime.look import Look, look_file, read_look
from desktop.views.shared import theme
from desktop.views.sign_in.door import Door
from desktop.views.sign_in.sign_in_page import KnownUser, SignInPage
from resources import words
from resources.words import _

if TYPE_CHECKING:
    from desktop.app import SignedIn
    from desktop.models.vault import OpenVault
    from desktop.runtime.drives import Drive
    from desktop.runtime.enrolment import Sheet
    from desktop.runtime.tasks import Tasks
    from desktop.runtime.ways_back import WaysBack

_TYPING_MS = 400
_AHEAD_MS = 300
"""So long the first page has for itself before the others are made."""


def dress(app: QApplication, look: Look) -> None:
    """Language, theme and scale: before the first widget, and again while the program runs."""
    words.use(look.language)
    rtl = words.direction() == "rtl"
    direction = Qt.LayoutDirection.RightToLeft if rtl else Qt.LayoutDirection.LeftToRight
    app.setLayoutDirection(direction)
    if rtl:
        theme.speak_persian(app)
    theme.apply(app, theme.Theme(theme.resolve(look.theme), look.scale / 100, direction))


class Program(QObject):
    """Sign-in, enrolment, and the window of whoever signed in."""

    def __init__(
        self,
        data: Path,
        secrets: SecretStore | None,
        *,
        password_only: bool = False,
        kdf: Kdf = STANDARD,
        look_path: Path | None = None,
    ) -> None:
        super().__init__()
        self._vaults = vaults_folder(data)
        self._secrets = secrets
        self._password_only = password_only or secrets is None
        self._kdf = kdf
        self._look_path = look_path or look_file()
        self._tasks: Tasks | None = None
        self.stack = QStackedWidget()
        self.stack.setWindowTitle(_("بازرس‌یار"))
        self.stack.resize(1280, 800)
        self.signed_in: SignedIn | None = None
        self.plugged: Callable[[], tuple[Drive, ...]] | None = None

    def start(self) -> None:
        """Show who can sign in."""
        self._show_sign_in()
        self.stack.show()
        QTimer.singleShot(_TYPING_MS, self, self._load_pages)

    def close(self) -> None:
        """End whatever runs."""
        if self.signed_in is not None:
            self.signed_in.close()
            self.signed_in.window.close()
            self.signed_in.window.deleteLater()
        if self._tasks is not None:
            self._tasks.close()

    def _load_pages(self) -> None:
        """While the password is typed, so that no page is slow to open for the first time."""
        self._running().job("", lambda _progress, _cancelled: _warm())

    def _running(self) -> Tasks:
        """The threads that jobs run on; imported with all that stands behind the first window."""
        if self._tasks is None:
            from desktop.runtime.tasks import Tasks

            self._tasks = Tasks(parent=self)
            self._tasks.crashed.connect(self._crashed)
        return self._tasks

    def _show_sign_in(self) -> None:
        users = [
            KnownUser(folder.name, slot.name, _wait_words(folder))
            for folder, slot in slots(self._vaults)
            if isinstance(slot, Slot)
        ]
        foot = _("ورود و کار بدون شبکه ممکن است. نگارش {version}").format(
            version=persian_digits(version("bazresyar"))
        )
        page = SignInPage(users, _("بازرسی و پاسخ‌گویی دستگاه‌های اجرایی"), foot, time.time)
        page.signed_in.connect(self._unlock)
        page.enrol_wanted.connect(self._show_enrolment)
        page.forgot.connect(self._show_recovery)
        page.rebuild_wanted.connect(self._show_rebuild)
        self._put(page)

    def _show_recovery(self, vault: str) -> None:
        from desktop.models.recovery import asked, can_ask
        from desktop.models.vault import password_refused
        from desktop.views.sign_in.recovery_page import RecoveryPage

        folder, name = self._vaults / vault, self._name_of(vault)
        page = RecoveryPage(
            name,
            lambda password: password_refused(
                password, name, self._secrets, password_only=self._password_only
            ),
            can_ask=can_ask(folder),
            waiting=asked(folder),
        )
        page.back.connect(self._show_sign_in)
        page.ask_wanted.connect(lambda: self._ask_officers(folder))
        page.answered.connect(lambda password: self._take_answer(folder, password))
        self._put(page)

    def _show_rebuild(self, vault: str) -> None:
        from desktop.models.backups import backups
        from desktop.models.calendar import iran_day
        from desktop.views.sign_in.rebuild_page import RebuildPage

        folder = self._vaults / vault
        page = RebuildPage(self._name_of(vault), backups(folder), iran_day(datetime.now(UTC)))
        page.back.connect(self._show_sign_in)
        page.wanted.connect(
            lambda password: self._work(
                _("بازسازی صندوق"), lambda: self._ways.rebuild(folder, password), self._restored
            )
        )
        self._put(page)

    def _name_of(self, vault: str) -> str:
        found = dict(slots(self._vaults)).get(self._vaults / vault)
        return found.name if isinstance(found, Slot) else ""

    @property
    def _ways(self) -> WaysBack:
        from desktop.runtime.ways_back import WaysBack

        return WaysBack(self._secrets, self._password_only, self._kdf)

    def _ask_officers(self, folder: Path) -> None:
        from desktop.views.sign_in.recovery_page import RecoveryPage

        page, stick = self.stack.currentWidget(), self._stick()
        if not isinstance(page, RecoveryPage) or stick is None:
            return
        page.setEnabled(False)
        self._running().job(
            _("درخواست از ستاد"),
            lambda _progress, _cancelled: self._ways.ask(folder, stick),
            lambda made: page.tell(
                _("درخواست روی حافظه نوشته شد."),
                _("آن را به ستاد برسانید؛ پاسخ که آمد، همین‌جا وارد کنید."),
                made[1],
            ),
            owner=page,
            failed=page.refuse,
        )

    def _take_answer(self, folder: Path, password: str) -> None:
        page, stick = self.stack.currentWidget(), self._stick()
        if stick is None or not isinstance(page, Door):
            return

        def work() -> OpenVault:
            from desktop.errors import Problem
            from desktop.runtime.ways_back import answers_in

            answers = answers_in(stick)
            if not answers:
                raise Problem("recovery_no_answer")
            return self._ways.redeem(folder, answers[0], password)

        page.setEnabled(False)
        self._work(_("بازکردن صندوق بی‌گذرواژه"), work)

    def _show_enrolment(self) -> None:
        from desktop.models.vault import password_refused
        from desktop.runtime.stick_enrolment import is_waiting
        from desktop.views.sign_in.enrol_page import EnrolPage

        page = EnrolPage(
            lambda password: password_refused(
                password, "", self._secrets, password_only=self._password_only
            ),
            waiting=is_waiting(self._vaults),
        )
        page.back.connect(self._show_sign_in)
        page.wanted.connect(self._enrol)
        page.asked_by_stick.connect(self._ask_by_stick)
        page.finished_by_stick.connect(self._finish_by_stick)
        self._put(page)

    def _put(self, page: QWidget) -> None:
        while (old := self.stack.widget(0)) is not None:
            self.stack.removeWidget(old)
            old.deleteLater()
        self.stack.addWidget(page)

    def _unlock(self, folder: str, password: str) -> None:
        def work() -> OpenVault:
            from desktop.models.vault import unlock

            return unlock(self._vaults / folder, password, self._secrets)

        self._work(_("باز کردن پرونده‌ها"), work)

    def _enrol(self, sheet: Sheet) -> None:
        def work() -> OpenVault:
            from desktop.runtime.enrolment import enrol_vault

            return enrol_vault(
                self._vaults,
                sheet,
                self._secrets,
                password_only=self._password_only,
                kdf=self._kdf,
            )

        self._work(_("ثبت کاربر نزد ستاد"), work)

    def _ask_by_stick(self, sheet: Sheet) -> None:
        from desktop.views.sign_in.enrol_page import EnrolPage

        page, stick = self.stack.currentWidget(), self._stick()
        if not isinstance(page, EnrolPage) or stick is None:
            return

        def work() -> Path:
            from desktop.runtime.stick_enrolment import ask_by_stick

            only, kdf = self._password_only, self._kdf
            return ask_by_stick(
                self._vaults, sheet, stick, self._secrets, password_only=only, kdf=kdf
            )

        page.setEnabled(False)
        sentence = _("درخواست روی حافظه نوشته شد.")
        line = _("آن را به ستاد برسانید؛ پاسخ که آمد، با همین گذرواژه اینجا وارد کنید.")
        self._running().job(
            _("ثبت کاربر نزد ستاد"),
            lambda _progress, _cancelled: work(),
            lambda _path: page.tell(sentence, line),
            owner=page,
            failed=page.refuse,
        )

    def _finish_by_stick(self, password: str) -> None:
        stick = self._stick()
        if stick is None:
            return

        def work() -> OpenVault:
            from desktop.runtime.stick_enrolment import finish_by_stick

            only, kdf = self._password_only, self._kdf
            return finish_by_stick(
                self._vaults, stick, password, self._secrets, password_only=only, kdf=kdf
            )

        self._work(_("ثبت کاربر نزد ستاد"), work)

    def _stick(self) -> Path | None:
        """The one stick that is plugged in, or the folder that is shown to us."""
        from desktop.runtime.drives import drives

        plugged = (self.plugged or drives)()
        if len(plugged) == 1:
            return plugged[0].root
        chosen = QFileDialog.getExistingDirectory(self.stack, _("حافظهٔ جانبی"))
        return Path(chosen) if chosen else None

    def _work(
        self,
        title: str,
        work: Callable[[], OpenVault],
        then: Callable[[OpenVault], None] | None = None,
    ) -> None:
        page = self.stack.currentWidget()

        def refused(error: AppError) -> None:
            if isinstance(page, Door):
                page.refuse(error)

        self._running().job(
            title,
            lambda _progress, _cancelled: work(),
            then or self._opened,
            owner=page,
            failed=refused,
        )

    def lock(self) -> None:
        """Save what is being typed, close the vault, and ask for the password again."""
        if self.signed_in is None:
            return
        window, size = self.signed_in.window, self.signed_in.window.size()
        self._show_sign_in()
        self.stack.resize(size)
        self.stack.show()
        window.close()
        window.deleteLater()
        self.signed_in = None

    def _opened(self, vault: OpenVault) -> None:
        from desktop.app import SignedIn

        self.signed_in = SignedIn(vault, self._look_path, secrets=self._secrets, kdf=self._kdf)
        self.signed_in.idle.connect(self.lock)
        self.signed_in.restoring.connect(self._restore)
        self.signed_in.damaged.connect(self._leave_damaged)
        self.signed_in.window.resize(self.stack.size())
        self.signed_in.window.show()
        self.stack.hide()
        QTimer.singleShot(_AHEAD_MS, self.signed_in, self.signed_in.make_pages)

    def _restore(self, backup: Path, password: str) -> None:
        """The vault closes, the backup takes its place, and the window opens again."""
        if self.signed_in is None:
            return
        folder = self.signed_in.vault.folder
        self.lock()
        page = self.stack.currentWidget()
        if isinstance(page, SignInPage):
            page.busy()
        work = partial(self._ways.restore, folder, backup, password)
        self._work(_("بازگرداندن پشتیبان"), work, self._restored)

    def _leave_damaged(self) -> None:
        """The vault turned out damaged while it was open: nothing more is written into it."""
        if self.signed_in is not None:
            vault = self.signed_in.vault.folder.name
            self.lock()
            self._show_rebuild(vault)

    def _restored(self, vault: OpenVault) -> None:
        from desktop.views.navigation import Place

        self._opened(vault)
        if self.signed_in is not None:
            self.signed_in.window.go(Place("backups"))

    def _crashed(self, _error: BaseException) -> None:
        page = self.stack.currentWidget()
        if isinstance(page, Door):
            page.setEnabled(True)
            page.notice.show_notice(
                _("برنامه به خطا برخورد."), _("شرح آن در گزارش برنامه نوشته شد."), tone="danger"
            )


def _wait_words(folder: Path) -> str:
    wait = Lockout(folder).waiting(datetime.now(UTC))
    if wait:
        return _("{n} ثانیه تا ورود دوباره").format(n=persian_digits(wait))
    return _("پرونده‌های رمزشدهٔ همین رایانه")


def first_look(app: QApplication, path: Path | None = None) -> Look:
    """Dress the window as this device likes it."""
    look = read_look(path or look_file())
    dress(app, look)
    return look


def _warm() -> None:
    from desktop.app import warm

    warm()
