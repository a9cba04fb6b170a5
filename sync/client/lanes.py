"""The parts of an exchange: a turn's POST, snapshot, files, holding rows against digests."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from sqlalchemy.orm import Session

from desktop.errors import AppError, Problem
from desktop.models import hq_witness, lease, snapshot_rows, vault_facts
from desktop.models.disposal import Disposal
from desktop.models.journal import Journal
from desktop.models.sync_state import ACCESS, note_end
from desktop.models.vault_facts import Enrolment
from sync.client import blobs, push, repair
from sync.client.asking import ask
from sync.client.repair import Looked, Repair
from sync.client.snapshot import Loader
from sync.client.turn import LEAST_BYTES, Answered, Done, Turn
from sync.protocol.messages import ASKS_LEASE

if TYPE_CHECKING:
    from sync.client.session import Exchange

BUSY = "too_many_requests"
"""Obeyed without a word: it says when to come again (``security.md`` 2.9)."""

LOOK_SECONDS = 6 * 3600.0
"""How often all rows are read again, so that damage behind the program's back is found."""


def failed(of: Exchange, error: AppError) -> None:
    """Note how an exchange ended, and that headquarters lets this vault in no more."""
    if error.code != BUSY:
        of.store.write(partial(note_end, now=of.now(), error=error))
    if error.code in lease.SHUTS:
        of.store.write(partial(lease.note_shut, code=error.code))
        hand_over(of, error.code)


def hand_over(of: Exchange, shut: str) -> None:
    """Send what a vault that is shut out has not sent; headquarters sets it aside for a review.

    It goes while the vault's last token is good, and again where that is not known to have come:
    setting the same entry aside twice changes nothing. Each answer is ``shut`` again.
    """
    enrolment = enrolled(of)
    token = of.store.read(partial(vault_facts.get, key=ACCESS))
    vault, place = of.journal.vault, (0, 0)
    held = of.store.read(partial(push.receipted, vault=vault, receipt_key=enrolment.receipt_key))
    if held is not None:
        place = (held.epoch, held.counter)
    while token is not None and not of.cancelled():
        gathered = partial(push.gather, vault=vault, after=place, limit=LEAST_BYTES)
        unsent = of.store.read(gathered)
        if not unsent.runs:
            return
        try:
            post(of, enrolment, Turn(unsent, held, {}, LEAST_BYTES, token))
        except AppError as answer:
            if answer.code != shut:
                return
        last = unsent.runs[-1]
        place = (last.epoch, last.first + len(last.entries) - 1)


def enrolled(of: Exchange) -> Enrolment:
    """What headquarters certified. Raises Problem ``vault_not_enrolled``."""
    return of.store.read(enrolment_of)


def enrolment_of(session: Session) -> Enrolment:
    """The same within a job. Raises Problem ``vault_not_enrolled``."""
    enrolment = vault_facts.enrolment(session)
    if enrolment is None:
        raise Problem("vault_not_enrolled")
    return enrolment


def post(of: Exchange, enrolment: Enrolment, turn: Turn) -> Answered:
    """One POST with what a turn tells. Raises Problem."""
    wall, started = of.journal.clock.wall(), of.monotonic()
    request = turn.request(of.schema, wall)
    answer = ask(of.http, enrolment, of.journal.vault, request, turn.token)
    seconds = of.monotonic() - started
    return Answered(answer, seconds, answer.wall - wall - int(seconds * 500))


def take_snapshot(of: Exchange, enrolment: Enrolment, done: Done) -> bool:
    """Whether a snapshot was taken to its end, so that the feed goes on behind it."""
    vault = of.journal.vault
    loader = Loader(of.http, of.store, vault, of.schema, of.now, of.told, of.cancelled, of.changed)
    done.cancelled = not loader.run(enrolment)
    return not done.cancelled


def carry_files(of: Exchange, done: Done) -> bool:
    """Whether files went out, so that headquarters may want more."""
    if of.blobs is None or done.cancelled or not done.files:
        return False
    done.ended = False
    token = of.store.read(partial(vault_facts.get, key=ACCESS)) or b""
    sent = blobs.Lane(of.http, token, of.store, of.blobs, of.told, of.cancelled).run()
    done.cancelled = of.cancelled()
    return sent > 0 and not done.cancelled


def tell_changed(of: Exchange, kinds: frozenset[str]) -> None:
    """What a turn changed; after a disposal the files go at once: keys of identities are files."""
    if of.blobs is not None and Disposal.__tablename__ in kinds:
        of.store.write(of.blobs.sweep)
    of.changed(kinds)


def look(of: Exchange, enrolment: Enrolment) -> Looked | None:
    """The digests of all rows as they are."""
    return repair.look(of.store, enrolment.server, of.cancelled)


def mend(of: Exchange, enrolment: Enrolment, looked: Looked | None) -> Looked | None:
    """Mend the rows that differ from headquarters'; what was looked at holds where none did."""
    if looked is None:
        return None
    road = Repair(of.http, of.store, of.journal, of.now, of.told, of.cancelled)
    same, kinds = road.run(enrolment, looked)
    if kinds:
        of.changed(frozenset(kinds))
    return looked if same else None


def catch_up(of: Exchange, enrolment: Enrolment, done: Done) -> bool:
    """Whether the feed can go on: from a snapshot, or from where digests say that we are."""
    if not of.store.read(partial(repair.lost, server=enrolment.server)):
        return take_snapshot(of, enrolment, done)
    looked = look(of, enrolment)
    if looked is None:
        of.store.write(partial(repair.start_anew, server=enrolment.server))
    else:
        mend(of, enrolment, looked)
    return not of.cancelled()


def survey_due(of: Exchange) -> bool:
    """Whether it is time to read all rows again."""
    return of.next_look is None or of.monotonic() >= of.next_look


def waits(session: Session, enrolment: Enrolment) -> bool:
    """Whether the feed has to wait: a snapshot is half applied, or the cursors are lost."""
    half = snapshot_rows.unfinished(session) is not None
    return half or repair.lost(session, enrolment.server)


def known(session: Session, journal: Journal, enrolment: Enrolment) -> tuple[int, int, int]:
    """What is asked for, and what is known of headquarters: its own chain, its list of keys."""
    head = hq_witness.head(session)
    asks = ASKS_LEASE if lease.wants(session, journal.vault, journal.clock.wall()) else 0
    return asks, 0 if head is None else head.number, enrolment.serial


def asked(session: Session, journal: Journal, enrolment: Enrolment) -> tuple[int, int]:
    """The same of a relay, which has no chain of its own to tell of."""
    asks, _, serial = known(session, journal, enrolment)
    return asks, serial


def digest(session: Session, enrolment: Enrolment, looked: Looked | None) -> bytes:
    """The root of all rows where it still holds; nothing where anything was written since."""
    if looked is None or repair.marker(session, enrolment.server) != looked.marker:
        return b""
    return looked.buckets.root
