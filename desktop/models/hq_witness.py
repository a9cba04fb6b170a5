"""The head of headquarters' own chain, kept here: a witness that headquarters cannot change."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from desktop.models import vault_facts
from sync.protocol.audit import Head
from sync.protocol.encoding import decode, encode

_HEAD = "hq/audit"
_BROKEN = "hq/audit_broken"
_SEEN = "hq/audit_seen"


def head(session: Session) -> Head | None:
    """The furthest head that headquarters told this vault."""
    packed = vault_facts.get(session, _HEAD)
    return None if packed is None else decode(packed, Head)


def broken(session: Session) -> Head | None:
    """A head under headquarters' signature that contradicts the one that is kept."""
    packed = vault_facts.get(session, _BROKEN)
    return None if packed is None else decode(packed, Head)


def seen_at(session: Session) -> datetime | None:
    """When the head that is kept was told."""
    return vault_facts.moment(session, _SEEN)


def keep(session: Session, told: Head, now: datetime) -> None:
    """Take over a head; one that goes back is kept apart, and the one known stays."""
    known = head(session)
    if known is not None and contradicts(known, told):
        vault_facts.put(session, _BROKEN, encode(told))
        return
    vault_facts.put(session, _HEAD, encode(told))
    vault_facts.set_moment(session, _SEEN, now)


def contradicts(known: Head, told: Head) -> bool:
    """Whether a chain that once had ``known`` cannot end in ``told``."""
    return told.number < known.number or (told.number == known.number and told.hash != known.hash)
