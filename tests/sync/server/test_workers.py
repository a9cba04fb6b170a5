"""Several processes over one PostgreSQL: real ones, with TLS, writers at the same time, kill -9."""

from __future__ import annotations

import json
import os
import signal
import socket
import ssl
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest

from desktop.errors import Problem
from desktop.models.vault import system_wall
from sync.protocol import entry as wire
from sync.server import workers
from sync.server.config import Config
from sync.server.workers import MOST
from tests.builders import Wall
from tests.hq import Hq, headquarters
from tests.postgresql import Postgresql
from tests.sync.server.commands import add, unit
from tests.sync.server.laptop import Laptop, laptop
from tests.sync.server.test_operators import counts

WRITERS, TURNS = 4, 8
OVER_POSTGRESQL = pytest.mark.needs("postgres")


@dataclass
class Pack:
    """A headquarters of two processes; ``hq`` reaches it over TLS."""

    process: subprocess.Popen[str]
    hq: Hq
    port: int
    log: Path

    def workers(self) -> list[int]:
        """The processes that answer, as the system knows them."""
        of = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        return [pid for pid in map(int, of.read_text().split()) if answers(pid)]


def answers(process: int) -> bool:
    """Whether a child is a worker and not the tracker that Python starts beside them."""
    return b"spawn_main" in Path(f"/proc/{process}/cmdline").read_bytes()


@contextmanager
def serving(folder: Path, hq: Hq, *arguments: str) -> Iterator[Pack]:
    line = [sys.executable, "-m", "sync.server.cli", "--folder", str(folder)]
    log = folder / "serve.log"
    trusted = ssl.create_default_context()
    trusted.check_hostname, trusted.verify_mode = False, ssl.CERT_NONE
    with (
        log.open("w") as errors,
        subprocess.Popen(
            [*line, "serve", "--port", "0", *arguments],
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
        ) as process,
    ):
        try:
            assert process.stdout is not None
            port = json.loads(process.stdout.readline())["port"]
            with httpx.Client(base_url=f"https://127.0.0.1:{port}", verify=trusted) as http:
                yield Pack(process, Hq(hq.server, http, hq.wall), port, log)
        finally:
            process.terminate()
            process.wait(timeout=30)


@pytest.fixture
def pack(postgres: Postgresql, hq_tables: str, tmp_path: Path) -> Iterator[Pack]:
    url = postgres.new_database(hq_tables)
    wall = Wall(datetime.fromtimestamp(system_wall() / 1000, UTC))
    with (
        headquarters(tmp_path / "hq", database=url, wall=wall) as hq,
        serving(tmp_path / "hq", hq, "--workers", "2") as running,
    ):
        yield running
    postgres.drop(url)


@OVER_POSTGRESQL
def test_a_reader_never_skips_what_others_write_at_the_same_time(
    pack: Pack, tmp_path: Path
) -> None:
    writers = [laptop(pack.hq, tmp_path / f"w{n}", f"بازرس نمونهٔ {n}") for n in range(WRITERS)]
    reader = laptop(pack.hq, tmp_path / "reader", "بازرس نمونهٔ خواننده")
    keys = {bytes([n, turn]) + bytes(14) for n in range(WRITERS) for turn in range(TURNS)}
    faults: list[BaseException] = []
    seen: list[bytes] = []

    def write(number: int) -> None:
        one = writers[number]
        with httpx.Client(base_url=pack.hq.http.base_url, verify=insecure()) as http:
            one.hq = Hq(pack.hq.server, http, pack.hq.wall)
            for turn in range(TURNS):
                one.seat.does(add(unit(bytes([number, turn]) + bytes(14))))
                if one.push().refusals:
                    faults.append(AssertionError(f"refused: {number} {turn}"))

    threads = [threading.Thread(target=write, args=(number,)) for number in range(WRITERS)]
    for thread in threads:
        thread.start()
    while any(thread.is_alive() for thread in threads):
        seen += read(reader)
    for thread in threads:
        thread.join()
    seen += read(reader)
    assert faults == []
    assert set(seen) >= keys
    assert len([key for key in seen if key in keys]) == len(keys)
    assert len(pack.workers()) == 2


def insecure() -> ssl.SSLContext:
    """The certificate is another test's business."""
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    return context


def read(reader: Laptop) -> list[bytes]:
    answer = reader.pull()
    return [change.id for item in answer.items for change in wire.decode_body(item.body).changes]


@OVER_POSTGRESQL
def test_counts_of_all_processes_are_added_up(pack: Pack) -> None:
    for _ in range(40):
        with httpx.Client(base_url=pack.hq.http.base_url, verify=insecure()) as http:
            assert http.get("/keys").status_code == 200
    told = counts(pack.hq.http.get("/metrics").text)
    assert told[("bazresyar_requests_total", "GET", "/keys", "200")] == 40


@OVER_POSTGRESQL
def test_a_process_that_dies_is_replaced_and_nothing_is_lost(pack: Pack, tmp_path: Path) -> None:
    one = laptop(pack.hq, tmp_path / "one", "بازرس نمونهٔ یک")
    first = pack.workers()
    for pid in first:
        os.kill(pid, signal.SIGKILL)
    pack.hq.http.close()
    with httpx.Client(
        base_url=pack.hq.http.base_url, verify=insecure(), timeout=30, transport=None
    ) as http:
        one.hq = Hq(pack.hq.server, http, pack.hq.wall)
        one.does(add(unit(bytes(16))))
        assert one.push().receipts
    assert set(pack.workers()).isdisjoint(first)
    assert "A worker ended" in pack.log.read_text()


@OVER_POSTGRESQL
@pytest.mark.parametrize("arguments", [["--workers", "2"], []], ids=["pack", "alone"])
def test_what_is_in_hand_is_finished_before_the_end(
    arguments: list[str], postgres: Postgresql, hq_tables: str, tmp_path: Path
) -> None:
    url = postgres.new_database(hq_tables)
    with (
        headquarters(tmp_path / "hq", database=url) as hq,
        serving(tmp_path / "hq", hq, *arguments) as pack,
    ):
        body = b"x" * 64
        with insecure().wrap_socket(socket.create_connection(("127.0.0.1", pack.port))) as link:
            head = f"POST /session HTTP/1.1\r\nHost: hq\r\nContent-Length: {len(body)}\r\n\r\n"
            link.sendall(head.encode() + body[:10])
            assert pack.hq.http.get("/health").status_code == 200
            pack.process.send_signal(signal.SIGTERM)
            link.sendall(body[10:])
            answer = link.recv(4096)
        assert answer.startswith(b"HTTP/1.1 400")
        assert pack.process.wait(timeout=30) == 0
    postgres.drop(url)


def test_the_embedded_database_is_not_for_several_processes(tmp_path: Path) -> None:
    with pytest.raises(Problem, match="hq_workers_need_postgresql"):
        workers.check(Config(tmp_path), 2)
    workers.check(Config(tmp_path), 1)
    for number in (0, MOST + 1):
        with pytest.raises(Problem, match="hq_workers_wrong"):
            workers.check(Config(tmp_path, "postgresql+psycopg://x/y"), number)
