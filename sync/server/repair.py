"""Rows in which a vault and headquarters differ: looked at again, and all their entries given.

A row of headquarters is rebuilt from its entries before it is believed; one that cannot be is told
to the people there. Nothing is replaced that the entries do not say.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from time import monotonic
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.models import conflicts, registry
from desktop.models.apply import rebuild
from desktop.models.digests import digests
from desktop.models.entries import Entry, EntryBody
from desktop.models.journal import at, lookup
from desktop.models.verify_rows import Rebuild
from sync.protocol.clock import STAMP_BYTES, unpack_row_clock
from sync.protocol.entry import Body, decode_body, encode_body, sign
from sync.protocol.errors import ProtocolError
from sync.protocol.ids import HQ_VAULT
from sync.protocol.messages import LEAVE_TAG, Fed, Gone, leaving
from sync.protocol.repair import (
    BUCKETS_AT_ONCE,
    RECORDS_AT_ONCE,
    Asked,
    BucketsAnswer,
    DigestsAnswer,
    RecordsAnswer,
    RowDigests,
)
from sync.server import pull as pulling
from sync.server import surveys, vaults
from sync.server.declined import Declined
from sync.server.hq import Headquarters
from sync.server.scopes import Held
from sync.server.tables import Device

_DAMAGED = "row_damaged"
_WAIT_SECONDS = 5.0
_STEP = 5_000


@dataclass(frozen=True, slots=True)
class Mended:
    """A row that was not what its entries say; ``healed`` where it is again."""

    kind: str
    record: bytes
    healed: bool


def digests_for(hq: Headquarters, device: Device) -> DigestsAnswer:
    """The digests of all that a vault may hold, the survey brought up to date step by step.

    What takes longer than a vault waits goes on when it asks again: no buckets until then.
    """
    done, began = False, monotonic()
    while not done:
        if monotonic() - began > _WAIT_SECONDS:
            return DigestsAnswer(0, [], b"")
        with hq.database.writing() as session:
            done = surveys.bring_up(hq, session, _STEP)
    with hq.database.writing() as session:
        held = vaults.held(hq, session, device)
        sequence, buckets = surveys.profile(hq, session, held)
        return DigestsAnswer(sequence, sorted(held.scopes), buckets.packed)


def buckets_for(session: Session, held: Held, buckets: list[int]) -> BucketsAnswer:
    """The rows of some buckets."""
    if len(buckets) > BUCKETS_AT_ONCE:
        raise Declined("wire_too_large", limit=BUCKETS_AT_ONCE)
    found = surveys.rows_of(session, held, buckets)
    return BucketsAnswer([RowDigests(kind, sorted(rows)) for kind, rows in sorted(found.items())])


def records_for(
    hq: Headquarters, session: Session, device: Device, asked: list[Asked]
) -> RecordsAnswer:
    """The entries of some records, after headquarters' own rows were looked at again."""
    if len(asked) > RECORDS_AT_ONCE:
        raise Declined("wire_too_large", limit=RECORDS_AT_ONCE)
    held = vaults.held(hq, session, device)
    known = [one for one in asked if registry.find(one.kind) is not None]
    for one in known:
        mend(hq, session, one.kind, one.id, set(one.stamps))
    find = lookup(session)
    may: set[tuple[str, bytes]] = set()
    gone = []
    for one in known:
        row = find(one.kind, one.id)
        if row is None:
            continue
        if held.may_read(one.kind, registry.kind_of(one.kind).scopes(row, find)):
            may.add((one.kind, one.id))
        else:
            gone.append(Gone(one.kind, one.id))
    items = list(_items(session, may))
    if items:
        session.get_one(Device, device.vault).batch += 1
        session.flush()
    batch = session.get_one(Device, device.vault).batch
    told = leaving(device.vault, {}, {}, [], gone)
    return RecordsAnswer(
        batch if items else 0,
        items,
        pulling.signature(hq, items),
        [_digest(session, one) if (one.kind, one.id) in may else None for one in asked],
        gone,
        sign(hq.keys.receipt, LEAVE_TAG, told) if gone else b"",
        hq.wall(),
    )


