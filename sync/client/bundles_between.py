"""From laptop to laptop without headquarters: what both may hold, proven by its author.

An entry goes whole or not at all, since its signature covers the whole: only entries of which
every change lies in the shared scopes go along. The receiver answers with a vault receipt, which
tells that it has come and never counts as sent.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.errors import Problem
from desktop.models import policy, registry, sticks, vault_facts
from desktop.models.apply import apply
from desktop.models.colleagues import (
    Colleague,
    colleagues,
    genuine,
    had_role,
    is_shut_out,
    shared_scopes,
)
from desktop.models.entries import Entry, EntryBody
from desktop.models.journal import lookup
from desktop.models.projection import Applied, Incoming
from desktop.models.transitions import Asked, Machine
from desktop.models.vault_facts import CLOCK_TOLERANCE_MS, Enrolment
from sync.client import blobs, foreign
from sync.client.bundles import Chosen, Own, Sent, note_sent
from sync.client.bundles_in import COPY, TakenIn, take_files
from sync.client.bundles_out import PART_BYTES, Written, fitting, opened, put
from sync.protocol import bundle
from sync.protocol.bundle import BETWEEN_VAULTS, Header
from sync.protocol.bundle_chunks import BundleError
from sync.protocol.bundle_messages import VAULT_RECEIPT_TAG, Share, VaultReceipt
from sync.protocol.clock import stamp_time
from sync.protocol.encoding import decode, encode
from sync.protocol.entry import decode_body, decode_header, verified
from sync.protocol.errors import ProtocolError
from sync.protocol.messages import Certificate, Pushed, Run, Signed
from sync.protocol.runs import Proven, proven

MOST_ENTRIES = 9_000
"""The latest of our own; what is older, both have from headquarters."""

_IN = "stick/in/"
_RECEIPT = "stick/receipt/"
_MANIFEST_BYTES = 48 * 1024 * 1024
_OVERHEAD = 96


def known_colleagues(own: Own) -> list[Colleague]:
    """The vaults that a bundle can be made for, by name."""
    enrolment = own.enrolment()
    vault, key, now = own.journal.vault, enrolment.receipt_keys, own.journal.clock.wall()
    found = own.store.read(partial(colleagues, own=vault, receipt_key=key, now=now))
    return [one for one in found if own.store.read(partial(_shared, own, enrolment, one))]


def to_colleague(own: Own, root: Path, vault: bytes) -> Written:
    """Write for a colleague's vault what both may hold.

    Raises Problem ``colleague_unknown``, ``stick_…``, ``vault_not_enrolled``.
    """
    enrolment = own.enrolment()
    found = [one for one in known_colleagues(own) if one.vault == vault]
    if not found:
        raise Problem("colleague_unknown")
    to = found[0]
    shared = own.store.read(partial(_shared, own, enrolment, to))
    runs, left = own.store.read(partial(_gather, own, shared))
    chosen, _ = fitting(left, PART_BYTES)
    receipt = own.store.read(partial(_receipt_for, own, vault))
    share = Share(runs, receipt, [one.file for one in chosen])
    made = own.journal.clock.wall()
    key = to.certificate.receiving_key
    header = own.header(BETWEEN_VAULTS, enrolment, vault, key, made)
    entries = sum(len(run.entries) for run in runs)
    header = replace(header, entries=entries, files=len(chosen))
    path, header = put(own, root, header, 1, key, enrolment.certificate, share, chosen)
    last = (runs[-1].epoch, runs[-1].first + len(runs[-1].entries) - 1) if runs else (0, 0)
    sent = Sent(vault, to.name, made, entries, len(chosen), *last)
    own.store.write(partial(note_sent, sent=sent))
    return Written(path, header)


def take_share(own: Own, path: Path) -> TakenIn:
    """Take in a colleague's bundle. Raises BundleError, Problem; then nothing of it is kept."""
    enrolment = own.enrolment()
    sender = _Sender(own, enrolment)
    told = partial(own.told, "copy")
    with sticks.copied(path, own.folder / COPY, told) as file:
        contents = bundle.open_bundle(file, own.receive, enrolment.installation, sender.trusts)
        share = contents.manifest(Share)
        certificate = sender.certificate
        try:
            entries = [
                one
                for run in share.runs
                for one in proven(
                    enrolment.installation, certificate.vault, certificate.signing_key, run
                )
            ]
        except ProtocolError as error:
            raise BundleError("bundle_damaged") from error
        own.told("rows", 0, 1)
        applied, receipted = own.store.write(partial(_keep, own, enrolment, sender, share, entries))
        files = take_files(own, contents, share.files)
        contents.close()
    return TakenIn(contents.header, applied.entries, files, receipted, frozenset(applied.kinds))


