"""What the laptops of these tests write and read: units, of which everybody holds all."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.commands.base import Desk
from desktop.models import registry
from desktop.models.base import Base
from desktop.models.directory import Unit
from desktop.models.people import Person
from tests.sync.laptops import Laptop, looks

UNIT = b"\1" * 16


@dataclass(frozen=True)
class AddUnit:
    id: bytes = UNIT
    name: str = "واحد نمونهٔ ب"
    provisional: bool = True

    def __call__(self, session: Session, desk: Desk) -> None:
        unit = Unit(id=self.id, province="26", name=self.name, provisional=self.provisional)
        session.add(unit)


@dataclass(frozen=True)
class AddPerson:
    name: str

    def __call__(self, session: Session, desk: Desk) -> None:
        session.add(Person(name=self.name, province="26"))


@dataclass(frozen=True)
class EditUnit:
    field: str
    value: Any
    id: bytes = UNIT

    def __call__(self, session: Session, desk: Desk) -> None:
        setattr(session.get_one(Unit, self.id), self.field, self.value)


def names(laptop: Laptop) -> list[str]:
    return looks(laptop, lambda s: list(s.execute(select(Unit.name).order_by(Unit.name)).scalars()))


def rows(laptop: Laptop) -> list[dict[str, Any]]:
    raw = registry.kind_of("units").raw
    query = select(raw).order_by(raw.c.id)
    return looks(laptop, lambda s: [dict(row) for row in s.execute(query).mappings()])


def all_bytes(session: Session) -> list[bytes]:
    found: list[bytes] = []
    for table in Base.metadata.sorted_tables:
        for row in session.execute(select(table)):
            found += [v if isinstance(v, bytes) else str(v).encode() for v in row]
    return found


def together(pair: tuple[Laptop, Laptop]) -> tuple[Laptop, Laptop]:
    """Both hold the same unit."""
    a, b = pair
    a.does(AddUnit())
    a.syncs()
    b.syncs()
    return a, b


def saved(laptop: Laptop) -> Path:
    """A copy of the vault's file, as a backup or a cloned disk has it."""
    laptop.database.close()
    return Path(shutil.copy(laptop.folder / "vault.db", laptop.folder / "saved.db"))


def put_back(laptop: Laptop, backup: Path) -> None:
    """The vault's file is again what it was."""
    laptop.database.close()
    for file in laptop.folder.glob("vault.db*"):
        file.unlink()
    shutil.copy(backup, laptop.folder / "vault.db")
