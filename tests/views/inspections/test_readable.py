"""Every page can be worked with keys and heard by a screen reader (story A24)."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractScrollArea, QScrollBar, QWidget

from desktop.views.inspections.action_list_page import ActionListPage
from desktop.views.inspections.detail_page import VisitDetailPage
from desktop.views.inspections.form import VisitForm
from desktop.views.inspections.list_page import VisitListPage
from desktop.views.inspections.order_form import OrderForm
from desktop.views.navigation import Page, Place, Workplace
from desktop.views.shared.labels import ElidedLabel, Label
from tests.builders import Seat
from tests.offices import SampleOffice
from tests.views.inspections.conftest import Open, Sit

Maker = Callable[[Workplace], Page]


def _stops(page: QWidget) -> Iterator[QWidget]:
    for one in page.findChildren(QWidget):
        reachable = one.focusPolicy() & Qt.FocusPolicy.TabFocus and one.isVisible()
        if reachable and not isinstance(one, QScrollBar) and one.focusProxy() is None:
            yield one


def _places(office: SampleOffice) -> list[tuple[Maker, Seat, Place]]:
    visit, _finding, _action = office.claimed()
    begun = office.started(template_code="foad_seven", template_version=3)
    return [
        (VisitListPage, office.head, Place("inspections")),
        (ActionListPage, office.head, Place("corrective_actions")),
        (VisitDetailPage, office.stranger, Place("visit", visit)),
        (VisitForm, office.leader, Place("visit_form", begun, "F4")),
        (VisitForm, office.leader, Place("visit_form", begun, "end")),
        (OrderForm, office.head, Place("visit_order")),
    ]


@pytest.mark.parametrize("number", range(6))
def test_every_stop_of_the_keyboard_has_a_name(
    office: SampleOffice, sit: Sit, open_page: Open, number: int
) -> None:
    maker, who, place = _places(office)[number]
    page = open_page(maker, sit(who), place, (1224, 800))
    nameless = [
        type(one).__name__
        for one in _stops(page)
        if not one.accessibleName() and not isinstance(one, QAbstractScrollArea)
    ]
    assert nameless == []


@pytest.mark.parametrize("number", range(6))
def test_no_latin_digit_is_shown(
    office: SampleOffice, sit: Sit, open_page: Open, number: int
) -> None:
    maker, who, place = _places(office)[number]
    page = open_page(maker, sit(who), place, (1224, 800))
    shown = [one.words() for one in page.findChildren(Label)]
    shown += [one.words() for one in page.findChildren(ElidedLabel)]
    latin = [words for words in shown if any("0" <= letter <= "9" for letter in words)]
    assert latin == []
