"""Headquarters' pages as a relay passes them on: believed line by line, or not at all."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from desktop.errors import Problem
from desktop.models import vault_facts
from desktop.models.entries import Batch, Entry
from desktop.models.journal import at
from desktop.models.projection import Incoming
from sync.protocol.clock import stamp_vault
from sync.protocol.encoding import decode
from sync.protocol.entry import decode_body, decode_header, verified_by_any
from sync.protocol.errors import ProtocolError
from sync.protocol.messages import Fed, Gone, Signed
from sync.protocol.relay import PAGE_TAG, Line, Page, gone_digest, piece_digest


@dataclass(frozen=True, slots=True)
class Paged:
    """Pages with what they prove; every piece stands in one of them."""

    pages: list[tuple[Signed, Page]]
    pieces: dict[bytes, tuple[Fed, Incoming]]
    gone: dict[bytes, Gone]


def checked(
    signed: Iterable[Signed],
    items: Iterable[Fed],
    gone: Iterable[Gone],
    receipt_key: bytes,
    installation: bytes,
) -> Paged:
    """What a relay passed on, if headquarters signed exactly that. Writes nothing.

    Raises Problem: ``batch_not_genuine``, ``reply_unreadable``.
    """
    try:
        pages = [(one, _page(one, receipt_key, installation)) for one in signed]
        pieces = dict(_piece(item, installation) for item in items)
    except ProtocolError as error:
        raise Problem("reply_unreadable", why=error.code) from error
    left = {gone_digest(one): one for one in gone}
    lines = {line.digest: line for _, page in pages for line in page.lines}
    for digest, (_, incoming) in pieces.items():
        if digest not in lines or lines[digest].stamp != incoming.header.stamp:
            raise Problem("batch_not_genuine")
    if any(digest not in lines or lines[digest].stamp for digest in left):
        raise Problem("batch_not_genuine")
    return Paged(pages, pieces, left)


def _page(signed: Signed, receipt_key: bytes, installation: bytes) -> Page:
    if not verified_by_any(receipt_key, PAGE_TAG, signed.message, signed.signature):
        raise Problem("batch_not_genuine")
    page = decode(signed.message, Page)
    if page.installation != installation:
        raise Problem("batch_not_genuine")
    return page


def _piece(item: Fed, installation: bytes) -> tuple[bytes, tuple[Fed, Incoming]]:
    header = decode_header(item.core)
    if header.installation != installation:
        raise Problem("batch_not_genuine")
    incoming = Incoming(
        header,
        item.core,
        item.hash,
        item.body,
        decode_body(item.body).changes,
        item.rank or header.stamp,
    )
    return piece_digest(item, header.stamp), (item, incoming)


def keep_evidence(session: Session, relay: bytes, paged: Paged, arrived: int) -> list[Incoming]:
    """Keep the pages that brought something; gives each piece the number of its page.

    Numbers of pages are negative, so that they never meet those of headquarters' batches.
    """
    lowest = session.execute(select(func.min(Batch.number))).scalar_one_or_none()
    number = min(lowest or 0, 0)
    found: dict[bytes, Incoming] = {}
    for signed, page in paged.pages:
        fresh = [line for line in page.lines if line.digest in paged.pieces]
        fresh = [line for line in fresh if line.digest not in found]
        if not fresh:
            continue
        number -= 1
        session.add(
            Batch(
                number=number,
                server=relay,
                items=signed.message,
                digest=hashlib.sha256(signed.message).digest(),
                signature=signed.signature,
                arrived_at=at(arrived),
            )
        )
        for line in fresh:
            found[line.digest] = _numbered(paged.pieces[line.digest][1], number)
    session.flush()
    return sorted(found.values(), key=lambda one: one.rank)


def _numbered(one: Incoming, batch: int) -> Incoming:
    return Incoming(one.header, one.core, one.hash, one.body, one.changes, one.rank, batch=batch)


def advance(
    session: Session,
    servers: tuple[bytes, bytes],
    own: bytes,
    directory_only: frozenset[str],
    paged: Paged,
) -> None:
    """How far we have read, of the relay and of headquarters itself.

    Headquarters' cursor moves only over lines that are all accounted for, so that a relay that
    keeps something back cannot make us miss it: ``servers`` are (relay, headquarters).
    """
    relay, headquarters = servers
    known = vault_facts.cursors(session)
    for _, page in paged.pages:
        if page.upto > known.get((relay, page.scope), 0):
            known[(relay, page.scope)] = page.upto
            vault_facts.set_cursor(session, relay, page.scope, page.upto)
        reached = known.get((headquarters, page.scope), 0)
        if not page.after <= reached < page.upto:
            continue
        lines = [line for line in page.lines if line.seq > reached]
        whole = all(
            _accounted(session, line, own, page.scope in directory_only, paged) for line in lines
        )
        if whole:
            known[(headquarters, page.scope)] = page.upto
            vault_facts.set_cursor(session, headquarters, page.scope, page.upto)


def _accounted(
    session: Session, line: Line, own: bytes, directory_only: bool, paged: Paged
) -> bool:
    if not line.stamp or line.digest in paged.pieces:
        return True
    if directory_only and not line.directory:
        return True
    if stamp_vault(line.stamp) != own:
        return False
    query = select(Entry.stamp).where(Entry.stamp == line.stamp)
    return session.execute(query).first() is not None
