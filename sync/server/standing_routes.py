"""Routes of snapshots, digests and headquarters' own chain, beside those of the exchange."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from fastapi import APIRouter, Request, Response

from sync.protocol.audit import LINKS_AT_ONCE, LinksAnswer
from sync.protocol.packing import BODY_LIMIT, MEDIA_TYPE, pack, unpack
from sync.protocol.repair import (
    BucketsAnswer,
    BucketsRequest,
    DigestsRequest,
    RecordsAnswer,
    RecordsRequest,
)
from sync.protocol.snapshot import SnapshotAnswer, SnapshotRequest
from sync.server import audit, repair, snapshots, vaults
from sync.server.declined import Declined
from sync.server.hq import Headquarters
from sync.server.scopes import Held
from sync.server.tables import Device
from sync.server.work import Work

Admit = Callable[[Request], Awaitable[Device]]
"""The vault that asks, if it may. Raises Declined."""

Body = Callable[[Request, int], Awaitable[bytes]]
_SHORT_LIMIT = 64 * 1024
_WAIT_SECONDS = 8.0
"""So long an answer may wait for the snapshot, so that nobody asks again and again."""

_ID_BYTES = 16


class Standing:
    """Snapshots are built beside the database's own thread, each once for all that wait."""

    def __init__(self, hq: Headquarters, work: Work, admit: Admit, body: Body) -> None:
        self._hq = hq
        self._work = work
        self._admit = admit
        self._body = body
        self._building: dict[bytes, asyncio.Task[bytes]] = {}

    def add_to(self, routes: APIRouter) -> None:
        """Make the routes known."""
        routes.add_api_route("/snapshot", self.snapshot, methods=["POST"])
        routes.add_api_route("/snapshot/{identity}/{number}", self.chunk, methods=["GET"])
        routes.add_api_route("/digests", self.digests, methods=["POST"])
        routes.add_api_route("/digests/rows", self.rows, methods=["POST"])
        routes.add_api_route("/records", self.records, methods=["POST"])
        routes.add_api_route("/audit/{after}", self.audit, methods=["GET"])

    async def snapshot(self, request: Request) -> Response:
        """The manifest of a snapshot for the vault's scopes, or how far its making is."""
        device = await self._admit(request)
        unpack(await self._body(request, _SHORT_LIMIT), SnapshotRequest, _SHORT_LIMIT)
        held, answer = await self._work.do(lambda: self._look(device))
        if answer.manifest is None:
            key = snapshots.key_of(held)
            if key not in self._building and answer.of == 0:
                job = self._work.think(lambda: snapshots.build(self._hq, held))
                self._building[key] = asyncio.ensure_future(job)
            if key in self._building:
                await self._wait(key)
            held, answer = await self._work.do(lambda: self._look(device))
        return _answer(answer)

    async def chunk(self, request: Request, identity: str, number: int) -> Response:
        """One chunk of a snapshot."""
        device = await self._admit(request)
        named = _identity(identity)

        def read() -> bytes:
            with self._hq.database.reading() as session:
                held = vaults.held(self._hq, session, device)
                return snapshots.chunk(session, held, named, number)

        return Response(await self._work.do(read), media_type=MEDIA_TYPE)

    async def digests(self, request: Request) -> Response:
        """The digests of all that the vault may hold; they may take a while."""
        device = await self._admit(request)
        unpack(await self._body(request, _SHORT_LIMIT), DigestsRequest, _SHORT_LIMIT)
        return _answer(await self._work.think(lambda: repair.digests_for(self._hq, device)))

    async def rows(self, request: Request) -> Response:
        """The digests of the rows in buckets that differ."""
        device = await self._admit(request)
        asked = unpack(await self._body(request, _SHORT_LIMIT), BucketsRequest, _SHORT_LIMIT)

        def read() -> BucketsAnswer:
            with self._hq.database.reading() as session:
                held = vaults.held(self._hq, session, device)
                return repair.buckets_for(session, held, asked.buckets)

        return _answer(await self._work.do(read))

    async def records(self, request: Request) -> Response:
        """All entries of records that differ."""
        device = await self._admit(request)
        asked = unpack(await self._body(request, BODY_LIMIT), RecordsRequest)

        def mended() -> RecordsAnswer:
            with self._hq.database.writing() as session:
                self._hq.lock(session)
                return repair.records_for(self._hq, session, device, asked.records)

        return _answer(await self._work.do(mended))

    async def audit(self, request: Request, after: int) -> Response:
        """Headquarters' own chain behind a link: what its links cover, and never what they say."""
        await self._admit(request)

        def read() -> LinksAnswer:
            with self._hq.database.reading() as session:
                return LinksAnswer(audit.links(session, after, LINKS_AT_ONCE), audit.head(session))

        return _answer(await self._work.do(read))

    def _look(self, device: Device) -> tuple[Held, SnapshotAnswer]:
        with self._hq.database.reading() as session:
            held = vaults.held(self._hq, session, device)
            return held, snapshots.standing(self._hq, session, held)

    async def _wait(self, key: bytes) -> None:
        building = self._building[key]
        await asyncio.wait({building}, timeout=_WAIT_SECONDS)
        if building.done():
            self._building.pop(key, None)
            building.result()


def _answer(message: object) -> Response:
    return Response(pack(message), media_type=MEDIA_TYPE)


def _identity(told: str) -> bytes:
    try:
        identity = bytes.fromhex(told)
    except ValueError as error:
        raise Declined("snapshot_gone") from error
    if len(identity) != _ID_BYTES:
        raise Declined("snapshot_gone")
    return identity
