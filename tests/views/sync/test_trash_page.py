"""The trash in the window: what was taken back is seen, and one key brings it back."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from desktop.commands.findings import RemoveFinding
from desktop.models.inspections.records import Finding
from desktop.views.navigation import Place
from desktop.views.shared.labels import Label
from desktop.views.sync.trash_page import TrashPage
from tests.offices import SampleOffice
from tests.views.workplaces import Bench, bench, settle, shown


@pytest.fixture
def office(tmp_path: Path) -> SampleOffice:
    return SampleOffice(tmp_path)


@pytest.fixture
def desk(office: SampleOffice, tmp_path: Path) -> Iterator[Bench]:
    with bench(office.leader, tmp_path / "window") as made:
        yield made


def words_in(page: TrashPage) -> list[str]:
    return [one.words() for one in page.findChildren(Label) if one.isVisible()]


def test_what_was_taken_back_is_shown_with_who_when_and_how_long_and_comes_back(
    qtbot: QtBot, office: SampleOffice, desk: Bench
) -> None:
    finding = office.finding(office.started())
    with office.session() as session:
        words = session.get_one(Finding, finding).description
    office.leader.does(RemoveFinding(finding))
    page = TrashPage(desk.work)
    shown(qtbot, desk, page, Place("trash"))
    told = words_in(page)
    assert words in page.lines[0].title
    assert any(one.startswith("حذف: شما · امروز") for one in told)
    assert "تا ۳۰ روز دیگر می‌توان برگرداند" in told
    page.buttons[finding].setFocus()
    QTest.keyClick(page.buttons[finding], Qt.Key.Key_Space)
    settle(qtbot, desk)
    assert page.notice.sentence().endswith("برگشت")
    assert page.lines == ()
    assert page.empty.isVisible()
    with office.session() as session:
        assert session.get_one(Finding, finding).deleted_at is None


def test_why_something_does_not_come_back_is_said_and_it_stays(
    qtbot: QtBot, office: SampleOffice, tmp_path: Path
) -> None:
    finding = office.finding(office.started())
    office.leader.does(RemoveFinding(finding))
    with bench(office.stranger, tmp_path / "window") as desk:
        page = TrashPage(desk.work)
        shown(qtbot, desk, page, Place("trash"))
        QTest.mouseClick(page.buttons[finding], Qt.MouseButton.LeftButton)
        settle(qtbot, desk)
        assert "گروه" in page.notice.sentence()
        assert [line.row.record for line in page.lines] == [finding]


def test_an_empty_trash_says_how_long_things_stay(
    qtbot: QtBot, office: SampleOffice, desk: Bench
) -> None:
    page = TrashPage(desk.work)
    shown(qtbot, desk, page, Place("trash"))
    assert page.empty.isVisible()
    assert not page.card.isVisible()
