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
from desktop.errors import Problem
from desktop.models import closed_reading, lease, reference
from desktop.models.calendar import iran_day
from desktop.models.delegations.rows import Lent
from desktop.models.identities.vault_hands import hands_of
from desktop.models.inspections import queries as inspections
from desktop.models.keys import STANDARD, Kdf, SecretStore
from desktop.models.letters import queries as letters
from desktop.models.personnel_actions import queries as personnel_actions
from desktop.models.programmes import home as programmes
from desktop.models.settings import all_settings
from desktop.models.sync_state import SyncState, sync_state
from desktop.models.text import group_digits
from desktop.models.vault import DATABASE_FILE, OpenVault
from desktop.models.verify_report import Outcome
from desktop.runtime import pdf_pages
from desktop.runtime.custody import Custody
from desktop.runtime.disk_watch import DiskWatch
from desktop.runtime.elsewhere import Elsewhere
from desktop.runtime.idle import IdleWatch
from desktop.runtime.look import Look
from desktop.runtime.network import NetworkNotice
from desktop.runtime.online_lists import OnlineLists
from desktop.runtime.pace import keep_ui_quick
from desktop.runtime.settings import IDLE, IDLE_MINUTES, METERED_FILES, ROLE, Settings
from desktop.runtime.sticks import Sticks
from desktop.runtime.sync_schedule import SyncSchedule
from desktop.runtime.tasks import Tasks
from desktop.runtime.verification import Verification
from desktop.views.delegations import looks as delegation_looks
from desktop.views.main_window import MainWindow
from desktop.views.navigation import Paper, Place, Workplace
from desktop.views.pages import load_pages, rail_of
from desktop.views.pages_ahead import PagesAhead
from desktop.views.printing.preview_page import PreviewPage
from desktop.views.rail import Rail
from desktop.views.shared import theme
from desktop.views.sync.foot import foot_of
from resources.words import _

log = logging.getLogger(__name__)
_HOUR_MS = 3_600_000
_TYPING_MS = 400
_QUICK_MS = 2_000


def now() -> datetime:
    """This moment, aware."""
    return datetime.now(UTC)


