"""Identifiers that any device can make alone: 16 bytes for records, 8 for vaults."""

from __future__ import annotations

import hashlib
from collections.abc import Callable

ID_BYTES = 16
VAULT_BYTES = 8
HQ_VAULT = bytes(VAULT_BYTES)
"""Headquarters' own system vault: seeds, refusals, policy."""

type_of_random = Callable[[int], bytes]


def new_id(milliseconds: int, random: type_of_random) -> bytes:
    """A UUID of version 7 (RFC 9562) as 16 bytes: sorted by time, unique by 74 random bits."""
    tail = bytearray(random(10))
    tail[0] = 0x70 | (tail[0] & 0x0F)
    tail[2] = 0x80 | (tail[2] & 0x3F)
    return milliseconds.to_bytes(6, "big") + bytes(tail)


def behind(made: bytes, last: bytes) -> bytes:
    """A fresh id that also sorts behind the last one of the same millisecond (RFC 9562, 6.2)."""
    if made[:6] != last[:6] or made > last:
        return made
    return (int.from_bytes(last, "big") + 1).to_bytes(ID_BYTES, "big")


def derived_id(*parts: bytes | str) -> bytes:
    """The same 16 bytes for the same parts on every device, marked as a UUID of version 8."""
    digest = hashlib.sha256()
    for part in parts:
        data = part.encode() if isinstance(part, str) else part
        digest.update(len(data).to_bytes(4, "big") + data)
    raw = bytearray(digest.digest()[:ID_BYTES])
    raw[6] = 0x80 | (raw[6] & 0x0F)
    raw[8] = 0x80 | (raw[8] & 0x3F)
    return bytes(raw)


def new_vault_id(random: type_of_random) -> bytes:
    """8 random bytes; headquarters refuses one that is taken."""
    return random(VAULT_BYTES)
