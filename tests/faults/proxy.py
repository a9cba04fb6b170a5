"""A bad link between a laptop and headquarters: slow, far, cut, altered, or answered by another.

It forwards bytes of TLS, of which it understands nothing. A *turn* begins where the client speaks
after the server did; each turn has its own luck.
"""

from __future__ import annotations

import asyncio
import contextlib
import random
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

_PIECE = 2048
_BUFFER = 16 * 1024
_LATEST = 24 * 1024
_EARLY = 600
_END_SECONDS = 0.05
_PORTAL = (
    b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 20\r\n\r\n<html>Log in</html>\n"
)


@dataclass
class Link:
    """What the link does: ``latency`` seconds one way, ``rate`` bytes a second (0: all at once).

    ``resets`` and ``corrupts`` are chances of each turn; ``surely`` strikes the first turns, one
    each, within the bytes of a handshake. ``portal`` answers with a page of its
    own, ``silent`` takes everything and answers nothing. May be changed while it runs.
    """

    latency: float = 0.0
    rate: int = 0
    resets: float = 0.0
    corrupts: float = 0.0
    surely: list[str] = field(default_factory=list)
    portal: bool = False
    silent: bool = False
    chance: random.Random = field(default_factory=lambda: random.Random(1))
    carried: int = 0
    cuts: int = 0
    altered: int = 0


@dataclass
class _Luck:
    """What happens to one turn, and after how many bytes."""

    left: int
    what: str

    @classmethod
    def of(cls, link: Link) -> _Luck:
        if link.surely:
            return cls(_EARLY, link.surely.pop(0))
        drawn, at = link.chance.random(), link.chance.randrange(_LATEST)
        if drawn < link.resets:
            return cls(at, "reset")
        return cls(at, "corrupt" if drawn < link.resets + link.corrupts else "")


class _Cut(ConnectionError):
    """This connection ends here."""


class _Wire:
    """One connection through the link."""

    def __init__(self, link: Link) -> None:
        self._link = link
        self._luck = _Luck.of(link)
        self._server_spoke = False

    async def carry(
        self, source: asyncio.StreamReader, target: asyncio.StreamWriter, *, up: bool
    ) -> None:
        """Bytes one way, in time."""
        due = asyncio.get_running_loop().time()
        while data := await source.read(_PIECE):
            if up and self._server_spoke:
                self._luck, self._server_spoke = _Luck.of(self._link), False
            self._server_spoke = self._server_spoke or not up
            data = self._struck(data)
            self._link.carried += len(data)
            now = asyncio.get_running_loop().time()
            begins = max(due, now)
            due = begins + (len(data) / self._link.rate if self._link.rate else 0)
            await asyncio.sleep(due - now)
            asyncio.get_running_loop().call_later(self._link.latency, _write, target, data)
        await asyncio.sleep(self._link.latency)

    def _struck(self, data: bytes) -> bytes:
        luck = self._luck
        if not luck.what or luck.left >= len(data):
            luck.left -= len(data)
            return data
        what, luck.what = luck.what, ""
        if what == "reset":
            self._link.cuts += 1
            raise _Cut
        self._link.altered += 1
        return data[: luck.left] + bytes([data[luck.left] ^ 1]) + data[luck.left + 1 :]


def _write(target: asyncio.StreamWriter, data: bytes) -> None:
    if not target.is_closing():
        target.write(data)


@contextmanager
def proxy(port: int, link: Link) -> Iterator[int]:
    """A port of this machine that leads to ``port`` over the link."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, name="proxy", daemon=True)
    thread.start()

    async def begin() -> asyncio.Server:
        return await asyncio.start_server(meet, "127.0.0.1", 0, limit=_BUFFER)

    async def meet(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError, asyncio.CancelledError):
            await _serve(port, link, reader, writer)

    async def end(server: asyncio.Server) -> None:
        server.close()
        others = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)
        await asyncio.sleep(_END_SECONDS)

    server = asyncio.run_coroutine_threadsafe(begin(), loop).result()
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        asyncio.run_coroutine_threadsafe(end(server), loop).result()
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


async def _serve(
    port: int, link: Link, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
) -> None:
    try:
        if link.portal:
            await reader.read(_PIECE)
            writer.write(_PORTAL)
            await writer.drain()
        elif link.silent:
            while await reader.read(_PIECE):
                continue
        else:
            await _carry_both_ways(port, link, reader, writer)
    finally:
        writer.close()


async def _carry_both_ways(
    port: int, link: Link, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
) -> None:
    _small_buffer(writer)
    back, forth = await asyncio.open_connection("127.0.0.1", port, limit=_BUFFER)
    wire = _Wire(link)
    ways = [
        asyncio.ensure_future(wire.carry(reader, forth, up=True)),
        asyncio.ensure_future(wire.carry(back, writer, up=False)),
    ]
    try:
        done, _ = await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
        if any(way.exception() is not None for way in done):
            for stream in (forth, writer):
                stream.transport.abort()
    finally:
        for way in ways:
            way.cancel()
        await asyncio.gather(*ways, return_exceptions=True)
        forth.close()


def _small_buffer(writer: asyncio.StreamWriter) -> None:
    """So that a sender feels how slow the link is."""
    sock = writer.get_extra_info("socket")
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, _BUFFER)
