"""How long a connection may take over its headers, and how large they may be.

The time of a body is watched where it is read (``watch``).
"""

from __future__ import annotations

import asyncio

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

HEADER_SECONDS = 10.0
HEADER_BYTES = 16 * 1024


class PatientProtocol(HttpToolsProtocol):
    """HTTP as uvicorn speaks it, with an end to waiting for headers."""

    _waiting: asyncio.TimerHandle | None = None
    _size = 0

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn narrows it
        super().connection_made(transport)
        self._wait()

    def connection_lost(self, exc: Exception | None) -> None:
        self._stop_waiting()
        super().connection_lost(exc)

    def shutdown(self) -> None:
        """At the server's end; over TLS a farewell may never be answered."""
        if self.cycle is None or self.cycle.response_complete:  # type: ignore[redundant-expr]  # none came yet
            self.transport.abort()
        else:
            super().shutdown()

    def on_message_begin(self) -> None:
        self._size = 0
        if self._waiting is None:
            self._wait()
        super().on_message_begin()

    def on_url(self, url: bytes) -> None:
        self._grow(len(url))
        super().on_url(url)

    def on_header(self, name: bytes, value: bytes) -> None:
        self._grow(len(name) + len(value))
        super().on_header(name, value)

    def on_headers_complete(self) -> None:
        self._stop_waiting()
        if not self.transport.is_closing():
            super().on_headers_complete()

    def _wait(self) -> None:
        self._waiting = self.loop.call_later(HEADER_SECONDS, self._give_up)

    def _stop_waiting(self) -> None:
        if self._waiting is not None:
            self._waiting.cancel()
            self._waiting = None

    def _grow(self, size: int) -> None:
        self._size += size
        if self._size > HEADER_BYTES:
            self._give_up()

    def _give_up(self) -> None:
        self._waiting = None
        self.transport.close()
