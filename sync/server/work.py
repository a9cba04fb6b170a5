"""Where the database is spoken to: one thread for the embedded one, several for PostgreSQL."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from sync.server.hq import Headquarters

_POSTGRESQL_THREADS = 8
_THINKING_THREADS = 2
T = TypeVar("T")


class Work:
    """Jobs that touch the database or take long; the event loop never does."""

    def __init__(self, hq: Headquarters) -> None:
        threads = 1 if hq.embedded else _POSTGRESQL_THREADS
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="hq-database")
        self._thinking = ThreadPoolExecutor(_THINKING_THREADS, thread_name_prefix="hq-thinking")

    async def do(self, job: Callable[[], T]) -> T:
        """The outcome of a job, done in its turn."""
        return await asyncio.get_running_loop().run_in_executor(self._pool, job)

    async def think(self, job: Callable[[], T]) -> T:
        """The outcome of a long job that needs no database."""
        return await asyncio.get_running_loop().run_in_executor(self._thinking, job)

    def stop(self) -> None:
        """Finish what was begun."""
        self._pool.shutdown(wait=True)
        self._thinking.shutdown(wait=True)
