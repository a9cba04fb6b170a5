"""The program whose disk is watched or made to fail; started by ``power`` below its own libc."""

from __future__ import annotations

import argparse
import ctypes
import errno
import json
import os
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from desktop.commands.base import Desk, perform
from desktop.errors import AppError
from desktop.models import database, disk
from desktop.models.attachments import Attachment
from desktop.models.blobs import BlobStore
from desktop.models.database import Database
from desktop.models.directory import Unit
from desktop.models.vault import OpenVault, unlock
from tests.faults.doomed import desk_of
from tests.vaults import PASSWORD

ACKS = "acks"
NORMAL, UNSYNCED = "synchronous=NORMAL", "files not synced"
PLANTED = (NORMAL, UNSYNCED)
_PHOTO_EVERY = 4
_PHOTO_BYTES = 9_000
_COMMANDS = 20
_ONCE, _FOR_EVER = 0, 1
_AFTER_THE_LAST = 4_000


@dataclass(frozen=True)
class Ack:
    """A record that its writer was told is kept, and the file that it names, if any."""

    unit: bytes
    photo: bytes

    def packed(self) -> bytes:
        """48 bytes."""
        return self.unit + (self.photo or bytes(32))

    @staticmethod
    def read(data: bytes) -> list[Ack]:
        """All of a file of them."""
        whole = len(data) - len(data) % 48
        return [Ack(data[at : at + 16], data[at + 16 : at + 48]) for at in range(0, whole, 48)]


@dataclass(frozen=True)
class AddRecord:
    """A unit, with a photo where there is one."""

    unit: bytes
    photo: bytes

    def __call__(self, session: Session, desk: Desk) -> None:
        """Write it."""
        session.add(Unit(id=self.unit, province="26", name="واحد نمونه", provisional=True))
        if self.photo:
            told = {"name": "نما.jpg", "media_type": "image/jpeg", "size": _PHOTO_BYTES}
            of = {"record_kind": "units", "record_id": self.unit, "sha256": self.photo}
            session.add(Attachment(**told, **of))


def work(folder: Path, commands: int, acks: IO[bytes]) -> None:
    """Open the vault, write, and say after each command that it is kept."""
    vault = unlock(folder, PASSWORD, None)
    try:
        for number in range(commands):
            ack = Ack(vault.journal.new_id(), _photo(vault) if number % _PHOTO_EVERY == 0 else b"")
            perform(vault.database, desk_of(vault), AddRecord(ack.unit, ack.photo))
            acks.write(ack.packed())
            acks.flush()
    finally:
        vault.close()


def lost(held: Database, blobs: BlobStore, acks: list[Ack]) -> list[str]:
    """What was told as kept and is not there, and what is damaged."""
    found: list[str] = []
    with held.reading() as session:
        if session.execute(text("PRAGMA integrity_check")).scalar_one() != "ok":
            found.append("the file is damaged")
        units = set(session.execute(select(Unit.id)).scalars())
        found += [f"record {ack.unit.hex()} is gone" for ack in acks if ack.unit not in units]
        for ack in acks:
            if any(ack.photo):
                try:
                    blobs.read(session, ack.photo)
                except (AppError, OSError):
                    found.append(f"photo {ack.photo.hex()[:8]} is gone")
    return found


def plant(mistake: str) -> None:
    """Make one of the mistakes that the suite must see."""
    if mistake == NORMAL:
        database.PRAGMAS["synchronous"] = 1
        module = vars(database)
        settings = [setting.replace("= FULL", "= NORMAL") for setting in module["_SETTINGS"]]
        module["_SETTINGS"] = tuple(settings)
    elif mistake == UNSYNCED:
        vars(disk)["os"] = _Unsynced()


class _Unsynced:
    """The system's calls, without the one that waits for the disk."""

    def __getattr__(self, name: str) -> object:
        return (lambda _file: None) if name == "fsync" else getattr(os, name)


def _photo(vault: OpenVault) -> bytes:
    with vault.database.writing() as session:
        return vault.blobs.add(session, os.urandom(_PHOTO_BYTES), "image/jpeg").sha256


def _fail(base: Path, place: Path, first: int, step: int, most: int) -> dict[str, object]:
    """Let the n-th call fail, once or from then on, for every n; look at the vault each time."""
    shim = ctypes.CDLL(None)
    runs, told = 0, []
    for number in range(first, most, step):
        code, lasts = ((errno.EIO, _ONCE), (errno.ENOSPC, _FOR_EVER))[runs % 2]
        shutil.rmtree(place, ignore_errors=True)
        shutil.copytree(base, place)
        with (base.parent / "acks").open("w+b") as acks:
            shim.power_fail(ctypes.c_long(number), code, lasts)
            try:
                work(place, _COMMANDS, acks)
            except (AppError, DBAPIError, OSError):
                pass
            finally:
                reached = shim.power_left() < 0
                shim.power_fail(ctypes.c_long(-1), 0, 0)
            acks.seek(0)
            kept = Ack.read(acks.read())
        vault = unlock(place, PASSWORD, None)
        try:
            found = lost(vault.database, vault.blobs, kept)
        finally:
            vault.close()
        told += [f"call {number}, {errno.errorcode[code]}: {one}" for one in found]
        runs += 1
        if not reached:
            break
    return {"runs": runs, "told": told}


def main() -> int:
    """``watch FOLDER`` works on a vault; ``fail BASE PLACE`` works on copies that fail."""
    parser = argparse.ArgumentParser(prog="tests.faults.powered")
    parser.add_argument("what", choices=("watch", "fail"))
    parser.add_argument("folder", type=Path)
    parser.add_argument("--place", type=Path)
    parser.add_argument("--commands", type=int, default=40)
    parser.add_argument("--planted", choices=PLANTED)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--step", type=int, default=1)
    asked = parser.parse_args()
    if asked.planted:
        plant(asked.planted)
    if asked.what == "fail":
        told = _fail(asked.folder, asked.place, asked.first, asked.step, _AFTER_THE_LAST)
        print(json.dumps(told))
        return 0
    with (asked.folder / ACKS).open("r+b") as acks:
        for _ in range(2):
            work(asked.folder, asked.commands, acks)
    return 0


if __name__ == "__main__":
    sys.exit(main())
