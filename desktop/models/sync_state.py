"""What this vault knows of headquarters, and the honest state of what has arrived there.

The tables here are local: never synced, never evidence. «Sent» is what a receipt says that
headquarters signed; nothing else counts (``sync.md`` section 1, point 14).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import Integer, LargeBinary, Select, String, func, select, tuple_, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from desktop.errors import AppError
from desktop.models import conflicts
from desktop.models.attachments import Attachment
from desktop.models.base import Base, Json, Local
from desktop.models.bases import loading
from desktop.models.entries import Entry, EntryBody, Receipt, VaultId, head
from desktop.models.journal import at
from desktop.models.relays import at_relay
from desktop.models.vault_facts import (
    CLOCK_TOLERANCE_MS,
    OFFSET,
    enrolment,
    get,
    moment,
    number,
    put,
    set_moment,
)
from sync.protocol.encoding import Scalar, decode, encode
from sync.protocol.entry import GENESIS, Change, decode_body, decode_header, verified
from sync.protocol.errors import ProtocolError
from sync.protocol.messages import RECEIPT_TAG, EarlierKey, ReceiptText

SEND, FETCH = "send", "fetch"
CORRECTED, WITHDRAWN = "corrected", "withdrawn"
ACCESS = "sync/token"
TURN_BYTES = "sync/turn_bytes"
LAST_EXCHANGE = "sync/last_exchange"
FORKED = "sync/forked"
ERROR = "sync/error"
UNHEALED = "sync/unhealed"
"""How many rows differ from headquarters' and could not be mended."""


class BlobTransfer(Local, Base):
    """A file on its way: ``direction`` is send or fetch, ``place`` orders (thumbnails first)."""

    __tablename__ = "blob_transfers"
    sha256: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    direction: Mapped[str] = mapped_column(String(8), primary_key=True)
    place: Mapped[int] = mapped_column(Integer)
    asked_at: Mapped[datetime]
    failed: Mapped[str | None] = mapped_column(String(64))


class RefusedEntry(Local, Base):
    """An own entry that headquarters did not take; waits until corrected or withdrawn."""

    __tablename__ = "refused_entries"
    vault: Mapped[bytes] = mapped_column(VaultId, primary_key=True)
    epoch: Mapped[int] = mapped_column(Integer, primary_key=True)
    counter: Mapped[int] = mapped_column(Integer, primary_key=True)
    code: Mapped[str] = mapped_column(String(64))
    arguments: Mapped[Any] = mapped_column(Json)
    arrived_at: Mapped[datetime]
    settled_at: Mapped[datetime | None]
    settled_how: Mapped[str | None] = mapped_column(String(16))


class RemovedScope(Local, Base):
    """A scope that is no longer ours; its rows go as soon as nothing of ours in them is unsent."""

    __tablename__ = "removed_scopes"
    scope: Mapped[str] = mapped_column(String(80), primary_key=True)
    removed_at: Mapped[datetime]


@dataclass(frozen=True, slots=True)
class LastError:
    """Why the last exchange did not end well; worded where it is shown."""

    code: str
    arguments: Mapping[str, Any]
    at: datetime


class _PackedError(msgspec.Struct, array_like=True, frozen=True):
    code: str
    arguments: dict[str, Any]
    at: datetime


@dataclass(frozen=True, slots=True)
class SyncState:
    """What the foot of the rail says. Counts come from entries and receipts, never from hope."""

    enrolled: bool
    unsent: int
    unsent_photos: int
    last_receipt_at: datetime | None
    last_exchange_at: datetime | None
    refused: int
    conflicts: int
    queued_blobs: int
    last_error: LastError | None
    offset_ms: int
    forked_at: datetime | None
    """When this vault went on from a copy; None once somebody has taken note of it."""
    running: bool = False
    at_relay: int = 0
    """Of the unsent entries: how many lie at a relay of the province."""
    relay: str = ""
    loaded: int = 0
    to_load: int = 0
    """Rows of the first snapshot: how many are here, and of how many while it comes."""
    unhealed: int = 0
    fork_settled: bool = False
    """Whether headquarters has receipted what was chained anew."""

    @property
    def clock_wrong(self) -> bool:
        """Whether this laptop's clock is too far from headquarters'."""
        return abs(self.offset_ms) > CLOCK_TOLERANCE_MS


