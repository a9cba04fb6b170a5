"""What a vault knows of the relays of its province, and what of its own lies there.

A relay is known by headquarters' signature alone. Its receipt is not headquarters': what lies at
a relay is still unsent (``sync.md`` section 1, point 19).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from desktop.models.entries import Entry
from desktop.models.journal import at
from desktop.models.vault_facts import enrolment, get, moment, put, set_moment
from sync.protocol.encoding import decode, encode
from sync.protocol.entry import verified, verified_by_any
from sync.protocol.errors import ProtocolError
from sync.protocol.messages import ReceiptText, Signed
from sync.protocol.relay import RELAY_RECEIPT_TAG, RELAY_TAG, RelayCertificate

HEADQUARTERS = b""
"""Stands for headquarters where a server is named by the id of a relay."""

_KNOWN = "sync/relays"
_LEARNED = "sync/relays_learned"
_LAST = "sync/last_server"
_PREFERRED = "sync/preferred_server"

Place = tuple[int, int]


@dataclass(frozen=True, slots=True)
class AtRelay:
    """How many own entries lie at a relay and not yet at headquarters, where, and since when."""

    entries: int = 0
    name: str = ""
    at: datetime | None = None


def known_relays(session: Session) -> list[RelayCertificate]:
    """The relays that headquarters vouched for."""
    held = enrolment(session)
    packed = get(session, _KNOWN)
    if held is None or packed is None:
        return []
    found = []
    for signed in decode(packed, list[Signed]):
        if verified_by_any(held.receipt_keys, RELAY_TAG, signed.message, signed.signature):
            found.append(decode(signed.message, RelayCertificate))
    return [one for one in found if one.installation == held.installation]


def keep_relays(session: Session, relays: list[Signed], now: datetime) -> None:
    """Take over what headquarters published; what it no longer names is forgotten."""
    put(session, _KNOWN, encode(relays))
    set_moment(session, _LEARNED, now)


def learned_at(session: Session) -> datetime | None:
    """When headquarters last told of its relays."""
    return moment(session, _LEARNED)


def last_server(session: Session) -> bytes:
    """The server that last answered: a relay's id, or HEADQUARTERS."""
    return get(session, _LAST) or HEADQUARTERS


def note_server(session: Session, server: bytes) -> None:
    """Remember which server answered."""
    if last_server(session) != server:
        put(session, _LAST, server)


def preferred(session: Session) -> bytes | None:
    """The server that the person chose to be asked first, or None."""
    return get(session, _PREFERRED)


def prefer(session: Session, server: bytes | None) -> None:
    """Ask this server first; None: the one that last answered."""
    put(session, _PREFERRED, server)


def fact(relay: bytes, name: str) -> str:
    """The key of something that a vault keeps for one relay."""
    return f"sync/relay/{relay.hex()}/{name}"


def relay_receipt(session: Session, vault: bytes, relay: RelayCertificate) -> ReceiptText | None:
    """A relay's own receipt for our chain, if it is for the very entry that is here."""
    packed = get(session, fact(relay.relay, "receipt"))
    if packed is None:
        return None
    try:
        signed = decode(packed, Signed)
        text = decode(signed.message, ReceiptText)
    except ProtocolError:
        return None
    if not verified(relay.key, RELAY_RECEIPT_TAG, signed.message, signed.signature):
        return None
    query = select(Entry.hash).where(
        Entry.vault == vault, Entry.epoch == text.epoch, Entry.counter == text.counter
    )
    same = session.execute(query).scalar_one_or_none() == text.hash
    return text if same and (text.server, text.vault) == (relay.relay, vault) else None


def at_relay(session: Session, vault: bytes, sent: Place) -> AtRelay:
    """What lies at a relay and has no receipt of headquarters, which reaches to ``sent``."""
    best = AtRelay()
    for relay in known_relays(session):
        text = relay_receipt(session, vault, relay)
        if text is None or (text.epoch, text.counter) <= sent:
            continue
        query = (
            select(func.count())
            .select_from(Entry)
            .where(
                Entry.vault == vault,
                Entry.prev_hash.is_not(None),
                or_(Entry.epoch > sent[0], (Entry.epoch == sent[0]) & (Entry.counter > sent[1])),
                or_(
                    Entry.epoch < text.epoch,
                    (Entry.epoch == text.epoch) & (Entry.counter <= text.counter),
                ),
            )
        )
        number = session.execute(query).scalar_one()
        if number > best.entries:
            best = AtRelay(number, relay.name, at(text.time))
    return best
