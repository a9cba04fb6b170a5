"""Edits of a record that somebody else deleted meanwhile: kept for a person, never dropped.

``sync.md`` section 1, point 12.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy.orm import Session

from desktop.models import conflicts
from desktop.models.bases import BaseRow
from sync.protocol.merge import Merged, Write, unseen

_STANDS = "deleted"
"""What stands against each of these edits; no edit has it as its value."""


def store_heads(
    session: Session,
    kind: str,
    record: bytes,
    fields: Mapping[str, Merged],
    base: BaseRow | None,
    now: datetime,
) -> None:
    """Make the open heads of a record exactly these, and beside a deletion what it had not seen."""
    for name, merged in fields.items():
        value = merged.winner.value
        conflicts.store(session, kind, record, name, merged.others, value, now)
    lost = unseen_edits(fields, base)
    conflicts.store(session, kind, record, conflicts.EDITED, lost, _STANDS, now)


def unseen_edits(fields: Mapping[str, Merged], base: BaseRow | None) -> tuple[Write, ...]:
    """The edits of a deleted record that whoever deleted it had not seen: as words against it."""
    deletion = fields.get("deleted_at")
    if deletion is None or deletion.winner.value is None:
        return ()
    others = (fields[name] for name in fields if name != "deleted_at")
    heads = [write for merged in others for write in (merged.winner, *merged.others)]
    stands = base is not None and deletion.winner.stamp in base.stamps
    known = base.known if base is not None and stands else frozenset()
    return tuple(Write(w.stamp, (), None, w.rank) for w in unseen(deletion, heads, known))
