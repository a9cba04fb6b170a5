"""Proves a vault: chain, signatures, bodies, receipts, batches, rows and attachments.

SQLCipher alone is no evidence: an old page put back passes its check (``security.md`` X1).
Reads only.
"""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from desktop.errors import Problem
from desktop.models import disposal, registry, vault_facts, verify_certificates, verify_snapshots
from desktop.models.blobs import HERE, BlobFile, BlobStore
from desktop.models.entries import Batch, Entry, EntryBody, Receipt, may_rank
from desktop.models.journal import Journal
from desktop.models.verify_batches import SignedItems
from desktop.models.verify_part import last_of
from desktop.models.verify_report import Fault, Place, Trust
from desktop.models.verify_report import Report as Report
from desktop.models.verify_rows import Rebuild
from sync.protocol import entry as wire
from sync.protocol.encoding import decode
from sync.protocol.errors import ProtocolError
from sync.protocol.messages import RECEIPT_TAG, ReceiptText

Progress = Callable[[int, int], None]
"""How far of how much; may raise to stop."""

# Columns, not records: a damaged moment beside them must not stop the check.
_HEADER = (
    Entry.vault,
    Entry.epoch,
    Entry.counter,
    Entry.stamp,
    Entry.rank,
    Entry.hash,
    Entry.prev_hash,
    Entry.core,
    Entry.signature,
)
_BODY = (
    EntryBody.vault,
    EntryBody.epoch,
    EntryBody.counter,
    EntryBody.batch,
    EntryBody.body,
    EntryBody.digest,
)


def trust_of(session: Session, journal: Journal) -> Trust:
    """The keys that an open vault knows."""
    known = vault_facts.enrolment(session)
    return Trust(
        journal.vault,
        journal.public_key,
        known.receipt_keys if known else b"",
        vault_facts.verifying_keys(session),
    )


def verify(
    session: Session,
    trust: Trust,
    blobs: BlobStore | None = None,
    *,
    full: bool = True,
    recent: int = 0,
    progress: Progress | None = None,
) -> Report:
    """Check a vault. The quick way checks the chain and its bodies by their hashes, and the last
    signature of each epoch, which vouches for all before it; with ``recent``, of the vault's own
    last so many entries alone, and headquarters' receipts for them."""
    check = _Check(session, trust, full, progress or _silent, recent)
    check.entries()
    check.bodies()
    if recent:
        check.receipts()
    if full and not recent:
        check.certificates()
        check.batches()
        check.receipts()
        check.snapshots()
        check.rows()
        if blobs is not None:
            check.blobs(blobs)
    return Report(dict(check.counts), tuple(check.faults))


