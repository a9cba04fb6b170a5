"""What a laptop gets of the relay: headquarters' pages, and what others wrote since.

Nothing is cut here: a reader gets a piece whole or not at all, so that every byte still stands
under headquarters' or its author's signature.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.models import registry
from desktop.models.journal import lookup
from desktop.models.policy import EVERYTHING, may_read
from sync.protocol.clock import stamp_vault
from sync.protocol.encoding import encode
from sync.protocol.entry import decode_body, decode_header
from sync.protocol.messages import Fed, Gone, Signed
from sync.protocol.relay import Pending, RelayRequest
from sync.relay.station import Station
from sync.relay.tables import OPEN, Brought, Certified, HqReceipt, LineRow, PageRow, Piece, Said
from sync.server.scopes import Held
from sync.server.tables import Device

_BROUGHT = 500
LEAST, MOST = 64 * 1024, 4 * 1024 * 1024
Place = tuple[int, int]


@dataclass(slots=True)
class Given:
    """What one turn gives a laptop."""

    pages: list[Signed] = field(default_factory=list)
    items: dict[bytes, Fed] = field(default_factory=dict)
    gone: dict[bytes, Gone] = field(default_factory=dict)
    pending: list[Pending] = field(default_factory=list)
    verdicts: list[Signed] = field(default_factory=list)
    authors: set[bytes] = field(default_factory=set)
    lane: bytes = b""
    upto: int = 0
    more: bool = False
    size: int = 0


@dataclass(frozen=True, slots=True)
class Reader:
    """A laptop, what it may hold, how far it has its own chain, and how far that is receipted."""

    device: Device
    held: Held
    knows: Place
    receipted: Place

    def lacks(self, vault: bytes, place: Place) -> bool:
        """Whether an entry is another's, or an own one that was lost."""
        return vault != self.device.vault or place > self.knows


def give(station: Station, session: Session, reader: Reader, asked: RelayRequest) -> Given:
    """Pages behind its cursors, then what headquarters has not judged yet."""
    bound = min(max(asked.limit, LEAST), MOST)
    given = Given(lane=_lane(station, reader.held))
    for scope in sorted(reader.held.scopes):
        _pages(session, reader, scope, asked.cursors.get(scope, 0), bound, given)
    given.upto = asked.after if asked.lane == given.lane else 0
    if not given.more:
        _pending(session, reader, bound, given)
    given.verdicts += _own_verdicts(session, reader)
    return given


def certificates(session: Session, vaults: set[bytes]) -> list[Signed]:
    """What proves the authors' keys."""
    query = select(Certified).where(Certified.vault.in_(sorted(vaults)))
    return [Signed(one.message, one.signature) for one in session.execute(query).scalars()]


def hq_receipts(session: Session, vault: bytes) -> list[Signed]:
    """Headquarters' furthest receipt for a vault."""
    found = session.get(HqReceipt, vault)
    return [] if found is None else [Signed(found.message, found.signature)]


def _lane(station: Station, held: Held) -> bytes:
    """Who comes to hold more reads the relay's own sequence from its beginning again."""
    return hashlib.sha256(station.run + encode(sorted(held.scopes))).digest()[:16]


def _pages(
    session: Session, reader: Reader, scope: str, after: int, bound: int, given: Given
) -> None:
    query = (
        select(PageRow)
        .where(PageRow.scope == scope, PageRow.upto > after)
        .order_by(PageRow.upto)
        .execution_options(yield_per=4)
    )
    for page in session.execute(query).scalars():
        if given.size > bound:
            given.more = True
            return
        given.pages.append(Signed(page.message, page.signature))
        given.size += len(page.message)
        for line, piece in _lines(session, scope, max(after, page.after), page.upto):
            if not line.stamp:
                given.gone[line.digest] = Gone(line.gone_kind or "", line.gone_id or b"")
            elif piece is not None and _due(reader, line, piece):
                given.items[line.digest] = Fed(piece.core, piece.hash, piece.body, piece.rank)
                given.size += len(piece.core) + len(piece.body)
    _keep_what_may_stay(session, reader, given)


