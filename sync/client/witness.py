"""Asks headquarters what it holds of this vault, and holds the vault against it."""

from __future__ import annotations

from contextlib import closing

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from desktop.errors import Problem
from desktop.models import vault_facts
from desktop.models.entries import Entry, Receipt, head
from desktop.models.journal import Journal, at
from desktop.models.sync_state import ACCESS
from desktop.models.vault_facts import Enrolment
from desktop.models.verify_report import Fault, Report
from sync.client import cursor, hq_chain
from sync.client.http import Connect, Http
from sync.client.sign_in import sign_in
from sync.client.store import Store
from sync.protocol.encoding import decode
from sync.protocol.entry import GENESIS, verified
from sync.protocol.errors import ProtocolError
from sync.protocol.messages import Signed
from sync.protocol.witness import WITNESS_TAG, WitnessText


def against_hq(connect: Connect, store: Store, journal: Journal) -> Report:
    """What headquarters holds, and its own chain, against what is here; sends nothing.

    Raises Problem: ``vault_not_enrolled``, or what the network or headquarters said.
    """
    known = store.read(vault_facts.enrolment)
    if known is None:
        raise Problem("vault_not_enrolled")
    token = store.read(lambda session: vault_facts.get(session, ACCESS))
    with closing(connect(known.server_url, known.tls_pin)) as http:
        signed = _ask(http, store, journal, known, token)
        token = store.read(lambda session: vault_facts.get(session, ACCESS))
        report = store.read(lambda session: compare(session, journal.vault, known, signed))
        if any(fault.code == "verify_hq_unsigned" for fault in report.faults):
            return report
        chain = hq_chain.compare(http, store, token or b"", at(journal.clock.wall()))
    if chain.first:
        return report
    faults = report.faults if chain.sound else (*report.faults, Fault(chain.code))
    return Report({**report.counts, "hq_chain": chain.known + chain.links}, faults)


def _ask(
    http: Http, store: Store, journal: Journal, known: Enrolment, token: bytes | None
) -> Signed:
    """With the token of the last exchange; a session of its own where that has ended."""
    if token is not None:
        try:
            return http.get("/witness", Signed, token)
        except Problem as problem:
            if problem.code != "token_invalid":
                raise
    fresh, _renewed = sign_in(http, journal, known, at(journal.clock.wall()))
    store.write(lambda session: vault_facts.put(session, ACCESS, fresh))
    return http.get("/witness", Signed, fresh)


def compare(session: Session, vault: bytes, known: Enrolment, signed: Signed) -> Report:
    """Counts: entries here, how many of them headquarters holds, lines of its feed not here."""
    try:
        told = decode(signed.message, WitnessText)
    except ProtocolError:
        return Report({}, (Fault("verify_hq_unsigned"),))
    genuine = verified(known.receipt_key, WITNESS_TAG, signed.message, signed.signature)
    if not genuine or (told.server, told.vault) != (known.installation, vault):
        return Report({}, (Fault("verify_hq_unsigned"),))
    faults = []
    place = (vault, told.epoch, told.counter)
    held = session.get(Entry, place) if told.counter else None
    if told.counter and (held is None or held.hash != told.hash):
        faults.append(Fault("verify_hq_other", entry=place))
    receipted = _receipted(session, vault)
    if receipted > (told.epoch, told.counter):
        faults.append(Fault("verify_hq_behind", entry=(vault, *receipted)))
    taken = max(cursor.read(session, known.server).values(), default=0)
    if taken > told.feed:
        faults.append(Fault("verify_hq_feed_behind"))
    own = select(func.count()).select_from(Entry).where(Entry.vault == vault)
    last = head(session, vault, GENESIS)
    counts = {
        "entries": session.execute(own).scalar_one(),
        "at_hq": told.counter,
        "not_at_hq": max(0, last.counter - told.counter) if last.epoch == told.epoch else 0,
        "feed_waiting": max(0, told.feed - taken),
    }
    return Report(counts, tuple(faults))


def _receipted(session: Session, vault: bytes) -> tuple[int, int]:
    query = (
        select(Receipt.epoch, Receipt.counter)
        .where(Receipt.vault == vault)
        .order_by(Receipt.epoch.desc(), Receipt.counter.desc())
        .limit(1)
    )
    found = session.execute(query).one_or_none()
    return (0, 0) if found is None else (found.epoch, found.counter)
