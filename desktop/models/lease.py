"""The vault's lease as it stands: kept from headquarters, held against the three clocks."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from desktop.models import vault_facts
from desktop.models.entries import Entry
from desktop.models.prepared import Prepared
from desktop.models.vault_facts import CLOCK_TOLERANCE_MS, OFFSET
from sync.protocol.clock import stamp_time
from sync.protocol.encoding import decode, encode
from sync.protocol.entry import verified
from sync.protocol.errors import ProtocolError
from sync.protocol.lease import MARK, Clocks, Term
from sync.protocol.lease import Standing as Standing
from sync.protocol.messages import LEASE_TAG, Lease, Signed

HEARD = "sync/heard/"
"""By server: its clock at the latest answer, so that an older one from a stick is known as such."""

SHUTS = frozenset({"vault_revoked", "certificate_expired"})
"""What headquarters says to a vault that may no longer read what it received."""

_LAST = Prepared(
    select(Entry.stamp)
    .where(Entry.vault == bindparam("vault"))
    .order_by(Entry.epoch.desc(), Entry.counter.desc())
    .limit(1)
)
_LEASE = "lease"
_SHUT = "lease/shut"
_HEARD_BY_LEASE = "lease/heard"


@dataclass(frozen=True, slots=True)
class LeaseState:
    """What the window says: how the lease stands, how many days are left, and since when.

    ``shut`` is why headquarters lets this vault in no more (``vault_revoked`` …), or empty.
    """

    standing: Standing = Standing.NONE
    days_left: int = 0
    days_to_record: int = 0
    shut: str = ""

    @property
    def closed(self) -> bool:
        """Whether what was received of others is not shown."""
        return bool(self.shut) or self.standing in (Standing.OVER, Standing.CLOSED)

    @property
    def records(self) -> bool:
        """Whether something can be recorded."""
        return self.standing is not Standing.CLOSED


def genuine(signed: Signed, receipt_key: bytes) -> Lease | None:
    """The lease, or None where headquarters did not sign it."""
    if not verified(receipt_key, LEASE_TAG, signed.message, signed.signature):
        return None
    try:
        return decode(signed.message, Lease)
    except ProtocolError:
        return None


def keep(session: Session, lease: Lease) -> None:
    """Take over a lease that headquarters gave; one that ends earlier changes nothing."""
    known = term(session)
    heard = vault_facts.number(session, _HEARD_BY_LEASE)
    vault_facts.set_number(session, _HEARD_BY_LEASE, max(heard, lease.issued_at))
    if known is None or lease.until > known.until:
        vault_facts.put(session, _LEASE, encode([lease.issued_at, lease.until]))


def term(session: Session) -> Term | None:
    """The lease that was given last."""
    packed = vault_facts.get(session, _LEASE)
    return None if packed is None else Term(*decode(packed, tuple[int, int]))


def clocks(session: Session, vault: bytes, clock: int) -> Clocks:
    """The three clocks of a vault; ``clock`` is the device's, in milliseconds.

    A clock that headquarters found wrong at the last exchange counts by what it was off.
    """
    off = vault_facts.number(session, OFFSET)
    if abs(off) > CLOCK_TOLERANCE_MS:
        clock += off
    heard = [decode(one, int) for one in vault_facts.starting(session, HEARD).values()]
    heard.append(vault_facts.number(session, _HEARD_BY_LEASE))
    mark = _LAST.value(session, vault=vault)
    return Clocks(clock, max(heard), 0 if mark is None else stamp_time(mark))


def state(session: Session, vault: bytes, clock: int) -> LeaseState:
    """How the lease stands now."""
    shut = (vault_facts.get(session, _SHUT) or b"").decode()
    held = term(session)
    if held is None:
        return LeaseState(shut=shut)
    now = clocks(session, vault, clock).now
    return LeaseState(held.standing(now), held.days_left(now), held.days_to_record(now), shut)


def wants(session: Session, vault: bytes, clock: int) -> bool:
    """Whether the next exchange should bring a lease."""
    held = term(session)
    return held is None or held.wants_renewal(clocks(session, vault, clock).now)


def marks(session: Session, vault: bytes, clock: int) -> frozenset[str]:
    """What an entry that is written now has to say of the lease."""
    held = term(session)
    if held is None or clocks(session, vault, clock).now < held.until:
        return frozenset()
    return frozenset({MARK})


def note_shut(session: Session, code: str | None) -> None:
    """Headquarters lets this vault in no more, or again with None."""
    vault_facts.put(session, _SHUT, None if code is None else code.encode())
