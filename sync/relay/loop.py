"""Turns with headquarters in the background: soon after a laptop came, now and then otherwise.

While headquarters is away the pauses grow, never all relays at once; laptops notice nothing.
"""

from __future__ import annotations

import contextlib
import logging
import os
import threading
from collections.abc import Callable

from desktop.errors import AppError
from sync.client.http import Connect, connect
from sync.relay.station import Station
from sync.relay.upstream import Upstream

log = logging.getLogger(__name__)

KEYS_MAY_BE_NEWER = frozenset(
    {"certificate_not_genuine", "policy_not_genuine", "batch_not_genuine", "receipt_not_genuine"}
)
"""What an answer means by a key that our list does not name yet."""

INTERVAL = 30.0
RETRY = 5.0
LONGEST = 10 * 60.0
_SOON = 0.2
_STOP_SECONDS = 15.0


def fraction() -> float:
    """A chance number from 0 to 1."""
    return int.from_bytes(os.urandom(4), "big") / 2**32


def delay(failures: int, chance: float, interval: float = INTERVAL) -> float:
    """Seconds until the next try: doubling with each failure, with jitter."""
    if failures == 0:
        return interval * (0.75 + chance / 2)
    first = min(RETRY, interval)
    return float(min(first * 2 ** min(failures - 1, 20), LONGEST) * (0.75 + chance / 2))


class Loop:
    """Runs until ``stop``; ``wake`` asks for a turn soon."""

    def __init__(
        self,
        station: Station,
        authority: bytes,
        urls: list[str],
        *,
        connect: Connect = connect,
        chance: Callable[[], float] = fraction,
        interval: float = INTERVAL,
    ) -> None:
        self._station = station
        self._authority = authority
        self._urls = urls
        self._connect = connect
        self._chance = chance
        self._interval = interval
        self._wake = threading.Event()
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._run, name="relay-upstream", daemon=True)

    def start(self) -> None:
        """Begin, with a first turn at once."""
        self._thread.start()

    def wake(self) -> None:
        """Something new is here for headquarters."""
        self._wake.set()

    def stop(self) -> None:
        """No further turn; the one under way ends or is cut off with the connection."""
        self._stopped.set()
        self._wake.set()
        self._thread.join(_STOP_SECONDS)

    def _run(self) -> None:
        enrolment = self._station.joined.enrolment
        with contextlib.closing(self._connect(self._station.upstream, enrolment.tls_pin)) as http:
            upstream = Upstream(self._station, http, self._authority, self._urls)
            failures = 0
            while not self._stopped.is_set():
                failures = 0 if self._tried(upstream, failures) else failures + 1
                self._pause(failures)

    def _tried(self, upstream: Upstream, failures: int) -> bool:
        try:
            moved = upstream.run()
        except AppError as error:
            if failures == 0:
                log.warning("headquarters: %s", error)
            if error.code in KEYS_MAY_BE_NEWER:
                self._renew_keys()
            return False
        if failures:
            log.info("headquarters answers again")
        if moved:
            log.info("moved %d with headquarters", moved)
        return True

    def _renew_keys(self) -> None:
        with contextlib.suppress(AppError):
            if self._station.renew_keys(self._connect):
                log.info("headquarters has a newer list of keys")

    def _pause(self, failures: int) -> None:
        wait = delay(failures, self._chance(), self._interval)
        if failures:
            # What laptops bring meanwhile does not shorten the pause.
            self._stopped.wait(wait)
        elif self._wake.wait(wait):
            self._stopped.wait(_SOON)
        self._wake.clear()
