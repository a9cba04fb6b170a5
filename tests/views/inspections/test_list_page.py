"""The list of visits: narrowed, searched, paged, printed."""

from __future__ import annotations

from datetime import timedelta
from typing import cast

import pypdfium2
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from desktop.models.inspections.records import Visit
from desktop.views.inspections.list_columns import columns
from desktop.views.inspections.list_page import VisitListPage
from desktop.views.navigation import Place
from desktop.views.shared import theme
from desktop.views.shared.drawing import width_of
from desktop.views.shared.labels import ElidedLabel, Label
from desktop.views.shared.list_page import PAGE_SIZE
from resources import words
from resources.words import listed
from tests.offices import COUNTY, TODAY, UNIT, Raw, SampleOffice
from tests.views.inspections.conftest import Open, Sit, Sitting, settle

WIDE = (1092, 800)


def _open(open_page: Open, sitting: Sitting, size: tuple[int, int] = WIDE) -> VisitListPage:
    return cast(VisitListPage, open_page(VisitListPage, sitting, Place("inspections"), size))


def _many(office: SampleOffice, count: int) -> None:
    new_id = office.admin.desk.new_id

    def make() -> list[Visit]:
        return [
            Visit(
                id=new_id(),
                code=f"26-0408-TEST-{number}",
                kind="programmed",
                order_number="1",
                order_date=TODAY,
                order_issuer="-",
                province="26",
                county_id=COUNTY,
                unit_id=UNIT,
                unit_name="واحد نمونهٔ ب",
                day=TODAY - timedelta(days=number % 300),
                remit="-",
                template_code="short",
                template_version=1,
                leader_id=office.leader.person,
            )
            for number in range(count)
        ]

    office.head.does(Raw(make))


def test_the_header_says_how_many_of_how_many(
    qtbot: QtBot, office: SampleOffice, sit: Sit, open_page: Open
) -> None:
    office.handed_in()
    office.order()
    sitting = sit(office.head)
    page = _open(open_page, sitting)
    page.filters.set_filter("state", "under_review")
    settle(qtbot, sitting)

    assert [row.state for row in page.table.rows()] == ["under_review"]
    assert "۱ از ۲" in _words_of(page.header)


def test_the_search_folds_letters(
    qtbot: QtBot, office: SampleOffice, sit: Sit, open_page: Open
) -> None:
    office.order()
    sitting = sit(office.head)
    page = _open(open_page, sitting)
    page.filters.search.setText("واحد نمونه")
    page.filters.changed.emit()
    settle(qtbot, sitting)
    assert len(page.table.rows()) == 1

    page.filters.search.setText("چيزي كه نيست")
    page.filters.changed.emit()
    settle(qtbot, sitting)
    assert page.table.rows() == ()
    assert not page.view.isVisible()


def test_a_thousand_visits_come_page_by_page_without_a_gap_or_a_double(
    qtbot: QtBot, office: SampleOffice, sit: Sit, open_page: Open
) -> None:
    _many(office, 1000)
    sitting = sit(office.head)
    page = _open(open_page, sitting)
    assert PAGE_SIZE <= len(page.table.rows()) < 1000

    while page.table.canFetchMore(page.view.rootIndex()):
        page.table.fetchMore(page.view.rootIndex())
        settle(qtbot, sitting)

    rows = page.table.rows()
    assert len(rows) == len({row.id for row in rows}) == 1000
    assert [row.day for row in rows] == sorted((row.day for row in rows), reverse=True)


def test_the_chosen_visit_is_told_beside_the_list(
    qtbot: QtBot, office: SampleOffice, sit: Sit, open_page: Open
) -> None:
    visit, _finding, _action = office.handed_in()
    sitting = sit(office.head)
    page = _open(open_page, sitting)
    page.view.select(visit)
    qtbot.waitUntil(lambda: page.panel.isVisible())
    qtbot.waitUntil(lambda: "صرف صبحانه" in _words_of(page.panel))


def _words_of(widget: QWidget) -> str:
    plain = [one.words() for one in widget.findChildren(Label)]
    return " ".join(plain + [one.words() for one in widget.findChildren(ElidedLabel)])


def test_enter_opens_the_visit_and_ctrl_n_orders_one(
    qtbot: QtBot, office: SampleOffice, sit: Sit, open_page: Open
) -> None:
    visit = office.order()
    sitting = sit(office.head)
    page = _open(open_page, sitting)
    page.view.select(visit)
    QTest.keyClick(page.view, Qt.Key.Key_Return)
    assert sitting.went == [Place("visit", visit)]

    page.order_button.click()
    assert sitting.went[-1] == Place("visit_order")


def test_an_inspector_is_not_offered_to_order_a_visit(
    office: SampleOffice, sit: Sit, open_page: Open
) -> None:
    page = _open(open_page, sit(office.leader))
    assert page.order_button.isHidden()


def test_the_selected_reports_are_printed_one_after_the_other(
    qtbot: QtBot, office: SampleOffice, sit: Sit, open_page: Open
) -> None:
    office.handed_in()
    office.handed_in()
    sitting = sit(office.head)
    page = _open(open_page, sitting)
    page.view.selectAll()
    page.print_selected()

    pdf = sitting.papers[0].make(office.session())
    assert "۲ گزارش بازرسی" in sitting.papers[0].title
    with pypdfium2.PdfDocument(pdf) as document:
        assert len(document) >= 2


def test_ten_blank_forms_are_numbered_and_previewed(
    qtbot: QtBot, office: SampleOffice, sit: Sit, open_page: Open
) -> None:
    sitting = sit(office.head)
    page = _open(open_page, sitting)
    page.blank.click()
    settle(qtbot, sitting)
    dialog = page.dialog
    assert dialog is not None
    dialog.count.set_value("0")
    dialog.primary.click()
    assert dialog.count.problem()

    dialog.count.set_value("۱۰")
    dialog.primary.click()
    settle(qtbot, sitting)
    assert sitting.papers[0].make(office.session()).startswith(b"%PDF")
    assert "۱۰" in sitting.papers[0].title


def test_a_saved_view_brings_its_filters_back(
    qtbot: QtBot, office: SampleOffice, sit: Sit, open_page: Open
) -> None:
    sitting = sit(office.head)
    page = _open(open_page, sitting)
    page.filters.set_filter("state", "ordered")
    page.saved.save("حکم‌های تازه")
    page.filters.clear()
    settle(qtbot, sitting)

    page.filters.saved_view_wanted.emit("حکم‌های تازه")
    assert page.filters.values() == {"state": "ordered"}
    assert sitting.work.settings.get("inspections.list")["views"][0]["name"] == "حکم‌های تازه"
    settle(qtbot, sitting)


def test_the_list_fits_the_smallest_window_at_150_percent(
    qapp: QApplication, office: SampleOffice, sit: Sit, open_page: Open
) -> None:
    theme.apply(qapp, theme.Theme("light", 1.5))
    page = _open(open_page, sit(office.head), (960, 600))
    assert page.minimumSizeHint().width() <= 1024 - 64
    assert page.minimumSizeHint().height() <= 600


def test_english_words_have_their_room_in_the_list_and_their_own_comma() -> None:
    persian = {one.key: one.width for one in columns()}
    words.use("en")
    try:
        english = {one.key: one.width for one in columns()}
        assert listed(("Programmed", "", "Overt")) == "Programmed, Overt"
        widest = width_of("Extraordinary", theme.current().font())
    finally:
        words.use("fa")
    assert persian["kind"] < widest + 16 <= english["kind"]
    assert listed(("برنامه‌ای", "محسوس")) == "برنامه‌ای، محسوس"
