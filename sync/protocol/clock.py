"""Hybrid logical clock, and the packed clock of a row.

A *stamp* is 16 bytes that sort by time: 48 bits of milliseconds, 16 bits of a counter, and the
8 bytes of the vault. One entry has one stamp, so a stamp also names the entry.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

import msgspec

from sync.protocol.errors import ProtocolError

STAMP_BYTES = 16
NO_STAMP = b""

_COUNTER_BITS = 16
_fields = msgspec.msgpack.Decoder(dict[str, bytes])


def stamp(time: int, vault: bytes) -> bytes:
    """The stamp of one entry: ``time`` as the hybrid clock gives it, then the vault."""
    return time.to_bytes(8, "big") + vault


def stamp_time(of: bytes) -> int:
    """Milliseconds since 1970 of a stamp, without its counter."""
    return int.from_bytes(of[:8], "big") >> _COUNTER_BITS


def stamp_vault(of: bytes) -> bytes:
    """The vault that wrote the entry of a stamp."""
    return of[8:]


class HybridClock:
    """Never goes back, and stays close to the wall clock that it is given (milliseconds)."""

    def __init__(self, wall: Callable[[], int], last: int = 0) -> None:
        self._wall = wall
        self._last = last

    def now(self) -> int:
        """The next time: later than every time given or seen before."""
        self._last = max(self._last + 1, self._wall() << _COUNTER_BITS)
        return self._last

    def saw(self, time: int) -> None:
        """Remember a time of another device, so that what follows here sorts after it."""
        self._last = max(self._last, time)

    def wall(self) -> int:
        """Milliseconds since 1970 as this device believes."""
        return self._wall()


def pack_row_clock(whole: bytes, fields: Mapping[str, bytes]) -> bytes:
    """One blob: the stamp of the whole row, then only the fields that differ from it."""
    differing = {name: value for name, value in sorted(fields.items()) if value != whole}
    return whole + (msgspec.msgpack.encode(differing) if differing else b"")


def unpack_row_clock(blob: bytes) -> tuple[bytes, dict[str, bytes]]:
    """The whole-row stamp and the fields that differ. Raises ProtocolError on a damaged blob."""
    if len(blob) < STAMP_BYTES:
        raise ProtocolError("row_clock_damaged")
    try:
        rest = _fields.decode(blob[STAMP_BYTES:]) if len(blob) > STAMP_BYTES else {}
    except (msgspec.DecodeError, UnicodeError, RecursionError) as error:
        raise ProtocolError("row_clock_damaged") from error
    return blob[:STAMP_BYTES], rest


def advance_row_clock(blob: bytes, names: Iterable[str], to: bytes) -> bytes:
    """The row clock after the named fields were written at ``to``."""
    whole, fields = unpack_row_clock(blob)
    return pack_row_clock(whole, fields | dict.fromkeys(names, to))
