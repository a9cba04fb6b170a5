"""Headquarters' feed as the relay keeps it: pages and pieces, byte for byte as they were signed.

The rows beside them are only for judging who may see what; laptops get the pieces.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.orm import Session

from desktop.errors import Problem
from desktop.models import registry
from desktop.models.apply import apply
from desktop.models.projection import Incoming
from desktop.models.sync_state import RemovedScope
from sync.client.scopes import wipe
from sync.protocol.encoding import decode
from sync.protocol.entry import decode_body, decode_header, verified_by_any
from sync.protocol.ids import HQ_VAULT
from sync.protocol.messages import Fed, Gone, Signed
from sync.protocol.relay import PAGE_TAG, Page, UpstreamAnswer, gone_digest, piece_digest
from sync.relay.station import Station
from sync.relay.tables import LineRow, PageRow, Piece
from sync.server import blobs

_AT_ONCE = 500


def cursors(session: Session) -> dict[str, int]:
    """How far each scope has been mirrored, in headquarters' numbers."""
    query = select(PageRow.scope, func.max(PageRow.upto)).group_by(PageRow.scope)
    return dict(session.execute(query).all())


def keep(session: Session, station: Station, answer: UpstreamAnswer) -> int:
    """Keep what headquarters fed; returns how many pieces. Raises Problem; then nothing is kept."""
    pages = [_page(station, signed) for signed in answer.pages]
    pieces = {piece_digest(item, stamp): (item, stamp) for item, stamp in _stamped(answer.items)}
    gone = {gone_digest(one): one for one in answer.gone}
    for signed, page in zip(answer.pages, pages, strict=True):
        _store(session, signed, page, pieces, gone)
    _store_pieces(session, pieces)
    for page in pages:
        lost = [gone[line.digest] for line in page.lines if not line.stamp]
        if lost:
            _withhold(session, page.scope, lost)
    incoming = [_incoming(item) for item, _ in pieces.values()]
    incoming.sort(key=lambda one: one.rank)
    apply(session, incoming, station.now)
    blobs.expect(session, HQ_VAULT, list(_named(incoming)))
    _leave(session, station, answer.removed, answer.left)
    return len(pieces)


def _page(station: Station, signed: Signed) -> Page:
    if not verified_by_any(station.trusted, PAGE_TAG, signed.message, signed.signature):
        raise Problem("batch_not_genuine")
    page = decode(signed.message, Page)
    if page.installation != station.hq.keys.installation:
        raise Problem("batch_not_genuine")
    return page


def _stamped(items: Iterable[Fed]) -> Iterable[tuple[Fed, bytes]]:
    for item in items:
        yield item, decode_header(item.core).stamp


def _store(
    session: Session,
    signed: Signed,
    page: Page,
    pieces: dict[bytes, tuple[Fed, bytes]],
    gone: dict[bytes, Gone],
) -> None:
    here = session.execute(
        select(func.max(PageRow.upto)).where(PageRow.scope == page.scope)
    ).scalar_one_or_none()
    if page.after < (here or 0):
        # Headquarters begins anew with this scope: it was put back to an older copy.
        _forget(session, [page.scope])
    rows = []
    for line in page.lines:
        known = line.digest in pieces if line.stamp else line.digest in gone
        if not known:
            raise Problem("reply_unreadable", why="page")
        left = gone.get(line.digest)
        rows.append(
            {
                "scope": page.scope,
                "seq": line.seq,
                "digest": line.digest,
                "stamp": line.stamp,
                "directory": line.directory,
                "withheld": False,
                "gone_kind": None if line.stamp or left is None else left.kind,
                "gone_id": None if line.stamp or left is None else left.id,
            }
        )
    session.execute(
        insert(PageRow).values(
            scope=page.scope,
            upto=page.upto,
            after=page.after,
            message=signed.message,
            signature=signed.signature,
        )
    )
    if rows:
        session.execute(insert(LineRow), rows)


def _store_pieces(session: Session, pieces: dict[bytes, tuple[Fed, bytes]]) -> None:
    digests = sorted(pieces)
    known: set[bytes] = set()
    for start in range(0, len(digests), _AT_ONCE):
        part = digests[start : start + _AT_ONCE]
        known |= set(session.execute(select(Piece.digest).where(Piece.digest.in_(part))).scalars())
    rows = [
        {
            "digest": digest,
            "stamp": stamp,
            "core": item.core,
            "hash": item.hash,
            "body": item.body,
            "rank": item.rank,
        }
        for digest, (item, stamp) in pieces.items()
        if digest not in known
    ]
    if rows:
        session.execute(insert(Piece), rows)


def _withhold(session: Session, scope: str, lost: Collection[Gone]) -> None:
    """Who comes to a scope later is shown nothing of a record that has left it."""
    records = {(one.kind, one.id) for one in lost}
    query = (
        select(LineRow.digest, Piece.body)
        .join(Piece, Piece.digest == LineRow.digest)
        .where(LineRow.scope == scope, LineRow.withheld.is_(False))
    )
    told = [
        digest
        for digest, body in session.execute(query)
        if any((change.kind, change.id) in records for change in decode_body(body).changes)
    ]
    for start in range(0, len(told), _AT_ONCE):
        session.execute(
            update(LineRow)
            .where(LineRow.scope == scope, LineRow.digest.in_(told[start : start + _AT_ONCE]))
            .values(withheld=True)
        )
    _sweep(session)


def _leave(
    session: Session, station: Station, removed: Collection[str], left: Collection[Gone]
) -> None:
    """Records and scopes that are no longer the relay's to hold."""
    if not removed and not left:
        return
    _forget(session, removed)
    for scope in removed:
        session.merge(RemovedScope(scope=scope, removed_at=station.now))
    session.flush()
    granted = frozenset(cursors(session))
    wipe(session, station.relay, (0, 0), granted, list(left))


def _forget(session: Session, scopes: Collection[str]) -> None:
    if scopes:
        session.execute(delete(PageRow).where(PageRow.scope.in_(sorted(scopes))))
        session.execute(delete(LineRow).where(LineRow.scope.in_(sorted(scopes))))
        _sweep(session)


def _sweep(session: Session) -> None:
    """Pieces that no line shows any more are destroyed."""
    shown = select(LineRow.digest).where(LineRow.withheld.is_(False))
    session.execute(delete(Piece).where(Piece.digest.not_in(shown)))


def _incoming(item: Fed) -> Incoming:
    header = decode_header(item.core)
    changes = decode_body(item.body).changes
    return Incoming(header, item.core, item.hash, item.body, changes, item.rank or header.stamp)


def _named(incoming: Iterable[Incoming]) -> Iterable[bytes]:
    for change in (change for item in incoming for change in item.changes):
        kind = registry.find(change.kind)
        if kind is not None and kind.blob_fields:
            yield from kind.blobs(change.values)
