"""A backup that is put back replays, before it opens, what was disposed of since it was made."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from sqlalchemy.exc import DBAPIError

import desktop.models.kinds  # noqa: F401  # a disposal may name records of every kind
from desktop.errors import Problem
from desktop.models import disposal
from desktop.models.database import open_encrypted
from desktop.models.disposal import Key


def replay(known: Iterable[Path], fresh: Path, key: bytes) -> int:
    """Destroy in ``fresh`` what any of the other databases knows as disposed of; how many records.

    One that does not open knows nothing; headquarters' feed will bring what is missing then.
    """
    records: dict[Key, bytes] = {}
    for path in known:
        records |= _noted(path, key)
    if not records:
        return 0
    database = open_encrypted(fresh, key)
    try:
        with database.writing() as session:
            disposal.replay(session, records)
    finally:
        database.close()
    return len(records)


def _noted(path: Path, key: bytes) -> dict[Key, bytes]:
    try:
        database = open_encrypted(path, key)
    except Problem:
        return {}
    try:
        with database.reading() as session:
            return disposal.noted(session)
    except DBAPIError:
        return {}
    finally:
        database.close()
