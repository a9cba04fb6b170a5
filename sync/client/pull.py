"""Entries of others as headquarters hands them on: checked whole, then kept with their batch."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from hashlib import sha256
from typing import Protocol

from sqlalchemy.orm import Session

from desktop.errors import Problem
from desktop.models.apply import apply
from desktop.models.entries import Batch
from desktop.models.journal import Journal
from desktop.models.lease import HEARD
from desktop.models.projection import Incoming
from desktop.models.vault_facts import CLOCK_TOLERANCE_MS, set_number
from sync.client import foreign
from sync.protocol.batch import digest_of
from sync.protocol.clock import stamp_time
from sync.protocol.entry import body_hash, decode_body, decode_header, verified
from sync.protocol.errors import ProtocolError
from sync.protocol.messages import BATCH_TAG, ExchangeAnswer, Fed
from sync.protocol.slim import OpenedFed


class SignedBatch(Protocol):
    """Entries with headquarters' signature over all of them: of a turn, or of a repair."""

    @property
    def batch(self) -> int:
        """The number of the batch."""
        ...

    @property
    def items(self) -> list[Fed]:
        """The entries."""
        ...

    @property
    def signature(self) -> bytes:
        """Over the digest of the batch."""
        ...


def checked(answer: SignedBatch, receipt_key: bytes, installation: bytes) -> list[Incoming]:
    """The entries of an answer, if headquarters signed exactly these. Writes nothing.

    Raises Problem: ``batch_not_genuine``, ``answer_unreadable``.
    """
    if not answer.items:
        return []
    digests = [_digest(item) for item in answer.items]
    signed = _items(zip([item.core for item in answer.items], digests, strict=True))
    if not verified(receipt_key, BATCH_TAG, digest_of(signed), answer.signature):
        raise Problem("batch_not_genuine")
    try:
        incoming = [
            incoming_of(item, answer.batch, digest)
            for item, digest in zip(answer.items, digests, strict=True)
        ]
    except ProtocolError as error:
        raise Problem("reply_unreadable", why=error.code) from error
    if any(item.header.installation != installation for item in incoming):
        raise Problem("batch_not_genuine")
    return incoming


def keep(
    session: Session,
    journal: Journal,
    server: bytes,
    answer: ExchangeAnswer,
    incoming: list[Incoming],
    now: datetime,
) -> set[str]:
    """Apply the entries and keep what headquarters vouched for them with; says which kinds."""
    set_number(session, f"{HEARD}{server.hex()}", answer.wall)
    if not incoming:
        return set()
    for item in incoming:
        if stamp_time(item.header.stamp) <= answer.wall + CLOCK_TOLERANCE_MS:
            journal.clock.saw(item.header.time)
    note_batch(session, server, answer, incoming, now)
    kinds = apply(session, incoming, now).kinds
    return kinds | foreign.vouch(session, incoming, now)


def note_batch(
    session: Session,
    server: bytes,
    answer: SignedBatch,
    incoming: Iterable[Incoming],
    now: datetime,
) -> None:
    """Keep what headquarters vouched for all entries of an answer with."""
    items = _items((item.core, item.digest) for item in incoming)
    session.merge(
        Batch(
            number=answer.batch,
            server=server,
            items=items,
            digest=digest_of(items),
            signature=answer.signature,
            arrived_at=now,
        )
    )


def _items(entries: Iterable[tuple[bytes, bytes]]) -> bytes:
    """What the digest of a batch covers, of cores and the digests of bodies."""
    return b"".join(part for core, body in entries for part in (sha256(core).digest(), body))


def _digest(item: Fed) -> bytes:
    """SHA-256 of a body; one that was hashed when it was made again is not hashed twice."""
    return item.entry.digest if isinstance(item, OpenedFed) else body_hash(item.body)


def incoming_of(item: Fed, batch: int, digest: bytes = b"") -> Incoming:
    """One item of a batch, read; ``digest`` is its body's. Raises ProtocolError."""
    ready = item.entry if isinstance(item, OpenedFed) else None
    header = decode_header(item.core) if ready is None else ready.header
    return Incoming(
        header,
        item.core,
        item.hash,
        item.body,
        decode_body(item.body).changes if ready is None else ready.changes,
        item.rank or header.stamp,
        batch=batch,
        digest=digest or _digest(item),
    )
