"""The vault behind the database thread, for what runs on another: exchange and memory sticks."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from sqlalchemy.orm import Session

from desktop.models.database import Database
from desktop.runtime.tasks import Tasks

T = TypeVar("T")


class TasksStore:
    """Short jobs, each with a session of its own, so that typing waits for one at the most."""

    def __init__(self, tasks: Tasks) -> None:
        self._tasks = tasks

    def read(self, job: Callable[[Session], T]) -> T:
        """A job that writes nothing."""

        def run(database: Database) -> T:
            with database.reading() as session:
                return job(session)

        return self._tasks.on_database(run)

    def write(self, job: Callable[[Session], T]) -> T:
        """A job in one transaction."""

        def run(database: Database) -> T:
            with database.writing() as session:
                return job(session)

        return self._tasks.on_database(run)
