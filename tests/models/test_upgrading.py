"""Tables are brought up to date in a copy: the vault is the old or the new one, never between."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Connection, inspect, text

from desktop.errors import Problem
from desktop.models import backups, migrations
from desktop.models.vault import OpenVault, unlock
from tests.builders import NOW, Wall
from tests.models.test_restoring import names, write
from tests.vaults import PASSWORD, new_vault

NEXT = "0002"


def to_next(connection: Connection) -> None:
    """What a later version might do: a table, a column, its own number."""
    connection.execute(text("CREATE TABLE later (id INTEGER PRIMARY KEY)"))
    connection.execute(text("ALTER TABLE settings ADD COLUMN later TEXT"))
    connection.execute(text("UPDATE alembic_version SET version_num = '0002'"))


@pytest.fixture
def older(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> OpenVault:
    """A closed vault that the program of this test takes for an older one."""
    vault = new_vault(tmp_path / "vaults")
    write(vault, "واحد نمونه")
    vault.close()
    monkeypatch.setattr(migrations, "REVISIONS", (*migrations.REVISIONS, NEXT))
    monkeypatch.setattr(migrations, "HEAD", NEXT)
    monkeypatch.setattr(migrations, "_run", to_next)
    return vault


def reopened(vault: OpenVault) -> OpenVault:
    return unlock(vault.folder, PASSWORD, None, wall=Wall(NOW + timedelta(days=1)))


def has_later(vault: OpenVault) -> bool:
    with vault.database.engine.connect() as connection:
        return inspect(connection).has_table("later")


def test_an_upgrade_leaves_a_backup_and_the_old_file_until_an_exchange(older: OpenVault) -> None:
    before = (older.folder / "vault.db").read_bytes()

    opened = reopened(older)

    old = older.folder / "before-upgrade" / "vault.db"
    assert has_later(opened)
    assert names(opened) == {"واحد نمونه"}
    assert old.read_bytes() == before
    assert len(backups.backups(older.folder)) == 1
    assert not list(older.folder.glob(".vault.db*"))
    opened.exchanged()
    assert not old.exists()
    opened.close()


def test_an_upgrade_that_fails_leaves_the_vault_as_it_was(
    older: OpenVault, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = (older.folder / "vault.db").read_bytes()

    def fail(connection: Connection) -> None:
        to_next(connection)
        raise Problem("upgrade_failed")

    monkeypatch.setattr(migrations, "_run", fail)
    with pytest.raises(Problem, match="upgrade_failed"):
        reopened(older)

    assert (older.folder / "vault.db").read_bytes() == before
    assert not list(older.folder.glob(".vault.db*"))


def test_an_upgrade_that_loses_an_entry_does_not_take_the_vault_s_place(
    older: OpenVault, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = (older.folder / "vault.db").read_bytes()

    def lose(connection: Connection) -> None:
        to_next(connection)
        connection.execute(text("DELETE FROM entries"))

    monkeypatch.setattr(migrations, "_run", lose)
    with pytest.raises(Problem, match="upgrade_failed"):
        reopened(older)

    assert (older.folder / "vault.db").read_bytes() == before


def test_a_half_made_copy_of_a_killed_upgrade_is_made_anew(older: OpenVault) -> None:
    (older.folder / ".vault.db.upgrade").write_bytes(b"half")
    (older.folder / ".vault.db.upgrade-wal").write_bytes(b"half")

    opened = reopened(older)

    assert has_later(opened)
    opened.close()


def test_a_vault_without_tables_is_damaged_and_not_filled(older: OpenVault) -> None:
    from desktop.models.database import open_encrypted

    file = older.folder / "vault.db"
    file.unlink()
    open_encrypted(file, older.keys.database, create=True).close()

    with pytest.raises(Problem, match="vault_damaged"):
        reopened(older)
