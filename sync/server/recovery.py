"""Opening a vault whose password is lost: two officers, one request, one answer, one log line."""

from __future__ import annotations

from dataclasses import dataclass

from desktop.errors import Problem
from sync.protocol.audit import RECOVERY_OPENED
from sync.protocol.recovery import (
    REQUEST_MAGIC,
    Handed,
    RecoveryRequest,
    SecretKey,
    answer,
    check_code,
    open_slot,
    request_id,
    unframed,
)
from sync.server import audit, vaults
from sync.server.hq import Headquarters
from sync.server.tables import REVOKED, Account, Device

OPENED = "vault_recovered"
"""The code of the line that every use leaves in headquarters' log."""


@dataclass(frozen=True, slots=True)
class Asking:
    """A request that was read: whose vault it is, as headquarters knows it."""

    message: bytes
    request: RecoveryRequest
    person: str
    device: str


def read_request(hq: Headquarters, data: bytes, code: str) -> Asking:
    """The request of a file, for the code that the person read out.

    Raises Problem: ``recovery_file_other``, ``recovery_file_damaged``, ``recovery_code_wrong``,
    ``recovery_vault_unknown``, ``vault_revoked``.
    """
    message, request = unframed(data, REQUEST_MAGIC, RecoveryRequest)
    check_code(message, code)
    with hq.database.reading() as session:
        device = session.get(Device, request.slot.vault)
        if request.slot.installation != hq.keys.installation or device is None:
            raise Problem("recovery_vault_unknown")
        if device.status == REVOKED:
            raise Problem("vault_revoked")
        person = session.get_one(Account, device.person).name
        return Asking(message, request, person, device.name)


def open_vault(hq: Headquarters, asking: Asking, key: SecretKey, officers: list[str]) -> bytes:
    """The answer, after its use was logged. Raises Problem ``recovery_…``."""
    opened = open_slot(asking.request.slot, key)
    note_use(hq, asking, officers)
    return answer(asking.message, asking.request, Handed(opened, officers, hq.wall()))


def note_use(hq: Headquarters, asking: Asking, officers: list[str]) -> None:
    """Leave a line in headquarters' log: which vault, which request, which two officers."""
    with hq.database.writing() as session:
        vault, request = asking.request.slot.vault, request_id(asking.message).hex()
        told = {"vault": vault.hex(), "request": request, "officers": ", ".join(officers)}
        audit.note(hq, session, RECOVERY_OPENED, **told)
        vaults.alert(
            hq,
            session,
            vault,
            OPENED,
            request=request,
            officers=list(officers),
        )
