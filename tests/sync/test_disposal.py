"""Disposal destroys contents everywhere, and leaves the chain as it was."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from desktop.commands.base import Desk
from desktop.errors import Refused
from desktop.models import disposal, registry
from desktop.models.apply import apply
from desktop.models.directory import Unit
from desktop.models.entries import Entry, EntryBody
from desktop.models.restoring import restore
from desktop.models.vault import unlock
from sync.client.pull import incoming_of
from sync.protocol.messages import Fed
from sync.server import disposals, repair, system
from sync.server.disposals import Minutes
from tests.builders import NOW, Wall
from tests.sync.laptops import Hq, Laptop, headquarters, looks
from tests.sync.test_snapshot import fetched, proof
from tests.sync.units import UNIT, EditUnit, all_bytes, names, put_back, rows, saved
from tests.vaults import PASSWORD, new_vault

CANARY = "قناری‌امحا"
OTHER = b"\2" * 16
MINUTES = Minutes("پایان مهلت نگهداری", "۱۴۰۴/۱۲")


@dataclass(frozen=True)
class AddTwo:
    """Two units in one entry."""

    def __call__(self, session: Session, desk: Desk) -> None:
        session.add(Unit(id=UNIT, province="26", name=CANARY, provisional=True))
        session.add(Unit(id=OTHER, province="26", name="واحد ماندنی", provisional=True))


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.needs("postgres"))])
def hq(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Hq]:
    if request.param == "sqlite":
        with headquarters(tmp_path / "hq") as opened:
            yield opened
        return
    url = request.getfixturevalue("hq_on_postgresql")
    with headquarters(tmp_path / "hq", database=url) as opened:
        yield opened


@pytest.fixture
def pair(hq: Hq, tmp_path: Path) -> tuple[Laptop, Laptop]:
    """Two laptops that both wrote of the unit that is going to be destroyed."""
    a = hq.laptop(tmp_path / "a", "بازرس نمونهٔ یک")
    b = hq.laptop(tmp_path / "b", "بازرس نمونهٔ دو")
    a.does(AddTwo())
    for laptop in (a, b):
        laptop.syncs()
    b.does(EditUnit("address", CANARY))
    a.does(EditUnit("address", f"{CANARY} دیگر"))
    for laptop in (a, b, a):
        laptop.syncs()
    return a, b


def query_of(query: Any) -> Callable[[Session], list[Any]]:
    """What a query finds, as ``looks`` wants it."""
    return lambda session: list(session.execute(query))


def holds(session: Session) -> bool:
    """Whether anything in a database still says what was to be destroyed."""
    return any(CANARY.encode() in one for one in all_bytes(session))


def test_a_disposal_reaches_every_vault_and_the_chain_still_verifies(
    hq: Hq, pair: tuple[Laptop, Laptop]
) -> None:
    a, b = pair
    assert a.state.conflicts == 1
    records, entries = disposals.dispose(hq.server, [("units", UNIT)], MINUTES)
    assert (records, entries) == (1, 3)
    with hq.server.database.reading() as session:
        assert not holds(session)
    for laptop in (a, b, a, b):
        laptop.syncs()
    for laptop in (a, b):
        assert not looks(laptop, holds)
        assert names(laptop) == ["واحد ماندنی"]
        assert laptop.state.conflicts == 0
        report = proof(laptop)
        assert report.sound, report.faults
        assert report.counts["disposed"] >= 1
        assert report.counts["disposed_records"] == 1
    assert list(repair.check(hq.server)) == []


def test_a_new_laptop_gets_what_is_left_of_a_shared_entry(
    hq: Hq, pair: tuple[Laptop, Laptop], tmp_path: Path
) -> None:
    disposals.dispose(hq.server, [("units", UNIT)], MINUTES)
    new = hq.laptop(tmp_path / "new", "بازرس نمونهٔ سه")
    new.syncs()
    assert names(new) == ["واحد ماندنی"]
    assert not looks(new, holds)
    assert proof(new).sound


def test_a_laptop_that_was_away_does_not_resurrect_what_was_destroyed(
    hq: Hq, pair: tuple[Laptop, Laptop]
) -> None:
    a, b = pair
    b.does(EditUnit("phone", CANARY))
    disposals.dispose(hq.server, [("units", UNIT)], MINUTES)
    a.syncs()
    for laptop in (b, a, b):
        laptop.syncs()
    assert b.state.refused == 1
    assert b.state.unsent == 0
    for laptop in (a, b):
        assert names(laptop) == ["واحد ماندنی"]
        assert not looks(laptop, holds)
    with hq.server.database.reading() as session:
        assert not holds(session)
    assert proof(b).sound


def test_an_old_entry_that_comes_by_another_road_brings_nothing_back(
    hq: Hq, pair: tuple[Laptop, Laptop]
) -> None:
    a, b = pair
    query = (
        select(Entry.core, Entry.hash, EntryBody.body)
        .join(EntryBody, (EntryBody.vault == Entry.vault) & (EntryBody.counter == Entry.counter))
        .where(Entry.vault == a.journal.vault, EntryBody.body.is_not(None))
        .order_by(Entry.counter)
    )
    fed = [Fed(core, hashed, body or b"", b"") for core, hashed, body in looks(a, query_of(query))]
    disposals.dispose(hq.server, [("units", UNIT)], MINUTES)
    for laptop in (a, b):
        laptop.syncs()
    with b.database.writing() as session:
        apply(session, [incoming_of(one, 99) for one in fed], b.desk.now)
    assert names(b) == ["واحد ماندنی"]
    assert not looks(b, holds)


def test_a_restored_copy_replays_disposals_before_it_opens(
    hq: Hq, pair: tuple[Laptop, Laptop]
) -> None:
    a, b = pair
    backup = saved(a)
    disposals.dispose(hq.server, [("units", UNIT)], MINUTES)
    a.syncs()
    noted = looks(a, disposal.noted)
    put_back(a, backup)
    assert looks(a, holds)
    with a.database.writing() as session:
        disposal.replay(session, noted)
    assert not looks(a, holds)
    a.restarted().syncs()
    for laptop in (b, a):
        laptop.syncs()
        assert names(laptop) == ["واحد ماندنی"]
    assert not looks(a, holds)


def test_a_backup_that_is_put_back_opens_without_what_was_disposed_of(tmp_path: Path) -> None:
    vault = new_vault(tmp_path / "vaults")
    raw = registry.kind_of("units").raw
    blank = dict.fromkeys((c.name for c in raw.c if c.name != "row_no"), "") | {
        "id": UNIT,
        "name": CANARY,
        "folded": CANARY,
        "provisional": True,
        "revision": 1,
    }
    with vault.database.writing() as session:
        session.connection().execute(raw.insert(), [blank])
    backup = vault.back_up(NOW)
    with vault.database.writing() as session:
        session.add(disposal.Disposed(kind="units", record_id=UNIT, disposal=OTHER))
    vault.close()
    restore(vault.folder, backup.folder, PASSWORD, None, now=NOW)
    opened = unlock(vault.folder, PASSWORD, None, wall=Wall())
    with opened.database.reading() as session:
        assert disposal.noted(session) == {("units", UNIT): OTHER}
        assert session.execute(select(func.count()).select_from(raw)).scalar_one() == 0
    opened.close()


def test_a_vault_that_began_with_a_snapshot_loses_its_base_too(tmp_path: Path) -> None:
    with headquarters(tmp_path / "hq", long_feed=10) as hq:
        with system.writing(hq.server, "Import") as session:
            for number in range(3, 30):
                row = {"id": bytes([number]) * 16, "province": "26", "name": f"واحد {number}"}
                system.enter(session, "units", [row])
            row = {"id": UNIT, "province": "26", "name": CANARY}
            system.enter(session, "units", [row])
        new = hq.laptop(tmp_path / "new")
        new.syncs()
        assert fetched(new)
        assert CANARY in names(new)
        disposals.dispose(hq.server, [("units", UNIT)], MINUTES)
        new.syncs()
        assert CANARY not in names(new)
        assert not looks(new, holds)
        assert proof(new).sound
        other = hq.laptop(tmp_path / "other", "بازرس نمونهٔ دو")
        other.syncs()
        assert fetched(other)
        assert not looks(other, holds)
        assert rows(other) == rows(new)


def test_an_attachment_is_destroyed_at_headquarters(hq: Hq) -> None:
    sha256 = b"\7" * 32
    hq.server.blobs.put(sha256, 0, CANARY.encode())
    record = b"\5" * 16
    row = {
        "id": record,
        "record_kind": "units",
        "record_id": UNIT,
        "name": "IMG_0001.jpg",
        "media_type": "image/jpeg",
        "size": 10,
        "sha256": sha256,
    }
    with system.writing(hq.server, "Import") as session:
        system.enter(session, "attachments", [row])
    disposals.dispose(hq.server, [("attachments", record)], MINUTES)
    assert hq.server.blobs.chunks(sha256) == []


def test_nothing_is_destroyed_without_minutes_or_by_a_wrong_name(
    hq: Hq, pair: tuple[Laptop, Laptop]
) -> None:
    with pytest.raises(Refused):
        disposals.dispose(hq.server, [("units", UNIT)], Minutes("", "۱"))
    with pytest.raises(Refused):
        disposals.dispose(hq.server, [("units", rb"\9" * 16)], MINUTES)
    with hq.server.database.reading() as session:
        count = select(func.count()).select_from(EntryBody).where(EntryBody.body.is_(None))
        assert session.execute(count).scalar_one() == 0
        assert holds(session)
