"""What a memory stick brings from headquarters, kept by the same steps as an online exchange.

A stick may come twice, out of order, or after the network has brought the same: what is behind
what we have changes nothing, and a stick that skips something is refused whole.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import msgspec
from sqlalchemy import delete
from sqlalchemy.orm import Session

from desktop.errors import Problem
from desktop.models import sticks, vault_facts
from desktop.models.blobs import CHUNK, HERE, BlobFile
from desktop.models.lease import HEARD
from desktop.models.sync_state import (
    ACCESS,
    ERROR,
    FETCH,
    LAST_EXCHANGE,
    SEND,
    TURN_BYTES,
    BlobTransfer,
    receipt_verifier,
)
from desktop.models.vault_facts import OFFSET, Enrolment
from sync.client import blobs, cursor, news, pull, push
from sync.client.bundles import Own
from sync.client.keep import Brought, keep
from sync.client.keys import checked_certificate
from sync.client.sign_in import renewed
from sync.client.turn import LEAST_BYTES, MOST_BYTES, Answered, Kept, Turn
from sync.protocol import bundle
from sync.protocol.bundle import ANSWER, Contents, Header
from sync.protocol.bundle_chunks import BundleError
from sync.protocol.bundle_messages import BundleFile, Reply
from sync.protocol.encoding import decode
from sync.protocol.errors import ProtocolError
from sync.protocol.ids import HQ_VAULT
from sync.protocol.messages import FEED, ExchangeAnswer, KeysAnswer, News

COPY = "incoming.bundle"
_OF_THE_ROAD = (ACCESS, OFFSET, TURN_BYTES, LAST_EXCHANGE, ERROR)
"""What an exchange notes of its link; a stick says nothing about that."""

_STEADY_SECONDS = 2.0
"""Neither quick nor slow."""


@dataclass(frozen=True, slots=True)
class TakenIn:
    """What a bundle has brought: entries that were new here, files, and the kinds touched."""

    header: Header
    entries: int
    files: int
    receipt: bool
    kinds: frozenset[str]


def take_answer(own: Own, path: Path) -> TakenIn:
    """Take in headquarters' answer. Raises BundleError, Problem; then nothing of it is kept."""
    enrolment = own.enrolment()
    told = partial(own.told, "copy")
    with sticks.copied(path, own.folder / COPY, told) as file:
        trusts = partial(_from_headquarters, own.journal.vault, enrolment)
        contents = bundle.open_bundle(file, own.receive, enrolment.installation, trusts)
        reply = contents.manifest(Reply)
        for answer in reply.answers[:1]:
            enrolment = news.trusted(enrolment, answer)
        _check(own, enrolment, reply)
        before = own.store.read(partial(_receipted, own, enrolment))
        entries, kinds = _rows(own, enrolment, reply)
        own.store.write(partial(_settle, own, enrolment, reply))
        files = take_files(own, contents, reply.files)
        contents.close()
        after = own.store.read(partial(_receipted, own, enrolment))
    return TakenIn(contents.header, entries, files, after != before, frozenset(kinds))


def take_files(own: Own, contents: Contents, files: Sequence[BundleFile]) -> int:
    """Keep the files that are wanted and not here; says how many. The others are passed over."""
    kept = 0
    for done, file in enumerate(files):
        own.told("files", done, len(files))
        pieces = contents.pieces(file.size)
        if own.store.write(partial(_want, own, file)):
            kept += _take_file(own, file, pieces)
        for _ in pieces:
            continue
    return kept


def _from_headquarters(
    vault: bytes, enrolment: Enrolment, header: Header, certificate: bytes
) -> None:
    known = header.sender_key == enrolment.receipt_key
    if header.sender != HQ_VAULT or not (known or _vouched(enrolment, header, certificate)):
        raise BundleError("bundle_sender_unknown")
    if header.purpose != ANSWER or header.recipient != vault:
        raise BundleError("bundle_wrong_place")


def _vouched(enrolment: Enrolment, header: Header, listed: bytes) -> bool:
    """Whether a newer list of keys that came along names the key of the sender."""
    try:
        newer = news.newer_keys(enrolment, decode(listed, KeysAnswer))
    except (Problem, ProtocolError):
        return False
    return newer.receipt_key == header.sender_key


def _check(own: Own, enrolment: Enrolment, reply: Reply) -> None:
    """Everything that headquarters signed apart, before the first of it is kept."""
    verify = receipt_verifier(enrolment.receipt_key, enrolment.earlier)
    for answer in reply.answers:
        news.check(enrolment, own.journal.vault, answer)
        push.check_receipts(answer, own.journal.vault, verify)
        pull.checked(answer, enrolment.receipt_key, enrolment.installation)
    certificate = checked_certificate(reply.certificate, enrolment.receipt_key)
    if certificate.vault != own.journal.vault:
        raise Problem("certificate_not_genuine")
    stale = own.store.read(partial(_all_stale, enrolment, reply))
    if not stale and not own.store.read(partial(_in_step, enrolment, reply.stated)):
        raise BundleError("bundle_out_of_step")


