"""When an entry was written, as far as it can be known: by this a role is judged.

What a clock says is believed where it is possible. Where it is not, it is put right by what the
vault said of its clock in this exchange; and nobody wrote before the vault was enrolled or the
role first given, behind what the vault had seen already, or after the entry arrived
(``sync.md`` section 1, points 7 and 10).
"""

from __future__ import annotations

from dataclasses import dataclass

from sync.protocol.clock import stamp_time
from sync.protocol.entry import Header

SKEW = 10 * 60 * 1000
"""By so many milliseconds clocks may differ without a word."""


@dataclass(frozen=True, slots=True)
class VaultClock:
    """The clock of one vault at one exchange; all in milliseconds, by headquarters' clock.

    ``offset`` is by how much the vault says its clock is ahead of ``now``, ``enrolled`` when the
    vault came to be.
    """

    now: int
    offset: int = 0
    enrolled: int = 0

    def written(self, header: Header, first: int) -> int:
        """The moment of an entry in a role that was ``first`` given at some time."""
        earliest = max(self.enrolled, first)
        claimed = header.wall
        if not earliest <= claimed <= self.now + SKEW:
            claimed -= self.offset
        seen = stamp_time(header.stamp) - SKEW
        if seen <= self.now:
            earliest = max(earliest, seen)
        return min(max(claimed, earliest), self.now)
