"""Headquarters under load: a burst of laptops, and one exchange beside a long history."""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from desktop.models.vault import system_wall
from sync.protocol.packing import pack
from sync.server import chain, exchange, vaults
from sync.server.config import EMBEDDED
from sync.server.exchange import Asked, Caller
from sync.server.hq import Headquarters
from tests.bench.figures import Figure, large, told, under
from tests.bench.fleet import Burst, Simulated, burst, enrolled, request
from tests.bench.laptops import now
from tests.builders import Wall
from tests.hq import headquarters
from tests.needs import postgres_programs
from tests.postgresql import postgresql

LAPTOPS, USUAL_LAPTOPS = 500, 50
CHANGES: Final = 20
ENTRIES: Final = 4
"""A visit is saved a few times, with a few findings at each."""
HISTORY, USUAL_HISTORY = 10_000_000, 100_000
SHORT: Final = 100
"""The short history is a hundredth of the long one."""
_AT_ONCE: Final = 500
_TIMES: Final = 15
_MEGABYTE: Final = 1024


def figures(folder: Path) -> Iterator[Figure]:
    """The burst on the embedded database, then on PostgreSQL where it is installed."""
    laptops = LAPTOPS if large() else USUAL_LAPTOPS
    yield from _met("load.burst", _burst(folder / "embedded", EMBEDDED, laptops), laptops)
    if postgres_programs() is not None:
        with postgresql() as server:
            met = _burst(folder / "pg", server.new_database(), laptops, "--workers", "2")
            yield from _met("load.burst_postgresql", met, laptops)
    yield from _beside_history(folder)


@dataclass(frozen=True)
class _Met:
    """What the burst met; how large the server's processes were (MB), and how long they worked."""

    burst: Burst
    memory: float
    worked: float


def _met(name: str, met: _Met, laptops: int) -> Iterator[Figure]:
    """G14: p95, no errors, memory, changes a second."""
    place = max(0, -(-len(met.burst.seconds) * 95 // 100) - 1)
    yield under(f"{name}.p95", met.burst.seconds[place], "s", 2.0)
    yield under(f"{name}.faults", float(len(met.burst.faults)), "", 1.0)
    yield under(f"{name}.rss", met.memory, "MB", 400.0)
    yield told(f"{name}.work", met.worked * 1000 / laptops, "ms/laptop")
    yield told(f"{name}.rate", laptops * CHANGES / met.burst.whole, "changes/s")


def _burst(folder: Path, database: str, laptops: int, *arguments: str) -> _Met:
    with headquarters(folder, database=database, wall=Wall(now())) as hq:
        fleet = enrolled(hq.server, laptops)
    wall = system_wall()
    bodies = [pack(request(one, one.run(ENTRIES, CHANGES // ENTRIES, wall), wall)) for one in fleet]
    with _serving(folder, *arguments) as served:
        before = served.worked()
        met = burst(served.port, fleet, bodies)
        return _Met(met, served.memory(), served.worked() - before)


@dataclass(frozen=True)
class _Served:
    port: int
    process: subprocess.Popen[str]

    def memory(self) -> float:
        """The peak of the server and its workers together."""
        return sum(map(_peak, self._processes()))

    def worked(self) -> float:
        """Seconds of a processor that they have used."""
        return sum(map(_used, self._processes()))

    def _processes(self) -> list[int]:
        task = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        return [self.process.pid, *map(int, task.read_text().split())]


def _peak(process: int) -> float:
    told_of = Path(f"/proc/{process}/status").read_text(encoding="ascii")
    (line,) = [line for line in told_of.splitlines() if line.startswith("VmHWM")]
    return int(line.split()[1]) / _MEGABYTE


def _used(process: int) -> float:
    fields = Path(f"/proc/{process}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


@contextmanager
def _serving(folder: Path, *arguments: str) -> Iterator[_Served]:
    line = [sys.executable, "-m", "sync.server.cli", "--folder", str(folder), "serve"]
    with (
        (folder / "serve.log").open("w") as log,
        subprocess.Popen(
            [*line, "--port", "0", *arguments], stdout=subprocess.PIPE, stderr=log, text=True
        ) as process,
    ):
        try:
            if process.stdout is None:
                raise RuntimeError("no output")
            yield _Served(json.loads(process.stdout.readline())["port"], process)
        finally:
            process.terminate()
            process.wait(timeout=40)


def _beside_history(folder: Path) -> Iterator[Figure]:
    """G15: one laptop's exchange of 100 changes, beside a short and a long history of others."""
    history = HISTORY if large() else USUAL_HISTORY
    seconds = []
    with headquarters(folder / "history", wall=Wall(now())) as hq:
        one, *others = enrolled(hq.server, 31)
        held = 0
        for size in (history // SHORT, history):
            held = _filled(hq.server, others, held, size)
            seconds.append(statistics.median(_exchanges(hq.server, one)))
    short, long = seconds
    yield under("load.history.ratio", long / short, "x", 1.5)
    yield told("load.history.exchange", long * 1000, "ms", short * 1000)


def _filled(hq: Headquarters, others: Sequence[Simulated], held: int, size: int) -> int:
    turn = 0
    while held < size:
        _turn(hq, others[turn % len(others)], 4, _AT_ONCE // 4)
        held, turn = held + _AT_ONCE, turn + 1
    return held


def _exchanges(hq: Headquarters, one: Simulated) -> Iterator[float]:
    for _ in range(_TIMES):
        begun = time.perf_counter()
        _turn(hq, one, 10, 10)
        yield time.perf_counter() - begun


def _turn(hq: Headquarters, one: Simulated, entries: int, changes: int) -> None:
    """One exchange within this process: what the database does with it."""
    wall = hq.wall()
    asked = request(one, one.run(entries, changes, wall), wall)
    with hq.database.reading() as session:
        device = vaults.device_of(hq, session, one.token)
    runs = [chain.links(hq.keys.installation, device, run) for run in asked.runs]
    (outcome,) = exchange.turns(hq, [Asked(Caller(one.vault, one.token), asked, runs, 1)])
    if isinstance(outcome, BaseException):
        raise outcome
    one.token = outcome[1].token