def _rows(own: Own, enrolment: Enrolment, reply: Reply) -> tuple[int, set[str]]:
    entries = 0
    kinds: set[str] = set()
    for done, answer in enumerate(reply.answers):
        own.told("rows", done, len(reply.answers))
        kept = own.store.write(partial(_keep, own, enrolment, answer))
        entries += kept.received
        kinds |= kept.kinds
    return entries, kinds


def _keep(own: Own, enrolment: Enrolment, answer: ExchangeAnswer, session: Session) -> Kept:
    """One turn of the answer, as ``keep`` keeps it; how we are connected stays as it was."""
    current = cursor.read(session, enrolment.server)
    if _stale(session, enrolment, answer):
        answer = msgspec.structs.replace(
            answer, items=[], gone=[], removed=[], wanted=[], cursors=current, news=_lasting(answer)
        )
    else:
        ahead = {s: max(current.get(s, 0), to) for s, to in answer.cursors.items()}
        answer = msgspec.structs.replace(answer, cursors=ahead)
    road = {key: vault_facts.get(session, key) for key in _OF_THE_ROAD}
    believed = push.receipted(session, own.journal.vault, enrolment.receipt_key)
    incoming = pull.checked(answer, enrolment.receipt_key, enrolment.installation)
    brought = Brought(
        enrolment,
        Turn(push.NOTHING, believed, current, LEAST_BYTES, b"", FEED),
        Answered(answer, _STEADY_SECONDS, 0),
        incoming,
        own.schema,
        MOST_BYTES,
    )
    heard = vault_facts.number(session, heard_key(enrolment))
    kept = keep(session, journal=own.journal, brought=brought, now=own.now())
    for key, value in road.items():
        vault_facts.put(session, key, value)
    vault_facts.set_number(session, heard_key(enrolment), max(heard, answer.wall))
    return kept


def _lasting(answer: ExchangeAnswer) -> News | None:
    """Of late news what cannot be out of date: a head of headquarters' chain can be."""
    return None if answer.news is None else msgspec.structs.replace(answer.news, audit=None)


def heard_key(enrolment: Enrolment) -> str:
    """Where it is kept how far headquarters' clock was in its latest answer."""
    return f"{HEARD}{enrolment.server.hex()}"


def _stale(session: Session, enrolment: Enrolment, answer: ExchangeAnswer) -> bool:
    """Whether headquarters has told us more since, by whatever road."""
    return answer.wall <= vault_facts.number(session, heard_key(enrolment))


def _all_stale(enrolment: Enrolment, reply: Reply, session: Session) -> bool:
    return all(_stale(session, enrolment, answer) for answer in reply.answers)


def _in_step(enrolment: Enrolment, stated: dict[str, int], session: Session) -> bool:
    """Whether we have read at least as far as where the answer begins."""
    current = cursor.read(session, enrolment.server)
    return all(current.get(scope, 0) >= sequence for scope, sequence in stated.items())


def _receipted(own: Own, enrolment: Enrolment, session: Session) -> object:
    return push.receipted(session, own.journal.vault, enrolment.receipt_key)


def _settle(own: Own, enrolment: Enrolment, reply: Reply, session: Session) -> None:
    """The certificate of today, and which of our files headquarters still waits for."""
    certificate = checked_certificate(reply.certificate, enrolment.receipt_key)
    known = vault_facts.enrolment(session) or enrolment
    issued = known.issued_at.timestamp() * 1000 if known.issued_at else 0
    if certificate.issued_at < issued:
        return
    vault_facts.write_enrolment(session, renewed(known, certificate, reply.certificate, own.now()))
    arrived = delete(BlobTransfer).where(
        BlobTransfer.direction == SEND, BlobTransfer.sha256.not_in(reply.missing)
    )
    session.execute(arrived)
    blobs.ask(session, reply.missing, (), own.now())


def _want(own: Own, file: BundleFile, session: Session) -> bool:
    """Whether a file is one that we lack; then it has its row from here on."""
    here = session.get(BlobFile, file.sha256)
    if here is not None and here.state == HERE:
        return False
    waiting = session.get(BlobTransfer, (file.sha256, FETCH))
    if waiting is None and here is None:
        return False
    own.blobs.want(session, file.sha256, file.size, blobs.UNKNOWN_MEDIA)
    return True


def _take_file(own: Own, file: BundleFile, pieces: Iterator[bytes]) -> bool:
    whole = False
    try:
        for index in range(max(1, -(-file.size // CHUNK))):
            piece = next(pieces, b"")
            whole = own.store.write(partial(_put, own, file.sha256, index, piece))
    except Problem as problem:
        # A file that is not what it says waits for the next exchange, and holds up no other.
        if not problem.code.startswith("attachment_"):
            raise
    return whole


def _put(own: Own, sha256: bytes, index: int, piece: bytes, session: Session) -> bool:
    whole = own.blobs.put_chunk(session, sha256, index, piece)
    if whole:
        session.execute(delete(BlobTransfer).filter_by(sha256=sha256, direction=FETCH))
    return whole
