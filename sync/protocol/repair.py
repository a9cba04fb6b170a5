"""What both ends say to each other to find the rows in which they differ, and to mend them."""

from __future__ import annotations

import msgspec

from sync.protocol.messages import Fed, Gone

RECORDS_AT_ONCE = 200
BUCKETS_AT_ONCE = 32


class DigestsRequest(msgspec.Struct, array_like=True, frozen=True):
    """A vault asks for headquarters' digests of all that it may hold."""

    version: int


class DigestsAnswer(msgspec.Struct, array_like=True, frozen=True):
    """All buckets as of one number of the feed, which is a cursor of each scope.

    None while headquarters still looks at its rows.
    """

    sequence: int
    scopes: list[str]
    buckets: bytes


class BucketsRequest(msgspec.Struct, array_like=True, frozen=True):
    """Buckets that differ."""

    version: int
    buckets: list[int]


class RowDigests(msgspec.Struct, array_like=True, frozen=True):
    """The rows of a kind in these buckets: id and digest."""

    kind: str
    rows: list[tuple[bytes, bytes]]


class BucketsAnswer(msgspec.Struct, array_like=True, frozen=True):
    """Headquarters' rows in the buckets that were asked for."""

    kinds: list[RowDigests]


class Asked(msgspec.Struct, array_like=True, frozen=True):
    """A record that differs, with the stamps that the vault knows of it."""

    kind: str
    id: bytes
    stamps: list[bytes]


class RecordsRequest(msgspec.Struct, array_like=True, frozen=True):
    """A vault asks for all entries of some records."""

    version: int
    records: list[Asked]


class RecordsAnswer(msgspec.Struct, array_like=True, frozen=True):
    """Every entry that wrote these records, under the signature of their batch.

    ``digests`` are headquarters' after it looked at its own rows again (none: no row), ``gone``
    the records that are not for this vault, believed only under ``leave``.
    """

    batch: int
    items: list[Fed]
    signature: bytes
    digests: list[bytes | None]
    gone: list[Gone]
    leave: bytes
    wall: int
