"""Bundles at headquarters: taken in with the checks of an online push, and answered.

An answer begins at the cursors that the vault itself stated, so that none depends on whether
another has arrived.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import msgspec
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from sqlalchemy.orm import Session

from desktop.models import sticks
from sync.protocol import bundle
from sync.protocol.bundle import ENROL, TO_HEADQUARTERS, Contents, Header, key_id
from sync.protocol.bundle_chunks import BundleError
from sync.protocol.bundle_messages import Asking, BundleFile, Offer
from sync.protocol.encoding import decode, encode
from sync.protocol.ids import HQ_VAULT
from sync.protocol.messages import ExchangeRequest
from sync.server import blobs, exchange, vaults
from sync.server import push as pushing
from sync.server.blobs import Chunk
from sync.server.bundle_tables import StatedBundle
from sync.server.chain import Forked, Link
from sync.server.declined import Declined
from sync.server.hq import Headquarters
from sync.server.push import Taken
from sync.server.tables import Device


@dataclass(frozen=True, slots=True)
class TakenIn:
    """What a bundle has brought to headquarters."""

    purpose: int
    vault: bytes
    entries: int
    refused: int
    files: int


def take(hq: Headquarters, path: Path) -> TakenIn:
    """Take in one bundle for headquarters.

    Raises BundleError, Declined, Problem; then nothing of it stands but what was set aside of a
    vault that is shut out, and a try of a code.
    """
    copy = hq.config.folder / f"incoming-{os.getpid()}.bundle"
    with sticks.copied(path, copy) as file:
        key = _receiving(hq, sticks.look_at(path).header)
        contents = bundle.open_bundle(file, key, hq.keys.installation, partial(_trusts, hq))
        if contents.header.purpose == ENROL:
            _enrol(hq, contents)
            return TakenIn(ENROL, contents.header.sender, 0, 0, 0)
        return _take_offer(hq, contents)


def _receiving(hq: Headquarters, header: Header | None) -> X25519PrivateKey:
    """The key of ours that a bundle was sealed to; the present one where it is none."""
    told = b"" if header is None else header.recipient_key
    for key in hq.keys.all_receiving:
        if told == key_id(key.public_key().public_bytes_raw()):
            return key
    return hq.keys.receiving


def for_headquarters(header: Header) -> bool:
    """Whether a bundle is one that headquarters opens."""
    return header.recipient == HQ_VAULT and header.purpose in {TO_HEADQUARTERS, ENROL}


def _trusts(hq: Headquarters, header: Header, _certificate: bytes) -> None:
    if not for_headquarters(header):
        raise BundleError("bundle_wrong_place")
    with hq.database.reading() as session:
        device = session.get(Device, header.sender)
    known = device is not None and device.signing_key == header.sender_key
    # Who asks for a certificate is known by nothing but a code, which is inside.
    if not known and not (header.purpose == ENROL and device is None):
        raise BundleError("bundle_sender_unknown")


def _enrol(hq: Headquarters, contents: Contents) -> None:
    request = contents.manifest(Asking).request
    contents.close()
    header = contents.header
    if (request.vault, request.signing_key) != (header.sender, header.sender_key):
        raise BundleError("bundle_damaged")
    with hq.database.writing() as session:
        if session.get(Device, header.sender) is not None:
            return
        outcome = vaults.enrol(hq, session, request)
    if isinstance(outcome, Declined):
        raise outcome


def _take_offer(hq: Headquarters, contents: Contents) -> TakenIn:
    vault = contents.header.sender
    offer = contents.manifest(Offer)
    exchange.check_version(offer.request)
    with hq.database.reading() as session:
        device = session.get_one(Device, vault)
    pushes = [pushing.opened(hq, device, runs) for runs in offer.pushes]
    taken = _push_all(hq, vault, pushes, offer.request.wall - hq.wall())
    with hq.database.writing() as session:
        _note(hq, session, contents.header, offer, pushes)
    files = _take_files(hq, vault, contents, offer.files)
    contents.close()
    entries = sum(len(run) for runs in pushes for run in runs)
    return TakenIn(TO_HEADQUARTERS, vault, entries, len(taken.refusals), files)


def _push_all(hq: Headquarters, vault: bytes, pushes: list[list[list[Link]]], offset: int) -> Taken:
    """All entries in one transaction; those of a vault that is shut out are set aside.

    How long the stick was on its way counts as the vault's clock being behind (``offset``).
    """
    taken = Taken()
    try:
        with hq.database.writing() as session:
            hq.lock(session)
            device = session.get_one(Device, vault)
            shut = vaults.shut_out(hq, device)
            if shut is not None:
                for run in (run for runs in pushes for run in runs):
                    pushing.set_aside(hq, session, device, run, vaults.aside_reason(device))
            else:
                for runs in pushes:
                    held = vaults.held(hq, session, device)
                    some = pushing.push(hq, session, device, held, runs, offset)
                    taken.refusals += some.refusals
                    taken.ranked += some.ranked
                device.seen = hq.wall()
    except Forked as fork:
        with hq.database.writing() as session:
            pushing.quarantine(hq, session, session.get_one(Device, vault), fork.links)
        raise Declined("vault_quarantined") from fork
    if shut is not None:
        raise shut
    return taken


def _note(
    hq: Headquarters,
    session: Session,
    header: Header,
    offer: Offer,
    pushes: list[list[list[Link]]],
) -> None:
    """Remember what the vault stated, unless a later bundle of it has come."""
    known = session.get(StatedBundle, header.sender)
    if known is not None and known.made > header.made_at:
        return
    heads = list(offer.request.heads) or [[0, 0, b""]]
    for run in (run for runs in pushes for run in runs):
        heads.append([run[-1].header.epoch, run[-1].header.counter, run[-1].hash])
    if known is not None and known.made == header.made_at:
        # Another part of the same row of bundles.
        heads += decode(known.request, ExchangeRequest).heads
    request = msgspec.structs.replace(offer.request, runs=[], heads=heads)
    row = StatedBundle(
        vault=header.sender,
        made=header.made_at,
        came=hq.wall(),
        request=encode(request),
        wants=encode(offer.wants),
    )
    session.merge(row)


def _take_files(hq: Headquarters, vault: bytes, contents: Contents, files: list[BundleFile]) -> int:
    kept = 0
    for file in files:
        chunks = _chunks(contents.pieces(file.size))
        kept += _take_file(hq, vault, file, chunks)
        for _ in chunks:
            continue
    return kept


def _take_file(hq: Headquarters, vault: bytes, file: BundleFile, chunks: Iterator[bytes]) -> bool:
    """Whether an attachment is now here that was not. One that nobody wants is passed over."""
    complete = False
    try:
        for number, data in enumerate(chunks):
            chunk = Chunk(file.sha256, number, file.size, data)
            with hq.database.writing() as session:
                device = session.get_one(Device, vault)
                held = vaults.held(hq, session, device)
                before = blobs.state(session, hq.blobs, held, device, file.sha256)
                if before.complete:
                    return False
                complete = blobs.receive(session, hq.blobs, held, device, chunk).complete
    except Declined as declined:
        if not declined.code.startswith("blob_"):
            raise
    return complete


def _chunks(pieces: Iterator[bytes]) -> Iterator[bytes]:
    waiting = bytearray()
    for piece in pieces:
        waiting += piece
        while len(waiting) >= blobs.CHUNK:
            yield bytes(waiting[: blobs.CHUNK])
            del waiting[: blobs.CHUNK]
    if waiting:
        yield bytes(waiting)
