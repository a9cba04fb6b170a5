"""What a vault brings: checked, kept, projected and receipted in one transaction.

A refused entry stays in the chain, is not projected and goes into no feed; everything else of the
run stands. A resend has no effect and gets the same answer.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from sqlalchemy import bindparam, insert, select, tuple_
from sqlalchemy.orm import Session

from desktop.errors import Refused
from desktop.models import disposal, registry
from desktop.models.apply import apply
from desktop.models.entries import Entry, mark_refused
from desktop.models.journal import at
from desktop.models.projection import Incoming
from sync.protocol.clock import stamp, stamp_time
from sync.protocol.encoding import SCALARS, decode, encode
from sync.protocol.entry import Change, sign
from sync.protocol.errors import ProtocolError
from sync.protocol.messages import RECEIPT_TAG, ReceiptText, Refusal, Run, Signed
from sync.server import accounts, blobs, chain, clones, feed, leaving, reviews, vaults
from sync.server.chain import Link
from sync.server.checks import TRANSITIONS, Judge
from sync.server.feed_rows import Key, Row
from sync.server.hq import Headquarters, encoded
from sync.server.overlay import Overlay
from sync.server.scopes import NAMING, Held
from sync.server.tables import QUARANTINED, Device, GivenReceipt, GivenRefusal, SetAside
from sync.server.writing_time import SKEW, VaultClock

_COUNTER_BITS = 16
_REFUSED = (
    select(Entry.vault, Entry.stamp)
    .join(
        GivenRefusal,
        (GivenRefusal.vault == Entry.vault)
        & (GivenRefusal.epoch == Entry.epoch)
        & (GivenRefusal.counter == Entry.counter),
    )
    .where(GivenRefusal.vault.in_(bindparam("vaults", expanding=True)), Entry.refused.is_not(None))
)


@dataclass(slots=True)
class Taken:
    """What became of a push."""

    refusals: list[Refusal] = field(default_factory=list)
    ranked: list[list[Any]] = field(default_factory=list)
    receipt: Signed | None = None
    held: Held | None = None
    """What the vault may hold once all that was taken with it is in; None where nothing was."""


@dataclass(frozen=True, slots=True)
class Part:
    """What one vault brings that is new, what it may hold, and what becomes of it."""

    device: Device
    held: Held
    links: list[Link]
    taken: Taken
    offset: int = 0
    """By how much the vault says that its clock is ahead, in milliseconds."""
    refused: dict[bytes, Refusal] = field(default_factory=dict)


def push(
    hq: Headquarters,
    session: Session,
    device: Device,
    held: Held,
    runs: list[list[Link]],
    offset: int = 0,
) -> Taken:
    """Take the runs of a vault. Raises ProtocolError, Declined, Forked; then nothing is kept."""
    taken = Taken()
    for run in runs:
        part = fresh(session, device, held, run, taken, offset)
        if part.links:
            take(hq, session, [part])
    return taken


def fresh(
    session: Session,
    device: Device,
    held: Held,
    run: list[Link],
    taken: Taken,
    offset: int = 0,
) -> Part:
    """What is new of a run; of the rest what was answered before is answered again.

    Raises ProtocolError, Declined, Forked.
    """
    left = chain.fresh(session, device, run)
    known = run[: len(run) - len(left)]
    if known:
        _repeat(session, known, taken)
    return Part(device, held, left, taken, offset)


def opened(hq: Headquarters, device: chain.Author, runs: list[Run]) -> list[list[Link]]:
    """The runs read and proven genuine.

    Nothing of this needs the database but an entry that is not what was signed: it may have lost
    what was disposed of since. Raises ProtocolError, Declined.
    """
    installation = hq.keys.installation
    try:
        found = [chain.links(installation, device, run) for run in runs]
    except ProtocolError as error:
        if error.code != "entry_damaged":
            raise
        with hq.database.reading() as session:
            disposed = disposal.hashes(session)
        found = [chain.links(installation, device, run, disposed) for run in runs]
    chain.check_size(found)
    return found


def take(hq: Headquarters, session: Session, parts: Sequence[Part]) -> None:
    """Keep what several vaults bring; each is judged in its turn, and all are written together."""
    now = hq.wall()
    overlay = Overlay(session)
    overlay.prefetch(change for part in parts for link in part.links for change in link.changes)
    incoming: list[Incoming] = []
    accepted: list[feed.Published] = []
    named: dict[bytes, list[bytes]] = {}
    written: list[list[feed.Published]] = []
    beyond: list[bool] = []
    grants_of = partial(accounts.grants_of, session)
    before_now = _refused_before(session, parts)
    for part in parts:
        refused = before_now[part.device.vault]
        clock = VaultClock(now, part.offset, part.device.enrolled)
        judge = Judge(part.device.person, part.held, overlay, refused, clock, grants_of)
        taken = list(_judged(judge, part, incoming))
        named[part.device.vault] = _named(taken)
        accepted += taken
        written.append(taken)
        beyond.append(judge.beyond)
    applied = apply(session, incoming, at(now), overlay.database)
    for part in parts:
        for mark, refusal in part.refused.items():
            mark_refused(session, mark, refusal.code)
        _keep_refusals(session, part.device.vault, list(part.refused.values()))
    before = dict(applied.records)
    for entry in accepted:
        for change in entry.changes:
            if change.kind == TRANSITIONS:
                key = (change.values["record_kind"], change.values["record_id"])
                before.setdefault(key, overlay.stored(*key))
    scopes = feed.publish(session, accepted, before, overlay.find, applied.rows)
    for part in parts:
        if named[part.device.vault]:
            blobs.expect(session, part.device.vault, named[part.device.vault])
        reviews.keep(hq, session, part.device, (link.header for link in part.links))
        _advance(hq, session, part)
    session.flush()
    naming = not NAMING.isdisjoint(_about(change) for entry in accepted for change in entry.changes)
    shared = len(parts) > 1 and _new_and_changed(accepted, before)
    for part, entries, far in zip(parts, written, beyond, strict=True):
        part.taken.held = vaults.held(hq, session, part.device) if naming else part.held
        if naming or shared or far:
            changes = (change for entry in entries for change in entry.changes)
            left = leaving.left_behind(part.held, part.taken.held, scopes, changes)
            leaving.owe(hq, session, part.device, left)


def _new_and_changed(accepted: list[feed.Published], before: Mapping[Key, Row | None]) -> bool:
    """Whether a record that nobody had is changed again: perhaps by who had it from a stick."""
    return any(
        (change.base or change.bases) and before.get((change.kind, change.id), change) is None
        for entry in accepted
        for change in entry.changes
    )


def _judged(judge: Judge, part: Part, incoming: list[Incoming]) -> Iterator[feed.Published]:
    """The entries of a vault that are taken; ``incoming`` gets all of them, as they are kept."""
    for number, link in enumerate(part.links):
        mark = link.header.stamp
        verdict = judge.judge(link.header, link.left)
        if verdict is not None:
            part.refused[mark] = _refusal(link, verdict)
            part.taken.refusals.append(part.refused[mark])
        rank = _rank(link, judge.clock.now, number)
        if rank != mark:
            part.taken.ranked.append([link.header.epoch, link.header.counter, rank])
        incoming.append(
            Incoming(
                link.header,
                link.core,
                link.hash,
                link.body,
                [] if verdict is not None else link.changes,
                rank,
                link.previous,
                link.signature,
                digest=link.header.body_hash,
            )
        )
        if verdict is None:
            yield feed.Published(mark, link.changes)


def _rank(link: Link, now: int, number: int) -> bytes:
    """What is ahead of headquarters' clock is ranked at arrival (``sync.md`` point 10)."""
    mark = link.header.stamp
    if max(stamp_time(mark), link.header.wall) <= now + SKEW:
        return mark
    return stamp((now << _COUNTER_BITS) + min(number, (1 << _COUNTER_BITS) - 1), link.header.vault)


