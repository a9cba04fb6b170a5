"""A process of our own that decodes what strangers made, under limits of memory and time.

It holds no key and no name; a crafted file can at worst end it (``security.md`` 2.7).
"""

from __future__ import annotations

import multiprocessing
import signal
import sys
import threading
from collections.abc import Callable
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from typing import Final

SECONDS: Final = 20
"""How long one file may take."""
_MEMORY: Final = 1 << 30


class TooSlowError(Exception):
    """It took longer than ``SECONDS``; the process was ended."""


class Child:
    """Answers one message after the other; kept warm, and started anew where it ended.

    ``serve`` runs there with the other end of the pipe. Safe to call from several threads.
    """

    def __init__(self, serve: Callable[[Connection], None], name: str) -> None:
        self._serve, self._name = serve, name
        self._turn = threading.Lock()
        self._running: tuple[BaseProcess, Connection] | None = None

    def warm(self) -> None:
        """Start it before the first message comes."""
        with self._turn:
            self._connected()

    def ask(self, message: bytes, most: int) -> bytes | None:
        """Its answer of at most so many bytes; None where the message was the end of it.

        Raises TooSlowError.
        """
        with self._turn:
            connection = self._connected()
            try:
                connection.send_bytes(message)
                if connection.poll(SECONDS):
                    return connection.recv_bytes(most)
            except (OSError, EOFError):
                self._end()
                return None
            self._end()
            raise TooSlowError

    def close(self) -> None:
        """End it."""
        with self._turn:
            self._end()

    def _connected(self) -> Connection:
        if self._running is not None and self._running[0].is_alive():
            return self._running[1]
        self._end()
        context = multiprocessing.get_context("spawn")
        ours, theirs = context.Pipe()
        process = context.Process(target=self._serve, args=(theirs,), name=self._name, daemon=True)
        process.start()
        theirs.close()
        self._running = process, ours
        return ours

    def _end(self) -> None:
        if self._running is None:
            return
        process, connection = self._running
        self._running = None
        connection.close()
        process.kill()
        process.join()
        process.close()


def answer(requests: Connection, work: Callable[[bytes], bytes]) -> None:
    """In the child: limits first, then message after message until the other end hangs up."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _limit_memory()
    while True:
        try:
            message = requests.recv_bytes()
        except EOFError:
            return
        _limit_seconds()
        requests.send_bytes(work(message))


def _limit_memory() -> None:
    """No more memory than a photo of 50 megapixels needs, and no file at all.

    Windows has no such limit for a process of ours; its branch was *not run*.
    """
    if sys.platform == "win32":
        return
    import resource

    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _limit_seconds() -> None:
    """So much processor time for the next file; the parent waits no longer either."""
    if sys.platform == "win32":
        return
    import resource

    used = resource.getrusage(resource.RUSAGE_SELF)
    soft = int(used.ru_utime + used.ru_stime) + SECONDS + 1
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (soft, hard))
