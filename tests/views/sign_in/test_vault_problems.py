"""A vault that cannot be opened is told of on the sign-in page, in words, and left as it is."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from desktop.models.slot import vaults_folder
from desktop.models.vault import OpenVault, unlock
from desktop.program import Program
from desktop.views.sign_in.sign_in_page import SignInPage
from resources.wording import words_of
from tests.vaults import CHEAP, PASSWORD, new_vault


@pytest.fixture
def vault(tmp_path: Path) -> OpenVault:
    """A vault on this computer, open."""
    return new_vault(vaults_folder(tmp_path))


@pytest.fixture
def told(qtbot: QtBot, tmp_path: Path) -> Iterator[Callable[[], str]]:
    """What the sign-in page says to the right password."""
    programs: list[Program] = []

    def sign_in() -> str:
        program = Program(
            tmp_path, None, password_only=True, kdf=CHEAP, look_path=tmp_path / "look.json"
        )
        programs.append(program)
        qtbot.addWidget(program.stack)
        program.start()
        page = program.stack.currentWidget()
        assert isinstance(page, SignInPage)
        page.password.control.setText(PASSWORD)
        QTest.keyClick(page.password.control, Qt.Key.Key_Return)
        qtbot.waitUntil(lambda: bool(page.password.problem()), timeout=20_000)
        assert program.signed_in is None
        assert page.isEnabled()
        return str(page.password.problem())

    yield sign_in
    for program in programs:
        program.close()


def test_a_vault_file_cut_in_half_is_said_to_be_damaged(
    vault: OpenVault, told: Callable[[], str]
) -> None:
    vault.close()
    file = vault.folder / "vault.db"
    half = file.stat().st_size // 2
    os.truncate(file, half)
    assert told() == words_of("vault_damaged", {})
    assert file.stat().st_size == half


def test_a_vault_that_is_open_elsewhere_is_said_to_be_in_use(
    vault: OpenVault, told: Callable[[], str]
) -> None:
    assert told() == words_of("vault_in_use", {})
    vault.close()
    unlock(vault.folder, PASSWORD, None).close()
