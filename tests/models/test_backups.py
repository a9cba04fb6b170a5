"""A backup counts when it was opened and checked; the last good one is never lost."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from desktop.errors import Problem
from desktop.models import backups, migrations
from desktop.models.passwords import WrongPassword
from desktop.models.restoring import restore
from desktop.models.vault import OpenVault, unlock
from tests.builders import NOW, Wall
from tests.vaults import PASSWORD, new_vault


@pytest.fixture
def vault(tmp_path: Path) -> Iterator[OpenVault]:
    vault = new_vault(tmp_path / "vaults")
    yield vault
    vault.close()


def test_a_backup_opens_with_its_own_slot_and_the_same_password(
    vault: OpenVault, tmp_path: Path
) -> None:
    with vault.database.writing() as session:
        sha256 = vault.blobs.add(session, b"a photo", "image/jpeg").sha256

    backup = backups.make(vault.folder, vault.keys, NOW, into=tmp_path / "stick")

    copy = unlock(backup.folder, PASSWORD, None, wall=Wall())
    with copy.database.reading() as session:
        assert copy.blobs.read(session, sha256) == b"a photo"
    assert copy.name == vault.name
    assert backup.counts["blob_files"] == 1
    copy.close()


def test_a_backup_is_taken_while_the_vault_is_open_and_holds_the_latest_commit(
    vault: OpenVault,
) -> None:
    with vault.database.writing() as session:
        session.execute(text("INSERT INTO vault_facts VALUES ('late', x'01')"))

    counts = vault.back_up(NOW).counts

    with vault.database.reading() as session:
        there = session.execute(text("SELECT count(*) FROM vault_facts")).scalar_one()
    assert counts["vault_facts"] == there
    assert not list((vault.folder / "backups").glob(".*"))


def test_one_backup_a_day_is_due(vault: OpenVault) -> None:
    assert vault.back_up_if_due(NOW) is not None
    assert vault.back_up_if_due(NOW + timedelta(hours=3)) is None
    assert vault.back_up_if_due(NOW + timedelta(days=1)) is not None


def test_seven_days_four_weeks_and_six_months_stay(vault: OpenVault) -> None:
    first = vault.back_up(NOW).folder
    folder = first.parent
    for day in range(1, 400):
        _copy_as_of(first, NOW - timedelta(days=day))

    backups.prune(vault.folder, NOW)

    kept = [NOW - backup.made_at for backup in backups.backups(vault.folder)]
    days = [span.days for span in kept]
    assert days[:7] == [0, 1, 2, 3, 4, 5, 6]
    assert 10 <= len(days) <= 17
    assert days[-1] > 120
    assert len(list(folder.iterdir())) == len(days)


def test_the_last_verified_backup_stays_however_old_it_is(vault: OpenVault) -> None:
    vault.back_up(NOW)

    assert backups.prune(vault.folder, NOW + timedelta(days=3000)) == []
    assert len(backups.backups(vault.folder)) == 1


def test_a_backup_whose_copy_is_damaged_does_not_count(vault: OpenVault) -> None:
    good = vault.back_up(NOW)
    file = good.folder / "vault.db"
    data = bytearray(file.read_bytes())
    data[len(data) // 2] ^= 0xFF
    file.write_bytes(data)

    with pytest.raises(Problem, match="backup_changed"):
        backups.check(good.folder, vault.keys, vault.slot.vault)


def test_a_half_made_backup_is_not_listed_and_swept(vault: OpenVault) -> None:
    half = vault.folder / "backups" / ".20250101T000000000000Z.new"
    half.mkdir(parents=True)
    (half / "vault.db").write_bytes(b"half")

    assert backups.backups(vault.folder) == []
    vault.back_up(NOW)
    assert not half.exists()


def test_a_backup_is_refused_below_twice_the_room_and_the_earlier_one_stays(
    vault: OpenVault,
) -> None:
    earlier = vault.back_up(NOW)
    with vault.database.engine.connect() as connection:
        connection.exec_driver_sql("SELECT 1")
    size = sum((vault.folder / name).stat().st_size for name in ("vault.db", "vault.db-wal"))

    with pytest.raises(Problem, match="backup_no_space needed="):
        backups.make(
            vault.folder,
            vault.keys,
            NOW + timedelta(days=1),
            free=lambda _: 2 * size - 1,
        )

    assert [backup.folder for backup in backups.backups(vault.folder)] == [earlier.folder]


def test_an_upgrade_is_preceded_by_a_backup(
    vault: OpenVault, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[datetime] = []
    with vault.database.writing() as session:
        session.execute(text("UPDATE alembic_version SET version_num = '0000'"))
    monkeypatch.setattr(migrations, "REVISIONS", ("0000", *migrations.REVISIONS))

    def back_up_and_fail() -> None:
        made.append(vault.back_up(NOW).made_at)
        raise Problem("backup_no_space", needed=1)

    with pytest.raises(Problem, match="backup_no_space"):
        migrations.upgrade(vault.database, back_up_and_fail)

    assert made == [NOW]
    with vault.database.engine.connect() as connection:
        assert migrations.revision_of(connection) == "0000"


def test_a_damaged_vault_goes_on_from_its_backup_and_nothing_is_thrown_away(
    vault: OpenVault,
) -> None:
    with vault.database.writing() as session:
        kept = vault.blobs.add(session, b"before the backup", "image/jpeg").sha256
    backup = vault.back_up(NOW)
    with vault.database.writing() as session:
        vault.blobs.add(session, b"after the backup", "image/jpeg")
    vault.close()
    os.truncate(vault.folder / "vault.db", 5000)

    told = restore(vault.folder, backup.folder, PASSWORD, None, now=NOW)

    opened = unlock(vault.folder, PASSWORD, None, wall=Wall())
    with opened.database.reading() as session:
        assert opened.blobs.read(session, kept) == b"before the backup"
    opened.close()
    aside = vault.folder / "aside" / told.aside
    assert (aside / "vault.db").stat().st_size == 5000
    assert len(list((aside / "blobs").iterdir())) == 2


def test_a_damaged_backup_replaces_nothing(vault: OpenVault) -> None:
    backup = vault.back_up(NOW)
    vault.close()
    os.truncate(backup.folder / "vault.db", 5000)

    with pytest.raises(Problem, match="backup_changed"):
        restore(vault.folder, backup.folder, PASSWORD, None, now=NOW)
    with pytest.raises(WrongPassword):
        restore(vault.folder, backup.folder, "نادرست", None, now=NOW)

    unlock(vault.folder, PASSWORD, None, wall=Wall()).close()


def test_an_open_vault_is_not_restored_under_its_user(vault: OpenVault) -> None:
    backup = vault.back_up(NOW)
    with pytest.raises(Problem, match="vault_in_use"):
        restore(vault.folder, backup.folder, PASSWORD, None, now=NOW)


def test_the_end_of_the_day_s_work_is_backed_up_and_a_full_disk_keeps_nobody_here(
    vault: OpenVault,
) -> None:
    assert vault.finish(NOW) is None
    assert len(backups.backups(vault.folder)) == 1

    again = unlock(vault.folder, PASSWORD, None, wall=Wall())
    (vault.folder / "slot.msgpack").rename(vault.folder / "slot.away")
    (vault.folder / "backups").rename(vault.folder / "backups.away")
    (vault.folder / "backups").write_bytes(b"")
    assert again.finish(NOW + timedelta(days=1)) is not None

    (vault.folder / "slot.away").rename(vault.folder / "slot.msgpack")
    (vault.folder / "backups").unlink()
    unlock(vault.folder, PASSWORD, None, wall=Wall()).close()


def _copy_as_of(backup: Path, moment: datetime) -> None:
    """A backup of an earlier day; the files are the same."""
    import msgspec

    from sync.protocol.encoding import decode, encode

    folder = backup.with_name(moment.strftime("%Y%m%dT%H%M%S%fZ"))
    folder.mkdir()
    for name in ("vault.db", "slot.msgpack"):
        os.link(backup / name, folder / name)
    manifest = decode((backup / "manifest.msgpack").read_bytes(), backups.Manifest)
    changed = msgspec.structs.replace(manifest, made_at=int(moment.timestamp() * 1000))
    (folder / "manifest.msgpack").write_bytes(encode(changed))
