"""The three clocks of a lease: what «now» is to a vault, and what it may still do.

Pure. Times are milliseconds since 1970 by headquarters' clock as far as the vault knows it.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Final

DAY_MS: Final = 24 * 3_600_000
CHAIN_AHEAD_MS: Final = DAY_MS
"""The vault's own chain counts at most so far beyond the last time heard from headquarters."""

RECORDING_DAYS: Final = 60
"""So long after the lease what is recorded is still taken, marked."""

MARK: Final = "lease/over"
"""Stands among the scopes that an entry's header names: it was written after the lease."""

_WARN_PART = 3
"""A warning comes when a third of the lease is left: from day 20 of 30."""


class Standing(Enum):
    """What a vault may do."""

    NONE = "none"
    """No lease was ever given: nothing was received that could be closed."""
    HELD = "held"
    ENDING = "ending"
    OVER = "over"
    """What was received of others is closed; what is recorded carries the mark."""
    CLOSED = "closed"
    """Nothing more is recorded either, until headquarters has spoken."""


@dataclass(frozen=True, slots=True)
class Clocks:
    """What a vault knows of the time: its clock, headquarters' last word, its own chain.

    ``headquarters`` is the latest time that headquarters said, by any road; ``chain`` the time of
    the last own entry, 0 where there is none.
    """

    clock: int
    headquarters: int
    chain: int

    @property
    def now(self) -> int:
        """The latest of the three; none alone can move it far, forward or back.

        A clock set back does not take it behind headquarters' last word. The chain keeps what was
        written under a clock set ahead, so it counts for one day beyond that word and no more.
        """
        chain = min(self.chain, self.headquarters + CHAIN_AHEAD_MS)
        return max(self.clock, self.headquarters, chain)


@dataclass(frozen=True, slots=True)
class Term:
    """From when to when a lease runs."""

    issued_at: int
    until: int

    def standing(self, now: int) -> Standing:
        """What a vault may do at a moment."""
        if now >= self.until + RECORDING_DAYS * DAY_MS:
            return Standing.CLOSED
        if now >= self.until:
            return Standing.OVER
        warned = self.until - (self.until - self.issued_at) // _WARN_PART
        return Standing.ENDING if now >= warned else Standing.HELD

    def days_left(self, now: int) -> int:
        """Whole days until it ends, the last one counted; 0 once it is over."""
        return max(0, -((now - self.until) // DAY_MS))

    def days_to_record(self, now: int) -> int:
        """Whole days in which something can still be recorded."""
        return max(0, -((now - self.until - RECORDING_DAYS * DAY_MS) // DAY_MS))

    def wants_renewal(self, now: int) -> bool:
        """Whether an exchange should bring a new one: once a day, for bytes are dear."""
        return now >= self.issued_at + DAY_MS
