"""What a relay answers its laptops over HTTP."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import TypeVar

from fastapi import APIRouter, FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from msgspec.structs import replace
from sqlalchemy.orm import Session

from desktop.errors import AppError
from desktop.models import vault_facts
from desktop.models.migrations import SCHEMA
from sync.protocol.encoding import decode
from sync.protocol.entry import verified_by_any
from sync.protocol.messages import (
    ASKS_LEASE,
    RECEIPT_TAG,
    VERSION,
    NonceAnswer,
    ReceiptText,
    SessionAnswer,
    SessionRequest,
    Signed,
)
from sync.protocol.packing import BODY_LIMIT, MEDIA_TYPE, pack, unpack
from sync.protocol.relay import RelayAnswer, RelayRequest
from sync.relay import answering, leasing, taking
from sync.relay.station import Station
from sync.relay.tables import Certified
from sync.relay.upstream import SEEN
from sync.server import blobs, vaults
from sync.server.chain import Link
from sync.server.declined import Declined, failure_of, status_of
from sync.server.limits import REQUESTS_A_MINUTE, STRANGERS_A_MINUTE, Limits
from sync.server.relay_routes import body_of, token_of
from sync.server.tables import Device
from sync.server.work import Work

log = logging.getLogger(__name__)

T = TypeVar("T")
_SHORT_LIMIT = 64 * 1024
_HASH_BYTES = 32


def create_app(station: Station, brought: Callable[[], None]) -> FastAPI:
    """The application over an open relay; ``brought`` hears when a laptop left something."""
    work = Work(station.hq)
    limits = Limits(station.hq, work.do)

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        yield
        await limits.save()
        work.stop()

    app = FastAPI(lifespan=lifespan, openapi_url=None, docs_url=None, redoc_url=None)
    app.include_router(_router(_Desk(station, work, limits, brought)))
    app.add_exception_handler(AppError, _declined)
    app.add_exception_handler(RequestValidationError, _malformed)
    app.add_exception_handler(Exception, _failed)
    return app


def _router(desk: _Desk) -> APIRouter:
    routes = APIRouter()
    routes.add_api_route("/health", desk.health, methods=["GET"])
    routes.add_api_route("/keys", desk.keys, methods=["GET"])
    routes.add_api_route("/nonce", desk.nonce, methods=["POST"])
    routes.add_api_route("/session", desk.session, methods=["POST"])
    routes.add_api_route("/relay", desk.exchange, methods=["POST"])
    routes.add_api_route("/blobs/{sha256}", desk.blob_state, methods=["GET"])
    routes.add_api_route("/blobs/{sha256}/{number}", desk.blob_chunk, methods=["GET"])
    routes.add_api_route("/blobs/{sha256}/{number}", desk.take_chunk, methods=["PUT"])
    return routes


class _Desk:
    def __init__(
        self, station: Station, work: Work, limits: Limits, brought: Callable[[], None]
    ) -> None:
        self._station = station
        self._hq = station.hq
        self._work = work
        self._limits = limits
        self._brought = brought

    async def health(self) -> dict[str, object]:
        """Whether the relay answers, and when headquarters last answered it."""

        def run() -> int:
            with self._hq.database.reading() as session:
                return vault_facts.number(session, SEEN)

        seen = await self._work.do(run)
        return {"status": "ok", "version": VERSION, "schema": SCHEMA, "upstream": seen}

    async def keys(self) -> Response:
        """Whoever took our address for headquarters' learns the difference."""
        raise Declined("relay_enrols_nobody")

    async def nonce(self, request: Request) -> Response:
        """Something fresh to sign."""
        await self._stranger(request)
        answer: NonceAnswer = await self._written(lambda s: vaults.give_nonce(self._hq, s))
        return _answer(answer)

    async def session(self, request: Request) -> Response:
        """A token for a signed nonce, with the certificate that headquarters signed."""
        await self._stranger(request)
        asked = unpack(await body_of(request, _SHORT_LIMIT), SessionRequest, _SHORT_LIMIT)

        def run(session: Session) -> SessionAnswer | Declined:
            answer = vaults.open_session(self._hq, session, asked)
            certified = session.get(Certified, asked.vault)
            if isinstance(answer, Declined) or certified is None:
                return answer if isinstance(answer, Declined) else Declined("vault_unknown")
            signed = Signed(certified.message, certified.signature)
            return replace(answer, certificate=signed)

        return _answer(await self._written(run))

    async def exchange(self, request: Request) -> Response:
        """One turn with a laptop."""
        device, token = await self._admit(request)
        data = await body_of(request, BODY_LIMIT)

        def opened() -> tuple[RelayRequest, list[Link]]:
            asked = unpack(data, RelayRequest)
            if asked.version != VERSION or not SCHEMA - 2 <= asked.schema <= SCHEMA:
                raise Declined("version_unsupported", version=VERSION, schema=SCHEMA)
            return asked, taking.opened(self._station, device, asked.runs)

        asked, links = await self._work.think(opened)
        answer = await self._written(lambda s: self._turn(s, device.vault, token, asked, links))
        if links:
            self._brought()
        return Response(await self._work.think(lambda: pack(answer)), media_type=MEDIA_TYPE)

    def _turn(
        self, session: Session, vault: bytes, token: bytes, asked: RelayRequest, links: list[Link]
    ) -> RelayAnswer | Declined:
        station = self._station
        if leasing.over(session, station):
            return Declined("relay_lease_over")
        self._hq.lock(session)
        device = session.get_one(Device, vault)
        taking.trust_receipt(station, session, device, asked.receipt)
        shut = taking.take(station, session, device, links)
        if shut is not None:
            return shut
        held = vaults.held(self._hq, session, device)
        knows = _place(asked.head)
        for link in links:
            knows = max(knows, (link.header.epoch, link.header.counter))
        reader = answering.Reader(device, held, knows, self._receipted(vault, asked.receipt))
        given = answering.give(station, session, reader, asked)
        vaults.use_token(device, token)
        device.seen = self._hq.wall()
        return RelayAnswer(
            receipt=taking.receipt(station, session, device),
            hq_receipts=answering.hq_receipts(session, vault),
            verdicts=given.verdicts,
            held=[device.epoch, device.counter, device.hash] if device.counter else None,
            pages=given.pages,
            items=list(given.items.values()),
            gone=list(given.gone.values()),
            pending=given.pending,
            certificates=answering.certificates(session, given.authors),
            lane=given.lane,
            upto=given.upto,
            more=given.more,
            wall=self._hq.wall(),
            token=vaults.next_token(self._hq, device),
            wanted=blobs.wanted(session, vault),
            upstream=vault_facts.number(session, SEEN) or None,
            known=taking.known(session, device, asked.unsure),
            lease=leasing.of_vault(session, vault) if asked.asks & ASKS_LEASE else None,
            keys=station.published if station.joined.enrolment.serial > asked.keys else None,
        )

    def _receipted(self, vault: bytes, signed: Signed | None) -> tuple[int, int]:
        if signed is None or not verified_by_any(
            self._station.trusted, RECEIPT_TAG, signed.message, signed.signature
        ):
            return (0, 0)
        text = decode(signed.message, ReceiptText)
        return (text.epoch, text.counter) if text.vault == vault else (0, 0)

    async def blob_state(self, request: Request, sha256: str) -> Response:
        """Which chunks of an attachment are here."""
        device, _ = await self._open_vault(request)
        return _answer(await self._with_blob(device, _hash(sha256), blobs.state))

    async def blob_chunk(self, request: Request, sha256: str, number: int) -> Response:
        """One chunk of an attachment."""
        device, _ = await self._open_vault(request)
        data = await self._with_blob(device, (_hash(sha256), number), blobs.send)
        return Response(data, media_type=MEDIA_TYPE)

    async def take_chunk(self, request: Request, sha256: str, number: int, size: int) -> Response:
        """One more chunk of an attachment that an entry names."""
        device, _ = await self._open_vault(request)
        data = await body_of(request, blobs.CHUNK)
        chunk = blobs.Chunk(_hash(sha256), number, size, data)
        there = await self._with_blob(device, chunk, blobs.receive)
        if there.complete:
            self._brought()
        return _answer(there)

    async def _admit(self, request: Request) -> tuple[Device, bytes]:
        token = token_of(request)

        def run() -> Device:
            with self._hq.database.reading() as session:
                return vaults.device_of(self._hq, session, token)

        device = await self._work.do(run)
        await self._limits.count(device.vault, REQUESTS_A_MINUTE)
        return device, token

    async def _stranger(self, request: Request) -> None:
        address = request.client.host if request.client is not None else ""
        await self._limits.count(address.encode(), STRANGERS_A_MINUTE)

    async def _open_vault(self, request: Request) -> tuple[Device, bytes]:
        device, token = await self._admit(request)
        shut = vaults.shut_out(self._hq, device)
        if shut is not None:
            raise shut
        return device, token

    async def _written(self, job: Callable[[Session], T | Declined]) -> T:
        """What a job answers; what it wrote is kept also where it declines."""

        def run() -> T | Declined:
            with self._hq.database.writing() as session:
                return job(session)

        outcome = await self._work.do(run)
        if isinstance(outcome, Declined):
            raise outcome
        return outcome

    async def _with_blob(self, device: Device, what: object, job: Callable[..., T]) -> T:
        def run() -> T:
            with self._hq.database.writing() as session:
                if leasing.over(session, self._station):
                    raise Declined("relay_lease_over")
                held = vaults.held(self._hq, session, device)
                return job(session, self._hq.blobs, held, device, what)

        return await self._work.do(run)


async def _declined(_request: Request, error: Exception) -> Response:
    if not isinstance(error, AppError):
        raise TypeError("registered for AppError")
    headers = {}
    if error.code == "too_many_requests":
        headers["Retry-After"] = str(error.arguments["seconds"])
    return Response(pack(failure_of(error)), status_of(error), headers, MEDIA_TYPE)


async def _malformed(_request: Request, _error: Exception) -> Response:
    return await _declined(_request, Declined("wire_malformed"))


async def _failed(request: Request, error: Exception) -> Response:
    # The path only: bodies and tokens never reach the log.
    log.error("%s %s failed", request.method, request.url.path, exc_info=error)
    return await _declined(request, Declined("server_failed"))


def _answer(message: object) -> Response:
    return Response(pack(message), media_type=MEDIA_TYPE)


def _place(told: list[object]) -> tuple[int, int]:
    match told:
        case [int(epoch), int(counter)]:
            return epoch, counter
    return 0, 0


def _hash(told: str) -> bytes:
    try:
        sha256 = bytes.fromhex(told)
    except ValueError as error:
        raise Declined("blob_unknown") from error
    if len(sha256) != _HASH_BYTES:
        raise Declined("blob_unknown")
    return sha256
