"""Power cuts, full disks and failing calls under the real vault (R3, R4, R5).

What the program asked of its disk is written down call by call. After any of these calls the
power may fail: what was synced is there, of the rest a chance part is, torn at 512 bytes.
"""

from __future__ import annotations

import json
import os
import random
import shutil
import struct
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

from desktop.errors import AppError
from desktop.models.blobs import BlobStore
from desktop.models.database import open_encrypted
from desktop.models.keys import Keys
from tests.faults.fault import Fault, Scale, timed
from tests.faults.powered import ACKS, PLANTED, Ack, lost
from tests.vaults import new_vault

_SECTOR = 512
_HEAD = struct.Struct("<QQQ")
_MEMORY = Path("/dev/shm")  # noqa: S108  # images are many and short-lived


@dataclass(frozen=True)
class Call:
    """One call: w(rite), t(runcate), s(ync), c(reate), r(ename), u(nlink)."""

    what: str
    path: str
    offset: int
    data: bytes


@dataclass
class _File:
    """What is surely on the disk, and what was written since."""

    durable: bytearray = field(default_factory=bytearray)
    pending: list[Call] = field(default_factory=list)

    def sync(self) -> None:
        for call in self.pending:
            _do(self.durable, call)
        self.pending.clear()

    def survivor(self, chance: random.Random) -> bytearray:
        """What a power cut leaves of it."""
        content = bytearray(self.durable)
        for call in self.pending:
            luck = chance.random()
            if luck < 0.4:
                _do(content, call)
            elif luck < 0.6 and call.what == "w":
                for at in range(0, len(call.data), _SECTOR):
                    if chance.random() < 0.5:
                        piece = call.data[at : at + _SECTOR]
                        _do(content, Call("w", call.path, call.offset + at, piece))
        return content


class Disk:
    """A folder as the disk has it; names survive in the order in which they were made."""

    def __init__(self, folder: Path) -> None:
        self._root = str(folder)
        self._files = {
            str(path): _File(bytearray(path.read_bytes()))
            for path in folder.rglob("*")
            if path.is_file()
        }
        self._names = dict(self._files)
        self._moves: list[tuple[Call, _File]] = []

    def take(self, call: Call) -> None:
        """One call that was made."""
        if call.what in "cru":
            made = _File()
            self._moves.append((call, made))
            _move(self._files, call, made)
        elif call.what == "s" and call.path not in self._files:
            self._moves.clear()
            self._names = dict(self._files)
        elif call.path in self._files:
            held = self._files[call.path]
            if call.what == "s":
                held.sync()
            else:
                held.pending.append(call)

    def cut(self, chance: random.Random, into: Path) -> None:
        """Write what is left after a power cut into another folder."""
        names = dict(self._names)
        for call, made in self._moves[: chance.randint(0, len(self._moves))]:
            _move(names, call, made)
        for name, held in names.items():
            target = into / os.path.relpath(name, self._root)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(held.survivor(chance))


def faults(scale: Scale) -> list[Fault]:
    """Ten thousand power cuts, two planted mistakes, and a failure at every call."""
    with TemporaryDirectory(prefix="power-", dir=memory()) as place:
        folder = Path(place)
        shim = built(folder)
        cuts, seconds = timed(lambda: power_cuts(folder / "cuts", shim, scale.of(300, 10_000)))
        caught = [
            bool(power_cuts(folder / f"planted-{number}", shim, 300, planted))
            for number, planted in enumerate(PLANTED)
        ]
        failing, longer = timed(lambda: failures(folder / "fail", shim, step=scale.of(40, 1)))
    images = scale.of(300, 10_000)
    return [
        Fault("power cut", images, len(cuts), len(caught), sum(caught), seconds, "1", tuple(cuts)),
        Fault("failing call", failing[0], len(failing[1]), seconds=longer, told=failing[1]),
    ]


def built(folder: Path) -> Path:
    """The library that stands before libc."""
    source, target = Path(__file__).with_name("power.c"), folder / "power.so"
    line = ["gcc", "-O1", "-shared", "-fPIC", "-o", str(target), str(source), "-ldl"]
    subprocess.run(line, check=True)
    return target


