"""A bad link: all arrives in the end, and most of what it carried was of use (G13, R9)."""

from __future__ import annotations

import os
import random
import time
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy.orm import Session

from desktop.commands.base import Desk, perform
from desktop.errors import AppError
from desktop.models.attachments import Attachment
from desktop.models.sync_state import SyncState, sync_state
from desktop.models.vault import OpenVault, unlock
from sync.client.http import connect
from tests.faults import doomed
from tests.faults.fault import Fault, Scale
from tests.faults.kills import Ground, ground
from tests.faults.proxy import Link, proxy
from tests.vaults import PASSWORD

USEFUL = 0.6
"""Of what the link could have carried in the time that it took (G13)."""

_MOST_TRIES = 400


@dataclass(frozen=True)
class Load:
    """What a laptop has to send."""

    records: int
    photos: int
    photo_bytes: int


@dataclass(frozen=True)
class Journey:
    """How a load got across."""

    tries: int
    seconds: float
    carried: int
    cuts: int
    altered: int
    left: SyncState
    codes: frozenset[str]


@dataclass(frozen=True)
class AddPhoto:
    """A photo of a unit."""

    unit: bytes
    sha256: bytes
    size: int

    def __call__(self, session: Session, desk: Desk) -> None:
        """Write it."""
        name, kind = "نمای نمونه.jpg", "image/jpeg"
        photo = {"name": name, "media_type": kind, "size": self.size, "sha256": self.sha256}
        session.add(Attachment(record_kind="units", record_id=self.unit, **photo))


def faults(scale: Scale) -> list[Fault]:
    """5,000 records and 20 photos at 64 kbit/s, 800 ms, with resets and altered bytes."""
    load = Load(scale.of(300, 5_000), scale.of(3, 20), 60_000)
    rate, latency = (8_000, 0.4) if scale.full else (64_000, 0.05)
    clean = across(load, Link())
    bad = Link(latency, rate, resets=0.3, corrupts=0.05, chance=random.Random(1))
    rough = across(load, bad)
    goodput = clean.carried / rate / rough.seconds
    lost = rough.left.unsent + rough.left.unsent_photos + (goodput < USEFUL)
    cut, altered = f"{rough.cuts} resets", f"{rough.altered} altered bytes"
    told = f"goodput {goodput:.2f} of the link, {cut}, {altered}, {rough.tries} tries"
    return [Fault("bad link", 1, lost, seconds=rough.seconds, seeds="1", told=(told,))]


def across(load: Load, link: Link, tries: int = _MOST_TRIES) -> Journey:
    """Send a load over a link, trying again until nothing is left."""
    with TemporaryDirectory(prefix="link-") as folder, ground(Path(folder)) as place:
        vault = unlock(place.vault, PASSWORD, None)
        hq = place.hq()
        try:
            _write(vault, load)
            return _send(place, vault, link, tries)
        finally:
            vault.close()
            doomed.kill(hq[0])
            hq[1].close()


def _send(place: Ground, vault: OpenVault, link: Link, most: int) -> Journey:
    codes: set[str] = set()
    with proxy(place.port, link) as port:
        exchange = doomed.exchange_of(vault)
        exchange.http.close()
        held = vault.enrolment
        exchange.http = connect(f"https://127.0.0.1:{port}", held.tls_pin if held else None)
        tries, started, done = 0, time.perf_counter(), False
        try:
            while not done and tries < most:
                tries += 1
                try:
                    exchange.run()
                    done = True
                except AppError as error:
                    codes.add(error.code)
        finally:
            exchange.http.close()
        seconds = time.perf_counter() - started
    with vault.database.reading() as session:
        left = sync_state(session, vault.journal.vault)
    return Journey(tries, seconds, link.carried, link.cuts, link.altered, left, frozenset(codes))


def _write(vault: OpenVault, load: Load) -> None:
    desk = doomed.desk_of(vault)
    units = [vault.journal.new_id() for _ in range(load.records)]
    for number, unit in enumerate(units):
        perform(vault.database, desk, doomed.AddUnit(unit, f"واحد نمونهٔ {number}"))
    for unit in units[: load.photos]:
        content = os.urandom(load.photo_bytes)
        with vault.database.writing() as session:
            stored = vault.blobs.add(session, content, "image/jpeg")
        perform(vault.database, desk, AddPhoto(unit, stored.sha256, stored.size))
