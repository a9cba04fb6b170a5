"""Databases in memory: copied in a blink, and stopped at any statement."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import sqlcipher3.dbapi2 as sqlcipher
from sqlalchemy import Connection, create_engine, event
from sqlalchemy.orm import Session
from sqlalchemy.pool import StaticPool

from desktop.models.database import Database

T = TypeVar("T")


class Crash(Exception):
    """The program ends here; what was not committed is gone."""


class Memory(Database):
    """The only connection to one database in memory.

    ``statements`` counts down to a crash; None lets everything pass.
    """

    def __init__(self) -> None:
        self.statements: int | None = None
        self._connection = sqlcipher.connect(
            ":memory:", isolation_level=None, check_same_thread=False, cached_statements=512
        )
        engine = create_engine(
            "sqlite://", module=sqlcipher, creator=lambda: self._connection, poolclass=StaticPool
        )
        event.listen(engine, "begin", _begin)
        event.listen(engine, "before_cursor_execute", self._count)
        super().__init__(engine)

    def becomes(self, other: Memory) -> None:
        """Hold what the other holds, and nothing else."""
        self.statements = None
        other._connection.backup(self._connection)

    def copy(self) -> Memory:
        """Another database that holds the same."""
        made = Memory()
        made.becomes(self)
        return made

    def _count(self, *_: Any) -> None:
        if self.statements is None:
            return
        self.statements -= 1
        if self.statements < 0:
            self.statements = None
            raise Crash


def _begin(connection: Connection) -> None:
    reading = connection.get_execution_options().get("reading")
    connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")


class CrashingStore:
    """The vault as an exchange sees it; ``crash`` names a job and where in it the program ends.

    ``crash`` is (jobs that still end well, statements of the next that still run); -1 statements
    lets the job commit and ends before anybody hears of it. ``between`` runs before each job.
    """

    def __init__(self, database: Memory) -> None:
        self.database = database
        self.crash: tuple[int, int] | None = None
        self.between: Callable[[], None] | None = None
        self.after: Callable[[], None] = lambda: None

    def read(self, job: Callable[[Session], T]) -> T:
        """A job that writes nothing."""
        self._meanwhile()
        with self.database.reading() as session:
            return job(session)

    def write(self, job: Callable[[Session], T]) -> T:
        """A job in one transaction."""
        self._meanwhile()
        told = self._due()
        try:
            with self.database.writing() as session:
                done = job(session)
        finally:
            self.database.statements = None
        if told:
            raise Crash
        self.after()
        return done

    def _meanwhile(self) -> None:
        if self.between is not None:
            act, self.between = self.between, None
            act()

    def _due(self) -> bool:
        if self.crash is None:
            return False
        jobs, statements = self.crash
        if jobs:
            self.crash = (jobs - 1, statements)
            return False
        self.crash = None
        if statements >= 0:
            self.database.statements = statements
        return statements < 0
