"""Which part of a journal ``verify`` looks at: all of it, or the end of the vault's own chain."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import and_, or_, select, true
from sqlalchemy.orm import Session

from desktop.models.entries import Entry


@dataclass(frozen=True, slots=True)
class Part:
    """Entries of ``vault`` from (epoch, counter) on; of every vault where ``vault`` is empty."""

    vault: bytes = b""
    epoch: int = 0
    counter: int = 0

    def within(self, table: Any) -> Any:
        """The condition on a table of entries, bodies or receipts."""
        if not self.vault:
            return true()
        later = and_(table.epoch == self.epoch, table.counter >= self.counter)
        return and_(table.vault == self.vault, or_(table.epoch > self.epoch, later))

    def begins_with(self, entry: Any) -> bool:
        """Whether this entry is the first that is looked at: what was before it is not missing."""
        return bool(self.vault) and (entry.epoch, entry.counter) == (self.epoch, self.counter)


WHOLE = Part()


def last_of(session: Session, vault: bytes, entries: int) -> Part:
    """The last so many entries of a chain, or all of a shorter one; all vaults for 0."""
    if not entries:
        return WHOLE
    query = (
        select(Entry.epoch, Entry.counter)
        .where(Entry.vault == vault)
        .order_by(Entry.epoch.desc(), Entry.counter.desc())
        .limit(entries)
    )
    found = session.execute(query).all()
    whole = len(found) < entries
    return Part(vault) if whole else Part(vault, found[-1].epoch, found[-1].counter)