def receipts_of_colleagues(session: Session) -> dict[bytes, VaultReceipt]:
    """What colleagues' vaults have said to hold of ours: {vault: receipt}."""
    found = {}
    for name, packed in vault_facts.starting(session, _RECEIPT).items():
        signed = decode(packed, Signed)
        found[bytes.fromhex(name)] = decode(signed.message, VaultReceipt)
    return found


@dataclass(slots=True)
class _Sender:
    """Who made a bundle, once its certificate was seen."""

    own: Own
    enrolment: Enrolment
    found: Certificate | None = None
    shared: frozenset[str] = frozenset()

    @property
    def certificate(self) -> Certificate:
        """What headquarters certified of the sender."""
        if self.found is None:
            raise BundleError("bundle_sender_unknown")
        return self.found

    def trusts(self, header: Header, packed: bytes) -> None:
        """Raises BundleError unless headquarters vouches for a colleague with this key."""
        if header.purpose != BETWEEN_VAULTS or header.recipient != self.own.journal.vault:
            raise BundleError("bundle_wrong_place")
        try:
            certificate = genuine(decode(packed, Signed), self.enrolment.receipt_keys)
        except ProtocolError as error:
            raise BundleError("bundle_sender_unknown") from error
        now = self.own.journal.clock.wall()
        claimed = (header.installation, header.sender, header.sender_key)
        if certificate is None or now >= certificate.not_after:
            raise BundleError("bundle_sender_unknown")
        if (certificate.installation, certificate.vault, certificate.signing_key) != claimed:
            raise BundleError("bundle_sender_unknown")
        if self.own.store.read(partial(is_shut_out, vault=header.sender)):
            raise BundleError("bundle_sender_revoked")
        shared = partial(shared_scopes, mine=self.enrolment, theirs=certificate, now=now)
        self.found, self.shared = certificate, self.own.store.read(shared)
        if not self.shared:
            raise BundleError("bundle_sender_unknown")


def _shared(own: Own, enrolment: Enrolment, to: Colleague, session: Session) -> frozenset[str]:
    return shared_scopes(session, enrolment, to.certificate, own.journal.clock.wall())


def _gather(own: Own, shared: frozenset[str], session: Session) -> tuple[list[Run], list[Chosen]]:
    """Our entries of which every change lies in the shared scopes, and their files."""
    query = (
        select(
            Entry.epoch,
            Entry.counter,
            Entry.prev_hash,
            Entry.signature,
            Entry.core,
            EntryBody.body,
        )
        .join(
            EntryBody,
            (EntryBody.vault == Entry.vault)
            & (EntryBody.epoch == Entry.epoch)
            & (EntryBody.counter == Entry.counter),
        )
        .where(
            Entry.vault == own.journal.vault,
            Entry.refused.is_(None),
            Entry.prev_hash.is_not(None),
            EntryBody.body.is_not(None),
        )
        .order_by(Entry.epoch.desc(), Entry.counter.desc())
        .execution_options(yield_per=200)
    )
    scopes = _Scopes(session)
    taken: list[Any] = []
    named: set[bytes] = set()
    size = 0
    for entry in session.execute(query):
        if not scopes.all_in(decode_body(entry.body).changes, shared):
            continue
        size += len(entry.core) + len(entry.body) + _OVERHEAD
        if len(taken) == MOST_ENTRIES or size > _MANIFEST_BYTES:
            break
        taken.append(entry)
        named.update(decode_header(entry.core).blobs)
    return [_run(entry) for entry in reversed(taken)], opened(own, session, named)


def _run(entry: Any) -> Run:
    """One entry with its own signature, so that the receiver keeps the proof of each."""
    pushed = [Pushed(entry.core, entry.body)]
    return Run(entry.epoch, entry.counter, entry.prev_hash, pushed, entry.signature)


class _Scopes:
    """The scopes of records as they stand, each worked out once."""

    def __init__(self, session: Session) -> None:
        self._find = lookup(session)
        self._known: dict[tuple[str, bytes], frozenset[str]] = {}

    def all_in(self, changes: Iterable[Any], shared: frozenset[str]) -> bool:
        """Whether each change is of a record in one of these scopes; an entry without is not."""
        found = [self._of(change.kind, change.id) for change in changes]
        return bool(found) and all(scopes & shared for scopes in found)

    def _of(self, name: str, record: bytes) -> frozenset[str]:
        key = (name, record)
        if key not in self._known:
            kind = registry.find(name)
            row = None if kind is None else self._find(name, record)
            known = kind is not None and row is not None
            self._known[key] = kind.scopes(row, self._find) if known else frozenset()  # type: ignore[union-attr, arg-type]  # both are there
        return self._known[key]


