"""A vault opens for its person, on its device, in one process, and for nobody else."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from desktop.errors import AppError, Problem, Refused
from desktop.models import vault_facts
from desktop.models.database import PRAGMAS
from desktop.models.keys import STANDARD, Kdf
from desktop.models.passwords import Lockout, WrongPassword, password_problem
from desktop.models.slot import read_slot, slots
from desktop.models.vault import change_password, create, unlock
from resources.wording import words_of
from tests.builders import NOW, Wall
from tests.vaults import CHEAP, NAME, PASSWORD, MemorySecrets, identity, new_vault


def closed_vault(tmp_path: Path, secrets: MemorySecrets | None) -> Path:
    vault = new_vault(tmp_path, secrets)
    vault.close()
    return vault.folder


def refusal(folder: Path, password: str, secrets: MemorySecrets | None, wall: Wall) -> AppError:
    with pytest.raises(AppError) as raised:
        unlock(folder, password, secrets, wall=wall)
    return raised.value


def test_a_vault_opens_again_with_its_password(tmp_path: Path) -> None:
    secrets = MemorySecrets()
    made = new_vault(tmp_path, secrets)
    made.close()

    vault = unlock(made.folder, PASSWORD, secrets, wall=Wall())

    assert vault.keys.database == made.keys.database
    assert vault.keys.verifying == made.keys.verifying
    assert (vault.name, vault.roles, vault.province) == (NAME, ("inspector",), "26")
    vault.close()


def test_the_folder_names_nobody(tmp_path: Path) -> None:
    folder = closed_vault(tmp_path, MemorySecrets())

    assert folder.name == read_slot(folder).vault.hex()
    assert [slot.name for _, slot in slots(tmp_path) if not isinstance(slot, Problem)] == [NAME]


def test_a_password_is_stretched_with_64_mib_unless_a_test_asks_for_less(tmp_path: Path) -> None:
    create(tmp_path, identity(), PASSWORD, MemorySecrets()).close()

    ((_, slot),) = slots(tmp_path)

    assert not isinstance(slot, Problem)
    assert slot.kdf == STANDARD == Kdf(64 * 1024, 3, 4)


def test_a_wrong_password_opens_nothing_and_says_how_many_are_left(tmp_path: Path) -> None:
    secrets = MemorySecrets()
    folder = closed_vault(tmp_path, secrets)

    error = refusal(folder, "چیز دیگری که درست نیست", secrets, Wall())

    assert isinstance(error, WrongPassword)
    assert (error.attempts_left, error.wait) == (4, 0)


def test_the_sixth_wrong_password_waits_even_for_the_right_one(tmp_path: Path) -> None:
    secrets = MemorySecrets()
    folder = closed_vault(tmp_path, secrets)
    wall = Wall()
    told = [refusal(folder, "نادرست", secrets, wall) for _ in range(5)]

    sixth = refusal(folder, PASSWORD, secrets, wall)

    assert [error.code for error in told[3:]] == ["wrong_password_last", "sign_in_locked"]
    assert isinstance(sixth, WrongPassword)
    assert sixth.wait == 30
    assert "۳۰" in words_of(sixth.code, sixth.arguments)
    wall.forward(minutes=31 / 60)
    unlock(folder, PASSWORD, secrets, wall=wall).close()


def test_the_wait_doubles_up_to_a_quarter_of_an_hour_and_outlives_a_restart(
    tmp_path: Path,
) -> None:
    now = NOW
    waits = []
    for _ in range(12):
        Lockout(tmp_path).begin(now)
        waits.append(Lockout(tmp_path).waiting(now))
        now += timedelta(seconds=waits[-1])

    assert waits == [0, 0, 0, 0, 30, 60, 120, 240, 480, 900, 900, 900]


def test_a_clock_that_was_set_back_prolongs_no_wait(tmp_path: Path) -> None:
    for _ in range(5):
        Lockout(tmp_path).begin(NOW)

    assert Lockout(tmp_path).waiting(NOW - timedelta(days=3650)) == 900


def test_the_right_password_ends_the_count(tmp_path: Path) -> None:
    secrets = MemorySecrets()
    folder = closed_vault(tmp_path, secrets)
    refusal(folder, "نادرست", secrets, Wall())

    unlock(folder, PASSWORD, secrets, wall=Wall()).close()

    error = refusal(folder, "نادرست", secrets, Wall())
    assert isinstance(error, WrongPassword)
    assert error.attempts_left == 4


def test_the_device_secret_is_needed_beside_the_password(tmp_path: Path) -> None:
    folder = closed_vault(tmp_path, MemorySecrets())
    other = MemorySecrets({read_slot(folder).secret_name: os.urandom(32)})

    assert refusal(folder, PASSWORD, MemorySecrets(), Wall()).code == "device_secret_missing"
    assert refusal(folder, PASSWORD, None, Wall()).code == "keyring_missing"
    assert refusal(folder, PASSWORD, other, Wall()).code == "wrong_password"


def test_without_a_keyring_policy_must_allow_it_and_the_password_is_longer(
    tmp_path: Path,
) -> None:
    def attempt(password: str, *, allowed: bool) -> None:
        create(tmp_path, identity(), password, None, password_only=allowed, kdf=CHEAP).close()

    with pytest.raises(Refused, match="keyring_missing"):
        attempt("باران نرم صبح اردیبهشت", allowed=False)
    with pytest.raises(Refused, match="password_too_short"):
        attempt("باران نرم صبح", allowed=True)
    attempt("باران نرم صبح اردیبهشت", allowed=True)


def test_every_byte_of_the_slot_is_protected(tmp_path: Path) -> None:
    folder = closed_vault(tmp_path, None)
    whole = (folder / "slot.msgpack").read_bytes()
    for place in range(len(whole)):
        changed = bytearray(whole)
        changed[place] ^= 1
        (folder / "slot.msgpack").write_bytes(changed)
        (folder / "lockout").unlink(missing_ok=True)
        refusal(folder, PASSWORD, MemorySecrets(), Wall())


def test_a_new_password_opens_the_same_vault_and_the_old_one_no_longer(tmp_path: Path) -> None:
    secrets = MemorySecrets()
    vault = new_vault(tmp_path, secrets)
    new = "نسیم خنک عصر شهریور"

    with pytest.raises(WrongPassword):
        change_password(vault, "نادرست", new, secrets, now=NOW, kdf=CHEAP)
    with pytest.raises(Refused, match="password_unchanged"):
        change_password(vault, PASSWORD, PASSWORD, secrets, now=NOW, kdf=CHEAP)
    change_password(vault, PASSWORD, new, secrets, now=NOW, kdf=CHEAP)
    vault.close()

    assert refusal(vault.folder, PASSWORD, secrets, Wall()).code == "wrong_password"
    unlock(vault.folder, new, secrets, wall=Wall()).close()


@pytest.mark.parametrize(
    ("password", "code"),
    [
        ("کوتاه است", "password_too_short"),
        ("ی" * 129, "password_too_long"),
        ("aaaaaaaaaaaab", "password_too_simple"),
        ("password123456", "password_too_common"),
        ("qwertyuiop1234", "password_too_common"),
        ("۱۲۳۴۵۶۷۸۹۰۱۲۳۴", "password_too_common"),
        ("بازرس نمونه ۱۲۳۴", "password_too_common"),
        ("Summer2026Summer2026", "password_too_common"),
    ],
)
def test_a_password_that_is_soon_guessed_is_refused(password: str, code: str) -> None:
    problem = password_problem(password, name="بازرس نمونهٔ یک")
    assert problem is not None
    assert problem.code == code


@pytest.mark.parametrize("password", [PASSWORD, "correct horse battery", "G7!kd9-pLq2zX"])
def test_a_password_of_several_words_or_odd_signs_is_good(password: str) -> None:
    assert password_problem(password, name=NAME) is None


def test_a_vault_file_cut_in_half_is_refused(tmp_path: Path) -> None:
    secrets = MemorySecrets()
    folder = closed_vault(tmp_path, secrets)
    file = folder / "vault.db"
    os.truncate(file, file.stat().st_size // 2)

    assert refusal(folder, PASSWORD, secrets, Wall()).code == "vault_damaged"


@pytest.mark.parametrize("left", [0, 1, 100])
def test_a_vault_file_of_a_few_bytes_is_refused(tmp_path: Path, left: int) -> None:
    secrets = MemorySecrets()
    folder = closed_vault(tmp_path, secrets)
    os.truncate(folder / "vault.db", left)

    assert refusal(folder, PASSWORD, secrets, Wall()).code == "vault_damaged"


def test_a_lost_database_is_not_made_anew(tmp_path: Path) -> None:
    secrets = MemorySecrets()
    folder = closed_vault(tmp_path, secrets)
    (folder / "vault.db").unlink()

    assert refusal(folder, PASSWORD, secrets, Wall()).code == "vault_missing"


def test_a_vault_of_a_newer_version_is_read_and_left_as_it_is(tmp_path: Path) -> None:
    secrets = MemorySecrets()
    vault = new_vault(tmp_path, secrets)
    with vault.database.writing() as session:
        session.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    vault.close()

    opened = unlock(vault.folder, PASSWORD, secrets, wall=Wall())
    try:
        assert opened.read_only
        assert opened.name == vault.name
        with pytest.raises(Refused, match="vault_read_only"), opened.database.writing():
            pass
        with pytest.raises(DBAPIError), opened.database.reading() as session:
            session.execute(text("DELETE FROM vault_facts"))
        assert opened.back_up_if_due(NOW) is None
    finally:
        opened.close()


def test_a_plain_database_is_not_taken_for_a_vault(tmp_path: Path) -> None:
    import sqlite3

    secrets = MemorySecrets()
    folder = closed_vault(tmp_path, secrets)
    (folder / "vault.db").unlink()
    plain = sqlite3.connect(folder / "vault.db")
    plain.execute("CREATE TABLE t (x)")
    plain.commit()
    plain.close()

    assert refusal(folder, PASSWORD, secrets, Wall()).code in {
        "vault_damaged",
        "vault_not_encrypted",
    }


UNLOCK = """
import sys
import time
from pathlib import Path
from desktop.errors import Problem
from desktop.models.vault import unlock
try:
    unlock(Path(sys.argv[1]), sys.argv[2], None).close()
    print("opened")
