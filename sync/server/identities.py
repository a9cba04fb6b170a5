"""What headquarters gives out for identities: index keys of provinces, and the officers' keys.

It holds no key that opens an identity. Who has its server key can compute index keys, and so test
guessed numbers against the blind indexes; the database alone does not suffice for that.
"""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.models.identities.hands import index_info
from desktop.models.identities.records import IndexKey
from desktop.models.identities.rules import HOLDS_CONTACT, OFFICER
from sync.protocol.identity_seal import OFFICERS, seal
from sync.protocol.ids import derived_id
from sync.server import accounts, scopes, system
from sync.server.declined import Declined
from sync.server.hq import Headquarters
from sync.server.tables import ACTIVE, Account, Device, Grant


def give_index_key(hq: Headquarters, session: Session, device: Device) -> None:
    """Seal the province's index key to a vault whose person handles identities; once for all."""
    account = session.get_one(Account, device.person)
    now = hq.wall()
    held = scopes.current(accounts.grants_of(session, device.person), now)
    if account.province is None or not any(grant.role in HOLDS_CONTACT for grant in held):
        return
    province, public = account.province, device.receiving_key
    key = derived_id("index_key", province, device.vault)
    if session.get(IndexKey, key) is not None:
        return
    info = index_info(province, device.vault, public)
    row = {
        "id": key,
        "office_id": account.office,
        "holder": account.office,
        "province": province,
        "vault": device.vault,
        "wrapped": seal(public, hq.keys.index_key(province), info),
    }
    hq.lock(session)
    session.info.update(hq.journal.info(hq.act("GiveIndexKey")))
    system.enter(session, "index_keys", [row])


def officers(session: Session) -> list[bytes]:
    """The receiving keys of the Integrity Officers' vaults, for ``KeyList.officers``.

    Sorted by person. Raises Declined ``officers_not_three`` unless three persons hold the role now,
    each with one vault that is not shut out.
    """
    query = (
        select(Device.person, Device.receiving_key)
        .join(Grant, Grant.person == Device.person)
        .where(Grant.role == OFFICER, Grant.ends.is_(None), Device.status == ACTIVE)
        .order_by(Device.person)
        .distinct()
    )
    found = [(person, key) for person, key in session.execute(query)]
    if len(found) != OFFICERS or len({person for person, _ in found}) != OFFICERS:
        raise Declined("officers_not_three", n=len(found))
    return [key for _, key in found]
