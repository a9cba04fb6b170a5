"""The relay's turns with headquarters: what its vaults wrote goes up, what is new comes down."""

from __future__ import annotations

import logging
from dataclasses import dataclass, field
from itertools import pairwise

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from desktop.errors import Problem
from desktop.models import vault_facts
from desktop.models.migrations import SCHEMA
from desktop.models.sync_state import ACCESS
from sync.client.http import Http
from sync.client.keys import checked_certificate
from sync.protocol.encoding import decode
from sync.protocol.enrolment import session_proof
from sync.protocol.entry import sign, verified_by_any
from sync.protocol.messages import (
    PROOF_TAG,
    VERSION,
    NonceAnswer,
    Pushed,
    Run,
    SessionAnswer,
    SessionRequest,
    Signed,
)
from sync.protocol.relay import (
    RELAY_TAG,
    Forwarded,
    RelayCertificate,
    RelayRegister,
    UpstreamAnswer,
    UpstreamRequest,
)
from sync.relay import disposing, leasing, mirror, policy, verdicts
from sync.relay.files import Files
from sync.relay.station import Station
from sync.relay.tables import OPEN, SENT, WAITING, Brought, Piece

log = logging.getLogger(__name__)

SEEN = "relay/upstream_seen"
LIMIT = 4 * 1024 * 1024
_FORWARD_BYTES = 2 * 1024 * 1024
_FORWARD_ENTRIES = 2_000
_KEPT_MS = 30 * 24 * 3_600_000
"""Entries are kept so long after headquarters has them: it may be put back to an older copy."""


@dataclass
class Upstream:
    """One relay's connection to headquarters; ``turn`` it as often as wanted, one at a time."""

    station: Station
    http: Http
    authority: bytes
    urls: list[str]
    _registered: bool = field(default=False, init=False)

    def run(self) -> int:
        """Turns until nothing is left either way, then files; returns how much moved.

        Raises AppError, e.g. while headquarters is away; what was done stays done.
        """
        moved = 0
        self._register()
        more = True
        while more:
            step, more = self.turn()
            moved += step
        moved += Files(self.station, self.http, self._token()).carry(self._wanted)
        return moved

    _wanted: list[bytes] = field(default_factory=list, init=False)

    def turn(self) -> tuple[int, bool]:
        """One turn: how much moved, and whether there is more."""
        database = self.station.hq.database
        with database.reading() as session:
            forwarded = _forwarded(session)
            request = UpstreamRequest(
                VERSION,
                SCHEMA,
                forwarded,
                mirror.cursors(session),
                LIMIT,
                policy.known_policy(session),
                policy.known_heads(session),
                leasing.asks(session, self.station),
                self.station.joined.enrolment.serial,
            )
        answer = self._post(request)
        if answer.keys is not None:
            self.station.take_keys(answer.keys)
        with database.writing() as session:
            self.station.hq.lock(session)
            leasing.keep(session, self.station, answer)
            if answer.policy is not None:
                policy.keep_policy(session, self.station, answer.policy)
            for outcome in answer.outcomes:
                verdicts.keep(session, self.station, outcome)
            if answer.heads is not None:
                policy.keep_heads(session, answer.heads)
            pieces = mirror.keep(session, self.station, answer)
            if answer.outcomes or disposing.tells_of_disposal(answer.items):
                disposing.destroy(session, self.station)
            vault_facts.put(session, ACCESS, answer.token)
            vault_facts.set_number(session, SEEN, self.station.hq.wall())
            _prune(session, self.station.hq.wall())
        self._wanted = answer.wanted
        judged = sum(outcome.verdict is not None for outcome in answer.outcomes)
        waits = bool(judged) and self._any_waiting()
        return judged + pieces, answer.more or waits

    def _any_waiting(self) -> bool:
        with self.station.hq.database.reading() as session:
            query = select(Brought.seq).where(Brought.forwarded == WAITING).limit(1)
            return session.execute(query).first() is not None

    def _post(self, request: UpstreamRequest) -> UpstreamAnswer:
        try:
            return self.http.post("/relay/exchange", request, UpstreamAnswer, self._token())
        except Problem as problem:
            if problem.code != "token_invalid":
                raise
        self._sign_in()
        return self.http.post("/relay/exchange", request, UpstreamAnswer, self._token())

    def _register(self) -> None:
        """Tell headquarters where laptops find this relay; once for each start."""
        if self._registered:
            return
        told = RelayRegister(self.urls, self.authority)
        try:
            signed = self.http.post("/relay/register", told, Signed, self._token())
        except Problem as problem:
            if problem.code != "token_invalid":
                raise
            self._sign_in()
            signed = self.http.post("/relay/register", told, Signed, self._token())
        if not verified_by_any(self.station.trusted, RELAY_TAG, signed.message, signed.signature):
            raise Problem("certificate_not_genuine")
        held = decode(signed.message, RelayCertificate)
        log.info("registered as %s for %s", held.name, ", ".join(held.provinces))
        self._registered = True

    def _token(self) -> bytes:
        with self.station.hq.database.reading() as session:
            token = vault_facts.get(session, ACCESS)
        return self._sign_in() if token is None else token

    def _sign_in(self) -> bytes:
        nonce = self.http.post("/nonce", None, NonceAnswer).nonce
        proof = session_proof(self.station.relay, nonce)
        signature = sign(self.station.hq.keys.receipt, PROOF_TAG, proof)
        request = SessionRequest(self.station.relay, nonce, signature)
        answer = self.http.post("/session", request, SessionAnswer)
        checked_certificate(answer.certificate, self.station.joined.enrolment.receipt_key)
        with self.station.hq.database.writing() as session:
            vault_facts.put(session, ACCESS, answer.token)
        return answer.token


def _forwarded(session: Session) -> list[Forwarded]:
    """What headquarters has not judged, as the vaults signed it and in the order of its arrival:
    what one laptop wrote on another's record comes behind it."""
    query = (
        select(Brought)
        .where(Brought.forwarded == WAITING)
        .order_by(Brought.seq)
        .limit(_FORWARD_ENTRIES)
    )
    taken: list[Brought] = []
    size = 0
    for brought in session.execute(query).scalars():
        size += len(brought.core) + len(brought.body)
        if taken and size > _FORWARD_BYTES:
            break
        taken.append(brought)
    return [Forwarded(run[0].vault, _run(run)) for run in _runs(taken)]


def _runs(brought: list[Brought]) -> list[list[Brought]]:
    if not brought:
        return []
    runs = [[brought[0]]]
    for before, one in pairwise(brought):
        follows = (before.vault, before.epoch, before.counter + 1) == (
            one.vault,
            one.epoch,
            one.counter,
        )
        if follows and one.previous == before.hash:
            runs[-1].append(one)
        else:
            runs.append([one])
    return runs


def _run(brought: list[Brought]) -> Run:
    first, last = brought[0], brought[-1]
    entries = [Pushed(one.core, one.body) for one in brought]
    return Run(first.epoch, first.counter, first.previous, entries, last.signature)


def _prune(session: Session, now: int) -> None:
    """What headquarters has had for long, and has given back in its pages, need not be kept."""
    fed = select(Piece.stamp)
    session.execute(
        delete(Brought).where(
            Brought.forwarded == SENT,
            Brought.arrived < now - _KEPT_MS,
            (Brought.standing != OPEN) | Brought.stamp.in_(fed),
        )
    )
