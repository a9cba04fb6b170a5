"""Settings hold at once, and the vault is backed up and checked from here."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from desktop.models.vault import OpenVault, unlock
from desktop.runtime.custody import Custody
from desktop.runtime.look import Look
from desktop.runtime.settings import IDLE, ROLE
from desktop.views.navigation import Place
from desktop.views.settings.password_card import PasswordCard
from desktop.views.settings.settings_page import SettingsPage
from desktop.views.settings.vault_card import VaultCard
from desktop.views.shared import theme
from tests.builders import Seat, Wall
from tests.vaults import CHEAP, PASSWORD, new_vault
from tests.views.workplaces import Bench, bench, settle, shown

NEW = "دریاچهٔ آرام نیمه‌شب زمستان"


@pytest.fixture
def vault(tmp_path: Path) -> Iterator[OpenVault]:
    opened = new_vault(tmp_path / "vaults")
    yield opened
    opened.close()


@pytest.fixture
def at(vault: OpenVault, tmp_path: Path) -> Iterator[Bench]:
    seat = Seat(
        vault.database,
        vault.journal,
        vault.person,
        vault.name,
        vault.roles[0],
        vault.office,
        vault.province,
        Wall(),
    )
    with bench(seat, tmp_path) as made:
        made.custody = Custody(vault, made.tasks, None, lambda: datetime.now(UTC), CHEAP)
        yield made


def opened(qtbot: QtBot, at: Bench, size: tuple[int, int] = (1092, 800)) -> SettingsPage:
    page = SettingsPage(at.work)
    shown(qtbot, at, page, Place("settings"), size)
    return page


def cards(page: SettingsPage) -> tuple[PasswordCard, VaultCard]:
    assert page.password is not None
    assert page.vault is not None
    return page.password, page.vault


def focused(page: QWidget) -> QWidget | None:
    found: QWidget | None = page.focusWidget()
    return found


def test_theme_and_size_hold_at_once_and_the_language_later(qtbot: QtBot, at: Bench) -> None:
    page = opened(qtbot, at)
    looks: list[Look] = []
    at.settings.looks_changed.connect(looks.append)
    page.theme.chosen.emit("dark")
    page.scale.chosen.emit("125")
    page.language.chosen.emit("en")
    assert looks[-1] == Look("dark", 125, "en")
    assert page.language_note.words() == "زبان از اجرای بعدی برنامه عوض می‌شود."


def test_the_minutes_before_locking_are_kept(qtbot: QtBot, at: Bench) -> None:
    page = opened(qtbot, at)
    assert page.idle.value() == "10"
    page.idle.chosen.emit("5")
    assert at.settings.get(IDLE) == 5


def test_one_role_is_told_and_several_are_chosen_among(
    qtbot: QtBot, at: Bench, tmp_path: Path
) -> None:
    assert opened(qtbot, at).role is None
    at.custody = _TwoRoles.of(at.custody)
    page = opened(qtbot, at)
    assert page.role is not None
    page.role.set_value("secretariat")
    page.role.edited.emit()
    assert at.settings.get(ROLE) == "secretariat"


class _TwoRoles(Custody):
    """The same vault with another certificate."""

    @classmethod
    def of(cls, custody: Custody | None) -> _TwoRoles:
        made = cls.__new__(cls)
        assert custody is not None
        made.__dict__.update(custody.__dict__)
        return made

    @property
    def roles(self) -> tuple[str, ...]:
        return ("inspector", "secretariat")


def test_a_password_is_changed_and_the_new_one_opens_the_vault(
    qtbot: QtBot, at: Bench, vault: OpenVault
) -> None:
    card, _vault = cards(opened(qtbot, at))
    for field, words in ((card.old, PASSWORD), (card.new, NEW), (card.again, NEW)):
        field.control.setText(words)
    card.button.click()
    qtbot.waitUntil(card.notice.isVisible, timeout=10_000)
    assert card.notice.sentence() == "گذرواژه تغییر کرد"
    assert card.old.value() == ""
    settle(qtbot, at)
    at.tasks.close()
    vault.close()
    again = unlock(vault.folder, NEW, None)
    again.close()


def test_what_is_wrong_with_a_password_stands_beside_its_field(qtbot: QtBot, at: Bench) -> None:
    page = opened(qtbot, at)
    card, _vault = cards(page)
    card.button.click()
    assert card.old.problem() == "گذرواژهٔ کنونی را بنویسید."
    assert focused(page) is card.old.control
    card.old.control.setText("نادرست")
    card.new.control.setText("کوتاه")
    card.new.edited.emit()
    assert "نویسه" in (card.new.problem() or "")
    card.new.control.setText(NEW)
    card.again.control.setText("چیز دیگر")
    card.button.click()
    assert card.again.problem() == "با گذرواژهٔ تازه یکی نیست."
    card.again.control.setText(NEW)
    card.button.click()
    qtbot.waitUntil(lambda: bool(card.old.problem()), timeout=10_000)
    assert card.new.value() == NEW


def test_a_backup_is_made_and_its_time_told(qtbot: QtBot, at: Bench) -> None:
    _password, card = cards(opened(qtbot, at))
    card.back_up.setFocus()
    QTest.keyClick(card.back_up, Qt.Key.Key_Space)
    qtbot.waitUntil(card.notice.isVisible, timeout=10_000)
    assert card.notice.sentence() == "پشتیبان گرفته و باز و بررسی شد"
    settle(qtbot, at)
    assert card.back_up.isEnabled()


def test_the_check_has_a_page_of_its_own(qtbot: QtBot, at: Bench) -> None:
    _password, card = cards(opened(qtbot, at))
    card.check.click()
    assert at.went == [Place("verification")]


def test_the_page_fits_the_smallest_window_at_150_per_cent(
    qtbot: QtBot, qapp: QApplication, at: Bench
) -> None:
    theme.apply(qapp, theme.Theme(scale=1.5))
    page = opened(qtbot, at, (960, 600))
    wanted = page.minimumSizeHint()
    assert wanted.width() <= 960
    assert wanted.height() <= 600
    password, card = cards(page)
    assert max(password.width(), card.width()) <= 960
