"""What a relay's answer changes in the vault: checked first, then kept whole or not at all."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from desktop.errors import Problem
from desktop.models import disposal, lease, relays, vault_facts
from desktop.models.apply import apply
from desktop.models.entries import Head
from desktop.models.journal import Journal
from desktop.models.projection import Incoming
from desktop.models.sync_state import receipt_verifier
from desktop.models.vault_facts import CLOCK_TOLERANCE_MS, OFFSET, Enrolment
from sync.client import blobs, epoch, foreign, pages, pending, push, scopes
from sync.client.turn import Kept, place_of
from sync.protocol.clock import stamp_time
from sync.protocol.encoding import decode, encode
from sync.protocol.entry import verified, verified_by_any
from sync.protocol.errors import ProtocolError
from sync.protocol.messages import Certificate, ReceiptText, Signed
from sync.protocol.relay import (
    RELAY_RECEIPT_TAG,
    VERDICT_TAG,
    RelayAnswer,
    RelayCertificate,
    RelayRequest,
    Verdict,
)

Place = tuple[int, int]
DIRECTORY_ROLE = "administrator"


@dataclass(frozen=True, slots=True)
class Believed:
    """What of an answer stands under a signature that we know."""

    receipt: Signed | None
    hq_receipts: list[Signed]
    verdicts: list[Verdict]
    paged: pages.Paged
    pending: list[Incoming]
    authors: dict[bytes, Certificate]


@dataclass(frozen=True, slots=True)
class Visit:
    """One turn with a relay: whom we spoke to, what was asked, what came."""

    relay: RelayCertificate
    enrolment: Enrolment
    request: RelayRequest
    answer: RelayAnswer
    believed: Believed
    offset: int
    schema: int


def checked(
    relay: RelayCertificate, enrolment: Enrolment, vault: bytes, a: RelayAnswer
) -> Believed:
    """What an answer proves. Raises Problem where one byte is not as it was signed."""
    key, installation = enrolment.receipt_keys, enrolment.installation
    verify = receipt_verifier(enrolment.receipt_key, enrolment.earlier)
    for one in a.hq_receipts:
        if not verify(one.message, one.signature) or _text(one).vault != vault:
            raise Problem("receipt_not_genuine")
    if a.receipt is not None:
        text = _text(a.receipt)
        if (text.server, text.vault) != (relay.relay, vault) or not verified(
            relay.key, RELAY_RECEIPT_TAG, a.receipt.message, a.receipt.signature
        ):
            raise Problem("receipt_not_genuine")
    known = pending.authors(a.certificates, key, installation)
    return Believed(
        a.receipt,
        a.hq_receipts,
        [_verdict(one, key, installation) for one in a.verdicts],
        pages.checked(a.pages, a.items, a.gone, key, installation),
        pending.checked(a.pending, known),
        known,
    )


def keep(session: Session, *, journal: Journal, visit: Visit, now: datetime) -> Kept:
    """Take over one turn, in one transaction with its cursors; says what changed."""
    vault, enrolment, believed = journal.vault, visit.enrolment, visit.believed
    if cursors(session, visit.relay.relay, enrolment.server) != visit.request.cursors:
        raise Problem("exchange_overtaken")
    if visit.answer.lease is not None:
        _keep_lease(session, vault, enrolment, visit.answer.lease)
    kinds = _judged(session, vault, enrolment, believed, now)
    sent = sent_place(session, vault, enrolment)
    held = head_of(visit.answer)
    if _asks(session, journal, visit, held, sent, now):
        _note_token(session, visit)
        left = push.unsent_count(session, vault, sent, hold_back=False)
        return Kept(held, 0, 0, left, visit.answer.more, frozenset(kinds), asks=True)
    _keep_relay_receipt(session, visit)
    for verdict in believed.verdicts:
        if verdict.vault != vault:
            kinds |= foreign.obey(session, verdict, now)
    pieces = pages.keep_evidence(session, visit.relay.relay, believed.paged, visit.answer.wall)
    _hear(journal, [*pieces, *believed.pending], visit.answer.wall)
    kinds |= apply(session, pieces, now).kinds
    kinds |= foreign.vouch(session, pieces, now)
    kinds |= apply(session, believed.pending, now).kinds
    foreign.note_unvouched(session, believed.pending)
    for author in believed.authors.values():
        vault_facts.set_verifying_key(session, author.vault, author.signing_key)
    servers = (visit.relay.relay, enrolment.server)
    pages.advance(session, servers, vault, _directory_only(enrolment), believed.paged)
    granted = frozenset(visit.request.cursors) | {p.scope for _, p in believed.paged.pages}
    came = {(c.kind, c.id) for one in (*pieces, *believed.pending) for c in one.changes}
    kinds |= scopes.wipe(session, vault, sent, granted, believed.paged.gone.values(), came)
    disposal.sweep(session, vault, *sent)
    blobs.ask(session, visit.answer.wanted, [*pieces, *believed.pending], now)
    _note(session, visit)
    left = push.unsent_count(session, vault, max(sent, place_of(held)), hold_back=False)
    received = len(pieces) + len(believed.pending)
    return Kept(held, len(visit.request.runs), received, left, visit.answer.more, frozenset(kinds))


def cursors(session: Session, relay: bytes, headquarters: bytes) -> dict[str, int]:
    """How far each scope was read in headquarters' numbers, from either of the two."""
    found: dict[str, int] = {}
    for (server, scope), sequence in vault_facts.cursors(session).items():
        if server in (relay, headquarters):
            found[scope] = max(found.get(scope, 0), sequence)
    return found


