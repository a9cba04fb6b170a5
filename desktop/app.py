"""The composition root: wires vault, tasks, sync and window; only entry points import it."""

from __future__ import annotations

import logging
import time
from collections import Counter
from collections.abc import Callable
from datetime import UTC, date, datetime
from functools import partial
from importlib.metadata import version
from pathlib import Path

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtWidgets import QApplication, QStackedWidget
from sqlalchemy.orm import Session

from desktop.commands.base import Desk
from desktop.errors import AppError
from desktop.models import reference
from desktop.models.calendar import iran_day
from desktop.models.inspections import queries as inspections
from desktop.models.keys import STANDARD, Kdf, SecretStore
from desktop.models.letters import queries as letters
from desktop.models.passwords import Lockout
from desktop.models.reader import Reader
from desktop.models.settings import all_settings
from desktop.models.slot import Slot, slots
from desktop.models.sync_state import SyncState, sync_state
from desktop.models.text import persian_digits
from desktop.models.vault import OpenVault, password_refused, unlock, vaults_folder
from desktop.runtime.custody import Custody
from desktop.runtime.enrolment import Sheet, enrol_vault
from desktop.runtime.idle import IdleWatch
from desktop.runtime.pace import keep_ui_quick
from desktop.runtime.settings import IDLE, IDLE_MINUTES, ROLE, Look, Settings, look_file, read_look
from desktop.runtime.sync_schedule import SyncSchedule
from desktop.runtime.tasks import Tasks
from desktop.views.main_window import MainWindow
from desktop.views.navigation import Paper, Place, Workplace
from desktop.views.pages import load_pages
from desktop.views.printing.preview_page import PreviewPage
from desktop.views.shared import theme
from desktop.views.sign_in.enrol_page import EnrolPage
from desktop.views.sign_in.sign_in_page import KnownUser, SignInPage
from desktop.views.sync.foot import foot_of
from resources import words
from resources.words import _

log = logging.getLogger(__name__)
_HOUR_MS = 3_600_000
NO_ROLE = "none"
"""Of a vault whose roles have all ended: it reads what it holds and writes nothing."""
_TYPING_MS = 400


def now() -> datetime:
    """This moment, aware."""
    return datetime.now(UTC)


def dress(app: QApplication, look: Look) -> None:
    """Language, theme and scale: before the first widget, and again while the program runs."""
    words.use(look.language)
    rtl = words.direction() == "rtl"
    direction = Qt.LayoutDirection.RightToLeft if rtl else Qt.LayoutDirection.LeftToRight
    app.setLayoutDirection(direction)
    if rtl:
        theme.speak_persian(app)
    theme.apply(app, theme.Theme(theme.resolve(look.theme), look.scale / 100, direction))


class SignedIn(QObject):
    """One person at one open vault: the window and what runs behind it."""

    idle = Signal()

    def __init__(
        self,
        vault: OpenVault,
        look_path: Path,
        *,
        syncs: bool = True,
        secrets: SecretStore | None = None,
        kdf: Kdf = STANDARD,
    ) -> None:
        super().__init__()
        self.vault = vault
        self._secrets, self._kdf = secrets, kdf
        self.tasks = Tasks(vault.database, self.desk, self)
        with vault.database.reading() as session:
            kept = all_settings(session)
        self.settings = Settings(self.tasks, kept, look_path, self)
        self.schedule = (
            SyncSchedule(vault, self.tasks, parent=self) if syncs and vault.enrolment else None
        )
        self.window = MainWindow(self._workplace, self._office(), vault.name, role_words(self.role))
        self.settings.looks_changed.connect(self._dress)
        self.tasks.changed.connect(self.refresh)
        if self.schedule is not None:
            self.schedule.ended.connect(self._synced)
        self.window.closing.connect(self.close)
        self._closed = False
        self._idle = IdleWatch(self._idle_minutes(), self)
        self._idle.idle.connect(self.idle)
        application = QApplication.instance()
        if isinstance(application, QApplication):
            application.focusWindowChanged.connect(self._idle.watch)
        self.settings.changed.connect(self._setting_changed)
        self._backups = QTimer(self)
        self._backups.setInterval(_HOUR_MS)
        self._backups.timeout.connect(self._back_up)
        self._backups.start()
        self.refresh()
        self.window.go(Place("home"))

    @property
    def role(self) -> str:
        """The role that the next command names."""
        chosen = self.settings.get(ROLE)
        if chosen in self.vault.roles:
            return str(chosen)
        return self.vault.roles[0] if self.vault.roles else NO_ROLE

    def desk(self) -> Desk:
        """Who acts at this moment."""
        vault = self.vault
        return Desk(
            vault.person, vault.name, self.role, vault.office, vault.province, vault.journal, now()
        )

    def refresh(self, _what: object = None) -> None:
        """Read again what the rail says."""
        reader = Reader(self.vault.person, self.role)
        running = self.schedule is not None and self.schedule.running

        def read(session: Session) -> tuple[SyncState, Counter[str]]:
            state = sync_state(session, self.vault.journal.vault, running=running)
            waiting = (
                *inspections.home(session, reader=reader, today=today()).waiting,
                *letters.home(session, reader=reader, today=today()).waiting,
            )
            return state, Counter(_RAIL.get(row.place, row.place) for row in waiting)

        self.tasks.read(self.window, read, self._show)

    def close(self) -> None:
        """Let what writes finish, back up if the day has none, close the vault."""
        if self._closed:
            return
        self._closed = True
        self._idle.stop()
        if self.schedule is not None:
            self.schedule.stop()
        self.tasks.close()
        problem = self.vault.finish(now())
        if problem is not None:
            log.warning("the day's backup was not made: %s", problem)
        self.deleteLater()

    def _synced(self, _error: object) -> None:
        self.tasks.announce(frozenset({"sync"}))

    def _setting_changed(self, key: str) -> None:
        if key == IDLE:
            self._idle.set_minutes(self._idle_minutes())
        if key == ROLE:
            self.window.rail.me_item.say(self.vault.name, role_words(self.role))
            self.tasks.announce(frozenset({"visits", "letters", "corrective_actions"}))

    def _idle_minutes(self) -> int:
        return int(self.settings.get(IDLE, IDLE_MINUTES))

    def _back_up(self) -> None:
        """The day's backup while the window stays open over midnight."""
        self.tasks.job(
            _("پشتیبان‌گیری"),
            lambda _progress, _cancelled: self.tasks.on_database(
                lambda _database: self.vault.back_up_if_due(now())
            ),
        )

    def _workplace(self, window: MainWindow) -> Workplace:
        return Workplace(
            tasks=self.tasks,
            desk=self.desk,
            blobs=self.vault.blobs,
            settings=self.settings,
            go=window.go,
            back=window.back,
            preview=partial(self._preview, window),
            sync_now=self._sync_now,
            custody=Custody(self.vault, self.tasks, self._secrets, now, self._kdf),
        )

    def _preview(self, window: MainWindow, paper: Paper) -> None:
        window.go(Place("preview"))
        page = window.page
        if isinstance(page, PreviewPage):
            page.show_paper(paper)

    def _sync_now(self) -> None:
        if self.schedule is not None:
            self.schedule.now()
            self.refresh()

    def _dress(self, look: Look) -> None:
        """Theme and scale at once; the language holds from the next start."""
        application = QApplication.instance()
        if isinstance(application, QApplication):
            chosen = theme.resolve(look.theme)
            direction = application.layoutDirection()
            theme.apply(application, theme.Theme(chosen, look.scale / 100, direction))

    def _show(self, found: tuple[SyncState, Counter[str]]) -> None:
        state, counts = found
        self.window.set_foot(foot_of(state, today()))
        self.window.rail.set_counts(counts)

    def _office(self) -> str:
        enrolment = self.vault.enrolment
        if enrolment is not None and enrolment.office_name:
            return enrolment.office_name
        if self.vault.province is None:
            return _("ستاد")
        province = reference.find("provinces", self.vault.province)
        return _("استان {name}").format(name=reference.name_of(province))


