"""Ordering a visit: all that is missing at once, a unit typed on the spot, a draft that stays."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.models.directory import Unit
from desktop.models.drafts import drafts
from desktop.models.inspections.records import Visit
from desktop.views.inspections.order_form import OrderForm
from desktop.views.navigation import Place
from desktop.views.shared import theme
from tests.offices import TODAY, UNIT, SampleOffice
from tests.views.inspections.conftest import Open, Sit, Sitting, settle

At = Callable[[Place], tuple[OrderForm, Sitting]]


@pytest.fixture
def at_form(sit: Sit, office: SampleOffice, open_page: Open) -> At:
    def make(place: Place) -> tuple[OrderForm, Sitting]:
        sitting = sit(office.head)
        return cast(OrderForm, open_page(OrderForm, sitting, place, (1092, 800))), sitting

    return make


def _fill(form: OrderForm, office: SampleOffice) -> None:
    cards = form.cards
    cards.unit.unit.set_value(UNIT.hex())
    cards.number.set_value("8/134071")
    cards.issuer.set_value("رئیس دفتر نمونه")
    cards.day.set_value(TODAY)
    cards.time.set_value("09:30")
    cards.team.leader.set_value(office.leader.person.hex())
    cards.team.set_members([office.member.person.hex()])
    cards.remit.set_value("شاخص‌های هفتگانه")
    cards.template.set_value("foad_seven/3")


def test_everything_that_is_missing_is_said_at_once_beside_its_field(
    qtbot: QtBot, office: SampleOffice, at_form: At
) -> None:
    form, sitting = at_form(Place("visit_order"))
    form.file()
    settle(qtbot, sitting)
    assert form.cards.number.problem()
    assert form.cards.day.problem()
    assert form.cards.unit.unit.problem()
    assert "میدان کم است" in form.notice.sentence()
    with office.session() as session:
        assert session.query(Visit).count() == 0


def test_an_order_is_filed_and_opened(qtbot: QtBot, office: SampleOffice, at_form: At) -> None:
    form, sitting = at_form(Place("visit_order"))
    _fill(form, office)
    form.file()
    settle(qtbot, sitting)
    with office.session() as session:
        visit = session.query(Visit).one()
        assert (visit.state, visit.unit_name, visit.order_number) == (
            "ordered",
            "واحد نمونهٔ ب",
            "8/134071",
        )
        assert sitting.went[-1] == Place("visit", visit.id)
        assert drafts(session) == ()


def test_a_covert_visit_asks_for_its_written_reason(
    qtbot: QtBot, office: SampleOffice, at_form: At
) -> None:
    form, sitting = at_form(Place("visit_order"))
    _fill(form, office)
    form.cards.visibility.set_value("covert")
    form.cards.visibility.edited.emit()
    form.file()
    assert form.cards.reason.problem()

    form.cards.reason.set_value("شکایت‌های پی‌درپی")
    form.file()
    settle(qtbot, sitting)
    with office.session() as session:
        visit = session.query(Visit).one()
        assert (visit.visibility, visit.unit_id, visit.unit_name) == ("covert", None, None)


def test_a_unit_that_is_not_in_the_directory_is_typed_on_the_spot(
    qtbot: QtBot, office: SampleOffice, at_form: At
) -> None:
    form, sitting = at_form(Place("visit_order"))
    _fill(form, office)
    form.cards.unit.typed.setChecked(True)
    form.cards.unit.name.set_value("دفتر نمونهٔ تازه")
    form.file()
    settle(qtbot, sitting)
    with office.session() as session:
        unit = session.query(Unit).filter(Unit.name == "دفتر نمونهٔ تازه").one()
        assert unit.provisional
        assert session.query(Visit).one().unit_id == unit.id


def test_a_draft_is_kept_and_offered_when_the_form_is_opened_again(
    qtbot: QtBot, office: SampleOffice, at_form: At
) -> None:
    form, sitting = at_form(Place("visit_order"))
    _fill(form, office)
    form.leave()
    settle(qtbot, sitting)
    with office.session() as session:
        kept = drafts(session)[0]
    assert kept.place == "visit_order"

    other, its = at_form(Place("visit_order"))
    assert other.notice.button is not None
    other.notice.button.click()
    assert other.cards.number.value() == "8/134071"

    third, _its = at_form(Place("visit_order", b"", kept.id.hex()))
    assert third.cards.remit.value() == "شاخص‌های هفتگانه"
    settle(qtbot, its)


def test_an_order_that_has_not_begun_is_changed(
    qtbot: QtBot, office: SampleOffice, at_form: At
) -> None:
    visit = office.order()
    form, sitting = at_form(Place("visit_order", visit))
    assert form.cards.number.value() == "8/133902"
    form.cards.remit.set_value("تنها شاخص F4")
    form.file()
    settle(qtbot, sitting)
    with office.session() as session:
        assert session.query(Visit).one().remit == "تنها شاخص F4"
    assert sitting.went[-1] == Place("visit", visit)


def test_the_form_fits_the_smallest_window_at_150_percent(
    qapp: QApplication, office: SampleOffice, sit: Sit, open_page: Open
) -> None:
    theme.apply(qapp, theme.Theme("light", 1.5))
    page = open_page(OrderForm, sit(office.head), Place("visit_order"), (960, 600))
    assert page.minimumSizeHint().width() <= 960
    inside = cast(OrderForm, page).cards.minimumSizeHint().width()
    assert inside <= 960 - 60
