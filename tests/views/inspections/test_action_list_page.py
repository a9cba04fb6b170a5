"""Corrective actions: the soonest first, late ones found, steps beside them."""

from __future__ import annotations

from typing import cast

from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.views.inspections.action_list_page import ActionListPage
from desktop.views.navigation import Place
from desktop.views.shared import theme
from tests.offices import SampleOffice, forward
from tests.views.inspections.conftest import Open, Sit, Sitting, settle


def _open(open_page: Open, sitting: Sitting, size: tuple[int, int] = (1092, 800)) -> ActionListPage:
    place = Place("corrective_actions")
    return cast(ActionListPage, open_page(ActionListPage, sitting, place, size))


def test_late_actions_are_found_and_say_how_late(
    qtbot: QtBot, office: SampleOffice, sit: Sit, open_page: Open
) -> None:
    office.claimed()
    office.complete()
    forward(office, days=9)
    sitting = sit(office.head)
    page = _open(open_page, sitting)
    assert len(page.table.rows()) == 2

    page.filters.set_filter("late", "late")
    settle(qtbot, sitting)
    rows = page.table.rows()
    assert [row.state for row in rows] == ["proposed"]
    due = page.table.index(0, page.table.column_of("due_on")).data()
    assert due == "۲ روز دیر"


def test_a_step_is_taken_beside_the_list(
    qtbot: QtBot, office: SampleOffice, sit: Sit, open_page: Open
) -> None:
    _visit, _finding, action = office.claimed()
    sitting = sit(office.stranger)
    page = _open(open_page, sitting)
    page.view.select(action)
    settle(qtbot, sitting)
    assert page.panel.isVisible()
    assert "VerifyAction" in page.table.row_at(0).may


def test_enter_opens_the_visit_of_an_action(
    office: SampleOffice, sit: Sit, open_page: Open
) -> None:
    visit, _finding, action = office.claimed()
    sitting = sit(office.head)
    page = _open(open_page, sitting)
    page.view.opened.emit(page.table.row_at(0))
    assert sitting.went == [Place("visit", visit, action.hex())]


def test_the_list_fits_the_smallest_window_at_150_percent(
    qapp: QApplication, office: SampleOffice, sit: Sit, open_page: Open
) -> None:
    theme.apply(qapp, theme.Theme("light", 1.5))
    page = _open(open_page, sit(office.head), (960, 600))
    assert page.minimumSizeHint().width() <= 960
