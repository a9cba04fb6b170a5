"""Vaults that were restored or copied: both branches are kept, and a person looks at a copy.

One new epoch is a restored backup and goes on by itself. A second one soon after it means that two
copies write in turn: what they brought stands, and the vault waits until it is released.
"""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from desktop.models.entries import Entry
from sync.protocol.audit import VAULT_RELEASED
from sync.server import audit, vaults
from sync.server.declined import Declined
from sync.server.hq import Headquarters
from sync.server.tables import ACTIVE, QUARANTINED, Alert, Device, SetAside

STARTED, CLONED, RELEASED = "epoch_started", "vault_cloned", "vault_released"
SOON_MS = 30 * 24 * 3600 * 1000
_AT_ONCE = 500


def known(session: Session, vault: bytes, stamps: list[bytes]) -> list[bytes]:
    """Which of these entries a copy of the vault has sent before."""
    found: list[bytes] = []
    for start in range(0, len(stamps), _AT_ONCE):
        query = select(Entry.stamp).where(
            Entry.vault == vault, Entry.stamp.in_(stamps[start : start + _AT_ONCE])
        )
        found += session.execute(query).scalars()
    return sorted(found)


def started(hq: Headquarters, session: Session, device: Device, epoch: int) -> None:
    """A vault goes on in a new epoch; the second time soon after the first it is a copy."""
    query = select(func.max(Alert.raised)).where(Alert.vault == device.vault)
    before = session.execute(query.where(Alert.code == STARTED)).scalar_one_or_none()
    released = session.execute(query.where(Alert.code == RELEASED)).scalar_one_or_none() or 0
    vaults.alert(hq, session, device.vault, STARTED, epoch=epoch)
    if before is not None and before > released and hq.wall() - before < SOON_MS:
        device.status = QUARANTINED
        vaults.alert(hq, session, device.vault, CLONED, epoch=epoch)


def release(hq: Headquarters, session: Session, vault: bytes) -> int:
    """A person has looked: the vault may go on; returns how many entries stay set aside.

    Raises Declined ``vault_unknown``, ``vault_not_quarantined``.
    """
    device = session.get(Device, vault)
    if device is None:
        raise Declined("vault_unknown")
    if device.status != QUARANTINED:
        raise Declined("vault_not_quarantined")
    audit.note(hq, session, VAULT_RELEASED, vault=vault.hex(), person=device.person.hex())
    device.status = ACTIVE
    vaults.alert(hq, session, vault, RELEASED)
    query = select(func.count()).select_from(SetAside).where(SetAside.vault == vault)
    return session.execute(query).scalar_one()
