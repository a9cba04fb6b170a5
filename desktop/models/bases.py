"""Rows that came in a snapshot: what stands for the entries below it.

A *base* is a row as headquarters signed it, with the open heads that it had. It takes the place
of every write that the snapshot contains: its stamps are the heads of the row at that number, so a
later write either replaces one of them or is concurrent with it.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import OrderedDict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

import msgspec
import zstandard
from sqlalchemy import Integer, LargeBinary, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from desktop.models.base import Base, Local
from desktop.models.conflicts import EDITED, STATE, Held
from desktop.models.entries import Written, history
from sync.protocol.clock import unpack_row_clock
from sync.protocol.encoding import decode, encode
from sync.protocol.entry import Header
from sync.protocol.errors import ProtocolError
from sync.protocol.merge import Write
from sync.protocol.snapshot import Chunk, Head, Manifest, Row, open_chunk, row_digest

_KEPT_OPEN = 2
_extra = msgspec.msgpack.Decoder(dict[str, Any])


class Snapshot(Local, Base):
    """A snapshot on its way or applied; ``applied`` chunks of it stand, in order."""

    __tablename__ = "snapshots"
    id: Mapped[bytes] = mapped_column(LargeBinary(16), primary_key=True)
    message: Mapped[bytes]
    signature: Mapped[bytes]
    applied: Mapped[int] = mapped_column(Integer)
    rows: Mapped[int] = mapped_column(Integer)
    began_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]


class SnapshotChunk(Local, Base):
    """A chunk as it came; one that lost rows to a wipe holds their digests."""

    __tablename__ = "snapshot_chunks"
    snapshot: Mapped[bytes] = mapped_column(LargeBinary(16), primary_key=True)
    number: Mapped[int] = mapped_column(Integer, primary_key=True)
    data: Mapped[bytes]
    wiped: Mapped[int] = mapped_column(Integer)


@dataclass(frozen=True, slots=True)
class BaseRow:
    """One row of a snapshot with its open heads; ``ranks`` are those that differ from a stamp."""

    values: Mapping[str, Any]
    heads: tuple[Head, ...]
    ranks: Mapping[bytes, bytes]

    def value(self, field: str) -> Any:
        """A field's value, known to this version or not."""
        if field in self.values:
            return self.values[field]
        return self.extra.get(field)

    @property
    def extra(self) -> Mapping[str, Any]:
        """The fields of a newer version."""
        packed = self.values["extra"]
        return _extra.decode(packed) if packed else {}

    @property
    def stamps(self) -> set[bytes]:
        """The stamps of all its heads."""
        whole, fields = unpack_row_clock(self.values["stamps"])
        return {whole, *fields.values(), *(head.stamp for head in self.heads)}

    @property
    def known(self) -> frozenset[bytes]:
        """What a deletion that stands in it had seen: all but the edits that wait beside it."""
        waiting = {head.stamp for head in self.heads if head.field == EDITED}
        return frozenset(self.stamps - waiting)

    @property
    def latest(self) -> bytes:
        """The rank of the last write that stands in it."""
        whole, fields = unpack_row_clock(self.values["stamps"])
        return max(self.ranks.get(stamp, stamp) for stamp in (whole, *fields.values()))

    def writes(self, field: str) -> list[Write]:
        """The heads of a field, as writes that replace nothing that is known here."""
        whole, fields = unpack_row_clock(self.values["stamps"])
        found = {fields.get(field, whole): self.value(field)}
        for head in self.heads:
            if head.field == field and field != STATE:
                found[head.stamp] = decode(head.value, Held).value
        return [Write(s, (), value, self.ranks.get(s, s)) for s, value in found.items()]


@dataclass(frozen=True)
class Opened:
    """A manifest ready to be asked."""

    manifest: Manifest
    vector: Mapping[bytes, tuple[int, int]]
    ranks: Mapping[bytes, bytes]
    places: Mapping[str, tuple[tuple[bytes, ...], int]]
    """For each kind the first ids of its chunks, and the number of the first of these."""

    def contains(self, header: Header) -> bool:
        """Whether the snapshot was made after this entry had arrived."""
        return (header.epoch, header.counter) <= self.vector.get(header.vault, (0, 0))

    def chunk_of(self, kind: str, record: bytes) -> int | None:
        """The only chunk in which a record can be."""
        firsts, number = self.places.get(kind, ((), 0))
        place = bisect_right(firsts, record) - 1
        return None if place < 0 else number + place


@lru_cache(maxsize=4)
def opened(message: bytes) -> Opened:
    """The manifest of these bytes, whose signature was checked when it came."""
    manifest = decode(message, Manifest)
    firsts: dict[str, list[bytes]] = {}
    numbers: dict[str, int] = {}
    for number, info in enumerate(manifest.chunks):
        numbers.setdefault(info.kind, number)
        firsts.setdefault(info.kind, []).append(info.first)
    return Opened(
        manifest,
        {vault: (epoch, counter) for vault, epoch, counter in manifest.vector},
        dict(manifest.ranks),
        {kind: (tuple(ids), numbers[kind]) for kind, ids in firsts.items()},
    )


def loading(session: Session) -> tuple[int, int]:
    """How many rows of a snapshot that is on its way are here, and of how many; nothing: (0, 0)."""
    query = select(Snapshot.rows, Snapshot.message).where(Snapshot.finished_at.is_(None))
    found = session.execute(query).one_or_none()
    if found is None:
        return 0, 0
    return found.rows, sum(info.rows for info in opened(found.message).manifest.chunks)


