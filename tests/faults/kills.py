"""kill -9 of either side, at random moments and right before and after a commit (G12, R2).

What a laptop has told as written is in its vault; what headquarters has receipted is in its
database; nothing is there twice, and a kill costs at most one batch sent again.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import func, select, text

from desktop.errors import AppError
from desktop.models.database import Database
from desktop.models.directory import Unit
from desktop.models.entries import Entry
from desktop.models.sync_state import sync_state
from desktop.models.vault import OpenVault, unlock
from desktop.models.verify import trust_of, verify
from desktop.runtime.enrolment import Sheet, enrol_vault
from sync.protocol.ids import derived_id
from sync.server.config import read
from sync.server.hq import open_headquarters
from tests.builders import Wall
from tests.faults import doomed
from tests.faults.doomed import AFTER, BEFORE, Killed, Served, Spawned, Writer
from tests.faults.fault import Fault, Scale, timed
from tests.hq import headquarters
from tests.vaults import CHEAP, PASSWORD

_NAME = "بازرس نمونهٔ یک"
_READY_SECONDS = 30
_LONGEST = 0.5
_COMMITS = 24
_SENT_AT_ONCE = 200
_EXPECTED = frozenset({"server_away", "link_cut", "too_many_requests"})


@dataclass
class Counted:
    """What many kills have shown; ``lost`` is a sentence for each thing that must never be."""

    kills: int = 0
    written: set[bytes] = field(default_factory=set)
    sent: int = 0
    lost: list[str] = field(default_factory=list)


def faults(scale: Scale) -> list[Fault]:
    """A thousand kills, and two mistakes that the same harness must see."""
    kills = scale.of(60, 1_000)
    counted, seconds = timed(lambda: _on_new_ground(kills, 1))
    lies = _on_new_ground(20, 2, lies=True)
    forgets = _on_new_ground(4, 3, forgets=True)
    caught = sum(bool(planted.lost) for planted in (lies, forgets))
    return [
        Fault(
            "kill -9",
            counted.kills,
            len(counted.lost),
            planted=2,
            planted_caught=caught,
            seconds=seconds,
            seeds="1",
            told=(f"{len(counted.written)} records, {counted.sent} entries sent", *counted.lost),
        )
    ]


def _on_new_ground(kills: int, seed: int, *, lies: bool = False, forgets: bool = False) -> Counted:
    with TemporaryDirectory(prefix="kills-") as folder, ground(Path(folder)) as place:
        return run(place, kills, seed, lies=lies, forgets=forgets)


@dataclass
class Ground:
    """One installation with one enrolled laptop, both closed."""

    folder: Path
    vault: Path
    port: int

    def hq(self, at: Killed | None = None, *, forgets: bool = False) -> Spawned:
        """Start headquarters; one that is not to die at a commit answers when this returns."""
        job = Served(self.folder, self.port, at, forgets)
        child, told = doomed.spawn(doomed.answer_requests, job)
        if at is None and not told.poll(_READY_SECONDS):
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


def run(
    place: Ground, kills: int, seed: int, *, lies: bool = False, forgets: bool = False
) -> Counted:
    """Kill laptop and headquarters in turn, then bring both together and look."""
    chance, counted = random.Random(seed), Counted()
    hq = place.hq(forgets=forgets)
    try:
        for number in range(kills):
            if number % 3 == 2:
                hq = _kill_hq(place, hq, chance, counted, forgets=forgets)
            else:
                _kill_laptop(place, chance, counted, lies=lies)
            counted.kills += 1
        vault = unlock(place.vault, PASSWORD, None)
        try:
            _look_at_laptop(vault, counted)
        finally:
            vault.close()
    finally:
        _end(hq)
    _look_at_hq(place, counted)
    return counted


def _kill_laptop(place: Ground, chance: random.Random, counted: Counted, *, lies: bool) -> None:
    at = None
    if lies or chance.random() < 0.5:
        at = Killed(BEFORE if lies else chance.choice((BEFORE, AFTER)), chance.randint(1, _COMMITS))
    child, told = doomed.spawn(doomed.write_and_send, Writer(place.vault, at, lies))
    told.poll(_READY_SECONDS)
    child.join(chance.uniform(0.02, _LONGEST))
    doomed.kill(child)
    _count(told, counted)


def _kill_hq(
    place: Ground, hq: Spawned, chance: random.Random, counted: Counted, *, forgets: bool
) -> Spawned:
    """While a laptop sends: kill headquarters, let one die at a commit, then start a whole one."""
    laptop, told = doomed.spawn(doomed.write_and_send, Writer(place.vault))
    told.poll(_READY_SECONDS)
    laptop.join(chance.uniform(0.02, _LONGEST))
    _end(hq)
    at = Killed(chance.choice((BEFORE, AFTER)), chance.randint(1, _COMMITS))
    dying = place.hq(at)
    laptop.join(chance.uniform(0.02, _LONGEST))
    _end(dying)
    whole = place.hq(forgets=forgets)
    laptop.join(chance.uniform(0.02, _LONGEST))
    doomed.kill(laptop)
    _count(told, counted)
    return whole


def _count(told: Connection, counted: Counted) -> None:
    for what, value in doomed.heard(told):
        if what == "written":
            counted.written.add(value)
        elif what == "sent":
            counted.sent += int.from_bytes(value, "big")
        elif what == "failed" and value.decode() not in _EXPECTED:
            counted.lost.append(f"an exchange failed: {value.decode()}")


def _end(hq: Spawned) -> None:
    doomed.kill(hq[0])
    hq[1].close()


def _look_at_laptop(vault: OpenVault, counted: Counted) -> None:
    """After a last exchange: everything told is there, sent and provable, and nothing is resent."""
    before = _own_entries(vault)
    exchange = doomed.exchange_of(vault)
    try:
        exchange.run()
    except AppError as error:
        counted.lost.append(f"the last exchange failed: {error.code}")
    finally:
        exchange.http.close()
    with vault.database.reading() as session:
        held = set(session.execute(select(Unit.id)).scalars())
        unsent = sync_state(session, vault.journal.vault).unsent
        faults = verify(session, trust_of(session, vault.journal)).faults
    counted.lost += [
        f"a record told as written is gone: {key.hex()}" for key in counted.written - held
    ]
    counted.lost += [f"the vault does not prove: {fault.code}" for fault in faults]
    if unsent:
        counted.lost.append(f"{unsent} entries never arrive")
    if not _whole(vault.database):
        counted.lost.append("the vault's file is damaged")
    again = counted.sent - before
    if again > counted.kills * _SENT_AT_ONCE:
        counted.lost.append(f"{again} entries were sent again")


def _look_at_hq(place: Ground, counted: Counted) -> None:
    """Headquarters holds every record once, under entries without gap or repeat."""
    vault = unlock(place.vault, PASSWORD, None)
    hq = open_headquarters(read(place.folder))
    try:
        with vault.database.reading() as here, hq.database.reading() as there:
            ours = select(Unit.id, Unit.name, Unit.stamps, Unit.revision).order_by(Unit.id)
            if here.execute(ours).all() != there.execute(ours).all():
                counted.lost.append("headquarters and the vault hold other rows")
            places = select(Entry.epoch, Entry.counter, Entry.hash).where(
                Entry.vault == vault.journal.vault
            )
            chain = places.order_by(Entry.epoch, Entry.counter)
            if here.execute(chain).all() != there.execute(chain).all():
                counted.lost.append("headquarters and the vault hold other entries")
        if not _whole(hq.database):
            counted.lost.append("headquarters' file is damaged")
    finally:
        hq.close()
        vault.close()


def _own_entries(vault: OpenVault) -> int:
    with vault.database.reading() as session:
        own = select(func.count()).select_from(Entry).where(Entry.vault == vault.journal.vault)
        return session.execute(own).scalar_one()


def _whole(database: Database) -> bool:
    with database.reading() as session:
        return bool(session.execute(text("PRAGMA integrity_check")).scalar_one() == "ok")
