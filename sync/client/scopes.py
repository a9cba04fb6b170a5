"""What is no longer ours to hold goes: rows, search text, conflicts and the bodies of entries.

A row goes only when every scope of it is gone, and never while something of ours in it is unsent.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from desktop.errors import Problem
from desktop.models import conflicts, registry
from desktop.models.bases import Bases
from desktop.models.blobs import BlobFile
from desktop.models.entries import Entry, EntryBody, Waiting
from desktop.models.journal import lookup
from desktop.models.prepared import Prepared
from desktop.models.sync_state import BlobTransfer, RemovedScope, above
from desktop.models.vault_facts import get, note_departed, put
from sync.protocol.encoding import decode, encode
from sync.protocol.entry import Body, decode_body, encode_body, verified
from sync.protocol.messages import LEAVE_TAG, ExchangeAnswer, Gone, leaving

Place = tuple[int, int]
Record = tuple[str, bytes]
Records = set[Record]


WIPED = "sync/wiped"
GONE = "sync/gone"
"""Records that are no longer ours and go as soon as nothing of ours in them is unsent."""
_REMOVED = Prepared(select(RemovedScope.scope))


def check(answer: ExchangeAnswer, vault: bytes, sent: dict[str, int], receipt_key: bytes) -> None:
    """Nothing is wiped but at headquarters' word. Raises Problem ``batch_not_genuine``."""
    if not answer.removed and not answer.gone:
        return
    told = leaving(vault, sent, answer.cursors, answer.removed, answer.gone)
    if not verified(receipt_key, LEAVE_TAG, told, answer.leave):
        raise Problem("batch_not_genuine")


def wiped(session: Session) -> tuple[str, ...]:
    """The scopes that are destroyed here, and of which headquarters does not know it yet."""
    packed = get(session, WIPED)
    return () if packed is None else tuple(decode(packed, list[str]))


def acknowledged(session: Session, told: Sequence[str]) -> None:
    """Headquarters has heard that these are destroyed."""
    if told:
        left = sorted(set(wiped(session)) - set(told))
        put(session, WIPED, encode(left) if left else None)


def keep(
    session: Session,
    vault: bytes,
    sent_up_to: Place,
    answer: ExchangeAnswer,
    brought: Collection[Record],
    now: datetime,
) -> set[str]:
    """Take over what an answer says of our scopes; says which kinds lost records.

    ``brought`` are the records that came with it: they are ours again.
    """
    for scope in answer.removed:
        session.merge(RemovedScope(scope=scope, removed_at=now))
    if answer.removed:
        session.flush()
    granted = frozenset(answer.cursors)
    if not granted.isdisjoint(_REMOVED.values(session)):
        session.execute(delete(RemovedScope).where(RemovedScope.scope.in_(granted)))
    return wipe(session, vault, sent_up_to, granted, answer.gone, brought)


def wipe(
    session: Session,
    vault: bytes,
    sent_up_to: Place,
    granted: frozenset[str],
    told: Iterable[Gone],
    brought: Collection[Record] = (),
) -> set[str]:
    """Destroy what has left all scopes of this vault; says which kinds."""
    removed = frozenset(_REMOVED.values(session))
    waiting = _waiting(session)
    gone = waiting.difference(brought)
    gone |= {(one.kind, one.id) for one in told if registry.find(one.kind)}
    if not removed and not gone and not waiting:
        return set()
    leaving = _leaving(session, removed - granted, granted) if removed else set()
    leaving |= gone
    kept = _unsent(session, vault, sent_up_to)
    late = sorted(kept & gone)
    put(session, GONE, encode(late) if late else None)
    leaving -= kept
    files = _files(session, leaving)
    _destroy_rows(session, leaving)
    Bases(session).wipe(leaving)
    _destroy_bodies(session, vault, leaving)
    _destroy_files(session, files)
    if not kept and removed:
        session.execute(delete(RemovedScope))
        put(session, WIPED, encode(sorted({*wiped(session), *removed})))
    return {kind for kind, _ in leaving}


def _waiting(session: Session) -> Records:
    packed = get(session, GONE)
    return set() if packed is None else {(k, i) for k, i in decode(packed, list[tuple[str, bytes]])}


def _leaving(session: Session, removed: frozenset[str], granted: frozenset[str]) -> Records:
    find = lookup(session)
    leaving: Records = set()
    for kind in registry.kinds():
        for row in session.execute(select(kind.raw)).mappings():
            scopes = kind.scopes(dict(row), find)
            if scopes & removed and not scopes & granted:
                leaving.add((kind.name, row["id"]))
    return leaving


def _unsent(session: Session, vault: bytes, sent_up_to: Place) -> Records:
    query = (
        select(EntryBody.body)
        .join(
            Entry,
            (EntryBody.vault == Entry.vault)
            & (EntryBody.epoch == Entry.epoch)
            & (EntryBody.counter == Entry.counter),
        )
        .where(Entry.vault == vault, above(*sent_up_to))
    )
    bodies = session.execute(query).scalars()
    return {(c.kind, c.id) for body in bodies if body for c in decode_body(body).changes}


def _destroy_rows(session: Session, leaving: Records) -> None:
    connection = session.connection()
    for name, key in leaving:
        raw = registry.kind_of(name).raw
        conflicts.drop(session, name, key)
        connection.execute(delete(raw).where(raw.c.id == key))
        session.execute(delete(Waiting).where(Waiting.kind == name, Waiting.record_id == key))
        note_departed(session, name, key)


def _destroy_bodies(session: Session, vault: bytes, leaving: Records) -> None:
    """Bodies that speak of the records lose those changes; their digests stay as they were."""
    if not leaving:
        return
    query = select(EntryBody.row_no, EntryBody.body).where(
        EntryBody.vault != vault, EntryBody.body.is_not(None)
    )
    for row_no, packed in session.execute(query).all():
        if packed is None:
            continue
        body = decode_body(packed)
        left = [c for c in body.changes if (c.kind, c.id) not in leaving]
        if len(left) == len(body.changes):
            continue
        kept = encode_body(Body(left, body.reason)) if left else None
        session.execute(update(EntryBody).where(EntryBody.row_no == row_no).values(body=kept))


def _files(session: Session, leaving: Records) -> set[bytes]:
    """The attachments that these records name."""
    find = lookup(session)
    found: set[bytes] = set()
    for name, key in leaving:
        kind = registry.kind_of(name)
        row = find(name, key) if kind.blob_fields else None
        if row is not None:
            found.update(kind.blobs(row))
    return found


def _destroy_files(session: Session, files: set[bytes]) -> None:
    """Forget attachments that no record names any more; their files go at the next sweep."""
    for kind in registry.kinds():
        for name in kind.blob_fields:
            named = select(kind.raw.c[name]).where(kind.raw.c[name].in_(files))
            files = files.difference(session.execute(named).scalars())
    session.execute(delete(BlobTransfer).where(BlobTransfer.sha256.in_(files)))
    session.execute(delete(BlobFile).where(BlobFile.sha256.in_(files)))
