"""Several processes that answer at one address, over one PostgreSQL.

The first process only looks after them: it starts another where one died, and ends them all.
"""

from __future__ import annotations

import contextlib
import logging
import multiprocessing
import os
import signal
import socket
import sys
import threading
from collections.abc import Callable
from multiprocessing import connection
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path
from types import FrameType
from typing import Final

from desktop.errors import Problem
from sync.server import config, logs, meters
from sync.server.config import Config
from sync.server.hq import open_headquarters, wall_clock
from sync.server.listening import listen

MOST: Final = 32
_DEATHS: Final = 5
_DEATHS_WITHIN: Final = 60_000
_KILL_SECONDS: Final = 30.0
_spawn = multiprocessing.get_context("spawn")

log = logging.getLogger(__name__)


def check(made: Config, workers: int) -> None:
    """Raises Problem ``hq_workers_need_postgresql``, ``hq_workers_wrong``."""
    if not 1 <= workers <= MOST:
        raise Problem("hq_workers_wrong", most=MOST)
    if workers > 1 and made.database == config.EMBEDDED:
        raise Problem("hq_workers_need_postgresql")


def serve(made: Config, port: int, workers: int, ready: Callable[[int], None]) -> None:
    """Answer with several processes until SIGINT or SIGTERM. Raises Problem."""
    open_headquarters(made).close()
    meters.share(made.counts)
    with listen(made.host, port) as listening:
        taken: int = listening.getsockname()[1]
        _Pack(made.folder, listening).run(workers, lambda: ready(taken))


class _Pack:
    def __init__(self, folder: Path, listening: socket.socket) -> None:
        self._folder = folder
        self._listening = listening
        self._running: list[BaseProcess] = []
        self._stopping = False
        self._deaths: list[int] = []

    def run(self, number: int, ready: Callable[[], None]) -> None:
        """Until told to stop, or until the processes keep dying."""
        for name in (signal.SIGTERM, signal.SIGINT):
            signal.signal(name, self._stop)
        signs = [self._start() for _ in range(number)]
        if all(map(_came, signs)) and not self._stopping:
            ready()
        elif not self._stopping:
            self._stop()
            self._end()
            raise Problem("hq_workers_failed")
        while not self._stopping:
            self._watch()
        self._end()
        if len(self._deaths) > _DEATHS:
            raise Problem("hq_workers_failed")

    def _start(self) -> Connection:
        here, there = _spawn.Pipe(duplex=False)
        process = _spawn.Process(
            target=_work, args=(self._folder, self._listening, there), name="hq-worker"
        )
        process.start()
        there.close()
        self._running.append(process)
        return here

    def _watch(self) -> None:
        """Wait until a process ends, and start another."""
        ended = connection.wait([process.sentinel for process in self._running], timeout=1.0)
        for process in [one for one in self._running if one.sentinel in ended]:
            self._running.remove(process)
            _forget(process)
            if self._stopping:
                continue
            log.error("A worker ended", extra=logs.told(worker=process.pid, exit=process.exitcode))
            self._deaths = [d for d in self._deaths if d > wall_clock() - _DEATHS_WITHIN]
            self._deaths.append(wall_clock())
            if len(self._deaths) > _DEATHS:
                self._stop()
            else:
                self._start()

    def _stop(self, _signal: int = 0, _frame: FrameType | None = None) -> None:
        self._stopping = True
        for process in self._running:
            with contextlib.suppress(ProcessLookupError):
                process.terminate()

    def _end(self) -> None:
        for process in self._running:
            process.join(_KILL_SECONDS)
            if process.is_alive():
                process.kill()
                process.join()
            _forget(process)


def _came(sign: Connection) -> bool:
    """Whether a process says that it answers; it says nothing if it could not begin."""
    try:
        return bool(sign.recv())
    except EOFError:
        return False


def _forget(process: BaseProcess) -> None:
    if process.pid is not None:
        meters.ended(process.pid)


def _work(folder: Path, listening: socket.socket, sign: Connection) -> None:
    """One process of the pack."""
    from sync.server.serving import answer  # the first process does without it

    logs.structured()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _end_with_the_first()
    hq = open_headquarters(config.read(folder))
    try:
        answer(hq, listening, lambda: _say_so(sign))
    finally:
        hq.close()


def _say_so(sign: Connection) -> None:
    """That this process answers; of one that replaces another nobody asks it."""
    with contextlib.suppress(BrokenPipeError):
        sign.send(True)


def _end_with_the_first() -> None:
    """Whoever started us is gone: nobody would end us either."""
    parent = multiprocessing.parent_process()
    if parent is None:
        return

    def watch() -> None:
        parent.join()
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=watch, name="hq-parent", daemon=True).start()
