"""Holds what came in a snapshot against the digests that headquarters signed."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.models.bases import Snapshot, SnapshotChunk
from sync.protocol.encoding import decode
from sync.protocol.entry import verified_by_any
from sync.protocol.errors import ProtocolError
from sync.protocol.snapshot import SNAPSHOT_TAG, ChunkInfo, Manifest, open_chunk, row_digests


def snapshots(session: Session, receipt_key: bytes) -> Iterator[tuple[int, bool]]:
    """Each chunk that stands: how many rows it holds, and whether it is as it was signed."""
    kept = select(Snapshot.id, Snapshot.applied, Snapshot.message, Snapshot.signature)
    for identity, applied, message, signature in session.execute(kept).all():
        try:
            manifest = decode(message, Manifest)
        except ProtocolError:
            yield 0, False
            continue
        if not verified_by_any(receipt_key, SNAPSHOT_TAG, message, signature):
            yield 0, False
        for number, info in enumerate(manifest.chunks[:applied]):
            found = session.get(SnapshotChunk, (identity, number))
            yield info.rows, found is not None and _stands(found, info)
            session.expire_all()


def _stands(chunk: SnapshotChunk, info: ChunkInfo) -> bool:
    """Of a chunk that lost rows to a wipe, the digests of all its rows are there to be checked."""
    if not chunk.wiped:
        return hashlib.sha256(chunk.data).digest() == info.hash
    try:
        held = open_chunk(chunk.data)
    except ProtocolError:
        return False
    return held.kind == info.kind and row_digests(held.rows, held.wiped) == info.digest
