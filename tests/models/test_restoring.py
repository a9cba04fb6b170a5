"""A backup takes a vault's place: new epoch, nothing thrown away, and what is missing is told."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from desktop.commands.base import Desk, perform
from desktop.commands.directory import RecordProvisionalUnit, TypedUnit
from desktop.errors import Problem
from desktop.models import backups, losses, registry
from desktop.models.attachments import Attachment
from desktop.models.backups import Backup
from desktop.models.directory import Unit
from desktop.models.entries import Entry, head
from desktop.models.passwords import WrongPassword
from desktop.models.restoring import put_back, rebuild, restore
from desktop.models.slot import slots
from desktop.models.vault import OpenVault, unlock
from desktop.models.verify import trust_of, verify
from sync.protocol.entry import GENESIS, decode_header
from tests.builders import NOW, Wall
from tests.vaults import PASSWORD, new_vault

LATER = NOW + timedelta(days=1)


@pytest.fixture
def vault(tmp_path: Path) -> Iterator[OpenVault]:
    vault = new_vault(tmp_path / "vaults")
    yield vault
    vault.close()


def write(vault: OpenVault, name: str, now: datetime = NOW) -> None:
    """One entry: a unit of that name."""
    place = (vault.person, vault.name, vault.roles[0], vault.office, vault.province)
    perform(
        vault.database,
        Desk(*place, vault.journal, now),
        RecordProvisionalUnit(TypedUnit(name)),
    )


def names(vault: OpenVault) -> set[str]:
    with vault.database.reading() as session:
        return set(session.execute(select(Unit.name)).scalars())


def projection(vault: OpenVault) -> dict[str, list[tuple[object, ...]]]:
    """Every row of every journalled kind, as it is stored."""
    with vault.database.reading() as session:
        return {
            kind.name: sorted(tuple(row) for row in session.execute(select(kind.raw)).all())
            for kind in registry.kinds()
        }


def opened(vault: OpenVault, now: datetime = LATER) -> OpenVault:
    return unlock(vault.folder, PASSWORD, None, wall=Wall(now))


def missing(vault: OpenVault) -> losses.Missing:
    with vault.database.reading() as session:
        found = losses.missing(session)
    assert found is not None
    return found


def test_a_restored_vault_is_the_backup_byte_for_byte_in_a_new_epoch(vault: OpenVault) -> None:
    write(vault, "پیش از پشتیبان")
    backup, before = vault.back_up(NOW), projection(vault)
    write(vault, "پس از پشتیبان")
    vault.close()

    restore(vault.folder, backup.folder, PASSWORD, None, now=LATER)

    again = opened(vault)
    assert projection(again) == before
    with again.database.reading() as session:
        last = head(session, again.slot.vault, GENESIS)
        entry = session.get_one(Entry, (again.slot.vault, last.epoch, last.counter))
        assert last.epoch == 2
        assert decode_header(entry.core).command == losses.RESTORED
        assert verify(session, trust_of(session, again.journal), again.blobs).sound
    again.close()


def test_an_epoch_is_never_given_twice_however_often_one_restores(vault: OpenVault) -> None:
    write(vault, "یک")
    first = vault.back_up(NOW)
    vault.close()
    epochs = []
    for day in range(1, 4):
        restore(vault.folder, first.folder, PASSWORD, None, now=NOW + timedelta(days=day))
        again = opened(vault, NOW + timedelta(days=day))
        with again.database.reading() as session:
            epochs.append(head(session, again.slot.vault, GENESIS).epoch)
        again.close()
    assert epochs == [2, 3, 4]


def test_what_is_lost_is_told_before_and_after(vault: OpenVault) -> None:
    write(vault, "پیش از پشتیبان")
    backup = vault.back_up(NOW)
    write(vault, "گمشدهٔ یک")
    write(vault, "گمشدهٔ دو")
    with vault.database.reading() as session:
        would_go = losses.since(session, vault.slot.vault, backup.head)
    vault.close()

    told = restore(vault.folder, backup.folder, PASSWORD, None, now=LATER)

    again = opened(vault)
    left = missing(again)
    assert [one.stamp for one in would_go] == [one.stamp for one in left.entries]
    assert [one.command for one in left.entries] == ["RecordProvisionalUnit"] * 2
    assert left.readable
    assert not any(one.sent for one in left.entries)
    assert (vault.folder / "aside" / told.aside / "vault.db").is_file()
    with again.database.writing() as session:
        losses.forget(session)
    with again.database.reading() as session:
        assert losses.missing(session) is None
    again.close()


def test_a_photo_without_its_record_is_kept_for_the_record_that_comes_back(
    vault: OpenVault,
) -> None:
    backup = vault.back_up(NOW)
    big = os.urandom(600_000)
    with vault.database.writing() as session:
        small = vault.blobs.add(session, b"a photo", "image/jpeg").sha256
        large = vault.blobs.add(session, big, "image/jpeg").sha256
    vault.close()

    told = restore(vault.folder, backup.folder, PASSWORD, None, now=LATER)

    again = opened(vault)
    with again.database.reading() as session:
        assert again.blobs.read(session, small) == b"a photo"
        assert again.blobs.read(session, large) == big
        assert session.execute(select(Attachment.id)).all() == []
    assert told.files == 2
    again.close()


def test_a_backup_of_another_person_is_refused(vault: OpenVault, tmp_path: Path) -> None:
    other = new_vault(tmp_path / "others")
    theirs = other.back_up(NOW)
    other.close()
    vault.close()

    with pytest.raises(Problem, match="backup_other_vault"):
        restore(vault.folder, theirs.folder, PASSWORD, None, now=LATER)


def _flip_database(backup: Backup, _older: Backup) -> None:
    file = backup.folder / "vault.db"
    data = bytearray(file.read_bytes())
    data[len(data) // 2] ^= 1
    file.write_bytes(data)


def _older_database(backup: Backup, older: Backup) -> None:
    """Whole and authentic, but not this one: SQLCipher alone would take it."""
    shutil.copyfile(older.folder / "vault.db", backup.folder / "vault.db")


def _flip_manifest(backup: Backup, _older: Backup) -> None:
    file = backup.folder / "manifest.msgpack"
    data = bytearray(file.read_bytes())
    data[3] ^= 1
    file.write_bytes(data)


def _drop_database(backup: Backup, _older: Backup) -> None:
    (backup.folder / "vault.db").unlink()


@pytest.mark.parametrize(
    "tamper", [_flip_database, _older_database, _flip_manifest, _drop_database]
)
def test_a_tampered_backup_is_refused_and_the_vault_stays(
    vault: OpenVault, tamper: Callable[[Backup, Backup], None]
) -> None:
    older = vault.back_up(NOW)
    write(vault, "واحد نمونه")
    backup = vault.back_up(NOW + timedelta(hours=24))
    vault.close()
    tamper(backup, older)

    with pytest.raises(Problem, match="backup_changed"):
        restore(vault.folder, backup.folder, PASSWORD, None, now=LATER)

    again = opened(vault)
    assert names(again) == {"واحد نمونه"}
    again.close()


def test_a_restore_is_refused_below_twice_the_room(vault: OpenVault) -> None:
    backup = vault.back_up(NOW)
    vault.close()

    with pytest.raises(Problem, match="backup_no_space needed="):
        put_back(
            vault.folder,
            backup,
            vault.keys,
            LATER,
            rebuilt=False,
            free=lambda _: 2 * backup.size - 1,
        )

    opened(vault).close()


def test_the_backups_of_a_broken_chain_never_push_out_the_last_that_proved(
    vault: OpenVault, monkeypatch: pytest.MonkeyPatch
) -> None:
    for many in ("DAILY", "WEEKLY", "MONTHLY"):
        monkeypatch.setattr(backups, many, 1)
    write(vault, "درست")
    good = vault.back_up(NOW)
    with vault.database.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE entries SET hash = zeroblob(32)")
    for day in range(1, 3):
        assert not vault.back_up(NOW + timedelta(days=30 * day)).sound

    assert good.folder in [one.folder for one in backups.backups(vault.folder)]


def _cut_in_half(folder: Path) -> None:
    os.truncate(folder / "vault.db", (folder / "vault.db").stat().st_size // 2)


def _empty(folder: Path) -> None:
    (folder / "vault.db").write_bytes(b"")


def _gone(folder: Path) -> None:
    (folder / "vault.db").unlink()


def _plain(folder: Path) -> None:
    (folder / "vault.db").write_bytes(b"SQLite format 3\0" + bytes(8000))


def _one_page(folder: Path) -> None:
    with (folder / "vault.db").open("r+b") as file:
        file.seek(-2000, os.SEEK_END)
        file.write(os.urandom(100))


@pytest.mark.parametrize("damage", [_cut_in_half, _empty, _gone, _plain, _one_page])
def test_a_damaged_vault_is_laid_aside_and_rebuilt_from_its_backup(
    vault: OpenVault, damage: Callable[[Path], None]
) -> None:
    write(vault, "پیش از پشتیبان")
    vault.back_up(NOW)
    write(vault, "پس از پشتیبان")
    vault.close()
    damage(vault.folder)
    damaged = vault.folder / "vault.db"
    was = damaged.read_bytes() if damaged.exists() else None

    told = rebuild(vault.folder, PASSWORD, None, now=LATER)

    assert told is not None
    again = opened(vault)
    assert names(again) == {"پیش از پشتیبان"}
    assert missing(again).rebuilt
    again.close()
    aside = vault.folder / "aside" / told.aside / "vault.db"
    assert (aside.read_bytes() if aside.exists() else None) == was


def test_of_several_backups_the_latest_good_one_is_taken(vault: OpenVault) -> None:
    write(vault, "یک")
    vault.back_up(NOW)
    write(vault, "دو")
    bad = vault.back_up(NOW + timedelta(hours=24))
    vault.close()
    os.truncate(bad.folder / "vault.db", 5000)
    _empty(vault.folder)

    rebuild(vault.folder, PASSWORD, None, now=LATER)

    again = opened(vault)
    assert names(again) == {"یک"}
    again.close()


@pytest.mark.parametrize("left", [b"", b"torn", None])
def test_a_damaged_slot_comes_back_from_a_backup_and_the_vault_loses_nothing(
    vault: OpenVault, left: bytes | None
) -> None:
    vault.back_up(NOW)
    write(vault, "پس از پشتیبان")
    vault.close()
    slot = vault.folder / "slot.msgpack"
    slot.unlink() if left is None else slot.write_bytes(left)
    with pytest.raises(Problem):
        unlock(vault.folder, PASSWORD, None)
    assert [one.name for _, one in slots(vault.folder.parent) if not isinstance(one, Problem)] == [
        vault.name
    ]

    assert rebuild(vault.folder, PASSWORD, None, now=LATER) is None

    again = opened(vault)
    assert names(again) == {"پس از پشتیبان"}
    again.close()


def test_without_a_backup_nothing_is_touched_and_it_is_said(vault: OpenVault) -> None:
    vault.close()
    _cut_in_half(vault.folder)
    was = (vault.folder / "vault.db").read_bytes()

    with pytest.raises(Problem, match="rebuild_without_backup"):
        rebuild(vault.folder, PASSWORD, None, now=LATER)

    assert (vault.folder / "vault.db").read_bytes() == was
    assert not (vault.folder / "aside").exists()


def test_a_wrong_password_rebuilds_nothing(vault: OpenVault) -> None:
    vault.back_up(NOW)
    vault.close()
    _empty(vault.folder)

    with pytest.raises(WrongPassword):
        rebuild(vault.folder, "این گذرواژه نیست", None, now=LATER)

    assert (vault.folder / "vault.db").read_bytes() == b""
