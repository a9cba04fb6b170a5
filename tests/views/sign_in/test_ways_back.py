"""The ways back through the real program: forgotten, damaged, restored, newer, a full disk."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from sqlalchemy import select, text

from desktop.commands.base import Desk, perform
from desktop.commands.directory import RecordProvisionalUnit, TypedUnit
from desktop.models.directory import Unit
from desktop.models.keys import packed
from desktop.models.recovery_slot import RECOVERY_FILE
from desktop.models.slot import vaults_folder
from desktop.models.vault import OpenVault, unlock
from desktop.program import Program
from desktop.runtime import sync_schedule
from desktop.runtime.disk_watch import needed
from desktop.runtime.drives import Drive
from desktop.views.navigation import Place
from desktop.views.settings.backups_page import BackupsPage
from desktop.views.sign_in.rebuild_page import RebuildPage
from desktop.views.sign_in.recovery_page import RecoveryPage
from desktop.views.sign_in.sign_in_page import SignInPage
from resources.wording import words_of
from sync.protocol.encoding import encode
from sync.protocol.recovery import (
    REQUEST_MAGIC,
    Handed,
    RecoveryRequest,
    SecretKey,
    answer,
    open_slot,
    seal_slot,
    secret_key,
    unframed,
)
from tests.vaults import CHEAP, PASSWORD, new_vault

NEW = "دریاچهٔ آرام نیمه‌شب زمستان"


@pytest.fixture
def vault(tmp_path: Path) -> OpenVault:
    """A vault on this computer with a unit from before its backup and one from after."""
    vault = new_vault(vaults_folder(tmp_path))
    write(vault, "پیش از پشتیبان")
    vault.back_up(datetime.now(UTC) - timedelta(days=1))
    write(vault, "پس از پشتیبان")
    return vault


@pytest.fixture
def program(
    qtbot: QtBot, tmp_path: Path, vault: OpenVault, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Program]:
    """At the door; there is no headquarters here that an exchange could reach."""
    for name in ("FIRST_MS", "AFTER_COMMAND_MS"):
        monkeypatch.setattr(sync_schedule, name, 10 * 60_000)
    vault.close()
    program = Program(
        tmp_path, None, password_only=True, kdf=CHEAP, look_path=tmp_path / "look.json"
    )
    stick = tmp_path / "stick"
    stick.mkdir()
    program.plugged = lambda: (Drive(stick, "حافظه", 1 << 30),)
    qtbot.addWidget(program.stack)
    program.start()
    yield program
    program.close()


def write(vault: OpenVault, name: str) -> None:
    place = (vault.person, vault.name, vault.roles[0], vault.office, vault.province)
    perform(
        vault.database,
        Desk(*place, vault.journal, datetime.now(UTC)),
        RecordProvisionalUnit(TypedUnit(name)),
    )


def at_door(program: Program) -> SignInPage:
    page = program.stack.currentWidget()
    assert isinstance(page, SignInPage)
    return page


def signs_in(qtbot: QtBot, program: Program, password: str = PASSWORD) -> None:
    page = at_door(program)
    page.password.control.setText(password)
    page.button.click()
    opens(qtbot, program)


def opens(qtbot: QtBot, program: Program) -> None:
    qtbot.waitUntil(lambda: program.signed_in is not None, timeout=30_000)
    quiet(qtbot, program)


def quiet(qtbot: QtBot, program: Program) -> None:
    qtbot.waitUntil(
        lambda: program.signed_in is not None and not program.signed_in.tasks.busy,
        timeout=30_000,
    )
    QApplication.processEvents()


def names(program: Program) -> set[str]:
    assert program.signed_in is not None
    with program.signed_in.vault.database.reading() as session:
        return set(session.execute(select(Unit.name)).scalars())


def officers_key(vault: OpenVault) -> SecretKey:
    """The recovery key, as both officers together would have it."""
    key = secret_key(os.urandom(96))
    slot = seal_slot(bytes(16), vault.slot.vault, key.public, packed(vault.keys))
    (vault.folder / RECOVERY_FILE).write_bytes(encode(slot))
    return key


def test_who_forgot_the_password_asks_and_comes_in_with_the_answer(
    qtbot: QtBot, program: Program, vault: OpenVault, tmp_path: Path
) -> None:
    key = officers_key(vault)
    at_door(program).forgotten.click()
    page = program.stack.currentWidget()
    assert isinstance(page, RecoveryPage)
    assert not page.second.isVisible()
    page.make.click()
    qtbot.waitUntil(lambda: bool(page.notice.isVisible()), timeout=20_000)
    (file,) = (tmp_path / "stick").glob("*.request")
    assert page.code.words().strip("\u2066\u2069") in file.name

    page.password.control.setText(NEW)
    page.again.control.setText(NEW)
    page.answer.click()
    sentence = words_of("recovery_no_answer", {})
    qtbot.waitUntil(lambda: page.notice.sentence() == sentence, timeout=20_000)
    assert page.password.value() == NEW

    message, asked = unframed(file.read_bytes(), REQUEST_MAGIC, RecoveryRequest)
    handed = Handed(open_slot(asked.slot, key), ["مأمور یک", "مأمور دو"], 1)
    (tmp_path / "stick" / "a.answer").write_bytes(answer(message, asked, handed))
    page.answer.click()
    opens(qtbot, program)
    assert names(program) == {"پیش از پشتیبان", "پس از پشتیبان"}


def test_without_a_recovery_key_it_is_said_before_anything_is_asked(
    program: Program,
) -> None:
    at_door(program).forgotten.click()
    page = program.stack.currentWidget()
    assert isinstance(page, RecoveryPage)
    assert not page.make.isEnabled()
    assert page.notice.sentence() == words_of("recovery_without_slot", {})
    page.leave.click()
    at_door(program)


def test_passwords_that_differ_or_are_weak_are_said_beside_their_field(
    qtbot: QtBot, program: Program, vault: OpenVault
) -> None:
    officers_key(vault)
    at_door(program).forgotten.click()
    page = program.stack.currentWidget()
    assert isinstance(page, RecoveryPage)
    page.make.click()
    qtbot.waitUntil(lambda: page.second.isVisible(), timeout=20_000)
    page.password.control.setText("کوتاه")
    page.answer.click()
    assert page.password.problem()
    page.password.control.setText(NEW)
    page.again.control.setText("چیز دیگر")
    page.answer.click()
    assert page.again.problem()


def test_a_damaged_vault_is_rebuilt_from_the_door_and_says_what_is_missing(
    qtbot: QtBot, program: Program, vault: OpenVault
) -> None:
    os.truncate(vault.folder / "vault.db", 9000)
    door = at_door(program)
    assert not door.rebuild.isVisible()
    door.password.control.setText(PASSWORD)
    door.button.click()
    qtbot.waitUntil(lambda: door.rebuild.isVisible(), timeout=20_000)
    door.rebuild.click()
    page = program.stack.currentWidget()
    assert isinstance(page, RebuildPage)
    page.button.click()
    assert page.password.problem()
    page.password.control.setText("نادرست")
    page.button.click()
    qtbot.waitUntil(lambda: bool(page.password.problem()) and page.isEnabled(), timeout=20_000)

    page.password.control.setText(PASSWORD)
    page.button.click()
    opens(qtbot, program)
    assert names(program) == {"پیش از پشتیبان"}
    assert program.signed_in is not None
    shown = program.signed_in.window.page
    assert isinstance(shown, BackupsPage)
    assert shown.missing.isVisible()


def test_a_backup_is_restored_from_the_window(qtbot: QtBot, program: Program) -> None:
    signs_in(qtbot, program)
    assert program.signed_in is not None
    program.signed_in.window.go(Place("backups"))
    quiet(qtbot, program)
    page = program.signed_in.window.page
    assert isinstance(page, BackupsPage)
    page.lines[0].restore.click()
    dialog = page.dialog
    assert dialog is not None
    assert "۱ ثبت" in dialog.cost.words()
    dialog.primary.click()
    assert dialog.password.problem()
    dialog.password.control.setText("نادرست")
    dialog.primary.click()
    qtbot.waitUntil(lambda: dialog.primary.isEnabled(), timeout=20_000)
    assert dialog.password.problem()
    before = program.signed_in

    dialog.password.control.setText(PASSWORD)
    dialog.primary.click()
    qtbot.waitUntil(lambda: program.signed_in not in (None, before), timeout=30_000)
    quiet(qtbot, program)
    assert names(program) == {"پیش از پشتیبان"}
    shown = program.signed_in.window.page
    assert isinstance(shown, BackupsPage)
    assert shown.missing.isVisible()


def test_a_tampered_backup_is_refused_while_the_vault_stays_open(
    qtbot: QtBot, program: Program, vault: OpenVault
) -> None:
    signs_in(qtbot, program)
    assert program.signed_in is not None
    program.signed_in.window.go(Place("backups"))
    quiet(qtbot, program)
    page = program.signed_in.window.page
    assert isinstance(page, BackupsPage)
    (folder,) = (vault.folder / "backups").iterdir()
    os.truncate(folder / "vault.db", 8192)
    page.lines[0].restore.click()
    dialog = page.dialog
    assert dialog is not None
    dialog.password.control.setText(PASSWORD)
    dialog.primary.click()
    qtbot.waitUntil(lambda: dialog.problem.isVisible(), timeout=20_000)
    assert dialog.problem.words() == words_of("backup_changed", {})
    assert names(program) == {"پیش از پشتیبان", "پس از پشتیبان"}


def test_a_vault_of_a_newer_version_is_read_and_a_copy_can_be_taken(
    qtbot: QtBot, program: Program, vault: OpenVault, tmp_path: Path
) -> None:
    opened = unlock(vault.folder, PASSWORD, None)
    with opened.database.writing() as session:
        session.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    opened.close()
    was = (vault.folder / "vault.db").read_bytes()

    signs_in(qtbot, program)

    assert program.signed_in is not None
    window = program.signed_in.window
    assert window.standing.isVisible()
    assert "تنها خوانده می‌شود" in window.standing.sentence()
    assert program.signed_in.schedule is None
    refused: list[object] = []
    program.signed_in.tasks.refused.connect(refused.append)
    program.signed_in.tasks.execute(RecordProvisionalUnit(TypedUnit("نوشتهٔ بیجا")))
    quiet(qtbot, program)
    assert [getattr(one, "code", "") for one in refused] == ["vault_read_only"]
    custody = window.work.custody
    assert custody is not None
    copy = custody.carry_copy(tmp_path / "stick")(lambda _done, _of: None, lambda: False)
    assert (copy / "vault.db").is_file()
    program.lock()
    assert (vault.folder / "vault.db").read_bytes() == was


def test_too_little_room_is_told_in_the_window_and_taken_back(
    qtbot: QtBot, program: Program, vault: OpenVault
) -> None:
    signs_in(qtbot, program)
    assert program.signed_in is not None
    window, disk = program.signed_in.window, program.signed_in.disk
    room = needed(vault.folder / "vault.db")
    disk.free = lambda _folder: room - 1
    disk.look()
    qtbot.waitUntil(lambda: window.standing.isVisible(), timeout=20_000)
    assert "جای خالی دیسک" in window.standing.sentence()
    disk.free = lambda _folder: room
    disk.look()
    qtbot.waitUntil(lambda: not window.standing.isVisible(), timeout=20_000)
