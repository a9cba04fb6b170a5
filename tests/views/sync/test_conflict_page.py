"""Two wrote the same field apart: both are seen, one is chosen by keys, nothing is lost."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.models.inspections.records import Finding, Visit
from desktop.views.navigation import Place
from desktop.views.shared import theme
from desktop.views.shared.fields import MultiLineField
from desktop.views.sync.conflict_page import ConflictPage
from desktop.views.sync.decisions import marked
from desktop.views.sync.field_row import FieldRow
from desktop.views.sync.step_row import StepRow
from tests.sync.laptops import Laptop, looks
from tests.views.sync.apart import FINDING, VISIT, Apart, apart
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


def opened(qtbot: QtBot, at: Bench, kind: str, record: bytes) -> ConflictPage:
    page = ConflictPage(at.work)
    shown(qtbot, at, page, Place("conflicts", record, kind))
    return page


def finding_at(laptop: Laptop) -> Finding:
    return looks(laptop, lambda session: session.get_one(Finding, FINDING))


def row_of(page: ConflictPage, field: str) -> FieldRow:
    rows = (row for row in page.rows if isinstance(row, FieldRow))
    return next(row for row in rows if row.conflict.field == field)


def test_each_field_shows_what_was_before_mine_and_theirs(
    qtbot: QtBot, office: Apart, leader: Bench
) -> None:
    office.finding_apart()
    page = opened(qtbot, leader, "findings", FINDING)
    row = row_of(page, "severity")
    assert [card.words() for card in row.cards] == ["عمده", "بحرانی"]
    assert [one.words() for one in row.findChildren(type(page.count))][1].endswith("جزئی")
    assert "شما" in row.cards[0].accessibleName()
    assert "رئیس نمونهٔ یک" in row.cards[1].accessibleName()
    assert row_of(page, "description").cards[0].marked_words() == [
        "از ۵ آبان روی در و در سامانه",
        "سه مراجع گواهی دادند.",
    ]
    assert page.merged.isVisible()
    assert not page.save.isEnabled()


def test_arrows_choose_and_saving_waits_until_all_is_decided(
    qtbot: QtBot, office: Apart, leader: Bench
) -> None:
    office.finding_apart()
    page = opened(qtbot, leader, "findings", FINDING)
    first = page.rows[0]
    assert first.cards[0].hasFocus()
    QTest.keyClick(first.cards[0], Qt.Key.Key_Right)
    assert page.count.words() == "۱ از ۲ تصمیم"
    assert not page.save.isEnabled()
    QTest.keyClick(first.cards[0], Qt.Key.Key_Down)
    second = page.rows[1]
    assert second.cards[0].hasFocus()
    QTest.keyClick(second.cards[0], Qt.Key.Key_Left)
    assert second.cards[1].isChecked()
    assert page.save.isEnabled()
    QTest.keyClick(page, Qt.Key.Key_Return, CTRL)
    qtbot.waitUntil(lambda: leader.went_back == 1)
    finding = finding_at(office.leader)
    assert finding.severity == "critical"
    assert finding.description.endswith("سه مراجع گواهی دادند.")
    office.meet()
    assert finding_at(office.head).severity == "critical"
    assert office.head.state.conflicts == office.leader.state.conflicts == 0


def test_both_texts_are_kept_one_after_the_other(
    qtbot: QtBot, office: Apart, leader: Bench
) -> None:
    office.visit_apart()
    page = opened(qtbot, leader, "visits", VISIT)
    QTest.keyClick(page.rows[0].cards[0], Qt.Key.Key_B)
    qtbot.waitUntil(page.save.isEnabled)
    page.save.click()
    qtbot.waitUntil(lambda: leader.went_back == 1)
    visit = looks(office.leader, lambda session: session.get_one(Visit, VISIT))
    assert visit.observations == "متن بازرس\nمتن رئیس"


def test_a_third_value_is_written_by_hand(qtbot: QtBot, office: Apart, leader: Bench) -> None:
    office.visit_apart()
    page = opened(qtbot, leader, "visits", VISIT)
    row = row_of(page, "observations")
    QTest.keyClick(row.cards[0], Qt.Key.Key_E)
    assert isinstance(row.editor, MultiLineField)
    qtbot.waitUntil(row.editor.isVisible)
    row.editor.control.setPlainText("متن سوم")
    page.save.click()
    qtbot.waitUntil(lambda: leader.went_back == 1)
    visit = looks(office.leader, lambda session: session.get_one(Visit, VISIT))
    assert visit.observations == "متن سوم"


def test_a_choice_is_taken_back_with_ctrl_z(qtbot: QtBot, office: Apart, leader: Bench) -> None:
    office.visit_apart()
    page = opened(qtbot, leader, "visits", VISIT)
    QTest.keyClick(page.rows[0].cards[0], Qt.Key.Key_Right)
    assert page.save.isEnabled()
    QTest.keyClick(page, Qt.Key.Key_Z, CTRL)
    assert not page.save.isEnabled()
    assert not page.rows[0].cards[0].isChecked()


def test_the_head_settles_two_steps(qtbot: QtBot, office: Apart, tmp_path: Path) -> None:
    office.steps_apart()
    with bench(office.head, tmp_path / "head") as head:
        page = opened(qtbot, head, "visits", VISIT)
        row = page.rows[0]
        assert isinstance(row, StepRow)
        assert [card.words() for card in row.cards] == ["در حال بازرسی", "لغو شد"]
        QTest.keyClick(row.cards[0], Qt.Key.Key_Left)
        page.reason.set_value("پس از گفت‌وگو")
        page.save.click()
        qtbot.waitUntil(lambda: head.went_back == 1)
    visit = looks(office.head, lambda session: session.get_one(Visit, VISIT))
    assert visit.state == "cancelled"


def test_an_inspector_sees_that_the_head_decides_between_steps(
    qtbot: QtBot, office: Apart, leader: Bench
) -> None:
    office.steps_apart()
    page = opened(qtbot, leader, "visits", VISIT)
    assert not page.rows[0].cards[0].isEnabled()
    assert "رئیس بازرسی تصمیم می‌گیرد" in page.notice.accessibleName()
    assert not page.save.isEnabled()


def test_what_was_settled_elsewhere_in_the_meantime_says_so(
    qtbot: QtBot, office: Apart, leader: Bench, tmp_path: Path
) -> None:
    office.visit_apart()
    page = opened(qtbot, leader, "visits", VISIT)
    with bench(office.head, tmp_path / "head") as head:
        other = opened(qtbot, head, "visits", VISIT)
        QTest.keyClick(other.rows[0].cards[0], Qt.Key.Key_Right)
        other.save.click()
        qtbot.waitUntil(lambda: head.went_back == 1)
    office.meet()
    leader.tasks.announce(frozenset({"visits"}))
    qtbot.waitUntil(lambda: page.empty.isVisible())
    assert not page.save.isEnabled()


def test_the_page_fits_the_smallest_window_at_150_per_cent(
    qtbot: QtBot, qapp: QApplication, office: Apart, leader: Bench
) -> None:
    theme.apply(qapp, theme.Theme(scale=1.5))
    office.finding_apart()
    page = ConflictPage(leader.work)
    shown(qtbot, leader, page, Place("conflicts", FINDING, "findings"), (960, 600))
    wanted = page.minimumSizeHint()
    assert wanted.width() <= 960
    assert wanted.height() <= 600
    assert all(row.width() <= 960 for row in page.rows)
    settle(qtbot, leader)


@pytest.mark.parametrize(
    ("text", "other", "changed"),
    [
        ("عمده", "بحرانی", []),
        ("ساعت کار اعلام نشده", "ساعت کار اعلام شده", ["نشده"]),
        ("یک دو سه چهار", "یک دو سه چهار", []),
        ("الف ب پ ت", "الف ت", ["ب پ"]),
    ],
)
def test_words_that_differ_are_marked(text: str, other: str, changed: list[str]) -> None:
    pieces = marked(text, other)
    assert "".join(words for words, _changed in pieces) == text
    assert [words.strip() for words, one in pieces if one] == changed