def _named(accepted: list[feed.Published]) -> list[bytes]:
    """The attachments that the entries name, as their kinds say, not as the headers claim."""
    found: list[bytes] = []
    for entry in accepted:
        kinds = {change.kind for change in entry.changes if change.kind}
        if any(registry.kind_of(name).blob_fields for name in kinds):
            for change in entry.changes:
                if not change.kind:
                    continue
                found += registry.kind_of(change.kind).blobs(change.values)
    return found


def _about(change: Change) -> str:
    """The kind that a change is of; for a step, that of its record."""
    told = change.values["record_kind"] if change.kind == TRANSITIONS else change.kind
    return str(told)


def _advance(hq: Headquarters, session: Session, part: Part) -> None:
    device, last, taken = part.device, part.links[-1], part.taken
    header = last.header
    if header.epoch > device.epoch:
        clones.started(hq, session, device, header.epoch)
    if taken.ranked:
        vaults.alert(hq, session, device.vault, "clock_ahead", entries=len(taken.ranked))
    device.epoch, device.counter = header.epoch, header.counter
    device.hash, device.time = last.hash, header.time
    text = ReceiptText(
        hq.keys.installation, device.vault, device.epoch, device.counter, device.hash, hq.wall()
    )
    message = encode(text)
    taken.receipt = Signed(message, sign(hq.keys.receipt, RECEIPT_TAG, message))
    session.add(
        GivenReceipt(
            vault=device.vault,
            epoch=device.epoch,
            counter=device.counter,
            message=message,
            signature=taken.receipt.signature,
        )
    )


