"""Leases: how long a vault may read what it received without speaking to headquarters."""

from __future__ import annotations

from sync.protocol.encoding import encode
from sync.protocol.entry import sign
from sync.protocol.messages import LEASE_TAG, Lease, Signed
from sync.server.hq import Headquarters
from sync.server.tables import Device

_DAY_MS = 24 * 3_600_000


def give(hq: Headquarters, device: Device) -> Signed:
    """A lease from now on."""
    now = hq.wall()
    until = now + hq.config.lease_days * _DAY_MS
    device.leased = until
    text = Lease(hq.keys.installation, device.vault, device.person, now, until)
    message = encode(text)
    return Signed(message, sign(hq.keys.receipt, LEASE_TAG, message))
