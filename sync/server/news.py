"""What an answer tells of headquarters itself: lease, certificate, own chain, list of keys.

Every byte counts where nothing has changed: each is told only to whom lacks it.
"""

from __future__ import annotations

import hashlib

from sqlalchemy.orm import Session

from sync.protocol.encoding import encode
from sync.protocol.messages import ASKS_LEASE, ExchangeRequest, News
from sync.server import audit, leases, vaults
from sync.server.hq import Headquarters
from sync.server.scopes import Held
from sync.server.tables import Device

RENEW_DAYS = 60
"""So long before it expires a certificate is renewed by an exchange."""

_DAY_MS = 24 * 3_600_000
_DIGEST_BYTES = 8
_NOTHING = News()


def due(hq: Headquarters, device: Device) -> bool:
    """Whether a vault's certificate is to be renewed; that takes the writer lock."""
    return device.not_after - hq.wall() <= RENEW_DAYS * _DAY_MS


def renew(hq: Headquarters, session: Session, device: Device) -> bool:
    """Whether a certificate that would soon expire now holds for another year."""
    if not due(hq, device):
        return False
    vaults.renew(hq, session, device.vault)
    return True


def certified(hq: Headquarters, device: Device, held: Held) -> bytes:
    """A digest of what a vault's certificate would say now, and by which key."""
    said = encode([device.not_after, held.roles, hq.keys.receipt_public])
    return hashlib.sha256(said).digest()[:_DIGEST_BYTES]


def of(
    hq: Headquarters, session: Session, device: Device, held: Held, request: ExchangeRequest
) -> News | None:
    """What this vault lacks; it counts as told once it uses the token that goes with it."""
    now_certified = certified(hq, device, held)
    certificate = None
    if device.certified != now_certified:
        certificate = vaults.certify(hq, session, device)
        device.certifying = now_certified
    lease = leases.give(hq, device) if request.asks & ASKS_LEASE else None
    newer = hq.listed.serial > request.keys
    head = audit.head(session)
    if head is not None and head.number == request.audit:
        head = None
    found = News(lease, certificate, head, hq.published if newer else None)
    return None if found == _NOTHING else found
