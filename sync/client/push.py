"""Our entries on their way: what is unsent goes in runs, and receipts say what has arrived."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any, NamedTuple

from sqlalchemy import (
    LargeBinary,
    bindparam,
    func,
    insert,
    not_,
    select,
    tuple_,
    type_coerce,
    update,
)
from sqlalchemy.orm import Session

from desktop.errors import Problem
from desktop.models import vault_facts
from desktop.models.apply import rebuild
from desktop.models.entries import (
    Entry,
    EntryBody,
    Head,
    Receipt,
    has_receipt,
    hash_at,
    mark_refused,
)
from desktop.models.packed import opened
from desktop.models.prepared import Prepared
from desktop.models.sync_state import (
    RefusedEntry,
    Verify,
    above,
    last_receipt,
    receipt_verifier,
)
from sync.client import held_back
from sync.protocol.encoding import decode
from sync.protocol.entry import Change, decode_body
from sync.protocol.errors import ProtocolError
from sync.protocol.messages import ExchangeAnswer, Pushed, ReceiptText, Refusal, Run, Signed

MOST_CHANGES = 20_000
"""What headquarters takes in one request (``security.md`` 2.9)."""

_OVERHEAD = 16
_AT_ONCE = 200
Place = tuple[int, int]
_behind = (
    Entry.vault == bindparam("vault"),
    tuple_(Entry.epoch, Entry.counter) > tuple_(bindparam("epoch"), bindparam("counter")),
    Entry.prev_hash.is_not(None),
)
_UNSENT = Prepared(
    select(
        Entry.epoch,
        Entry.counter,
        Entry.prev_hash,
        Entry.signature,
        Entry.core,
        type_coerce(EntryBody.body, LargeBinary),
    )
    .join(
        EntryBody,
        (EntryBody.vault == Entry.vault)
        & (EntryBody.epoch == Entry.epoch)
        & (EntryBody.counter == Entry.counter),
    )
    .where(*_behind)
    .order_by(Entry.epoch, Entry.counter)
    .limit(_AT_ONCE)
)
_COUNT = Prepared(select(func.count()).select_from(Entry).where(*_behind))
_KEEP_RECEIPT = insert(Receipt)


@dataclass(frozen=True, slots=True)
class Unsent:
    """What goes into one request."""

    runs: list[Run]
    entries: int


NOTHING = Unsent([], 0)


class _Own(NamedTuple):
    epoch: int
    counter: int
    previous: bytes
    signature: bytes
    core: bytes
    body: bytes


def gather(session: Session, vault: bytes, after: Place, limit: int) -> Unsent:
    """Own entries behind a place of the chain, up to a number of bytes, at least one.

    What builds on entries that headquarters does not have stays.
    """
    end = held_back.first_dependent(session, vault, after)
    taken: list[_Own] = []
    size = changes = 0
    for entry in _own(session, vault, after):
        if end is not None and (entry.epoch, entry.counter) >= end:
            break
        size += len(entry.core) + len(entry.body) + _OVERHEAD
        changes += change_count(entry.body)
        if taken and (size > limit or changes > MOST_CHANGES):
            break
        taken.append(entry)
    runs = []
    for epoch, group in groupby(taken, key=lambda entry: entry.epoch):
        run = list(group)
        pushed = [Pushed(entry.core, entry.body) for entry in run]
        runs.append(Run(epoch, run[0].counter, run[0].previous, pushed, run[-1].signature))
    return Unsent(runs, len(taken))


def _own(session: Session, vault: bytes, after: Place) -> Iterator[_Own]:
    """Own entries behind a place, read a few at a time."""
    epoch, counter = after
    while True:
        found = _UNSENT.rows(session, vault=vault, epoch=epoch, counter=counter)
        for epoch, counter, previous, signature, core, body in found:
            yield _Own(epoch, counter, previous, signature, core, opened(body))
        if len(found) < _AT_ONCE:
            return


def change_count(body: bytes) -> int:
    """How many changes a body holds, read from the head of its first list (MessagePack).

    A body that was disposed of holds none.
    """
    if not body:
        return 0
    mark = body[1]
    if mark & 0xF0 == 0x90:
        return mark & 0x0F
    width = 2 if mark == 0xDC else 4
    return int.from_bytes(body[2 : 2 + width], "big")


def unsent_count(session: Session, vault: bytes, after: Place, *, hold_back: bool = True) -> int:
    """How many own entries behind a place of the chain can go now.

    Nothing is held back from a relay: it has what came through it.
    """
    end = held_back.first_dependent(session, vault, after) if hold_back else None
    if end is None:
        number: int = _COUNT.value(session, vault=vault, epoch=after[0], counter=after[1])
        return number
    own = [Entry.vault == vault, above(*after), Entry.prev_hash.is_not(None)]
    own.append(not_(above(end[0], end[1] - 1)))
    query = select(func.count()).select_from(Entry).where(*own)
    return session.execute(query).scalar_one()


def receipted(session: Session, vault: bytes, receipt_key: bytes) -> Head | None:
    """The head that the furthest receipt in this vault is for."""
    known = vault_facts.enrolment(session)
    earlier = known.earlier if known is not None else []
    text = last_receipt(session, vault, receipt_verifier(receipt_key, earlier))
    return None if text is None else Head(text.epoch, text.counter, text.hash)


def check_receipts(answer: ExchangeAnswer, vault: bytes, verify: Verify) -> None:
    """Raises Problem ``receipt_not_genuine`` for a receipt that is not headquarters' to us."""
    for signed in answer.receipts:
        if not verify(signed.message, signed.signature) or _text(signed).vault != vault:
            raise Problem("receipt_not_genuine")


