"""Provincial relays as headquarters sees them: invited, certified, told whom they may serve.

A relay is a device whose account holds the role ``relay`` for some provinces; it may write
nothing. Laptops of these provinces learn of it here, under headquarters' signature.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.models.directory import Office
from desktop.models.policy import EVERYTHING
from desktop.models.scopes import office, province
from sync.protocol.encoding import decode, encode
from sync.protocol.entry import sign
from sync.protocol.ids import derived_id
from sync.protocol.messages import Signed
from sync.protocol.relay import (
    POLICY_TAG,
    RELAY_TAG,
    Policy,
    PolicyVault,
    RelayCertificate,
    RelayList,
    RelayRegister,
)
from sync.server import accounts, vaults
from sync.server.declined import Declined
from sync.server.hq import Headquarters, encoded
from sync.server.relay_tables import Relay
from sync.server.scopes import NATIONAL, REFERENCE, Held, held_by
from sync.server.tables import ACTIVE, Account, Device, Grant

ROLE = "relay"
_NOWHERE = bytes(16)
_ADDRESSES = 4
_ADDRESS_LETTERS = 200
_AUTHORITY_BYTES = 8 * 1024


def invite(hq: Headquarters, session: Session, name: str, provinces: Collection[str]) -> str:
    """A one-time code by which a new relay of these provinces enrols."""
    person = derived_id(ROLE, name, *sorted(provinces))
    if session.get(Account, person) is None:
        session.add(Account(person=person, name=name, office=_NOWHERE, province=None))
        scopes = sorted({REFERENCE, NATIONAL, *(province(code) for code in provinces)})
        session.add(
            Grant(person=person, role=ROLE, scopes=encoded(scopes), starts=hq.wall(), ends=None)
        )
        session.flush()
    return accounts.issue_code(hq, session, person)


def provinces_of(hq: Headquarters, session: Session, device: Device) -> frozenset[str]:
    """The provinces of a relay. Raises Declined ``relay_unknown`` for any other device."""
    now = hq.wall()
    mark = province("")
    found = {
        scope.removeprefix(mark)
        for grant in accounts.grants_of(session, device.person)
        if grant.role == ROLE and grant.starts <= now and (grant.ends is None or now < grant.ends)
        for scope in grant.scopes
        if scope.startswith(mark)
    }
    if not found:
        raise Declined("relay_unknown")
    return frozenset(found)


def register(hq: Headquarters, session: Session, device: Device, told: RelayRegister) -> Signed:
    """Keep where a relay answers, and vouch for it."""
    provinces_of(hq, session, device)
    long = any(len(url) > _ADDRESS_LETTERS for url in told.urls)
    if not 0 < len(told.urls) <= _ADDRESSES or long or len(told.authority) > _AUTHORITY_BYTES:
        raise Declined("relay_address_wrong")
    relay = session.get(Relay, device.vault)
    if relay is None:
        relay = Relay(vault=device.vault)
        session.add(relay)
    relay.urls, relay.authority = encoded(told.urls), told.authority
    session.flush()
    return certificate(hq, session, device, relay)


def certificate(hq: Headquarters, session: Session, device: Device, relay: Relay) -> Signed:
    """What laptops trust a relay by."""
    text = RelayCertificate(
        hq.keys.installation,
        device.vault,
        session.get_one(Account, device.person).name,
        sorted(provinces_of(hq, session, device)),
        decode(relay.urls, list[str]),
        device.signing_key,
        relay.authority,
        hq.wall(),
        device.not_after,
    )
    message = encode(text)
    return Signed(message, sign(hq.keys.receipt, RELAY_TAG, message))


def listed(hq: Headquarters, session: Session, device: Device) -> RelayList:
    """The relays of a vault's province that are not shut out."""
    account = session.get_one(Account, device.person)
    query = (
        select(Device, Relay)
        .join(Relay, Relay.vault == Device.vault)
        .where(Device.status == ACTIVE)
        .order_by(Device.enrolled)
    )
    found = []
    for one, relay in session.execute(query):
        try:
            provinces = provinces_of(hq, session, one)
        except Declined:
            continue
        if account.province in provinces and hq.wall() < one.not_after:
            found.append(certificate(hq, session, one, relay))
    return RelayList(found)


@dataclass(frozen=True, slots=True)
class Served:
    """A vault of a relay's provinces, with its account."""

    device: Device
    account: Account


def served(session: Session, provinces: Collection[str]) -> list[Served]:
    """The vaults whose persons belong to these provinces, shut out or not."""
    query = (
        select(Device, Account)
        .join(Account, Account.person == Device.person)
        .where(Account.province.in_(sorted(provinces)))
        .order_by(Device.vault)
    )
    return [Served(device, account) for device, account in session.execute(query)]


def held(
    hq: Headquarters, session: Session, provinces: Collection[str], vaults_: Collection[Served]
) -> Held:
    """What a relay may hold: what its vaults hold, as far as it belongs to its provinces.

    Scopes of desks are sealed and pass it by.
    """
    now = hq.wall()
    offices = select(Office.id).where(Office.province.in_(sorted(provinces)))
    allowed = {REFERENCE, NATIONAL, *(province(code) for code in provinces)}
    allowed |= {office(one) for one in session.execute(offices).scalars()}
    found = {REFERENCE, *(province(code) for code in provinces)}
    for person in {one.device.person for one in vaults_}:
        own = held_by(session, person, accounts.grants_of(session, person), now)
        found |= {scope for scope in own.scopes if scope in allowed or _of(scope, provinces)}
    return Held(dict.fromkeys(found, EVERYTHING))


def _of(scope: str, provinces: Collection[str]) -> bool:
    kind, _, rest = scope.partition("/")
    if kind in {"case", "person"}:
        return True
    return kind == "agency" and rest.rpartition("/")[2] in provinces


def policy(
    hq: Headquarters, session: Session, relay: bytes, vaults_: Collection[Served], known: bytes
) -> Signed | None:
    """Who may come to a relay, signed; None where it knows that already."""
    digest = hashlib.sha256(hq.keys.receipt_public)
    for one in vaults_:
        device, account = one.device, one.account
        grants = accounts.grants_of(session, device.person)
        digest.update(
            encode(
                [
                    *(device.vault, device.status, device.signing_key, device.not_after),
                    *(device.person, account.name, account.office, account.province, grants),
                ]
            )
        )
    if digest.digest() == known:
        return None
    text = Policy(
        hq.keys.installation,
        relay,
        digest.digest(),
        hq.wall(),
        [
            PolicyVault(vaults.certify(hq, session, one.device), one.device.status)
            for one in vaults_
        ],
    )
    message = encode(text)
    return Signed(message, sign(hq.keys.receipt, POLICY_TAG, message))
