"""What headquarters' rows are, in digests: looked at as the feed goes on, compared with vaults'.

A survey keeps the digest and the scopes of each row. What the feed touches is looked at again
before anybody's digest is compared; a row that changed without the feed was damaged.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import delete, insert, select, text, update
from sqlalchemy.orm import Session

from desktop.models import registry
from desktop.models.digests import Buckets, bucket_of, digest_of, open_heads
from desktop.models.entries import Entry, EntryBody
from desktop.models.journal import lookup
from sync.protocol.encoding import decode
from sync.protocol.entry import decode_body
from sync.protocol.messages import AGREED, DIFFERENT, ExchangeRequest
from sync.server.feed_rows import Key, last_number
from sync.server.hq import Headquarters, encoded
from sync.server.pull import Pulled
from sync.server.scopes import Held
from sync.server.snapshots import key_of
from sync.server.standing_tables import Profile, RowDigest, Survey
from sync.server.tables import FeedRow

_NAME = "rows"
_LOCK = 7_239_045_518_301_122
_AT_ONCE = 500
_STEP_LINES = 200
_STEP_RECORDS = 1_000
_PROFILES = 500
TRANSITIONS = "transitions"


def verdict(
    hq: Headquarters, session: Session, held: Held, request: ExchangeRequest, pulled: Pulled
) -> int:
    """Whether a vault that has all of the feed holds the same rows; 0 where nobody knows yet."""
    if not request.digest or request.runs or pulled.items or pulled.more or pulled.gone:
        return 0
    if not bring_up(hq, session):
        return 0
    query = select(Profile.root).where(
        Profile.key == key_of(held), Profile.sequence == sequence(session)
    )
    root = session.execute(query).scalar_one_or_none()
    if root is None:
        return 0
    return AGREED if root == request.digest else DIFFERENT


def sequence(session: Session) -> int:
    """Up to which number of the feed the survey has looked."""
    query = select(Survey.sequence).where(Survey.name == _NAME)
    return session.execute(query).scalar_one_or_none() or 0


def bring_up(hq: Headquarters, session: Session, step: int = _STEP_RECORDS) -> bool:
    """Look at what the feed has touched since, a bounded step of it; whether that was all."""
    top, done = last_number(session), sequence(session)
    if done >= top:
        return True
    if not hq.embedded:
        query = text("SELECT pg_try_advisory_xact_lock(:key)")
        if not session.execute(query, {"key": _LOCK}).scalar_one():
            return False
        done = sequence(session)
    upto, touched = _touched(session, done, top, step)
    look(hq, session, touched, done, upto)
    if done == 0 and session.get(Survey, _NAME) is None:
        session.execute(insert(Survey).values(name=_NAME, sequence=upto))
    else:
        session.execute(update(Survey).where(Survey.name == _NAME).values(sequence=upto))
    return upto >= top


def look(hq: Headquarters, session: Session, records: set[Key], done: int, upto: int) -> None:
    """Take the digests and scopes of these records anew; profiles follow from ``done``."""
    profiles = list(
        session.execute(
            select(Profile.key, Profile.scopes, Profile.buckets).where(Profile.sequence == done)
        )
    )
    opened = [(key, _held(packed), Buckets(buckets)) for key, packed, buckets in profiles]
    for name in sorted({kind for kind, _ in records}):
        ids = sorted(record for kind, record in records if kind == name)
        for start in range(0, len(ids), _AT_ONCE):
            _look_part(session, name, ids[start : start + _AT_ONCE], opened)
    now = hq.wall()
    for key, _, buckets in opened:
        values = {"buckets": buckets.packed, "root": buckets.root, "sequence": upto}
        session.execute(update(Profile).where(Profile.key == key).values(**values))
    stale = Profile.sequence < done
    session.execute(delete(Profile).where(stale | (Profile.used < now - 30 * 24 * 3_600_000)))


def profile(hq: Headquarters, session: Session, held: Held) -> tuple[int, Buckets]:
    """The digests of all that some scopes hold; the survey is up to date."""
    at, key = sequence(session), key_of(held)
    kept = session.get(Profile, key)
    if kept is not None and kept.sequence == at:
        kept.used = hq.wall()
        return at, Buckets(kept.buckets)
    buckets = Buckets()
    readable: dict[tuple[str, bytes], bool] = {}
    query = select(RowDigest.kind, RowDigest.record, RowDigest.digest, RowDigest.scopes)
    for kind, record, digest, scopes in session.execute(query.execution_options(yield_per=2_000)):
        may = readable.get((kind, scopes))
        if may is None:
            may = readable[(kind, scopes)] = held.may_read(kind, decode(scopes, list[str]))
        if may:
            buckets.turn(record, digest)
    session.execute(delete(Profile).where(Profile.key == key))
    session.execute(
        insert(Profile).values(
            key=key,
            scopes=_packed(held),
            sequence=at,
            root=buckets.root,
            buckets=buckets.packed,
            used=hq.wall(),
        )
    )
    _sweep(session)
    return at, buckets


def rows_of(
    session: Session, held: Held, buckets: Iterable[int]
) -> dict[str, list[tuple[bytes, bytes]]]:
    """The readable rows of some buckets: by kind, id and digest."""
    query = select(RowDigest.kind, RowDigest.record, RowDigest.digest, RowDigest.scopes).where(
        RowDigest.bucket.in_(sorted(set(buckets)))
    )
    found: dict[str, list[tuple[bytes, bytes]]] = {}
    for kind, record, digest, scopes in session.execute(query):
        if held.may_read(kind, decode(scopes, list[str])):
            found.setdefault(kind, []).append((record, digest))
    return found


def _touched(session: Session, done: int, top: int, step: int) -> tuple[int, set[Key]]:
    """The records of the next lines, and the number up to which they are all there."""
    query = (
        select(FeedRow.seq, FeedRow.stamp, FeedRow.gone_kind, FeedRow.gone_id)
        .where(FeedRow.seq > done, FeedRow.seq <= top)
        .order_by(FeedRow.seq)
        .limit(_STEP_LINES)
    )
    lines = session.execute(query).all()
    if len(lines) == _STEP_LINES and lines[0].seq != lines[-1].seq:
        upto = lines[-1].seq - 1
        lines = [line for line in lines if line.seq <= upto]
    else:
        upto = lines[-1].seq if len(lines) == _STEP_LINES else top
    touched: set[Key] = set()
    reached = done
    for line in lines:
        if line.seq != reached and len(touched) >= step:
            return reached, touched
        reached = line.seq
        if line.stamp is None:
            touched.add((line.gone_kind, line.gone_id))
        else:
            touched |= _written(session, line.stamp)
    return upto, touched


def _written(session: Session, stamp: bytes) -> set[Key]:
    query = (
        select(EntryBody.body)
        .join(
            Entry,
            (EntryBody.vault == Entry.vault)
            & (EntryBody.epoch == Entry.epoch)
            & (EntryBody.counter == Entry.counter),
        )
        .where(Entry.stamp == stamp, EntryBody.body.is_not(None))
    )
    found: set[Key] = set()
    for body in session.execute(query).scalars():
        for change in decode_body(body or b"").changes:
            found.add((change.kind, change.id))
            if change.kind == TRANSITIONS and "record_id" in change.values:
                found.add((change.values["record_kind"], change.values["record_id"]))
    return found


def _look_part(
    session: Session, name: str, ids: list[bytes], opened: list[tuple[bytes, Held, Buckets]]
) -> None:
    kind = registry.find(name)
    if kind is None:
        return
    heads, find = open_heads(session, name, ids), lookup(session)
    known = {
        row.record: (row.digest, row.scopes)
        for row in session.execute(
            select(RowDigest.record, RowDigest.digest, RowDigest.scopes).where(
                RowDigest.kind == name, RowDigest.record.in_(ids)
            )
        )
    }
    fresh: dict[bytes, tuple[bytes, bytes]] = {}
    for found in session.execute(select(kind.raw).where(kind.raw.c.id.in_(ids))).mappings():
        row: Mapping[str, Any] = dict(found)
        scopes = encoded(sorted(kind.scopes(row, find)))
        fresh[row["id"]] = (digest_of(kind, row, heads.get(row["id"], ())), scopes)
    session.execute(delete(RowDigest).where(RowDigest.kind == name, RowDigest.record.in_(ids)))
    if fresh:
        session.execute(
            insert(RowDigest),
            [
                {
                    "kind": name,
                    "record": record,
                    "bucket": bucket_of(record),
                    "digest": digest,
                    "scopes": scopes,
                }
                for record, (digest, scopes) in fresh.items()
            ],
        )
    for _, held, buckets in opened:
        for record in ids:
            for seen in (known.get(record), fresh.get(record)):
                if seen is not None and held.may_read(name, decode(seen[1], list[str])):
                    buckets.turn(record, seen[0])


def _sweep(session: Session) -> None:
    """Keep the profiles that were used last."""
    query = select(Profile.key).order_by(Profile.used.desc()).offset(_PROFILES)
    old = list(session.execute(query).scalars())
    if old:
        session.execute(delete(Profile).where(Profile.key.in_(old)))


def _packed(held: Held) -> bytes:
    return encoded(held.packed)


def _held(packed: bytes) -> Held:
    reads = decode(packed, list[tuple[str, list[str]]])
    return Held({scope: frozenset(of) for scope, of in reads})
