"""Headquarters put back from a backup: the laptops go on, and nothing destroyed returns."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import select

from desktop.errors import Problem
from desktop.models import registry
from desktop.models.entries import Entry
from sync.protocol.ids import HQ_VAULT
from sync.server import disposals, hq_backups, repair, system, vaults
from sync.server.app import create_app
from sync.server.config import read
from sync.server.disposals import Minutes
from sync.server.hq import open_headquarters
from sync.server.tables import Alert, Device
from tests.sync.laptops import Hq, Laptop, looks
from tests.sync.road import InProcess
from tests.sync.test_disposal import CANARY, MINUTES, AddTwo, holds
from tests.sync.test_snapshot import proof
from tests.sync.units import UNIT, AddUnit, EditUnit, names, rows

SECOND, THIRD, FOURTH = b"\2" * 16, b"\3" * 16, b"\4" * 16


def moment(hq: Hq) -> datetime:
    return datetime.fromtimestamp(hq.wall.ms / 1000, UTC)


def backed_up(hq: Hq) -> Path:
    return hq_backups.make(hq.server, hq.folder.parent / "backups", moment(hq)).folder


@contextmanager
def put_back(hq: Hq, backup: Path, *laptops: Laptop, lost: bool = True) -> Iterator[Hq]:
    """Headquarters is gone, or put back where it stands; the laptops find it at its address."""
    hq.wall.forward(minutes=5)
    hq.transport.close()
    hq.server.close()
    kept = hq.folder.parent / "kept"
    if lost:
        if (hq.folder / "lasting").is_dir():
            shutil.copytree(hq.folder / "lasting", kept)
        shutil.rmtree(hq.folder)
    hq_backups.restore(hq.folder, backup, moment(hq), [kept])
    server = open_headquarters(read(hq.folder), wall=hq.wall)
    transport = InProcess(create_app(server))
    for laptop in laptops:
        laptop.road.inner = transport
        laptop.restarted()
    try:
        yield Hq(server, transport, hq.root, hq.wall, hq.folder)
    finally:
        transport.close()
        server.close()


def at_hq(hq: Hq) -> list[dict[str, object]]:
    raw = registry.kind_of("units").raw
    with hq.server.database.reading() as session:
        return [dict(row) for row in session.execute(select(raw).order_by(raw.c.id)).mappings()]


def test_laptops_send_again_what_a_restored_headquarters_forgot(
    hq: Hq, pair: tuple[Laptop, Laptop]
) -> None:
    a, b = pair
    a.does(AddUnit())
    a.syncs()
    b.syncs()
    backup = backed_up(hq)
    a.does(EditUnit("phone", "028-00000000"))
    a.does(AddUnit(SECOND, "پس از پشتیبان یک"))
    b.does(AddUnit(THIRD, "پس از پشتیبان دو"))
    for laptop in (a, b, a):
        laptop.syncs()
    held = rows(a)
    a.does(AddUnit(FOURTH, "هنوز نفرستاده"))

    with put_back(hq, backup, a, b) as again:
        for laptop in (b, a, b):
            laptop.syncs()

        assert [a.state.unsent, b.state.unsent] == [0, 0]
        assert rows(a) == rows(b)
        assert [row["id"] for row in at_hq(again)] == [UNIT, SECOND, THIRD, FOURTH]
        assert [row for row in rows(a) if row["id"] != FOURTH] == held
        assert proof(a).sound
        assert proof(b).sound
        with again.server.database.reading() as session:
            codes = list(session.execute(select(Alert.code)).scalars())
            assert list(session.execute(select(Device.status)).scalars()) == ["active", "active"]
        assert "chain_forked" not in codes


def test_no_number_of_the_feed_is_given_twice_so_a_laptop_that_had_read_on_misses_nothing(
    hq: Hq, pair: tuple[Laptop, Laptop], tmp_path: Path
) -> None:
    a, b = pair
    c = hq.laptop(tmp_path / "c", "بازرس نمونهٔ سه")
    backup = backed_up(hq)
    for number in range(5):
        b.does(AddUnit(bytes([number + 50]) * 16, f"نخست {number}"))
    b.syncs()
    a.syncs()

    with put_back(hq, backup, a, b, c):
        for number in range(5):
            c.does(AddUnit(bytes([number + 80]) * 16, f"دیگری {number}"))
        for laptop in (c, a, b, a, b):
            laptop.syncs()

        assert len(names(a)) == 10
        assert rows(a) == rows(b)
        assert proof(a).sound


def enters(hq: Hq, key: bytes, name: str) -> None:
    """Headquarters itself writes, in its own chain."""
    row = {"id": key, "province": "26", "name": name, "provisional": False}
    with system.writing(hq.server, "Enter") as session:
        system.enter(session, "units", [row])


def test_headquarters_own_chain_goes_on_in_an_epoch_of_its_own(
    hq: Hq, pair: tuple[Laptop, Laptop]
) -> None:
    a, b = pair
    enters(hq, UNIT, "پیش از پشتیبان")
    backup = backed_up(hq)
    enters(hq, SECOND, "از یاد رفته")
    a.syncs()

    with put_back(hq, backup, a, b) as again:
        enters(again, THIRD, "پس از بازگرداندن")
        for laptop in (a, b):
            laptop.syncs()

        assert {"پیش از پشتیبان", "پس از بازگرداندن"} <= set(names(a))
        assert names(b) == ["پس از بازگرداندن", "پیش از پشتیبان"]
        assert proof(a).sound
        with again.server.database.reading() as session:
            own = select(Entry.epoch).where(Entry.vault == HQ_VAULT).order_by(Entry.epoch)
            epochs = list(session.execute(own).scalars())
        assert epochs[0] < epochs[-1]


def test_what_was_destroyed_since_the_backup_is_destroyed_before_it_answers(
    hq: Hq, pair: tuple[Laptop, Laptop]
) -> None:
    a, b = pair
    a.does(AddUnit())
    a.does(AddUnit(SECOND, "ماندنی"))
    a.syncs()
    b.syncs()
    backup = backed_up(hq)
    disposals.dispose(hq.server, [("units", UNIT)], Minutes("پایان مهلت", "۱۴۰۴/۱۲"))
    a.syncs()

    with put_back(hq, backup, a, b) as again:
        assert [row["id"] for row in at_hq(again)] == [SECOND]
        for laptop in (b, a):
            laptop.syncs()
        assert names(a) == names(b) == ["ماندنی"]
        assert [row["id"] for row in at_hq(again)] == [SECOND]
        assert proof(b).sound


def test_a_vault_that_was_shut_out_since_stays_shut_out(
    hq: Hq, pair: tuple[Laptop, Laptop]
) -> None:
    a, b = pair
    backup = backed_up(hq)
    with hq.server.database.writing() as session:
        vaults.revoke(hq.server, session, a.journal.vault)

    with put_back(hq, backup, a, b, lost=False):
        with pytest.raises(Problem, match="vault_revoked"):
            a.syncs()
        b.syncs()
    assert len(list(hq.folder.parent.glob("hq.2*"))) == 1


def test_a_backup_holds_files_and_no_root_and_is_thinned_out(hq: Hq) -> None:
    with system.writing(hq.server, "seed"):
        pass
    sha256 = b"\7" * 32
    hq.server.blobs.put(sha256, 0, b"a chunk")
    backup = backed_up(hq)
    inside = {path.name for path in backup.rglob("*")}
    assert {"hq.db", "server.key", "keys.signed", "tls.key", "hq.toml"} <= inside
    assert "root.key" not in inside
    assert (backup.parent / "blobs" / "07" / sha256.hex() / "0").is_file()
    hq.wall.forward(minutes=1)
    backed_up(hq)
    assert len(list(backup.parent.glob("2*"))) == 1


def _flip(name: str) -> Callable[[Path], None]:
    def tamper(backup: Path) -> None:
        file = backup / name
        data = bytearray(file.read_bytes())
        data[len(data) // 2] ^= 1
        file.write_bytes(data)

    return tamper


def _drop_chunk(backup: Path) -> None:
    next(path for path in (backup.parent / "blobs").rglob("*") if path.is_file()).unlink()


@pytest.mark.parametrize(
    "tamper",
    [_flip("hq.db"), _flip("keys/tls.pem"), _flip("manifest.signed"), _drop_chunk],
)
def test_a_tampered_backup_puts_nothing_back(hq: Hq, tamper: Callable[[Path], None]) -> None:
    hq.server.blobs.put(b"\7" * 32, 0, b"a chunk")
    backup = backed_up(hq)
    tamper(backup)

    with pytest.raises(Problem, match=r"backup_changed|hq_backup_other"):
        hq_backups.restore(hq.folder.parent / "fresh", backup, moment(hq))

    assert not (hq.folder.parent / "fresh").exists()


def test_a_backup_of_another_installation_replaces_nothing(hq: Hq, tmp_path: Path) -> None:
    from tests.sync.laptops import headquarters

    with headquarters(tmp_path / "other") as other:
        backup = hq_backups.make(other.server, tmp_path / "theirs", moment(hq)).folder

    with pytest.raises(Problem, match="hq_backup_other"):
        hq_backups.restore(hq.folder, backup, moment(hq))


def test_a_laptop_sends_what_is_left_of_its_entries_that_were_disposed_of(
    hq: Hq, pair: tuple[Laptop, Laptop]
) -> None:
    """Headquarters lost them, keeps the disposal, and takes their places in the chain."""
    a, b = pair
    backup = backed_up(hq)
    a.does(AddUnit(FOURTH, CANARY))
    a.does(AddTwo())
    a.does(AddUnit(THIRD, "واحد ماندنی"))
    for laptop in (a, b):
        laptop.syncs()
    disposals.dispose(hq.server, [("units", FOURTH), ("units", UNIT)], MINUTES)
    for laptop in (a, b):
        laptop.syncs()
    held = rows(a)
    assert not looks(a, holds)
    a.does(EditUnit("phone", "028-00000000", THIRD))

    with put_back(hq, backup, a, b) as again:
        for laptop in (a, b, a):
            laptop.syncs()

        assert (a.state.unsent, a.state.refused) == (0, 0)
        assert [row["id"] for row in at_hq(again)] == [row["id"] for row in held]
        assert rows(a) == rows(b) == at_hq(again)
        with again.server.database.reading() as session:
            assert not holds(session)
        assert proof(a).sound
        assert proof(b).sound
        assert list(repair.check(again.server)) == []
