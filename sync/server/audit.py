"""Headquarters' own chain: whatever it does to vaults, people and keys is noted here, signed.

``note`` belongs into the transaction of what it notes, so that neither is there without the other.
"""

from __future__ import annotations

import getpass
from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.models.prepared import Prepared
from sync.protocol.audit import AUDIT_TAG, START, Head, Noted, digest, genuine, head_text, link
from sync.protocol.encoding import decode, encode
from sync.protocol.entry import sign
from sync.protocol.errors import ProtocolError
from sync.server.audit_tables import AuditLink
from sync.server.hq import Headquarters

_AT_ONCE = 1_000
_last = select(AuditLink).order_by(AuditLink.number.desc()).limit(1)
_HEAD = Prepared(
    select(AuditLink.number, AuditLink.hash, AuditLink.signature)
    .order_by(AuditLink.number.desc())
    .limit(1)
)


@dataclass(frozen=True, slots=True)
class Fault:
    """A link that is not as it was written: its number, and what is wrong with it."""

    number: int
    code: str


def note(hq: Headquarters, session: Session, what: str, **told: str | int) -> None:
    """Add a link; takes the writer lock, so on PostgreSQL call it before rows are changed."""
    hq.lock(session)
    last = session.execute(_last).scalar_one_or_none()
    number, previous = (1, START) if last is None else (last.number + 1, last.hash)
    installation = hq.keys.installation
    message = encode(Noted(installation, number, hq.wall(), what, _login(), told))
    hashed = link(previous, number, digest(message))
    signature = sign(hq.keys.receipt, AUDIT_TAG, head_text(installation, number, hashed))
    session.add(
        AuditLink(number=number, what=what, message=message, hash=hashed, signature=signature)
    )
    session.flush()


def head(session: Session) -> Head | None:
    """The last link, as vaults are told it; None where nothing was ever noted."""
    last = _HEAD.row(session)
    return None if last is None else Head(*last)


def links(session: Session, after: int, limit: int) -> list[bytes]:
    """SHA-256 of the things noted behind a number, in their order."""
    query = (
        select(AuditLink.message)
        .where(AuditLink.number > after)
        .order_by(AuditLink.number)
        .limit(limit)
    )
    return [digest(message) for message in session.execute(query).scalars()]


def listed(session: Session) -> Iterator[Noted]:
    """All that was noted, oldest first."""
    query = select(AuditLink.message).order_by(AuditLink.number)
    for message in session.execute(query.execution_options(yield_per=_AT_ONCE)).scalars():
        yield decode(message, Noted)


def check(hq: Headquarters, session: Session, keys: list[bytes]) -> list[Fault]:
    """What is wrong with the chain; ``keys`` are the receipt keys of now and before."""
    found: list[Fault] = []
    previous, number = START, 0
    query = select(AuditLink).order_by(AuditLink.number)
    for row in session.execute(query.execution_options(yield_per=_AT_ONCE)).scalars():
        code = _wrong(hq.keys.installation, row, number + 1, previous, keys)
        if code is not None:
            found.append(Fault(row.number, code))
        previous, number = row.hash, row.number
    return found


def _wrong(
    installation: bytes, row: AuditLink, number: int, previous: bytes, keys: list[bytes]
) -> str | None:
    if row.number != number:
        return "audit_link_missing"
    if link(previous, number, digest(row.message)) != row.hash:
        return "audit_link_altered"
    if not genuine(Head(row.number, row.hash, row.signature), installation, keys):
        return "audit_signature_wrong"
    try:
        noted = decode(row.message, Noted)
    except ProtocolError:
        return "audit_link_altered"
    told = (noted.installation, noted.number, noted.what)
    return None if told == (installation, number, row.what) else "audit_link_altered"


def _login() -> str:
    """Whose process this is; an account without a name has none."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return ""