def power_cuts(folder: Path, shim: Path, images: int, planted: str = "") -> list[str]:
    """Work once, then cut the power at chance moments; says what was lost."""
    folder.mkdir()
    vault, keys = _vault(folder)
    (vault / ACKS).touch()
    before = folder / "before"
    shutil.copytree(vault, before)
    calls = _watched(vault, shim, folder / "calls", planted)
    disk, chance = Disk(before), random.Random(1)
    moments = iter(sorted(chance.randrange(len(calls)) for _ in range(images)))
    due, acks, told = next(moments), b"", []
    for number, call in enumerate(calls):
        path = str(before) + call.path.removeprefix(str(vault))
        moved = (
            str(before) + call.data.decode().removeprefix(str(vault)) if call.what == "r" else ""
        )
        call = Call(call.what, path, call.offset, moved.encode() or call.data)
        if path.endswith(f"/{ACKS}"):
            acks += call.data
            continue
        disk.take(call)
        while due <= number:
            told += [f"call {number}: {one}" for one in _after(disk, chance, folder, keys, acks)]
            due = next(moments, len(calls))
    return told


def failures(folder: Path, shim: Path, step: int) -> tuple[int, tuple[str, ...]]:
    """Let each call fail in turn; gives how many did, and what was lost."""
    folder.mkdir()
    base, _ = _vault(folder)
    place = folder / "place"
    line = _child("fail", base, "--place", str(place), "--step", str(step))
    done = subprocess.run(line, env=below(shim, place), stdout=subprocess.PIPE, check=True)
    told = json.loads(done.stdout)
    return told["runs"], tuple(told["told"])


def _vault(folder: Path) -> tuple[Path, Keys]:
    vault = new_vault(folder / "vaults")
    place, keys = vault.folder, vault.keys
    vault.close()
    return place, keys


def _watched(vault: Path, shim: Path, log: Path, planted: str) -> list[Call]:
    more = ["--planted", planted] if planted else []
    environment = below(shim, vault) | {"POWER_LOG": str(log)}
    subprocess.run(_child("watch", vault, *more), env=environment, check=True)
    return list(read_calls(log.read_bytes()))


def _child(what: str, folder: Path, *more: str) -> list[str]:
    return [sys.executable, "-m", "tests.faults.powered", what, str(folder), *more]


def below(shim: Path, folder: Path) -> dict[str, str]:
    return {**os.environ, "LD_PRELOAD": str(shim), "POWER_FOLDER": str(folder)}


def read_calls(log: bytes) -> Iterator[Call]:
    at = 0
    while at < len(log):
        what = chr(log[at])
        name, offset, size = _HEAD.unpack_from(log, at + 1)
        at += 1 + _HEAD.size
        path, data = log[at : at + name].decode(), log[at + name : at + name + size]
        at += name + size
        yield Call(what, path, offset, data)


def _after(disk: Disk, chance: random.Random, folder: Path, keys: Keys, acks: bytes) -> list[str]:
    image = folder / "image"
    shutil.rmtree(image, ignore_errors=True)
    disk.cut(chance, image)
    try:
        held = open_encrypted(image / "vault.db", keys.database)
    except AppError as error:
        return [f"the vault does not open: {error.code}"]
    try:
        return lost(held, BlobStore(image / "blobs", keys.derived("blobs")), Ack.read(acks))
    finally:
        held.close()


def _move(names: dict[str, _File], call: Call, made: _File) -> None:
    if call.what == "c":
        names[call.path] = made
    elif call.what == "u":
        names.pop(call.path, None)
    elif call.path in names:
        names[call.data.decode()] = names.pop(call.path)


def _do(content: bytearray, call: Call) -> None:
    if call.what == "t":
        del content[call.offset :]
        content.extend(bytes(call.offset - len(content)))
        return
    end = call.offset + len(call.data)
    content.extend(bytes(max(0, end - len(content))))
    content[call.offset : end] = call.data


def memory() -> Path | None:
    return _MEMORY if _MEMORY.is_dir() else None
