"""Headquarters' own chain: what it did to vaults, people and keys, each link behind the last.

A vault is told the head alone and keeps it, as a witness outside headquarters. A link covers only
the SHA-256 of what was noted, so that the chain can be checked by who may not read it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import msgspec

from sync.protocol.encoding import encode
from sync.protocol.entry import GENESIS, verified

AUDIT_TAG = b"bazresyar/1/audit\0"
START = GENESIS
LINKS_AT_ONCE = 10_000

FOUNDED = "founded"
CODE_ISSUED, ENROLLED = "code_issued", "enrolled"
VAULT_REVOKED, VAULT_RELEASED = "vault_revoked", "vault_released"
ROLE_GRANTED, ROLE_ENDED = "role_granted", "role_ended"
DISPOSED = "disposed"
KEYS_PUBLISHED = "keys_published"
RECOVERY_OPENED = "recovery_opened"
HQ_BACKED_UP, HQ_RESTORED = "backed_up", "restored"
CERTIFICATE_RENEWED = "certificate_renewed"


class Noted(msgspec.Struct, array_like=True, frozen=True):
    """One thing that was done: ``by`` is whose process did it, ``told`` the particulars.

    ``time`` is milliseconds since 1970 by headquarters' clock; the numbers start at 1.
    """

    installation: bytes
    number: int
    time: int
    what: str
    by: str
    told: dict[str, str | int]


class Head(msgspec.Struct, array_like=True, frozen=True):
    """The last link: its number, its hash, and headquarters' signature (receipt key) over both."""

    number: int
    hash: bytes
    signature: bytes


class LinksAnswer(msgspec.Struct, array_like=True, frozen=True):
    """The links behind the one that was asked for: SHA-256 of each ``Noted``, and the head."""

    digests: list[bytes]
    head: Head | None


def digest(message: bytes) -> bytes:
    """What a link covers of a noted thing."""
    return hashlib.sha256(message).digest()


def link(previous: bytes, number: int, digest_: bytes) -> bytes:
    """The hash of a link; the first one follows ``GENESIS``."""
    return hashlib.sha256(AUDIT_TAG + previous + number.to_bytes(8, "big") + digest_).digest()


def head_text(installation: bytes, number: int, hash_: bytes) -> bytes:
    """What the signature of a head covers."""
    return encode([installation, number, hash_])


def genuine(head: Head, installation: bytes, keys: Sequence[bytes]) -> bool:
    """Whether headquarters signed this head with one of its keys."""
    text = head_text(installation, head.number, head.hash)
    return any(verified(key, AUDIT_TAG, text, head.signature) for key in keys)


def followed(previous: bytes, number: int, digests: Sequence[bytes]) -> bytes:
    """The hash behind ``digests``, which follow the link of this number and hash."""
    for place, one in enumerate(digests, number + 1):
        previous = link(previous, place, one)
    return previous