except Problem as problem:
    print(problem.code)
"""


def test_a_second_process_is_told_that_the_vault_is_open(tmp_path: Path) -> None:
    vault = new_vault(tmp_path)

    def second() -> str:
        run = subprocess.run(
            [sys.executable, "-c", UNLOCK, str(vault.folder), PASSWORD],
            capture_output=True,
            text=True,
            check=True,
        )
        return run.stdout.strip()

    assert second() == "vault_in_use"
    vault.close()
    assert second() == "opened"


def test_every_setting_of_the_database_holds_and_attach_is_denied(tmp_path: Path) -> None:
    vault = new_vault(tmp_path)
    with vault.database.reading() as session:
        found = {
            name: session.execute(text("PRAGMA " + name)).scalar_one()  # fixed names
            for name in PRAGMAS
        }
        with pytest.raises(Exception, match=r"authoriz"):
            session.execute(text("ATTACH ':memory:' AS other KEY ''"))
    vault.close()

    assert found == PRAGMAS
    assert found["synchronous"] == 2


def test_no_word_of_what_is_kept_stands_in_any_file(tmp_path: Path) -> None:
    vault = new_vault(tmp_path, MemorySecrets())
    canary = "قناری زرد Canary-7731"
    with vault.database.writing() as session:
        vault_facts.put(session, "canary", canary.encode())
        vault.blobs.add(session, canary.encode() * 1000, "image/jpeg")
        session.execute(text("CREATE INDEX canary ON vault_facts (value)"))
    vault.back_up(NOW)
    needles = [canary.encode(form) for form in ("utf-8", "utf-16-le")]
    needles += ["قناری".encode(), b"Canary-7731", canary.encode().hex().encode()]
    files = [path for path in vault.folder.rglob("*") if path.is_file()]

    found = [path for path in files for needle in needles if needle in path.read_bytes()]

    names = {path.name for path in files}
    assert {"vault.db", "vault.db-wal", "vault.db-shm", "slot.msgpack"} <= names
    assert len([path for path in files if path.parent.name == "blobs"]) == 1
    assert [path for path in files if "backups" in path.parts and path.name == "vault.db"]
    assert not found
    vault.close()


def test_the_files_can_only_be_read_by_their_owner(tmp_path: Path) -> None:
    folder = closed_vault(tmp_path, MemorySecrets())

    assert (folder / "slot.msgpack").stat().st_mode & 0o077 == 0
    assert folder.stat().st_mode & 0o077 == 0


def test_the_journal_goes_on_after_its_own_last_entry(tmp_path: Path) -> None:
    secrets = MemorySecrets()
    wall = Wall(datetime(2030, 1, 1, tzinfo=UTC))
    vault = new_vault(tmp_path, secrets, wall)
    first = _write_an_office(vault)
    vault.close()

    vault = unlock(vault.folder, PASSWORD, secrets, wall=Wall(NOW))
    second = _write_an_office(vault)
    vault.close()

    assert second > first


def test_a_vault_that_could_not_be_made_leaves_nothing(tmp_path: Path) -> None:
    class Refusing(MemorySecrets):
        def set(self, name: str, secret: bytes) -> None:
            raise Problem("keyring_unfaithful")

    with pytest.raises(Problem, match="keyring_unfaithful"):
        new_vault(tmp_path / "vaults", Refusing())

    assert not list((tmp_path / "vaults").iterdir())


def _write_an_office(vault: object) -> bytes:
    from desktop.models.entries import Entry
    from desktop.models.journal import Act, insert_many
    from desktop.models.vault import OpenVault

    assert isinstance(vault, OpenVault)
    act = Act(vault.person, "system", "AddOffice", vault.office)
    with vault.database.writing(**vault.journal.info(act)) as session:
        row = {
            "code": "x",
            "name": "ادارهٔ نمونه",
            "level": "province",
            "province": "26",
            "issuer": "نمونه",
            "sample": True,
        }
        insert_many(session, "offices", [row])
    with vault.database.reading() as session:
        stamps = session.query(Entry.stamp).order_by(Entry.counter).all()
    stamp: bytes = stamps[-1][0]
    return stamp


def test_ten_thousand_wrong_tries_cost_a_thief_twenty_minutes_of_a_processor(
    tmp_path: Path,
) -> None:
    vault = create(tmp_path, identity(), PASSWORD, None, password_only=True, kdf=STANDARD)
    slot = vault.slot
    vault.close()
    began = time.process_time()
    assert slot.open("گذرواژهٔ نادرست دیگری", b"") is None
    tries = 10_000 * (time.process_time() - began)
    assert tries >= 20 * 60, f"{tries:.0f} s for ten thousand"
