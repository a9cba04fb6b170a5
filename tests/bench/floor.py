"""The least that carrying rows to another database takes, in one thread and without any promise.

Read from a vault, encode, compress, one POST on the loopback, decompress, decode, insert into a
second vault, commit: no journal, no signature, no check, no merge, no TLS.
"""

from __future__ import annotations

import http.client
import time
from collections.abc import Iterable, Mapping
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import msgspec
import zstandard
from sqlalchemy import select

from desktop.models import registry
from desktop.models.journal import Act, insert_many
from tests.builders import Seat, seat

ROWS_A_POST = 20_000
ROWS_A_STATEMENT = 500


def rate(folder: Path, rows: Iterable[Mapping[str, Any]]) -> float:
    """Rows a second of the whole way; filling the first vault does not count."""
    here, there = seat(folder / "here"), seat(folder / "there")
    act = Act(here.person, here.role, "Import", here.office)
    with here.database.writing(**here.journal.info(act)) as session:
        count = insert_many(session, "findings", rows)
    server = HTTPServer(("127.0.0.1", 0), _receiving(there))
    thread = Thread(target=server.serve_forever)
    thread.start()
    try:
        start = time.perf_counter()
        sent = _send(here, server.server_port)
        seconds = time.perf_counter() - start
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
    here.database.close()
    there.database.close()
    if sent != count:
        raise RuntimeError(f"{sent} of {count} rows arrived")
    return count / seconds


def _send(at: Seat, port: int) -> int:
    raw = registry.kind_of("findings").raw
    compressor = zstandard.ZstdCompressor(level=3)
    connection = http.client.HTTPConnection("127.0.0.1", port)
    sent = 0
    with at.database.reading() as session:
        found = session.connection().execution_options(yield_per=ROWS_A_POST)
        for part in found.execute(select(raw)).mappings().partitions():
            body = msgspec.msgpack.encode([dict(row) for row in part])
            connection.request("POST", "/", compressor.compress(body))
            sent += int(connection.getresponse().read())
    connection.close()
    return sent


def _receiving(at: Seat) -> type[BaseHTTPRequestHandler]:
    statement = registry.kind_of("findings").raw.insert()

    class Receiving(BaseHTTPRequestHandler):
        """Inserts what comes, one transaction a request."""

        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            rows = msgspec.msgpack.decode(zstandard.ZstdDecompressor().decompress(body))
            with at.database.writing() as session:
                for start in range(0, len(rows), ROWS_A_STATEMENT):
                    part = rows[start : start + ROWS_A_STATEMENT]
                    session.connection().execute(statement, part)
            answer = str(len(rows)).encode()
            self.send_response(200)
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, format: str, *args: object) -> None:
            """Nothing on the terminal."""

    return Receiving
