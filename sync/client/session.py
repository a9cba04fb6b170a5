"""One exchange with headquarters, from top to bottom.

It runs on the network thread and touches the vault only through short jobs of its ``Store``.
Every job leaves the vault whole: cut off anywhere, the next exchange goes on from there.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial

from sqlalchemy.orm import Session

from desktop.errors import AppError, Problem
from desktop.models import snapshot_rows, vault_facts
from desktop.models.blobs import BlobStore
from desktop.models.entries import Head
from desktop.models.journal import Journal
from desktop.models.sync_state import ACCESS, TURN_BYTES, note_end, receipt_verifier
from desktop.models.vault_facts import Enrolment
from sync.client import blobs, cursor, pull, push, scopes
from sync.client.http import Http
from sync.client.keep import Brought, keep
from sync.client.sign_in import sign_in
from sync.client.snapshot import Loader
from sync.client.store import Store
from sync.client.turn import LEAST_BYTES, MOST_BYTES, Answered, Done, Turn, place_of
from sync.protocol.messages import LOADING, SNAPSHOT, ExchangeAnswer

BUSY = "too_many_requests"
"""Obeyed without a word: it says when to come again (``security.md`` 2.9)."""

Told = Callable[[str, int, int], None]
"""Hears what is on its way (rows, send, fetch, prepare, snapshot): done, and of how much."""


@dataclass
class Exchange:
    """Everything that an exchange needs; ``run`` it as often as wanted, never twice at once."""

    http: Http
    store: Store
    journal: Journal
    schema: int
    now: Callable[[], datetime]
    monotonic: Callable[[], float]
    blobs: BlobStore | None = None
    told: Told = lambda what, done, of: None
    cancelled: Callable[[], bool] = lambda: False
    changed: Callable[[frozenset[str]], None] = lambda kinds: None
    most_bytes: int = MOST_BYTES
    _held: Head | None = field(default=None, init=False)
    _asked: bool = field(default=False, init=False)
    _waits: bool = field(default=False, init=False)

    def run(self) -> Done:
        """Send, receive and apply until nothing is left. Raises AppError, noted in the vault."""
        done = Done()
        try:
            self._rows(done)
            while self._files(done):
                self._rows(done)
        except AppError as error:
            self._asked = False
            if error.code != BUSY:
                self.store.write(partial(note_end, now=self.now(), error=error))
            raise
        if not done.cancelled:
            self.store.write(partial(note_end, now=self.now(), error=None))
        return done

    def _rows(self, done: Done) -> None:
        finished = False
        while not finished:
            if self.cancelled():
                done.cancelled = True
                return
            enrolment = self._enrolment()
            turn = self.store.read(partial(self._prepare, enrolment))
            turn, answered = self._ask(enrolment, turn)
            answer = answered.answer
            push.check_receipts(answer, self.journal.vault, receipt_verifier(enrolment.receipt_key))
            incoming = pull.checked(answer, enrolment.receipt_key, enrolment.installation)
            scopes.check(answer, self.journal.vault, turn.cursors, enrolment.receipt_key)
            brought = Brought(enrolment, turn, answered, incoming, self.schema, self.most_bytes)
            job = partial(keep, journal=self.journal, brought=brought, now=self.now())
            kept = self.store.write(job)
            finished = kept.left == 0 and not kept.more
            moved = kept.held != self._held or turn.cursors != answer.cursors or not self._asked
            if not finished and not moved:
                raise Problem("exchange_stuck")
            self._held, self._asked = kept.held, True
            done.add(kept)
            self.told("rows", done.sent + done.received, done.sent + done.received + kept.left)
            if kept.kinds:
                self.changed(kept.kinds)
            self._waits = kept.snapshot
            if finished and kept.snapshot:
                finished = not self._snapshot(enrolment, done)

    def _snapshot(self, enrolment: Enrolment, done: Done) -> bool:
        """Whether a snapshot was taken to its end, so that the feed goes on behind it."""
        loader = Loader(
            self.http,
            self.store,
            self.journal.vault,
            self.schema,
            self.now,
            self.told,
            self.cancelled,
            self.changed,
        )
        done.cancelled = not loader.run(enrolment)
        self._waits = False
        return not done.cancelled

    def _files(self, done: Done) -> bool:
        """Whether files went out, so that headquarters may want more."""
        if self.blobs is None or done.cancelled:
            return False
        token = self.store.read(partial(vault_facts.get, key=ACCESS)) or b""
        lane = blobs.Lane(self.http, token, self.store, self.blobs, self.told, self.cancelled)
        sent = lane.run()
        done.cancelled = self.cancelled()
        return sent > 0 and not done.cancelled

    def _enrolment(self) -> Enrolment:
        enrolment = self.store.read(vault_facts.enrolment)
        if enrolment is None:
            raise Problem("vault_not_enrolled")
        return enrolment

    def _prepare(self, enrolment: Enrolment, session: Session) -> Turn:
        """The first turn only asks: a restored vault must not contradict what it sent before."""
        believed = self._held
        if not self._asked:
            believed = push.receipted(session, self.journal.vault, enrolment.receipt_key)
        limit = min(vault_facts.number(session, TURN_BYTES, LEAST_BYTES), self.most_bytes)
        unsent = push.NOTHING
        if self._asked:
            unsent = push.gather(session, self.journal.vault, place_of(believed), limit)
        cursors = cursor.read(session, enrolment.server)
        loading = self._waits or snapshot_rows.unfinished(session) is not None
        return Turn(
            unsent,
            believed,
            cursors,
            limit,
            vault_facts.get(session, ACCESS),
            LOADING if loading else SNAPSHOT,
            wiped=scopes.wiped(session),
        )

    def _ask(self, enrolment: Enrolment, turn: Turn) -> tuple[Turn, Answered]:
        """One POST; with a fresh token where ours is no longer good, without runs in a gap."""
        try:
            if turn.token is not None:
                return turn, self._post(turn)
        except Problem as problem:
            match problem.code:
                case "chain_gap":
                    turn = replace(turn, unsent=push.NOTHING)
                    self._asked = False
                case "token_invalid":
                    turn = replace(turn, token=None)
                case _:
                    raise
        if turn.token is None:
            token, renewed = sign_in(self.http, self.journal, enrolment, self.now())
            self.store.write(partial(vault_facts.write_enrolment, value=renewed))
            turn = replace(turn, token=token)
        return turn, self._post(turn)

    def _post(self, turn: Turn) -> Answered:
        wall, started = self.journal.clock.wall(), self.monotonic()
        request = turn.request(self.schema, wall)
        answer = self.http.post("/exchange", request, ExchangeAnswer, turn.token)
        seconds = self.monotonic() - started
        return Answered(answer, seconds, answer.wall - wall - int(seconds * 500))
