"""The only way to a database: one connection factory with its checks, one kind of session.

Vaults are SQLCipher files opened with a raw 256-bit key; headquarters uses the same on its
embedded SQLite, or PostgreSQL. PRAGMAs: ``security.md`` 2.10.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import sqlcipher3.dbapi2 as sqlcipher
from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.orm import Session
from sqlalchemy.pool import QueuePool

from desktop.errors import Problem, Refused

PRAGMAS = {
    "journal_mode": "wal",
    "synchronous": 2,
    "foreign_keys": 1,
    "trusted_schema": 0,
    "cell_size_check": 1,
    "mmap_size": 0,
    "temp_store": 2,
}
_SETTINGS = (
    "PRAGMA cipher_log_level = NONE",
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = FULL",
    "PRAGMA foreign_keys = ON",
    "PRAGMA trusted_schema = OFF",
    "PRAGMA cell_size_check = ON",
    "PRAGMA mmap_size = 0",
    "PRAGMA temp_store = MEMORY",
    "PRAGMA busy_timeout = 10000",
    "PRAGMA cache_size = -32000",
    "PRAGMA wal_autocheckpoint = 500",
)
"""The cache holds the index along which 100,000 letters are searched (15 MB)."""
_PAGES = "PRAGMA cipher_default_page_size = 16384"
"""Rows of some hundred bytes fill such a page; of smaller ones a tenth stays empty. It is the
default, so that what is attached for a backup has the same."""

_PLAIN_HEADER = b"SQLite format 3\0"
_SQLITE_ATTACH = 24


class _Driver:
    """SQLCipher's driver, which binds a copy of bytes quicker than a view of them."""

    Binary = bytearray

    def __getattr__(self, name: str) -> Any:
        return getattr(sqlcipher, name)


class Database:
    """An open database: sessions that read, sessions that write, nothing else."""

    def __init__(self, engine: Engine, *, read_only: bool = False) -> None:
        self.engine = engine
        self.read_only = read_only
        self._reading = engine.execution_options(reading=True)

    @contextlib.contextmanager
    def reading(self) -> Iterator[Session]:
        """A session whose transaction never writes."""
        with Session(self._reading, expire_on_commit=False) as session:
            yield session

    @contextlib.contextmanager
    def writing(self, **info: Any) -> Iterator[Session]:
        """One transaction: kept when the block ends, undone when it raises.

        Raises Refused ``vault_read_only``.
        """
        if self.read_only:
            raise Refused("vault_read_only")
        with Session(self.engine, info=info, expire_on_commit=False) as session, session.begin():
            yield session

    def close(self) -> None:
        """Close every connection."""
        self.engine.dispose()


def open_encrypted(
    path: Path, key: bytes, *, create: bool = False, read_only: bool = False
) -> Database:
    """Open a SQLCipher file with a raw 32-byte key.

    One that is opened ``read_only`` takes no statement that writes. Raises Problem:
    ``vault_missing``, ``vault_damaged`` (wrong key, cut or foreign file).
    """
    if not create and not path.is_file():
        raise Problem("vault_missing")
    # An empty file would be made a new database without a word.
    if path.is_file() and (0 if create else -1) < path.stat().st_size < len(_PLAIN_HEADER):
        raise Problem("vault_damaged")

    def connect() -> Any:
        connection = sqlcipher.connect(
            str(path), isolation_level=None, check_same_thread=False, cached_statements=256
        )
        try:
            connection.execute(_PAGES)
            connection.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
            for setting in _SETTINGS:
                connection.execute(setting)
            connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
            _check(connection, path)
            if read_only:
                connection.execute("PRAGMA query_only = ON")
        except sqlcipher.DatabaseError as error:
            connection.close()
            if "locked" in str(error):
                raise Problem("vault_in_use") from None
            raise Problem("vault_damaged") from None
        connection.set_authorizer(_authorize)
        return connection

    engine = create_engine(
        "sqlite://",
        module=_Driver(),
        creator=connect,
        hide_parameters=True,
        poolclass=QueuePool,
        pool_size=2,
    )
    event.listen(engine, "begin", _begin)
    database = Database(engine, read_only=read_only)
    try:
        with engine.connect():
            return database
    except Problem:
        database.close()
        raise


def open_postgresql(url: str, *, pool_size: int = 10) -> Database:
    """Open headquarters' PostgreSQL by an SQLAlchemy URL of the psycopg driver."""
    return Database(
        create_engine(url, hide_parameters=True, pool_size=pool_size, pool_pre_ping=True)
    )


def _check(connection: Any, path: Path) -> None:
    for name, expected in PRAGMAS.items():
        found = connection.execute(f"PRAGMA {name}").fetchone()[0]
        if found != expected:
            raise Problem("database_setting_refused", setting=name, found=found)
    if path.is_file() and path.stat().st_size:
        with path.open("rb") as file:
            if file.read(len(_PLAIN_HEADER)) == _PLAIN_HEADER:
                raise Problem("vault_not_encrypted")


def _authorize(action: int, *_names: Any) -> int:
    return int(sqlcipher.SQLITE_DENY if action == _SQLITE_ATTACH else sqlcipher.SQLITE_OK)


def _begin(connection: Connection) -> None:
    reading = connection.get_execution_options().get("reading")
    connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")
