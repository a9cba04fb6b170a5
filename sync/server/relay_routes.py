"""What headquarters answers about relays, and to them."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response
from sqlalchemy.orm import Session

from sync.protocol import bearer
from sync.protocol.errors import ProtocolError
from sync.protocol.messages import VERSION, Signed
from sync.protocol.packing import BODY_LIMIT, MEDIA_TYPE, pack, unpack
from sync.protocol.relay import (
    RelayRegister,
    UpstreamAnswer,
    UpstreamRequest,
    VerdictsRequest,
)
from sync.server import exchange, relay_turn, relays, vaults
from sync.server.declined import Declined
from sync.server.hq import Headquarters
from sync.server.limits import REQUESTS_A_MINUTE, Limits
from sync.server.tables import Device
from sync.server.watch import VAULT
from sync.server.work import Work

_SHORT_LIMIT = 256 * 1024
_CARRYING = frozenset({"/relay/exchange"})
"""A relay carries for a whole province: what it carries is counted, and not bounded by the day."""


def relay_router(hq: Headquarters, work: Work, limits: Limits) -> APIRouter:
    """The routes of relays, beside those of vaults."""
    routes = APIRouter()
    desk = _RelayDesk(hq, work, limits)
    routes.add_api_route("/relays", desk.relays, methods=["GET"])
    routes.add_api_route("/verdicts", desk.verdicts, methods=["POST"])
    routes.add_api_route("/relay/register", desk.register, methods=["POST"])
    routes.add_api_route("/relay/exchange", desk.exchange, methods=["POST"])
    return routes


class _RelayDesk:
    def __init__(self, hq: Headquarters, work: Work, limits: Limits) -> None:
        self._hq = hq
        self._work = work
        self._limits = limits

    async def relays(self, request: Request) -> Response:
        """The relays that a vault may use."""
        device, _ = await self._admit(request)

        def run() -> object:
            with self._hq.database.reading() as session:
                return relays.listed(self._hq, session, device)

        return _answer(await self._work.do(run))

    async def verdicts(self, request: Request) -> Response:
        """What became of entries that a vault holds from others."""
        device, _ = await self._admit(request)
        asked = unpack(await body_of(request, _SHORT_LIMIT), VerdictsRequest, _SHORT_LIMIT)

        def run() -> object:
            with self._hq.database.reading() as session:
                return relay_turn.verdicts(self._hq, session, _again(session, device), asked)

        return _answer(await self._work.do(run))

    async def register(self, request: Request) -> Response:
        """A relay says where it answers."""
        device, _ = await self._admit(request)
        told = unpack(await body_of(request, _SHORT_LIMIT), RelayRegister, _SHORT_LIMIT)

        def run() -> Signed:
            with self._hq.database.writing() as session:
                return relays.register(self._hq, session, _again(session, device), told)

        return _answer(await self._work.do(run))

    async def exchange(self, request: Request) -> Response:
        """One turn with a relay."""
        device, token = await self._admit(request)
        data = await body_of(request, BODY_LIMIT)
        asked = await self._work.think(lambda: unpack(data, UpstreamRequest))
        if asked.version != VERSION:
            raise Declined("version_unsupported", version=VERSION)

        def run() -> UpstreamAnswer:
            return relay_turn.turn(self._hq, device.vault, token, asked)

        return _answer(await self._work.do(run))

    async def _admit(self, request: Request) -> tuple[Device, bytes]:
        token = token_of(request)
        device = await self._work.read(lambda: exchange.admitted(self._hq, token))
        setattr(request.state, VAULT, device.vault)
        await self._limits.count(device.vault, REQUESTS_A_MINUTE)
        if request.url.path not in _CARRYING:
            await self._limits.check_bytes(device.vault)
        shut = vaults.shut_out(self._hq, device)
        if shut is not None:
            raise shut
        return device, token


def token_of(request: Request) -> bytes:
    """The token that a request shows. Raises Declined ``token_invalid``."""
    token = bearer.token_of(request.headers.get("authorization", ""))
    if token is None:
        raise Declined("token_invalid")
    return token


async def body_of(request: Request, limit: int) -> bytes:
    """The whole body, read no further than the limit."""
    data = bytearray()
    async for piece in request.stream():
        data += piece
        if len(data) > limit:
            raise ProtocolError("wire_too_large", limit=limit)
    return bytes(data)


def _again(session: Session, device: Device) -> Device:
    return session.get_one(Device, device.vault)


def _answer(message: object) -> Response:
    return Response(pack(message), media_type=MEDIA_TYPE)
