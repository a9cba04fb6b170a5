"""What a restored vault lacks: told before it is done, and after, until it has come back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

import msgspec
from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.models import vault_facts
from desktop.models.entries import Entry, Head
from desktop.models.sync_state import above, last_receipt, receipt_verifier
from sync.protocol.encoding import decode, encode
from sync.protocol.entry import decode_header
from sync.protocol.errors import ProtocolError

RESTORED = "RestoreVault"
"""The command of the entry that begins the epoch after a restore."""

_KEPT = "restore/losses"
_OWN_AFFAIRS = frozenset({RESTORED, "StartEpoch", "OpenByRecovery"})
"""Entries that say nothing of the office's records."""


class Lost(msgspec.Struct, frozen=True, array_like=True):
    """An entry of this vault that the backup does not hold; ``wall`` in milliseconds since 1970.

    ``sent`` says that headquarters has receipted it, so that the next exchange brings it back.
    """

    stamp: bytes
    wall: int
    command: str
    sent: bool


class Losses(msgspec.Struct, frozen=True, array_like=True):
    """What was missing when a vault was restored.

    ``readable`` is False where the old database could not be read, so that nobody knows which
    entries there were; ``files`` counts attachments that were there without their records.
    Moments in milliseconds since 1970, ``aside`` is the folder with what stood there.
    """

    at: int
    backup: int
    rebuilt: bool
    readable: bool
    entries: list[Lost]
    files: int
    aside: str


@dataclass(frozen=True, slots=True)
class Missing:
    """What is missing still."""

    restored_at: datetime
    backup_at: datetime
    rebuilt: bool
    readable: bool
    entries: tuple[Lost, ...]
    returned: int
    files: int
    exchanged: bool


def keep(session: Session, losses: Losses) -> None:
    """Remember what was missing; a later restore tells its own."""
    vault_facts.put(session, _KEPT, encode(losses))


def forget(session: Session) -> None:
    """The person has read the list."""
    vault_facts.put(session, _KEPT, None)


def missing(session: Session) -> Missing | None:
    """What the last restore cost and no exchange has brought back; None where none is to tell."""
    packed = vault_facts.get(session, _KEPT)
    if packed is None:
        return None
    try:
        kept = decode(packed, Losses)
    except ProtocolError:
        return None
    stamps = [lost.stamp for lost in kept.entries]
    there: set[bytes] = set()
    for start in range(0, len(stamps), 500):
        query = select(Entry.stamp).where(Entry.stamp.in_(stamps[start : start + 500]))
        there |= set(session.execute(query).scalars())
    left = tuple(lost for lost in kept.entries if lost.stamp not in there)
    exchanged = vault_facts.moment(session, "sync/last_exchange")
    restored = datetime.fromtimestamp(kept.at / 1000, UTC)
    return Missing(
        restored,
        datetime.fromtimestamp(kept.backup / 1000, UTC),
        kept.rebuilt,
        kept.readable,
        left,
        len(kept.entries) - len(left),
        kept.files,
        exchanged is not None and exchanged > restored,
    )


def since(session: Session, vault: bytes, place: Head) -> list[Lost]:
    """Own entries behind a backup's head: what restoring it would take out of this vault."""
    known = vault_facts.enrolment(session)
    receipt = None
    if known is not None:
        receipt = last_receipt(session, vault, receipt_verifier(known.receipt_key))
    sent = (receipt.epoch, receipt.counter) if receipt is not None else (0, 0)
    query = (
        select(Entry.stamp, Entry.epoch, Entry.counter, Entry.core)
        .where(Entry.vault == vault, above(place.epoch, place.counter))
        .where(Entry.prev_hash.is_not(None))
        .order_by(Entry.epoch, Entry.counter)
    )
    found = [
        _lost(stamp, core, sent=(epoch, counter) <= sent)
        for stamp, epoch, counter, core in session.execute(query)
    ]
    return [lost for lost in found if lost.command not in _OWN_AFFAIRS]


def between(before: Session, after: Session, vault: bytes) -> list[Lost]:
    """Own entries of one database that another has not."""
    held = set(after.execute(select(Entry.stamp).where(Entry.vault == vault)).scalars())
    found = since(before, vault, Head(0, 0, b""))
    return [lost for lost in found if lost.stamp not in held]


def _lost(stamp: bytes, core: bytes, *, sent: bool) -> Lost:
    header = decode_header(core)
    return Lost(stamp, header.wall, header.command, sent)
