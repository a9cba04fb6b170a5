"""What leaves a vault: said under headquarters' signature, and known to be destroyed there."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.orm import Session

from sync.protocol.entry import Change, sign
from sync.protocol.messages import LEAVE_TAG, ExchangeRequest, leaving
from sync.server.feed_rows import last_number
from sync.server.hq import Headquarters
from sync.server.moves import Scopes
from sync.server.pull import Pulled
from sync.server.scopes import Held
from sync.server.standing_tables import Wipe
from sync.server.tables import Device


def sealed(hq: Headquarters, device: Device, request: ExchangeRequest, pulled: Pulled) -> bytes:
    """The signature without which a vault wipes nothing; nothing leaving needs none."""
    if not pulled.removed and not pulled.gone:
        return b""
    told = leaving(device.vault, request.cursors, pulled.cursors, pulled.removed, pulled.gone)
    return sign(hq.keys.receipt, LEAVE_TAG, told)


@dataclass(frozen=True, slots=True)
class Owed:
    """What a vault is to be told beside what its cursors say.

    ``wipes`` are scopes to be destroyed, also such as it never had a cursor for; ``again`` are
    scopes that it holds anew, each with the number of the feed up to which its own entries come
    back to it.
    """

    wipes: Collection[str] = ()
    again: Mapping[str, int] = field(default_factory=dict)


NOTHING = Owed()


def owed(
    hq: Headquarters, session: Session, device: Device, held: Held, request: ExchangeRequest
) -> Owed:
    """Takes in what the vault says it has wiped, and says what is open with it."""
    if request.wiped:
        _acknowledge(hq, session, device, request.wiped)
    anew = held.scopes - request.cursors.keys()
    if not device.owed and not anew:
        return NOTHING
    here = Wipe.vault == device.vault
    known = {wipe.scope: wipe for wipe in session.execute(select(Wipe).where(here)).scalars()}
    for scope in sorted(anew & known.keys()):
        if known[scope].again is None:
            known[scope].again = last_number(session)
    again: dict[str, int] = {}
    for scope, wipe in known.items():
        if scope not in held.scopes or wipe.again is None:
            continue
        if request.cursors.get(scope, 0) < wipe.again:
            again[scope] = wipe.again
        else:
            session.delete(wipe)
    wipes = [s for s, wipe in known.items() if wipe.wiped is None and s not in held.scopes]
    device.owed = bool(wipes or again)
    session.flush()
    return Owed(wipes, again)


def _acknowledge(hq: Headquarters, session: Session, device: Device, wiped: Sequence[str]) -> None:
    for scope in wiped:
        known = session.get(Wipe, (device.vault, scope))
        if known is not None and known.wiped is None:
            known.wiped = hq.wall()
    session.flush()


def owe(hq: Headquarters, session: Session, device: Device, scopes: Collection[str]) -> None:
    """From now on a vault is told to wipe these, until it says that it has."""
    now = hq.wall()
    for scope in sorted(scopes):
        known = session.get(Wipe, (device.vault, scope))
        if known is None:
            session.add(Wipe(vault=device.vault, scope=scope, told=now))
        elif known.wiped is not None or known.again is not None:
            known.told, known.wiped, known.again = now, None, None
    if scopes:
        device.owed = True
        session.flush()


def left_behind(
    before: Held, after: Held, scopes: Scopes, written: Iterable[Change]
) -> frozenset[str]:
    """The scopes of what a vault wrote and may not hold once all that came with it is in.

    No feed can tell it: it never had a cursor for a scope in which a record stayed for less than
    one push.
    """
    found = set(before.scopes - after.scopes)
    for change in written:
        of = scopes.after(change.kind, change.id)
        if of and not after.may_read(change.kind, of):
            found |= of
    return frozenset(found - after.scopes)


def outstanding(session: Session, vault: bytes) -> list[str]:
    """The scopes that a vault was told to wipe and has not said to have wiped."""
    open_ = (Wipe.wiped.is_(None), Wipe.again.is_(None))
    query = select(Wipe.scope).where(Wipe.vault == vault, *open_)
    return sorted(session.execute(query).scalars())
