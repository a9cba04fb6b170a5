"""How much one vault, or one address without a vault, may ask in a minute, and carry in a day.

One process counts requests by itself. Several share the count through the database: each takes a
few requests of a minute at once, so that not every request costs a statement, and together they
never let through more than the limit. Bytes are kept in the database in either case.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any, Final, Protocol, TypeVar

from sqlalchemy import bindparam, case, delete, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from desktop.models.prepared import Prepared
from sync.server.declined import Declined
from sync.server.hq import Headquarters
from sync.server.tables import Usage

REQUESTS_A_MINUTE: Final = 600
STRANGERS_A_MINUTE: Final = 60
"""For addresses that have no token yet: enrolment and sessions."""
BYTES_A_DAY: Final = 2 * 1024**3
"""Both ways together (``security.md`` 2.9)."""

_MINUTE: Final = 60_000
_DAY: Final = 24 * 60 * _MINUTE
_CALLERS: Final = 20_000
_AT_ONCE: Final = 20
"""How many requests of a minute one process of several takes for itself."""
_UNSAVED: Final = 4 * 1024 * 1024
_OF_TODAY = Prepared(
    select(Usage.carried).where(Usage.caller == bindparam("caller"), Usage.day == bindparam("day"))
)
T = TypeVar("T")


class Do(Protocol):
    """Runs a job beside the event loop."""

    def __call__(self, job: Callable[[], T]) -> Awaitable[T]:
        """The outcome of the job."""
        ...


@dataclass(slots=True)
class _Caller:
    """What this process knows of one caller."""

    seen: deque[int] = field(default_factory=deque)
    minute: int = -1
    left: int = 0
    day: int = -1
    carried: int = 0
    unsaved: int = 0


class Limits:
    """Counts requests of the last minute and bytes of the day."""

    def __init__(self, hq: Headquarters, do: Do, read: Do | None = None) -> None:
        """``read`` runs what only reads, where that need not wait for what writes."""
        self._hq = hq
        self._do = do
        self._read = read or do
        self._known: dict[bytes, _Caller] = {}

    async def count(self, caller: bytes, most: int) -> None:
        """Note one request. Raises Declined ``too_many_requests`` with the seconds to wait."""
        now = self._hq.wall()
        one = self._caller(caller, now)
        if self._hq.embedded:
            _count_here(one, now, most)
        else:
            await self._count_shared(caller, one, now, most)

    async def check_bytes(self, vault: bytes) -> None:
        """Raises Declined ``too_many_requests`` where a vault has carried its share of today."""
        now = self._hq.wall()
        one = self._caller(vault, now)
        if one.day != now // _DAY:
            one.day = now // _DAY
            one.carried = await self._read(lambda: self._of_today(vault, now))
        if one.carried + one.unsaved >= BYTES_A_DAY:
            raise Declined("too_many_requests", seconds=1 + (_DAY - now % _DAY) // 1000)

    async def carried(self, vault: bytes, size: int) -> None:
        """Note the bytes of one request and its answer."""
        now = self._hq.wall()
        one = self._caller(vault, now)
        one.unsaved += size
        if one.unsaved >= _UNSAVED:
            await self._save(vault, one, now)

    async def save(self) -> None:
        """Keep what is not yet in the database; before the end."""
        now = self._hq.wall()
        for caller, one in list(self._known.items()):
            if one.unsaved:
                await self._save(caller, one, now)

    async def _save(self, vault: bytes, one: _Caller, now: int) -> None:
        size, one.unsaved = one.unsaved, 0
        one.day = now // _DAY
        one.carried = await self._do(
            lambda: self._written(lambda s: self._add(s, vault, size, now))
        )

    async def _count_shared(self, caller: bytes, one: _Caller, now: int, most: int) -> None:
        minute = now // _MINUTE
        if one.minute != minute or one.left <= 0:
            wanted = min(_AT_ONCE, max(1, most // 10))
            used = await self._do(
                lambda: self._written(lambda session: self._take(session, caller, wanted, now))
            )
            one.minute, one.left = minute, wanted - max(0, used - most)
        if one.left <= 0:
            raise Declined("too_many_requests", seconds=1 + (_MINUTE - now % _MINUTE) // 1000)
        one.left -= 1

    def _written(self, job: Callable[[Session], T]) -> T:
        with self._hq.database.writing() as session:
            return job(session)

    def _take(self, session: Session, caller: bytes, number: int, now: int) -> int:
        """How many requests of this minute are taken, with these."""
        minute = now // _MINUTE
        insert = self._insert(caller, minute=minute, requests=number, day=now // _DAY, carried=0)
        taken = case(
            (Usage.minute == minute, Usage.requests + number),
            else_=number,
        )
        statement = insert.on_conflict_do_update(
            index_elements=[Usage.caller], set_={"minute": minute, "requests": taken}
        ).returning(Usage.requests)
        used: int = session.execute(statement).scalar_one()
        return used

    def _add(self, session: Session, vault: bytes, size: int, now: int) -> int:
        """The bytes of today, with these; what was of another day is forgotten."""
        day = now // _DAY
        session.execute(delete(Usage).where(Usage.day < day - 1))
        insert = self._insert(vault, minute=-1, requests=0, day=day, carried=size)
        carried = case((Usage.day == day, Usage.carried + size), else_=size)
        statement = insert.on_conflict_do_update(
            index_elements=[Usage.caller], set_={"day": day, "carried": carried}
        ).returning(Usage.carried)
        total: int = session.execute(statement).scalar_one()
        return total

    def _of_today(self, vault: bytes, now: int) -> int:
        with self._hq.database.reading() as session:
            return _OF_TODAY.value(session, caller=vault, day=now // _DAY) or 0

    def _insert(self, caller: bytes, **values: int) -> Any:
        dialect = sqlite if self._hq.embedded else postgresql
        return dialect.insert(Usage).values(caller=caller, **values)

    def _caller(self, caller: bytes, now: int) -> _Caller:
        one = self._known.get(caller)
        if one is None:
            if len(self._known) >= _CALLERS:
                self._sweep(now)
            one = self._known[caller] = _Caller()
        return one

    def _sweep(self, now: int) -> None:
        """Forget who has not asked in this minute and owes no bytes."""
        minute = now // _MINUTE
        for caller, one in list(self._known.items()):
            quiet = not one.seen or one.seen[-1] <= now - _MINUTE
            if quiet and one.minute != minute and not one.unsaved:
                del self._known[caller]


def _count_here(one: _Caller, now: int, most: int) -> None:
    seen = one.seen
    while seen and seen[0] <= now - _MINUTE:
        seen.popleft()
    if len(seen) >= most:
        raise Declined("too_many_requests", seconds=1 + (seen[0] + _MINUTE - now) // 1000)
    seen.append(now)
