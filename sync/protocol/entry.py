"""The journal's unit: one signed, chained entry for each command.

``core`` is the header as bytes without the hash before it. The hash of an entry covers both, so
that headers can travel without it and the chain still verifies. Bytes are kept and verified as
they were signed, never made again. Design: one chain for each vault, one epoch until a restore.
"""

from __future__ import annotations

import hashlib
from functools import cached_property
from itertools import chain
from typing import Any

import msgspec
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from sync.protocol.clock import stamp
from sync.protocol.encoding import SCALARS, decode, encode
from sync.protocol.errors import ProtocolError

FORMAT = 1
ENTRY_TAG = b"bazresyar/1/entry\0"
GENESIS = bytes(32)
KEY_BYTES = 32
LATEST_WALL = 253_402_300_799_999
"""The last millisecond of the year 9999, the last that dates can hold."""
LATEST_TIME = 2**63


class Change(msgspec.Struct, array_like=True, frozen=True, gc=False):
    """New values of one record's fields, and the stamps that they replace.

    ``base`` is the stamp replaced by every field (empty for a new record); ``bases`` names the
    fields that replace others, several where a conflict is decided.
    """

    kind: str
    id: bytes
    values: dict[str, Any]
    base: bytes = b""
    bases: dict[str, list[bytes]] | None = None

    def replaced(self, field: str) -> list[bytes]:
        """The stamps that this change's ``field`` replaces."""
        if self.bases is not None and field in self.bases:
            return self.bases[field]
        return [self.base] if self.base else []


class Body(msgspec.Struct, array_like=True, frozen=True):
    """The changes of one command and the reason that a person gave."""

    changes: list[Change]
    reason: str | None = None


class Header(msgspec.Struct, array_like=True, frozen=True, dict=True):
    """Who wrote what kind of thing, where and when; it outlives a disposed body.

    ``time`` is the hybrid clock, ``wall`` milliseconds since 1970, ``on_behalf_of`` the person
    for whom it was recorded (``domain.md`` section 10), ``blobs`` SHA-256 of attachments.
    """

    format: int
    installation: bytes
    vault: bytes
    epoch: int
    counter: int
    time: int
    wall: int
    actor: bytes
    role: str
    on_behalf_of: str | None
    command: str
    scopes: list[str]
    schema: int
    body_hash: bytes
    blobs: list[bytes]

    @cached_property
    def stamp(self) -> bytes:
        """The stamp that every field written by this entry carries."""
        return stamp(self.time, self.vault)


def encode_body(body: Body) -> bytes:
    """The canonical bytes that ``body_hash`` covers."""
    return encode(body)


def decode_body(data: bytes) -> Body:
    """The body of an entry. Raises ProtocolError on bytes that are not canonical."""
    body = decode(data, Body)
    values = chain.from_iterable(change.values.values() for change in body.changes)
    if not SCALARS.issuperset(map(type, values)):
        raise ProtocolError("wire_malformed")
    return body


def encode_header(header: Header) -> bytes:
    """The header as bytes («core»), without the hash before it."""
    return encode(header)


def decode_header(core: bytes) -> Header:
    """The header of an entry. Raises ProtocolError on bytes that are not canonical."""
    header = decode(core, Header)
    if header.format != FORMAT:
        raise ProtocolError("entry_format_unknown", format=header.format)
    if not (0 <= header.wall <= LATEST_WALL and 0 <= header.time < LATEST_TIME):
        raise ProtocolError("entry_time_unusable")
    return header


def body_hash(body: bytes) -> bytes:
    """SHA-256 of a body's bytes."""
    return hashlib.sha256(body).digest()


def entry_hash(previous: bytes, core: bytes) -> bytes:
    """SHA-256 over the tag, the hash of the entry before, and this header's bytes."""
    return hashlib.sha256(ENTRY_TAG + previous + core).digest()


def sign(key: Ed25519PrivateKey, tag: bytes, message: bytes) -> bytes:
    """An Ed25519 signature under a domain tag, 64 bytes."""
    return key.sign(tag + message)


def verified(public: bytes, tag: bytes, message: bytes, signature: bytes) -> bool:
    """Whether ``signature`` over the tagged message was made with the key of ``public``."""
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, tag + message)
    except (InvalidSignature, ValueError):
        return False
    return True


def verified_by_any(keys: bytes, tag: bytes, message: bytes, signature: bytes) -> bool:
    """The same with any of several keys, which stand one behind the other in ``keys``."""
    starts = range(0, len(keys), KEY_BYTES)
    return any(verified(keys[at : at + KEY_BYTES], tag, message, signature) for at in starts)
