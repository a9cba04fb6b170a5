"""The journal's own tables: entries, their bodies, what waits and what was receipted.

These are the evidence. Rows of journalled kinds are a projection of them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import (
    Index,
    Integer,
    LargeBinary,
    String,
    bindparam,
    delete,
    insert,
    select,
    update,
)
from sqlalchemy.orm import Mapped, Session, mapped_column

from desktop.models.base import Base, Id
from desktop.models.packed import Packed
from desktop.models.prepared import Prepared
from sync.protocol.clock import stamp_vault
from sync.protocol.entry import Body, Change, Header, decode_body, decode_header
from sync.protocol.merge import Write

VaultId = LargeBinary(8)
_FEW_WAITING = 2_000


class Entry(Base):
    """The header of one entry, kept for ever. ``prev_hash`` is known for whole chains only.

    ``rank`` orders it among concurrent writes; ``refused`` is headquarters' reason, or null.
    """

    __tablename__ = "entries"
    vault: Mapped[bytes] = mapped_column(VaultId, primary_key=True)
    epoch: Mapped[int] = mapped_column(Integer, primary_key=True)
    counter: Mapped[int] = mapped_column(Integer, primary_key=True)
    stamp: Mapped[bytes] = mapped_column(LargeBinary(16), unique=True)
    rank: Mapped[bytes] = mapped_column(LargeBinary(16))
    hash: Mapped[bytes]
    prev_hash: Mapped[bytes | None]
    core: Mapped[bytes]
    signature: Mapped[bytes | None]
    arrived_at: Mapped[datetime]
    refused: Mapped[str | None] = mapped_column(String(64))


class EntryBody(Base):
    """A body of an entry, whole, or the part of it that this vault's scopes may hold.

    ``batch`` names the signed batch that brought it; own entries have none. A disposed body is
    null, its digest stays.
    """

    __tablename__ = "bodies"
    row_no: Mapped[int] = mapped_column(Integer, primary_key=True)
    vault: Mapped[bytes] = mapped_column(VaultId)
    epoch: Mapped[int]
    counter: Mapped[int]
    batch: Mapped[int | None]
    body: Mapped[bytes | None] = mapped_column(Packed)
    digest: Mapped[bytes]

    __table_args__ = (Index(None, "vault", "epoch", "counter"),)


class Waiting(Base):
    """A change to a record that has not arrived yet."""

    __tablename__ = "waiting_changes"
    row_no: Mapped[int] = mapped_column(Integer, primary_key=True)
    kind: Mapped[str] = mapped_column(String(40))
    record_id: Mapped[bytes] = mapped_column(Id, index=True)
    stamp: Mapped[bytes] = mapped_column(LargeBinary(16))


class Batch(Base):
    """What headquarters vouched for: its signature over the digest of a batch of the feed.

    ``items`` is what the digest covers (``sync.protocol.batch``), 64 bytes for each item.
    """

    __tablename__ = "feed_batches"
    number: Mapped[int] = mapped_column(Integer, primary_key=True)
    server: Mapped[bytes]
    items: Mapped[bytes]
    digest: Mapped[bytes]
    signature: Mapped[bytes]
    arrived_at: Mapped[datetime]


class Receipt(Base):
    """Headquarters' signature over (vault, epoch, counter, hash, time): all up to here arrived."""

    __tablename__ = "receipts"
    vault: Mapped[bytes] = mapped_column(VaultId, primary_key=True)
    epoch: Mapped[int] = mapped_column(Integer, primary_key=True)
    counter: Mapped[int] = mapped_column(Integer, primary_key=True)
    server: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    message: Mapped[bytes]
    signature: Mapped[bytes]
    received_at: Mapped[datetime]


@dataclass(frozen=True, slots=True)
class Head:
    """The last entry of a chain; ``counter`` is 0 before the first."""

    epoch: int
    counter: int
    hash: bytes


@dataclass(frozen=True, slots=True)
class Written:
    """One change with the header of the entry that made it."""

    header: Header
    rank: bytes
    change: Change
    refused: bool

    def write(self, field: str) -> Write | None:
        """This change as a write of one field, or None where it leaves the field alone."""
        if field in self.change.values:
            value = self.change.values[field]
        elif self.change.base or self.change.bases:
            return None
        else:
            value = None
        replaced = tuple(self.change.replaced(field))
        return Write(self.header.stamp, replaced, value, self.rank)


def may_rank(rank: bytes, stamp: bytes) -> bool:
    """Headquarters ranks an entry whose clock was ahead at its arrival: earlier, never later."""
    return rank == stamp or (stamp_vault(rank) == stamp_vault(stamp) and rank < stamp)


def head(session: Session, vault: bytes, genesis: bytes) -> Head:
    """The last entry of a vault's chain in its latest epoch."""
    query = (
        select(Entry.epoch, Entry.counter, Entry.hash)
        .where(Entry.vault == vault)
        .order_by(Entry.epoch.desc(), Entry.counter.desc())
        .limit(1)
    )
    found = session.execute(query).one_or_none()
    return Head(1, 0, genesis) if found is None else Head(*found)


