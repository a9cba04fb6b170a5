"""What a vault gets: the feed of its scopes after its cursors, bounded by bytes and signed."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

import msgspec
from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session

from desktop.models import policy
from desktop.models.entries import Entry, EntryBody
from desktop.models.journal import lookup
from desktop.models.registry import find as find_kind
from sync.protocol.batch import batch_digest
from sync.protocol.clock import stamp_vault
from sync.protocol.encoding import decode
from sync.protocol.entry import Body, decode_body, encode_body, sign
from sync.protocol.messages import BATCH_TAG, Fed, Gone
from sync.server import walls
from sync.server.feed_rows import last_number
from sync.server.hq import Headquarters
from sync.server.scopes import Held
from sync.server.tables import Device, FeedRow

SMALLEST, LARGEST = 64 * 1024, 4 * 1024 * 1024
_ROWS = 2_000
_AT_ONCE = 250
_NEAR = 2_000
"""Numbers behind the end of the feed up to which all scopes are read in one statement."""

_LINES = select(
    FeedRow.scope,
    FeedRow.seq,
    FeedRow.stamp,
    FeedRow.part,
    FeedRow.gone_kind,
    FeedRow.gone_id,
).where(
    FeedRow.seq > bindparam("after"),
    FeedRow.seq <= bindparam("top"),
    FeedRow.stamp.is_(None)
    | FeedRow.gone_kind.is_not(None)
    | (func.substr(FeedRow.stamp, 9) != bindparam("but")),
)
"""Lines without those of one author, but for records that have moved back."""

_FAR = _LINES.where(FeedRow.scope == bindparam("scope")).order_by(FeedRow.seq).limit(_ROWS)
_ALL_NEAR = _LINES.where(FeedRow.scope.in_(bindparam("scopes", expanding=True)))
_NOBODY = b"\0"


class _Line(NamedTuple):
    scope: str
    seq: int
    stamp: bytes | None
    part: bytes | None
    gone_kind: str | None
    gone_id: bytes | None


class Pulled(msgspec.Struct, frozen=True):
    """One batch of the feed, and where it leaves the cursors."""

    items: list[Fed]
    gone: list[Gone]
    cursors: dict[str, int]
    more: bool
    removed: list[str]


@dataclass(slots=True)
class _Part:
    """Places of changes in one body, or all of them."""

    whole: bool = False
    places: set[int] = field(default_factory=set)

    def join(self, part: bytes | None) -> None:
        """Add what one line of the feed gives."""
        if part is None:
            self.whole = True
        else:
            self.places |= set(decode(part, list[int]))

    def has(self, place: int) -> bool:
        """Whether the change at this place belongs here."""
        return self.whole or place in self.places


@dataclass(slots=True)
class _Due:
    """One entry that is due: its first number, and its part in our scopes, by what of them the
    roles may read."""

    seq: int
    parts: dict[policy.Ceiling, _Part] = field(default_factory=dict)
    back: bool = False
    """Whether it goes to its author too."""

    def join(self, of: policy.Ceiling, part: bytes | None) -> None:
        """Add what one line of the feed gives."""
        self.parts.setdefault(of, _Part()).join(part)

    @property
    def whole(self) -> bool:
        """Whether all of it may be read, without a look at what is in it."""
        return any(part.whole and of >= policy.EVERYTHING for of, part in self.parts.items())

    def has(self, place: int, kind: str) -> bool:
        """Whether the change at this place, of a kind, may be read."""
        return any(part.has(place) and policy.may_read(of, kind) for of, part in self.parts.items())


@dataclass(frozen=True, slots=True)
class Reader:
    """The vault that reads, what it may hold, and how far it has its own chain.

    Behind ``knows`` (epoch, counter) its own entries are fed too: it was put back to an older
    copy of itself. None: it has them all. ``wipes`` are scopes that it is told to wipe though it
    states no cursor; in those of ``again`` its own entries come back up to a number of the feed.
    """

    device: Device
    held: Held
    knows: tuple[int, int] | None
    wipes: Collection[str] = ()
    again: Mapping[str, int] = field(default_factory=dict)
    walled: bool = False

    def wants(self, row: _Line) -> bool:
        """Whether a line of the feed has to be looked at: of its own, what it had to destroy."""
        if self.knows is not None or row.stamp is None:
            return True
        return stamp_vault(row.stamp) != self.device.vault or self.comes_back(row)

    def comes_back(self, row: _Line) -> bool:
        """Whether the record of a line may have been destroyed by the reader, and is its again."""
        return row.gone_kind is not None or row.seq <= self.again.get(row.scope, 0)

    def has(self, entry: Entry) -> bool:
        """Whether the entry is the reader's own and not lost to it."""
        own = entry.vault == self.device.vault
        return own and (self.knows is None or (entry.epoch, entry.counter) <= self.knows)