def _keep(
    own: Own,
    enrolment: Enrolment,
    sender: _Sender,
    share: Share,
    entries: list[Proven],
    session: Session,
) -> tuple[Applied, bool]:
    """Everything in one transaction: an entry that its author may not write takes all back."""
    certificate, now = sender.certificate, own.now()
    wall = own.journal.clock.wall()
    vault_facts.set_verifying_key(session, certificate.vault, certificate.signing_key)
    incoming = [
        Incoming(
            one.header,
            one.core,
            one.hash,
            one.body,
            one.changes,
            one.header.stamp,
            one.previous,
            one.signature,
        )
        for one in entries
    ]
    for item in incoming:
        _check_author(certificate, item)
        if stamp_time(item.header.stamp) <= wall + CLOCK_TOLERANCE_MS:
            own.journal.clock.saw(item.header.time)
    applied = apply(session, incoming, now)
    foreign.note_unvouched(session, incoming)
    _check_scopes(session, applied.records, sender.shared)
    blobs.ask(session, (), incoming, now)
    if entries:
        last = entries[-1]
        place = (last.header.epoch, last.header.counter, last.hash)
        vault_facts.put(session, f"{_IN}{certificate.vault.hex()}", encode(list(place)))
    return applied, _keep_receipt(session, own.journal.vault, certificate, share.receipt)


def _check_author(certificate: Certificate, item: Incoming) -> None:
    """The same questions that headquarters asks of an entry by itself."""
    header = item.header
    allowed = header.actor == certificate.person and had_role(certificate, header.role, header.wall)
    if not allowed:
        raise BundleError("bundle_entry_not_allowed")
    for change in item.changes:
        if not policy.may_write(header.role, change.kind) or not _step_stands(header, change):
            raise BundleError("bundle_entry_not_allowed")


def _step_stands(header: Any, change: Any) -> bool:
    """Whether a step is one that its author could take; settling is for headquarters to judge."""
    values = change.values
    if change.kind != "transitions" or values.get("settles") is not None:
        return True
    kind = registry.find(values.get("record_kind", ""))
    machine = None if kind is None else kind.states
    if kind is None or not isinstance(machine, Machine):
        return False
    asked = Asked(
        kind.name,
        values.get("from_state", ""),
        values.get("to_state", ""),
        header.actor,
        header.role,
        header.on_behalf_of,
        values.get("reason"),
    )
    try:
        return machine.check(asked, json.loads(values.get("facts"))) is None
    except (AttributeError, KeyError, TypeError, ValueError):
        # Facts are another vault's words: of the wrong type they are no facts.
        return False


def _check_scopes(
    session: Session,
    records: Mapping[tuple[str, bytes], Mapping[str, Any] | None],
    shared: frozenset[str],
) -> None:
    """Every record was and is in a scope that both hold; what waits has no row yet."""
    find = lookup(session)
    for (name, key), before in records.items():
        kind = registry.kind_of(name)
        for row in (before, find(name, key)):
            if row is not None and not kind.scopes(row, find) & shared:
                raise BundleError("bundle_entry_not_allowed")


def _receipt_for(own: Own, vault: bytes, session: Session) -> Signed | None:
    """What we sign for a colleague: the last of theirs that has come."""
    packed = vault_facts.get(session, f"{_IN}{vault.hex()}")
    if packed is None:
        return None
    epoch, counter, digest = decode(packed, list[Any])
    wall = own.journal.clock.wall()
    message = encode(VaultReceipt(own.journal.vault, vault, epoch, counter, digest, wall))
    return Signed(message, own.journal.sign(VAULT_RECEIPT_TAG, message))


def _keep_receipt(
    session: Session, vault: bytes, certificate: Certificate, signed: Signed | None
) -> bool:
    """Whether a colleague's receipt is new; it stands apart from headquarters'."""
    if signed is None:
        return False
    key = certificate.signing_key
    if not verified(key, VAULT_RECEIPT_TAG, signed.message, signed.signature):
        raise BundleError("bundle_damaged")
    try:
        told = decode(signed.message, VaultReceipt)
    except ProtocolError as error:
        raise BundleError("bundle_damaged") from error
    entry = session.get(Entry, (vault, told.epoch, told.counter))
    if told.vault != vault or told.receiver != certificate.vault:
        raise BundleError("bundle_damaged")
    if entry is None or entry.hash != told.hash:
        return False
    name = f"{_RECEIPT}{certificate.vault.hex()}"
    packed = encode(signed)
    if vault_facts.get(session, name) == packed:
        return False
    vault_facts.put(session, name, packed)
    return True