_HASH_AT = Prepared(
    select(Entry.hash).where(
        Entry.vault == bindparam("vault"),
        Entry.epoch == bindparam("epoch"),
        Entry.counter == bindparam("counter"),
    )
)
_HELD_RECEIPT = Prepared(
    select(Receipt.epoch).where(
        Receipt.vault == bindparam("vault"),
        Receipt.epoch == bindparam("epoch"),
        Receipt.counter == bindparam("counter"),
        Receipt.server == bindparam("server"),
    )
)
_AWAITED = Prepared(
    select(Waiting.record_id).where(Waiting.kind == bindparam("kind")).limit(_FEW_WAITING)
)


def hash_at(session: Session, vault: bytes, epoch: int, counter: int) -> bytes | None:
    """The hash of the entry in a place of a chain, or None where there is none."""
    found: bytes | None = _HASH_AT.value(session, vault=vault, epoch=epoch, counter=counter)
    return found


def has_receipt(session: Session, vault: bytes, epoch: int, counter: int, server: bytes) -> bool:
    """Whether a server's receipt for a chain up to this place is here."""
    place = {"vault": vault, "epoch": epoch, "counter": counter, "server": server}
    return _HELD_RECEIPT.row(session, **place) is not None


def changes_at(session: Session, stamp: bytes, kind: str, record: bytes) -> Written | None:
    """What the entry of a stamp wrote into one record, as far as this vault holds its body."""
    found = session.execute(
        select(Entry.core, Entry.rank, Entry.refused, EntryBody.body)
        .join(
            EntryBody,
            (EntryBody.vault == Entry.vault)
            & (EntryBody.epoch == Entry.epoch)
            & (EntryBody.counter == Entry.counter),
        )
        .where(Entry.stamp == stamp, EntryBody.body.is_not(None))
    )
    for core, rank, refused, body in found:
        if body is None:
            continue
        for change in decode_body(body).changes:
            if change.id == record and change.kind == kind:
                return Written(decode_header(core), rank, change, refused is not None)
    return None


def history(session: Session, kind: str, record: bytes, heads: set[bytes]) -> list[Written]:
    """Every change of a record reachable from the given stamps, by the stamps they replaced."""
    found: dict[bytes, Written] = {}
    queue = list(heads)
    while queue:
        stamp = queue.pop()
        if stamp in found or not stamp:
            continue
        written = changes_at(session, stamp, kind, record)
        if written is None:
            continue
        found[stamp] = written
        queue.append(written.change.base)
        for stamps in (written.change.bases or {}).values():
            queue.extend(stamps)
    return sorted(found.values(), key=lambda written: written.rank)


def all_bodies(session: Session) -> Iterator[tuple[Header, bytes, str | None, Body]]:
    """Every held body with its header, rank and refusal, oldest first."""
    query = (
        select(Entry.core, Entry.rank, Entry.refused, EntryBody.body)
        .join(
            EntryBody,
            (EntryBody.vault == Entry.vault)
            & (EntryBody.epoch == Entry.epoch)
            & (EntryBody.counter == Entry.counter),
        )
        .where(EntryBody.body.is_not(None))
        .order_by(Entry.rank)
        .execution_options(yield_per=500)
    )
    for core, rank, refused, body in session.execute(query):
        if body is not None:
            yield decode_header(core), rank, refused, decode_body(body)


def mark_refused(session: Session, stamp: bytes, code: str) -> None:
    """Note that headquarters did not take an entry; it stays in the chain, unprojected."""
    session.execute(update(Entry).where(Entry.stamp == stamp).values(refused=code))


def is_refused(session: Session, stamp: bytes) -> bool:
    """Whether headquarters did not take the entry of a stamp."""
    query = select(Entry.refused).where(Entry.stamp == stamp)
    return session.execute(query).scalar_one_or_none() is not None


def wait(session: Session, kind: str, record: bytes, stamp: bytes) -> None:
    """Remember a change of a record that has not arrived."""
    session.execute(insert(Waiting).values(kind=kind, record_id=record, stamp=stamp))


def recalled(session: Session, kind: str, record: bytes) -> set[bytes]:
    """The stamps of the changes that waited for a record; they wait no more."""
    here = (Waiting.kind == kind, Waiting.record_id == record)
    stamps = set(session.execute(select(Waiting.stamp).where(*here)).scalars())
    if stamps:
        session.execute(delete(Waiting).where(*here))
    return stamps


def awaited(session: Session, kind: str, ids: set[bytes]) -> set[bytes]:
    """Which of these records have changes that wait for them."""
    first = _AWAITED.values(session, kind=kind)
    found = set(first)
    if len(first) < _FEW_WAITING:
        return found & ids
    query = select(Waiting.record_id).where(Waiting.kind == kind)
    ordered = sorted(ids)
    for start in range(0, len(ordered), 500):
        part = query.where(Waiting.record_id.in_(ordered[start : start + 500]))
        found |= set(session.execute(part).scalars())
    return found & ids
