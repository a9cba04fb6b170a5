"""Posts and persons are found, typed when they are missing, and joined (A28)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.commands.directory import RecordProvisionalPerson, RecordProvisionalPost
from desktop.models.directory_queries import posts_of_unit, standing
from desktop.models.staff_lists import find_staff
from desktop.views.administration.directory_page import DirectoryPage
from desktop.views.administration.merge_dialog import MergeDialog
from desktop.views.administration.staff_dialogs import (
    ProvisionalPersonDialog,
    ProvisionalPostDialog,
)
from desktop.views.administration.staff_page import PersonsPage, PostsPage, state_of
from desktop.views.navigation import Place
from desktop.views.shared import theme
from desktop.views.shared.buttons import Segments
from desktop.views.shared.labels import Label
from tests.offices import UNIT, SampleOffice
from tests.views.workplaces import Bench, bench, settle, shown

CTRL = Qt.KeyboardModifier.ControlModifier
StaffPage = PostsPage | PersonsPage


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
    qtbot: QtBot,
    at: Bench,
    maker: type[StaffPage],
    record: bytes = b"",
    size: tuple[int, int] = (1092, 800),
) -> StaffPage:
    page = maker(at.work)
    shown(qtbot, at, page, Place(maker.page, record), size)
    return page


def words_in(page: StaffPage | DirectoryPage) -> str:
    return "\n".join(one.words() for one in page.panel.findChildren(Label) if one.isVisible())


def typed_posts(office: SampleOffice) -> tuple[bytes, bytes]:
    """A post of the directory and the same one as it was typed in the field."""
    right, typed = office.admin.desk.new_id(), office.admin.desk.new_id()
    office.admin.does(RecordProvisionalPost(UNIT, "مسئول پاسخگویی", id=right))
    office.leader.does(RecordProvisionalPost(UNIT, "متصدی پاسخ‌گویی", id=typed))
    return right, typed


def joins(qtbot: QtBot, at: Bench, page: StaffPage, words: str) -> None:
    """The merge dialog by keys: search, choose, decide."""
    qtbot.waitUntil(page.panel.merge_button.isVisible)
    page.panel.merge_button.setFocus()
    QTest.keyClick(page.panel.merge_button, Qt.Key.Key_Space)
    dialog = page.findChild(MergeDialog)
    assert dialog is not None
    assert not dialog.primary.isEnabled()
    dialog.search.set_value(words)
    dialog.search.edited.emit()
    qtbot.waitUntil(lambda: len(dialog.boxes()) == 1)
    settle(qtbot, at)
    dialog.boxes()[0].setFocus()
    QTest.keyClick(dialog.boxes()[0], Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: "از این پس زیر" in dialog.preview.words())
    QTest.keyClick(dialog, Qt.Key.Key_Return, CTRL)


def test_an_administrator_joins_two_posts_and_takes_it_back(
    qtbot: QtBot, office: SampleOffice, admin: Bench
) -> None:
    right, typed = typed_posts(office)
    page = opened(qtbot, admin, PostsPage, typed)
    joins(qtbot, admin, page, "مسئول")
    qtbot.waitUntil(lambda: page.notice.sentence() == "دو سمت یکی شد")
    settle(qtbot, admin)
    with office.session() as session:
        assert standing(session, "posts", typed) == right
        assert [one.id for one in posts_of_unit(session, UNIT)] == [right]
    assert "یکی شده با «مسئول پاسخگویی»" in words_in(page)
    assert page.notice.button is not None
    page.notice.button.click()
    qtbot.waitUntil(lambda: page.notice.sentence() == "یکی‌سازی برگردانده شد")
    settle(qtbot, admin)
    with office.session() as session:
        assert standing(session, "posts", typed) == typed


def test_an_administrator_joins_two_persons_and_both_names_find_the_one(
    qtbot: QtBot, office: SampleOffice, admin: Bench
) -> None:
    right, typed = office.admin.desk.new_id(), office.admin.desk.new_id()
    office.admin.does(RecordProvisionalPerson("زهرا نمونهٔ راستین", personnel_no="1402", id=right))
    office.leader.does(RecordProvisionalPerson("زهره نمونه", id=typed))
    page = opened(qtbot, admin, PersonsPage, typed)
    joins(qtbot, admin, page, "راستین")
    qtbot.waitUntil(lambda: page.notice.sentence() == "دو شخص یکی شد")
    settle(qtbot, admin)
    with office.session() as session:
        assert [row.stands_as for row in find_staff(session, "persons", "زهره")] == [right]
        assert [row.stands_as for row in find_staff(session, "persons", "راستین")] == [right]


def test_a_person_who_is_missing_is_recorded_by_keys_and_confirmed_by_an_administrator(
    qtbot: QtBot, office: SampleOffice, leader: Bench, admin: Bench
) -> None:
    page = opened(qtbot, leader, PersonsPage)
    QTest.keyClick(page, Qt.Key.Key_N, CTRL)
    qtbot.waitUntil(lambda: page.findChild(ProvisionalPersonDialog) is not None)
    dialog = page.findChild(ProvisionalPersonDialog)
    assert dialog is not None
    QTest.keyClick(dialog, Qt.Key.Key_Return, CTRL)
    qtbot.waitUntil(lambda: dialog.name.problem() == "نام را بنویسید.")
    dialog.name.set_value("کاظم نمونه")
    dialog.number.set_value("77")
    QTest.keyClick(dialog, Qt.Key.Key_Return, CTRL)
    qtbot.waitUntil(lambda: any(row.name == "کاظم نمونه" for row in page.table.rows()))
    settle(qtbot, leader)
    with office.session() as session:
        (row,) = find_staff(session, "persons", "کاظم")
    assert state_of(row).words == "موقت"
    assert not page.panel.merge_button.isVisible()
    page.hide()

    over = opened(qtbot, admin, PersonsPage, row.id)
    over.panel.confirm_button.click()
    qtbot.waitUntil(lambda: over.notice.sentence() == "در فهرست ماند")
    settle(qtbot, admin)
    with office.session() as session:
        (row,) = find_staff(session, "persons", "کاظم")
    assert not row.provisional


def test_a_post_that_is_missing_is_recorded_at_its_unit(
    qtbot: QtBot, office: SampleOffice, leader: Bench
) -> None:
    page = DirectoryPage(leader.work)
    shown(qtbot, leader, page, Place("directory", UNIT), (1092, 800))
    page.panel.add_post.emit()
    dialog = page.findChild(ProvisionalPostDialog)
    assert dialog is not None
    dialog.name.set_value("متصدی بایگانی")
    dialog.primary.click()
    qtbot.waitUntil(lambda: page.notice.sentence() == "سمت موقت ثبت شد")
    settle(qtbot, leader)
    assert "متصدی بایگانی (موقت)" in words_in(page)


def test_the_switch_leads_from_list_to_list(
    qtbot: QtBot, office: SampleOffice, leader: Bench
) -> None:
    page = opened(qtbot, leader, PostsPage)
    switch = page.findChild(Segments)
    assert switch is not None
    assert switch.value() == "directory_posts"
    switch.chosen.emit("directory_persons")
    assert leader.went == [Place("directory_persons")]
    assert switch.value() == "directory_posts"


@pytest.mark.parametrize("maker", [PostsPage, PersonsPage])
def test_the_page_fits_the_smallest_window_at_150_per_cent(
    qtbot: QtBot, qapp: QApplication, office: SampleOffice, admin: Bench, maker: type[StaffPage]
) -> None:
    _right, typed = typed_posts(office)
    theme.apply(qapp, theme.Theme(scale=1.5))
    page = opened(qtbot, admin, maker, typed, (960, 600))
    wanted = page.minimumSizeHint()
    assert wanted.width() <= 960
    assert wanted.height() <= 600
