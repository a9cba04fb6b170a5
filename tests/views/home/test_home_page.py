"""The home page says what waits, what is unsent and what was left, and leads there by keys."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.commands.drafts import SaveDraft
from desktop.commands.inspections import ReturnReport
from desktop.errors import Problem
from desktop.models import vault_facts
from desktop.models.sync_state import note_end
from desktop.views.home.home_page import HomePage
from desktop.views.home.work_rows import WorkRow
from desktop.views.navigation import Place
from desktop.views.shared import theme
from desktop.views.shared.labels import ElidedLabel, Label
from tests.builders import NOW, Seat
from tests.offices import TODAY, SampleOffice
from tests.views.workplaces import Bench, bench, settle, shown


@pytest.fixture
def office(tmp_path: Path) -> SampleOffice:
    return SampleOffice(tmp_path / "office")


@pytest.fixture
def leader(office: SampleOffice, tmp_path: Path) -> Iterator[Bench]:
    with bench(office.leader, tmp_path) as made:
        yield made


def home(qtbot: QtBot, at: Bench, size: tuple[int, int] = (1092, 800)) -> HomePage:
    page = HomePage(at.work)
    shown(qtbot, at, page, Place("home"), size)
    return page


def words_in(page: HomePage) -> str:
    return "\n".join(one.words() for one in page.findChildren(Label) if one.isVisible())


def enrol(seat: Seat) -> None:
    with seat.database.writing() as session:
        held = vault_facts.Enrolment(
            installation=bytes(16),
            person=seat.person,
            name=seat.name,
            roles=[seat.role],
            scopes=["reference"],
            office=seat.office,
        )
        vault_facts.write_enrolment(session, held)


def test_what_waits_stands_first_and_enter_opens_it(
    qtbot: QtBot, office: SampleOffice, leader: Bench
) -> None:
    visit = office.order()
    page = home(qtbot, leader)
    row = page.today.rows()[0]
    assert row.work.title == "بازرسی واحد نمونهٔ ب"
    assert row.work.time == "تا پایان امروز"
    assert row.hasFocus()
    QTest.keyClick(row, Qt.Key.Key_Return)
    assert leader.went == [Place("visit_form", visit)]


def test_a_report_that_came_back_is_drawn_so_with_the_reason(
    qtbot: QtBot, office: SampleOffice, leader: Bench
) -> None:
    visit, _finding, _action = office.handed_in()
    office.head.does(ReturnReport(visit, "معیار یافتهٔ ۱ روشن نیست", return_due=TODAY))
    page = home(qtbot, leader)
    work = page.today.rows()[0].work
    assert work.title == "اصلاح گزارش واحد نمونهٔ ب"
    assert work.detail == "معیار یافتهٔ ۱ روشن نیست"
    assert work.pill.words == "بازگشته برای اصلاح"


def test_arrows_go_through_all_the_work_of_the_page(
    qtbot: QtBot, office: SampleOffice, leader: Bench
) -> None:
    office.order()
    office.started()
    page = home(qtbot, leader)
    rows = page.today.rows()
    assert rows[0].hasFocus()
    QTest.keyClick(rows[0], Qt.Key.Key_Down)
    assert rows[1].hasFocus()
    QTest.keyClick(rows[1], Qt.Key.Key_Up)
    assert rows[0].hasFocus()


def test_the_focus_stays_on_the_work_while_the_page_reads_again(
    qtbot: QtBot, office: SampleOffice, leader: Bench
) -> None:
    office.order()
    page = home(qtbot, leader)
    assert page.today.rows()[0].hasFocus()
    office.started()
    leader.tasks.announce(frozenset({"visits"}))
    qtbot.waitUntil(lambda: len(page.today.rows()) == 2)
    settle(qtbot, leader)
    focused = QApplication.focusWidget()
    assert isinstance(focused, WorkRow)
    assert focused.work.title == "بازرسی واحد نمونهٔ ب"


def test_before_leaving_address_telephone_and_earlier_findings_of_the_unit_unfold(
    qtbot: QtBot, office: SampleOffice, leader: Bench
) -> None:
    office.sent()
    office.order()
    page = home(qtbot, leader)
    card = page.visits.cards()[0]
    assert not card.known.isVisible()
    card.fold.setFocus()
    QTest.keyClick(card.fold, Qt.Key.Key_Return)
    assert card.known.isVisible()
    words = words_in(page)
    assert "الوند، خیابان نمونه، شمارهٔ ۱" in words
    assert "۰۲۸۳۳۳۳۰۰۰۰" in words
    assert "صرف صبحانه ساعت ۰۹:۳۰ پیش از پذیرش مراجعان" in words
    assert "برداشتن اطلاعیه و اعلام به کارکنان" in words


def test_what_was_left_half_done_is_taken_up_again(
    qtbot: QtBot, office: SampleOffice, leader: Bench
) -> None:
    visit = office.started()
    draft = office.leader.desk.new_id()
    office.leader.does(
        SaveDraft(draft, "visit_form", "بازرسی سرزده · واحد نمونهٔ ب", {}, visit, "x", 62)
    )
    page = home(qtbot, leader)
    lines = [one.words() for one in page.half_done.findChildren(ElidedLabel)]
    assert lines == ["بازرسی سرزده · واحد نمونهٔ ب", "۰۹:۳۰ · ۶۲٪ پر شده"]
    page.half_done.buttons[0].setFocus()
    QTest.keyClick(page.half_done.buttons[0], Qt.Key.Key_Space)
    assert leader.went == [Place("visit_form", visit)]


def test_what_is_unsent_and_why_is_said_without_hope(
    qtbot: QtBot, office: SampleOffice, leader: Bench
) -> None:
    enrol(office.leader)
    with office.leader.database.writing() as session:
        note_end(session, NOW, Problem("server_away"))
    page = home(qtbot, leader)
    assert "ثبت ارسال نشده" in page.computer.words.words()
    assert page.computer.line.words() == "هنوز رسیدی از ستاد نیامده"
    assert "ستاد در دسترس نیست" in page.computer.hint.words()
    assert page.computer.away.isVisible()
    page.computer.button.click()
    assert leader.synced == 1


def test_without_a_column_beside_it_the_unsent_count_stands_on_top(
    qtbot: QtBot, office: SampleOffice, leader: Bench
) -> None:
    enrol(office.leader)
    page = home(qtbot, leader, (700, 600))
    assert "ثبت ارسال نشده" in page.notice.sentence()
    page.resize(1092, 600)
    qtbot.waitUntil(lambda: not page.notice.isVisible())


def test_only_the_head_orders_a_visit_from_here(
    qtbot: QtBot, office: SampleOffice, leader: Bench, tmp_path: Path
) -> None:
    assert not home(qtbot, leader).order.isVisible()
    with bench(office.head, tmp_path / "head") as head:
        page = home(qtbot, head)
        QTest.keyClick(page, Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
        qtbot.waitUntil(lambda: head.went == [Place("visit_order")])


def test_an_idle_day_says_so(qtbot: QtBot, leader: Bench) -> None:
    page = home(qtbot, leader)
    assert page.nothing.isVisible()
    assert page.header.accessibleName() == "سلام"
    assert not page.today.isVisible()


def test_the_page_fits_the_smallest_window_at_150_per_cent(
    qtbot: QtBot, qapp: QApplication, office: SampleOffice, leader: Bench
) -> None:
    theme.apply(qapp, theme.Theme(scale=1.5))
    office.sent()
    office.order()
    page = home(qtbot, leader, (960, 600))
    wanted = page.minimumSizeHint()
    assert (wanted.width(), wanted.height()) <= (960, 600)
    assert page.visits.width() <= 960
    settle(qtbot, leader)
