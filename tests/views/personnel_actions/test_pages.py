"""The pages of cases at a real vault: what is offered, what a bad input says, where it leads."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.commands.personnel_letters import IssuePersonnelAction
from desktop.models.letters.records import Letter
from desktop.models.personnel_actions.records import PersonnelAction
from desktop.models.personnel_actions.report_cards import issued_cards
from desktop.views.navigation import Page, Place
from desktop.views.personnel_actions.detail_page import PersonnelDetailPage
from desktop.views.personnel_actions.form import PersonnelForm
from desktop.views.personnel_actions.list_page import PersonnelListPage
from desktop.views.personnel_actions.person_page import PersonPage
from desktop.views.personnel_actions.report_card import ReportCardDialog
from desktop.views.personnel_actions.steps import PRIMARY, SECONDARY
from desktop.views.shared import theme
from desktop.views.shared.labels import Label
from desktop.views.shared.step_dialog import Step, StepDialog
from tests.builders import Seat
from tests.cases import SETAD, STAFF, CaseOffice
from tests.documents.reading import text_of
from tests.offices import TODAY
from tests.views.workplaces import Bench, bench, settle, shown

Sit = Callable[[Seat], Bench]


@pytest.fixture
def office(tmp_path: Path) -> CaseOffice:
    return CaseOffice(tmp_path / "vault")


@pytest.fixture
def sit(tmp_path: Path) -> Iterator[Sit]:
    with ExitStack() as stack:
        yield lambda seat: stack.enter_context(bench(seat, tmp_path))


def step(name: str) -> Step:
    return next(one for one in (*PRIMARY, *SECONDARY) if one.name == name)


def said(page: Page) -> str:
    return "\n".join(one.words() for one in page.findChildren(Label) if one.isVisibleTo(page))


def test_a_proposal_is_filed_from_the_form_and_leads_to_its_page(
    qtbot: QtBot, office: CaseOffice, sit: Sit
) -> None:
    one = sit(office.head)
    page = PersonnelForm(one.work)
    shown(qtbot, one, page, Place("personnel_form"))
    page.file()
    cards = page.cards
    assert cards.person.problem()
    assert cards.proposal.problem()
    cards.kind.set_value("reward_material")
    cards.person.set_value(STAFF.hex())
    cards.happened_on.set_value(TODAY)
    cards.reason.set_value("پاسخ‌گویی خوب")
    cards.proposal.control.setText("نظرسنجی آبان")
    cards.amount.control.setText("زیاد")
    page.file()
    assert "خوانده نشد" in (cards.amount.problem() or "")
    assert cards.reason.value() == "پاسخ‌گویی خوب"
    cards.amount.control.setText("۱۲٬۵۰۰٬۰۰۰ ریال")
    page.file()
    settle(qtbot, one)
    assert one.went[-1].page == "personnel_action"
    action = office.read(one.went[-1].record)
    assert (action.amount, action.state, action.setad_id) == (12_500_000, "proposed", SETAD)


def test_the_form_begins_from_a_finding(qtbot: QtBot, office: CaseOffice, sit: Sit) -> None:
    finding = office.finding(office.started(), indicator="F7")
    one = sit(office.head)
    page = PersonnelForm(one.work)
    shown(qtbot, one, page, Place("personnel_form", finding, "finding"))
    assert page.cards.indicator.value() == "F7"
    assert page.cards.read().findings == [finding.hex()]
    assert page.cards.happened_on.value() == TODAY


def test_a_repetition_is_told_and_a_person_decides(
    qtbot: QtBot, office: CaseOffice, sit: Sit
) -> None:
    first = office.carried()
    office.head.does(IssuePersonnelAction(first, office.letter_about(first)))
    one = sit(office.head)
    page = PersonnelForm(one.work)
    shown(qtbot, one, page, Place("personnel_form"))
    cards = page.cards
    cards.kind.set_value("caution")
    cards.person.set_value(STAFF.hex())
    cards.indicator.set_value("F4")
    cards.happened_on.set_value(TODAY)
    cards.subject_changed.emit()
    settle(qtbot, one)
    assert page.notice.isVisible()
    assert "تکرار" in said(page)
    assert cards.kind.value() == "caution"
    assert page.notice.button is not None
    page.notice.button.click()
    assert cards.kind.value() == "board_referral"
    cards.reason.set_value("بار دوم")
    cards.proposal.control.setText("گزارش بازرسی")
    page.file()
    settle(qtbot, one)
    action = office.read(one.went[-1].record)
    assert (action.kind, action.follows_id) == ("board_referral", first)


def test_the_statement_is_asked_in_a_dialog_and_moves_the_case(
    qtbot: QtBot, office: CaseOffice, sit: Sit
) -> None:
    action = office.proposed()
    one = sit(office.setad_secretary)
    page = PersonnelDetailPage(one.work)
    shown(qtbot, one, page, Place("personnel_action", action))
    assert "اثبات‌نشده" in said(page)
    page.take(step("HearPerson"))
    dialog = page.dialog
    assert isinstance(dialog, StepDialog)
    dialog.decided.emit()
    assert "بنویسید" in (dialog.fields["statement"].problem() or "")  # type: ignore[attr-defined]  # a field
    dialog.fields["statement"].set_value("آن روز بیمار بودم")  # type: ignore[attr-defined]  # a field
    dialog.decided.emit()
    settle(qtbot, one)
    assert office.state(action) == "heard"
    assert "آن روز بیمار بودم" in said(page)


def test_a_letter_is_written_from_its_template_and_bears_the_case(
    qtbot: QtBot, office: CaseOffice, sit: Sit
) -> None:
    action = office.carried("removal_proposal", indicator="F7", legal_basis="AML8-08")
    one = sit(office.secretariat)
    page = PersonnelDetailPage(one.work)
    shown(qtbot, one, page, Place("personnel_action", action))
    page.take(step("DraftLetter"))
    settle(qtbot, one)
    assert one.went[-1].page == "letter"
    with office.session() as session:
        letter = session.get_one(Letter, one.went[-1].record)
    assert letter.subject == "پیشنهاد برکناری"
    assert (letter.record_kind, letter.record_id) == ("personnel_actions", action)
    for words in ("F۷", "مدیر شهرستان", "۱۴۰۴-۱", "ترک خدمت"):
        assert words in letter.body
    assert "اخراج" not in letter.body
    assert "{" not in letter.body


def test_nobody_is_offered_a_step_about_himself(qtbot: QtBot, office: CaseOffice, sit: Sit) -> None:
    action = office.proposed()
    one = sit(office.staff)
    page = PersonnelDetailPage(one.work)
    shown(qtbot, one, page, Place("personnel_action", action))
    assert page.shown.may == ()


def test_the_list_opens_a_case_and_the_file_of_its_person(
    qtbot: QtBot, office: CaseOffice, sit: Sit
) -> None:
    action = office.proposed()
    one = sit(office.head)
    page = PersonnelListPage(one.work)
    shown(qtbot, one, page, Place("personnel_actions"))
    qtbot.waitUntil(lambda: len(page.table.rows()) == 1)
    page.view.setCurrentIndex(page.table.index(0, 0))
    page.open_row(page.view.current())
    page.open_person()
    assert one.went == [Place("personnel_action", action), Place("person_file", STAFF)]
    assert not page.propose.isHidden()


def test_an_inspector_may_neither_propose_nor_record(
    qtbot: QtBot, office: CaseOffice, sit: Sit
) -> None:
    page = PersonnelListPage(sit(office.leader).work)
    qtbot.addWidget(page)
    assert page.propose.isHidden()
    assert page.record.isHidden()


def test_a_card_is_issued_for_a_period_and_reprinted_as_the_same_bytes(
    qtbot: QtBot, office: CaseOffice, sit: Sit
) -> None:
    one = sit(office.personnel)
    page = PersonPage(one.work)
    shown(qtbot, one, page, Place("person_file", STAFF))
    page.take(Step("IssueReportCard", SECONDARY[0].words, ""))
    dialog = page.dialog
    assert isinstance(dialog, ReportCardDialog)
    dialog.starts.set_value(TODAY - timedelta(days=90))
    dialog.ends.set_value(TODAY - timedelta(days=91))
    dialog.issue()
    assert dialog.ends.problem()
    dialog.ends.set_value(TODAY - timedelta(days=1))
    dialog.preview()
    with office.session() as session:
        assert "پیش‌نویس" in text_of(one.papers[-1].make(session))
    dialog.issue()
    settle(qtbot, one)
    qtbot.waitUntil(lambda: bool(page.shown.cards))
    with office.session() as session:
        (card,) = issued_cards(session, STAFF)
        assert (card.starts, card.ends) == (TODAY - timedelta(days=90), TODAY - timedelta(days=1))
        kept = one.blobs.read(session, card.pdf_sha256)
        page.reprint(card.pdf_sha256)
        assert one.papers[-1].make(session) == kept


def test_who_is_not_the_manager_sees_the_file_but_no_card(
    qtbot: QtBot, office: CaseOffice, sit: Sit
) -> None:
    one = sit(office.secretariat)
    page = PersonPage(one.work)
    shown(qtbot, one, page, Place("person_file", STAFF))
    assert page.shown.may_card is False
    assert "صدور کارنامه" not in said(page)


@pytest.mark.parametrize("name", ["light", "contrast"])
def test_the_pages_fit_the_smallest_window_at_one_and_a_half(
    qtbot: QtBot, office: CaseOffice, sit: Sit, name: theme.Name, qapp: QApplication
) -> None:
    action = office.proposed()
    theme.apply(qapp, theme.Theme(name, 1.5))
    one = sit(office.setad_secretary)
    for page, place in (
        (PersonnelDetailPage(one.work), Place("personnel_action", action)),
        (PersonnelListPage(one.work), Place("personnel_actions")),
        (PersonPage(one.work), Place("person_file", STAFF)),
        (PersonnelForm(one.work), Place("personnel_form")),
    ):
        shown(qtbot, one, page, place, (960, 600))
        assert page.minimumSizeHint().width() <= 960
        assert page.minimumSizeHint().height() <= 600
        page.hide()


def test_a_decision_of_elsewhere_is_recorded_from_the_form(
    qtbot: QtBot, office: CaseOffice, sit: Sit
) -> None:
    letter = office.incoming()
    one = sit(office.personnel)
    page = PersonnelForm(one.work)
    shown(qtbot, one, page, Place("personnel_form", b"", "record"))
    cards = page.cards
    cards.kind.set_value("art9_recorded")
    cards.person.set_value(STAFF.hex())
    cards.happened_on.set_value(TODAY)
    cards.reason.set_value("رأی هیأت")
    cards.letter.set_value(letter.hex())
    cards.authority.set_value("head_of_body")
    cards.grade.set_value("5")
    page.file()
    settle(qtbot, one)
    assert "هیأت" in (cards.authority.problem() or "")
    cards.authority.set_value("board")
    page.file()
    settle(qtbot, one)
    with office.session() as session:
        action = session.get_one(PersonnelAction, one.went[-1].record)
    assert (action.state, action.grade, action.authority) == ("recorded", 5, "board")
