"""The page of sync says the truth, and what headquarters refused can be corrected there."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from sqlalchemy import update

from desktop.commands.on_site import AnswerQuestion
from desktop.errors import Problem
from desktop.models import vault_facts
from desktop.models.directory import Unit
from desktop.models.entries import Receipt
from desktop.models.sync_state import FORKED
from desktop.models.vault_facts import OFFSET
from desktop.views.navigation import Place
from desktop.views.shared import theme
from desktop.views.shared.labels import Label
from desktop.views.sync.correction_dialog import CorrectionDialog
from desktop.views.sync.sync_page import SyncPage
from tests.offices import UNIT
from tests.sync.laptops import looks
from tests.views.sync.apart import FINDING, VISIT, Apart, SetFields, apart
from tests.views.workplaces import Bench, bench, settle, shown

CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Apart]:
    with apart(tmp_path) as made:
        yield made


@pytest.fixture
def leader(office: Apart, tmp_path: Path) -> Iterator[Bench]:
    with bench(office.leader, tmp_path / "window") as made:
        yield made


def opened(qtbot: QtBot, at: Bench, size: tuple[int, int] = (1092, 800)) -> SyncPage:
    page = SyncPage(at.work)
    shown(qtbot, at, page, Place("sync"), size)
    return page


def words_in(page: SyncPage) -> str:
    return "\n".join(one.words() for one in page.findChildren(Label) if one.isVisible())


def refuse_one(office: Apart) -> None:
    """An inspector changes the directory, which headquarters does not take from him."""
    office.leader.does(SetFields("units", UNIT, {"phone": "028-00000000"}))
    office.leader.syncs()
    assert office.leader.state.refused == 1


def test_nothing_unsent_is_said_only_with_a_receipt(
    qtbot: QtBot, office: Apart, leader: Bench
) -> None:
    office.begun()
    page = opened(qtbot, leader)
    assert page.words.words() == "همه ارسال شده"
    assert page.line.words().startswith("آخرین رسید")
    office.leader.does(AnswerQuestion(VISIT, "dignity.manner", "yes"))
    leader.tasks.announce(frozenset({"checklist_answers"}))
    qtbot.waitUntil(lambda: page.words.words() == "۱ ثبت ارسال نشده")


def test_the_last_error_is_told_in_words_with_what_to_do(
    qtbot: QtBot, office: Apart, leader: Bench
) -> None:
    office.leader.road.away = True
    with pytest.raises(Problem):
        office.leader.syncs()
    page = opened(qtbot, leader)
    assert "ستاد در دسترس نیست" in page.notice.sentence()
    QTest.keyClick(page, Qt.Key.Key_Return, CTRL)
    qtbot.waitUntil(lambda: leader.synced == 1)


def test_a_clock_that_is_wrong_is_said(qtbot: QtBot, office: Apart, leader: Bench) -> None:
    with office.leader.database.writing() as session:
        vault_facts.set_number(session, OFFSET, -60 * 60 * 1000)
    page = opened(qtbot, leader)
    assert page.notice.sentence() == "ساعت این رایانه ۱ ساعت جلو است"


def test_a_fork_is_told_until_it_is_settled_and_somebody_has_read_it(
    qtbot: QtBot, office: Apart, leader: Bench
) -> None:
    office.begun()
    vault = office.leader.journal.vault
    with office.leader.database.writing() as session:
        vault_facts.set_moment(session, FORKED, office.leader.desk.now)
        session.execute(update(Receipt).where(Receipt.vault == vault).values(vault=bytes(8)))
    page = opened(qtbot, leader)
    assert "دو دنباله دارد" in page.notice.sentence()
    assert page.notice.button is None or not page.notice.button.isVisible()
    with office.leader.database.writing() as session:
        session.execute(update(Receipt).where(Receipt.vault == bytes(8)).values(vault=vault))
    page.reload()
    settle(qtbot, leader)
    assert "ستاد دنبالهٔ تازه را پذیرفت" in page.notice.sentence()
    assert page.notice.button is not None
    QTest.mouseClick(page.notice.button, Qt.MouseButton.LeftButton)
    settle(qtbot, leader)
    assert not page.notice.isVisible()
    page.reload()
    settle(qtbot, leader)
    assert not page.notice.isVisible()
    assert office.leader.state.forked_at is None


def test_what_headquarters_refused_is_corrected_and_sent_again(
    qtbot: QtBot, office: Apart, leader: Bench
) -> None:
    refuse_one(office)
    page = opened(qtbot, leader)
    reason = "فهرست سازمانی را تنها مدیر سامانه تغییر می‌دهد"
    qtbot.waitUntil(lambda: reason in words_in(page))
    page.tray.buttons[0].setFocus()
    QTest.keyClick(page.tray.buttons[0], Qt.Key.Key_Space)
    dialog = page.findChild(CorrectionDialog)
    assert dialog is not None
    ((_key, control),) = dialog.controls.items()
    control.set_value("02811111111")  # type: ignore[arg-type]  # a text field
    QTest.keyClick(dialog, Qt.Key.Key_Return, CTRL)
    qtbot.waitUntil(lambda: not page.tray.isVisible())
    assert office.leader.state.refused == 0
    assert looks(office.leader, lambda s: s.get_one(Unit, UNIT)).phone == "02811111111"
    settle(qtbot, leader)


def test_what_was_refused_is_left_aside_after_a_word(
    qtbot: QtBot, office: Apart, leader: Bench
) -> None:
    refuse_one(office)
    page = opened(qtbot, leader)
    aside = next(one for one in page.tray.buttons if one.words() == "کنار گذاشتن")
    aside.click()
    dialog = page._dialog  # noqa: SLF001  # the page holds it
    assert dialog is not None
    QTest.keyClick(dialog, Qt.Key.Key_Return, CTRL)
    qtbot.waitUntil(lambda: not page.tray.isVisible())
    assert office.leader.state.refused == 0
    settle(qtbot, leader)


def test_a_refused_entry_and_a_conflict_lead_to_where_they_are_mended(
    qtbot: QtBot, office: Apart, leader: Bench
) -> None:
    office.finding_apart()
    refuse_one(office)
    page = opened(qtbot, leader)
    to_record = next(one for one in page.tray.buttons if one.words() == "رفتن به پرونده")
    to_record.click()
    page.disputes.buttons[0].click()
    assert leader.went == [
        Place("directory", UNIT),
        Place("conflicts", FINDING, "findings"),
    ]


def test_the_server_and_its_fingerprint_stand_beside(
    qtbot: QtBot, office: Apart, leader: Bench
) -> None:
    page = opened(qtbot, leader)
    words = words_in(page)
    assert "https://hq" in words
    assert office.hq.root in words


def test_the_page_fits_the_smallest_window_at_150_per_cent(
    qtbot: QtBot, qapp: QApplication, office: Apart, leader: Bench
) -> None:
    theme.apply(qapp, theme.Theme(scale=1.5))
    office.finding_apart()
    page = opened(qtbot, leader, (960, 600))
    wanted = page.minimumSizeHint()
    assert wanted.width() <= 960
    assert wanted.height() <= 600
    assert page.disputes.width() <= 960
