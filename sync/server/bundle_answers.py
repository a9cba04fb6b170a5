"""What headquarters puts on a memory stick for one vault: its answer, or its first certificate."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import IO, Any

import msgspec
from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from desktop.models import registry, sticks
from desktop.models.entries import Entry
from sync.protocol import bundle
from sync.protocol.bundle import ANSWER, ENROLLED, ENTRIES_LIMIT, Header, Sealed, key_id
from sync.protocol.bundle_chunks import BundleError
from sync.protocol.bundle_messages import BundleFile, Granted, Reply
from sync.protocol.encoding import decode, encode
from sync.protocol.entry import decode_body, sign
from sync.protocol.ids import HQ_VAULT
from sync.protocol.messages import (
    ASKS_LEASE,
    ExchangeAnswer,
    ExchangeRequest,
    Fed,
    News,
    Refusal,
)
from sync.server import blobs, leaving, news, vaults
from sync.server import pull as pulling
from sync.server import push as pushing
from sync.server.bundle_tables import StatedBundle
from sync.server.declined import Declined
from sync.server.hq import Headquarters
from sync.server.pull import Reader
from sync.server.scopes import Held
from sync.server.tables import Blob, Device, GivenRefusal

_PART_BYTES = 480 * 1024 * 1024
_MANIFEST_BYTES = 40 * 1024 * 1024
_MOST_IN_A_TURN = 2_500
_KEY_BYTES = 32
_OVERHEAD = 64 * 1024


@dataclass(frozen=True, slots=True)
class Given:
    """A bundle that was written for a vault; ``more`` says that the next one goes on."""

    path: Path
    header: Header
    more: bool


@dataclass(slots=True)
class _Turns:
    """The turns of one answer so far."""

    answers: list[ExchangeAnswer] = field(default_factory=list)
    entries: int = 0
    size: int = 0
    named: dict[bytes, None] = field(default_factory=dict)


def give(hq: Headquarters, vault: bytes, root: Path) -> Given:
    """Write what a vault is to get onto a stick, from where its latest bundle stands.

    Raises Declined (``vault_unknown``, ``vault_revoked`` …), BundleError ``bundle_never_came``,
    Problem ``stick_…``.
    """
    with hq.database.reading() as session:
        device = session.get(Device, vault)
        stated = session.get(StatedBundle, vault)
    if device is None:
        raise Declined("vault_unknown")
    shut = vaults.shut_out(hq, device)
    if shut is not None:
        raise shut
    if stated is not None:
        return _answer(hq, device, stated, root)
    if device.counter or device.token is not None:
        raise BundleError("bundle_never_came")
    return _granted(hq, device, root)


def _granted(hq: Headquarters, device: Device, root: Path) -> Given:
    with hq.database.reading() as session:
        message = Granted(vaults.certify(hq, session, device), hq.published)
    header = _header(hq, ENROLLED, device, 0, 0)
    path, made = _put(hq, root, header, device, message, [])
    return Given(path, made, more=False)


def _answer(hq: Headquarters, device: Device, stated: StatedBundle, root: Path) -> Given:
    request = decode(stated.request, ExchangeRequest)
    cursors, more = request.cursors, True
    turns = _Turns()
    while more and turns.entries + _MOST_IN_A_TURN <= ENTRIES_LIMIT:
        if turns.size > _MANIFEST_BYTES:
            break
        answer = _turn(hq, device.vault, request, cursors, turns)
        cursors, more = answer.cursors, answer.more
    with hq.database.reading() as session:
        held = vaults.held(hq, session, device)
        certificate = vaults.certify(hq, session, device)
        missing = select(Blob.sha256).where(Blob.asked_of == device.vault, Blob.complete.is_(False))
        lacking = list(session.execute(missing.order_by(Blob.sha256)).scalars())
        wants = dict.fromkeys([*decode(stated.wants, list[bytes]), *turns.named])
        files = _files(hq, session, held, device, wants, _PART_BYTES - turns.size)
    reply = Reply(request.cursors, turns.answers, certificate, lacking, files)
    header = _header(hq, ANSWER, device, turns.entries, len(files))
    path, made = _put(hq, root, header, device, reply, files)
    return Given(path, made, more)


def _turn(
    hq: Headquarters,
    vault: bytes,
    request: ExchangeRequest,
    cursors: dict[str, int],
    turns: _Turns,
) -> ExchangeAnswer:
    """One batch of the feed, as an online turn gives it; the first brings what was decided."""
    with hq.database.writing() as session:
        device = session.get_one(Device, vault, with_for_update=not hq.embedded)
        if not turns.answers:
            news.renew(hq, session, device)
        held = vaults.held(hq, session, device)
        owed = leaving.owed(hq, session, device, held, request)
        reader = Reader(device, held, _known(device, request), owed.wipes, owed.again)
        pulled = pulling.pull(session, reader, cursors, request.limit)
        if pulled.items:
            device.batch += 1
        first = not turns.answers
        chain = [device.epoch, device.counter, device.hash]
        answer = ExchangeAnswer(
            receipts=pushing.receipt(session, device),
            refusals=_refusals(session, device, request) if first else [],
            ranked=_ranked(session, device, request) if first else [],
            held=chain if device.counter else None,
            batch=device.batch if pulled.items else 0,
            items=pulled.items,
            signature=pulling.signature(hq, pulled.items),
            cursors=pulled.cursors,
            more=pulled.more,
            # Each later than the one before, so that a vault can tell them apart.
            wall=hq.wall() + len(turns.answers),
            token=b"",
            wanted=[],
            removed=pulled.removed if first else [],
            gone=pulled.gone,
            news=_news(hq, session, device, held, request) if first else None,
        )
    turns.answers.append(answer)
    turns.entries += len(answer.items)
    turns.size += sum(len(item.core) + len(item.body) for item in answer.items)
    turns.named.update(dict.fromkeys(_named(answer.items)))
    return answer


def _news(
    hq: Headquarters, session: Session, device: Device, held: Held, request: ExchangeRequest
) -> News | None:
    """On a stick a lease goes always; the certificate has its own place in the reply."""
    asked = msgspec.structs.replace(request, asks=request.asks | ASKS_LEASE)
    return news.of(hq, session, device, held, asked)


def _known(device: Device, request: ExchangeRequest) -> tuple[int, int] | None:
    """How far the vault has its own chain, where that is not as far as it is held here."""
    known = max(_places(request), default=(0, 0))
    return None if known >= (device.epoch, device.counter) else known


def _places(request: ExchangeRequest) -> list[tuple[int, int]]:
    return [
        (head[0], head[1])
        for head in request.heads
        if len(head) > 1 and isinstance(head[0], int) and isinstance(head[1], int)
    ]


def _after_first(request: ExchangeRequest, table: Any) -> Any:
    """Own entries behind the receipt that the vault had when it made its bundle."""
    epoch, counter = min(_places(request), default=(0, 0))
    return or_(table.epoch > epoch, (table.epoch == epoch) & (table.counter > counter))


def _refusals(session: Session, device: Device, request: ExchangeRequest) -> list[Refusal]:
    query = (
        select(GivenRefusal)
        .where(GivenRefusal.vault == device.vault, _after_first(request, GivenRefusal))
        .order_by(GivenRefusal.epoch, GivenRefusal.counter)
    )
    return [
        Refusal(given.epoch, given.counter, given.code, decode(given.arguments, dict[str, Any]))
        for given in session.execute(query).scalars()
    ]


def _ranked(session: Session, device: Device, request: ExchangeRequest) -> list[list[Any]]:
    query = select(Entry.epoch, Entry.counter, Entry.rank).where(
        Entry.vault == device.vault, _after_first(request, Entry), Entry.rank != Entry.stamp
    )
    return [list(row) for row in session.execute(query)]


def _named(items: Sequence[Fed]) -> Iterator[bytes]:
    """The attachments that entries name: smaller copies first."""
    found: list[tuple[bool, bytes]] = []
    for item in items:
        for change in decode_body(item.body).changes:
            kind = registry.find(change.kind)
            for name in kind.blob_fields if kind is not None else ():
                value = change.values.get(name)
                if isinstance(value, bytes):
                    found.append((name == "sha256", value))
    return (sha256 for _, sha256 in sorted(found, key=lambda one: one[0]))


def _files(
    hq: Headquarters,
    session: Session,
    held: Held,
    device: Device,
    wants: dict[bytes, None],
    room: int,
) -> list[BundleFile]:
    """The attachments that are here, that the vault may read, and that fit."""
    found = []
    for sha256 in list(wants)[: bundle.FILES_LIMIT]:
        try:
            blob = blobs.state(session, hq.blobs, held, device, sha256)
        except Declined:
            continue
        if blob.complete and blob.size <= room:
            room -= blob.size
            found.append(BundleFile(sha256, blob.size))
    return found


def _header(hq: Headquarters, purpose: int, device: Device, entries: int, files: int) -> Header:
    return Header(
        purpose,
        hq.keys.installation,
        HQ_VAULT,
        hq.keys.receipt_public,
        device.vault,
        key_id(device.receiving_key),
        hq.wall(),
        entries,
        files,
    )


def _put(
    hq: Headquarters,
    root: Path,
    header: Header,
    device: Device,
    manifest: object,
    files: Sequence[BundleFile],
) -> tuple[Path, Header]:
    packed = encode(manifest)
    # So that a vault that knows an older list of keys can tell whose key this is.
    sealed = Sealed(hq.random(_KEY_BYTES), encode(hq.published))
    signer = partial(sign, hq.keys.receipt)

    def read(file: BundleFile) -> Iterator[bytes]:
        return (hq.blobs.get(file.sha256, number) for number in range(blobs.count(file.size)))

    def write(out: IO[bytes]) -> Header:
        key = device.receiving_key
        return bundle.write(out, header, signer, sealed, key, packed, map(read, files), hq.random)

    needed = len(packed) + sum(file.size for file in files) + _OVERHEAD
    return sticks.write_bundle(root, sticks.bundle_name(header, 1), write, needed=needed)
