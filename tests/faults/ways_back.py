"""Upgrade and restore under power cuts and a full disk: old or new, never between (R4, R6, R8).

A power cut may come after any call that was asked of the disk; a disk that is full from the n-th
call on leaves what kill -9 would.
"""

from __future__ import annotations

import json
import random
import shutil
import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import select

from desktop.models import registry, restoring
from desktop.models.database import Database, open_encrypted
from desktop.models.entries import head
from desktop.models.vault import unlock
from sync.protocol.entry import GENESIS
from tests.builders import NOW, Wall
from tests.faults import changing
from tests.faults.changing import COPIED, REMOVED, RESTORE, UPGRADE
from tests.faults.fault import Fault, Scale, timed
from tests.faults.power import Call, Disk, below, built, memory, read_calls
from tests.vaults import PASSWORD, new_vault


def faults(scale: Scale) -> list[Fault]:
    """Each change cut at 200 moments and filled up at each call, and a hundred restores."""
    found = []
    with TemporaryDirectory(prefix="ways-", dir=memory()) as place:
        folder = Path(place)
        shim = built(folder)
        for what in (UPGRADE, RESTORE):
            found += _changes(folder, shim, what, scale)
        rounds = scale.of(6, 100)
        lost, took = timed(lambda: restores(folder / "restores", rounds, 1))
        planted = restores(folder / "planted", 3, 1, forgets=True)
        found.append(
            Fault("restore", rounds, len(lost), 1, int(bool(planted)), took, "1", tuple(lost))
        )
    return found


def _changes(folder: Path, shim: Path, what: str, scale: Scale) -> list[Fault]:
    images, step = scale.of(40, 200), scale.of(40, 1)
    cuts, seconds = timed(lambda: cut(folder / f"cut-{what}", shim, what, images))
    mistakes = (COPIED, REMOVED)
    caught = [bool(cut(folder / f"{one}-{what}", shim, what, 30, one)) for one in mistakes]
    filled, longer = timed(lambda: full(folder / f"full-{what}", shim, what, step))
    runs, told = filled
    return [
        Fault(f"{what}, power cut", images, len(cuts), 2, sum(caught), seconds, "1", tuple(cuts)),
        Fault(f"{what}, full disk", runs, len(told), seconds=longer, told=told),
    ]


def cut(folder: Path, shim: Path, what: str, images: int, planted: str = "") -> list[str]:
    """Do it once, then cut the power at chance moments; says what was found between."""
    folder.mkdir()
    vault, keys = changing.ground(folder)
    before = folder / "before" / vault.name
    shutil.copytree(vault, before)
    log = folder / "calls"
    more = ["--planted", planted] if planted else []
    line = [sys.executable, "-m", "tests.faults.changing", "watch", what, str(vault), *more]
    subprocess.run(line, env=below(shim, vault) | {"POWER_LOG": str(log)}, check=True)
    calls = list(read_calls(log.read_bytes()))
    disk, chance = Disk(before), random.Random(1)
    moments = list(_moments(calls, vault, images, chance))
    told: list[str] = []
    for number, call in enumerate(calls):
        disk.take(_moved(call, vault, before))
        for _ in range(moments.count(number)):
            image = folder / "image" / vault.name
            shutil.rmtree(image, ignore_errors=True)
            disk.cut(chance, image)
            told += [f"call {number}: {one}" for one in changing.between(what, image, keys)]
    return told


def full(folder: Path, shim: Path, what: str, step: int) -> tuple[int, tuple[str, ...]]:
    """The disk is full from the n-th call on; gives how many n, and what was found between."""
    folder.mkdir()
    base, _ = changing.ground(folder)
    place = folder / "place"
    line = [sys.executable, "-m", "tests.faults.changing", "fail", what, str(base)]
    more = ["--place", str(place), "--step", str(step)]
    done = subprocess.run(
        [*line, *more], env=below(shim, place), stdout=subprocess.PIPE, check=True
    )
    told = json.loads(done.stdout)
    return told["runs"], tuple(told["told"])


def restores(folder: Path, rounds: int, seed: int, *, forgets: bool = False) -> list[str]:
    """Write, back up, write on, restore: the rows are the backup's byte for byte, the epoch new.

    ``forgets`` is a restore that begins no epoch.
    """
    chance, told, begin = random.Random(seed), [], vars(restoring)["_begin_epoch"]
    vault = new_vault(folder)
    place, keys, own = vault.folder, vault.keys, vault.slot.vault
    vault.close()
    if forgets:
        vars(restoring)["_begin_epoch"] = lambda *_told: None
    epochs = [1]
    try:
        for number in range(rounds):
            now = NOW + timedelta(days=number)
            vault = unlock(place, PASSWORD, None, wall=Wall(now))
            for one in range(chance.randint(1, 4)):
                changing.write(vault, f"واحد {number} {one}")
            backup, before = vault.back_up(now), rows(vault.database)
            for one in range(chance.randint(0, 3)):
                changing.write(vault, f"گمشده {number} {one}")
            vault.close()
            restoring.restore(place, backup.folder, PASSWORD, None, now=now + timedelta(hours=1))
            database = open_encrypted(place / "vault.db", keys.database)
            if rows(database) != before:
                told.append(f"round {number}: other rows than the backup's")
            with database.reading() as session:
                epochs.append(head(session, own, GENESIS).epoch)
            database.close()
    finally:
        vars(restoring)["_begin_epoch"] = begin
    if len(set(epochs)) != len(epochs):
        told.append(f"an epoch was given twice: {epochs}")
    return told


def rows(database: Database) -> dict[str, list[tuple[object, ...]]]:
    """Every row of every journalled kind, as it is stored."""
    with database.reading() as session:
        return {
            kind.name: sorted(tuple(row) for row in session.execute(select(kind.raw)))
            for kind in registry.kinds()
        }


def _moments(calls: list[Call], vault: Path, images: int, chance: random.Random) -> Iterator[int]:
    """Half of them anywhere, half where the vault's own file is touched or takes its place."""
    own = str(vault / "vault.db").encode()
    near = [n for n, call in enumerate(calls) if own in (call.path.encode(), call.data)]
    for number in range(images):
        yield chance.choice(near) if number % 2 and near else chance.randrange(len(calls))


def _moved(call: Call, vault: Path, before: Path) -> Call:
    """The same call below the copy that is cut."""

    def there(path: str) -> str:
        return str(before) + path.removeprefix(str(vault))

    data = there(call.data.decode()).encode() if call.what == "r" else call.data
    return Call(call.what, there(call.path), call.offset, data)
