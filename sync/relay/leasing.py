"""A relay's own lease, and those of its vaults, which it hands on as headquarters signed them.

Cut off from headquarters a relay serves only while its lease holds: whom its policy admits may
have been shut out meanwhile. What its vaults have not sent stays with them.
"""

from __future__ import annotations

from sqlalchemy.orm import Session

from desktop.models import lease, vault_facts
from sync.protocol.encoding import decode, encode
from sync.protocol.lease import Clocks, Standing, Term
from sync.protocol.messages import ASKS_LEASE, Signed
from sync.protocol.relay import UpstreamAnswer
from sync.relay.station import Station

_TERM = "relay/lease"
_HEARD = "relay/heard"
_OF = "relay/lease_of/"


def asks(session: Session, station: Station) -> int:
    """What the next turn with headquarters should bring."""
    held = _term(session)
    due = held is None or held.wants_renewal(_now(session, station))
    return ASKS_LEASE if due else 0


def keep(session: Session, station: Station, answer: UpstreamAnswer) -> None:
    """Take over leases that headquarters signed; what it did not sign is passed over."""
    heard = max(vault_facts.number(session, _HEARD), answer.wall)
    vault_facts.set_number(session, _HEARD, heard)
    key = station.joined.enrolment.receipt_key
    for signed in answer.leases:
        given = lease.genuine(signed, key)
        if given is None or given.installation != station.hq.keys.installation:
            continue
        if given.vault == station.relay:
            known = _term(session)
            if known is None or given.until > known.until:
                vault_facts.put(session, _TERM, encode([given.issued_at, given.until]))
        else:
            vault_facts.put(session, _OF + given.vault.hex(), encode(signed))


def over(session: Session, station: Station) -> bool:
    """Whether this relay may serve nobody until headquarters has spoken."""
    held = _term(session)
    if held is None:
        return False
    return held.standing(_now(session, station)) in (Standing.OVER, Standing.CLOSED)


def of_vault(session: Session, vault: bytes) -> Signed | None:
    """The lease that headquarters gave a vault last, as far as the relay knows."""
    packed = vault_facts.get(session, _OF + vault.hex())
    return None if packed is None else decode(packed, Signed)


def _term(session: Session) -> Term | None:
    packed = vault_facts.get(session, _TERM)
    return None if packed is None else Term(*decode(packed, tuple[int, int]))


def _now(session: Session, station: Station) -> int:
    return Clocks(station.hq.wall(), vault_facts.number(session, _HEARD), 0).now
