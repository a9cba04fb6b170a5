"""kill -9 of either side, at random moments and right before and after a commit (G12, R2).

What a laptop has told as written is in its vault; what headquarters has receipted is in its
database; nothing is there twice, and a kill costs at most one batch sent again.
"""

from __future__ import annotations

import json
import os
import random
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path

from sqlalchemy import func, select, text

from desktop.models import verify
from desktop.models.database import Database
from desktop.models.directory import Unit
from desktop.models.entries import Entry
from desktop.models.sync_state import sync_state
from desktop.models.vault import unlock
from desktop.runtime.enrolment import Sheet, enrol_vault
from sync.protocol.ids import derived_id
from sync.server.config import read
from sync.server.hq import open_headquarters
from tests.builders import Wall
from tests.faults import doomed
from tests.faults.doomed import AFTER, BEFORE, Killed, Served, Spawned, Writer
from tests.hq import headquarters
from tests.vaults import CHEAP, PASSWORD

_NAME = "بازرس نمونهٔ یک"
_READY_SECONDS = 30
_LONGEST = 0.5
_COMMITS = 24


@dataclass
class Counted:
    """What many kills have shown."""

    kills: int = 0
    written: set[bytes] = field(default_factory=set)
    sent: int = 0
    lost: int = 0
    faults: list[str] = field(default_factory=list)

    def says(self, what: str) -> None:
        """Note a fault in words."""
        self.faults.append(what)


@dataclass
class Ground:
    """One installation with one enrolled laptop, both closed."""

    folder: Path
    vault: Path
    port: int

    def hq(self, job: Served | None = None) -> Spawned:
        """Start headquarters and wait until it answers."""
        child, told = doomed.spawn(doomed.answer_requests, job or Served(self.folder, self.port))
        if job is None and not told.poll(_READY_SECONDS):
            raise RuntimeError("headquarters did not start")
        return child, told


@contextmanager
def ground(folder: Path) -> Iterator[Ground]:
    """An installation in a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    with headquarters(folder, wall=Wall(doomed.now())) as hq:
        code = hq.code(derived_id("person", _NAME), _NAME, "inspector")
    child, told = doomed.spawn(doomed.answer_requests, Served(folder, 0))
    try:
        if not told.poll(_READY_SECONDS):
            raise RuntimeError("headquarters did not start")
        port = told.recv()
        sheet = Sheet(f"https://127.0.0.1:{port}", hq.root, code, "رایانهٔ نمونه", PASSWORD)
        vault = enrol_vault(folder / "vaults", sheet, None, password_only=True, kdf=CHEAP)
        where = vault.folder
        vault.close()
    finally:
        doomed.kill(child)
    yield Ground(folder, where, port)


def run(place: Ground, kills: int, seed: int, *, lies: bool = False) -> Counted:
    """Kill laptop and headquarters in turn, and look each time; headquarters is seldom whole."""
    chance, counted = random.Random(seed), Counted()
    hq = place.hq()
    for number in range(kills):
        if number % 3 == 2:
            hq = _kill_hq(place, hq, chance)
        else:
            _kill_laptop(place, chance, counted, lies=lies)
        counted.kills += 1
    doomed.kill(hq[0])
    hq[1].close()
    _look(place, counted)
    return counted


def _kill_laptop(place: Ground, chance: random.Random, counted: Counted, *, lies: bool) -> None:
    at = None
    if chance.random() < 0.5:
        at = Killed(chance.choice((BEFORE, AFTER)), chance.randint(1, _COMMITS))
    child, told = doomed.spawn(doomed.write_and_send, Writer(place.vault, at, lies))
    if not told.poll(_READY_SECONDS):
        raise RuntimeError("the laptop did not open")
    child.join(chance.uniform(0.02, _LONGEST))
    doomed.kill(child)
    for what, value in doomed.heard(told):
        if what == "written":
            counted.written.add(value)
        elif what == "sent":
            counted.sent += int.from_bytes(value, "big")


def _kill_hq(place: Ground, hq: Spawned, chance: random.Random) -> Spawned:
    """Kill headquarters while a laptop sends, start one that dies at a commit, then a whole one."""
    laptop, told = doomed.spawn(doomed.write_and_send, Writer(place.vault))
    told.poll(_READY_SECONDS)
    laptop.join(chance.uniform(0.02, _LONGEST))
    _end(hq)
    at = Killed(chance.choice((BEFORE, AFTER)), chance.randint(1, _COMMITS))
    dying = place.hq(Served(place.folder, place.port, at))
    dying[0].join(chance.uniform(0.3, 2 * _LONGEST))
    _end(dying)
    doomed.kill(laptop)
    told.close()
    return place.hq()


def _end(hq: Spawned) -> None:
    doomed.kill(hq[0])
    hq[1].close()
