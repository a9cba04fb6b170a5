"""The composition root: wires vault, tasks, sync and window; only entry points import it."""

from __future__ import annotations

import logging
from collections import Counter
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QApplication
from sqlalchemy.orm import Session

from desktop.commands.base import Desk
from desktop.models import reference
from desktop.models.calendar import iran_day
from desktop.models.delegations.rows import Lent
from desktop.models.inspections import queries as inspections
from desktop.models.keys import STANDARD, Kdf, SecretStore
from desktop.models.letters import queries as letters
from desktop.models.settings import all_settings
from desktop.models.sync_state import SyncState, sync_state
from desktop.models.vault import OpenVault
from desktop.runtime.custody import Custody
from desktop.runtime.idle import IdleWatch
from desktop.runtime.look import Look
from desktop.runtime.network import NetworkNotice
from desktop.runtime.online_lists import OnlineLists
from desktop.runtime.pace import keep_ui_quick
from desktop.runtime.settings import IDLE, IDLE_MINUTES, METERED_FILES, ROLE, Settings
from desktop.runtime.sticks import Sticks
from desktop.runtime.sync_schedule import SyncSchedule
from desktop.runtime.tasks import Tasks
from desktop.views.delegations import looks as delegation_looks
from desktop.views.main_window import MainWindow
from desktop.views.navigation import Paper, Place, Workplace
from desktop.views.pages import load_pages
from desktop.views.printing.preview_page import PreviewPage
from desktop.views.shared import theme
from desktop.views.sync.foot import foot_of
from resources.words import _

log = logging.getLogger(__name__)
_HOUR_MS = 3_600_000
NO_ROLE = "none"
"""Of a vault whose roles have all ended: it reads what it holds and writes nothing."""
_TYPING_MS = 400


def now() -> datetime:
    """This moment, aware."""
    return datetime.now(UTC)


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
        self._acting: Lent | None = None
        self._closed = False
        self.tasks = Tasks(vault.database, self.desk, self)
        with vault.database.reading() as session:
            kept = all_settings(session)
        self.settings = Settings(self.tasks, kept, look_path, self)
        self.schedule = (
            SyncSchedule(vault, self.tasks, parent=self) if syncs and vault.enrolment else None
        )
        self.network = NetworkNotice(self)
        self.sticks = Sticks(vault, self.tasks, now)
        self.window = MainWindow(self._workplace, self._office(), vault.name, role_words(self.role))
        self.settings.looks_changed.connect(self._dress)
        self.tasks.changed.connect(self.refresh)
        if self.schedule is not None:
            self.schedule.ended.connect(self._synced)
            self.network.changed.connect(self._heed_network)
            self._heed_network()
        self.window.closing.connect(self.close)
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
        if self._acting is not None:
            return self._acting.role
        chosen = self.settings.get(ROLE)
        if chosen in self.vault.roles:
            return str(chosen)
        return self.vault.roles[0] if self.vault.roles else NO_ROLE

    def desk(self) -> Desk:
        """Who acts at this moment."""
        vault = self.vault
        return Desk(
            vault.person,
            vault.name,
            self.role,
            vault.office,
            vault.province,
            vault.journal,
            now(),
            self._acting,
        )

    def act_as(self, lent: Lent | None) -> None:
        """Go on as somebody's delegate, or as oneself; until it ends the window says so."""
        self._acting = lent
        QTimer.singleShot(0, self._say_who)

    def _say_who(self) -> None:
        lent = self._acting
        if self._closed:
            return
        self.window.rail.me_item.say(self.vault.name, role_words(self.role))
        if lent is None:
            self.window.acting.stop()
        else:
            self.window.acting.say(
                delegation_looks.acting_words(lent),
                delegation_looks.acting_line(lent),
                partial(self.act_as, None),
            )
        self.window.forget_pages()
        self.refresh()

    def refresh(self, _what: object = None) -> None:
        """Read again what the rail says."""
        reader = self.desk().reader
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

    def _heed_network(self) -> None:
        if self.schedule is None or self.vault.enrolment is None:
            return
        self.schedule.set_metered(
            self.network.metered and not self.settings.get(METERED_FILES, False)
        )
        if not _is_this_computer(self.vault.enrolment.server_url):
            self.schedule.set_online(self.network.online)
        self.tasks.announce(frozenset({"sync"}))

    def _setting_changed(self, key: str) -> None:
        if key == METERED_FILES:
            self._heed_network()
        if key == IDLE:
            self._idle.set_minutes(self._idle_minutes())
        if key == ROLE:
            self.act_as(None)

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
            sticks=self.sticks,
            network=self.network,
            lists=OnlineLists(self.vault, self.tasks) if self.vault.enrolment else None,
            act_as=self.act_as,
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


def warm() -> None:
    """What a start owes to everything after it; any thread may do it."""
    load_pages()
    keep_ui_quick()


def _is_this_computer(url: str) -> bool:
    return urlsplit(url).hostname in {"127.0.0.1", "::1", "localhost"}


def today() -> date:
    """The day in Iran."""
    return iran_day(now())


def role_words(role: str) -> str:
    """A role as people call it."""
    if role == NO_ROLE:
        return _("بی‌نقش")
    return str(reference.name_of(reference.find("roles", role)))
