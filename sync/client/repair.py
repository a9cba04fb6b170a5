"""Rows in which this vault and headquarters differ: found by digests, mended from entries.

Nothing is replaced but by what entries say; a row that stays different is told, not hidden. The
same way a vault that has lost its cursors finds out where it stands, without reading all again.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from desktop.errors import Problem
from desktop.models import conflicts, registry, vault_facts
from desktop.models.apply import apply, rebuild
from desktop.models.bases import Bases, Snapshot
from desktop.models.digests import Buckets, bucket_of, differing, digests, scan
from desktop.models.entries import Batch, EntryBody
from desktop.models.journal import Journal
from desktop.models.projection import Incoming
from desktop.models.sync_state import ACCESS, UNHEALED
from desktop.models.vault_facts import Enrolment
from sync.client import cursor, pull, push, scopes
from sync.client.http import Http
from sync.client.store import Store
from sync.protocol.clock import unpack_row_clock
from sync.protocol.entry import verified
from sync.protocol.errors import ProtocolError
from sync.protocol.messages import LEAVE_TAG, VERSION, leaving
from sync.protocol.repair import (
    BUCKETS_AT_ONCE,
    RECORDS_AT_ONCE,
    Asked,
    BucketsAnswer,
    BucketsRequest,
    DigestsAnswer,
    DigestsRequest,
    RecordsAnswer,
    RecordsRequest,
)

_ROWS = 1_000
"""Rows of one job of the database thread: some milliseconds."""

Key = tuple[str, bytes]
Marker = tuple[int, tuple[tuple[str, int], ...]]


@dataclass(frozen=True, slots=True)
class Looked:
    """The digests of all rows as they stood at a marker."""

    buckets: Buckets
    marker: Marker


def marker(session: Session, server: bytes) -> Marker:
    """What is another one as soon as anything was written or applied."""
    last = session.execute(select(func.max(EntryBody.row_no))).scalar_one_or_none() or 0
    return last, tuple(sorted(cursor.read(session, server).items()))


def lost(session: Session, server: bytes) -> bool:
    """Whether the cursors are gone from a vault that has read before."""
    if cursor.read(session, server):
        return False
    known = select(Batch.number).where(Batch.server == server).limit(1)
    finished = select(Snapshot.id).where(Snapshot.finished_at.is_not(None)).limit(1)
    return bool(session.execute(known).first() or session.execute(finished).first())


def look(store: Store, server: bytes, cancelled: Callable[[], bool]) -> Looked | None:
    """Read every row once, in short jobs; None where something changed meanwhile."""
    before = store.read(partial(marker, server=server))
    buckets, place = Buckets(), None
    while not cancelled():
        found, place = store.read(partial(scan, after=place, limit=_ROWS))
        for _, record, digest in found:
            buckets.turn(record, digest)
        if place is None:
            same = store.read(partial(marker, server=server)) == before
            return Looked(buckets, before) if same else None
    return None


@dataclass(frozen=True, slots=True)
class Repair:
    """The road to headquarters, and the vault that is compared with it."""

    http: Http
    store: Store
    journal: Journal
    now: Callable[[], datetime]
    told: Callable[[str, int, int], None]
    cancelled: Callable[[], bool]

    def run(self, enrolment: Enrolment, looked: Looked) -> tuple[bool, set[str]]:
        """Mend what differs; says whether nothing did, and the kinds that changed.

        Raises Problem.
        """
        answer = self.http.post("/digests", DigestsRequest(VERSION), DigestsAnswer, self._token())
        kinds: set[str] = set()
        if not answer.buckets:
            return True, kinds
        unhealed = 0
        numbers = differing(looked.buckets.packed, answer.buckets)
        for start in range(0, len(numbers), BUCKETS_AT_ONCE):
            part = numbers[start : start + BUCKETS_AT_ONCE]
            records = self._differing(part)
            for first in range(0, len(records), RECORDS_AT_ONCE):
                if self.cancelled():
                    return False, kinds
                self.told("repair", start + first, len(records))
                changed, left = self._mend(enrolment, records[first : first + RECORDS_AT_ONCE])
                kinds |= changed
                unhealed += left
        job = partial(_note, enrolment.server, answer, unhealed)
        self.store.write(job)
        return not numbers, kinds

    def _token(self) -> bytes:
        return self.store.read(partial(vault_facts.get, key=ACCESS)) or b""

    def _differing(self, buckets: list[int]) -> list[Key]:
        """The records of some buckets that are not the same here and there."""
        request = BucketsRequest(VERSION, buckets)
        answer = self.http.post("/digests/rows", request, BucketsAnswer, self._token())
        theirs = {(one.kind, record): digest for one in answer.kinds for record, digest in one.rows}
        wanted, mine, place = set(buckets), dict[Key, bytes](), None
        while True:
            found, place = self.store.read(partial(scan, after=place, limit=_ROWS))
            mine |= {(k, record): d for k, record, d in found if bucket_of(record) in wanted}
            if place is None:
                break
        return sorted(k for k in theirs.keys() | mine.keys() if theirs.get(k) != mine.get(k))

    def _mend(self, enrolment: Enrolment, records: list[Key]) -> tuple[set[str], int]:
        asked = self.store.read(partial(_asked, records))
        request = RecordsRequest(VERSION, asked)
        answer = self.http.post("/records", request, RecordsAnswer, self._token())
        incoming = checked(answer, enrolment, self.journal.vault)
        job = partial(_keep, self.journal, enrolment, asked, answer, incoming, self.now())
        return self.store.write(job)


def checked(answer: RecordsAnswer, enrolment: Enrolment, vault: bytes) -> list[Incoming]:
    """The entries, if headquarters signed exactly these. Raises Problem."""
    if answer.gone:
        told = leaving(vault, {}, {}, [], answer.gone)
        if not verified(enrolment.receipt_key, LEAVE_TAG, told, answer.leave):
            raise Problem("batch_not_genuine")
    return pull.checked(answer, enrolment.receipt_key, enrolment.installation)


def _asked(records: list[Key], session: Session) -> list[Asked]:
    return [Asked(kind, record, sorted(_stamps(session, kind, record))) for kind, record in records]


def _stamps(session: Session, kind: str, record: bytes) -> set[bytes]:
    found = conflicts.record_stamps(session, kind, record)
    for _, _, row in digests(session, kind, [record]):
        try:
            whole, fields = unpack_row_clock(row["stamps"])
        except ProtocolError:
            continue
        found |= {whole, *fields.values()}
    return found


def _keep(
    journal: Journal,
    enrolment: Enrolment,
    asked: list[Asked],
    answer: RecordsAnswer,
    incoming: list[Incoming],
    now: datetime,
    session: Session,
) -> tuple[set[str], int]:
    """Entries, then the rows from them; says which kinds changed and how many stay different."""
    before = {(one.kind, one.id): _digest(session, one) for one in asked}
    if incoming:
        pull.note_batch(session, enrolment.server, answer, incoming, now)
        apply(session, incoming, now)
    stamps: dict[Key, set[bytes]] = {}
    for item in incoming:
        for change in item.changes:
            stamps.setdefault((change.kind, change.id), set()).add(item.header.stamp)
    Bases(session).wipe(stamps)
    due = [(*key, found) for key, found in stamps.items()]
    due += [(o.kind, o.id, set(o.stamps)) for o in asked if (o.kind, o.id) not in stamps]
    rebuild(session, [one for one in due if registry.find(one[0]) is not None], now)
    receipt = push.receipted(session, journal.vault, enrolment.receipt_key)
    place = (0, 0) if receipt is None else (receipt.epoch, receipt.counter)
    scopes.wipe(session, journal.vault, place, frozenset(), answer.gone)
    gone = {(one.kind, one.id) for one in answer.gone}
    left, kinds = 0, set[str]()
    for one, theirs in zip(asked, answer.digests, strict=True):
        key = (one.kind, one.id)
        mine = _digest(session, one)
        if mine != before[key]:
            kinds.add(one.kind)
        if theirs is None or key in gone or mine == theirs:
            continue
        # What headquarters has not got yet is no damage.
        left += _stamps(session, *key) <= stamps.get(key, set())
    return kinds, left


def _digest(session: Session, one: Asked) -> bytes | None:
    return next((digest for _, digest, _ in digests(session, one.kind, [one.id])), None)


def start_anew(session: Session, *, server: bytes) -> None:
    """Read the whole feed again: what is held changes nothing."""
    vault_facts.set_cursor(session, server, "reference", 0)


def _note(server: bytes, answer: DigestsAnswer, unhealed: int, session: Session) -> None:
    """How it ended; a vault without cursors stands where headquarters' digests do."""
    vault_facts.set_number(session, UNHEALED, unhealed)
    if lost(session, server):
        for scope in answer.scopes:
            vault_facts.set_cursor(session, server, scope, answer.sequence)
