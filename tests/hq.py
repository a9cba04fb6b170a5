"""A real headquarters for tests: in this process, or as a process of its own with TLS.

Starlette's own test client asks for another HTTP library than ours, so the transport is here.
"""

from __future__ import annotations

import contextlib
import json
import subprocess
import sys
from collections.abc import Iterator, MutableMapping
from contextlib import AbstractAsyncContextManager, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
from anyio.from_thread import BlockingPortal, start_blocking_portal
from fastapi import FastAPI

from sync.protocol.enrolment import fingerprint
from sync.server import accounts, system
from sync.server.app import create_app
from sync.server.config import EMBEDDED, Config
from sync.server.founding import found
from sync.server.hq import Headquarters, open_headquarters
from sync.server.seed import seed
from sync.server.seed_demo import seed_demo
from tests.builders import OFFICE, Wall


class InProcess(httpx.BaseTransport):
    """Carries requests into an application without a socket."""

    def __init__(self, app: FastAPI, portal: BlockingPortal) -> None:
        self._app = app
        self._portal = portal

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """The application's answer, whole."""
        return self._portal.call(self._answer, request)

    async def _answer(self, request: httpx.Request) -> httpx.Response:
        body = [request.read()]
        status = 500
        headers: list[tuple[bytes, bytes]] = []
        answer = bytearray()

        async def receive() -> MutableMapping[str, Any]:
            if body:
                return {"type": "http.request", "body": body.pop(), "more_body": False}
            return {"type": "http.disconnect"}

        async def send(message: MutableMapping[str, Any]) -> None:
            nonlocal status, headers
            if message["type"] == "http.response.start":
                status, headers = message["status"], message.get("headers", [])
            else:
                answer.extend(message.get("body", b""))

        scope: MutableMapping[str, Any] = {
            "type": "http",
            "asgi": {"version": "3.0"},
            "http_version": "1.1",
            "method": request.method,
            "scheme": request.url.scheme,
            "path": request.url.path,
            "raw_path": request.url.raw_path,
            "query_string": request.url.query,
            "root_path": "",
            "headers": [(name.lower(), value) for name, value in request.headers.raw],
            "client": ("127.0.0.1", 1),
            "server": ("hq.test", 443),
        }
        # Starlette answers 500 and then raises the error again, for the server's log.
        with contextlib.suppress(Exception):
            await self._app(scope, receive, send)
        return httpx.Response(status, headers=headers, content=bytes(answer))


@contextmanager
def client(app: FastAPI) -> Iterator[httpx.Client]:
    """An HTTP client of the application, started and stopped around it."""
    with start_blocking_portal() as portal:
        lifespan: AbstractAsyncContextManager[Any] = app.router.lifespan_context(app)
        with (
            portal.wrap_async_context_manager(lifespan),
            httpx.Client(transport=InProcess(app, portal), base_url="https://hq.test") as http,
        ):
            yield http


@dataclass
class Hq:
    """An open headquarters and an HTTP client that reaches it without a socket."""

    server: Headquarters
    http: httpx.Client
    wall: Wall

    @property
    def root(self) -> str:
        """The fingerprint on the enrolment sheet."""
        return fingerprint(self.server.published.root)

    def seed(self, *, demo: bool = False) -> None:
        """Enter the shipped reference data, and invented units and staff where asked."""
        seed(self.server)
        if demo:
            seed_demo(self.server)

    def code(
        self,
        person: bytes,
        name: str,
        *roles: str,
        office: bytes = OFFICE,
        province: str | None = "26",
        provinces: tuple[str, ...] = (),
        agency: str | None = None,
    ) -> str:
        """A one-time code for a person in these roles."""
        who = accounts.Appointment(person, name, office, province, roles, provinces, agency)
        with system.writing(self.server, "Appoint") as session:
            accounts.appoint(self.server, session, who)
            return accounts.issue_code(self.server, session, person)


@contextmanager
def headquarters(
    folder: Path, *, database: str = EMBEDDED, wall: Wall | None = None
) -> Iterator[Hq]:
    """A new installation in a folder, open and answering in this process."""
    wall = wall or Wall()
    config = Config(folder, database)
    found(config, datetime.fromtimestamp(wall.ms / 1000, UTC))
    server = open_headquarters(config, wall=wall)
    try:
        with client(create_app(server)) as http:
            yield Hq(server, http, wall)
    finally:
        server.close()


@dataclass(frozen=True)
class Serving:
    """A headquarters that runs as a process of its own."""

    url: str
    root: str
    process: subprocess.Popen[str]

    @property
    def port(self) -> int:
        """Where it listens."""
        return int(self.url.rpartition(":")[2])


@contextmanager
def serving(folder: Path) -> Iterator[Serving]:
    """Serve an installation over TLS on a free port, until the block ends."""
    line = [
        sys.executable,
        "-m",
        "sync.server.cli",
        "--folder",
        str(folder),
        "serve",
        "--port",
        "0",
    ]
    with (
        (folder / "serve.log").open("w") as log,
        subprocess.Popen(line, stdout=subprocess.PIPE, stderr=log, text=True) as process,
    ):
        try:
            assert process.stdout is not None
            told = json.loads(process.stdout.readline())
            yield Serving(f"https://{told['host']}:{told['port']}", told["root"], process)
        finally:
            process.terminate()
            process.wait(timeout=20)
