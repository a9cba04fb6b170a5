"""One turn with a vault: first what it brings, then what it gets, with the token for the next."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TypeVar

from sqlalchemy import bindparam, select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from desktop.errors import AppError
from desktop.models.migrations import SCHEMA
from sync.protocol.messages import VERSION, ExchangeAnswer, ExchangeRequest, Refusal, Signed
from sync.server import accounts, blobs, clones, leaving, news, snapshots, surveys, vaults
from sync.server import pull as pulling
from sync.server import push as pushing
from sync.server.chain import Forked, Link
from sync.server.declined import Declined
from sync.server.hq import Headquarters
from sync.server.pull import Reader
from sync.server.push import Taken
from sync.server.tables import Device

T = TypeVar("T")
_DEVICES = select(Device).where(Device.vault.in_(bindparam("vaults", expanding=True)))


@dataclass(frozen=True, slots=True)
class Caller:
    """A vault as its token showed it."""

    vault: bytes
    token: bytes


@dataclass(frozen=True, slots=True)
class Asked:
    """One turn that waits to be carried out; ``size`` is what it weighed on the road."""

    caller: Caller
    request: ExchangeRequest
    runs: list[list[Link]]
    size: int

    def ahead(self, hq: Headquarters) -> int:
        """By how much the vault's clock is ahead of ours, in milliseconds."""
        return self.request.wall - hq.wall()


def admitted(hq: Headquarters, token: bytes) -> Device:
    """The vault of a token, shut out or not. Raises Declined."""
    with hq.database.reading() as session:
        return vaults.device_of(hq, session, token)


def check_version(request: ExchangeRequest) -> None:
    """Refuse what is older than two schemas back, or newer than this server."""
    if request.version != VERSION or not SCHEMA - 2 <= request.schema <= SCHEMA:
        raise Declined("version_unsupported", version=VERSION, schema=SCHEMA)


Done = tuple[Taken, ExchangeAnswer]


def turns(hq: Headquarters, group: Sequence[Asked]) -> list[Done | BaseException]:
    """Several turns in one transaction; each stands or falls alone, and all are kept at its end."""
    if len(group) == 1 and not group[0].runs:
        return [_alone(hq, group[0])]
    with hq.database.writing() as session:
        hq.lock(session)
        devices = _devices(session, group)
        return [
            taken
            if isinstance(taken, BaseException)
            else _by_itself(hq, session, asked, partial(_done, hq, session, asked, taken))
            for asked, taken in zip(group, _pushed(hq, session, group, devices), strict=True)
        ]


def _alone(hq: Headquarters, asked: Asked) -> Done | BaseException:
    """A turn that brings nothing and shares its transaction with none."""
    try:
        with hq.database.writing() as session:
            hq.lock(session)
            device = session.get_one(Device, asked.caller.vault)
            return Taken(), _pull(hq, session, device, asked, Taken())
    except (AppError, DBAPIError) as error:
        return error


def pushes(hq: Headquarters, group: Sequence[Asked]) -> list[Taken | BaseException]:
    """The first half of several turns in one transaction, under the writer lock."""
    with hq.database.writing() as session:
        hq.lock(session)
        return _pushed(hq, session, group, _devices(session, group))


def pulled(hq: Headquarters, asked: Asked, taken: Taken) -> ExchangeAnswer:
    """The second half of a turn, in a transaction of its own. Raises Declined."""
    with hq.database.writing() as session:
        return _done(hq, session, asked, taken)[1]


def _done(hq: Headquarters, session: Session, asked: Asked, taken: Taken) -> Done:
    vault = asked.caller.vault
    if news.due(hq, session.get_one(Device, vault)):
        hq.lock(session)
    device = session.get_one(Device, vault, with_for_update=not hq.embedded)
    return taken, _pull(hq, session, device, asked, taken)


def _devices(session: Session, group: Sequence[Asked]) -> dict[bytes, Device]:
    """The vaults of a group; whoever holds them spares the session from reading them again."""
    vaults = list({asked.caller.vault for asked in group})
    found = session.execute(_DEVICES, {"vaults": vaults}).scalars()
    return {device.vault: device for device in found}


