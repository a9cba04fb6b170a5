"""Which server is asked: headquarters or a relay of the province, whichever answers.

First the one that the person chose, else the one that last answered; then the others. Each goes
on where the vault stands, so that changing between them sends nothing twice.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import partial

from sqlalchemy.orm import Session

from desktop.errors import AppError, Problem
from desktop.models import relays, vault_facts
from desktop.models.blobs import BlobStore
from desktop.models.journal import Journal
from desktop.models.relays import HEADQUARTERS
from desktop.models.sync_state import ACCESS, note_end
from desktop.models.vault_facts import Enrolment
from sync.client import foreign, lanes, news
from sync.client.http import Connect, Http
from sync.client.keys import trusted_keys
from sync.client.lanes import BUSY
from sync.client.relay_session import RelayExchange
from sync.client.session import Exchange, Told
from sync.client.store import Store
from sync.client.turn import MOST_BYTES, Done
from sync.protocol.encoding import decode
from sync.protocol.entry import verified
from sync.protocol.errors import ProtocolError
from sync.protocol.relay import (
    VERDICT_TAG,
    RelayCertificate,
    RelayList,
    Verdict,
    VerdictsAnswer,
    VerdictsRequest,
)

AWAY = frozenset(
    {
        "server_away",
        "server_slow",
        "server_unavailable",
        "server_address_wrong",
        "link_cut",
        "network_captive",
    }
)
"""What another server may still answer after."""

_KEYS_MAY_BE_NEWER = frozenset(
    {
        "server_not_ours",
        "certificate_not_genuine",
        "receipt_not_genuine",
        "batch_not_genuine",
        "snapshot_not_genuine",
    }
)
"""What a server means by another key: a stranger's, or one that our list does not name yet."""

LEARN_AGAIN = timedelta(hours=24)
"""So often headquarters is asked for its relays, and, after so long without it, for itself."""

_PLACES = 500


@dataclass(frozen=True, slots=True)
class Address:
    """A server that may be asked; ``relay`` is None for headquarters."""

    url: str
    authority: bytes
    relay: RelayCertificate | None

    @property
    def server(self) -> bytes:
        """A relay's id, or HEADQUARTERS."""
        return HEADQUARTERS if self.relay is None else self.relay.relay


