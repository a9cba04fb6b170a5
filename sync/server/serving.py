"""Runs the application over TLS until it is told to stop.

Imported where something is served: other verbs do without the web framework.
"""

from __future__ import annotations

import gc
import socket
import ssl
from collections.abc import Callable

import uvicorn
from fastapi import FastAPI

from sync.server.app import create_app
from sync.server.hq import Headquarters
from sync.server.listening import BACKLOG, listen
from sync.server.patience import PatientProtocol

_KEEP_ALIVE_SECONDS = 75
_STOP_SECONDS = 10
_OBJECTS = 50_000
"""New objects between two looks for garbage."""


class _Server(uvicorn.Server):
    """Says when it can be reached."""

    def __init__(self, config: uvicorn.Config, ready: Callable[[], None]) -> None:
        super().__init__(config)
        self._ready = ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            self._ready()


def serve(hq: Headquarters, port: int, ready: Callable[[int], None]) -> None:
    """Answer until SIGINT or SIGTERM; what was begun is finished. Port 0 takes a free one.

    Raises Problem ``hq_port_taken``.
    """
    listening = listen(hq.config.host, port)
    taken: int = listening.getsockname()[1]
    answer(hq, listening, lambda: ready(taken))


def answer(
    hq: Headquarters,
    listening: socket.socket,
    ready: Callable[[], None],
    app: FastAPI | None = None,
) -> None:
    """Answer what comes to a socket, alone or with other processes, until told to stop."""
    config = uvicorn.Config(
        app or create_app(hq),
        http=PatientProtocol,
        log_config=None,
        access_log=False,
        server_header=False,
        date_header=False,
        ssl_certfile=hq.config.keys / "tls.pem",
        ssl_keyfile=str(hq.config.keys / "tls.key"),
        timeout_keep_alive=_KEEP_ALIVE_SECONDS,
        timeout_graceful_shutdown=_STOP_SECONDS,
        backlog=BACKLOG,
    )
    config.load()
    if config.ssl is not None:
        config.ssl.minimum_version = ssl.TLSVersion.TLSv1_3
    _collect_seldom()
    with listening:
        _Server(config, ready).run(sockets=[listening])


def _collect_seldom() -> None:
    """Turns make many objects and few circles: what lives for ever is not looked at again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(_OBJECTS, 20, 100)