def mend(
    hq: Headquarters, session: Session, name: str, record: bytes, stamps: set[bytes]
) -> Mended | None:
    """Rebuild a row from its entries; says so where it was another. None: it was right."""
    before = _one(session, name, record)
    known = _known(session, stamps)
    rebuild(session, [(name, record, known)], at(hq.wall()))
    after = _one(session, name, record)
    if before == after:
        return None
    if after is None:
        return None
    surveys.look(hq, session, {(name, record)}, *[surveys.sequence(session)] * 2)
    told = {"kind": name, "record": record.hex(), "healed": True}
    vaults.alert(hq, session, HQ_VAULT, _DAMAGED, **told)
    return Mended(name, record, healed=True)


def check(hq: Headquarters) -> Iterator[Mended]:
    """Hold every row of headquarters against its entries; what differs is rebuilt or told."""
    with hq.database.reading() as session:
        proof = Rebuild(session)
        for _ in proof.collect():
            continue
        proof.steps()
        found = {
            (one.kind, one.record): set(proof.parts.get((one.kind, one.record), {}))
            for kind in registry.kinds()
            for one in proof.compare(kind, set())
            if one is not None
        }
    for (name, record), stamps in found.items():
        with hq.database.writing() as session:
            hq.lock(session)
            mended = mend(hq, session, name, record, stamps) if stamps else None
            if mended is None:
                told = {"kind": name, "record": record.hex(), "healed": False}
                vaults.alert(hq, session, HQ_VAULT, _DAMAGED, **told)
                mended = Mended(name, record, healed=False)
        yield mended


def _one(session: Session, name: str, record: bytes) -> Mapping[str, Any] | None:
    for _, digest, row in digests(session, name, [record]):
        return {**row, "digest": digest}
    return None


def _digest(session: Session, one: Asked) -> bytes | None:
    return next((digest for _, digest, _ in digests(session, one.kind, [one.id])), None)


def _known(session: Session, stamps: Iterable[bytes]) -> set[bytes]:
    asked = [stamp for stamp in stamps if len(stamp) == STAMP_BYTES]
    query = select(Entry.stamp).where(Entry.stamp.in_(asked[:1000]))
    return set(session.execute(query).scalars())


def _items(session: Session, records: set[tuple[str, bytes]]) -> Iterator[Fed]:
    """Each entry that wrote one of the records, with its changes of them alone."""
    parts: dict[bytes, tuple[Entry, set[tuple[str, bytes]]]] = {}
    for name, record in sorted(records):
        for entry in _history(session, name, record):
            parts.setdefault(entry.stamp, (entry, set()))[1].add((name, record))
    for stamp in sorted(parts):
        entry, wanted = parts[stamp]
        body = _body(session, entry)
        if body is None or entry.refused is not None:
            continue
        opened = decode_body(body)
        changes = [change for change in opened.changes if (change.kind, change.id) in wanted]
        rank = b"" if entry.rank == entry.stamp else entry.rank
        whole = len(changes) == len(opened.changes)
        part = body if whole else encode_body(Body(changes))
        yield Fed(entry.core, entry.hash, part, rank)


def _history(session: Session, name: str, record: bytes) -> Iterator[Entry]:
    """The entries of a record, found by the stamps that its changes name."""
    row = _one(session, name, record)
    if row is None:
        return
    try:
        whole, fields = unpack_row_clock(row["stamps"])
    except ProtocolError:
        return
    queue = [whole, *fields.values(), *conflicts.record_stamps(session, name, record)]
    seen: set[bytes] = set()
    while queue:
        stamp = queue.pop()
        if not stamp or stamp in seen:
            continue
        seen.add(stamp)
        entry = session.execute(select(Entry).where(Entry.stamp == stamp)).scalar_one_or_none()
        body = None if entry is None else _body(session, entry)
        if entry is None or body is None:
            continue
        yield entry
        for change in decode_body(body).changes:
            if (change.kind, change.id) == (name, record):
                queue.append(change.base)
                for replaced in (change.bases or {}).values():
                    queue.extend(replaced)


def _body(session: Session, entry: Entry) -> bytes | None:
    query = select(EntryBody.body).where(
        EntryBody.vault == entry.vault,
        EntryBody.epoch == entry.epoch,
        EntryBody.counter == entry.counter,
        EntryBody.body.is_not(None),
    )
    return session.execute(query).scalars().first()
