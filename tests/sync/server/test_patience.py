"""Who sends nothing, or too much, or slowly, is not waited for; real sockets."""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
import uvicorn
from starlette.types import Message, Receive, Scope, Send

from sync.server import patience, watch
from sync.server.declined import Declined
from sync.server.patience import HEADER_BYTES, PatientProtocol


async def greeting(scope: Scope, receive: Receive, send: Send) -> None:
    """Answers anything."""
    if scope["type"] != "http":
        return
    head = {"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"2")]}
    await send(head)
    await send({"type": "http.response.body", "body": b"ok"})


@contextmanager
def serving() -> Iterator[tuple[str, int]]:
    listening = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(
        uvicorn.Config(greeting, http=PatientProtocol, log_config=None, lifespan="off")
    )
    thread = threading.Thread(target=server.run, args=([listening],))
    thread.start()
    try:
        yield listening.getsockname()
    finally:
        server.should_exit = True
        thread.join()


def said(address: tuple[str, int], *pieces: bytes) -> bytes:
    """What comes back before the other side hangs up."""
    with socket.create_connection(address, timeout=10) as link:
        for piece in pieces:
            link.sendall(piece)
        found = b""
        while piece := link.recv(4096):
            found += piece
        return found


def test_headers_that_do_not_end_are_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(patience, "HEADER_SECONDS", 0.2)
    with serving() as address:
        assert said(address) == b""
        assert said(address, b"GET / HTTP/1.1\r\nHost: hq\r\n") == b""
        whole = b"GET / HTTP/1.1\r\nHost: hq\r\n\r\n"
        assert said(address, whole, b"GET / HTTP/1.1\r\nHo").startswith(b"HTTP/1.1 200")


def test_headers_are_bounded() -> None:
    with serving() as address:
        large = b"GET / HTTP/1.1\r\nX: " + b"x" * (HEADER_BYTES + 1) + b"\r\n\r\n"
        assert not said(address, large).startswith(b"HTTP/1.1 200")
        small = b"GET / HTTP/1.1\r\nConnection: close\r\nX: " + b"x" * 1000 + b"\r\n\r\n"
        assert said(address, small).startswith(b"HTTP/1.1 200")


def test_a_body_that_rests_too_long_is_declined(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watch, "BODY_PAUSE_SECONDS", 0.05)

    async def never() -> Message:
        await asyncio.Event().wait()
        raise AssertionError

    async def read() -> None:
        await watch.patient(never, watch.Seen(asyncio.get_running_loop().time()))()

    with pytest.raises(Declined, match="body_slow"):
        asyncio.run(read())
