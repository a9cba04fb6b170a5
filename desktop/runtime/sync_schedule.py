"""When to exchange with headquarters: soon after a command, now and then, and when asked.

The network has a thread of its own; what an exchange reads and writes goes to the database
thread as short jobs, so that typing never waits for the road.
"""

from __future__ import annotations

import contextlib
import os
import time
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from typing import Protocol

from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot

from desktop.errors import AppError, Problem
from desktop.models.blobs import BlobStore
from desktop.models.journal import Journal
from desktop.models.migrations import SCHEMA
from desktop.models.sync_state import SyncState, sync_state
from desktop.models.vault_facts import Enrolment
from desktop.runtime.jobs import Cancelled, JobCancelledError, Progress
from desktop.runtime.store import TasksStore
from desktop.runtime.tasks import Tasks
from resources.words import _
from sync.client.http import Connect, connect
from sync.client.lanes import BUSY
from sync.client.roads import Roads
from sync.client.turn import Done

FIRST_MS = 1_500
AFTER_COMMAND_MS = 2_000
INTERVAL_MS = 5 * 60_000
RETRY_MS = 15_000
LONGEST_MS = 15 * 60_000
BATCH_BYTES = 128 * 1024
"""What one job of the database thread takes at the most, so that a command waits briefly."""

LASTING = frozenset(
    {
        "certificate_expired",
        "server_not_ours",
        "vault_quarantined",
        "vault_revoked",
        "version_unsupported",
    }
)
"""What trying again soon does not mend."""


class Vault(Protocol):
    """What the schedule needs of an open vault."""

    @property
    def journal(self) -> Journal:
        """Its pen."""
        ...

    @property
    def blobs(self) -> BlobStore:
        """Its files."""
        ...

    @property
    def enrolment(self) -> Enrolment | None:
        """Where its headquarters is."""
        ...


def fraction() -> float:
    """A chance number from 0 to 1."""
    return int.from_bytes(os.urandom(4), "big") / 2**32


def delay(failures: int, chance: float) -> int:
    """Milliseconds until the next try: doubling with each failure, never all laptops at once."""
    longest = INTERVAL_MS if failures == 0 else min(RETRY_MS * 2 ** (failures - 1), LONGEST_MS)
    return int(longest * (0.75 + chance / 2))


class SyncSchedule(QObject):
    """Exchanges in the background from now on, until ``stop``.

    ``ended`` carries the AppError of an exchange, or None where it went well.
    """

    ended = Signal(object)
    _left = Signal()

    def __init__(
        self,
        vault: Vault,
        tasks: Tasks,
        *,
        connect: Connect = connect,
        chance: Callable[[], float] = fraction,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._vault = vault
        self._tasks = tasks
        self._connect = connect
        self._chance = chance
        self._roads: Roads | None = None
        self._running = False
        self._again = False
        self._online = True
        self._metered = False
        self._asked = False
        self._stopped = False
        self._failures = 0

        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._begin)
        self._left.connect(self._leave, Qt.ConnectionType.QueuedConnection)
        tasks.changed.connect(self._look_for_unsent)
        self._timer.start(FIRST_MS)

    @property
    def running(self) -> bool:
        """Whether an exchange is under way."""
        return self._running

    @property
    def next_in_ms(self) -> int:
        """Until the next exchange begins by itself; -1 where none is planned."""
        return self._timer.remainingTime()

    @Slot()
    def now(self) -> None:
        """Exchange at once, files too; while one is under way, once more after it."""
        self._asked = True
        self._begin()

    @Slot()
    def _begin(self) -> None:
        if self._stopped:
            return
        if self._running:
            self._again = True
            return
        self._timer.stop()
        self._running, self._again = True, False
        files = self._asked or not self._metered
        self._asked = False
        self._tasks.job(
            _("ارسال و دریافت"),
            partial(self._work, files),
            self._went_well,
            owner=self,
            failed=self._failed,
            lane="network",
        )

    @Slot(bool)
    def set_online(self, online: bool) -> None:
        """The system says whether there is a network: without one nothing is tried."""
        self._online = online
        if not online:
            self._timer.stop()
        elif not self._stopped:
            self._timer.start(FIRST_MS)

    def set_metered(self, metered: bool) -> None:
        """Each byte costs: records go by themselves, files only when a person asks."""
        if self._metered and not metered and not self._stopped and self._online:
            self._timer.start(FIRST_MS)
        self._metered = metered

    def stop(self) -> None:
        """No further exchange; what is under way ends between two steps."""
        self._stopped = True
        self._timer.stop()

    def _work(self, files: bool, progress: Progress, cancelled: Cancelled) -> Done:
        """On the network thread; stopping it is up to ``cancelled``, between two steps."""

        def told(_what: str, done: int, total: int) -> None:
            with contextlib.suppress(JobCancelledError):
                progress(done, total)

        try:
            if self._vault.enrolment is None:
                raise Problem("vault_not_enrolled")
            if self._roads is None:
                self._roads = self._open()
            self._roads.blobs = self._vault.blobs if files else None
            self._roads.told = told
            self._roads.cancelled = lambda: self._stopped or cancelled()
            done = self._roads.run()
            if not done.cancelled:
                self._roads.survey()
            return done
        finally:
            self._left.emit()

    def _open(self) -> Roads:
        return Roads(
            self._connect,
            TasksStore(self._tasks),
            self._vault.journal,
            SCHEMA,
            lambda: datetime.fromtimestamp(self._vault.journal.clock.wall() / 1000, UTC),
            time.monotonic,
            self._vault.blobs,
            changed=self._tasks.announce,
            most_bytes=BATCH_BYTES,
        )

    @Slot()
    def _leave(self) -> None:
        """However it ended; what follows knows more, unless the program itself was at fault."""
        self._running = False
        if not self._stopped and self._online:
            self._timer.start(delay(0, self._chance()))

    def _went_well(self, _done: Done) -> None:
        self._failures = 0
        self._end(None, delay(0, self._chance()))

    def _failed(self, error: AppError) -> None:
        self._failures += 1
        wait = delay(self._failures, self._chance())
        if error.code in LASTING:
            wait = delay(0, self._chance())
        seconds = error.arguments.get("seconds")
        if error.code == BUSY and isinstance(seconds, int):
            wait = seconds * 1000
        self._end(error, wait)

    def _end(self, error: AppError | None, wait: int) -> None:
        if not self._stopped and self._online:
            self._timer.start(0 if self._again else wait)
        self.ended.emit(error)
        if error is None:
            self._look_for_unsent(frozenset())

    @Slot(frozenset)
    def _look_for_unsent(self, _kinds: frozenset[str]) -> None:
        if self._stopped or self._running or not self._online or self._failures:
            return
        query = partial(sync_state, vault=self._vault.journal.vault)
        self._tasks.read(self, query, self._send_soon)

    def _send_soon(self, state: SyncState) -> None:
        if state.unsent and self._online and not self._running and not self._stopped:
            self._timer.start(AFTER_COMMAND_MS)
