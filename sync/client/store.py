"""The vault as an exchange sees it: short jobs, each with a session of its own.

The exchange itself runs on the network thread. The running window gives it a store that hands
every job to the database thread, so that typing waits for one job at the most.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol, TypeVar

from sqlalchemy.orm import Session

from desktop.models.database import Database

T = TypeVar("T")


class Store(Protocol):
    """Carries out a job and gives back what it returns, or raises what it raised."""

    def read(self, job: Callable[[Session], T]) -> T:
        """A job that writes nothing."""
        ...

    def write(self, job: Callable[[Session], T]) -> T:
        """A job in one transaction."""
        ...


class DirectStore:
    """Jobs on the caller's own thread: for the command line and tests."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def read(self, job: Callable[[Session], T]) -> T:
        """A job that writes nothing."""
        with self._database.reading() as session:
            return job(session)

    def write(self, job: Callable[[Session], T]) -> T:
        """A job in one transaction."""
        with self._database.writing() as session:
            return job(session)
