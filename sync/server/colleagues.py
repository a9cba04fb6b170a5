"""Certificates of vaults, published to who may address them: the office, and who shares a case.

So a bundle can go from laptop to laptop without headquarters (``sync.md`` section 1, point 18).
"""

from __future__ import annotations

from sqlalchemy.orm import Session

from desktop.models.journal import at
from sync.protocol.ids import derived_id
from sync.protocol.messages import Signed
from sync.server import system
from sync.server.hq import Headquarters
from sync.server.tables import Account, Device


def publish(hq: Headquarters, session: Session, device: Device, signed: Signed | None) -> None:
    """Enter a vault's certificate, or with none that it is shut out; once and for all."""
    hq.lock(session)
    session.info.update(hq.journal.info(hq.act("PublishCertificate")))
    account = session.get_one(Account, device.person)
    row = {
        "id": derived_id("vault_certificate", device.vault, signed.message if signed else b""),
        "office_id": account.office,
        "vault": device.vault,
        "person_id": device.person,
        "issued_at": at(hq.wall()),
        "message": signed.message if signed else None,
        "signature": signed.signature if signed else None,
    }
    system.enter(session, "vault_certificates", [row])