class Bases:
    """The bases of a vault; headquarters has none. Nothing is read before it is needed."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._known = False
        self._snapshot: tuple[bytes, int, Opened] | None = None
        self._chunks: OrderedDict[int, Chunk] = OrderedDict()

    @property
    def snapshot(self) -> Opened | None:
        """The snapshot that this vault stands on."""
        self._look()
        return None if self._snapshot is None else self._snapshot[2]

    def below(self, header: Header) -> bool:
        """Whether every base already contains this entry."""
        known = self.snapshot
        return known is not None and known.contains(header)

    def contains(self, header: Header, kind: str, record: bytes) -> bool:
        """Whether the base of a record already contains this entry."""
        return self.below(header) and self.of(kind, record) is not None

    def of(self, kind: str, record: bytes) -> BaseRow | None:
        """The base of a record, or None where its entries are here."""
        self._look()
        if self._snapshot is None:
            return None
        _, applied, known = self._snapshot
        number = known.chunk_of(kind, record)
        if number is None or number >= applied:
            return None
        chunk = self.chunk(number)
        place = (
            bisect_left(chunk.rows, record, key=_id) if not chunk.wiped else _place(chunk, record)
        )
        if place is None or place >= len(chunk.rows) or _id(chunk.rows[place]) != record:
            return None
        return base_row(known, chunk, place)

    def history(self, kind: str, record: bytes, heads: set[bytes]) -> list[Written]:
        """The writes of a record, without those that its base stands for."""
        written = history(self._session, kind, record, heads)
        if self.of(kind, record) is None:
            return written
        return [one for one in written if not self.below(one.header)]

    def chunk(self, number: int) -> Chunk:
        """A chunk that stands; the last few are kept open."""
        if self._snapshot is None:
            raise LookupError(number)
        if number not in self._chunks:
            query = select(SnapshotChunk.data).where(
                SnapshotChunk.snapshot == self._snapshot[0], SnapshotChunk.number == number
            )
            data = self._session.execute(query).scalar_one()
            try:
                self._chunks[number] = open_chunk(data)
            except ProtocolError:  # ``verify`` names it; its rows count as having no base
                self._chunks[number] = Chunk("", [], [])
            while len(self._chunks) > _KEPT_OPEN:
                self._chunks.popitem(last=False)
        return self._chunks[number]

    def rows(self, kind: str) -> Iterator[tuple[bytes, BaseRow]]:
        """Every base of a kind, in order of ids."""
        known = self.snapshot
        if known is None or self._snapshot is None or kind not in known.places:
            return
        firsts, first = known.places[kind]
        for number in range(first, min(first + len(firsts), self._snapshot[1])):
            chunk = self.chunk(number)
            for place, row in enumerate(chunk.rows):
                if row:
                    yield row[0], base_row(known, chunk, place)

    def wipe(self, records: Iterable[tuple[str, bytes]]) -> None:
        """Destroy bases; what is left of each is its digest, so that the rest can be verified."""
        self._look()
        if self._snapshot is None:
            return
        identity, applied, known = self._snapshot
        by_chunk: dict[int, set[bytes]] = {}
        for kind, record in records:
            number = known.chunk_of(kind, record)
            if number is not None and number < applied:
                by_chunk.setdefault(number, set()).add(record)
        for number, gone in by_chunk.items():
            self._wipe(identity, number, gone)

    def _wipe(self, identity: bytes, number: int, gone: set[bytes]) -> None:
        chunk = self.chunk(number)
        rows, wiped = list(chunk.rows), list(chunk.wiped)
        for place, row in enumerate(chunk.rows):
            if row and row[0] in gone:
                wiped.append((place, row[0], row_digest(row)))
                rows[place] = ()
        if len(wiped) == len(chunk.wiped):
            return
        heads = [head for head in chunk.heads if head.record not in gone]
        left = Chunk(chunk.kind, rows, heads, sorted(wiped))
        data = zstandard.ZstdCompressor(level=3).compress(encode(left))
        self._session.execute(
            update(SnapshotChunk)
            .where(SnapshotChunk.snapshot == identity, SnapshotChunk.number == number)
            .values(data=data, wiped=len(wiped))
        )
        self._chunks[number] = left

    def _look(self) -> None:
        if self._known:
            return
        self._known = True
        query = select(Snapshot.id, Snapshot.applied, Snapshot.message).order_by(
            Snapshot.began_at.desc()
        )
        found = self._session.execute(query.limit(1)).one_or_none()
        if found is not None:
            self._snapshot = (found.id, found.applied, opened(found.message))


def writes_of(field: str, written: Iterable[Written], base: BaseRow | None) -> list[Write]:
    """All writes of a field: those of the base, then those above it."""
    found = [] if base is None else base.writes(field)
    return found + [write for one in written if (write := one.write(field)) is not None]


def base_row(known: Opened, chunk: Chunk, place: int) -> BaseRow:
    """One row of a chunk by the names of its columns."""
    row = chunk.rows[place]
    names = known.manifest.columns[chunk.kind]
    heads = tuple(head for head in chunk.heads if head.record == row[0]) if chunk.heads else ()
    return BaseRow(dict(zip(names, row, strict=True)), heads, known.ranks)


def _id(row: Row) -> bytes:
    key: bytes = row[0]
    return key


def _place(chunk: Chunk, record: bytes) -> int | None:
    if not chunk.wiped:
        return bisect_left(chunk.rows, record, key=_id)
    places = (place for place, row in enumerate(chunk.rows) if row and row[0] == record)
    return next(places, None)
