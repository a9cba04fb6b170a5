"""The web application of one headquarters."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError

from desktop.errors import AppError
from sync.protocol.packing import MEDIA_TYPE, pack
from sync.server.declined import Declined, failure_of, status_of
from sync.server.hq import Headquarters
from sync.server.limits import Limits
from sync.server.routes import router
from sync.server.work import Work

log = logging.getLogger(__name__)


def create_app(hq: Headquarters) -> FastAPI:
    """The application over an open headquarters, which the caller closes."""
    work = Work(hq)

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        yield
        work.stop()

    app = FastAPI(lifespan=lifespan, openapi_url=None, docs_url=None, redoc_url=None)
    app.include_router(router(hq, work, Limits(hq.wall)))
    app.add_exception_handler(AppError, _declined)
    app.add_exception_handler(RequestValidationError, _malformed)
    app.add_exception_handler(Exception, _failed)
    return app


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