def _lines(
    session: Session, scope: str, after: int, upto: int
) -> Iterator[tuple[LineRow, Piece | None]]:
    query = (
        select(LineRow, Piece)
        .outerjoin(Piece, Piece.digest == LineRow.digest)
        .where(LineRow.scope == scope, LineRow.seq > after, LineRow.seq <= upto)
        .order_by(LineRow.seq)
    )
    yield from session.execute(query)


def _due(reader: Reader, line: LineRow, piece: Piece) -> bool:
    if line.withheld or not _below_ceiling(reader.held, line, piece):
        return False
    if stamp_vault(line.stamp) != reader.device.vault:
        return True
    header = decode_header(piece.core)
    return reader.lacks(header.vault, (header.epoch, header.counter))


def _below_ceiling(held: Held, line: LineRow, piece: Piece) -> bool:
    """Whether everything in a piece may be read by the roles that give the scope."""
    of = held.reads.get(line.scope, frozenset())
    if of >= EVERYTHING:
        return True
    if line.scope in held.directory_only:
        return line.directory
    return all(may_read(of, change.kind) for change in decode_body(piece.body).changes)


def _keep_what_may_stay(session: Session, reader: Reader, given: Given) -> None:
    """A record that left one scope may still be the reader's by another."""
    find = lookup(session)
    for digest, gone in list(given.gone.items()):
        kind = registry.find(gone.kind)
        row = None if kind is None else find(gone.kind, gone.id)
        if kind and row is not None and reader.held.may_read(gone.kind, kind.scopes(row, find)):
            del given.gone[digest]


def _pending(session: Session, reader: Reader, bound: int, given: Given) -> None:
    """Entries in the order of the relay's own sequence, and what was decided about such."""
    after = given.upto
    brought = session.execute(
        select(Brought).where(Brought.seq > after).order_by(Brought.seq).limit(_BROUGHT)
    ).scalars()
    said = session.execute(
        select(Said).where(Said.seq > after, Said.notice).order_by(Said.seq).limit(_BROUGHT)
    ).scalars()
    lines: list[Brought | Said] = sorted([*brought, *said], key=lambda one: one.seq)
    given.more = given.more or len(lines) >= _BROUGHT
    for line in lines[:_BROUGHT]:
        if given.size > bound:
            given.more = True
            return
        given.upto = line.seq
        if isinstance(line, Said):
            given.verdicts.append(Signed(line.message, line.signature))
        elif _may_have(session, reader, line):
            given.pending.append(Pending(line.previous, line.core, line.body, line.signature))
            given.authors.add(line.vault)
            given.size += len(line.core) + len(line.body)


def _may_have(session: Session, reader: Reader, brought: Brought) -> bool:
    """Not refused, not in headquarters' pages by now, and every change the reader's to hold."""
    if brought.standing != OPEN or not reader.lacks(
        brought.vault, (brought.epoch, brought.counter)
    ):
        return False
    fed = select(Piece.digest).where(Piece.stamp == brought.stamp).limit(1)
    if session.execute(fed).first() is not None:
        return False
    find = lookup(session)
    for change in decode_body(brought.body).changes:
        kind = registry.find(change.kind)
        row = None if kind is None else find(change.kind, change.id)
        if kind is None or row is None:
            return False
        if not reader.held.may_read(change.kind, kind.scopes(row, find)):
            return False
    return True


def _own_verdicts(session: Session, reader: Reader) -> list[Signed]:
    query = (
        select(Said)
        .where(Said.vault == reader.device.vault)
        .order_by(Said.epoch, Said.first, Said.seq)
    )
    return [
        Signed(said.message, said.signature)
        for said in session.execute(query).scalars()
        if (said.epoch, said.last) > reader.receipted
    ]
