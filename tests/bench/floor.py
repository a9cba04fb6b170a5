"""The least that carrying rows to another database takes, in one thread and without any promise.

Read from a plain SQLite file, encode, compress, one POST on the loopback, decompress, decode,
insert into another, commit: no merge, no log, no signature, no check, no TLS, no encryption.
"""

from __future__ import annotations

import http.client
import sqlite3
import time
from collections.abc import Iterable, Mapping
from http.server import BaseHTTPRequestHandler, HTTPServer
from itertools import islice
from pathlib import Path
from threading import Thread
from typing import Any

import msgspec
import zstandard

FIELDS = (
    "visit_id",
    "number",
    "indicator",
    "code",
    "criterion",
    "type",
    "severity",
    "description",
    "place",
    "item",
    "about_person",
    "corrected_on_spot",
)
ROWS_A_POST = 5_000
_TABLE = """CREATE TABLE findings (
    id BLOB PRIMARY KEY, visit_id, number, indicator, code, criterion, type, severity,
    description, place, item, about_person, corrected_on_spot
)"""
_READ = "SELECT * FROM findings"
_WRITE = "INSERT INTO findings VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?)"


def rate(folder: Path, rows: Iterable[Mapping[str, Any]]) -> float:
    """Rows a second of the whole way; filling the first database does not count."""
    folder.mkdir(parents=True)
    here, there = _database(folder / "here.db"), _database(folder / "there.db")
    made = [
        (number.to_bytes(16, "big"), *(row[name] for name in FIELDS))
        for number, row in enumerate(rows)
    ]
    here.execute("BEGIN")
    here.executemany(_WRITE, made)
    here.execute("COMMIT")
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
        here.close()
        there.close()
    if sent != len(made):
        raise RuntimeError(f"{sent} of {len(made)} rows arrived")
    return len(made) / seconds


def fetched(folder: Path, rows: Iterable[Mapping[str, Any]]) -> float:
    """Seconds for rows that lie ready as compressed chunks: fetch, decompress, decode, insert."""
    folder.mkdir(parents=True)
    there = _database(folder / "there.db")
    compressor = zstandard.ZstdCompressor(level=3)
    made = ((n.to_bytes(16, "big"), *(row[f] for f in FIELDS)) for n, row in enumerate(rows))
    chunks = []
    while part := list(islice(made, ROWS_A_POST)):
        chunks.append(compressor.compress(msgspec.msgpack.encode(part)))
    server = HTTPServer(("127.0.0.1", 0), _giving(chunks))
    thread = Thread(target=server.serve_forever)
    thread.start()
    connection = http.client.HTTPConnection("127.0.0.1", server.server_port)
    try:
        start = time.perf_counter()
        for number in range(len(chunks)):
            connection.request("GET", f"/{number}")
            data = connection.getresponse().read()
            part = msgspec.msgpack.decode(zstandard.ZstdDecompressor().decompress(data))
            there.execute("BEGIN IMMEDIATE")
            there.executemany(_WRITE, part)
            there.execute("COMMIT")
        return time.perf_counter() - start
    finally:
        connection.close()
        server.shutdown()
        thread.join()
        server.server_close()
        there.close()


def _giving(chunks: list[bytes]) -> type[BaseHTTPRequestHandler]:
    class Giving(BaseHTTPRequestHandler):
        """Gives the chunk of a number."""

        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def do_GET(self) -> None:
            data = chunks[int(self.path[1:])]
            self.send_response(200)
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, format: str, *args: object) -> None:
            """Nothing on the terminal."""

    return Giving


def _database(path: Path) -> sqlite3.Connection:
    opened = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    opened.execute("PRAGMA journal_mode = WAL")
    opened.execute("PRAGMA synchronous = FULL")
    opened.execute(_TABLE)
    return opened


def _send(database: sqlite3.Connection, port: int) -> int:
    compressor = zstandard.ZstdCompressor(level=3)
    connection = http.client.HTTPConnection("127.0.0.1", port)
    sent = 0
    cursor = database.execute(_READ)
    while part := cursor.fetchmany(ROWS_A_POST):
        connection.request("POST", "/", compressor.compress(msgspec.msgpack.encode(part)))
        sent += int(connection.getresponse().read())
    connection.close()
    return sent


def _receiving(database: sqlite3.Connection) -> type[BaseHTTPRequestHandler]:
    class Receiving(BaseHTTPRequestHandler):
        """Inserts what comes, one transaction a request."""

        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            rows = msgspec.msgpack.decode(zstandard.ZstdDecompressor().decompress(body))
            database.execute("BEGIN IMMEDIATE")
            database.executemany(_WRITE, rows)
            database.execute("COMMIT")
            answer = str(len(rows)).encode()
            self.send_response(200)
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, format: str, *args: object) -> None:
            """Nothing on the terminal."""

    return Receiving
