"""What laptops bring to the relay: checked as far as anyone can, kept verbatim, passed on.

Each entry comes with its own signature, so that any part of a chain proves itself to another
laptop. Refusing for lack of authority is headquarters' alone: what the same rules would refuse
is kept for it and shown to nobody.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.models import registry
from desktop.models.apply import apply
from desktop.models.entries import Entry
from desktop.models.projection import Incoming
from sync.protocol.encoding import decode, encode
from sync.protocol.entry import sign, verified_by_any
from sync.protocol.messages import RECEIPT_TAG, ReceiptText, Run, Signed
from sync.protocol.relay import RELAY_RECEIPT_TAG
from sync.relay.station import Station
from sync.relay.tables import KEPT, OPEN, REFUSED, WAITING, Brought
from sync.server import accounts, blobs, push, vaults
from sync.server.chain import Link
from sync.server.checks import Judge
from sync.server.declined import Declined
from sync.server.overlay import Overlay
from sync.server.tables import QUARANTINED, Device
from sync.server.writing_time import VaultClock

_STAMPS = 5_000
"""Entries of which a restored vault may ask at once."""


def opened(station: Station, device: Device, runs: list[Run]) -> list[Link]:
    """The entries of a request, each proven by its own signature.

    Raises ProtocolError, Declined.
    """
    if any(len(run.entries) != 1 for run in runs):
        raise Declined("signature_wrong")
    return [link for links in push.opened(station.hq, device, runs) for link in links]


def take(station: Station, session: Session, device: Device, links: list[Link]) -> Declined | None:
    """Keep entries that are new here; says why the vault may not go on, with all of it kept."""
    shut = vaults.shut_out(station.hq, device)
    fresh = [link for link in links if not _here(session, link)]
    if shut is None and any(_contradicts(session, device, link) for link in fresh):
        device.status = QUARANTINED
        vaults.alert(station.hq, session, device.vault, "chain_forked")
        shut = Declined("vault_quarantined")
    if shut is not None:
        for link in fresh:
            _keep(station, session, link, KEPT, shut.code)
        return shut
    held = vaults.held(station.hq, session, device)
    overlay = Overlay(session)
    overlay.prefetch(change for link in fresh for change in link.changes)
    clock = VaultClock(station.hq.wall())
    doubtful = _doubtful(session, device.vault)
    judge = Judge(
        device.person, held, overlay, doubtful, clock, partial(accounts.grants_of, session)
    )
    taken: list[Link] = []
    for link in fresh:
        if not _follows(device, link):
            if _place(link) <= (device.epoch, device.counter):
                continue
            raise Declined("chain_gap", epoch=device.epoch, counter=device.counter)
        verdict = judge.judge(link.header, link.left)
        _keep(station, session, link, OPEN if verdict is None else KEPT, _code(verdict))
        device.epoch, device.counter = _place(link)
        device.hash, device.time = link.hash, link.header.time
        if verdict is None:
            taken.append(link)
    session.flush()
    apply(session, [_incoming(link) for link in taken], station.now)
    blobs.expect(session, device.vault, [sha for link in taken for sha in _named(link)])
    return None


def trust_receipt(
    station: Station, session: Session, device: Device, signed: Signed | None
) -> None:
    """Headquarters' receipt in a laptop's hand: so far its chain is there already."""
    if signed is None or not verified_by_any(
        station.trusted, RECEIPT_TAG, signed.message, signed.signature
    ):
        return
    text = decode(signed.message, ReceiptText)
    if text.vault == device.vault and (text.epoch, text.counter) > (device.epoch, device.counter):
        device.epoch, device.counter, device.hash = text.epoch, text.counter, text.hash
        session.flush()


def receipt(station: Station, session: Session, device: Device) -> Signed | None:
    """The relay's own receipt: it has everything of this vault up to here."""
    query = (
        select(Brought)
        .where(Brought.vault == device.vault)
        .order_by(Brought.epoch.desc(), Brought.counter.desc())
        .limit(1)
    )
    last = session.execute(query).scalars().first()
    if last is None:
        return None
    text = ReceiptText(
        station.relay, device.vault, last.epoch, last.counter, last.hash, last.arrived
    )
    message = encode(text)
    return Signed(message, sign(station.hq.keys.receipt, RELAY_RECEIPT_TAG, message))


def known(session: Session, device: Device, stamps: list[bytes]) -> list[bytes]:
    """Those of a vault's entries that are here or at headquarters, as far as is known here."""
    asked = stamps[:_STAMPS]
    brought = select(Brought.stamp).where(Brought.vault == device.vault, Brought.stamp.in_(asked))
    stored = select(Entry.stamp).where(Entry.vault == device.vault, Entry.stamp.in_(asked))
    return sorted({*session.execute(brought).scalars(), *session.execute(stored).scalars()})


def _place(link: Link) -> tuple[int, int]:
    return link.header.epoch, link.header.counter


def _here(session: Session, link: Link) -> bool:
    key = (link.header.vault, *_place(link), link.hash)
    return session.get(Brought, key) is not None


def _contradicts(session: Session, device: Device, link: Link) -> bool:
    """Whether another entry stands where this one wants to: the vault was copied."""
    where: dict[str, Any] = {"vault": device.vault}
    where |= dict(zip(("epoch", "counter"), _place(link), strict=True))
    brought = select(Brought.hash).filter_by(**where)
    stored = select(Entry.hash).filter_by(**where)
    known = {*session.execute(brought).scalars(), *session.execute(stored).scalars()}
    after = (device.epoch, device.counter + 1)
    return bool(known - {link.hash}) or (
        _place(link) == after and device.counter > 0 and link.previous != device.hash
    )


def _follows(device: Device, link: Link) -> bool:
    """In the same epoch behind the head; a restored vault goes on in the next one."""
    epoch, counter = _place(link)
    if epoch == device.epoch:
        return counter == device.counter + 1
    return epoch > device.epoch and counter <= device.counter + 1


def _doubtful(session: Session, vault: bytes) -> set[bytes]:
    query = select(Brought.stamp).where(
        Brought.vault == vault, Brought.standing.in_((KEPT, REFUSED))
    )
    return set(session.execute(query).scalars())


def _code(verdict: object) -> str:
    return getattr(verdict, "code", "")


def _keep(station: Station, session: Session, link: Link, standing: str, code: str) -> None:
    session.add(
        Brought(
            vault=link.header.vault,
            epoch=link.header.epoch,
            counter=link.header.counter,
            hash=link.hash,
            seq=station.next_number(session),
            stamp=link.header.stamp,
            previous=link.previous,
            core=link.core,
            body=link.body,
            signature=link.signature or b"",
            standing=standing,
            code=code,
            forwarded=WAITING,
            arrived=station.hq.wall(),
        )
    )
    session.flush()


def _incoming(link: Link) -> Incoming:
    return Incoming(
        link.header,
        link.core,
        link.hash,
        link.body,
        link.changes,
        link.header.stamp,
        link.previous,
        link.signature,
    )


def _named(link: Link) -> Iterator[bytes]:
    """The attachments that an entry names, as their kinds say."""
    for change in link.changes:
        kind = registry.find(change.kind)
        if kind is not None and kind.blob_fields:
            yield from kind.blobs(change.values)
