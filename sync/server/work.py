"""Where the database is spoken to: one thread for the embedded one, several for PostgreSQL.

Turns of vaults wait in a queue and go in groups, so that a burst of laptops shares its commits.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Final, Generic, TypeAlias, TypeVar, Union

from sync.server.declined import Declined
from sync.server.hq import Headquarters

_POSTGRESQL_THREADS = 8
_THINKING_THREADS = 2
GROUP: Final = 64
"""Turns that share one transaction at the most."""
GROUP_BYTES: Final = 2 * 1024 * 1024
WAITING: Final = 2_000
"""Turns that may wait; whoever comes after is asked to come again."""
_AGAIN_SECONDS = 3
T = TypeVar("T")
A = TypeVar("A")
B = TypeVar("B")
Outcome: TypeAlias = Union[B, BaseException]  # noqa: UP007  # a TypeVar at run time
"""What came of one job of a group: an answer, or why there is none."""


class Work:
    """Jobs that touch the database or take long; the event loop never does."""

    def __init__(self, hq: Headquarters) -> None:
        threads = 1 if hq.embedded else _POSTGRESQL_THREADS
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="hq-database")
        self.writer = ThreadPoolExecutor(1, "hq-writer") if not hq.embedded else self._pool
        self._reader = ThreadPoolExecutor(1, "hq-reader") if hq.embedded else self._pool
        self._thinking = ThreadPoolExecutor(_THINKING_THREADS, thread_name_prefix="hq-thinking")

    async def do(self, job: Callable[[], T]) -> T:
        """The outcome of a job, done in its turn."""
        return await asyncio.get_running_loop().run_in_executor(self._pool, job)

    async def read(self, job: Callable[[], T]) -> T:
        """The outcome of a job that only reads: it does not wait for those that write."""
        return await asyncio.get_running_loop().run_in_executor(self._reader, job)

    async def think(self, job: Callable[[], T]) -> T:
        """The outcome of a long job that needs no database."""
        return await asyncio.get_running_loop().run_in_executor(self._thinking, job)

    def stop(self) -> None:
        """Finish what was begun."""
        for pool in (self._pool, self.writer, self._reader, self._thinking):
            pool.shutdown(wait=True)


class Together(Generic[A, B]):
    """Gathers jobs while one group of them runs; the next group takes all that came meanwhile."""

    def __init__(
        self,
        pool: ThreadPoolExecutor,
        job: Callable[[Sequence[A]], list[Outcome[B]]],
        weight: Callable[[A], int],
        seen: Callable[[int], object] = lambda size: None,
    ) -> None:
        self._pool = pool
        self._job = job
        self._weight = weight
        self._seen = seen
        self._waiting: deque[tuple[A, asyncio.Future[B]]] = deque()
        self._draining: asyncio.Task[None] | None = None

    async def do(self, one: A) -> B:
        """What comes of one job. Raises Declined ``too_many_requests`` where too many wait."""
        if len(self._waiting) >= WAITING:
            raise Declined("too_many_requests", seconds=_AGAIN_SECONDS)
        loop = asyncio.get_running_loop()
        future: asyncio.Future[B] = loop.create_future()
        self._waiting.append((one, future))
        if self._draining is None or self._draining.done():
            self._draining = loop.create_task(self._drain())
        return await future

    async def _drain(self) -> None:
        while self._waiting:
            group = self._group()
            self._seen(len(group))
            outcomes = await self._tried([one for one, _ in group])
            for (_, future), outcome in zip(group, outcomes, strict=True):
                if future.done():
                    continue
                if isinstance(outcome, BaseException):
                    future.set_exception(outcome)
                else:
                    future.set_result(outcome)

    def _group(self) -> list[tuple[A, asyncio.Future[B]]]:
        group: list[tuple[A, asyncio.Future[B]]] = []
        size = 0
        while self._waiting and len(group) < GROUP and size < GROUP_BYTES:
            size += self._weight(self._waiting[0][0])
            group.append(self._waiting.popleft())
        return group

    async def _tried(self, jobs: list[A]) -> list[Outcome[B]]:
        """Whose fault a failure is shows when each goes alone; the others do not suffer for it."""
        loop = asyncio.get_running_loop()
        done = loop.run_in_executor(self._pool, self._job, jobs)
        await asyncio.wait({done})
        error = done.exception()
        if error is None:
            return done.result()
        if len(jobs) == 1:
            return [error]
        return [outcome for one in jobs for outcome in await self._tried([one])]
