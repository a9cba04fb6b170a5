"""A copy of an encrypted database that was opened and checked before it counts."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from sqlalchemy import MetaData, Table, func, inspect, select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from desktop.errors import Problem
from desktop.models.base import Base
from desktop.models.database import Database, open_encrypted

_PIECE = 1 << 20
_SOUND: dict[str, list[str]] = {
    "PRAGMA cipher_integrity_check": [],
    "PRAGMA integrity_check": ["ok"],
}


def copy_database(source: Path, key: bytes, target: Path) -> None:
    """``VACUUM INTO`` keeps the key. It attaches its target, which every other connection of
    ours refuses, so it runs on one of its own. Raises Problem: ``backup_no_space``,
    ``backup_damaged``, ``vault_…``."""
    database = open_encrypted(source, key)
    try:
        connection = database.engine.raw_connection()
        driver: Any = connection.driver_connection
        driver.set_authorizer(None)
        try:
            driver.execute("VACUUM INTO ?", (str(target),))
        except driver.OperationalError as error:
            raise _of_copying(error) from None
        finally:
            connection.invalidate()
            connection.close()
    finally:
        database.close()


def opened_copy(path: Path, key: bytes) -> Database:
    """A copy, open; close it with ``close_copy``. Raises Problem ``backup_damaged``."""
    try:
        return open_encrypted(path, key)
    except Problem:
        raise Problem("backup_damaged") from None


def close_copy(path: Path, database: Database) -> None:
    """Close a copy and leave nothing beside it: a log left there would be taken for a newer one."""
    database.close()
    drop_logs(path)


def drop_logs(path: Path) -> None:
    """Remove the log files beside a database that is closed."""
    for tail in ("-wal", "-shm"):
        path.with_name(path.name + tail).unlink(missing_ok=True)


def check_sound(session: Session) -> None:
    """Every page authentic and in order. Raises Problem ``backup_damaged``."""
    for question, sound in _SOUND.items():
        try:
            if session.execute(text(question)).scalars().all() != sound:
                raise Problem("backup_damaged")
        except DBAPIError:
            raise Problem("backup_damaged") from None


def counts_of(session: Session, metadata: MetaData = Base.metadata) -> dict[str, int]:
    """How many rows each table holds that this version knows and that is there."""
    there = set(inspect(session.connection()).get_table_names())
    tables: Iterable[Table] = (t for t in metadata.sorted_tables if t.name in there)
    return {
        table.name: session.execute(select(func.count()).select_from(table)).scalar_one()
        for table in tables
    }


def digest_of(path: Path) -> bytes:
    """SHA-256 of a file."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while piece := file.read(_PIECE):
            digest.update(piece)
    return digest.digest()


def _of_copying(error: Exception) -> Problem:
    full = "full" in str(error) or "I/O" in str(error)
    return Problem("backup_no_space", needed=1) if full else Problem("backup_damaged")
