"""Who wrote last of what a row shows, and when: by rank, so that every vault says the same."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.models.entries import Entry, Written
from desktop.models.journal import storage_instant
from sync.protocol.entry import Header, decode_header


def latest(session: Session, stamps: Collection[bytes]) -> tuple[bytes, Header] | None:
    """The entry that ranks last among those of the stamps: its rank and its header.

    None where that one is not here: it lies below a snapshot.
    """
    query = select(Entry.stamp, Entry.rank, Entry.core).where(Entry.stamp.in_(stamps))
    here = {found.stamp: found for found in session.execute(query)}
    ranks = {stamp: here[stamp].rank if stamp in here else stamp for stamp in stamps}
    last = here.get(max(stamps, key=lambda stamp: (ranks[stamp], stamp)))
    return None if last is None else (last.rank, decode_header(last.core))


def among(written: Iterable[Written], shown: Collection[bytes]) -> Written | None:
    """The same among changes that were read already."""
    seen = (one for one in written if one.header.stamp in shown)
    return max(seen, key=lambda one: (one.rank, one.header.stamp), default=None)


def note(
    session: Session, row: dict[str, Any], fresh: tuple[bytes, Header], shown: Collection[bytes]
) -> None:
    """Sign a row after a fresh entry (rank, header) was written into it."""
    rank, header = fresh
    if rank != header.stamp or max(shown) != header.stamp:
        found = latest(session, shown)
        if found is None:
            return
        header = found[1]
    sign(row, header)


def sign(row: dict[str, Any], header: Header) -> None:
    """Put who and when on a row."""
    row["updated_at"], row["updated_by"] = storage_instant(header.wall), header.actor
