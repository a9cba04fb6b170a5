"""Names of scopes as they travel: the hexadecimal half of most of them as plain bytes."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from sync.protocol.errors import ProtocolError

_RAW = b"\xff"
"""Never part of UTF-8, so that it cannot be mistaken."""
_HEX_LETTERS = 32


def pack_names(names: Iterable[str]) -> list[bytes]:
    """The names in their order."""
    return [_packed(name) for name in names]


def unpack_names(packed: Iterable[bytes]) -> list[str]:
    """The same names. Raises ProtocolError."""
    try:
        return [_unpacked(name) for name in packed]
    except UnicodeDecodeError as error:
        raise ProtocolError("wire_malformed") from error


@lru_cache(maxsize=4096)
def _packed(name: str) -> bytes:
    head, slash, tail = name.rpartition("/")
    if slash and len(tail) == _HEX_LETTERS and tail.isascii() and tail == tail.lower():
        try:
            raw = bytes.fromhex(tail)
        except ValueError:
            return name.encode()
        if raw.hex() == tail:
            return head.encode() + _RAW + raw
    return name.encode()


def _unpacked(packed: bytes) -> str:
    head, raw, tail = packed.partition(_RAW)
    return f"{head.decode()}/{tail.hex()}" if raw else packed.decode()