class SignedIn(QObject):
    """One person at one open vault: the window and what runs behind it."""

    idle = Signal()
    restoring = Signal(Path, str)
    """A backup is to take the place of this vault: its folder, and the proven password."""

    damaged = Signal()

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
        self.tasks.before_reading = self._close_what_is_closed
        with vault.database.reading() as session:
            kept = all_settings(session)
        self.settings = Settings(self.tasks, kept, look_path, self)
        self.schedule = (
            SyncSchedule(vault, self.tasks, parent=self)
            if syncs and vault.enrolment and not vault.read_only
            else None
        )
        self.network = NetworkNotice(self)
        self.sticks = Sticks(vault, self.tasks, now)
        self.verification = Verification(vault, self.tasks, now)
        self.elsewhere = Elsewhere(vault.folder)
        self.elsewhere.sweep()
        role = reference.role_words(self.role)
        rail = Rail(rail_of(vault.roles), self._office(), vault.name, role)
        self.window = MainWindow(self._workplace, rail)
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
        self.disk = DiskWatch(vault.folder / DATABASE_FILE, self.tasks, self)
        self.disk.low.connect(self._warn_of_disk)
        self.tasks.refused.connect(self._heed_damage)
        if vault.read_only:
            self._tell_read_only()
        self.refresh()
        self.window.go(Place("home"))
        QTimer.singleShot(_QUICK_MS, self, self._check_quickly)

    @property
    def role(self) -> str:
        """The role that the next command names."""
        if self.vault.read_only:
            return reference.NO_ROLE
        if self._acting is not None:
            return self._acting.role
        chosen = self.settings.get(ROLE)
        if chosen in self.vault.roles:
            return str(chosen)
        return self.vault.roles[0] if self.vault.roles else reference.NO_ROLE

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

    def make_pages(self) -> PagesAhead:
        """Make the pages ahead, while the person looks at the first one."""
        return PagesAhead(self.window, [entry.name for entry in rail_of(self.vault.roles)])

    def act_as(self, lent: Lent | None) -> None:
        """Go on as somebody's delegate, or as oneself; until it ends the window says so."""
        self._acting = lent
        QTimer.singleShot(0, self._say_who)

    def _say_who(self) -> None:
        lent = self._acting
        if self._closed:
            return
        self.window.rail.me_item.say(self.vault.name, reference.role_words(self.role))
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
                *personnel_actions.home(session, reader=reader, today=today()).waiting,
                *programmes.home(session, reader=reader, today=today()).waiting,
            )
            return state, Counter(_RAIL.get(row.place, row.place) for row in waiting)

        self.tasks.read(self.window, read, self._show)

    def close(self) -> None:
        """Let what writes finish, back up if the day has none, close the vault."""
        if self._closed:
            return
        self._closed = True
        self._idle.stop()
        self.disk.stop()
        if self.schedule is not None:
            self.schedule.stop()
        self.settings.write_down()
        self.tasks.close()
        self.elsewhere.sweep()
        pdf_pages.close()
        problem = self.vault.finish(now())
        if problem is not None:
            log.warning("the day's backup was not made: %s", problem)
        self.deleteLater()

    def _close_what_is_closed(self, session: Session) -> None:
        """After the lease a page finds its reader's own work alone."""
        vault = self.vault
        if lease.state(session, vault.journal.vault, vault.journal.clock.wall()).closed:
            closed_reading.close(session, vault.person)

    def _synced(self, error: object) -> None:
        if error is None:
            self.tasks.aside(self, self.vault.exchanged, lambda _nothing: None)
        self.tasks.announce(frozenset({"sync"}))

    def _warn_of_disk(self, megabytes: int | None) -> None:
        """Early enough that nothing is lost for want of room."""
        if self.vault.read_only:
            return
        if megabytes is None:
            self.window.stand("")
            return
        self.window.stand(
            _("جای خالی دیسک رو به پایان است: {n} مگابایت.").format(n=group_digits(megabytes)),
            _("پیش از عکس‌برداری و پشتیبان‌گیری جا باز کنید. آنچه ذخیره شده سر جایش است."),
        )

    def _heed_damage(self, error: object) -> None:
        if isinstance(error, Problem) and error.code == "vault_damaged":
            self.damaged.emit()

    def _tell_read_only(self) -> None:
        self.window.stand(
            _("این صندوق با نسخهٔ تازه‌تر برنامه نوشته شده و اینجا تنها خوانده می‌شود."),
            _("چیزی نوشته یا فرستاده نمی‌شود. برنامه را روزآمد کنید؛ چاپ و بردن نسخه ممکن است."),
            action=_("بردن نسخه…"),
            place=Place("backups"),
        )

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

    def _check_quickly(self) -> None:
        """The end of the journal, once the first page stands; only what is wrong is said."""
        self.tasks.job(_("بررسی کوتاه درستی"), self.verification.quick, self._checked_quickly)

    def _checked_quickly(self, outcome: Outcome) -> None:
        if not outcome.report.sound:
            log.warning("the quick check found %d faults", len(outcome.report.faults))
            self.window.tell(
                _("دفتر این صندوق آن‌گونه نیست که نوشته شده است."),
                "danger",
                _("در تنظیم‌ها، بررسی درستی، ببینید چیست؛ تا آن‌گاه چیزی را پاک نکنید."),
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
            custody=Custody(
                self.vault,
                self.tasks,
                self._secrets,
                now,
                self._kdf,
                restore=self.restoring.emit,
            ),
            sticks=self.sticks,
            network=self.network,
            lists=OnlineLists(self.vault, self.tasks) if self.vault.enrolment else None,
            act_as=self.act_as,
            verification=self.verification,
            hands=hands_of(self.vault),
            elsewhere=self.elsewhere,
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
