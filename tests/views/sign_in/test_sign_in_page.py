"""Signing in through the real program over a real vault."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from desktop.models.slot import vaults_folder
from desktop.program import Program
from desktop.views.sign_in.enrol_page import EnrolPage
from desktop.views.sign_in.sign_in_page import SignInPage
from tests.vaults import CHEAP, PASSWORD, MemorySecrets, new_vault


@pytest.fixture
def program(qtbot: QtBot, tmp_path: Path) -> Iterator[Program]:
    secrets = MemorySecrets()
    new_vault(vaults_folder(tmp_path), secrets).close()
    program = Program(tmp_path, secrets, kdf=CHEAP, look_path=tmp_path / "look.json")
    qtbot.addWidget(program.stack)
    program.start()
    yield program
    program.close()


def page_of(program: Program) -> SignInPage:
    page = program.stack.currentWidget()
    assert isinstance(page, SignInPage)
    return page


def try_password(program: Program, password: str) -> None:
    page = page_of(program)
    page.password.control.setText(password)
    QTest.keyClick(page.password.control, Qt.Key.Key_Return)


def test_the_right_password_opens_the_window_at_home(qtbot: QtBot, program: Program) -> None:
    try_password(program, PASSWORD)
    qtbot.waitUntil(lambda: program.signed_in is not None, timeout=10_000)
    assert program.signed_in is not None
    assert program.signed_in.window.place.page == "home"
    qtbot.waitUntil(lambda: not program.signed_in.tasks.busy)  # type: ignore[union-attr]  # open


def test_a_wrong_password_is_said_beside_the_field(qtbot: QtBot, program: Program) -> None:
    try_password(program, "این گذرواژه نیست")
    page = page_of(program)
    qtbot.waitUntil(lambda: bool(page.password.problem()), timeout=10_000)
    assert page.isEnabled()
    assert page.password.value() == ""
    assert program.signed_in is None


def test_after_five_wrong_ones_the_sixth_has_to_wait(qtbot: QtBot, program: Program) -> None:
    page = page_of(program)
    for _ in range(5):
        page.password.set_problem(None)
        try_password(program, "این گذرواژه نیست")
        qtbot.waitUntil(lambda: bool(page.password.problem()), timeout=10_000)
    assert not page.button.isEnabled()
    assert "۳۰" in page.button.words()
    try_password(program, PASSWORD)
    assert program.signed_in is None


def test_an_empty_password_is_asked_for_without_a_try(qtbot: QtBot, program: Program) -> None:
    try_password(program, "")
    qtbot.waitUntil(lambda: bool(page_of(program).password.problem()))
    assert page_of(program).isEnabled()


def test_a_new_user_is_led_to_the_sheet_and_back(qtbot: QtBot, program: Program) -> None:
    page_of(program).new_user.click()
    page = program.stack.currentWidget()
    assert isinstance(page, EnrolPage)
    page.button.click()
    assert page.code.problem()
    page.leave.click()
    assert isinstance(program.stack.currentWidget(), SignInPage)


def test_a_short_password_is_refused_before_the_code_is_used(
    qtbot: QtBot, program: Program
) -> None:
    page_of(program).new_user.click()
    page = program.stack.currentWidget()
    assert isinstance(page, EnrolPage)
    for field, value in ((page.url, "https://127.0.0.1:1"), (page.root, "ABCD"), (page.code, "X")):
        field.set_value(value)
    page.password.control.setText("کوتاه")
    page.button.click()
    assert page.password.problem()
    assert page.isEnabled()


def test_after_a_while_without_a_touch_the_password_is_asked_again(
    qtbot: QtBot, program: Program
) -> None:
    try_password(program, PASSWORD)
    qtbot.waitUntil(lambda: program.signed_in is not None, timeout=10_000)
    assert program.signed_in is not None
    qtbot.waitUntil(lambda: not program.signed_in.tasks.busy)  # type: ignore[union-attr]  # open
    program.signed_in.idle.emit()
    assert program.signed_in is None
    assert isinstance(program.stack.currentWidget(), SignInPage)
    try_password(program, PASSWORD)
    qtbot.waitUntil(lambda: program.signed_in is not None, timeout=10_000)
