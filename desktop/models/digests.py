"""Digests of rows: the same on every device for the same rows, whatever its version knows.

A row's digest covers what the journal says of it: fields, row clock, state and open heads. Digests
fall into 256 buckets by the last byte of the id (the first ones of a UUID of version 7 are the
year), are joined there by XOR, and the root covers the buckets.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import msgspec
from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.models import registry
from desktop.models.conflicts import STATE, Conflict
from sync.protocol.encoding import encode

BUCKETS = 256
DIGEST_BYTES = 16
Heads = dict[bytes, list[tuple[str, bytes]]]
_extra = msgspec.msgpack.Decoder(dict[str, Any])


class Buckets:
    """The joined digests of a set of rows; adding one twice takes it out again."""

    def __init__(self, packed: bytes = bytes(BUCKETS * DIGEST_BYTES)) -> None:
        starts = range(0, BUCKETS * DIGEST_BYTES, DIGEST_BYTES)
        self._joined = [int.from_bytes(packed[at : at + DIGEST_BYTES], "big") for at in starts]

    def turn(self, record: bytes, digest: bytes) -> None:
        """Put a row in, or take it out."""
        self._joined[bucket_of(record)] ^= int.from_bytes(digest, "big")

    @property
    def packed(self) -> bytes:
        """All buckets, 16 bytes each."""
        return b"".join(joined.to_bytes(DIGEST_BYTES, "big") for joined in self._joined)

    @property
    def root(self) -> bytes:
        """32 bytes for all."""
        return hashlib.sha256(self.packed).digest()


def bucket_of(record: bytes) -> int:
    """Where a record's digest falls."""
    return record[-1] if record else 0


def differing(mine: bytes, theirs: bytes) -> list[int]:
    """The buckets that are not the same."""
    return [
        number
        for number in range(BUCKETS)
        if mine[number * DIGEST_BYTES : (number + 1) * DIGEST_BYTES]
        != theirs[number * DIGEST_BYTES : (number + 1) * DIGEST_BYTES]
    ]


def digest_of(
    kind: registry.Kind, row: Mapping[str, Any], heads: Iterable[tuple[str, bytes]] = ()
) -> bytes:
    """The digest of one raw row with its open heads."""
    values = {name: row[name] for name in kind.fields if row[name] is not None}
    if row["extra"]:
        try:
            values |= {n: v for n, v in _extra.decode(row["extra"]).items() if v is not None}
        except msgspec.MsgspecError:  # a damaged row has a digest too, and it is another
            values["extra"] = row["extra"]
    state = row["state"] if kind.states is not None else None
    told = [kind.name, row["id"], row["stamps"], state, values, sorted(heads)]
    return hashlib.sha256(encode(told)).digest()[:DIGEST_BYTES]


def open_heads(session: Session, kind: str, records: list[bytes] | None = None) -> Heads:
    """The open heads of a kind's records, all or some; clashing steps follow from the steps."""
    query = select(Conflict.record_id, Conflict.field, Conflict.stamp).where(
        Conflict.kind == kind, Conflict.field != STATE
    )
    if records is not None:
        query = query.where(Conflict.record_id.in_(records))
    found: Heads = {}
    for record, field, stamp in session.execute(query):
        found.setdefault(record, []).append((field, stamp))
    return found


def digests(
    session: Session, name: str, records: list[bytes]
) -> Iterator[tuple[bytes, bytes, Mapping[str, Any]]]:
    """The records of a kind that are here: id, digest, raw row."""
    kind = registry.find(name)
    if kind is None:
        return
    for start in range(0, len(records), 500):
        part = records[start : start + 500]
        heads = open_heads(session, name, part)
        for found in session.execute(select(kind.raw).where(kind.raw.c.id.in_(part))).mappings():
            row = dict(found)
            yield row["id"], digest_of(kind, row, heads.get(row["id"], ())), row


def scan(
    session: Session, after: tuple[str, bytes] | None, limit: int
) -> tuple[list[tuple[str, bytes, bytes]], tuple[str, bytes] | None]:
    """The next rows (kind, id, digest) behind a place, and the place where they end."""
    begun = after is None
    found: list[tuple[str, bytes, bytes]] = []
    for kind in registry.kinds():
        if not begun and after is not None and kind.name != after[0]:
            continue
        query = select(kind.raw).order_by(kind.raw.c.id).limit(limit - len(found))
        if not begun and after is not None:
            query = query.where(kind.raw.c.id > after[1])
        begun = True
        rows = [dict(row) for row in session.execute(query).mappings()]
        if rows:
            heads = open_heads(session, kind.name)
            found += [
                (kind.name, row["id"], digest_of(kind, row, heads.get(row["id"], ())))
                for row in rows
            ]
        if len(found) >= limit:
            return found, (kind.name, found[-1][1])
    return found, None
