"""One turn with a relay: the entries of its vaults, judged as if they had come themselves, and
what is new for it. Also what a vault asks about entries that came to it without us."""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.errors import AppError
from desktop.models.entries import Entry
from sync.protocol.encoding import encode
from sync.protocol.entry import decode_header, sign
from sync.protocol.messages import ASKS_LEASE, Refusal, Run, Signed
from sync.protocol.relay import (
    VERDICT_TAG,
    Forwarded,
    Outcome,
    UpstreamAnswer,
    UpstreamRequest,
    Verdict,
    VerdictsAnswer,
    VerdictsRequest,
)
from sync.server import blobs, chain, leases, news, relays, vaults
from sync.server import push as pushing
from sync.server.chain import Forked, Link
from sync.server.declined import Declined
from sync.server.hq import Headquarters
from sync.server.relay_feed import paged
from sync.server.relays import Served
from sync.server.tables import REVOKED, Account, Device, SetAside

_PLACES = 2_000


def turn(hq: Headquarters, relay: bytes, token: bytes, asked: UpstreamRequest) -> UpstreamAnswer:
    """Take what a relay brings, then give it what is new. Raises Declined."""
    with hq.database.reading() as session:
        device = session.get_one(Device, relay)
        shut = vaults.shut_out(hq, device)
        if shut is not None:
            raise shut
        provinces = relays.provinces_of(hq, session, device)
    outcomes = [_forward(hq, provinces, one) for one in asked.forwarded]
    with hq.database.writing() as session:
        device = session.get_one(Device, relay)
        news.renew(hq, session, device)
        served = relays.served(session, provinces)
        held = relays.held(hq, session, provinces, served)
        found = paged(hq, session, held, asked.cursors, asked.limit)
        heads = [
            [one.device.vault, one.device.epoch, one.device.counter, one.device.hash]
            for one in served
            if one.device.counter
        ]
        vaults.use_token(device, token)
        device.seen = hq.wall()
        return UpstreamAnswer(
            outcomes=outcomes,
            pages=found.pages,
            items=list(found.items.values()),
            gone=list(found.gone.values()),
            left=found.left,
            removed=sorted(asked.cursors.keys() - held.scopes),
            more=found.more,
            policy=relays.policy(hq, session, relay, served, asked.policy),
            heads=None if hashlib.sha256(encode(heads)).digest() == asked.heads else heads,
            wanted=[sha for one in served for sha in blobs.wanted(session, one.device.vault)],
            wall=hq.wall(),
            token=vaults.next_token(hq, device),
            leases=_leases(hq, device, served) if asked.asks & ASKS_LEASE else [],
            keys=hq.published if hq.listed.serial > asked.keys else None,
        )


def _leases(hq: Headquarters, relay: Device, served: Collection[Served]) -> list[Signed]:
    """The relay's own lease, and one for each of its vaults that is not shut out."""
    open_ = (one.device for one in served if vaults.shut_out(hq, one.device) is None)
    return [leases.give(hq, device) for device in (relay, *open_)]


def _forward(hq: Headquarters, provinces: Collection[str], brought: Forwarded) -> Outcome:
    """What became of one run; nothing that a relay says of it is believed."""
    run = brought.run
    last = run.first + len(run.entries) - 1
    place = (brought.vault, run.epoch, run.first, last)
    try:
        with hq.database.reading() as session:
            device = _served(session, provinces, brought.vault)
        (links,) = pushing.opened(hq, device, [run])
        verdict, receipt = _judged(hq, brought.vault, run, links)
        return Outcome(*place, verdict, receipt, "")
    except AppError as error:
        return Outcome(*place, None, None, error.code)


def _served(session: Session, provinces: Collection[str], vault: bytes) -> Device:
    device = session.get(Device, vault)
    if device is None or session.get_one(Account, device.person).province not in provinces:
        raise Declined("vault_unknown")
    return device


