"""A new user where there is no network: the sheet, a stick, and headquarters' own machine."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.models.slot import vaults_folder
from desktop.program import Program, dress
from desktop.runtime.drives import Drive
from desktop.runtime.look import Look
from desktop.views.shared.fields import PasswordField, TextField
from desktop.views.sign_in.enrol_page import EnrolPage
from desktop.views.sign_in.sign_in_page import SignInPage
from resources.wording import words_of
from tests.journeys.conftest import CAST, Installation
from tests.journeys.driver import until
from tests.journeys.sticking import FREE, Desk
from tests.vaults import CHEAP, PASSWORD


@pytest.fixture
def program(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> Iterator[Program]:
    dress(qapp, Look("light"))
    data = tmp_path / "newcomer"
    made = Program(data, None, password_only=True, kdf=CHEAP, look_path=tmp_path / "look.json")
    qtbot.addWidget(made.stack)
    made.start()
    page = made.stack.currentWidget()
    assert isinstance(page, SignInPage)
    page.new_user.click()
    yield made
    made.close()


def written(page: EnrolPage, installation: Installation) -> None:
    """The sheet as it stands, and a password."""
    sheet = installation.sheet("inspector")
    fields: list[tuple[TextField | PasswordField, str]] = [
        (page.url, sheet.url),
        (page.root, sheet.root),
        (page.code, sheet.code),
        (page.device, sheet.device),
        (page.password, PASSWORD),
        (page.again, PASSWORD),
    ]
    for field, value in fields:
        field.control.selectAll()
        field.control.insert(value)
        field.edited.emit()


def test_two_trips_of_a_stick_seat_a_new_user(
    program: Program, installation: Installation, tmp_path: Path
) -> None:
    installation.hq.stops()
    desk, stick = Desk(installation.hq.folder), tmp_path / "stick"
    stick.mkdir()
    program.plugged = lambda: (Drive(stick, stick.name, FREE),)
    page = program.stack.currentWidget()
    assert isinstance(page, EnrolPage)
    assert page.finish.isHidden()
    written(page, installation)

    page.by_stick.click()
    until(lambda: page.notice.isVisible() and page.isEnabled())
    assert page.notice.sentence() == words_of("stick_without_keys", {})

    assert desk.runs("bundle", "keys", str(stick))[0] == 0
    page.by_stick.click()
    until(lambda: not page.finish.isHidden())
    assert page.notice.sentence() == "درخواست روی حافظه نوشته شد."

    code, told, _error = desk.runs("bundle", "import", str(stick), "--answer")
    assert (code, [one["purpose"] for one in told]) == (0, ["enrol", "enrolled"])
    page.finish.click()
    until(lambda: program.signed_in is not None)
    assert program.signed_in is not None
    assert program.signed_in.vault.name == CAST["inspector"][0]
    assert list((vaults_folder(tmp_path / "newcomer").parent / "pending").iterdir()) == []
