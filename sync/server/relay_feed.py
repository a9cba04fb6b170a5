"""The feed as a relay gets it: scope by scope, in pages that headquarters signs line by line.

Each line is cut as finely as scopes can tell readers apart, so that the relay can pass it on as
it is: to whom a scope shows the directory alone, the lines of the directory.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.models.entries import Entry, EntryBody
from desktop.models.journal import lookup
from desktop.models.policy import DIRECTORY_KINDS
from desktop.models.registry import find as find_kind
from sync.protocol.encoding import decode, encode
from sync.protocol.entry import Body, decode_body, encode_body, sign
from sync.protocol.messages import Fed, Gone, Signed
from sync.protocol.relay import PAGE_TAG, Line, Page, gone_digest, piece_digest
from sync.server.feed_rows import last_number
from sync.server.hq import Headquarters
from sync.server.scopes import NATIONAL, REFERENCE, Held
from sync.server.tables import FeedRow

LINES = 400
"""Lines of one page at the most."""

SMALLEST, LARGEST = 64 * 1024, 4 * 1024 * 1024


@dataclass(slots=True)
class Paged:
    """What a relay gets in one turn."""

    pages: list[Signed] = field(default_factory=list)
    items: dict[bytes, Fed] = field(default_factory=dict)
    gone: dict[bytes, Gone] = field(default_factory=dict)
    left: list[Gone] = field(default_factory=list)
    more: bool = False
    size: int = 0


def paged(
    hq: Headquarters, session: Session, held: Held, cursors: dict[str, int], limit: int
) -> Paged:
    """The next pages behind the cursors, up to some bytes; at least one where there is any."""
    found = Paged()
    bound = min(max(limit, SMALLEST), LARGEST)
    top = last_number(session)
    for scope in sorted(held.scopes, key=_order):
        after = max(cursors.get(scope, 0), 0)
        if after > top:
            # We were put back to an older copy: from there on the relay reads anew.
            after = 0
        if found.size > bound:
            found.more = True
            break
        query = (
            select(FeedRow)
            .where(FeedRow.scope == scope, FeedRow.seq > after, FeedRow.seq <= top)
            .order_by(FeedRow.seq)
            .limit(LINES)
        )
        rows = list(session.execute(query).scalars())
        if rows:
            _page(hq, session, scope, after, rows, bound, found)
            found.more = found.more or len(rows) == LINES
    found.left = [gone for gone in found.gone.values() if _has_left(session, held, gone)]
    return found


def _page(
    hq: Headquarters,
    session: Session,
    scope: str,
    after: int,
    rows: list[FeedRow],
    bound: int,
    found: Paged,
) -> None:
    bodies = _bodies(session, [row.stamp for row in rows if row.stamp is not None])
    lines: list[Line] = []
    upto = after
    for row in rows:
        if lines and found.size > bound:
            found.more = True
            break
        upto = row.seq
        if row.stamp is None:
            gone = Gone(row.gone_kind or "", row.gone_id or b"")
            digest = gone_digest(gone)
            found.gone[digest] = gone
            lines.append(Line(row.seq, b"", digest, directory=False))
        elif row.stamp in bodies:
            for piece, directory in _pieces(*bodies[row.stamp], row.part):
                digest = piece_digest(piece, row.stamp)
                if digest not in found.items:
                    found.items[digest] = piece
                    found.size += len(piece.core) + len(piece.body)
                lines.append(Line(row.seq, row.stamp, digest, directory))
    message = encode(Page(hq.keys.installation, scope, after, upto, lines))
    found.pages.append(Signed(message, sign(hq.keys.receipt, PAGE_TAG, message)))


def _pieces(entry: Entry, body: bytes, part: bytes | None) -> Iterator[tuple[Fed, bool]]:
    """The part of an entry in a scope: what is of the directory, and the rest."""
    opened = decode_body(body)
    places = range(len(opened.changes)) if part is None else decode(part, list[int])
    rank = b"" if entry.rank == entry.stamp else entry.rank
    for directory in (True, False):
        # A change without a kind stands where one was disposed of.
        changes = [
            opened.changes[place]
            for place in places
            if opened.changes[place].kind
            and (opened.changes[place].kind in DIRECTORY_KINDS) is directory
        ]
        if not changes:
            continue
        whole = len(changes) == len(opened.changes)
        cut = body if whole else encode_body(Body(changes))
        yield Fed(entry.core, entry.hash, cut, rank), directory


def _bodies(session: Session, stamps: list[bytes]) -> dict[bytes, tuple[Entry, bytes]]:
    query = (
        select(Entry, EntryBody.body)
        .join(
            EntryBody,
            (EntryBody.vault == Entry.vault)
            & (EntryBody.epoch == Entry.epoch)
            & (EntryBody.counter == Entry.counter),
        )
        .where(Entry.stamp.in_(stamps), EntryBody.body.is_not(None))
    )
    return {entry.stamp: (entry, body) for entry, body in session.execute(query) if body}


def _has_left(session: Session, held: Held, gone: Gone) -> bool:
    find = lookup(session)
    kind = find_kind(gone.kind)
    row = None if kind is None else find(gone.kind, gone.id)
    return kind is None or row is None or not held.may_read(gone.kind, kind.scopes(row, find))


def _order(scope: str) -> tuple[int, str]:
    """What everything else refers to comes first."""
    first = (REFERENCE, NATIONAL)
    return (first.index(scope) if scope in first else len(first), scope)
