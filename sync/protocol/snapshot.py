"""A snapshot: the rows of some scopes as they stood at one number of the feed, signed.

It travels in chunks, each of one kind and named by its hash in the signed manifest. Below it no
entries are needed: ``vector`` says which entries every row already contains, and the stamps in the
rows' clocks are enough to merge what comes later.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from typing import Any

import msgspec

from sync.protocol.encoding import encode
from sync.protocol.errors import ProtocolError
from sync.protocol.messages import Signed
from sync.protocol.packing import open_stream

SNAPSHOT_TAG = b"bazresyar/1/snapshot\0"
CHUNK_LIMIT = 1024 * 1024
"""Bytes of a chunk as it travels."""

CHUNK_OPEN_LIMIT = 16 * 1024 * 1024
CHUNK_ROWS = 5_000
"""Rows of a chunk: one transaction of the vault."""

HEADERS = "entries"
"""Not a kind: the headers of entries that open conflicts name."""

Row = tuple[Any, ...]


class Head(msgspec.Struct, array_like=True, frozen=True):
    """A losing write of a row's field (``field`` «state»: a clashing step), not yet decided."""

    record: bytes
    field: str
    stamp: bytes
    value: bytes
    same: bool
    arrived_at: str


class Chunk(msgspec.Struct, array_like=True, frozen=True):
    """Rows of one kind in order of their ids, in the manifest's columns, and their open heads.

    In a vault a row that was wiped is empty, and leaves its digest in ``wiped`` with its place.
    """

    kind: str
    rows: list[Row]
    heads: list[Head]
    wiped: list[tuple[int, bytes, bytes]] = []


class ChunkInfo(msgspec.Struct, array_like=True, frozen=True):
    """``hash`` is of the bytes that travel, ``digest`` of the rows one by one (``row_digests``)."""

    kind: str
    first: bytes
    rows: int
    size: int
    hash: bytes
    digest: bytes


class Manifest(msgspec.Struct, array_like=True, frozen=True):
    """What headquarters signs of a snapshot.

    ``vector`` is [vault, epoch, counter] of the last entry of each vault that it contains,
    ``ranks`` [stamp, rank] of those that were ranked at arrival, ``columns`` those of each kind.
    """

    installation: bytes
    id: bytes
    sequence: int
    made_at: int
    scopes: list[str]
    vector: list[tuple[bytes, int, int]]
    ranks: list[tuple[bytes, bytes]]
    columns: dict[str, list[str]]
    chunks: list[ChunkInfo]


class SnapshotRequest(msgspec.Struct, array_like=True, frozen=True):
    """A vault asks for the snapshot of its scopes."""

    version: int
    schema: int


class SnapshotAnswer(msgspec.Struct, array_like=True, frozen=True):
    """The manifest, or how many rows have been looked at so far."""

    manifest: Signed | None
    looked_at: int
    of: int


_chunk = msgspec.msgpack.Decoder(Chunk)
_row = msgspec.msgpack.Decoder(tuple[Any, ...])


def row_digests(rows: Sequence[Row], wiped: Iterable[tuple[int, bytes, bytes]] = ()) -> bytes:
    """SHA-256 over the SHA-256 of each row; of a wiped row (place, id, digest) is left."""
    gone = {place: digest for place, _, digest in wiped}
    whole = hashlib.sha256()
    for place, row in enumerate(rows):
        whole.update(gone.get(place) or row_digest(row))
    return whole.digest()


def row_digest(row: Row) -> bytes:
    """SHA-256 of one row's canonical bytes."""
    return hashlib.sha256(encode(row)).digest()


def open_chunk(data: bytes) -> Chunk:
    """The chunk of these bytes, which the manifest vouches for. Raises ProtocolError."""
    try:
        return _chunk.decode(open_stream(data, CHUNK_OPEN_LIMIT))
    except (msgspec.DecodeError, UnicodeError, RecursionError) as error:
        raise ProtocolError("wire_malformed") from error


def opened_row(packed: bytes) -> Row:
    """One row of its canonical bytes."""
    return _row.decode(packed)