_RAIL = {"visit": "inspections", "letter": "letters"}


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
        self._tasks = Tasks(parent=self)
        self.stack = QStackedWidget()
        self.stack.setWindowTitle(_("بازرس‌یار"))
        self.stack.resize(1280, 800)
        self.signed_in: SignedIn | None = None
        self._tasks.crashed.connect(self._crashed)

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
        self._tasks.close()

    def _load_pages(self) -> None:
        """While the password is typed, so that no page is slow to open for the first time."""
        self._tasks.job("", lambda _progress, _cancelled: warm())

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
        self._put(page)

    def _show_enrolment(self) -> None:
        page = EnrolPage(
            lambda password: password_refused(
                password, "", self._secrets, password_only=self._password_only
            )
        )
        page.back.connect(self._show_sign_in)
        page.wanted.connect(self._enrol)
        self._put(page)

    def _put(self, page: SignInPage | EnrolPage) -> None:
        while (old := self.stack.widget(0)) is not None:
            self.stack.removeWidget(old)
            old.deleteLater()
        self.stack.addWidget(page)

    def _unlock(self, folder: str, password: str) -> None:
        path = self._vaults / folder
        self._work(_("باز کردن پرونده‌ها"), lambda: unlock(path, password, self._secrets))

    def _enrol(self, sheet: Sheet) -> None:
        self._work(
            _("ثبت کاربر نزد ستاد"),
            lambda: enrol_vault(
                self._vaults,
                sheet,
                self._secrets,
                password_only=self._password_only,
                kdf=self._kdf,
            ),
        )

    def _work(self, title: str, work: Callable[[], OpenVault]) -> None:
        page = self.stack.currentWidget()

        def refused(error: AppError) -> None:
            if isinstance(page, SignInPage | EnrolPage):
                page.refuse(error)

        self._tasks.job(
            title, lambda _progress, _cancelled: work(), self._opened, owner=page, failed=refused
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
        self.signed_in = SignedIn(vault, self._look_path, secrets=self._secrets, kdf=self._kdf)
        self.signed_in.idle.connect(self.lock)
        self.signed_in.window.resize(self.stack.size())
        self.signed_in.window.show()
        self.stack.hide()

    def _crashed(self, _error: BaseException) -> None:
        page = self.stack.currentWidget()
        if isinstance(page, SignInPage | EnrolPage):
            page.setEnabled(True)
            page.notice.show_notice(
                _("برنامه به خطا برخورد."), _("شرح آن در گزارش برنامه نوشته شد."), tone="danger"
            )


def warm() -> None:
    """What a start owes to everything after it; any thread may do it."""
    load_pages()
    keep_ui_quick()


def today() -> date:
    """The day in Iran."""
    return iran_day(now())


def role_words(role: str) -> str:
    """A role as people call it."""
    if role == NO_ROLE:
        return _("بی‌نقش")
    return str(reference.name_of(reference.find("roles", role)))


def _wait_words(folder: Path) -> str:
    wait = Lockout(folder).waiting(now())
    if wait:
        return _("{n} ثانیه تا ورود دوباره").format(n=persian_digits(wait))
    return _("پرونده‌های رمزشدهٔ همین رایانه")


def first_look(app: QApplication, path: Path | None = None) -> Look:
    """Dress the window as this device likes it."""
    look = read_look(path or look_file())
    dress(app, look)
    return look
