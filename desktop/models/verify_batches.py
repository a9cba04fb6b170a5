"""What headquarters signed of its feed, in batches of its own or in pages through a relay."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.models.entries import Batch
from sync.protocol.encoding import decode
from sync.protocol.entry import verified_by_any
from sync.protocol.errors import ProtocolError
from sync.protocol.messages import BATCH_TAG
from sync.protocol.relay import PAGE_TAG, Page, line_digest

_ITEM_BYTES = 64
"""Of one item of a batch: SHA-256 of its header, then of its body."""


class SignedItems:
    """The items of every batch and page; pages have negative numbers."""

    def __init__(self) -> None:
        self._signed: dict[int, set[bytes]] = {}

    def read(self, session: Session, receipt_key: bytes) -> Iterator[bool]:
        """Read them all; says of each whether it is as headquarters signed it."""
        kept = select(Batch.number, Batch.items, Batch.digest, Batch.signature)
        for number, items, digest, signature in session.execute(kept):
            whole = hashlib.sha256(items).digest() == digest
            if number < 0:
                self._signed[number] = _lines(items)
                yield whole and verified_by_any(receipt_key, PAGE_TAG, items, signature)
            else:
                starts = range(0, len(items), _ITEM_BYTES)
                self._signed[number] = {items[start : start + _ITEM_BYTES] for start in starts}
                yield whole and verified_by_any(receipt_key, BATCH_TAG, digest, signature)

    def has(self, batch: int, core: bytes, body: bytes, digests: tuple[bytes, bytes]) -> bool:
        """Whether a body, by its digest, came in a batch; ``digests`` are hash and rank."""
        if batch < 0:
            return line_digest(core, body, *digests) in self._signed.get(batch, ())
        return hashlib.sha256(core).digest() + body in self._signed.get(batch, ())


def _lines(message: bytes) -> set[bytes]:
    try:
        return {line.digest for line in decode(message, Page).lines}
    except ProtocolError:
        return set()
