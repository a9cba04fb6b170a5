"""What the demo proves at its end: who holds what, looked up in rows and in bytes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from sqlalchemy import func, select

from desktop.demo.players import Player
from desktop.models import registry
from desktop.models.journal import lookup

OPEN_SCOPES = ("reference", "national")


def rows_by_kind(player: Player) -> dict[str, int]:
    """How many rows of each synced kind a vault holds."""
    counts = {}
    with player.vault.database.reading() as session:
        for kind in registry.kinds():
            counts[kind.name] = session.execute(
                select(func.count()).select_from(kind.table)
            ).scalar_one()
    return counts


def foreign_rows(player: Player, province: str) -> dict[str, int]:
    """Rows of scoped kinds of another province in this vault, by kind; none is right."""
    found: dict[str, int] = {}
    with player.vault.database.reading() as session:
        find = lookup(session)
        for kind in registry.kinds():
            for row in session.execute(select(kind.raw)).mappings():
                scopes = kind.scopes(dict(row), find)
                if f"province/{province}" in scopes:
                    found[kind.name] = found.get(kind.name, 0) + 1
    return found


def open_kinds(player: Player) -> dict[str, int]:
    """The kinds of scope reference or national that the vault holds."""
    found: dict[str, int] = {}
    with player.vault.database.reading() as session:
        find = lookup(session)
        for kind in registry.kinds():
            row = session.execute(select(kind.raw).limit(1)).mappings().one_or_none()
            if row is not None and kind.scopes(dict(row), find) & set(OPEN_SCOPES):
                found[kind.name] = session.execute(
                    select(func.count()).select_from(kind.table)
                ).scalar_one()
    return found


def texts(player: Player, province: str) -> Iterator[str]:
    """Canaries: names of staff of a province, and what findings say."""
    with player.vault.database.reading() as session:
        persons, findings = registry.kind_of("persons").table, registry.kind_of("findings").table
        yield from session.execute(
            select(persons.c.name).where(persons.c.province == province)
        ).scalars()
        yield from session.execute(select(findings.c.description)).scalars()


def values_with(player: Player, canaries: Iterable[str]) -> list[str]:
    """Canaries that stand in any text of any table of an open vault (its journal included)."""
    wanted = [canary.encode() for canary in canaries]
    found: set[bytes] = set()
    connection = player.vault.database.engine.raw_connection()
    try:
        cursor = connection.cursor()
        names = cursor.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
        for (name,) in names:
            table = name.replace('"', '""')
            for row in cursor.execute(f'SELECT * FROM "{table}"'):  # noqa: S608  # its own tables
                line = b"\0".join(_bytes(value) for value in row)
                found |= {canary for canary in wanted if canary in line}
        cursor.close()
    finally:
        connection.close()
    return sorted(canary.decode() for canary in found)


def files_with(folder: Path, canaries: Iterable[str]) -> list[str]:
    """Files below a folder in whose bytes a canary stands, in UTF-8 or UTF-16."""
    wanted = [c.encode(code) for c in canaries for code in ("utf-8", "utf-16-le")]
    return sorted(
        str(path.relative_to(folder))
        for path in folder.rglob("*")
        if path.is_file() and any(canary in path.read_bytes() for canary in wanted)
    )


def _bytes(value: Any) -> bytes:
    if isinstance(value, bytes):
        return value
    return str(value).encode()
