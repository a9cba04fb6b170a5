"""The web application of one headquarters."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError

from desktop.errors import AppError
from desktop.models.failures import problem_of
from sync.protocol.packing import MEDIA_TYPE, pack
from sync.server import operators
from sync.server.declined import Declined, failure_of, status_of
from sync.server.hq import Headquarters
from sync.server.limits import Limits
from sync.server.logs import told
from sync.server.meters import Meters
from sync.server.relay_routes import relay_router
from sync.server.routes import router
from sync.server.watch import CODE, SHIELD, Watch
from sync.server.work import Work

_AGAIN_SECONDS = 30

log = logging.getLogger(__name__)


def create_app(hq: Headquarters) -> FastAPI:
    """The application over an open headquarters, which the caller closes."""
    work = Work(hq)
    limits, meters = Limits(hq, work.do, work.read), Meters()

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        yield
        await limits.save()
        work.stop()

    app = FastAPI(lifespan=lifespan, openapi_url=None, docs_url=None, redoc_url=None)
    app.add_middleware(Watch, meters=meters, limits=limits)
    app.include_router(operators.router(hq, work, meters))
    app.include_router(router(hq, work, limits, meters))
    app.include_router(relay_router(hq, work, limits))
    app.add_exception_handler(AppError, _declined)
    app.add_exception_handler(DBAPIError, _database_failed)
    app.add_exception_handler(RequestValidationError, _malformed)
    app.add_exception_handler(Exception, _failed)
    return app


async def _declined(request: Request, error: Exception) -> Response:
    if not isinstance(error, AppError):
        raise TypeError("registered for AppError")
    setattr(request.state, CODE, error.code)
    headers = {}
    if error.code in {"too_many_requests", "server_away"}:
        headers["Retry-After"] = str(error.arguments["seconds"])
    return Response(pack(failure_of(error)), status_of(error), headers, MEDIA_TYPE)


async def _malformed(request: Request, _error: Exception) -> Response:
    return await _declined(request, Declined("wire_malformed"))


async def _database_failed(request: Request, error: Exception) -> Response:
    """A database that is away for now is no fault of the server; what is full is told as such."""
    meant = problem_of(error) if isinstance(error, DBAPIError) else None
    if meant is not None:
        return await _declined(request, meant)
    if isinstance(error, OperationalError | InterfaceError):
        log.error("The database does not answer", extra=told(error=type(error.orig).__name__))
        return await _declined(request, Declined("server_away", seconds=_AGAIN_SECONDS))
    return await _failed(request, error)


async def _failed(request: Request, error: Exception) -> Response:
    # The path only: bodies and tokens never reach the log.
    log.error("%s %s failed", request.method, request.url.path, exc_info=error)
    answer = await _declined(request, Declined("server_failed"))
    # This one is written outside the watch.
    answer.raw_headers.extend(SHIELD)
    return answer
