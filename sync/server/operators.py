"""What whoever runs the server asks of it: whether it is well, and how much it does."""

from __future__ import annotations

import asyncio
import hmac
import ipaddress
import json

from fastapi import APIRouter, Request, Response
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from desktop.errors import AppError
from desktop.models.migrations import SCHEMA
from sync.protocol.messages import VERSION
from sync.server import meters
from sync.server.declined import Declined
from sync.server.hq import Headquarters
from sync.server.meters import Meters
from sync.server.work import Work

_ANSWER_SECONDS = 3.0
_UNWELL = 503


def router(hq: Headquarters, work: Work, counted: Meters) -> APIRouter:
    """The routes for operators."""
    routes = APIRouter()
    desk = _Desk(hq, work, counted)
    routes.add_api_route("/health", desk.health, methods=["GET"])
    routes.add_api_route("/metrics", desk.metrics, methods=["GET"])
    return routes


class _Desk:
    def __init__(self, hq: Headquarters, work: Work, counted: Meters) -> None:
        self._hq = hq
        self._work = work
        self._counted = counted

    async def health(self) -> Response:
        """Whether the server answers and reaches its database; no secrets."""
        reached = await self._reached()
        told = {
            "status": "ok" if reached else "no_database",
            "version": VERSION,
            "schema": SCHEMA,
            "database": reached,
        }
        status = 200 if reached else _UNWELL
        return Response(json.dumps(told), status, media_type="application/json")

    async def metrics(self, request: Request) -> Response:
        """Prometheus' text format, for this machine or for who shows the configured token."""
        if not self._may_look(request):
            raise Declined("metrics_closed")
        told = await self._work.think(self._counted.text)
        return Response(told, media_type=meters.MEDIA_TYPE)

    def _may_look(self, request: Request) -> bool:
        token = self._hq.config.metrics_token
        _, _, shown = request.headers.get("authorization", "").partition(" ")
        if token and hmac.compare_digest(shown.encode(), token.encode()):
            return True
        return request.client is not None and _of_this_machine(request.client.host)

    async def _reached(self) -> bool:
        def ask() -> bool:
            try:
                with self._hq.database.reading() as session:
                    session.execute(text("SELECT 1"))
            except (AppError, DBAPIError):
                return False
            return True

        try:
            async with asyncio.timeout(_ANSWER_SECONDS):
                return await self._work.read(ask)
        except TimeoutError:
            return False


def _of_this_machine(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
