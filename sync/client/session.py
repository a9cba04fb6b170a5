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
from desktop.models import vault_facts
from desktop.models.blobs import BlobStore
from desktop.models.entries import Head
from desktop.models.journal import Journal
from desktop.models.sync_state import ACCESS, TURN_BYTES, note_end
from desktop.models.vault_facts import Enrolment
from sync.client import cursor, epoch, lanes, push, scopes
from sync.client.http import Http
from sync.client.keep import checked, keep
from sync.client.repair import Looked
from sync.client.sign_in import sign_in
from sync.client.store import Store
from sync.client.turn import LEAST_BYTES, MOST_BYTES, Answered, Done, Turn, place_of
from sync.protocol.messages import AGREED, LOADING, SNAPSHOT

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
    looked: Looked | None = field(default=None, init=False)
    next_look: float | None = field(default=None, init=False)

    def run(self) -> Done:
        """Send, receive and apply until nothing is left. Raises AppError, noted in the vault."""
        done = Done()
        try:
            self._rows(done)
            while lanes.carry_files(self, done):
                self._rows(done)
        except AppError as error:
            self._asked = False
            lanes.failed(self, error)
            raise
        if not done.cancelled and not done.ended:
            self.store.write(partial(note_end, now=self.now(), error=None))
        return done

    def survey(self) -> None:
        """Read all rows again and hold them against headquarters', if it is time to."""
        if not lanes.survey_due(self):
            return
        self.next_look = self.monotonic() + lanes.LOOK_SECONDS
        self.looked = lanes.look(self, lanes.enrolled(self))
        if self.looked is not None:
            self.run()

    def _rows(self, done: Done) -> None:
        finished = False
        while not finished:
            if self.cancelled():
                done.cancelled = True
                return
            enrolment, turn = self.store.read(self._prepare)
            turn, answered = self._ask(enrolment, turn)
            answer = answered.answer
            limits = (self.schema, self.most_bytes)
            brought = checked(self.journal.vault, enrolment, turn, answered, *limits)
            job = partial(keep, journal=self.journal, brought=brought, now=self.now())
            kept = self.store.write(job)
            finished = kept.left == 0 and not kept.more
            moved = kept.held != self._held or turn.cursors != answer.cursors or not self._asked
            if not finished and not moved:
                raise Problem("exchange_stuck")
            self._held, self._asked = kept.held, not kept.asks
            done.add(kept)
            self.told("rows", done.sent + done.received, done.sent + done.received + kept.left)
            if kept.kinds:
                self.looked = None
                lanes.tell_changed(self, kept.kinds)
            self._waits = kept.snapshot
            if finished and kept.snapshot:
                finished, self._waits = not lanes.catch_up(self, enrolment, done), False
            elif finished and turn.digest and answer.verdict != AGREED:
                self.looked = lanes.mend(self, enrolment, self.looked)

    def _prepare(self, session: Session) -> tuple[Enrolment, Turn]:
        """The first turn only asks: a restored vault must not contradict what it sent before."""
        enrolment = lanes.enrolment_of(session)
        vault, believed = self.journal.vault, self._held
        if not self._asked:
            believed = push.receipted(session, vault, enrolment.receipt_key)
        place = place_of(believed)
        limit = min(vault_facts.number(session, TURN_BYTES, LEAST_BYTES), self.most_bytes)
        unsent = push.gather(session, vault, place, limit) if self._asked else push.NOTHING
        cursors = cursor.read(session, enrolment.server)
        waits = self._waits or lanes.waits(session, enrolment)
        token, wiped = vault_facts.get(session, ACCESS), scopes.wiped(session)
        digest = b"" if unsent.runs else lanes.digest(session, enrolment, self.looked)
        takes = LOADING if waits else SNAPSHOT
        unsure = epoch.unsure(session, vault, place)
        known = lanes.known(session, self.journal, enrolment)
        told = (takes, digest, wiped, unsure, *known)
        return enrolment, Turn(unsent, believed, cursors, limit, token, *told)

    def _ask(self, enrolment: Enrolment, turn: Turn) -> tuple[Turn, Answered]:
        """A POST; with a fresh token where ours is no longer good, without runs in a gap."""
        signed_in = False
        while True:
            if turn.token is None:
                token, renewed = sign_in(self.http, self.journal, enrolment, self.now())
                self.store.write(partial(vault_facts.write_enrolment, value=renewed))
                turn, signed_in = replace(turn, token=token), True
            try:
                return turn, lanes.post(self, enrolment, turn)
            except Problem as problem:
                if problem.code == "chain_gap" and turn.unsent.runs:
                    turn = replace(turn, unsent=push.NOTHING)
                    self._asked = False
                elif problem.code == "token_invalid" and not signed_in:
                    turn = replace(turn, token=None)
                else:
                    raise
