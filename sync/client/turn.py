"""One turn of an exchange: what goes out, how large it may be, and what came of it."""

from __future__ import annotations

from dataclasses import dataclass, field

from desktop.errors import Problem
from desktop.models.entries import Head
from sync.client.push import Place, Unsent
from sync.protocol.messages import SNAPSHOT, VERSION, ExchangeAnswer, ExchangeRequest

LEAST_BYTES = 64 * 1024
MOST_BYTES = 4 * 1024 * 1024
_QUICK_SECONDS = 1.0
_SLOW_SECONDS = 4.0


@dataclass(frozen=True, slots=True)
class Turn:
    """What is sent: entries, from where the feed is read on, and what else is told."""

    unsent: Unsent
    believed: Head | None
    cursors: dict[str, int]
    limit: int
    token: bytes | None
    takes: int = SNAPSHOT
    digest: bytes = b""
    wiped: tuple[str, ...] = ()
    unsure: tuple[bytes, ...] = ()
    asks: int = 0
    audit: int = 0
    keys: int = 0

    def request(self, schema: int, wall: int) -> ExchangeRequest:
        """The message of this turn."""
        heads = [] if self.believed is None else [list(_place(self.believed))]
        return ExchangeRequest(
            VERSION,
            schema,
            self.unsent.runs,
            self.cursors,
            wall,
            self.limit,
            heads,
            self.takes,
            self.digest,
            list(self.wiped),
            list(self.unsure),
            self.asks,
            self.audit,
            self.keys,
        )


@dataclass(frozen=True, slots=True)
class Answered:
    """What came back, how long it took, and by how much our clock is behind (milliseconds)."""

    answer: ExchangeAnswer
    seconds: float
    offset: int


@dataclass(frozen=True, slots=True)
class Kept:
    """What one turn changed in the vault."""

    held: Head | None
    sent: int
    received: int
    left: int
    more: bool
    kinds: frozenset[str]
    snapshot: bool = False
    asks: bool = False
    ended: bool = False
    """Whether the vault notes already that the exchange ended well."""
    files: bool = True
    """Whether files may wait on either side."""


@dataclass
class Done:
    """What an exchange has done so far."""

    turns: int = 0
    sent: int = 0
    received: int = 0
    kinds: set[str] = field(default_factory=set)
    cancelled: bool = False
    ended: bool = False
    files: bool = True

    def add(self, kept: Kept) -> None:
        """One more turn."""
        self.turns += 1
        self.ended, self.files = kept.ended, kept.files
        self.sent += kept.sent
        self.received += kept.received
        self.kinds |= kept.kinds


def held_of(answer: ExchangeAnswer) -> Head | None:
    """The head that headquarters holds. Raises Problem ``answer_unreadable``."""
    if not answer.held:
        return None
    match answer.held:
        case [int(epoch), int(counter), bytes(digest)]:
            return Head(epoch, counter, digest)
    raise Problem("reply_unreadable", why="held")


def place_of(head: Head | None) -> Place:
    """Where a head stands in its chain; before everything without one."""
    return (0, 0) if head is None else (head.epoch, head.counter)


def paced(bytes_: int, seconds: float, most: int = MOST_BYTES) -> int:
    """The size of the next turn by how long this one took."""
    if seconds < _QUICK_SECONDS:
        return min(bytes_ * 2, most)
    return max(bytes_ // 2, LEAST_BYTES) if seconds > _SLOW_SECONDS else bytes_


def _place(head: Head) -> tuple[int, int, bytes]:
    return head.epoch, head.counter, head.hash
