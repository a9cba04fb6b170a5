"""A new user with the sheet of headquarters: what is wrong is said beside its field."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.models.slot import vaults_folder
from desktop.program import Program, dress
from desktop.runtime.enrolment import enrol_vault
from desktop.runtime.look import Look
from desktop.views.shared.fields import PasswordField, TextField
from desktop.views.sign_in.enrol_page import EnrolPage
from desktop.views.sign_in.sign_in_page import SignInPage
from resources.wording import words_of
from sync.protocol.ids import derived_id
from sync.server import accounts, system
from sync.server.config import read
from sync.server.hq import open_headquarters
from tests.journeys.conftest import CAST, Installation
from tests.journeys.driver import until
from tests.vaults import CHEAP, PASSWORD

DAYS = 24 * 3_600_000


@dataclass
class Newcomer:
    """A program on a computer where nobody has signed in yet."""

    program: Program
    data: Path

    @property
    def page(self) -> EnrolPage:
        page = self.program.stack.currentWidget()
        assert isinstance(page, EnrolPage)
        return page

    def tries(self, installation: Installation, **changes: str) -> None:
        """Write the sheet into the page as it stands, and send it."""
        sheet = installation.sheet("inspector", **changes)
        page = self.page
        written: list[tuple[TextField | PasswordField, str]] = [
            (page.url, sheet.url),
            (page.root, sheet.root),
            (page.code, sheet.code),
            (page.device, sheet.device),
            (page.password, PASSWORD),
            (page.again, PASSWORD),
        ]
        for field, value in written:
            field.control.setFocus()
            field.control.selectAll()
            field.control.insert(value)
            field.edited.emit()
        QTest.keyClick(page.again.control, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)

    def is_refused(self, installation: Installation, **changes: str) -> EnrolPage:
        """The page after a try that ended in words."""
        self.tries(installation, **changes)
        page = self.page
        until(lambda: any(one.problem() for one in (page.url, page.root, page.code)))
        assert page.isEnabled()
        assert list(vaults_folder(self.data).glob("*/vault.db")) == []
        return page


@pytest.fixture
def newcomer(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> Iterator[Newcomer]:
    dress(qapp, Look("light"))
    data = tmp_path / "newcomer"
    program = Program(data, None, password_only=True, kdf=CHEAP, look_path=tmp_path / "look.json")
    qtbot.addWidget(program.stack)
    program.start()
    page = program.stack.currentWidget()
    assert isinstance(page, SignInPage)
    page.new_user.click()
    yield Newcomer(program, data)
    program.close()


def test_a_wrong_code_is_said_beside_it_and_the_right_one_still_works(
    newcomer: Newcomer, installation: Installation
) -> None:
    page = newcomer.is_refused(installation, code="AAAA-AAAA-AAAA-AAAA-AAAA-AAAA")
    assert page.code.problem() == words_of("code_wrong", {})
    assert page.code.control.hasFocus()
    assert page.password.value() == PASSWORD
    newcomer.tries(installation)
    until(lambda: newcomer.program.signed_in is not None)
    assert newcomer.program.signed_in is not None
    assert newcomer.program.signed_in.vault.name == CAST["inspector"][0]


def test_a_code_that_was_used_is_said_beside_it(
    newcomer: Newcomer, installation: Installation, tmp_path: Path
) -> None:
    first = vaults_folder(tmp_path / "first")
    sheet = installation.sheet("inspector")
    enrol_vault(first, sheet, None, password_only=True, kdf=CHEAP).close()
    page = newcomer.is_refused(installation)
    assert page.code.problem() == words_of("code_used", {})


def test_a_code_of_last_week_is_said_to_have_expired(
    newcomer: Newcomer, installation: Installation
) -> None:
    last_week = open_headquarters(
        read(installation.hq.folder), wall=lambda: time.time_ns() // 1_000_000 - 7 * DAYS
    )
    with system.writing(last_week, "Code") as session:
        person = derived_id("person", CAST["inspector"][0])
        old = accounts.issue_code(last_week, session, person)
    last_week.close()
    page = newcomer.is_refused(installation, code=old)
    assert page.code.problem() == words_of("code_expired", {})


def test_a_headquarters_that_is_away_is_said_beside_its_address(
    newcomer: Newcomer, installation: Installation
) -> None:
    installation.hq.stops()
    page = newcomer.is_refused(installation)
    assert page.url.problem() == words_of("server_away", {})
    installation.hq.starts()
    newcomer.tries(installation)
    until(lambda: newcomer.program.signed_in is not None)


def test_another_headquarters_than_the_one_on_the_sheet_is_not_believed(
    newcomer: Newcomer, installation: Installation
) -> None:
    root = installation.hq.root
    other = root[:-1] + ("A" if root[-1] != "A" else "B")
    page = newcomer.is_refused(installation, root=other)
    assert page.root.problem() in (
        words_of("server_not_ours", {}),
        words_of("root_malformed", {}),
    )
    assert page.code.problem() is None