@dataclass
class Roads:
    """Everything that an exchange needs, with any server; ``run`` it as often as wanted."""

    connect: Connect
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
    _open: dict[bytes, Exchange | RelayExchange] = field(default_factory=dict, init=False)

    def run(self) -> Done:
        """One exchange with the first server that answers. Raises AppError."""
        enrolment = self.store.read(vault_facts.enrolment)
        if enrolment is None:
            raise Problem("vault_not_enrolled")
        addresses = self.store.read(partial(_addresses, enrolment, self.now()))
        failed: list[AppError] = []
        for address in addresses:
            try:
                done = self._at(address)
            except AppError as error:
                if not _others_may_answer(address, error):
                    raise
                failed.append(error)
                continue
            self.store.write(partial(relays.note_server, server=address.server))
            return done
        raise self._told(failed)

    def survey(self) -> None:
        """Hold all rows against headquarters', where it has answered and it is time to."""
        held = self._open.get(HEADQUARTERS)
        enrolment = self.store.read(vault_facts.enrolment)
        if enrolment is None or not isinstance(held, Exchange) or not lanes.survey_due(held):
            return
        with contextlib.closing(self.connect(enrolment.server_url, enrolment.tls_pin)) as http:
            held.http = http
            held.survey()

    def _told(self, failed: list[AppError]) -> AppError:
        """Of several failures the one that says most, also in the vault: not that one is away."""
        worst = next((error for error in failed if error.code not in AWAY), failed[-1])
        self.store.write(partial(note_end, now=self.now(), error=worst))
        return worst

    def _at(self, address: Address) -> Done:
        """Under newer keys, where this server's are no longer those that are known here."""
        try:
            return self._exchanged(address)
        except Problem as problem:
            newer = self._newer_keys(address) if problem.code in _KEYS_MAY_BE_NEWER else None
            if newer is None:
                raise
        authority = newer.tls_pin if address.relay is None else address.authority
        return self._exchanged(replace(address, authority=authority))

    def _newer_keys(self, address: Address) -> Enrolment | None:
        """A list that the root signed after ours, kept; None where the server has none."""
        enrolment = self.store.read(vault_facts.enrolment)
        if enrolment is None:
            return None
        try:
            told = trusted_keys(self.connect, address.url, enrolment.root.decode())
            newer = news.newer_keys(enrolment, told.answer)
        except AppError:
            return None
        self.store.write(partial(vault_facts.write_enrolment, value=newer))
        return newer

    def _exchanged(self, address: Address) -> Done:
        with contextlib.closing(self.connect(address.url, address.authority)) as http:
            done = self._exchange(address, http).run()
            if address.relay is None and not done.cancelled:
                self._learn(http)
            return done

    def _exchange(self, address: Address, http: Http) -> Exchange | RelayExchange:
        held = self._open.get(address.server)
        if held is None:
            held = self._fresh(address, http)
            self._open[address.server] = held
        held.http, held.told = http, self.told
        held.cancelled, held.changed = self.cancelled, self.changed
        held.blobs, held.most_bytes = self.blobs, self.most_bytes
        if isinstance(held, RelayExchange) and address.relay is not None:
            held.relay = address.relay
        return held

    def _fresh(self, address: Address, http: Http) -> Exchange | RelayExchange:
        shared = (self.store, self.journal, self.schema, self.now, self.monotonic)
        if address.relay is None:
            return Exchange(http, *shared)
        return RelayExchange(http, address.relay, *shared)

    def _learn(self, http: Http) -> None:
        """What headquarters publishes of relays, and of entries that came without it."""
        token = self.store.read(partial(vault_facts.get, key=ACCESS)) or b""
        learned = self.store.read(relays.learned_at)
        now = self.now()
        if learned is None or now - learned >= LEARN_AGAIN:
            found = http.get("/relays", RelayList, token).relays
            self.store.write(partial(relays.keep_relays, relays=found, now=now))
        vault = self.journal.vault
        places = self.store.write(partial(foreign.unvouched, own=vault, limit=_PLACES))
        if places:
            request = VerdictsRequest([list(place) for place in places])
            answer = http.post("/verdicts", request, VerdictsAnswer, token)
            kinds = self.store.write(partial(_obey, answer=answer, now=now))
            if kinds:
                self.changed(frozenset(kinds))


def _others_may_answer(address: Address, error: AppError) -> bool:
    """A relay's word is not the last one, whatever it says; headquarters' is."""
    if error.code == BUSY:
        return False
    return address.relay is not None or error.code in AWAY


def _obey(session: Session, answer: VerdictsAnswer, now: datetime) -> set[str]:
    enrolment = vault_facts.enrolment(session)
    if enrolment is None:
        raise Problem("vault_not_enrolled")
    kinds: set[str] = set()
    for signed in answer.verdicts:
        if not verified(enrolment.receipt_key, VERDICT_TAG, signed.message, signed.signature):
            raise Problem("receipt_not_genuine")
        try:
            kinds |= foreign.obey(session, decode(signed.message, Verdict), now)
        except ProtocolError as error:
            raise Problem("reply_unreadable", why=error.code) from error
    return kinds


def _addresses(enrolment: Enrolment, now: datetime, session: Session) -> list[Address]:
    """All servers, the one to ask first at the head."""
    found = list(_all(enrolment, now, session))
    first = relays.preferred(session)
    if first is None:
        first = relays.last_server(session)
        learned = relays.learned_at(session)
        if learned is None or now - learned >= LEARN_AGAIN:
            first = HEADQUARTERS
    return sorted(found, key=lambda address: address.server != first)


def _all(enrolment: Enrolment, now: datetime, session: Session) -> Iterator[Address]:
    yield Address(enrolment.server_url, enrolment.tls_pin, None)
    wall = int(now.timestamp() * 1000)
    for relay in relays.known_relays(session):
        if wall < relay.not_after:
            for url in relay.urls:
                yield Address(url, relay.authority, relay)
