"""The list of longer jobs: what runs, how far it is, and how to stop it."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import count
from typing import Literal

from PySide6.QtCore import QObject, Qt, Signal, Slot

State = Literal["waiting", "running", "done", "failed", "cancelled"]
Progress = Callable[[int, int], None]
"""Says how far a job is: done of total. Raises Cancelled when the person has stopped it."""

Cancelled = Callable[[], bool]
"""Whether the person has stopped the job; for work that has to leave in good order."""

_FINISHED_KEPT = 20
_BETWEEN_NOTICES = 0.1


class JobCancelledError(Exception):
    """The person stopped the job; nothing to report."""


@dataclass(frozen=True, slots=True)
class JobRow:
    """One job as the list shows it; ``total`` is 0 while it is not known."""

    number: int
    title: str
    state: State
    done: int = 0
    total: int = 0
    error: Exception | None = None

    @property
    def active(self) -> bool:
        """Whether it still waits or runs."""
        return self.state in {"waiting", "running"}


class Job:
    """The side of a job that its own thread sees."""

    def __init__(self, number: int, moved: Callable[[int, int, int], None]) -> None:
        self.number = number
        self.stop = threading.Event()
        self._moved = moved
        self._said = 0.0

    def progress(self, done: int, total: int) -> None:
        """Tell how far it is; the window hears of it ten times a second at most."""
        if self.stop.is_set():
            raise JobCancelledError
        now = time.monotonic()
        if done >= total or now - self._said >= _BETWEEN_NOTICES:
            self._said = now
            self._moved(self.number, done, total)


class Jobs(QObject):
    """All jobs of this run, the latest first. Lives on the UI thread."""

    changed = Signal()
    _moved = Signal(int, int, int)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._numbers = count(1)
        self._rows: dict[int, JobRow] = {}
        self._jobs: dict[int, Job] = {}
        self._moved.connect(self._show_progress, Qt.ConnectionType.QueuedConnection)

    def rows(self) -> tuple[JobRow, ...]:
        """The jobs as they stand."""
        return tuple(reversed(self._rows.values()))

    def active(self) -> int:
        """How many wait or run."""
        return sum(row.active for row in self._rows.values())

    def cancel(self, number: int) -> None:
        """Ask a job to stop at its next step."""
        job = self._jobs.get(number)
        if job is not None:
            job.stop.set()

    def cancel_all(self) -> None:
        """Ask every job to stop."""
        for job in self._jobs.values():
            job.stop.set()

    def begin(self, title: str) -> Job:
        """Put a job on the list."""
        number = next(self._numbers)
        job = Job(number, self._moved.emit)
        self._jobs[number] = job
        self._set(JobRow(number, title, "waiting"))
        return job

    def end(self, job: Job, state: State, error: Exception | None = None) -> None:
        """Note how a job ended; old ended ones leave the list."""
        self._jobs.pop(job.number, None)
        row = self._rows[job.number]
        done = row.total if state == "done" else row.done
        self._set(replace(row, state=state, done=done, error=error))
        ended = [number for number, row in self._rows.items() if not row.active]
        for number in ended[:-_FINISHED_KEPT]:
            del self._rows[number]

    @Slot(int, int, int)
    def _show_progress(self, number: int, done: int, total: int) -> None:
        row = self._rows.get(number)
        if row is not None and row.active:
            self._set(replace(row, state="running", done=done, total=total))

    def _set(self, row: JobRow) -> None:
        self._rows[row.number] = row
        self.changed.emit()
