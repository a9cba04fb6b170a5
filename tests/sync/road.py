"""The road between a laptop and headquarters inside one process, and what can go wrong on it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import httpx
from starlette.applications import Starlette

Change = Callable[[httpx.Request, httpx.Response], httpx.Response]


class InProcess(httpx.BaseTransport):
    """Calls the application itself, without a socket; closing it ends the application."""

    def __init__(self, app: Starlette) -> None:
        self.app = app
        self._runner = asyncio.Runner()
        self._life = app.router.lifespan_context(app)
        self._runner.run(self._life.__aenter__())
        self.open = True

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """One request, answered whole."""
        body = request.read()
        return self._runner.run(answered(self.app, request, body))

    def close(self) -> None:
        """The program's end; its client may be closed more than once."""
        if self.open:
            self.open = False
            self._runner.run(self._life.__aexit__(None, None, None))
            self._runner.close()


async def answered(app: Any, request: httpx.Request, body: bytes) -> httpx.Response:
    """One request put to an application, and its answer whole."""
    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": request.method,
        "path": request.url.path,
        "raw_path": request.url.raw_path.partition(b"?")[0],
        "query_string": request.url.query,
        "root_path": "",
        "scheme": "https",
        "headers": [(key.lower(), value) for key, value in request.headers.raw],
        "client": ("127.0.0.1", 1),
        "server": ("hq", 443),
    }
    told: dict[str, Any] = {}
    pieces: list[bytes] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": body, "more_body": False}

    async def send(message: Any) -> None:
        if message["type"] == "http.response.start":
            told.update(message)
        else:
            pieces.append(message.get("body", b""))

    await app(scope, receive, send)
    return httpx.Response(
        told["status"], headers=told["headers"], stream=httpx.ByteStream(b"".join(pieces))
    )


@dataclass
class Road(httpx.BaseTransport):
    """A road that can be cut: before the request has gone, or in the middle of the answer.

    ``cut_request`` and ``cut_answer`` count requests from now, 0 is the next one; ``at`` is the
    byte of the answer after which nothing comes. ``change`` alters answers on their way.
    """

    inner: httpx.BaseTransport
    cut_request: int | None = None
    cut_answer: int | None = None
    at: int = 0
    change: Change | None = None
    away: bool = False
    paths: list[str] = field(default_factory=list)
    bodies: list[bytes] = field(default_factory=list)

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Carry one request as far as the road goes."""
        if self.away:
            raise httpx.ConnectError("away", request=request)
        self.paths.append(request.url.path)
        if self._due("cut_request"):
            raise httpx.WriteError("cut", request=request)
        self.bodies.append(request.read())
        answer = self.inner.handle_request(request)
        if self._due("cut_answer"):
            return httpx.Response(
                answer.status_code,
                headers=answer.headers,
                stream=_CutStream(answer.read()[: self.at], request),
            )
        return answer if self.change is None else self.change(request, answer)

    def close(self) -> None:
        """The application outlives a connection."""

    def _due(self, name: str) -> bool:
        left: int | None = getattr(self, name)
        if left is None:
            return False
        setattr(self, name, None if left == 0 else left - 1)
        return left == 0


class _CutStream(httpx.SyncByteStream):
    def __init__(self, data: bytes, request: httpx.Request) -> None:
        self._data = data
        self._request = request

    def __iter__(self) -> Any:
        yield self._data
        raise httpx.ReadError("cut", request=self._request)
