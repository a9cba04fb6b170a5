"""One exchange with a relay, turn by turn; every byte of it stands under a signature we know.

What goes out are our entries one by one, each with its signature, as far as neither headquarters
nor the relay has them. The relay's receipt does not make them sent.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial

from msgspec.structs import replace
from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.errors import AppError, Problem
from desktop.models import relays, vault_facts
from desktop.models.blobs import BlobStore
from desktop.models.entries import Entry, EntryBody, Head, Receipt
from desktop.models.journal import Journal
from desktop.models.sync_state import TURN_BYTES, above, note_end
from desktop.models.vault_facts import Enrolment
from sync.client import blobs, epoch, lanes, news, relay_keep
from sync.client.http import Http
from sync.client.lanes import BUSY
from sync.client.push import MOST_CHANGES, change_count
from sync.client.session import Told
from sync.client.sign_in import sign_in
from sync.client.store import Store
from sync.client.turn import LEAST_BYTES, MOST_BYTES, Done, place_of
from sync.protocol.encoding import decode
from sync.protocol.messages import VERSION, Pushed, Run, Signed
from sync.protocol.relay import RelayAnswer, RelayCertificate, RelayRequest

_OVERHEAD = 96
_MOST_ENTRIES = 2_000


@dataclass
class RelayExchange:
    """As ``Exchange``, with a relay; ``run`` it as often as wanted, never twice at once."""

    http: Http
    relay: RelayCertificate
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
            request = self.store.read(partial(self._prepare, enrolment))
            answer, offset = self._ask(enrolment, request)
            enrolment = self._renewed(enrolment, answer)
            vault = self.journal.vault
            believed = relay_keep.checked(self.relay, enrolment, vault, answer)
            visit = relay_keep.Visit(
                self.relay, enrolment, request, answer, believed, offset, self.schema
            )
            job = partial(relay_keep.keep, journal=self.journal, visit=visit, now=self.now())
            kept = self.store.write(job)
            finished = kept.left == 0 and not kept.more and not kept.asks
            moved = kept.received or kept.asks or kept.held != self._held or not self._asked
            moved = moved or [answer.lane, answer.upto] != [request.lane, request.after]
            if not finished and not moved and not answer.pages:
                raise Problem("exchange_stuck")
            self._held, self._asked = kept.held, True
            done.add(kept)
            self.told("rows", done.sent + done.received, done.sent + done.received + kept.left)
            if kept.kinds:
                self.changed(kept.kinds)

    def _renewed(self, enrolment: Enrolment, answer: RelayAnswer) -> Enrolment:
        """A newer list of keys, kept before the rest of the answer is held against it."""
        if answer.keys is None:
            return enrolment
        newer = news.newer_keys(enrolment, answer.keys)
        self.store.write(partial(vault_facts.write_enrolment, value=newer))
        return newer

    def _files(self, done: Done) -> bool:
        if self.blobs is None or done.cancelled:
            return False
        token = self.store.read(self._token) or b""
        lane = blobs.Lane(self.http, token, self.store, self.blobs, self.told, self.cancelled)
        sent = lane.run()
        done.cancelled = self.cancelled()
        return sent > 0 and not done.cancelled

    def _enrolment(self) -> Enrolment:
        enrolment = self.store.read(vault_facts.enrolment)
        if enrolment is None:
            raise Problem("vault_not_enrolled")
        return enrolment

    def _prepare(self, enrolment: Enrolment, session: Session) -> RelayRequest:
        """The first turn only asks: a restored vault must not contradict what it sent before."""
        vault = self.journal.vault
        limit = min(vault_facts.number(session, TURN_BYTES, LEAST_BYTES), self.most_bytes)
        sent = relay_keep.sent_place(session, vault, enrolment)
        runs: list[Run] = []
        if self._asked and epoch.unknown_head(session, vault, self._held) is None:
            runs = gather(session, vault, max(sent, place_of(self._held)), limit)
        packed = vault_facts.get(session, relays.fact(self.relay.relay, "lane"))
        lane, after = (b"", 0) if packed is None else decode(packed, tuple[bytes, int])
        return RelayRequest(
            VERSION,
            self.schema,
            runs,
            list(_last(session, vault)),
            _receipt(session, vault, enrolment, sent),
            relay_keep.cursors(session, self.relay.relay, enrolment.server),
            lane,
            after,
            limit,
            self.journal.clock.wall(),
            list(epoch.unsure(session, vault, sent)),
            *lanes.asked(session, self.journal, enrolment),
        )

    def _ask(self, enrolment: Enrolment, request: RelayRequest) -> tuple[RelayAnswer, int]:
        token = self.store.read(self._token)
        try:
            if token is not None:
                return self._post(request, token)
        except Problem as problem:
            if problem.code not in {"token_invalid", "chain_gap"}:
                raise
            if problem.code == "chain_gap":
                self._asked = False
                return self._post(_asking(request), token or b"")
        token, renewed = sign_in(self.http, self.journal, enrolment, self.now())
        self.store.write(partial(self._renew, enrolment, renewed, token))
        return self._post(request, token)

    def _renew(self, old: Enrolment, renewed: Enrolment, token: bytes, session: Session) -> None:
        """A relay may hold an older certificate than ours; that one is passed over."""
        if renewed.issued_at and (old.issued_at is None or old.issued_at < renewed.issued_at):
            vault_facts.write_enrolment(session, renewed)
        vault_facts.put(session, relays.fact(self.relay.relay, "token"), token)

    def _post(self, request: RelayRequest, token: bytes) -> tuple[RelayAnswer, int]:
        wall, started = self.journal.clock.wall(), self.monotonic()
        answer = self.http.post("/relay", request, RelayAnswer, token)
        return answer, answer.wall - wall - int((self.monotonic() - started) * 500)

    def _token(self, session: Session) -> bytes | None:
        return vault_facts.get(session, relays.fact(self.relay.relay, "token"))


def gather(session: Session, vault: bytes, after: tuple[int, int], limit: int) -> list[Run]:
    """Own entries behind a place of the chain, each a run of its own, at least one."""
    query = (
        select(
            Entry.epoch,
            Entry.counter,
            Entry.prev_hash,
            Entry.signature,
            Entry.core,
            EntryBody.body,
        )
        .join(
            EntryBody,
            (EntryBody.vault == Entry.vault)
            & (EntryBody.epoch == Entry.epoch)
            & (EntryBody.counter == Entry.counter),
        )
        .where(Entry.vault == vault, above(*after), Entry.prev_hash.is_not(None))
        .order_by(Entry.epoch, Entry.counter)
        .limit(_MOST_ENTRIES)
        .execution_options(yield_per=200)
    )
    runs: list[Run] = []
    size = changes = 0
    for entry in session.execute(query):
        if entry.signature is None:
            break
        body = entry.body or b""
        size += len(entry.core) + len(body) + _OVERHEAD
        changes += change_count(body)
        if runs and (size > limit or changes > MOST_CHANGES):
            break
        pushed = [Pushed(entry.core, body)]
        previous = entry.prev_hash or b""
        runs.append(Run(entry.epoch, entry.counter, previous, pushed, entry.signature))
    return runs


def _asking(request: RelayRequest) -> RelayRequest:
    return replace(request, runs=[])


def _last(session: Session, vault: bytes) -> tuple[int, int]:
    query = (
        select(Entry.epoch, Entry.counter)
        .where(Entry.vault == vault)
        .order_by(Entry.epoch.desc(), Entry.counter.desc())
        .limit(1)
    )
    found = session.execute(query).one_or_none()
    return (0, 0) if found is None else (found.epoch, found.counter)


def _receipt(
    session: Session, vault: bytes, enrolment: Enrolment, place: tuple[int, int]
) -> Signed | None:
    """Headquarters' receipt for this place of our chain."""
    query = select(Receipt.message, Receipt.signature).where(
        Receipt.vault == vault,
        Receipt.epoch == place[0],
        Receipt.counter == place[1],
        Receipt.server == enrolment.server,
    )
    found = session.execute(query).first()
    return None if found is None else Signed(*found)