def keep_receipts(session: Session, receipts: Iterable[Signed], now: datetime) -> None:
    """Keep receipts for entries that we hold just so; another hash is not a receipt for us."""
    for signed in receipts:
        text = _text(signed)
        place = (text.vault, text.epoch, text.counter)
        if hash_at(session, *place) != text.hash:
            continue
        if not has_receipt(session, *place, text.server):
            row = dict(zip(("vault", "epoch", "counter"), place, strict=True))
            row |= {"server": text.server, "message": signed.message, "received_at": now}
            session.execute(_KEEP_RECEIPT, row | {"signature": signed.signature})


def keep_refusals(
    session: Session, vault: bytes, refusals: Iterable[Refusal], now: datetime
) -> set[str]:
    """Mark what headquarters did not take, put it in the tray and project without it."""
    changes: list[tuple[bytes, Change]] = []
    for refusal in refusals:
        place = (vault, refusal.epoch, refusal.counter)
        entry = session.get(Entry, place)
        if entry is None or entry.refused is not None:
            continue
        mark_refused(session, entry.stamp, refusal.code)
        session.add(
            RefusedEntry(
                vault=vault,
                epoch=refusal.epoch,
                counter=refusal.counter,
                code=refusal.code,
                arguments={n: v for n, v in refusal.arguments.items() if isinstance(v, str | int)},
                arrived_at=now,
            )
        )
        changes += [(entry.stamp, change) for change in _changes(session, place)]
    session.flush()
    return _project_again(session, changes, now)


def keep_ranks(
    session: Session, vault: bytes, ranked: Iterable[list[Any]], now: datetime
) -> set[str]:
    """Take over the order that headquarters gave our entries of a clock too far ahead."""
    changes: list[tuple[bytes, Change]] = []
    for epoch, counter, rank in ranked:
        place = (vault, epoch, counter)
        entry = session.get(Entry, place)
        if entry is None or entry.rank == rank:
            continue
        session.execute(update(Entry).where(Entry.stamp == entry.stamp).values(rank=rank))
        changes += [(entry.stamp, change) for change in _changes(session, place)]
    return _project_again(session, changes, now)


def _project_again(
    session: Session, changes: Collection[tuple[bytes, Change]], now: datetime
) -> set[str]:
    if not changes:
        return set()
    stamps: dict[tuple[str, bytes], set[bytes]] = {}
    for stamp, change in changes:
        stamps.setdefault((change.kind, change.id), set()).add(stamp)
    return rebuild(session, [(*record, found) for record, found in stamps.items()], now)


def _changes(session: Session, place: tuple[bytes, int, int]) -> list[Change]:
    vault, epoch, counter = place
    query = select(EntryBody.body).where(
        EntryBody.vault == vault, EntryBody.epoch == epoch, EntryBody.counter == counter
    )
    bodies = session.execute(query).scalars()
    return [change for body in bodies if body for change in decode_body(body).changes]


def _text(signed: Signed) -> ReceiptText:
    try:
        return decode(signed.message, ReceiptText)
    except ProtocolError as error:
        raise Problem("receipt_not_genuine") from error
