"""Snapshots for new laptops: the rows of exactly a vault's scopes at one number of the feed.

Built once for all vaults of the same scopes, beside everything else: one transaction reads, and
each finished chunk is kept at once. What was built is used until the feed has gone far past it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import zstandard
from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.orm import Session

from desktop.models import registry
from desktop.models.conflicts import Conflict
from desktop.models.entries import Entry
from sync.protocol.clock import unpack_row_clock
from sync.protocol.encoding import encode
from sync.protocol.entry import sign
from sync.protocol.messages import FEED, LOADING, ExchangeRequest, Signed
from sync.protocol.snapshot import (
    CHUNK_LIMIT,
    CHUNK_ROWS,
    HEADERS,
    SNAPSHOT_TAG,
    ChunkInfo,
    Head,
    Manifest,
    Row,
    SnapshotAnswer,
    opened_row,
)
from sync.server.declined import Declined
from sync.server.feed_rows import last_number
from sync.server.hq import Headquarters
from sync.server.pull import Pulled
from sync.server.scopes import Held
from sync.server.standing_tables import BuiltChunk, BuiltSnapshot
from sync.server.tables import Alert, Device, FeedRow

LONG_AWAY_MS = 400 * 24 * 3600 * 1000
"""Who was away longer gets a snapshot, its unsent entries on top (``sync.md``, section 1)."""

_KEPT_MS = 7 * 24 * 3600 * 1000
_STALLED_MS = 10 * 60 * 1000
_PLAIN_BYTES = 3 * 1024 * 1024
_REMEMBERED = 50_000
_HEADER = ("stamp", "vault", "epoch", "counter", "rank", "hash", "core")


def key_of(held: Held) -> bytes:
    """What vaults of the same scopes share."""
    return hashlib.sha256(encode(held.packed)).digest()


def due(
    hq: Headquarters, session: Session, device: Device, held: Held, cursors: Mapping[str, int]
) -> bool:
    """Whether a snapshot serves a vault better than the feed; asked before it counts as seen."""
    if device.seen is not None and hq.wall() - device.seen > LONG_AWAY_MS:
        return True
    top, long = last_number(session), hq.config.long_feed
    lines = 0
    for scope in held.scopes:
        cursor = cursors.get(scope, 0)
        if top - cursor < long:
            continue
        foreign = FeedRow.stamp.is_(None) | (func.substr(FeedRow.stamp, 9) != device.vault)
        query = select(FeedRow.seq).where(FeedRow.scope == scope, FeedRow.seq > cursor, foreign)
        limited = query.limit(long).subquery()
        lines += session.execute(select(func.count()).select_from(limited)).scalar_one()
        if lines >= long:
            return True
    return False


def offer(
    hq: Headquarters, session: Session, device: Device, held: Held, request: ExchangeRequest
) -> Pulled | None:
    """A turn without the feed, for a vault that is better served by a snapshot, or loads one."""
    if request.takes == FEED:
        return None
    if request.takes != LOADING and not due(hq, session, device, held, request.cursors):
        return None
    cursors = {scope: at for scope, at in request.cursors.items() if scope in held.scopes}
    return Pulled([], [], cursors, False, sorted(request.cursors.keys() - held.scopes))


def standing(hq: Headquarters, session: Session, held: Held) -> SnapshotAnswer:
    """The snapshot of these scopes, or how far its making is; nothing of it is made here."""
    found = _latest(session, held)
    if found is None:
        return SnapshotAnswer(None, 0, 0)
    if found.message is None or found.signature is None:
        alive = hq.wall() - found.touched < _STALLED_MS
        return SnapshotAnswer(None, found.looked_at, found.total if alive else 0)
    fresh = last_number(session) - found.sequence < hq.config.long_feed
    if not fresh or hq.wall() - found.touched > _KEPT_MS:
        return SnapshotAnswer(None, 0, 0)
    return SnapshotAnswer(Signed(found.message, found.signature), found.total, found.total)


def chunk(session: Session, held: Held, identity: bytes, number: int) -> bytes:
    """One chunk, for whoever still holds its scopes. Raises Declined ``snapshot_gone``."""
    built = session.get(BuiltSnapshot, identity)
    if built is None or built.key != key_of(held):
        raise Declined("snapshot_gone")
    query = select(BuiltChunk.data).filter_by(snapshot=identity, number=number)
    data = session.execute(query).scalar_one_or_none()
    if data is None:
        raise Declined("snapshot_gone")
    return data


def build(hq: Headquarters, held: Held) -> bytes:
    """Make the snapshot of these scopes, and keep it; returns its id."""
    identity = hq.random(16)
    with hq.database.reading() as session:
        if not hq.embedded:
            session.connection(execution_options={"isolation_level": "REPEATABLE READ"})
        sequence = last_number(session)
        total = sum(_count(session, kind) for kind in registry.kinds())
        keeper = _Keeper(hq, identity, held, sequence, total)
        stamps: set[bytes] = set()
        for kind in registry.kinds():
            for piece in _chunks(session, kind, held, stamps, keeper):
                keeper.keep(piece)
        for piece in _headers(session, stamps):
            keeper.keep(piece)
        manifest = Manifest(
            hq.keys.installation,
            identity,
            sequence,
            hq.wall(),
            sorted(held.scopes),
            _vector(session),
            _ranks(session),
            {kind.name: _columns(kind) for kind in registry.kinds()} | {HEADERS: list(_HEADER)},
            keeper.chunks,
        )
    message = encode(manifest)
    keeper.finish(message, sign(hq.keys.receipt, SNAPSHOT_TAG, message))
    return identity


@dataclass(slots=True)
class _Piece:
    """Rows of a chunk in the making, each encoded already."""

    kind: str
    first: bytes = b""
    rows: list[bytes] = field(default_factory=list)
    heads: list[Head] = field(default_factory=list)
    size: int = 0
    digest: Any = field(default_factory=hashlib.sha256)

    def add(self, row: Row, heads: list[Head]) -> None:
        """One more row with its open heads."""
        packed = encode(row)
        if not self.rows:
            self.first = row[0]
        self.rows.append(packed)
        self.heads += heads
        self.size += len(packed)
        self.digest.update(hashlib.sha256(packed).digest())

    @property
    def full(self) -> bool:
        """Whether the next row begins another chunk."""
        return len(self.rows) >= CHUNK_ROWS or self.size >= _PLAIN_BYTES

    def halves(self) -> tuple[_Piece, _Piece]:
        """Two chunks in place of one that is too large even compressed."""
        middle = len(self.rows) // 2
        return self._part(self.rows[:middle]), self._part(self.rows[middle:])

    def _part(self, rows: list[bytes]) -> _Piece:
        part = _Piece(self.kind)
        for packed in rows:
            row = opened_row(packed)
            part.add(row, [head for head in self.heads if head.record == row[0]])
        return part

    def packed(self) -> bytes:
        """The chunk as it travels; its rows are not encoded a second time."""
        plain = b"".join(
            (
                b"\x94",
                encode(self.kind),
                _array(len(self.rows)),
                *self.rows,
                encode(self.heads),
                b"\x90",
            )
        )
        return zstandard.ZstdCompressor(level=3).compress(plain)


class _Keeper:
    """Keeps each chunk as soon as it is made, and says how far the making is."""

    def __init__(
        self, hq: Headquarters, identity: bytes, held: Held, sequence: int, total: int
    ) -> None:
        self.chunks: list[ChunkInfo] = []
        self.looked_at = 0
        self._hq = hq
        self._identity = identity
        key, now = key_of(held), hq.wall()
        with hq.database.writing() as session:
            _sweep(session, now)
            row = {"id": identity, "key": key, "sequence": sequence, "total": total}
            session.execute(insert(BuiltSnapshot).values(looked_at=0, touched=now, **row))

    def keep(self, piece: _Piece) -> None:
        """One more chunk."""
        data = piece.packed()
        if len(data) > CHUNK_LIMIT and len(piece.rows) > 1:
            for half in piece.halves():
                self.keep(half)
            return
        info = ChunkInfo(
            piece.kind,
            piece.first,
            len(piece.rows),
            len(data),
            hashlib.sha256(data).digest(),
            piece.digest.digest(),
        )
        values = {"looked_at": self.looked_at, "touched": self._hq.wall()}
        with self._hq.database.writing() as session:
            place = {"snapshot": self._identity, "number": len(self.chunks)}
            session.execute(insert(BuiltChunk).values(data=data, **place))
            session.execute(_of(self._identity).values(**values))
        self.chunks.append(info)

    def finish(self, message: bytes, signature: bytes) -> None:
        """The snapshot can be had from now on."""
        values = {"message": message, "signature": signature, "touched": self._hq.wall()}
        with self._hq.database.writing() as session:
            session.execute(_of(self._identity).values(**values))


def _chunks(
    session: Session, kind: registry.Kind, held: Held, stamps: set[bytes], keeper: _Keeper
) -> Iterator[_Piece]:
    """The readable rows of a kind by id; the stamps of disputed fields are noted."""
    names = _columns(kind)
    heads = _open_heads(session, kind.name)
    find = _lookup(session)
    query = select(*(kind.raw.c[name] for name in names)).order_by(kind.raw.c.id)
    piece = _Piece(kind.name)
    for found in session.execute(query.execution_options(yield_per=1_000)):
        row: Row = tuple(found)
        keeper.looked_at += 1
        values = dict(zip(names, row, strict=True))
        if not held.may_read(kind.name, kind.scopes(values, find)):
            continue
        disputed = heads.get(row[0], [])
        if disputed:
            whole, fields = unpack_row_clock(values["stamps"])
            stamps |= {whole, *fields.values(), *(head.stamp for head in disputed)}
        piece.add(row, disputed)
        if piece.full:
            yield piece
            piece = _Piece(kind.name)
    if piece.rows:
        yield piece


def _headers(session: Session, stamps: set[bytes]) -> Iterator[_Piece]:
    """Who wrote what open conflicts name: the headers alone."""
    ordered = sorted(stamps)
    for start in range(0, len(ordered), 500):
        query = (
            select(*(getattr(Entry, name) for name in _HEADER))
            .where(Entry.stamp.in_(ordered[start : start + 500]))
            .order_by(Entry.stamp)
        )
        piece = _Piece(HEADERS)
        for found in session.execute(query):
            piece.add(tuple(found), [])
        if piece.rows:
            yield piece


def _open_heads(session: Session, kind: str) -> dict[bytes, list[Head]]:
    order = (Conflict.record_id, Conflict.field, Conflict.stamp)
    query = select(Conflict).where(Conflict.kind == kind).order_by(*order)
    found: dict[bytes, list[Head]] = {}
    for one in session.execute(query).scalars():
        at = one.arrived_at.strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "Z"
        head = Head(one.record_id, one.field, one.stamp, one.value, one.same, at)
        found.setdefault(one.record_id, []).append(head)
    return found


def _lookup(session: Session) -> registry.Lookup:
    """Raw rows by kind and id; forgets all when it knows too many."""
    known: dict[tuple[str, bytes], Mapping[str, Any] | None] = {}

    def find(kind: str, record: bytes) -> Mapping[str, Any] | None:
        if (kind, record) not in known:
            if len(known) >= _REMEMBERED:
                known.clear()
            raw = registry.kind_of(kind).raw
            found = session.execute(select(raw).where(raw.c.id == record)).mappings().one_or_none()
            known[(kind, record)] = None if found is None else dict(found)
        return known[(kind, record)]

    return find


def _vector(session: Session) -> list[tuple[bytes, int, int]]:
    """The last entry of every vault that these rows contain."""
    query = select(Entry.vault, Entry.epoch, func.max(Entry.counter)).group_by(
        Entry.vault, Entry.epoch
    )
    last: dict[bytes, tuple[int, int]] = {}
    for vault, epoch, counter in session.execute(query):
        last[vault] = max(last.get(vault, (0, 0)), (epoch, counter))
    return [(vault, *place) for vault, place in sorted(last.items())]


def _ranks(session: Session) -> list[tuple[bytes, bytes]]:
    """Entries that were ranked at arrival; only vaults that an alert names have any."""
    ahead = select(Alert.vault).where(Alert.code == "clock_ahead").distinct()
    query = select(Entry.stamp, Entry.rank).where(Entry.vault.in_(ahead), Entry.rank != Entry.stamp)
    return [(stamp, rank) for stamp, rank in session.execute(query.order_by(Entry.stamp))]


def _latest(session: Session, held: Held) -> BuiltSnapshot | None:
    query = (
        select(BuiltSnapshot)
        .where(BuiltSnapshot.key == key_of(held))
        .order_by(BuiltSnapshot.sequence.desc(), BuiltSnapshot.touched.desc())
        .limit(1)
    )
    return session.execute(query).scalar_one_or_none()


def _sweep(session: Session, now: int) -> None:
    """Forget what is too old, and what was never finished."""
    stalled = BuiltSnapshot.message.is_(None) & (BuiltSnapshot.touched < now - _STALLED_MS)
    old = select(BuiltSnapshot.id).where(stalled | (BuiltSnapshot.touched < now - _KEPT_MS))
    gone = list(session.execute(old).scalars())
    session.execute(delete(BuiltChunk).where(BuiltChunk.snapshot.in_(gone)))
    session.execute(delete(BuiltSnapshot).where(BuiltSnapshot.id.in_(gone)))


def _of(identity: bytes) -> Any:
    return update(BuiltSnapshot).where(BuiltSnapshot.id == identity)


def _columns(kind: registry.Kind) -> list[str]:
    """All that is stored of a row but its local number, the id first."""
    return ["id", *(str(c.name) for c in kind.raw.c if c.name not in {"id", "row_no"})]


def _count(session: Session, kind: registry.Kind) -> int:
    return session.execute(select(func.count()).select_from(kind.raw)).scalar_one()


def _array(length: int) -> bytes:
    """The head of a MessagePack array, in its shortest form."""
    if length < 16:
        return bytes((0x90 | length,))
    if length < 1 << 16:
        return b"\xdc" + length.to_bytes(2, "big")
    return b"\xdd" + length.to_bytes(4, "big")