def pull(session: Session, reader: Reader, cursors: dict[str, int], limit: int) -> Pulled:
    """The next batch; entries that the vault itself wrote and has are left out."""
    held = reader.held
    top = last_number(session)
    start = {scope: min(max(cursors.get(scope, 0), 0), top) for scope in held.scopes}
    most = min(max(limit, SMALLEST), LARGEST)
    has_own = reader.knows is None and not reader.again
    but = reader.device.vault if has_own else _NOBODY
    with walls.behind(session, held.scopes, walled=reader.walled):
        rows, reach = _rows(session, start, top, but)
        items, gone, end = _batch(session, reader, rows, reach, most)
    return Pulled(
        items,
        _left(session, held, gone, end),
        {scope: max(cursor, end) for scope, cursor in sorted(start.items())},
        end < top,
        sorted({*cursors, *reader.wipes} - held.scopes),
    )


def signature(hq: Headquarters, items: list[Fed]) -> bytes:
    """Headquarters' signature for a batch; nothing needs none."""
    if not items:
        return b""
    digest = batch_digest((item.core, item.body) for item in items)
    return sign(hq.keys.receipt, BATCH_TAG, digest)


def _rows(session: Session, start: dict[str, int], top: int, but: bytes) -> tuple[list[_Line], int]:
    """Lines of all scopes in order, and up to which number they are all there."""
    found: list[_Line] = []
    reach = top
    behind = {scope: cursor for scope, cursor in start.items() if cursor < top}
    if behind and top - min(behind.values()) <= _NEAR:
        return _near(session, behind, top, but), top
    for scope, cursor in behind.items():
        asked = {"scope": scope, "after": cursor, "top": top, "but": but}
        rows = [_Line(*row) for row in session.connection().execute(_FAR, asked)]
        found += rows
        if len(rows) == _ROWS:
            reach = min(reach, rows[-1].seq)
    kept = [row for row in found if row.seq <= reach]
    return sorted(kept, key=lambda row: row.seq), reach


def _near(session: Session, behind: dict[str, int], top: int, but: bytes) -> list[_Line]:
    """The lines of all scopes at once, where there can be but few of them."""
    after = min(behind.values())
    asked = {"scopes": list(behind), "after": after, "top": top, "but": but}
    lines = (_Line(*row) for row in session.connection().execute(_ALL_NEAR, asked))
    rows = [row for row in lines if row.seq > behind[row.scope]]
    return sorted(rows, key=lambda row: row.seq)


def _batch(
    session: Session, reader: Reader, rows: list[_Line], reach: int, limit: int
) -> tuple[list[Fed], dict[tuple[str, bytes], int], int]:
    """The entries and the leavings up to the limit, and the number at which they end."""
    due: dict[bytes, _Due] = {}
    gone: dict[tuple[str, bytes], int] = {}
    for row in rows:
        if row.stamp is None:
            if row.gone_kind is not None and row.gone_id is not None:
                gone[(row.gone_kind, row.gone_id)] = row.seq
        elif reader.wants(row):
            one = due.setdefault(row.stamp, _Due(row.seq))
            one.back = one.back or reader.comes_back(row)
            one.join(reader.held.reads[row.scope], row.part)
    items: list[Fed] = []
    size, end = 0, reach
    waiting = sorted(due.items(), key=lambda entry: entry[1].seq)
    for start in range(0, len(waiting), _AT_ONCE):
        part = waiting[start : start + _AT_ONCE]
        bodies = _bodies(session, [stamp for stamp, _ in part])
        for stamp, one in part:
            entry, body = bodies.get(stamp, (None, b""))
            left_out = entry is None or (reader.has(entry) and not one.back)
            item = None if entry is None or left_out else _fed(entry, body, one)
            if item is None:
                continue
            size += len(item.core) + len(item.body)
            if items and size > limit:
                return items, gone, end
            items.append(item)
            end = one.seq
        end = part[-1][1].seq
    return items, gone, reach


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


def _fed(entry: Entry, body: bytes, due: _Due) -> Fed | None:
    rank = b"" if entry.rank == entry.stamp else entry.rank
    if due.whole:
        return Fed(entry.core, entry.hash, body, rank)
    opened = decode_body(body)
    changes = [change for place, change in enumerate(opened.changes) if due.has(place, change.kind)]
    if not changes:
        return None
    if len(changes) == len(opened.changes):
        return Fed(entry.core, entry.hash, body, rank)
    return Fed(entry.core, entry.hash, encode_body(Body(changes)), rank)


def _left(session: Session, held: Held, gone: dict[tuple[str, bytes], int], end: int) -> list[Gone]:
    """Records that left a scope and are in no other that is held."""
    find = lookup(session)
    found = []
    for (name, record), seq in gone.items():
        if seq > end:
            continue
        kind = find_kind(name)
        row = None if kind is None else find(name, record)
        if kind is None or row is None or not held.may_read(name, kind.scopes(row, find)):
            found.append(Gone(name, record))
    return found