@dataclass(frozen=True, slots=True)
class RefusedChange:
    """What a refused entry wanted of one record."""

    kind: str
    record: bytes
    values: Mapping[str, Any]
    new: bool


@dataclass(frozen=True, slots=True)
class RefusedRow:
    """A line of the tray: what was refused, why, and the values that wait."""

    epoch: int
    counter: int
    code: str
    arguments: Mapping[str, Any]
    arrived_at: datetime
    written_at: datetime
    command: str
    changes: tuple[RefusedChange, ...]


Verify = Callable[[bytes, bytes], bool]
"""Whether headquarters' receipt key signed this message."""


def note_end(session: Session, now: datetime, error: AppError | None) -> None:
    """How an exchange ended: its error, or none and the moment."""
    if error is None:
        put(session, ERROR, None)
        set_moment(session, LAST_EXCHANGE, now)
        return
    told = {name: _plain(value) for name, value in error.arguments.items()}
    put(session, ERROR, encode(_PackedError(error.code, told, now)))


def _plain(value: object) -> Scalar:
    return value if value is None or isinstance(value, bool | int | float | str) else str(value)


def last_error(session: Session) -> LastError | None:
    """Why the last exchange did not end well, or None where it did."""
    packed = get(session, ERROR)
    if packed is None:
        return None
    error = decode(packed, _PackedError)
    return LastError(error.code, error.arguments, error.at)


def receipt_verifier(key: bytes, earlier: Iterable[EarlierKey] = ()) -> Verify:
    """Checks receipts against headquarters' receipt key, and those of before by earlier ones."""

    def verify(message: bytes, signature: bytes) -> bool:
        if verified(key, RECEIPT_TAG, message, signature):
            return True
        return any(
            verified(one.key, RECEIPT_TAG, message, signature) and _given_by(message, one.until)
            for one in earlier
        )

    return verify


def _given_by(message: bytes, until: int) -> bool:
    """Whether a receipt says that it was given before a moment."""
    try:
        return decode(message, ReceiptText).time <= until
    except ProtocolError:
        return False


def last_receipt(session: Session, vault: bytes, verify: Verify) -> ReceiptText | None:
    """The furthest receipt of this vault that headquarters really signed for our own entry."""
    query = (
        select(Receipt.message, Receipt.signature, Entry.hash)
        .join(
            Entry,
            (Entry.vault == Receipt.vault)
            & (Entry.epoch == Receipt.epoch)
            & (Entry.counter == Receipt.counter),
        )
        .where(Receipt.vault == vault)
        .order_by(Receipt.epoch.desc(), Receipt.counter.desc())
    )
    for message, signature, digest in session.execute(query):
        if not verify(message, signature):
            continue
        try:
            text = decode(message, ReceiptText)
        except ProtocolError:
            continue
        if text.vault == vault and text.hash == digest:
            return text
    return None


def above(epoch: int, counter: int) -> Any:
    """Entries that follow this place of their chain."""
    return tuple_(Entry.epoch, Entry.counter) > (epoch, counter)


def note_fork_seen(session: Session) -> None:
    """Somebody has read that this vault went on from a copy."""
    put(session, FORKED, None)


