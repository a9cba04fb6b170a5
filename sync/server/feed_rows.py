"""The lines of the feed and their numbers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from desktop.models.prepared import Prepared
from sync.server.hq import encoded
from sync.server.tables import Sequence

_SEQUENCE = "feed"
_LAST = Prepared(select(Sequence.last).where(Sequence.name == _SEQUENCE))
Key = tuple[str, bytes]
Row = Mapping[str, Any]


def last_number(session: Session) -> int:
    """The last number given; everything up to it is committed or ours."""
    return _LAST.value(session) or 0


def put_forward(session: Session, number: int) -> None:
    """Go on from a later number, so that none is given twice; the writer lock is held."""
    last = last_number(session)
    if last == 0:
        session.execute(insert(Sequence).values(name=_SEQUENCE, last=number))
    elif last < number:
        session.execute(update(Sequence).where(Sequence.name == _SEQUENCE).values(last=number))


def feed_row(
    scope: str,
    seq: int,
    stamp: bytes,
    part: list[int] | None,
    moved: tuple[str | None, bytes | None] = (None, None),
) -> dict[str, Any]:
    """An entry, or part of it, in the feed of a scope, perhaps for a record that has moved in."""
    return {
        "scope": scope,
        "seq": seq,
        "stamp": stamp,
        "part": None if part is None else encoded(part),
        "gone_kind": moved[0],
        "gone_id": moved[1],
    }


def gone_row(scope: str, seq: int, kind: str, record: bytes) -> dict[str, Any]:
    """A record that has left a scope."""
    return {
        "scope": scope,
        "seq": seq,
        "stamp": None,
        "part": None,
        "gone_kind": kind,
        "gone_id": record,
    }


class Numbers:
    """Takes numbers of the feed; the writer lock is held."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._first = self._last = last_number(session)

    def take(self) -> int:
        """The next number."""
        self._last += 1
        return self._last

    def keep(self) -> None:
        """Remember what was taken."""
        if self._last == self._first:
            return
        if self._first == 0:
            self._session.execute(insert(Sequence).values(name=_SEQUENCE, last=self._last))
        else:
            self._session.execute(
                update(Sequence).where(Sequence.name == _SEQUENCE).values(last=self._last)
            )
