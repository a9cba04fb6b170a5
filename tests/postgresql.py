"""A real PostgreSQL by hand, for tests: made, started and stopped here, reached by its socket."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path

import psycopg

from tests.needs import postgres_programs

USER = "bazresyar"
_PORT = 5432
"""Names the socket only; nothing listens on the network."""

_SETTINGS = ("listen_addresses=''", "fsync=off", "max_connections=60", f"port={_PORT}")


@dataclass
class Postgresql:
    """A running server with a folder of its own."""

    folder: Path
    numbers: Iterator[int]

    def new_database(self, template: str | None = None) -> str:
        """The SQLAlchemy URL of a fresh database, empty or a copy of another one's."""
        name = f"hq{next(self.numbers)}"
        copied = "" if template is None else f" TEMPLATE {_name(template)}"
        self._admin(f"CREATE DATABASE {name}{copied}")
        return f"postgresql+psycopg://{USER}@/{name}?host={self.folder}&port={_PORT}"

    def drop(self, url: str) -> None:
        """Remove a database, whoever is still in it."""
        self._admin(f"DROP DATABASE {_name(url)} WITH (FORCE)")

    def _admin(self, statement: str) -> None:
        with psycopg.connect(
            host=str(self.folder), port=_PORT, user=USER, dbname="postgres", autocommit=True
        ) as connection:
            connection.execute(statement.encode())


def _name(url: str) -> str:
    return url.rpartition("@/")[2].partition("?")[0]


@contextmanager
def postgresql() -> Iterator[Postgresql]:
    """Start one; ``initdb`` refuses root, so then it runs as Debian's user postgres."""
    programs = postgres_programs()
    assert programs is not None
    # pytest's folders are closed to other users, and a socket's path is short.
    folder = Path(tempfile.mkdtemp(prefix="bazresyar-pg-"))
    as_root = os.geteuid() == 0
    before = ["runuser", "-u", "postgres", "--"] if as_root else []
    if as_root:
        shutil.chown(folder, "postgres")
    data = folder / "data"

    def run(program: str, *arguments: str) -> None:
        subprocess.run(
            [*before, str(programs / program), "-D", str(data), *arguments],
            check=True,
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
        )

    try:
        run("initdb", "-U", USER, "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "-N")
        options = " ".join(
            f"-c {setting}" for setting in (*_SETTINGS, f"unix_socket_directories={folder}")
        )
        run("pg_ctl", "-w", "-l", str(folder / "log"), "-o", options, "start")
        try:
            yield Postgresql(folder, count(1))
        finally:
            run("pg_ctl", "-w", "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder)
