"""What leaves a vault: said under headquarters' signature, and known to be destroyed there."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from sync.protocol.entry import sign
from sync.protocol.messages import LEAVE_TAG, ExchangeRequest, leaving
from sync.server.hq import Headquarters
from sync.server.pull import Pulled
from sync.server.standing_tables import Wipe
from sync.server.tables import Device


def sealed(hq: Headquarters, device: Device, request: ExchangeRequest, pulled: Pulled) -> bytes:
    """The signature without which a vault wipes nothing; nothing leaving needs none."""
    if not pulled.removed and not pulled.gone:
        return b""
    told = leaving(device.vault, request.cursors, pulled.cursors, pulled.removed, pulled.gone)
    return sign(hq.keys.receipt, LEAVE_TAG, told)


def note(
    hq: Headquarters, session: Session, device: Device, request: ExchangeRequest, pulled: Pulled
) -> None:
    """Remember what the vault was told to wipe, and what it says it has wiped."""
    now = hq.wall()
    for scope in pulled.removed:
        known = session.get(Wipe, (device.vault, scope))
        if known is None:
            session.add(Wipe(vault=device.vault, scope=scope, told=now))
        elif known.wiped is not None:
            known.told, known.wiped = now, None
    for scope in request.wiped:
        known = session.get(Wipe, (device.vault, scope))
        if known is not None and known.wiped is None:
            known.wiped = now
    if pulled.removed or request.wiped:
        session.flush()


def outstanding(session: Session, vault: bytes) -> list[str]:
    """The scopes that a vault was told to wipe and has not said to have wiped."""
    query = select(Wipe.scope).where(Wipe.vault == vault, Wipe.wiped.is_(None))
    return sorted(session.execute(query).scalars())