class _Check:
    def __init__(
        self, session: Session, trust: Trust, full: bool, progress: Progress, recent: int = 0
    ) -> None:
        self._session = session
        self._trust = trust
        self._full = full and not recent
        self._progress = progress
        self._part = last_of(session, trust.vault, recent)
        self.counts: Counter[str] = Counter()
        self.faults: list[Fault] = []
        self._disposed = disposal.hashes(session)
        self._done = 0
        self._total = self._amount()

    def entries(self) -> None:
        """Every header: its hash, the one before it, its signature, no gap in our own chain."""
        query = (
            select(*_HEADER)
            .where(self._part.within(Entry))
            .order_by(Entry.vault, Entry.epoch, Entry.counter)
            .execution_options(yield_per=500)
        )
        before: Any = None
        for entry in self._session.execute(query):
            if before is not None and (before.vault, before.epoch) != (entry.vault, entry.epoch):
                self._close_epoch(before)
                before = None if before.vault != entry.vault else before
            self._step("entries")
            for code in self._entry_faults(entry, before):
                self._blame(code, entry)
            before = entry
        if before is not None:
            self._close_epoch(before)

    def bodies(self) -> None:
        """Every body: its digest, and for a whole one the digest that its header carries."""
        query = (
            select(*_BODY, Entry.core, Entry.hash)
            .outerjoin(
                Entry,
                (EntryBody.vault == Entry.vault)
                & (EntryBody.epoch == Entry.epoch)
                & (EntryBody.counter == Entry.counter),
            )
            .where(self._part.within(EntryBody))
            .execution_options(yield_per=500)
        )
        for body in self._session.execute(query):
            self._step("disposed" if body.body is None else "bodies")
            if body.core is None:
                self._fault("verify_body_alone", entry=(body.vault, body.epoch, body.counter))
            elif not self._body_stands(body):
                self._blame_body("verify_body", body)
        bare = (
            select(Entry.vault, Entry.epoch, Entry.counter)
            .outerjoin(
                EntryBody,
                (EntryBody.vault == Entry.vault)
                & (EntryBody.epoch == Entry.epoch)
                & (EntryBody.counter == Entry.counter),
            )
            .where(EntryBody.row_no.is_(None), Entry.vault == self._trust.vault)
            .where(self._part.within(Entry))
        )
        for place in self._session.execute(bare):
            self._fault("verify_body_missing", entry=(place[0], place[1], place[2]))

    def batches(self) -> None:
        """What headquarters signed of its feed, and that every body it brought is among it."""
        signed = SignedItems()
        for stands in signed.read(self._session, self._trust.receipt_key):
            self._step("batches")
            if not stands:
                self._fault("verify_batch")
        query = (
            select(*_BODY, Entry.core, Entry.hash, Entry.rank)
            .join(
                Entry,
                (EntryBody.vault == Entry.vault)
                & (EntryBody.epoch == Entry.epoch)
                & (EntryBody.counter == Entry.counter),
            )
            .where(EntryBody.batch.is_not(None))
            .execution_options(yield_per=500)
        )
        for body in self._session.execute(query):
            if not signed.has(body.batch or 0, body.core, body.digest, (body.hash, body.rank)):
                self._blame_body("verify_body_unsigned", body)

    def receipts(self) -> None:
        """Every receipt: headquarters' signature, and that it is for the entry that is here."""
        hashes = select(Entry.hash)
        kept = select(
            Receipt.vault, Receipt.epoch, Receipt.counter, Receipt.message, Receipt.signature
        ).where(self._part.within(Receipt))
        for receipt in self._session.execute(kept):
            self._step("receipts")
            place = (receipt.vault, receipt.epoch, receipt.counter)
            if not wire.verified_by_any(
                self._trust.receipt_key, RECEIPT_TAG, receipt.message, receipt.signature
            ):
                self._fault("verify_receipt", entry=place)
                continue
            told = decode(receipt.message, ReceiptText)
            held = self._session.execute(
                hashes.where(
                    Entry.vault == place[0], Entry.epoch == place[1], Entry.counter == place[2]
                )
            ).scalar_one_or_none()
            if (told.vault, told.epoch, told.counter) != place or held not in {None, told.hash}:
                self._fault("verify_receipt_other", entry=place)
            elif held is None and place[0] == self._trust.vault:
                self._fault("verify_receipt_ahead", entry=place)

    def certificates(self) -> None:
        """The keys that all trust comes from: signed by the root that was printed on paper."""
        for code, row in verify_certificates.certificates(self._session, self._trust):
            self.counts["certificates"] += 1
            if code:
                self._fault(code, "vault_certificates" if row else None, row)

    def snapshots(self) -> None:
        """Every chunk of a snapshot: that headquarters signed just these rows."""
        for rows, stands in verify_snapshots.snapshots(self._session, self._trust.receipt_key):
            self.counts["snapshot_rows"] += rows
            if not stands:
                self._fault("verify_snapshot")

    def rows(self) -> None:
        """Every row of a journalled kind against a rebuild from the bodies."""
        rebuild = Rebuild(self._session)
        for _ in rebuild.collect():
            self._step("")
        rebuild.steps()
        gone = vault_facts.departed(self._session) | disposal.disposed(self._session)
        self.counts["disposed_records"] = len(disposal.disposed(self._session))
        for kind in registry.kinds():
            for difference in rebuild.compare(kind, gone):
                self._step("rows")
                if difference is not None:
                    code = "verify_row" if difference.field else "verify_row_alone"
                    self._fault(code, difference.kind, difference.record, difference.field)

    def blobs(self, store: BlobStore) -> None:
        """Every attachment that is here against the hash by which the journal names it."""
        owners = self._owners()
        for sha256, state in self._session.execute(select(BlobFile.sha256, BlobFile.state)).all():
            self._step("blobs" if state == HERE else "blobs_not_here")
            if state != HERE:
                continue
            digest = hashlib.sha256()
            try:
                for chunk in store.open(self._session, sha256):
                    digest.update(chunk)
                stands = digest.digest() == sha256
            except Problem:
                stands = False
            if not stands:
                for kind, record in owners.get(sha256) or [(None, None)]:
                    self._fault("verify_blob", kind, record)

    def _entry_faults(self, entry: Any, before: Any) -> Iterator[str]:
        try:
            header = wire.decode_header(entry.core)
        except ProtocolError:
            yield "verify_entry_unreadable"
            return
        place = (header.vault, header.epoch, header.counter, header.stamp)
        if place != (entry.vault, entry.epoch, entry.counter, entry.stamp):
            yield "verify_entry_moved"
        if not may_rank(entry.rank, entry.stamp):
            yield "verify_rank"
        if entry.prev_hash is None:
            return
        if wire.entry_hash(entry.prev_hash, entry.core) != entry.hash:
            yield "verify_entry_hash"
        yield from self._chain_faults(entry, before)
        if self._full:
            yield from self._signature_faults(entry)

    def _chain_faults(self, entry: Any, before: Any) -> Iterator[str]:
        """A later epoch goes on behind the head that headquarters holds, not behind ours.

        Of others only what we share has come: what is between is not missing.
        """
        own = entry.vault == self._trust.vault
        if before is not None and before.epoch == entry.epoch:
            if before.counter + 1 == entry.counter:
                if before.hash != entry.prev_hash:
                    yield "verify_chain"
            elif own:
                yield "verify_entry_missing"
        elif self._part.begins_with(entry):
            return
        elif own and entry.epoch == 1 and (entry.counter, entry.prev_hash) != (1, wire.GENESIS):
            yield "verify_entry_missing"

    def _signature_faults(self, entry: Any) -> Iterator[str]:
        own = entry.vault == self._trust.vault
        key = self._trust.key if own else self._trust.others.get(entry.vault)
        if key is None or (entry.signature is None and not own):
            self.counts["signatures_of_unknown_keys"] += 1
            return
        self.counts["signatures"] += 1
        if not wire.verified(key, wire.ENTRY_TAG, entry.hash, entry.signature or b""):
            yield "verify_signature"

    def _close_epoch(self, last: Any) -> None:
        if not self._full and last.prev_hash is not None:
            for code in self._signature_faults(last):
                self._blame(code, last)

    def _body_stands(self, body: Any) -> bool:
        """A body that lost the changes of departed records keeps the digest of the whole."""
        try:
            header = wire.decode_header(body.core)
            if body.batch is None and body.digest != header.body_hash:
                return False
            if body.body is None:
                return True
            changes = wire.decode_body(body.body).changes
        except ProtocolError:
            return False
        if wire.body_hash(body.body) == body.digest:
            return True
        return bool(changes) and self._lost_departed(body)

    def _lost_departed(self, body: Any) -> bool:
        self.counts["bodies_in_part"] += 1
        if body.hash in self._disposed:
            return True
        return bool(vault_facts.departed(self._session)) and body.vault != self._trust.vault

    def _owners(self) -> dict[bytes, list[tuple[str | None, bytes | None]]]:
        owners: dict[bytes, list[tuple[str | None, bytes | None]]] = defaultdict(list)
        for kind in registry.kinds():
            for name in kind.blob_fields:
                column = kind.raw.c[name]
                query = select(kind.raw.c.id, column).where(column.is_not(None))
                for record, sha256 in self._session.execute(query):
                    owners[sha256].append((kind.name, record))
        return owners

    def _blame(self, code: str, entry: Any) -> None:
        """A fault of an entry, told for each record that it wrote."""
        place = (entry.vault, entry.epoch, entry.counter)
        query = select(EntryBody.body).where(
            EntryBody.vault == place[0], EntryBody.epoch == place[1], EntryBody.counter == place[2]
        )
        self._tell(code, place, [body for body in self._session.execute(query).scalars() if body])

    def _blame_body(self, code: str, body: Any) -> None:
        place = (body.vault, body.epoch, body.counter)
        self._tell(code, place, [body.body] if body.body else [])

    def _tell(self, code: str, place: Place, bodies: list[bytes]) -> None:
        told = False
        for packed in bodies:
            try:
                changes = wire.decode_body(packed).changes
            except ProtocolError:
                continue
            for change in changes:
                self._fault(code, change.kind, change.id, entry=place)
                told = True
        if not told:
            self._fault(code, entry=place)

    def _fault(
        self,
        code: str,
        kind: str | None = None,
        record: bytes | None = None,
        name: str = "",
        entry: Place | None = None,
    ) -> None:
        self.faults.append(Fault(code, kind, record, name, entry))

    def _step(self, what: str) -> None:
        self._done += 1
        if what:
            self.counts[what] += 1
        self._progress(min(self._done, self._total), self._total)

    def _amount(self) -> int:
        def count(table: type) -> int:
            query = select(func.count()).select_from(table)
            if hasattr(table, "counter"):
                query = query.where(self._part.within(table))
            return self._session.execute(query).scalar_one()

        chain = count(Entry) + count(EntryBody)
        if not self._full:
            return chain
        rows = sum(count(kind.record) for kind in registry.kinds())
        rest = count(EntryBody) + count(Batch) + count(Receipt) + count(BlobFile)
        return chain + rows + rest


def _silent(done: int, total: int) -> None:
    """Nobody watches."""
