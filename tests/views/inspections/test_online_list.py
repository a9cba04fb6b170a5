"""The list of visits read from headquarters: same page, same columns, and said to be online."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot
from sqlalchemy import select

from desktop.models.inspections.records import Visit
from desktop.models.letters.records import Letter
from desktop.models.subscriptions import Subscription
from desktop.models.vault_facts import enrolment
from desktop.runtime.online_lists import OnlineLists
from desktop.views.administration.directory_page import DirectoryPage
from desktop.views.inspections.list_page import VisitListPage
from desktop.views.letters.list_page import LetterListPage
from desktop.views.navigation import Place, Workplace
from desktop.views.shared.online_list import OnlineList
from tests.sync.laptops import ALBORZ_OFFICE, Hq, Laptop, headquarters
from tests.sync.server.commands import add, unit, visit
from tests.views.workplaces import Bench, bench, settle, shown

QAZVIN, ALBORZ = bytes(15) + b"\x01", bytes(15) + b"\x02"


@pytest.fixture
def hq(tmp_path: Path) -> Iterator[Hq]:
    with headquarters(tmp_path / "hq") as made:
        field = made.laptop(tmp_path / "qazvin")
        field.does(add(visit(QAZVIN, field.person, code="26-0408-AAAA-01")))
        field.syncs()
        other = made.laptop(
            tmp_path / "alborz", "بازرس نمونهٔ البرز", office=ALBORZ_OFFICE, province="32"
        )
        other.does(add(visit(ALBORZ, other.person, province="32", code="32-0408-BBBB-01")))
        other.syncs()
        yield made


@pytest.fixture
def analyst(hq: Hq, tmp_path: Path) -> Laptop:
    made = hq.laptop(
        tmp_path / "analyst", "تحلیلگر نمونه", "analyst", office=bytes(16), province=None
    )
    made.syncs()
    return made


@pytest.fixture
def desk(analyst: Laptop, tmp_path: Path) -> Iterator[Bench]:
    with bench(analyst, tmp_path / "window") as made:
        yield made


class Held:
    """The vault as the reader of lists needs it."""

    def __init__(self, at: Laptop) -> None:
        with at.database.reading() as session:
            self.enrolment = enrolment(session)


@pytest.fixture
def page(qtbot: QtBot, desk: Bench, analyst: Laptop, hq: Hq) -> VisitListPage:
    lists = OnlineLists(Held(analyst), desk.tasks, connect=hq.connect(analyst.road))
    work: Workplace = replace(desk.work, lists=lists)
    made = VisitListPage(work)
    shown(qtbot, desk, made, Place("visits"))
    return made


def codes(page: VisitListPage) -> list[str]:
    return [row.code for row in page.table.rows()]


def turn(qtbot: QtBot, desk: Bench, page: VisitListPage) -> None:
    assert isinstance(page.online, OnlineList)
    QTest.mouseClick(page.online.switch, Qt.MouseButton.LeftButton)
    settle(qtbot, desk)


def test_what_headquarters_has_is_shown_in_the_same_columns_and_said_to_be_online(
    qtbot: QtBot, desk: Bench, page: VisitListPage, analyst: Laptop
) -> None:
    assert codes(page) == []
    turn(qtbot, desk, page)
    assert codes(page) == ["32-0408-BBBB-01", "26-0408-AAAA-01"]
    assert page.notice.isVisible()
    assert page.notice.sentence().startswith("برخط، تا ")
    assert isinstance(page.online, OnlineList)
    assert page.online.said == page.notice.sentence()
    assert not page.print_button.isEnabled()
    page.filters.search.setText("BBBB")
    QTest.keyClick(page.filters.search, Qt.Key.Key_Return)
    settle(qtbot, desk)
    assert codes(page) == ["32-0408-BBBB-01"]
    with analyst.database.reading() as session:
        assert session.execute(select(Visit.id)).all() == []
    page.filters.search.clear()
    QTest.keyClick(page.filters.search, Qt.Key.Key_Return)
    settle(qtbot, desk)
    turn(qtbot, desk, page)
    assert codes(page) == []
    assert not page.notice.isVisible()


def test_what_is_not_held_does_not_open_and_can_be_followed(
    qtbot: QtBot, desk: Bench, page: VisitListPage, analyst: Laptop
) -> None:
    turn(qtbot, desk, page)
    row = next(row for row in page.table.rows() if row.id == ALBORZ)
    page.open_row(row)
    settle(qtbot, desk)
    assert desk.went == []
    assert "در این رایانه نیست" in page.notice.sentence()
    assert page.notice.button is not None
    QTest.mouseClick(page.notice.button, Qt.MouseButton.LeftButton)
    settle(qtbot, desk)
    assert desk.synced == 1
    with analyst.database.reading() as session:
        assert session.execute(select(Subscription.scope)).scalars().all() == [
            f"open/{ALBORZ.hex()}"
        ]
    analyst.syncs()
    analyst.syncs()
    page.open_row(row)
    settle(qtbot, desk)
    assert desk.went == [Place("visit", ALBORZ)]


def test_where_the_link_is_away_the_page_says_so_and_shows_what_is_here(
    qtbot: QtBot, desk: Bench, page: VisitListPage, analyst: Laptop
) -> None:
    analyst.road.away = True
    turn(qtbot, desk, page)
    assert page.online is not None
    assert not page.online.on
    assert codes(page) == []
    assert "خوانده نشد" in page.notice.sentence()
    analyst.road.away = False
    turn(qtbot, desk, page)
    assert len(codes(page)) == 2


def test_who_holds_all_there_is_to_see_has_no_switch(
    qtbot: QtBot, desk: Bench, analyst: Laptop, hq: Hq
) -> None:
    analyst.role = "inspector"
    lists = OnlineLists(Held(analyst), desk.tasks, connect=hq.connect(analyst.road))
    made = VisitListPage(replace(desk.work, lists=lists))
    shown(qtbot, desk, made, Place("visits"))
    assert made.online is None


def test_units_are_read_online_too_and_one_that_is_not_here_says_so(
    qtbot: QtBot, desk: Bench, analyst: Laptop, hq: Hq, tmp_path: Path
) -> None:
    writer = hq.laptop(tmp_path / "writer", "راهبر نمونه", "administrator")
    writer.does(add(unit(bytes(15) + b"\x03", "واحد تازه", provisional=False)))
    writer.syncs()
    lists = OnlineLists(Held(analyst), desk.tasks, connect=hq.connect(analyst.road))
    page = DirectoryPage(replace(desk.work, lists=lists))
    shown(qtbot, desk, page, Place("directory"))
    assert not page.table.rows()
    assert isinstance(page.online, OnlineList)
    QTest.mouseClick(page.online.switch, Qt.MouseButton.LeftButton)
    settle(qtbot, desk)
    assert page.notice.sentence().startswith("برخط، تا ")
    (row,) = page.table.rows()
    page.open_row(row)
    settle(qtbot, desk)
    assert page.notice.sentence() == "واحد تازه در این رایانه نیست"
    assert not page.panel.isVisible()
    QTest.mouseClick(page.online.switch, Qt.MouseButton.LeftButton)
    settle(qtbot, desk)
    assert not page.table.rows()


def test_letters_are_read_online_too_and_open_only_where_they_are_here(
    qtbot: QtBot, desk: Bench, analyst: Laptop, hq: Hq, tmp_path: Path
) -> None:
    writer = hq.laptop(tmp_path / "writer", "دبیر نمونه", "secretariat")
    writer.does(add(letter(bytes(15) + b"\x04"), letter(bytes(15) + b"\x05")))
    writer.syncs()
    # Who reads provinces and works in an office has the letters of that office too.
    hq.code("تحلیلگر نمونه", "secretariat")
    lists = OnlineLists(Held(analyst), desk.tasks, connect=hq.connect(analyst.road))
    page = LetterListPage(replace(desk.work, lists=lists))
    shown(qtbot, desk, page, Place("letters"))
    assert isinstance(page.online, OnlineList)
    QTest.mouseClick(page.online.switch, Qt.MouseButton.LeftButton)
    settle(qtbot, desk)
    first, second = page.table.rows()
    page.view.select(first.id)
    settle(qtbot, desk)
    assert not page.print_button.isEnabled()
    page.open_row(first)
    settle(qtbot, desk)
    assert "در این رایانه نیست" in page.notice.sentence()
    assert desk.went == []
    analyst.syncs()
    page.open_row(second)
    settle(qtbot, desk)
    assert desk.went == [Place("letter", second.id)]


def letter(key: bytes) -> Letter:
    """A draft of Qazvin's office."""
    return Letter(
        id=key,
        sender="دبیرخانه",
        addressee="واحد نمونه",
        copies=[],
        subject="موضوع نمونه",
        body="متن نمونه",
    )
