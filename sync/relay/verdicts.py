"""Headquarters' word about forwarded entries: kept as signed, obeyed here, passed on."""

from __future__ import annotations

import logging

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from desktop.errors import Problem
from sync.client.foreign import obey
from sync.protocol.encoding import decode
from sync.protocol.entry import verified_by_any
from sync.protocol.messages import RECEIPT_TAG, ReceiptText, Signed
from sync.protocol.relay import VERDICT_TAG, Outcome, Verdict
from sync.relay.station import Station
from sync.relay.tables import BLOCKED, OPEN, REFUSED, SENT, WAITING, Brought, HqReceipt, Said

log = logging.getLogger(__name__)

_LATER = frozenset({"chain_gap", "server_failed", "server_full", "too_many_requests"})
"""What the next turn may mend by itself."""


def keep(session: Session, station: Station, outcome: Outcome) -> None:
    """What became of one run."""
    if outcome.verdict is None:
        if outcome.code not in _LATER:
            log.warning("entries of %s wait: %s", outcome.vault.hex(), outcome.code)
            _mark(session, outcome, BLOCKED)
        return
    verdict = _genuine(station, outcome, outcome.verdict)
    _mark(session, outcome, SENT)
    refused = [refusal.counter for refusal in verdict.refusals]
    shown = _shown(session, verdict, refused)
    for number in range(0, len(refused), 500):
        session.execute(
            update(Brought)
            .where(
                Brought.vault == verdict.vault,
                Brought.epoch == verdict.epoch,
                Brought.counter.in_(refused[number : number + 500]),
            )
            .values(standing=REFUSED)
        )
    obey(session, verdict, station.now)
    session.add(
        Said(
            seq=station.next_number(session),
            vault=verdict.vault,
            epoch=verdict.epoch,
            first=verdict.first,
            last=verdict.last,
            notice=shown,
            message=outcome.verdict.message,
            signature=outcome.verdict.signature,
        )
    )
    session.flush()
    if outcome.receipt is not None:
        _keep_receipt(session, station, outcome.receipt)


def _genuine(station: Station, outcome: Outcome, signed: Signed) -> Verdict:
    if not verified_by_any(station.trusted, VERDICT_TAG, signed.message, signed.signature):
        raise Problem("receipt_not_genuine")
    verdict = decode(signed.message, Verdict)
    told = (verdict.vault, verdict.epoch, verdict.first, verdict.last)
    if told != (outcome.vault, outcome.epoch, outcome.first, outcome.last):
        raise Problem("receipt_not_genuine")
    return verdict


def _mark(session: Session, outcome: Outcome, forwarded: int) -> None:
    session.execute(
        update(Brought)
        .where(
            Brought.vault == outcome.vault,
            Brought.epoch == outcome.epoch,
            Brought.counter.between(outcome.first, outcome.last),
            Brought.forwarded == WAITING,
        )
        .values(forwarded=forwarded)
    )


def _shown(session: Session, verdict: Verdict, refused: list[int]) -> bool:
    """Whether other laptops may hold what was refused, so that they must hear of it."""
    query = select(Brought.counter).where(
        Brought.vault == verdict.vault,
        Brought.epoch == verdict.epoch,
        Brought.counter.between(verdict.first, verdict.last),
        Brought.standing == OPEN,
    )
    return not set(refused).isdisjoint(session.execute(query).scalars())


def _keep_receipt(session: Session, station: Station, signed: Signed) -> None:
    if not verified_by_any(station.trusted, RECEIPT_TAG, signed.message, signed.signature):
        raise Problem("receipt_not_genuine")
    text = decode(signed.message, ReceiptText)
    held = session.get(HqReceipt, text.vault)
    if held is None or (held.epoch, held.counter) <= (text.epoch, text.counter):
        session.merge(
            HqReceipt(
                vault=text.vault,
                epoch=text.epoch,
                counter=text.counter,
                message=signed.message,
                signature=signed.signature,
            )
        )
        session.flush()
