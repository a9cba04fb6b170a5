"""What headquarters answers over HTTP; bodies are raw bytes, decoded by the protocol alone."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from fastapi import APIRouter, Request, Response
from sqlalchemy.orm import Session
from starlette.requests import ClientDisconnect

from sync.protocol import slim
from sync.protocol.bearer import token_of
from sync.protocol.columns import Peer
from sync.protocol.errors import ProtocolError
from sync.protocol.messages import (
    EnrolRequest,
    ExchangeRequest,
    SessionAnswer,
    SessionRequest,
)
from sync.protocol.packing import (
    BODY_LIMIT,
    MEDIA_TYPE,
    OPEN_LIMIT,
    open_stream,
    pack,
    unpack,
)
from sync.server import blobs, exchange, identities, push, vaults
from sync.server.admission import Admission, Shown, shown_by
from sync.server.chain import Link
from sync.server.declined import Declined
from sync.server.exchange import Asked, Caller
from sync.server.hq import Headquarters
from sync.server.limits import REQUESTS_A_MINUTE, STRANGERS_A_MINUTE, Limits
from sync.server.meters import Meters
from sync.server.reading import Reading
from sync.server.standing_routes import Standing
from sync.server.tables import Device
from sync.server.turns import Turns
from sync.server.watch import VAULT
from sync.server.witness import Witnessing
from sync.server.work import Work

T = TypeVar("T")
_SHORT_LIMIT = 64 * 1024
_LONG_BODY = 8 * 1024
"""What is longer is opened beside the event loop, so that others are answered meanwhile."""

_HASH_BYTES = 32


def router(hq: Headquarters, work: Work, limits: Limits, meters: Meters) -> APIRouter:
    """All routes that vaults use."""
    routes = APIRouter()
    desk = _Desk(hq, work, limits, Turns(hq, work, meters))
    routes.add_api_route("/keys", desk.keys, methods=["GET"])
    routes.add_api_route("/enrol", desk.enrol, methods=["POST"])
    routes.add_api_route("/nonce", desk.nonce, methods=["POST"])
    routes.add_api_route("/session", desk.session, methods=["POST"])
    routes.add_api_route("/exchange", desk.exchange, methods=["POST"])
    routes.add_api_route("/blobs/{sha256}", desk.blob_state, methods=["GET"])
    routes.add_api_route("/blobs/{sha256}/{number}", desk.blob_chunk, methods=["GET"])
    routes.add_api_route("/blobs/{sha256}/{number}", desk.take_chunk, methods=["PUT"])
    Reading(hq, work, desk.open_vault).add_to(routes)
    Standing(hq, work, desk.open_vault, _body).add_to(routes)
    Witnessing(hq, work, desk.open_vault).add_to(routes)
    return routes


class _Desk:
    def __init__(self, hq: Headquarters, work: Work, limits: Limits, turns: Turns) -> None:
        self._hq = hq
        self._work = work
        self._limits = limits
        self._turns = turns
        self._admission = Admission(hq.wall)

    async def keys(self) -> Response:
        """The keys that the offline root signed."""
        return _answer(self._hq.published)

    async def enrol(self, request: Request) -> Response:
        """A certificate for a new vault."""
        await self._stranger(request)
        asked = unpack(await _body(request, _SHORT_LIMIT), EnrolRequest, _SHORT_LIMIT)
        return _answer(await self._written(lambda s: vaults.enrol(self._hq, s, asked)))

    async def nonce(self, request: Request) -> Response:
        """Something fresh to sign."""
        await self._stranger(request)
        return _answer(await self._written(lambda s: vaults.give_nonce(self._hq, s)))

    async def session(self, request: Request) -> Response:
        """A token for a signed nonce."""
        await self._stranger(request)
        asked = unpack(await _body(request, _SHORT_LIMIT), SessionRequest, _SHORT_LIMIT)
        return _answer(await self._written(lambda s: self._session(s, asked)))

    def _session(self, session: Session, asked: SessionRequest) -> SessionAnswer | Declined:
        """Who has come to handle identities since enrolment gets an index key here."""
        answer = vaults.open_session(self._hq, session, asked)
        if isinstance(answer, SessionAnswer):
            device = session.get_one(Device, asked.vault)
            identities.give_index_key(self._hq, session, device)
        return answer

    async def exchange(self, request: Request) -> Response:
        """One turn: push and pull."""
        device, token = await self._shown(request)
        data = await _body(request, BODY_LIMIT)

        peer = Peer(self._hq.keys.installation, device.vault, device.person)

        def opened() -> tuple[ExchangeRequest, list[list[Link]], bool]:
            body = open_stream(data, OPEN_LIMIT)
            asked = slim.open_request(body, peer)
            exchange.check_version(asked)
            return asked, push.opened(self._hq, device, asked.runs), slim.is_slim(body)

        def packed() -> bytes:
            if as_slim:
                return slim.pack_answer(answer, asked, peer)
            return pack(answer)

        if len(data) > _LONG_BODY:
            asked, runs, as_slim = await self._work.think(opened)
        else:
            asked, runs, as_slim = opened()
        turn = Asked(Caller(device.vault, token), asked, runs, len(data))
        answer = await self._turns.do(turn)
        self._admission.gave(device, answer.token)
        told = await self._work.think(packed) if answer.items else packed()
        return Response(told, media_type=MEDIA_TYPE)

    async def blob_state(self, request: Request, sha256: str) -> Response:
        """Which chunks of an attachment are here."""
        device = await self.open_vault(request)
        return _answer(await self._with_blob(device, _hash(sha256), blobs.state))

    async def blob_chunk(self, request: Request, sha256: str, number: int) -> Response:
        """One chunk of an attachment."""
        device = await self.open_vault(request)
        place = (_hash(sha256), number)
        data = await self._with_blob(device, place, blobs.send)
        return Response(data, media_type=MEDIA_TYPE)

    async def take_chunk(self, request: Request, sha256: str, number: int, size: int) -> Response:
        """One more chunk of an attachment that headquarters wants."""
        device = await self.open_vault(request)
        data = await _body(request, blobs.CHUNK)
        chunk = blobs.Chunk(_hash(sha256), number, size, data)
        return _answer(await self._with_blob(device, chunk, blobs.receive, writes=True))

    async def _stranger(self, request: Request) -> None:
        address = request.client.host if request.client is not None else ""
        await self._limits.count(address.encode(), STRANGERS_A_MINUTE)

    async def _shown(self, request: Request) -> tuple[Shown, bytes]:
        """Whose token it is; where we gave it out, the turn itself sees whether it still counts."""
        token = _token(request)
        shown = self._admission.known(token)
        if shown is None:
            shown = shown_by(await self._work.read(lambda: exchange.admitted(self._hq, token)))
        await self._count(request, shown.vault)
        return shown, token

    async def _count(self, request: Request, vault: bytes) -> None:
        setattr(request.state, VAULT, vault)
        await self._limits.count(vault, REQUESTS_A_MINUTE)
        await self._limits.check_bytes(vault)

    async def open_vault(self, request: Request) -> Device:
        """The vault that asks, if it is not shut out. Raises Declined."""
        token = _token(request)
        device = await self._work.read(lambda: exchange.admitted(self._hq, token))
        await self._count(request, device.vault)
        shut = vaults.shut_out(self._hq, device)
        if shut is not None:
            raise shut
        return device

    async def _written(self, job: Callable[..., T | Declined]) -> T:
        """What a job answers; what it wrote is kept also where it declines."""

        def run() -> T | Declined:
            with self._hq.database.writing() as session:
                return job(session)

        outcome = await self._work.do(run)
        if isinstance(outcome, Declined):
            raise outcome
        return outcome

    async def _with_blob(
        self, device: Device, what: object, job: Callable[..., T], *, writes: bool = False
    ) -> T:
        database = self._hq.database

        def run() -> T:
            with database.writing() if writes else database.reading() as session:
                held = vaults.held(self._hq, session, device)
                return job(session, self._hq.blobs, held, device, what)

        return await self._work.do(run)


def _token(request: Request) -> bytes:
    token = token_of(request.headers.get("authorization", ""))
    if token is None:
        raise Declined("token_invalid")
    return token


def _answer(message: object) -> Response:
    return Response(pack(message), media_type=MEDIA_TYPE)


async def _body(request: Request, limit: int) -> bytes:
    """The whole body, read no further than the limit. Raises ProtocolError."""
    data = bytearray()
    try:
        async for piece in request.stream():
            data += piece
            if len(data) > limit:
                raise ProtocolError("wire_too_large", limit=limit)
    except ClientDisconnect as error:
        raise ProtocolError("wire_cut") from error
    return bytes(data)


def _hash(told: str) -> bytes:
    try:
        sha256 = bytes.fromhex(told)
    except ValueError as error:
        raise Declined("blob_unknown") from error
    if len(sha256) != _HASH_BYTES:
        raise Declined("blob_unknown")
    return sha256
