"""Keeps the interpreter itself, and work on the database, from holding up the UI thread."""

from __future__ import annotations

import gc
import sys
import threading
import time

from PySide6.QtCore import QObject, Qt, Signal, Slot
from sqlalchemy import event

from desktop.models.database import Database

SWITCH_SECONDS = 0.0005
WORK_SECONDS = 0.003
"""After so much work the database thread lets the UI thread go first."""
WAIT_SECONDS = 0.06


def keep_ui_quick() -> None:
    """Call once everything is imported and before there is a window.

    Qt gives up the interpreter's lock at nearly every call: beside a thread that applies what
    came from headquarters, each call would wait 5 ms to get it back. And a full collection over
    the 250,000 objects of modules and tables stops all threads for 100 ms; these live as long
    as the program, so the collector need not look at them.
    """
    sys.setswitchinterval(SWITCH_SECONDS)
    gc.freeze()


class GiveWay(QObject):
    """Between two statements, lets the UI thread first finish what it is in the middle of.

    Two threads that both compute hand the interpreter's lock to and fro hundreds of times in one
    turn of the event loop, and a page that takes 20 ms to draw takes 60. So the database thread
    asks the UI thread now and then, and goes on when that comes to answer. It waits no longer
    than it has worked before: a window that is busy for good only halves its pace.
    """

    _asked = Signal()

    def __init__(self, database: Database, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._engine = database.engine
        self._ui = threading.get_ident()
        self._answered = threading.Event()
        self._worked_from = time.perf_counter()
        self._may_wait = WAIT_SECONDS
        self._open = True
        self._asked.connect(self._answer, Qt.ConnectionType.QueuedConnection)
        event.listen(self._engine, "before_cursor_execute", self._before)

    def stop(self) -> None:
        """Nobody answers any more; what waits goes on."""
        self._open = False
        self._answered.set()

    def forget(self) -> None:
        """Leave the database, once no thread works on it."""
        if event.contains(self._engine, "before_cursor_execute", self._before):
            event.remove(self._engine, "before_cursor_execute", self._before)

    def _before(self, *_statement: object) -> None:
        now = time.perf_counter()
        worked = now - self._worked_from
        if worked < WORK_SECONDS or not self._open or threading.get_ident() == self._ui:
            return
        self._may_wait = min(WAIT_SECONDS, self._may_wait + worked)
        self._answered.clear()
        self._asked.emit()
        if self._open:
            self._answered.wait(self._may_wait)
        self._worked_from = time.perf_counter()
        self._may_wait -= self._worked_from - now

    @Slot()
    def _answer(self) -> None:
        self._answered.set()