def _pushed(
    hq: Headquarters,
    session: Session,
    group: Sequence[Asked],
    devices: dict[bytes, Device],
) -> list[Taken | BaseException]:
    """What comes of each push; what is plain goes together, the rest one by one."""
    persons = {devices[asked.caller.vault].person for asked in group if asked.runs}
    grants = accounts.grants_of_all(session, persons) if persons else {}
    outcomes: dict[int, Taken | BaseException] = {}
    parts: dict[bytes, pushing.Part] = {}
    for place, asked in enumerate(group):
        vault = asked.caller.vault
        if len(asked.runs) > 1 or vault in parts or vaults.shut_out(hq, devices[vault]):
            continue
        if not asked.runs:
            outcomes[place] = Taken()
            continue
        device = devices[vault]
        try:
            vaults.check_token(hq, device, asked.caller.token)
            held = vaults.held(hq, session, device, grants[device.person])
            offset = asked.ahead(hq)
            parts[vault] = pushing.fresh(session, device, held, asked.runs[0], Taken(), offset)
        except AppError as error:
            outcomes[place] = error
        except Forked as fork:
            pushing.quarantine(hq, session, device, fork.links)
            outcomes[place] = Declined("vault_quarantined")
        else:
            outcomes[place] = parts[vault].taken
    new = [part for part in parts.values() if part.links]
    if new:
        pushing.take(hq, session, new)
    for place, asked in enumerate(group):
        if place not in outcomes:
            outcomes[place] = _by_itself(hq, session, asked, partial(_push, hq, session, asked))
    return [outcomes[place] for place in range(len(group))]


def _by_itself(
    hq: Headquarters, session: Session, asked: Asked, job: Callable[[], T]
) -> T | BaseException:
    """What comes of one job; where it fails, nothing of it is kept but a fork's evidence."""
    try:
        with session.begin_nested():
            return job()
    except Forked as fork:
        with session.begin_nested():
            device = session.get_one(Device, asked.caller.vault)
            pushing.quarantine(hq, session, device, fork.links)
        return Declined("vault_quarantined")
    except (AppError, DBAPIError) as error:
        return error


def _push(hq: Headquarters, session: Session, asked: Asked) -> Taken | Declined:
    """What a vault that was shut out still brings is set aside, never dropped."""
    device = session.get_one(Device, asked.caller.vault)
    vaults.check_token(hq, device, asked.caller.token)
    shut = vaults.shut_out(hq, device)
    if shut is not None:
        for run in asked.runs:
            pushing.set_aside(hq, session, device, run, vaults.aside_reason(device))
        return shut
    if not asked.runs:
        return Taken()
    held = vaults.held(hq, session, device)
    return pushing.push(hq, session, device, held, asked.runs, asked.ahead(hq))


def _pull(
    hq: Headquarters, session: Session, device: Device, asked: Asked, taken: Taken
) -> ExchangeAnswer:
    caller, request = asked.caller, asked.request
    vaults.check_token(hq, device, caller.token)
    shut = vaults.shut_out(hq, device)
    if shut is not None:
        raise shut
    news.renew(hq, session, device)
    held = taken.held or vaults.held(hq, session, device)
    known = _known(device, request)
    if known is not None:
        pushing.told_again(session, device.vault, known, taken)
    owed = leaving.owed(hq, session, device, held, request)
    reader = Reader(device, held, known, owed.wipes, owed.again, hq.walled)
    offered = snapshots.offer(hq, session, device, held, request)
    pulled = offered or pulling.pull(session, reader, request.cursors, request.limit)
    leaving.owe(hq, session, device, pulled.removed)
    chain = [device.epoch, device.counter, device.hash]
    answered = bool(request.runs) or chain not in request.heads
    if pulled.items:
        device.batch += 1
    vaults.use_token(device, caller.token)
    device.seen = hq.wall()
    told = news.of(hq, session, device, held, request)
    return ExchangeAnswer(
        receipts=_receipts(session, device, taken) if answered else [],
        refusals=_in_order(taken.refusals),
        ranked=taken.ranked,
        held=chain if device.counter else None,
        batch=device.batch if pulled.items else 0,
        items=pulled.items,
        signature=pulling.signature(hq, pulled.items),
        cursors=pulled.cursors,
        more=pulled.more,
        wall=hq.wall(),
        token=vaults.next_token(hq, device),
        wanted=blobs.wanted(session, device.vault),
        removed=pulled.removed,
        gone=pulled.gone,
        leave=leaving.sealed(hq, device, request, pulled),
        snapshot=offered is not None,
        known=clones.known(session, device.vault, request.unsure),
        verdict=0 if offered else surveys.verdict(hq, session, held, request, pulled),
        news=told,
    )


def _receipts(session: Session, device: Device, taken: Taken) -> list[Signed]:
    return pushing.receipt(session, device) if taken.receipt is None else [taken.receipt]


def _known(device: Device, request: ExchangeRequest) -> tuple[int, int] | None:
    """How far a vault has its own chain, where that is not as far as it is held here."""
    places = [
        (head[0], head[1])
        for head in request.heads
        if len(head) > 1 and isinstance(head[0], int) and isinstance(head[1], int)
    ]
    places += [(run.epoch, run.first + len(run.entries) - 1) for run in request.runs]
    known = max(places, default=(0, 0))
    return None if known >= (device.epoch, device.counter) else known


def _in_order(refusals: list[Refusal]) -> list[Refusal]:
    return sorted(refusals, key=lambda refusal: (refusal.epoch, refusal.counter))
