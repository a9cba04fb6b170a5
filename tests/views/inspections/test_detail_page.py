"""The record of a visit: one next step for each reader, reasons where they are owed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import cast

import pytest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from desktop.models.inspections.queries import Reader, visit_detail
from desktop.models.inspections.rows import VisitDetail
from desktop.models.letters.records import Letter
from desktop.views.inspections import action_steps, finding_steps
from desktop.views.inspections.detail_page import VisitDetailPage
from desktop.views.inspections.finding_card import FindingCard, Part
from desktop.views.inspections.visit_steps import SECONDARY
from desktop.views.navigation import Place
from desktop.views.shared import theme
from desktop.views.shared.choices import ChoiceField
from desktop.views.shared.date_field import DateField
from desktop.views.shared.fields import MultiLineField, TextField
from desktop.views.shared.labels import Label
from desktop.views.shared.step_dialog import Step, StepDialog
from tests.builders import Seat
from tests.offices import TODAY, UNIT_HEAD, SampleOffice
from tests.views.inspections.conftest import Open, Sit, Sitting, settle

At = Callable[[Seat, bytes], tuple[VisitDetailPage, Sitting]]


@pytest.fixture
def at_record(sit: Sit, open_page: Open) -> At:
    def make(who: Seat, visit: bytes) -> tuple[VisitDetailPage, Sitting]:
        sitting = sit(who)
        page = open_page(VisitDetailPage, sitting, Place("visit", visit), (1092, 800))
        return cast(VisitDetailPage, page), sitting

    return make


def _detail(office: SampleOffice, visit: bytes, who: Seat) -> VisitDetail:
    with office.session() as session:
        found = visit_detail(session, visit, reader=Reader(who.person, who.role), today=TODAY)
    assert found is not None
    return found


def _step(name: str) -> Step:
    steps = (*SECONDARY, *finding_steps.STEPS, *action_steps.STEPS)
    return next(step for step in steps if step.name == name)


def _dialog(page: VisitDetailPage) -> StepDialog:
    return cast(StepDialog, page.dialog)


def _words_of(widget: QWidget) -> str:
    return " ".join(one.words() for one in widget.findChildren(Label))


def test_each_reader_is_offered_his_one_step(office: SampleOffice, at_record: At) -> None:
    visit, _finding, _action = office.handed_in()
    head, _sitting = at_record(office.head, visit)
    assert head.primary is not None
    assert head.primary.words() == "تأیید گزارش"

    leader, _sitting = at_record(office.leader, visit)
    assert leader.primary is None


def test_the_leader_goes_on_to_the_form(office: SampleOffice, at_record: At) -> None:
    visit = office.started()
    page, sitting = at_record(office.leader, visit)
    assert page.primary is not None
    page.primary.click()
    assert sitting.went == [Place("visit_form", visit)]


def test_a_report_is_not_returned_without_a_reason(
    qtbot: QtBot, office: SampleOffice, at_record: At
) -> None:
    visit, _finding, _action = office.handed_in()
    page, sitting = at_record(office.head, visit)
    page.take(_step("ReturnReport"))
    dialog = _dialog(page)
    dialog.primary.click()
    reason = cast(MultiLineField, dialog.fields["reason"])
    assert reason.problem()
    assert _detail(office, visit, office.head).row.state == "under_review"

    reason.set_value("معیار یافتهٔ ۱ نوشته نشده و عکس تار است.")
    cast(DateField, dialog.fields["return_due"]).set_value(TODAY + timedelta(days=2))
    dialog.primary.click()
    settle(qtbot, sitting)
    detail = _detail(office, visit, office.head)
    assert (detail.row.state, detail.row.returned) == ("report_draft", True)
    assert "معیار یافتهٔ ۱" in page.notice.sentence()


def test_the_head_approves(qtbot: QtBot, office: SampleOffice, at_record: At) -> None:
    visit, _finding, _action = office.handed_in()
    page, sitting = at_record(office.head, visit)
    assert page.primary is not None
    page.primary.click()
    _dialog(page).primary.click()
    settle(qtbot, sitting)
    assert _detail(office, visit, office.head).row.state == "approved"
    assert page.primary is None


def test_the_secretariat_is_led_to_a_filled_covering_letter(
    qtbot: QtBot, office: SampleOffice, at_record: At
) -> None:
    visit, _finding, _action = office.approved()
    page, sitting = at_record(office.secretariat, visit)
    assert page.primary is not None
    page.primary.click()
    settle(qtbot, sitting)
    with office.session() as session:
        letter = session.query(Letter).one()
        assert letter.record_id == visit
        assert "واحد نمونهٔ ب" in letter.subject
        assert letter.number is None
    assert sitting.went == [Place("letter", letter.id)]

    page.primary.click()
    settle(qtbot, sitting)
    assert sitting.went[-1] == Place("letter", letter.id)


def test_an_issued_letter_sends_the_report(
    qtbot: QtBot, office: SampleOffice, at_record: At
) -> None:
    visit, _finding, _action = office.approved()
    office.letter(visit)
    page, sitting = at_record(office.secretariat, visit)
    assert page.primary is not None
    page.primary.click()
    settle(qtbot, sitting)
    _dialog(page).primary.click()
    settle(qtbot, sitting)
    assert _detail(office, visit, office.secretariat).row.state == "sent_to_agency"


def test_the_answer_of_the_unit_is_recorded_on_its_behalf_with_its_letter(
    qtbot: QtBot, office: SampleOffice, at_record: At
) -> None:
    visit, _finding, _action = office.sent()
    office.reply(visit)
    page, sitting = at_record(office.secretariat, visit)
    assert page.visit_shown is not None
    page.take_finding(_step("RecordAnswer"), page.visit_shown.findings[0])
    dialog = _dialog(page)
    settle(qtbot, sitting)
    assert cast(ChoiceField, dialog.fields["document"]).value()
    dialog.primary.click()
    assert cast(TextField, dialog.fields["on_behalf_of"]).problem()

    cast(TextField, dialog.fields["on_behalf_of"]).set_value(UNIT_HEAD)
    cast(MultiLineField, dialog.fields["text"]).set_value("می‌پذیریم.")
    dialog.primary.click()
    settle(qtbot, sitting)
    finding = _detail(office, visit, office.head).findings[0]
    assert (finding.state, finding.answer, finding.answer_text) == (
        "answered",
        "accepted",
        "می‌پذیریم.",
    )


def test_who_recorded_the_claim_is_not_offered_to_verify_it(
    qtbot: QtBot, office: SampleOffice, at_record: At
) -> None:
    visit, _finding, _action = office.claimed()
    member, _sitting = at_record(office.member, visit)
    assert member.visit_shown is not None
    assert "VerifyAction" not in member.visit_shown.actions[0].may

    page, sitting = at_record(office.stranger, visit)
    assert page.visit_shown is not None
    page.take_action(_step("VerifyAction"), page.visit_shown.actions[0])
    dialog = _dialog(page)
    cast(MultiLineField, dialog.fields["seen"]).set_value("عکس دیوار بدون اطلاعیه")
    dialog.primary.click()
    settle(qtbot, sitting)
    assert _detail(office, visit, office.head).actions[0].state == "verified"


def test_the_history_says_who_changed_what_from_what(
    qtbot: QtBot, office: SampleOffice, at_record: At
) -> None:
    from desktop.commands.findings import AmendFinding

    visit = office.started()
    finding = office.finding(visit)
    office.leader.does(AmendFinding(finding, {"severity": "critical"}))
    page, sitting = at_record(office.head, visit)
    page.ask_changes()
    settle(qtbot, sitting)
    words = _words_of(page)
    assert "یافتهٔ ۱: شدت" in words
    assert "«جزئی» شد «بحرانی»" in words
    assert "بازرس نمونهٔ یک" in words


def test_the_report_is_previewed_before_it_is_printed(office: SampleOffice, at_record: At) -> None:
    visit, _finding, _action = office.handed_in()
    page, sitting = at_record(office.head, visit)
    page.print_report()
    assert sitting.papers[0].make(office.session()).startswith(b"%PDF")


def test_a_visit_that_is_not_here_says_so(office: SampleOffice, at_record: At) -> None:
    page, _sitting = at_record(office.head, bytes(16))
    assert "در این رایانه نیست" in _words_of(page)


def test_the_record_fits_the_smallest_window_at_150_percent(
    qapp: QApplication, office: SampleOffice, at_record: At
) -> None:
    theme.apply(qapp, theme.Theme("light", 1.5))
    visit, _finding, _action = office.claimed()
    page, _sitting = at_record(office.head, visit)
    page.resize(960, 600)
    assert page.minimumSizeHint().width() <= 960
    assert page.scrolled.holder.minimumSizeHint().width() <= 960


def test_a_place_that_names_an_action_scrolls_to_it_and_marks_it(
    qtbot: QtBot, office: SampleOffice, sit: Sit, open_page: Open
) -> None:
    visit, _finding, action = office.handed_in()
    sitting = sit(office.head)
    place = Place("visit", visit, action.hex())
    page = cast(VisitDetailPage, open_page(VisitDetailPage, sitting, place, (900, 420)))
    part = _part(page, action)
    assert part.is_marked()
    assert part.hasFocus()
    shown = part.visibleRegion().boundingRect()
    assert shown.height() > 20
    assert part.accessibleName() == "برداشتن اطلاعیه و اعلام به کارکنان"

    page.visit(Place("visit", visit))
    settle(qtbot, sitting)
    page.scrolled.verticalScrollBar().setValue(0)
    page.visit(place)
    settle(qtbot, sitting)
    assert _part(page, action).visibleRegion().boundingRect().height() > 20
    assert page.scrolled.verticalScrollBar().value() > 0


def _part(page: VisitDetailPage, action: bytes) -> Part:
    found = [card.part_of(action.hex()) for card in page.findChildren(FindingCard)]
    part = next(one for one in found if one is not None)
    assert part is not None
    return part