def _judged(
    hq: Headquarters, vault: bytes, run: Run, links: list[Link]
) -> tuple[Signed, Signed | None]:
    try:
        with hq.database.writing() as session:
            hq.lock(session)
            device = session.get_one(Device, vault)
            shut = vaults.shut_out(hq, device)
            if shut is not None:
                reason = "revoked" if device.status == REVOKED else device.status
                pushing.set_aside(hq, session, device, links, reason)
                return _all_refused(hq, vault, run, shut.code), None
            held = vaults.held(hq, session, device)
            taken = pushing.push(hq, session, device, held, [links])
            signed = _signed(hq, vault, run, taken.refusals, taken.ranked)
            return signed, next(iter(pushing.receipt(session, device)), None)
    except chain.Forked as fork:
        _quarantine(hq, vault, fork)
        return _all_refused(hq, vault, run, "vault_quarantined"), None


def _quarantine(hq: Headquarters, vault: bytes, fork: Forked) -> None:
    with hq.database.writing() as session:
        hq.lock(session)
        pushing.quarantine(hq, session, session.get_one(Device, vault), fork.links)


def _all_refused(hq: Headquarters, vault: bytes, run: Run, code: str) -> Signed:
    places = range(run.first, run.first + len(run.entries))
    return _signed(hq, vault, run, [Refusal(run.epoch, one, code, {}) for one in places], [])


def _signed(
    hq: Headquarters, vault: bytes, run: Run, refusals: list[Refusal], ranked: list[list[Any]]
) -> Signed:
    last = run.first + len(run.entries) - 1
    return _verdict(
        hq,
        Verdict(hq.keys.installation, vault, run.epoch, run.first, last, refusals, ranked),
    )


def _verdict(hq: Headquarters, verdict: Verdict) -> Signed:
    message = encode(verdict)
    return Signed(message, sign(hq.keys.receipt, VERDICT_TAG, message))


def verdicts(
    hq: Headquarters, session: Session, device: Device, asked: VerdictsRequest
) -> VerdictsAnswer:
    """What was decided about entries that a vault may have come to hold.

    Of those that are not here, or that name no scope of its own, nothing is said.
    """
    held = vaults.held(hq, session, device).scopes
    by_epoch: dict[tuple[bytes, int], list[int]] = {}
    for place in asked.places[:_PLACES]:
        match place:
            case [bytes(vault), int(epoch), int(counter)]:
                by_epoch.setdefault((vault, epoch), []).append(counter)
    found = []
    for (vault, epoch), asked_for in by_epoch.items():
        if not (counters := _shared(session, held, (vault, epoch), asked_for)):
            continue
        refusals = _refused(session, vault, epoch, counters)
        query = select(Entry.epoch, Entry.counter, Entry.rank).where(
            Entry.vault == vault,
            Entry.epoch == epoch,
            Entry.counter.in_(counters),
            Entry.rank != Entry.stamp,
        )
        ranked = [list(row) for row in session.execute(query)]
        if refusals or ranked:
            span = (min(counters), max(counters))
            text = Verdict(hq.keys.installation, vault, epoch, *span, refusals, ranked)
            found.append(_verdict(hq, text))
    return VerdictsAnswer(found)


def _shared(
    session: Session, held: frozenset[str], of: tuple[bytes, int], counters: list[int]
) -> list[int]:
    """The entries that say of themselves that they are of a scope that is held."""
    tables: tuple[type[Entry] | type[SetAside], ...] = (Entry, SetAside)
    found = set()
    for table in tables:
        query = select(table.counter, table.core).where(
            table.vault == of[0], table.epoch == of[1], table.counter.in_(counters)
        )
        for counter, core in session.execute(query):
            if held.intersection(decode_header(core).scopes):
                found.add(counter)
    return sorted(found)


def _refused(session: Session, vault: bytes, epoch: int, counters: list[int]) -> list[Refusal]:
    query = select(Entry.counter, Entry.refused).where(
        Entry.vault == vault,
        Entry.epoch == epoch,
        Entry.counter.in_(counters),
        Entry.refused.is_not(None),
    )
    found = {counter: code or "" for counter, code in session.execute(query)}
    aside = select(SetAside.counter, SetAside.reason).where(
        SetAside.vault == vault, SetAside.epoch == epoch, SetAside.counter.in_(counters)
    )
    here = select(Entry.counter).where(
        Entry.vault == vault, Entry.epoch == epoch, Entry.counter.in_(counters)
    )
    standing = set(session.execute(here).scalars())
    for counter, reason in session.execute(aside):
        if counter not in standing:
            found[counter] = "vault_revoked" if reason == "revoked" else "vault_quarantined"
    return [Refusal(epoch, counter, code, {}) for counter, code in sorted(found.items())]