def receipt(session: Session, device: Device) -> list[Signed]:
    """The receipt for all that is held of this vault, the same bytes each time."""
    given = session.get(GivenReceipt, (device.vault, device.epoch, device.counter))
    return [] if given is None else [Signed(given.message, given.signature)]


def set_aside(
    hq: Headquarters, session: Session, device: Device, links: list[Link], reason: str
) -> None:
    """Keep entries that are part of no chain here; nobody but a person decides about them."""
    for link in links:
        if session.get(SetAside, (device.vault, link.hash)) is None:
            session.add(
                SetAside(
                    vault=device.vault,
                    hash=link.hash,
                    epoch=link.header.epoch,
                    counter=link.header.counter,
                    core=link.core,
                    body=link.body,
                    signature=link.signature,
                    reason=reason,
                    arrived=hq.wall(),
                )
            )
    session.flush()


def quarantine(hq: Headquarters, session: Session, device: Device, links: list[Link]) -> None:
    """Two chains of one vault: both are kept, and it is shut out until a person has looked."""
    first = links[0].header
    set_aside(hq, session, device, links, "forked")
    device.status = QUARANTINED
    vaults.alert(
        hq, session, device.vault, "chain_forked", epoch=first.epoch, counter=first.counter
    )


def _refused_before(session: Session, parts: Sequence[Part]) -> dict[bytes, set[bytes]]:
    """What was refused of these vaults; read from the refusals, for chains may be long."""
    found: dict[bytes, set[bytes]] = {part.device.vault: set() for part in parts}
    for vault, stamp_of in session.connection().execute(_REFUSED, {"vaults": list(found)}):
        found[vault].add(stamp_of)
    return found


def _refusal(link: Link, verdict: Refused) -> Refusal:
    told = {n: v for n, v in verdict.arguments.items() if v.__class__ in SCALARS}
    return Refusal(link.header.epoch, link.header.counter, verdict.code, told)


def _keep_refusals(session: Session, vault: bytes, refusals: list[Refusal]) -> None:
    if refusals:
        session.execute(
            insert(GivenRefusal),
            [
                {
                    "vault": vault,
                    "epoch": refusal.epoch,
                    "counter": refusal.counter,
                    "code": refusal.code,
                    "arguments": encoded(refusal.arguments),
                }
                for refusal in refusals
            ],
        )


def told_again(session: Session, vault: bytes, known: tuple[int, int], taken: Taken) -> None:
    """Refusals and ranks of entries above what a vault has a receipt for.

    The answer that told them was lost, and what has arrived is not sent a second time.
    """
    place = tuple_(GivenRefusal.epoch, GivenRefusal.counter)
    given = session.execute(select(GivenRefusal).where(GivenRefusal.vault == vault, place > known))
    told = {(refusal.epoch, refusal.counter) for refusal in taken.refusals}
    taken.refusals += [
        _given(one) for one in given.scalars() if (one.epoch, one.counter) not in told
    ]
    ranked = session.execute(
        select(Entry.epoch, Entry.counter, Entry.rank).where(
            Entry.vault == vault,
            tuple_(Entry.epoch, Entry.counter) > known,
            Entry.rank != Entry.stamp,
        )
    )
    taken.ranked += [list(row) for row in ranked if list(row) not in taken.ranked]


def _given(refusal: GivenRefusal) -> Refusal:
    arguments = decode(refusal.arguments, dict[str, Any])
    return Refusal(refusal.epoch, refusal.counter, refusal.code, arguments)


def _repeat(session: Session, known: list[Link], taken: Taken) -> None:
    first, last = known[0].header, known[-1].header
    given = session.execute(
        select(GivenRefusal).where(
            GivenRefusal.vault == first.vault,
            GivenRefusal.epoch == first.epoch,
            GivenRefusal.counter.between(first.counter, last.counter),
        )
    ).scalars()
    taken.refusals += [_given(refusal) for refusal in given]
    ranked = session.execute(
        select(Entry.epoch, Entry.counter, Entry.rank).where(
            Entry.vault == first.vault,
            Entry.epoch == first.epoch,
            Entry.counter.between(first.counter, last.counter),
            Entry.rank != Entry.stamp,
        )
    )
    taken.ranked += [list(row) for row in ranked]
