"""The register of misconduct in the window: entered, prevented, proposed from, seen as a chain."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from sqlalchemy import select

from desktop.commands.misconduct import RecordMisconduct
from desktop.commands.personnel_letters import IssuePersonnelAction
from desktop.models.drafts import drafts
from desktop.models.parties import parties_of
from desktop.models.personnel_actions.misconduct import MisconductRecord
from desktop.models.personnel_actions.records import AppraisalSheet, PersonnelAction
from desktop.models.personnel_actions.report_cards import issued_sheets
from desktop.views.navigation import Page, Place
from desktop.views.personnel_actions import person_page
from desktop.views.personnel_actions.appraisal import AppraisalDialog
from desktop.views.personnel_actions.detail_page import PersonnelDetailPage
from desktop.views.personnel_actions.form import PersonnelForm
from desktop.views.personnel_actions.misconduct_form import MisconductForm
from desktop.views.personnel_actions.misconduct_list_page import MisconductListPage
from desktop.views.personnel_actions.misconduct_page import MEASURE, OTHERS, MisconductPage
from desktop.views.personnel_actions.person_page import PersonPage
from desktop.views.personnel_actions.steps import PRIMARY, SECONDARY
from desktop.views.shared import theme
from desktop.views.shared.buttons import Button
from desktop.views.shared.labels import Label
from desktop.views.shared.step_dialog import Step, StepDialog
from resources.words import lazy
from tests.builders import Seat
from tests.cases import SETAD, STAFF, CaseOffice
from tests.documents.reading import text_of
from tests.offices import TODAY, UNIT
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
    return next(one for one in (*PRIMARY, *SECONDARY, MEASURE, *OTHERS) if one.name == name)


def said(page: Page) -> str:
    return "\n".join(one.words() for one in page.findChildren(Label) if one.isVisibleTo(page))


def decide(qtbot: QtBot, at: Bench, dialog: object) -> None:
    assert isinstance(dialog, StepDialog)
    dialog.decided.emit()
    settle(qtbot, at)


def line(office: CaseOffice, **changes: object) -> bytes:
    key = office.admin.desk.new_id()
    fields: dict[str, object] = {"person": STAFF, "source": "گزارش", "setad": SETAD, "id": key}
    office.head.does(
        RecordMisconduct("misconduct", "مراجع را بازگرداند", TODAY, **fields | changes)  # type: ignore[arg-type]  # fields by name
    )
    return key


def test_a_line_goes_from_the_form_through_prevention_to_a_proposal(
    qtbot: QtBot, office: CaseOffice, sit: Sit
) -> None:
    one = sit(office.head)
    form = MisconductForm(one.work)
    shown(qtbot, one, form, Place("misconduct_form"))
    form.file()
    assert all(form.fields[name].problem() for name in ("person", "happened_on", "description"))
    form.fields["description"].set_value("پرخاش با مراجع")  # type: ignore[attr-defined]  # a field
    form.leave()  # what was typed is kept
    settle(qtbot, one)
    with office.session() as session:
        (kept,) = [row for row in drafts(session) if row.place == "misconduct_form"]
    assert kept.payload["description"] == "پرخاش با مراجع"
    form.fields["person"].set_value(STAFF.hex())  # type: ignore[attr-defined]  # a field
    form.fields["happened_on"].set_value(TODAY - timedelta(days=2))  # type: ignore[attr-defined]  # a field
    form.fields["source"].set_value("تماس ۱۲۸")  # type: ignore[attr-defined]  # a field
    form.file()
    settle(qtbot, one)
    key = one.went[-1].record
    page = MisconductPage(one.work)
    shown(qtbot, one, page, Place("misconduct", key))
    assert "۲ روز پس از رویداد" in said(page)
    assert "اثبات‌نشده" in said(page)
    page.take(step("TakePreventiveMeasure"))
    assert isinstance(page.dialog, StepDialog)
    page.dialog.fields["kind"].set_value("counselling")  # type: ignore[attr-defined]  # a field
    decide(qtbot, one, page.dialog)
    assert "مشاوره" in said(page)
    page.take(step("ProposeFromMisconduct"))
    proposing = PersonnelForm(one.work)
    shown(qtbot, one, proposing, one.went[-1])
    assert proposing.cards.person.value() == STAFF.hex()
    proposing.cards.kind.set_value("caution")
    proposing.file()
    settle(qtbot, one)
    assert office.read(one.went[-1].record).sources[0]["kind"] == "misconduct_records"
    listed = MisconductListPage(one.work)
    shown(qtbot, one, listed, Place("misconduct_register"))
    qtbot.waitUntil(lambda: len(listed.table.rows()) == 1)
    assert "تا ثبت ۲" in listed.fresh.words()


def test_a_survey_is_a_source_with_its_date_and_number_of_answers(
    qtbot: QtBot, office: CaseOffice, sit: Sit
) -> None:
    one = sit(office.head)
    form = PersonnelForm(one.work)
    shown(qtbot, one, form, Place("personnel_form"))
    cards = form.cards
    cards.kind.set_value("reward_nonmaterial")
    cards.person.set_value(STAFF.hex())
    cards.happened_on.set_value(TODAY)
    cards.reason.set_value("رضایت بالا")
    cards.survey_title.set_value("نظرسنجی آبان")
    form.file()
    assert cards.survey_day.problem()
    cards.survey_day.set_value(TODAY)
    cards.survey_n.set_value("چند")
    form.file()
    settle(qtbot, one)
    assert "عدد" in (cards.survey_n.problem() or "")
    cards.survey_n.set_value("۱۲۰")
    form.file()
    settle(qtbot, one)
    action = office.read(one.went[-1].record)
    (source,) = action.sources
    assert (source["kind"], source["n"], source["day"]) == ("surveys", 120, TODAY.isoformat())
    page = PersonnelDetailPage(one.work)
    shown(qtbot, one, page, one.went[-1])
    assert "۱۲۰ پاسخ" in said(page)


def test_the_chain_shows_its_records_and_its_gaps_and_leads_to_each(
    qtbot: QtBot, office: CaseOffice, sit: Sit
) -> None:
    first = line(office)
    caution = office.carried("caution", register=(first, line(office)))
    proposal = office.proposed("removal_proposal", follows=caution)
    one = sit(office.head)
    page = PersonnelDetailPage(one.work)
    shown(qtbot, one, page, Place("personnel_action", proposal))
    read = said(page)
    for words in ("گزارش‌های تکراری", "بازرسی میدانی", "پیشنهاد برکناری", "ثبت نشده"):
        assert words in read
    report = next(b for b in page.findChildren(Button) if "گزارش‌های تکراری" in b.accessibleName())
    report.click()
    assert one.went[-1].page == "misconduct"


def test_a_letter_that_names_several_persons_stands_for_each_of_them(
    qtbot: QtBot, office: CaseOffice, sit: Sit
) -> None:
    first, second = office.carried(), office.carried("reward_nonmaterial")
    letter = office.letter_about(first)
    office.head.does(IssuePersonnelAction(first, letter))
    one = sit(office.head)
    page = PersonnelDetailPage(one.work)
    shown(qtbot, one, page, Place("personnel_action", second))
    page.take(step("IssuePersonnelAction"))
    settle(qtbot, one)
    dialog = page.dialog
    assert isinstance(dialog, StepDialog)
    dialog.fields["shared"].setChecked(True)  # type: ignore[attr-defined]  # a box
    settle(qtbot, one)
    dialog.fields["letter_number"].set_value(letter.hex())  # type: ignore[attr-defined]  # a field
    decide(qtbot, one, dialog)
    assert office.state(second) == "issued"
    assert office.read(second).letter_number == office.read(first).letter_number


def test_a_further_holder_is_named_but_never_the_person_concerned(
    qtbot: QtBot, office: CaseOffice, sit: Sit
) -> None:
    action = office.proposed()
    one = sit(office.head)
    page = PersonnelDetailPage(one.work)
    shown(qtbot, one, page, Place("personnel_action", action))
    page.take(step("NameParty"))
    settle(qtbot, one)
    dialog = page.dialog
    assert isinstance(dialog, StepDialog)
    dialog.fields["person"].set_value(STAFF.hex())  # type: ignore[attr-defined]  # a field
    decide(qtbot, one, dialog)
    assert dialog.fields["person"].problem()  # type: ignore[attr-defined]  # a field
    dialog.fields["person"].set_value(office.manager.person.hex())  # type: ignore[attr-defined]  # a field
    decide(qtbot, one, dialog)
    with office.session() as session:
        assert parties_of(session, action)[office.manager.person] == "issuer"


def test_an_appraisal_sheet_is_seen_before_it_is_issued_and_kept(
    qtbot: QtBot, office: CaseOffice, sit: Sit
) -> None:
    one = sit(office.personnel)
    page = PersonPage(one.work)
    shown(qtbot, one, page, Place("person_file", STAFF))
    page.take(Step("AppraisalSheet", lazy("برگهٔ ارزیابی"), ""))
    dialog = page.dialog
    assert isinstance(dialog, AppraisalDialog)
    dialog.issue()
    assert dialog.title.problem()
    dialog.title.set_value("رئیس اداره")
    dialog.look.click()
    with office.session() as session:
        draft = text_of(one.papers[-1].make(session))
    assert "پیش‌نویس" in draft
    dialog.issue()
    assert dialog.seen_on.problem()  # nobody is appraised by a paper he has not seen
    dialog.seen_on.set_value(TODAY - timedelta(days=1))
    dialog.issue()
    settle(qtbot, one)
    assert dialog.seen_on.problem()  # before the end of the period
    dialog.seen_on.set_value(TODAY)
    dialog.remark.set_value("دیدم و موافقم")
    dialog.issue()
    settle(qtbot, one)
    with office.session() as session:
        (sheet,) = issued_sheets(session, STAFF)
        read = text_of(one.blobs.read(session, sheet.pdf_sha256))
        held = set(parties_of(session, sheet.id))
    assert sheet.sensitivity == "restricted"
    assert {STAFF, office.personnel.person} <= held
    for words in ("برگهٔ ارزیابی", "انتصاب", "رئیس اداره", "دیدم و موافقم", "ساعت آموزش"):
        assert words in read
    assert "پیش‌نویس" not in read
    qtbot.waitUntil(lambda: len(page.shown.cards) == 1)
    assert "رئیس اداره" in page.shown.cards[0].title
    assert AppraisalSheet.__tablename__ == "appraisal_sheets"


def test_a_long_file_is_drawn_a_part_at_a_time(
    qtbot: QtBot, office: CaseOffice, sit: Sit, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(person_page, "AT_ONCE", 3)
    for _ in range(3):
        line(office)
    one = sit(office.head)
    page = PersonPage(one.work)
    shown(qtbot, one, page, Place("person_file", STAFF))
    assert len(page.shown.file.lines) == 5  # three lines and two posts
    assert "متصدی پذیرش" not in said(page)
    more = next(b for b in page.findChildren(Button) if "۲ مورد دیگر" in b.text())
    more.click()
    settle(qtbot, one)
    assert "متصدی پذیرش" in said(page)


@pytest.mark.parametrize("name", ["dark", "contrast"])
def test_the_new_pages_fit_the_smallest_window_at_one_and_a_half(
    qtbot: QtBot, office: CaseOffice, sit: Sit, name: theme.Name, qapp: QApplication
) -> None:
    key = line(office, person=None, unit=UNIT)
    theme.apply(qapp, theme.Theme(name, 1.5))
    one = sit(office.head)
    for page, place in (
        (MisconductListPage(one.work), Place("misconduct_register")),
        (MisconductPage(one.work), Place("misconduct", key)),
        (MisconductForm(one.work), Place("misconduct_form")),
    ):
        shown(qtbot, one, page, place, (960, 600))
        assert page.minimumSizeHint().width() <= 960
        assert page.minimumSizeHint().height() <= 600
        page.hide()
    with office.session() as session:
        assert session.execute(select(MisconductRecord.id)).scalar_one() == key
        assert session.execute(select(PersonnelAction.id)).first() is None
