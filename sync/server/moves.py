"""Records whose scopes changed: put into the feeds they came to, taken out of those they left.

A visit is revealed, a finding communicated, a person transferred: who comes to see the record
gets all of its history, and who no longer may is told that it is gone (``sync.md`` point 13).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from desktop.models import conflicts, registry
from desktop.models.entries import Entry, EntryBody
from desktop.models.journal import lookup
from desktop.models.scope_memo import ScopeMemo
from sync.protocol.clock import unpack_row_clock
from sync.protocol.encoding import decode
from sync.protocol.entry import Change, decode_body
from sync.server.feed_rows import Key, Numbers, Row, feed_row, gone_row
from sync.server.hq import encoded
from sync.server.tables import FeedRow


class Scopes:
    """The scopes of records before and after the entries, each worked out once.

    ``laid`` knows the rows of new records without asking the database, ``after`` those of others.
    """

    def __init__(
        self,
        session: Session,
        before: Mapping[Key, Row | None],
        laid: registry.Lookup | None,
        after: Mapping[Key, Row | None],
    ) -> None:
        self.touched = before
        self._laid = laid
        self._rows = after
        self._stored = lookup(session)
        self._after: dict[Key, frozenset[str]] = {}
        self._memo = ScopeMemo(self.find)

    def find(self, kind: str, record: bytes) -> Row | None:
        """The row as it stands."""
        key = (kind, record)
        if self._laid is not None and key in self.touched and self.touched[key] is None:
            return self._laid(kind, record)
        return self._rows[key] if key in self._rows else self._stored(kind, record)

    def found_before(self, kind: str, record: bytes) -> Row | None:
        """The row as it was; what was not touched is as it stands."""
        key = (kind, record)
        return self.touched[key] if key in self.touched else self._stored(kind, record)

    def after(self, kind: str, record: bytes) -> frozenset[str]:
        """The scopes that a record belongs to."""
        key = (kind, record)
        if key not in self._after:
            known = registry.find(kind)
            row = None if known is None else self.find(kind, record)
            found = None if known is None or row is None else self._memo.of(known, row)
            self._after[key] = found or frozenset()
        return self._after[key]

    def before(self, kind: str, record: bytes) -> frozenset[str]:
        """The scopes that a record belonged to."""
        return _scopes_of(kind, record, self.found_before)


def _scopes_of(name: str, record: bytes, find: registry.Lookup) -> frozenset[str]:
    kind = registry.find(name)
    row = None if kind is None else find(name, record)
    return frozenset() if kind is None or row is None else kind.scopes(row, find)


class Mover:
    """Works out what the moved records, and all that follows them, mean for the feeds."""

    def __init__(
        self, session: Session, scopes: Scopes, numbers: Numbers, fresh: frozenset[bytes]
    ) -> None:
        self._session = session
        self._scopes = scopes
        self._numbers = numbers
        self._fresh = fresh

    def rows(self) -> list[dict[str, Any]]:
        """The lines to add; lines of scopes that were left are put right at once."""
        touched = self._scopes.touched
        found: list[dict[str, Any]] = []
        queue = [key for key, row in touched.items() if row is not None]
        seen = set(queue)
        while queue:
            kind, record = queue.pop(0)
            before = self._scopes.before(kind, record)
            after = self._scopes.after(kind, record)
            if before == after:
                continue
            found += self._moved(kind, record, after - before, before - after)
            for follower in self._followers(kind, record):
                if follower not in seen and touched.get(follower, follower) is not None:
                    seen.add(follower)
                    queue.append(follower)
        return found

    def _moved(
        self, kind: str, record: bytes, gained: frozenset[str], lost: frozenset[str]
    ) -> Iterator[dict[str, Any]]:
        for stamp, position, count in self._history(kind, record):
            if stamp not in self._fresh:
                for scope in sorted(gained):
                    part = None if count == 1 else [position]
                    yield feed_row(scope, self._numbers.take(), stamp, part, (kind, record))
            for scope in lost:
                self._take_out(scope, stamp, position, count)
        for scope in sorted(lost):
            yield gone_row(scope, self._numbers.take(), kind, record)

    def _history(self, kind: str, record: bytes) -> list[tuple[bytes, int, int]]:
        """Each entry that wrote the record: its stamp, the change's place, how many there are."""
        row = self._scopes.find(kind, record)
        if row is None:
            return []
        whole, fields = unpack_row_clock(row["stamps"])
        queue = [whole, *fields.values()]
        queue += conflicts.record_stamps(self._session, kind, record)
        found: dict[bytes, tuple[bytes, int, int]] = {}
        seen: set[bytes] = set()
        while queue:
            stamp = queue.pop()
            if not stamp or stamp in seen:
                continue
            seen.add(stamp)
            changes = self._changes_of(stamp)
            for position, change in enumerate(changes):
                if (change.kind, change.id) == (kind, record):
                    found[stamp] = (stamp, position, len(changes))
                    queue.append(change.base)
                    for stamps in (change.bases or {}).values():
                        queue.extend(stamps)
        return sorted(found.values())

    def _changes_of(self, stamp: bytes) -> list[Change]:
        query = (
            select(EntryBody.body)
            .join(
                Entry,
                (EntryBody.vault == Entry.vault)
                & (EntryBody.epoch == Entry.epoch)
                & (EntryBody.counter == Entry.counter),
            )
            .where(Entry.stamp == stamp)
        )
        body = self._session.execute(query).scalar_one_or_none()
        return [] if body is None else decode_body(body).changes

    def _take_out(self, scope: str, stamp: bytes, position: int, count: int) -> None:
        """Who comes to a scope later finds nothing of a record that left it."""
        here = (FeedRow.scope == scope) & (FeedRow.stamp == stamp)
        for seq, part in self._session.execute(select(FeedRow.seq, FeedRow.part).where(here)).all():
            places = list(range(count)) if part is None else decode(part, list[int])
            left = [place for place in places if place != position]
            line = here & (FeedRow.seq == seq)
            if left:
                statement = update(FeedRow).where(line).values(part=encoded(left))
                self._session.execute(statement)
            else:
                self._session.execute(delete(FeedRow).where(line))

    def _followers(self, name: str, record: bytes) -> Iterator[Key]:
        """The records whose scopes follow from this one."""
        kind = registry.kind_of(name)
        for child, column in kind.children:
            yield from self._pointing(child, column, record)
        row = self._scopes.find(name, record)
        if row is None:
            return
        for parent in registry.kinds():
            own = next((c for child, c in parent.children if child == name), None)
            if own is None or own not in row:
                continue
            # A sibling that names this kind as a parent may look at it: actions at their findings.
            for child, column in parent.children:
                other = registry.find(child)
                if other is not None and name in other.parents:
                    yield from self._pointing(child, column, row[own])

    def _pointing(self, name: str, column: str, record: bytes) -> Iterator[Key]:
        kind = registry.find(name)
        if kind is None:
            return
        query = select(kind.raw.c.id).where(kind.raw.c[column] == record)
        for found in self._session.execute(query).scalars().all():
            yield name, found
