"""Units are found, typed when they are missing, and joined by an administrator (A28)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.commands.directory import RecordProvisionalUnit, TypedUnit
from desktop.models.directory import Unit
from desktop.models.directory_queries import find_units, standing
from desktop.views.administration.directory_page import DirectoryPage, state_of
from desktop.views.administration.merge_dialog import MergeDialog
from desktop.views.administration.unit_dialogs import ProvisionalUnitDialog
from desktop.views.navigation import Place
from desktop.views.shared import theme
from desktop.views.shared.labels import Label
from tests.offices import UNIT, SampleOffice
from tests.views.workplaces import Bench, bench, settle, shown

CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def office(tmp_path: Path) -> SampleOffice:
    return SampleOffice(tmp_path / "office")


@pytest.fixture
def leader(office: SampleOffice, tmp_path: Path) -> Iterator[Bench]:
    with bench(office.leader, tmp_path / "leader") as made:
        yield made


@pytest.fixture
def admin(office: SampleOffice, tmp_path: Path) -> Iterator[Bench]:
    with bench(office.admin, tmp_path / "admin") as made:
        yield made


def opened(
    qtbot: QtBot, at: Bench, record: bytes = b"", size: tuple[int, int] = (1092, 800)
) -> DirectoryPage:
    page = DirectoryPage(at.work)
    shown(qtbot, at, page, Place("directory", record), size)
    return page


def typed(office: SampleOffice, name: str = "شعبهٔ نمونهٔ ب") -> bytes:
    key = office.admin.desk.new_id()
    office.leader.does(RecordProvisionalUnit(TypedUnit(name, "خیابان نمونه", id=key)))
    return key


def names(page: DirectoryPage) -> list[str]:
    return [row.name for row in page.table.rows()]


def panel_words(page: DirectoryPage) -> str:
    return "\n".join(one.words() for one in page.panel.findChildren(Label) if one.isVisible())


def test_a_unit_is_found_however_its_name_is_written(
    qtbot: QtBot, office: SampleOffice, leader: Bench
) -> None:
    typed(office, "مرکز درمانی کیان")
    page = opened(qtbot, leader)
    assert len(names(page)) == 2
    page.filters.search.setText("مركز كيان")
    page.filters.search.returnPressed.emit()
    qtbot.waitUntil(lambda: names(page) == ["مرکز درمانی کیان"])
    assert state_of(page.table.row_at(0)).words == "موقت"


def test_the_chosen_unit_stands_beside_the_list_with_its_visits(
    qtbot: QtBot, office: SampleOffice, leader: Bench
) -> None:
    office.order()
    page = opened(qtbot, leader)
    page.view.setFocus()
    QTest.keyClick(page.view, Qt.Key.Key_Return)
    qtbot.waitUntil(page.panel.isVisible)
    words = panel_words(page)
    assert "خیابان نمونه، شمارهٔ ۱" in words
    assert "۰۲۸۳۳۳۳۰۰۰۰" in words
    assert "۱؛ آخرین امروز" in words
    assert not page.panel.merge_button.isVisible()


def test_a_missing_unit_is_recorded_by_keys_and_its_twin_is_named(
    qtbot: QtBot, office: SampleOffice, leader: Bench
) -> None:
    page = opened(qtbot, leader)
    QTest.keyClick(page, Qt.Key.Key_N, CTRL)
    qtbot.waitUntil(lambda: page.findChild(ProvisionalUnitDialog) is not None)
    dialog = page.findChild(ProvisionalUnitDialog)
    assert dialog is not None
    assert dialog.name.control.hasFocus()
    dialog.name.set_value("واحد نمونه")
    dialog.name.edited.emit()
    qtbot.waitUntil(lambda: "واحد نمونهٔ ب" in dialog.name.foot_words())
    dialog.phone.set_value("02811111111")
    QTest.keyClick(dialog, Qt.Key.Key_Return, CTRL)
    qtbot.waitUntil(lambda: "واحد نمونه" in names(page))
    settle(qtbot, leader)
    with office.session() as session:
        (unit,) = (one for one in find_units(session, "واحد نمونه") if one.id != UNIT)
        kept = session.get_one(Unit, unit.id)
        assert (kept.provisional, kept.phone) == (True, "02811111111")
    assert page.panel.isVisible()


def test_a_unit_without_a_name_is_refused_beside_the_field(qtbot: QtBot, leader: Bench) -> None:
    page = opened(qtbot, leader)
    page.add.click()
    dialog = page.findChild(ProvisionalUnitDialog)
    assert dialog is not None
    dialog.address.set_value("خیابان نمونه")
    dialog.primary.click()
    qtbot.waitUntil(lambda: dialog.name.problem() == "نام را بنویسید.")
    assert dialog.address.value() == "خیابان نمونه"
    dialog.leave()


def test_an_administrator_joins_two_units_after_seeing_what_joins_and_takes_it_back(
    qtbot: QtBot, office: SampleOffice, admin: Bench
) -> None:
    key = typed(office)
    office.order(unit=key)
    page = opened(qtbot, admin, key)
    qtbot.waitUntil(page.panel.merge_button.isVisible)
    page.panel.merge_button.setFocus()
    QTest.keyClick(page.panel.merge_button, Qt.Key.Key_Space)
    dialog = page.findChild(MergeDialog)
    assert dialog is not None
    assert not dialog.primary.isEnabled()
    dialog.search.set_value("نمونهٔ ب")
    dialog.search.edited.emit()
    qtbot.waitUntil(lambda: len(dialog.boxes()) == 1)
    settle(qtbot, admin)
    dialog.boxes()[0].setFocus()
    QTest.keyClick(dialog.boxes()[0], Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: "۱ بازرسی و ۰ سمت" in dialog.preview.words())
    QTest.keyClick(dialog, Qt.Key.Key_Return, CTRL)
    qtbot.waitUntil(lambda: page.notice.sentence() == "دو واحد یکی شد")
    settle(qtbot, admin)
    with office.session() as session:
        assert standing(session, "units", key) == UNIT
    assert "یکی شده با «واحد نمونهٔ ب»" in panel_words(page)
    assert page.notice.button is not None
    page.notice.button.click()
    qtbot.waitUntil(lambda: page.notice.sentence() == "یکی‌سازی برگردانده شد")
    settle(qtbot, admin)
    with office.session() as session:
        assert standing(session, "units", key) == key


def test_an_administrator_confirms_a_unit_as_new(
    qtbot: QtBot, office: SampleOffice, admin: Bench
) -> None:
    key = typed(office)
    page = opened(qtbot, admin, key)
    page.panel.confirm_button.click()
    qtbot.waitUntil(lambda: page.notice.sentence() == "واحد در فهرست ماند")
    settle(qtbot, admin)
    assert not page.panel.confirm_button.isVisible()
    with office.session() as session:
        assert not session.get_one(Unit, key).provisional


def test_the_page_fits_the_smallest_window_at_150_per_cent(
    qtbot: QtBot, qapp: QApplication, office: SampleOffice, admin: Bench
) -> None:
    theme.apply(qapp, theme.Theme(scale=1.5))
    page = opened(qtbot, admin, typed(office), (960, 600))
    assert page.panel.isVisible()
    wanted = page.minimumSizeHint()
    assert wanted.width() <= 960
    assert wanted.height() <= 600
