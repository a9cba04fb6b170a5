"""What is unsent, and the files that headquarters waits for, onto a memory stick.

Nothing is marked as sent: that is for receipts alone. A stick that is lost costs nothing, the next
one carries it all again.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import IO

import msgspec
from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.models import sticks
from desktop.models.blobs import HERE, BlobFile
from desktop.models.entries import Entry, Head
from desktop.models.sync_state import FETCH, SEND, BlobTransfer, above
from desktop.models.vault_facts import Enrolment
from sync.client import cursor, lanes, push
from sync.client.bundles import Chosen, Own, Sent, note_sent
from sync.client.turn import place_of
from sync.protocol import bundle
from sync.protocol.bundle import ENTRIES_LIMIT, TO_HEADQUARTERS, Header
from sync.protocol.bundle_chunks import BundleError
from sync.protocol.bundle_messages import BundleFile, Offer
from sync.protocol.encoding import encode
from sync.protocol.entry import decode_header
from sync.protocol.ids import HQ_VAULT
from sync.protocol.messages import VERSION, ExchangeRequest, Run

PART_BYTES = 480 * 1024 * 1024
"""Of what goes into one bundle, before it is packed."""

_PUSH_BYTES = 256 * 1024
_MOST_IN_A_PUSH = 1_200
"""Entries are longer than the 256th part of a push."""

_MANIFEST_BYTES = 48 * 1024 * 1024
_ANSWER_BYTES = 512 * 1024
_WANTS = 2_000
_OVERHEAD = 64 * 1024

Place = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Written:
    """One bundle that is on the stick."""

    path: Path
    header: Header


@dataclass(frozen=True, slots=True)
class _Part:
    """Entries of one bundle; ``end`` is the place of the last, ``more`` that others follow."""

    pushes: list[list[Run]]
    entries: int
    size: int
    end: Place
    more: bool


def to_headquarters(own: Own, root: Path) -> list[Written]:
    """Write what is unsent onto a stick, in as many bundles as it takes, at least one.

    Raises Problem: ``stick_…``, ``vault_not_enrolled``; bundles that are complete stay.
    """
    enrolment = own.enrolment()
    if not enrolment.receiving_key:
        raise BundleError("bundle_recipient_unknown")
    believed, left = own.store.read(partial(_standing, own, enrolment.receipt_key))
    end = place_of(believed)
    made = own.journal.clock.wall()
    written: list[Written] = []
    more = True
    while more:
        part = own.store.read(partial(_gather, own.journal.vault, end))
        chosen, left = ([], left) if part.more else fitting(left, PART_BYTES - part.size)
        offer = own.store.read(partial(_offer, own, enrolment, believed, made, part, chosen))
        header = own.header(TO_HEADQUARTERS, enrolment, HQ_VAULT, enrolment.receiving_key, made)
        header = replace(header, entries=part.entries, files=len(chosen))
        number = len(written) + 1
        path, header = put(own, root, header, number, enrolment.receiving_key, b"", offer, chosen)
        written.append(Written(path, header))
        end, more = part.end, part.more or bool(left)
    sticks.drop_parts_after(root, written[0].header, len(written))
    entries = sum(one.header.entries for one in written)
    files = sum(one.header.files for one in written)
    sent = Sent(b"", root.name, made, entries, files, *end)
    own.store.write(partial(note_sent, sent=sent))
    return written


def put(
    own: Own,
    root: Path,
    header: Header,
    number: int,
    receiving_key: bytes,
    certificate: bytes,
    manifest: object,
    chosen: Sequence[Chosen],
) -> tuple[Path, Header]:
    """Write one bundle of ours onto a stick."""
    packed = encode(manifest)
    total = sum(one.file.size for one in chosen)

    def files() -> Iterator[Iterator[bytes]]:
        for done, one in enumerate(chosen):
            own.told("files", done, len(chosen))
            yield iter(one.reader)

    def write(file: IO[bytes]) -> Header:
        sealed = own.sealed(certificate)
        sign = own.journal.sign
        return bundle.write(file, header, sign, sealed, receiving_key, packed, files(), own.random)

    name = sticks.bundle_name(header, number)
    return sticks.write_bundle(root, name, write, needed=len(packed) + total + _OVERHEAD)


def fitting(left: Sequence[Chosen], room: int) -> tuple[list[Chosen], list[Chosen]]:
    """The files that fit into a bundle, at least one where there is any; and the others."""
    taken: list[Chosen] = []
    for place, one in enumerate(left):
        room -= one.file.size
        if taken and room < 0:
            return taken, list(left[place:])
        taken.append(one)
    return taken, []


def opened(own: Own, session: Session, named: set[bytes]) -> list[Chosen]:
    """Attachments that are here, the smallest first: thumbnails before photos."""
    query = (
        select(BlobFile.sha256)
        .where(BlobFile.state == HERE, BlobFile.sha256.in_(named))
        .order_by(BlobFile.size, BlobFile.sha256)
    )
    found = []
    for sha256 in session.execute(query).scalars().all():
        reader = own.blobs.open(session, sha256)
        found.append(Chosen(BundleFile(sha256, reader.size), reader))
    return found


def _standing(own: Own, receipt_key: bytes, session: Session) -> tuple[Head | None, list[Chosen]]:
    """The head of the last receipt, and the files that have to go."""
    believed = push.receipted(session, own.journal.vault, receipt_key)
    waiting = select(BlobTransfer.sha256).where(BlobTransfer.direction == SEND)
    named = set(session.execute(waiting).scalars())
    unsent = select(Entry.core).where(
        Entry.vault == own.journal.vault, above(*place_of(believed)), Entry.prev_hash.is_not(None)
    )
    for core in session.execute(unsent).scalars():
        named.update(decode_header(core).blobs)
    return believed, opened(own, session, named)


def _gather(vault: bytes, after: Place, session: Session) -> _Part:
    pushes: list[list[Run]] = []
    entries = size = 0
    end = after
    while entries + _MOST_IN_A_PUSH <= ENTRIES_LIMIT and size < _MANIFEST_BYTES:
        unsent = push.gather(session, vault, end, _PUSH_BYTES)
        if not unsent.runs:
            return _Part(pushes, entries, size, end, more=False)
        pushes.append(unsent.runs)
        entries += unsent.entries
        size += sum(len(one.core) + len(one.body) for run in unsent.runs for one in run.entries)
        last = unsent.runs[-1]
        end = (last.epoch, last.first + len(last.entries) - 1)
    return _Part(pushes, entries, size, end, push.unsent_count(session, vault, end) > 0)


def _offer(
    own: Own,
    enrolment: Enrolment,
    believed: Head | None,
    made: int,
    part: _Part,
    chosen: Sequence[Chosen],
    session: Session,
) -> Offer:
    heads = [] if believed is None else [[believed.epoch, believed.counter, believed.hash]]
    cursors = cursor.read(session, enrolment.server)
    request = ExchangeRequest(VERSION, own.schema, [], cursors, made, _ANSWER_BYTES, heads)
    asks, told, serial = lanes.known(session, own.journal, enrolment)
    request = msgspec.structs.replace(request, asks=asks, audit=told, keys=serial)
    wants = (
        select(BlobTransfer.sha256)
        .where(BlobTransfer.direction == FETCH)
        .order_by(BlobTransfer.place, BlobTransfer.asked_at, BlobTransfer.sha256)
        .limit(_WANTS)
    )
    lacking = list(session.execute(wants).scalars())
    return Offer(request, part.pushes, lacking, [one.file for one in chosen])
