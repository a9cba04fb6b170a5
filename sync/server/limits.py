"""How much one vault, or one address without a vault, may ask in a minute."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable

from sync.server.declined import Declined

REQUESTS_A_MINUTE = 600
STRANGERS_A_MINUTE = 60
"""For addresses that have no token yet: enrolment and sessions."""

_MINUTE = 60_000
_CALLERS = 20_000


class Limits:
    """Counts requests of the last minute, in memory."""

    def __init__(self, wall: Callable[[], int]) -> None:
        self._wall = wall
        self._seen: dict[bytes, deque[int]] = {}

    def count(self, caller: bytes, most: int) -> None:
        """Note one request. Raises Declined ``too_many_requests`` with the seconds to wait."""
        now = self._wall()
        seen = self._seen.setdefault(caller, deque())
        while seen and seen[0] <= now - _MINUTE:
            seen.popleft()
        if len(seen) >= most:
            raise Declined("too_many_requests", seconds=1 + (seen[0] + _MINUTE - now) // 1000)
        seen.append(now)
        if len(self._seen) > _CALLERS:
            self._sweep(now)

    def _sweep(self, now: int) -> None:
        old = [caller for caller, seen in self._seen.items() if seen[-1] <= now - _MINUTE]
        for caller in old:
            del self._seen[caller]