def sent_place(session: Session, vault: bytes, enrolment: Enrolment) -> Place:
    """How far headquarters has receipted our chain."""
    return place_of(push.receipted(session, vault, enrolment.receipt_key))


def head_of(answer: RelayAnswer) -> Head | None:
    """The head that the relay knows of our chain. Raises Problem ``reply_unreadable``."""
    if not answer.held:
        return None
    match answer.held:
        case [int(epoch_), int(counter), bytes(digest)]:
            return Head(epoch_, counter, digest)
    raise Problem("reply_unreadable", why="held")


def _judged(
    session: Session, vault: bytes, enrolment: Enrolment, believed: Believed, now: datetime
) -> set[str]:
    """Headquarters' receipts, as far as its verdicts reach without a gap behind the last one.

    A relay that hands on a receipt without the refusals that belong to it is not believed.
    """
    kinds: set[str] = set()
    reached = sent_place(session, vault, enrolment)
    own = [verdict for verdict in believed.verdicts if verdict.vault == vault]
    for verdict in sorted(own, key=lambda one: (one.epoch, one.first)):
        joins = verdict.first <= reached[1] + 1 and verdict.epoch >= reached[0]
        if not joins or (verdict.epoch, verdict.last) <= reached:
            continue
        kinds |= push.keep_refusals(session, vault, verdict.refusals, now)
        kinds |= push.keep_ranks(session, vault, verdict.ranked, now)
        reached = (verdict.epoch, verdict.last)
    covered = [one for one in believed.hq_receipts if _place(_text(one)) <= reached]
    push.keep_receipts(session, covered, now)
    return kinds


def _keep_lease(session: Session, vault: bytes, enrolment: Enrolment, signed: Signed) -> None:
    """Headquarters' lease by way of the relay; one of another vault is none for us."""
    given = lease.genuine(signed, enrolment.receipt_key)
    if given is not None and (given.installation, given.vault) == (enrolment.installation, vault):
        lease.keep(session, given)


def _keep_relay_receipt(session: Session, visit: Visit) -> None:
    if visit.believed.receipt is not None:
        key = relays.fact(visit.relay.relay, "receipt")
        vault_facts.put(session, key, encode(visit.believed.receipt))


def _asks(
    session: Session, journal: Journal, visit: Visit, held: Head | None, sent: Place, now: datetime
) -> bool:
    """A vault that was put back goes on behind the head that the relay knows of it.

    Says whether the relay must first be asked which of its entries are there already.
    """
    fork = epoch.unknown_head(session, journal.vault, held)
    if fork is None:
        return False
    known = frozenset(visit.answer.known)
    forked = epoch.Forked(visit.enrolment, fork, sent, bool(visit.request.unsure), known)
    return epoch.go_on(session, journal, forked, visit.schema, now)


def _hear(journal: Journal, incoming: Iterable[Incoming], wall: int) -> None:
    for item in incoming:
        if stamp_time(item.header.stamp) <= wall + CLOCK_TOLERANCE_MS:
            journal.clock.saw(item.header.time)


def _directory_only(enrolment: Enrolment) -> frozenset[str]:
    """An administrator's scopes show the directory alone."""
    only = set(enrolment.roles) == {DIRECTORY_ROLE}
    return frozenset(enrolment.scopes) if only else frozenset()


def _note(session: Session, visit: Visit) -> None:
    _note_token(session, visit)
    relay, answer = visit.relay.relay, visit.answer
    vault_facts.put(session, relays.fact(relay, "lane"), encode([answer.lane, answer.upto]))
    vault_facts.set_number(session, OFFSET, visit.offset)


def _note_token(session: Session, visit: Visit) -> None:
    vault_facts.put(session, relays.fact(visit.relay.relay, "token"), visit.answer.token)


def _verdict(signed: Signed, key: bytes, installation: bytes) -> Verdict:
    if not verified_by_any(key, VERDICT_TAG, signed.message, signed.signature):
        raise Problem("receipt_not_genuine")
    try:
        verdict = decode(signed.message, Verdict)
    except ProtocolError as error:
        raise Problem("reply_unreadable", why=error.code) from error
    if verdict.installation != installation:
        raise Problem("receipt_not_genuine")
    return verdict


def _text(signed: Signed) -> ReceiptText:
    try:
        return decode(signed.message, ReceiptText)
    except ProtocolError as error:
        raise Problem("receipt_not_genuine") from error


def _place(text: ReceiptText) -> Place:
    return text.epoch, text.counter
