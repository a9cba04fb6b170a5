"""Looks for what must not be in files: as text in several encodings, and packed in other ways."""

from __future__ import annotations

import base64
from pathlib import Path

from sqlalchemy import inspect, select, table, text

from desktop.models.database import Database


def spellings(value: str) -> set[bytes]:
    """How a value may lie in a file."""
    found: set[bytes] = set()
    for encoding in ("utf-8", "utf-16-le", "utf-16-be"):
        raw = value.encode(encoding)
        found |= {raw, raw.hex().encode(), raw.hex().upper().encode()}
        for shift in range(3):
            # The middle of base64 is the same wherever the value begins in a longer text.
            coded = base64.b64encode(bytes(shift) + raw)
            found.add(coded[4 : len(coded) // 4 * 4 - 4])
    return {one for one in found if len(one) >= 6}


def found_in(folder: Path, *values: str) -> list[tuple[str, str]]:
    """Which files below a folder hold which value."""
    found = []
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            data = path.read_bytes()
            found += [(path.name, value) for value in values if _holds(data, value)]
    return found


def found_in_rows(database: Database, *values: str) -> list[tuple[str, str]]:
    """Which tables of an open database, searched in clear, hold which value."""
    found = []
    with database.reading() as session:
        connection = session.connection()
        for name in inspect(connection).get_table_names():
            rows = connection.execute(select(text("*")).select_from(table(name)))
            data = b"\n".join(
                cell if isinstance(cell, bytes) else str(cell).encode()
                for row in rows
                for cell in row
            )
            found += [(name, value) for value in values if _holds(data, value)]
    return found


def _holds(data: bytes, value: str) -> bool:
    return any(way in data for way in spellings(value))
