"""The feed: which entry, or part of one, belongs to which scope, in the order of its arrival.

Everything here runs under the writer lock, so that a number is never seen before a smaller one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import cast

from sqlalchemy import Table
from sqlalchemy.orm import Session

from desktop.models import registry
from desktop.models.bulk import add_rows
from sync.protocol.entry import Change
from sync.server.feed_rows import Key, Numbers, Row, feed_row
from sync.server.moves import Mover, Scopes
from sync.server.tables import FeedRow

_FEED = cast(Table, FeedRow.__table__)


@dataclass(frozen=True, slots=True)
class Published:
    """An entry that was taken, with its changes."""

    stamp: bytes
    changes: list[Change]


def publish(
    session: Session,
    entries: list[Published],
    before: Mapping[Key, Row | None],
    laid: registry.Lookup | None = None,
    after: Mapping[Key, Row | None] | None = None,
) -> Scopes:
    """Put entries into the feeds of their scopes, and move what changed its scopes.

    Returns the scopes of all of it as they are now.

    ``before`` holds every record that the entries touched as it was, None where it was new;
    ``laid`` finds the new ones as they stand, ``after`` holds others.
    """
    scopes = Scopes(session, before, laid, after or {})
    numbers = Numbers(session)
    rows = []
    for entry in entries:
        seq = numbers.take()
        each = [scopes.after(change.kind, change.id) for change in entry.changes]
        shared = frozenset.intersection(*each) if each else frozenset()
        rows += [feed_row(scope, seq, entry.stamp, None) for scope in sorted(shared)]
        if any(found != shared for found in set(each)):
            places: dict[str, list[int]] = {}
            for position, found in enumerate(each):
                for scope in found - shared:
                    places.setdefault(scope, []).append(position)
            rows += [feed_row(scope, seq, entry.stamp, part) for scope, part in places.items()]
    known = frozenset(entry.stamp for entry in entries)
    rows += Mover(session, scopes, numbers, known).rows()
    if rows:
        add_rows(session.connection(), _FEED, rows)
    numbers.keep()
    return scopes
