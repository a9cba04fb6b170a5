"""A headquarters that was put back to an earlier state, made fit before it answers anybody.

What was destroyed or shut out since goes again; and no number that it may have given before is
given a second time: in the feed, to batches, in its own chain. What it forgot of the laptops'
entries they send again, because it says what it holds.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from desktop.models.disposal import Disposal
from desktop.models.entries import Entry
from sync.protocol.audit import HQ_RESTORED
from sync.protocol.ids import HQ_VAULT
from sync.server import audit, disposals, lasting, system
from sync.server.feed_rows import put_forward
from sync.server.hq import Headquarters
from sync.server.lasting import DISPOSAL, REVOCATION, Act
from sync.server.standing_tables import BuiltChunk, BuiltSnapshot
from sync.server.tables import REVOKED, Device, Nonce

RESTORED = "RestoreHeadquarters"
_BEGINNING = 1_577_836_800_000
"""The year 2020 in milliseconds: numbers that follow the clock never meet those counted by one."""

_SECOND, _MINUTE = 1_000, 60_000


def reopen(hq: Headquarters, folders: Iterable[Path]) -> dict[str, int]:
    """Carry out again what the acts of these folders say; returns how many of each."""
    since = hq.wall() - _BEGINNING
    with hq.database.writing() as session:
        audit.note(hq, session, HQ_RESTORED, minutes=since // _MINUTE)
        put_forward(session, since)
        session.execute(
            update(Device).values(
                batch=Device.batch + since // _SECOND,
                token=None,
                token_ends=None,
                next_token=None,
                next_token_ends=None,
            )
        )
        for table in (Nonce, BuiltChunk, BuiltSnapshot):
            session.execute(delete(table))
        _begin_epoch(hq, session, since // _MINUTE)
    told = {DISPOSAL: 0, REVOCATION: 0}
    for act in lasting.acts(folders):
        told[act.kind] = told.get(act.kind, 0) + _again(hq, act)
    return told


def _begin_epoch(hq: Headquarters, session: Session, epoch: int) -> None:
    """Headquarters' own chain goes on in an epoch that no restore before had."""
    query = select(Entry.stamp).where(Entry.vault == HQ_VAULT).limit(1)
    if session.execute(query).first() is None:
        return
    clock = hq.journal.clock
    time = (clock.now(), clock.wall())
    act = hq.act(RESTORED)
    hq.journal.append(session, act, time, [], frozenset(), [], epoch=epoch)


def _again(hq: Headquarters, act: Act) -> int:
    """1 where the database did not know it."""
    if act.kind == REVOCATION:
        with hq.database.writing() as session:
            device = session.get(Device, act.key)
            if device is None or device.status == REVOKED:
                return 0
            device.status = REVOKED
            return 1
    with hq.database.reading() as session:
        if session.get(Disposal, act.key) is not None:
            return 0
    with system.writing(hq, "Dispose") as session:
        gone = {(kind, bytes.fromhex(record)) for kind, record in act.told["records"]}
        left = disposals.destroy(hq, session, gone, act.told)
    for sha256 in left:
        hq.blobs.drop(sha256)
    return 1
