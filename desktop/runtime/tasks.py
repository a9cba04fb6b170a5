"""Work off the UI thread: a thread for the database, the network, folders and other jobs each.

There is one way back: what is finished comes to the UI thread under a ticket. Workers never hold
a widget; a page that was closed in the meantime is simply not called.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from concurrent.futures import CancelledError, Future, ThreadPoolExecutor
from dataclasses import dataclass
from itertools import count
from typing import Any, Literal, TypeVar

from PySide6.QtCore import QObject, Qt, Signal, Slot
from shiboken6 import isValid
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from desktop.commands.base import Changes, Command, Desk, perform
from desktop.errors import AppError
from desktop.models.database import Database
from desktop.models.failures import problem_of
from desktop.runtime.jobs import Cancelled, Job, JobCancelledError, Jobs, Progress
from desktop.runtime.pace import GiveWay

T = TypeVar("T")
Failed = Callable[[AppError], None]
Lane = Literal["work", "network"]

log = logging.getLogger(__name__)


@dataclass(slots=True)
class _Waiting:
    owner: QObject | None
    then: Callable[[Any], None] | None
    failed: Failed | None
    job: Job | None = None
    announce: bool = False


class Tasks(QObject):
    """The running work of one signed-in person.

    ``refused`` carries an AppError, ``crashed`` any other exception. ``changed`` names the kinds
    that a command or a pull has touched. Without a database, only jobs can be given.
    """

    changed = Signal(frozenset)
    refused = Signal(object)
    crashed = Signal(object)
    _done = Signal(int, object)
    _announced = Signal(frozenset)

    def __init__(
        self,
        database: Database | None = None,
        desk: Callable[[], Desk] | None = None,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.jobs = Jobs(self)
        self._database = database
        self._way = GiveWay(database, self) if database is not None else None
        self.before_reading: Callable[[Session], object] = lambda session: None
        """Called with every session of ``read``, e.g. to narrow what it finds."""
        self._desk = desk
        self._tickets = count(1)
        self._waiting: dict[int, _Waiting] = {}
        self._lanes = {
            "database": ThreadPoolExecutor(1, "database"),
            "network": ThreadPoolExecutor(1, "network"),
            "work": ThreadPoolExecutor(1, "work"),
            "files": ThreadPoolExecutor(1, "files"),
        }
        self._closed = False
        self._done.connect(self._deliver, Qt.ConnectionType.QueuedConnection)
        self._announced.connect(self.changed, Qt.ConnectionType.QueuedConnection)

    @property
    def busy(self) -> bool:
        """Whether anything given here has not come back yet."""
        return bool(self._waiting)

    @property
    def read_only(self) -> bool:
        """Whether nothing can be written into the vault."""
        return self._database is not None and self._database.read_only

    def read(
        self,
        owner: QObject,
        query: Callable[[Session], T],
        then: Callable[[T], None],
        *,
        failed: Failed | None = None,
    ) -> None:
        """Run a query on the database thread and hand its frozen rows to the owner."""
        database = self._open_database()

        def work() -> T:
            with database.reading() as session:
                self.before_reading(session)
                return query(session)

        self._submit("database", work, _Waiting(owner, then, failed))

    def execute(
        self,
        command: Command,
        then: Callable[[Changes], None] | None = None,
        *,
        owner: QObject | None = None,
        failed: Failed | None = None,
    ) -> None:
        """Carry out a command; ``changed`` follows, then ``then``.

        A refusal goes to ``failed`` where given, else to the signal ``refused``.
        """
        database, desk = self._open_database(), self._desk
        if desk is None:
            raise RuntimeError("nobody sits at the desk")
        self._submit(
            "database",
            lambda: perform(database, desk(), command),
            _Waiting(owner, then, failed, announce=True),
        )

    def write(
        self,
        owner: QObject | None,
        work: Callable[[Session], T],
        then: Callable[[T], None] | None = None,
        *,
        failed: Failed | None = None,
    ) -> None:
        """One transaction on local tables: settings, drafts, attachments' files. No records."""
        database = self._open_database()

        def run() -> T:
            with database.writing() as session:
                return work(session)

        self._submit("database", run, _Waiting(owner, then, failed))

    def look(
        self,
        owner: QObject | None,
        work: Callable[[], T],
        then: Callable[[T], None] | None = None,
        *,
        failed: Failed | None = None,
    ) -> None:
        """A short look outside the vault, at a card or a folder; no job that anybody stops."""
        self._submit("files", work, _Waiting(owner, then, failed))

    def job(
        self,
        title: str,
        work: Callable[[Progress, Cancelled], T],
        then: Callable[[T], None] | None = None,
        *,
        owner: QObject | None = None,
        failed: Failed | None = None,
        lane: Lane = "work",
    ) -> int:
        """Something longer, shown in the list of jobs; returns its number.

        ``work`` meets the database through ``on_database``, a small piece at a time.
        """
        job = self.jobs.begin(title)

        def run() -> T:
            job.progress(0, 0)
            return work(job.progress, job.stop.is_set)

        self._submit(lane, run, _Waiting(owner, then, failed, job))
        return job.number

    def aside(
        self,
        owner: QObject,
        work: Callable[[], T],
        then: Callable[[T], None],
        *,
        failed: Failed | None = None,
    ) -> None:
        """Something short that is no job for a person to see, e.g. a question to headquarters."""
        self._submit("work", work, _Waiting(owner, then, failed))

    def on_database(self, work: Callable[[Database], T]) -> T:
        """For a job's thread: run one piece on the database thread and wait for it."""
        database = self._open_database()
        return self._lanes["database"].submit(work, database).result()

    def announce(self, changes: Changes) -> None:
        """From any thread: these kinds have changed, e.g. by a pull."""
        if changes:
            self._announced.emit(changes)

    def close(self) -> None:
        """Let what writes finish, stop the jobs, end the threads; nobody is called any more."""
        self._closed = True
        self.jobs.cancel_all()
        if self._way is not None:
            self._way.stop()
        for name in ("files", "work", "network", "database"):
            self._lanes[name].shutdown(wait=True)
        if self._way is not None:
            self._way.forget()
        self._waiting.clear()

    def _open_database(self) -> Database:
        if self._database is None:
            raise RuntimeError("no vault is open")
        return self._database

    def _submit(self, lane: str, work: Callable[[], Any], waiting: _Waiting) -> None:
        if self._closed:
            return
        ticket = next(self._tickets)
        self._waiting[ticket] = waiting
        future = self._lanes[lane].submit(work)
        future.add_done_callback(lambda done: self._done.emit(ticket, done))

    @Slot(int, object)
    def _deliver(self, ticket: int, done: Future[Any]) -> None:
        waiting = self._waiting.pop(ticket, None)
        if waiting is None:
            return
        error = _understood(done)
        if waiting.job is not None:
            self._end_job(waiting.job, error)
        wanted = waiting.owner is None or isValid(waiting.owner)
        match error:
            case None:
                if waiting.announce and done.result():
                    self.changed.emit(done.result())
                if wanted and waiting.then is not None:
                    waiting.then(done.result())
            case JobCancelledError():
                log.info("A job was cancelled")
            case AppError() if wanted and waiting.failed is not None:
                waiting.failed(error)
            case AppError():
                self.refused.emit(error)
            case _:
                log.error("A task failed", exc_info=error)
                self.crashed.emit(error)

    def _end_job(self, job: Job, error: BaseException | None) -> None:
        match error:
            case None:
                self.jobs.end(job, "done")
            case JobCancelledError():
                self.jobs.end(job, "cancelled")
            case Exception():
                self.jobs.end(job, "failed", error)
            case _:
                self.jobs.end(job, "failed")


def _understood(done: Future[Any]) -> BaseException | None:
    """The failure of a task; a full disk and the like as the problem that it is."""
    if done.cancelled():
        return JobCancelledError()
    error = done.exception()
    match error:
        case DBAPIError():
            return problem_of(error) or error
        case CancelledError():
            return JobCancelledError()
    return error
