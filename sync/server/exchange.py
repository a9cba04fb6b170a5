"""One turn with a vault: first what it brings, then what it gets, with the token for the next."""

from __future__ import annotations

from dataclasses import dataclass

from desktop.models.migrations import SCHEMA
from sync.protocol.messages import VERSION, ExchangeAnswer, ExchangeRequest, Refusal
from sync.server import blobs, vaults
from sync.server import pull as pulling
from sync.server import push as pushing
from sync.server.chain import Forked, Link
from sync.server.declined import Declined
from sync.server.hq import Headquarters
from sync.server.pull import Reader
from sync.server.push import Taken
from sync.server.tables import REVOKED, Device


@dataclass(frozen=True, slots=True)
class Caller:
    """A vault as its token showed it."""

    vault: bytes
    token: bytes


def admitted(hq: Headquarters, token: bytes) -> Device:
    """The vault of a token, shut out or not. Raises Declined."""
    with hq.database.reading() as session:
        return vaults.device_of(hq, session, token)


def check_version(request: ExchangeRequest) -> None:
    """Refuse what is older than two schemas back, or newer than this server."""
    if request.version != VERSION or not SCHEMA - 2 <= request.schema <= SCHEMA:
        raise Declined("version_unsupported", version=VERSION, schema=SCHEMA)


def turn(
    hq: Headquarters, caller: Caller, request: ExchangeRequest, runs: list[list[Link]]
) -> ExchangeAnswer:
    """Push, then pull. Raises Declined, ProtocolError; a fork is kept and then declined."""
    shut = _shut_out(hq, caller, runs)
    if shut is not None:
        raise shut
    try:
        taken = _push(hq, caller, runs) if runs else Taken()
    except Forked as fork:
        with hq.database.writing() as session:
            device = session.get_one(Device, caller.vault)
            pushing.quarantine(hq, session, device, fork.links)
        raise Declined("vault_quarantined") from fork
    return _pull(hq, caller, request, taken)


def _shut_out(hq: Headquarters, caller: Caller, runs: list[list[Link]]) -> Declined | None:
    """What a vault that was shut out still brings is set aside, never dropped."""
    with hq.database.reading() as session:
        shut = vaults.shut_out(hq, session.get_one(Device, caller.vault))
    if shut is not None and runs:
        with hq.database.writing() as session:
            device = session.get_one(Device, caller.vault)
            reason = "revoked" if device.status == REVOKED else device.status
            for run in runs:
                pushing.set_aside(hq, session, device, run, reason)
    return shut


def _push(hq: Headquarters, caller: Caller, runs: list[list[Link]]) -> Taken:
    with hq.database.writing() as session:
        hq.lock(session)
        device = session.get_one(Device, caller.vault)
        held = vaults.held(hq, session, device)
        return pushing.push(hq, session, device, held, runs)


def _pull(
    hq: Headquarters, caller: Caller, request: ExchangeRequest, taken: Taken
) -> ExchangeAnswer:
    with hq.database.writing() as session:
        device = session.get_one(Device, caller.vault, with_for_update=not hq.embedded)
        held = vaults.held(hq, session, device)
        reader = Reader(device, held, _known(device, request))
        pulled = pulling.pull(session, reader, request.cursors, request.limit)
        chain = [device.epoch, device.counter, device.hash]
        answered = bool(request.runs) or chain not in request.heads
        if pulled.items:
            device.batch += 1
        vaults.use_token(device, caller.token)
        device.seen = hq.wall()
        return ExchangeAnswer(
            receipts=pushing.receipt(session, device) if answered else [],
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
        )


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