def sync_state(session: Session, vault: bytes, *, running: bool = False) -> SyncState:
    """The state of this moment. Without headquarters' key everything counts as unsent."""
    known = enrolment(session)
    receipt = None
    if known is not None:
        verify = receipt_verifier(known.receipt_key, known.earlier)
        receipt = last_receipt(session, vault, verify)
    place = (receipt.epoch, receipt.counter) if receipt is not None else (0, 0)
    own = (Entry.vault == vault) & above(*place) & Entry.prev_hash.is_not(None)
    relayed = at_relay(session, vault, place)
    loaded, to_load = loading(session)
    return SyncState(
        enrolled=known is not None,
        unsent=_count(session, Entry, own),
        unsent_photos=_unsent_photos(session, own),
        last_receipt_at=None if receipt is None else at(receipt.time),
        last_exchange_at=moment(session, LAST_EXCHANGE),
        refused=_count(session, RefusedEntry, RefusedEntry.settled_at.is_(None)),
        conflicts=conflicts.open_count(session),
        queued_blobs=_count(session, BlobTransfer, BlobTransfer.direction == FETCH),
        last_error=last_error(session),
        offset_ms=number(session, OFFSET),
        forked_at=moment(session, FORKED),
        running=running,
        at_relay=relayed.entries,
        relay=relayed.name,
        loaded=loaded,
        to_load=to_load,
        unhealed=number(session, UNHEALED),
        fork_settled=place[0] == head(session, vault, GENESIS).epoch,
    )


def refused_entries(session: Session) -> tuple[RefusedRow, ...]:
    """The tray: refused entries that nobody has corrected or withdrawn, oldest first."""
    query = _tray().order_by(RefusedEntry.epoch, RefusedEntry.counter)
    return tuple(_refused_row(*found) for found in session.execute(query))


def refused_entry(session: Session, epoch: int, counter: int) -> RefusedRow | None:
    """One line of the tray, or None where it is settled or was never refused."""
    query = _tray().where(RefusedEntry.epoch == epoch, RefusedEntry.counter == counter)
    found = session.execute(query).one_or_none()
    return None if found is None else _refused_row(*found)


def settle_refused(session: Session, epoch: int, counter: int, how: str, now: datetime) -> None:
    """Take a refused entry out of the tray."""
    session.execute(
        update(RefusedEntry)
        .where(RefusedEntry.epoch == epoch, RefusedEntry.counter == counter)
        .values(settled_at=now, settled_how=how)
    )


def _tray() -> Select[RefusedEntry, bytes, bytes | None]:
    return (
        select(RefusedEntry, Entry.core, EntryBody.body)
        .join(
            Entry,
            (Entry.vault == RefusedEntry.vault)
            & (Entry.epoch == RefusedEntry.epoch)
            & (Entry.counter == RefusedEntry.counter),
        )
        .join(
            EntryBody,
            (EntryBody.vault == RefusedEntry.vault)
            & (EntryBody.epoch == RefusedEntry.epoch)
            & (EntryBody.counter == RefusedEntry.counter),
        )
        .where(RefusedEntry.settled_at.is_(None))
    )


def _refused_row(refused: RefusedEntry, core: bytes, body: bytes | None) -> RefusedRow:
    header = decode_header(core)
    changes = decode_body(body).changes if body else []
    return RefusedRow(
        refused.epoch,
        refused.counter,
        refused.code,
        refused.arguments or {},
        refused.arrived_at,
        at(header.wall),
        header.command,
        tuple(_refused_change(change) for change in changes),
    )


def _refused_change(change: Change) -> RefusedChange:
    return RefusedChange(
        change.kind, change.id, change.values, new=not change.base and not change.bases
    )


def _unsent_photos(session: Session, own: Any) -> int:
    """Files of unsent entries, and files that headquarters asked for and has not got.

    A photo's smaller copies count with it.
    """
    found = set(
        session.execute(select(BlobTransfer.sha256).where(BlobTransfer.direction == SEND)).scalars()
    )
    for core in session.execute(select(Entry.core).where(own)).scalars():
        found.update(decode_header(core).blobs)
    if not found:
        return 0
    copies = select(Attachment.shrunk_sha256, Attachment.thumb_sha256).where(
        Attachment.sha256.in_(found)
    )
    for pair in session.execute(copies):
        found.difference_update(pair)
    return len(found)


def _count(session: Session, table: type[Base], where: Any) -> int:
    return session.execute(select(func.count()).select_from(table).where(where)).scalar_one()
