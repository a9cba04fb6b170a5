"""A road between a client and a server that counts what passes, and can make it far."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from queue import Empty, SimpleQueue
from threading import Event, Lock, Thread

_PIECE = 256 * 1024


@dataclass
class Meter:
    """Forwards TCP to a port; ``seconds`` is the way there or back, half a round trip."""

    port: int
    seconds: float = 0.0
    up: int = 0
    down: int = 0
    turns: int = 0
    """How often the client spoke after the server: round trips that somebody waited for."""

    _last_up: bool = field(default=False, init=False)
    _lock: Lock = field(default_factory=Lock, init=False)

    def reset(self) -> None:
        """Count from nothing; open connections stay."""
        with self._lock:
            self.up = self.down = self.turns = 0
            self._last_up = False

    @property
    def bytes(self) -> int:
        """All that passed, both ways."""
        return self.up + self.down

    def note(self, count: int, *, upward: bool) -> None:
        """So much passed, this way."""
        with self._lock:
            if upward:
                self.turns += not self._last_up
                self.up += count
            else:
                self.down += count
            self._last_up = upward


@contextmanager
def metered(port: int, seconds: float = 0.0) -> Iterator[tuple[Meter, int]]:
    """A meter before a port of the loopback, and the port where it listens."""
    meter = Meter(port, seconds)
    listening = socket.create_server(("127.0.0.1", 0))
    stop = Event()
    thread = Thread(target=_accept, args=(meter, listening, stop), daemon=True)
    thread.start()
    try:
        yield meter, listening.getsockname()[1]
    finally:
        stop.set()
        listening.close()


def _accept(meter: Meter, listening: socket.socket, stop: Event) -> None:
    with suppress(OSError):
        while not stop.is_set():
            near, _ = listening.accept()
            far = socket.create_connection(("127.0.0.1", meter.port))
            for one in (near, far):
                one.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            for source, target, upward in ((near, far, True), (far, near, False)):
                queue: SimpleQueue[tuple[float, bytes]] = SimpleQueue()
                Thread(target=_read, args=(meter, source, queue, upward), daemon=True).start()
                Thread(target=_write, args=(meter, target, queue, stop), daemon=True).start()


def _read(
    meter: Meter, source: socket.socket, queue: SimpleQueue[tuple[float, bytes]], upward: bool
) -> None:
    data = b"-"
    while data:
        try:
            data = source.recv(_PIECE)
        except OSError:
            data = b""
        if data:
            meter.note(len(data), upward=upward)
        queue.put((time.perf_counter() + meter.seconds, data))


def _write(
    meter: Meter, target: socket.socket, queue: SimpleQueue[tuple[float, bytes]], stop: Event
) -> None:
    with suppress(OSError):
        while not stop.is_set():
            try:
                due, data = queue.get(timeout=1)
            except Empty:
                continue
            left = due - time.perf_counter()
            if left > 0:
                stop.wait(left)
            if not data:
                break
            target.sendall(data)
        target.shutdown(socket.SHUT_WR)
