"""The pages of the programmes at a real vault: plan, item, form, calendar."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot
from sqlalchemy import select

from desktop.models.programmes.facts import evidence_of
from desktop.models.programmes.home import home
from desktop.models.programmes.pack_file import check_pack
from desktop.models.programmes.records import (
    ActionOccurrence,
    PlanItem,
    YearPlan,
    item_id,
    report_id,
)
from desktop.models.waiting import HomeRow
from desktop.views.navigation import Place
from desktop.views.programmes.calendar_page import CalendarPage
from desktop.views.programmes.detail_page import PRIMARY, PlanPage
from desktop.views.programmes.form import OccurrenceForm
from desktop.views.programmes.item_page import PRIMARY as ITEM_STEPS
from desktop.views.programmes.item_page import ItemPage
from desktop.views.programmes.list_page import PlanListPage
from desktop.views.programmes.report_page import PRIMARY as REPORT_STEPS
from desktop.views.programmes.report_page import SECONDARY as MORE_STEPS
from desktop.views.programmes.report_page import ReportPage
from desktop.views.shared.buttons import Button
from desktop.views.shared.fields import Field
from desktop.views.shared.step_dialog import Step, StepDialog
from tests.builders import Seat
from tests.plans import AGENCY, MANAGER, ProgrammeOffice, day
from tests.views.workplaces import Bench, bench, settle, shown

Sit = Callable[[Seat], Bench]


@pytest.fixture
def office(tmp_path: Path) -> ProgrammeOffice:
    return ProgrammeOffice(tmp_path / "vault")


@pytest.fixture
def sit(tmp_path: Path) -> Iterator[Sit]:
    with ExitStack() as stack:
        yield lambda seat: stack.enter_context(bench(seat, tmp_path))


def step(name: str) -> Step:
    return next(
        one for one in (*PRIMARY, *ITEM_STEPS, *REPORT_STEPS, *MORE_STEPS) if one.name == name
    )


def fill(dialog: StepDialog, **values: object) -> None:
    for name, value in values.items():
        dialog.fields[name].set_value(value)  # type: ignore[attr-defined]  # a field


def problem(dialog: StepDialog, name: str) -> str | None:
    field = dialog.fields[name]
    assert isinstance(field, Field)
    return field.problem()


def decide(qtbot: QtBot, one: Bench, dialog: object) -> StepDialog:
    assert isinstance(dialog, StepDialog)
    dialog.decided.emit()
    settle(qtbot, one)
    return dialog


def test_a_plan_is_made_filled_handed_in_and_approved(
    qtbot: QtBot, office: ProgrammeOffice, sit: Sit
) -> None:
    one = sit(office.owner)
    listed = PlanListPage(one.work)
    shown(qtbot, one, listed, Place("programmes"))
    listed.ask_plan()
    settle(qtbot, one)
    dialog = decide(qtbot, one, listed.dialog)
    assert problem(dialog, "agency")
    fill(dialog, agency=AGENCY, year="هزار")
    assert problem(decide(qtbot, one, dialog), "year")
    fill(dialog, year="۱۴۰۴")
    decide(qtbot, one, dialog)
    plan = one.went[-1].record
    with office.session() as session:
        assert session.get_one(YearPlan, plan).province == "26"

    page = PlanPage(one.work)
    shown(qtbot, one, page, Place("programme_plan", plan))
    assert len(page.lines) == 59
    assert "SubmitYearPlan" not in page.shown.may
    page.lines["P5.2"].click()
    assert one.went[-1] == Place("programme_item", item_id(plan, "P5.2"))

    item = ItemPage(one.work)
    shown(qtbot, one, item, one.went[-1])
    item.take(step("EditPlanItem"))
    form = item.dialog
    assert isinstance(form, StepDialog)
    fill(form, due_days="۱۴۰۵/۰۱/۰۱", managers=f"{MANAGER}، مدیر دوم")
    assert problem(decide(qtbot, one, form), "due_days")
    fill(form, due_days="", cost="زیاد")
    assert problem(decide(qtbot, one, form), "cost")
    fill(form, cost="")
    decide(qtbot, one, form)
    with office.session() as session:
        kept = session.get_one(PlanItem, item_id(plan, "P5.2"))
    assert kept.managers == [MANAGER, "مدیر دوم"]

    page.reload()
    settle(qtbot, one)
    page.take(step("SubmitYearPlan"))
    settle(qtbot, one)
    two = sit(office.secretary)
    approving = PlanPage(two.work)
    shown(qtbot, two, approving, Place("programme_plan", plan))
    approving.take(step("ApproveYearPlan"))
    settle(qtbot, two)
    with office.session() as session:
        assert session.get_one(YearPlan, plan).state == "approved"


def test_a_session_is_recorded_and_proven_from_its_page(
    qtbot: QtBot, office: ProgrammeOffice, sit: Sit, tmp_path: Path
) -> None:
    office.at(day(9, 30))
    plan = office.approved()
    one = sit(office.owner)
    form = OccurrenceForm(one.work)
    shown(qtbot, one, form, Place("programme_form", item_id(plan, "P2.6")))
    form.file()
    assert form.day.problem()
    form.day.set_value(day(8, 20))
    form.minutes.set_value("زیاد")
    form.people["staff"].set_value("۴۰")
    form.where.set_value("سالن")
    form.file()
    assert form.minutes.problem()
    form.minutes.set_value("۱۵۰۰")
    form.starts_at.set_value("۲۵")
    form.file()
    settle(qtbot, one)
    assert form.minutes.problem()
    form.minutes.set_value("۹۰")
    form.file()
    settle(qtbot, one)
    assert form.starts_at.problem()
    assert form.where.value() == "سالن"
    form.starts_at.set_value("۱۰")
    form.file()
    settle(qtbot, one)
    page = ItemPage(one.work)
    shown(qtbot, one, page, one.went[-1])
    (event,) = page.shown.occurrences
    assert (event.minutes, event.people, event.late) == (90, (("staff", 40),), True)

    file = tmp_path / "minutes.pdf"
    file.write_bytes(b"%PDF-1.4 sample")
    page.choose = lambda _parent: str(file)
    page.add_file(event)
    qtbot.waitUntil(lambda: page.dialog is not None, timeout=15_000)
    proof = page.dialog
    assert isinstance(proof, StepDialog)
    fill(proof, kind="minutes", title="صورت‌جلسهٔ آبان")
    decide(qtbot, one, proof)
    with office.session() as session:
        (piece,) = evidence_of(session, plan)
        (state,) = session.execute(select(ActionOccurrence.state)).scalars()
        assert one.blobs.read(session, piece.sha256 or b"") == file.read_bytes()
    assert (state, piece.dated_on) == ("evidence_added", day(8, 20))


def test_an_event_is_corrected_with_its_further_actions_and_proven_by_what_is_here(
    qtbot: QtBot, office: ProgrammeOffice, sit: Sit
) -> None:
    """D26: one piece proves two events, and each of them counts once."""
    office.at(day(9, 30))
    plan = office.approved()
    event = office.held(plan, "P2.6", day(8, 20), also=("P3.1", "P7.5"), minutes=90, title="اخلاق")
    other = office.held(plan, "P2.6", day(9, 10))
    office.proof(other)
    one = sit(office.owner)
    page = ItemPage(one.work)
    shown(qtbot, one, page, Place("programme_item", item_id(plan, "P3.1")))
    buttons = {b.words(): b for b in page.findChildren(Button)}
    buttons["ویرایش"].click()
    assert one.went[-1] == Place("programme_form", item_id(plan, "P2.6"), event.hex())
    form = OccurrenceForm(one.work)
    shown(qtbot, one, form, one.went[-1])
    assert (form.also.value(), form.title.value()) == (("P3.1", "P7.5"), "اخلاق")
    form.day.set_value(day(1, 5, 1405))
    form.file()
    settle(qtbot, one)
    assert form.day.problem()
    form.day.set_value(day(8, 21))
    form.also.set_value(("P3.1", "P3.3"))
    form.minutes.set_value("۲۵:۰۰")
    form.file()
    assert form.minutes.problem()
    form.minutes.set_value("۱۲۰")
    form.file()
    settle(qtbot, one)
    with office.session() as session:
        kept = session.get_one(ActionOccurrence, event)
        assert (kept.code, kept.also, kept.day) == ("P2.6", ["P3.1", "P3.3"], day(8, 21))
        assert (kept.minutes, session.query(ActionOccurrence).count()) == (120, 2)

    shown(qtbot, one, page, Place("programme_item", item_id(plan, "P2.6")))
    row = next(row for row in page.shown.occurrences if row.id == event)
    page.link_piece(row)
    settle(qtbot, one)
    dialog = page.dialog
    assert isinstance(dialog, StepDialog)
    with office.session() as session:
        (piece,) = evidence_of(session, plan)
    fill(dialog, evidence=piece.id.hex())
    decide(qtbot, one, dialog)
    with office.session() as session:
        (piece,) = evidence_of(session, plan)
        assert piece.occurrence_ids == [other.hex(), event.hex()]
        assert session.get_one(ActionOccurrence, event).state == "evidence_added"
    assert office.standing(plan, day(9, 30)).items["P2.6"].standing.met == 2


def test_the_calendar_turns_and_tells_what_is_missing(
    qtbot: QtBot, office: ProgrammeOffice, sit: Sit
) -> None:
    office.at(day(9, 30))
    plan = office.approved()
    office.accepted(plan, "P2.6", day(9, 10))
    one = sit(office.owner)
    page = CalendarPage(one.work)
    shown(qtbot, one, page, Place("programme_calendar", plan))

    def states(code: str) -> list[str]:
        return [entry.slot.state for entry in page.entries if entry.code == code]

    assert states("P2.6") == ["held"]
    assert states("P5.2").count("missing") == 4
    page.turn(-1)
    settle(qtbot, one)
    assert states("P2.6") == ["missing"]
    page.turn(5)
    settle(qtbot, one)
    assert (page.year, page.month) == (1405, 1)


def test_two_records_of_one_session_are_offered_on_the_page_of_the_plan(
    qtbot: QtBot, office: ProgrammeOffice, sit: Sit
) -> None:
    office.at(day(9, 30))
    plan = office.approved()
    first = office.held(plan, "P7.4", day(9, 1))
    second = office.held(plan, "P7.4", day(9, 1), place="ورودی")
    one = sit(office.owner)
    page = PlanPage(one.work)
    shown(qtbot, one, page, Place("programme_plan", plan))
    (twin,) = page.shown.twins
    assert (twin.keep, twin.other) == (first, second)
    page.decide_twin(twin, same=True)
    settle(qtbot, one)
    assert page.shown.twins == ()
    with office.session() as session:
        assert session.get_one(ActionOccurrence, second).merged_into == first
        assert session.get_one(ActionOccurrence, first).place == "ورودی"


def test_a_quarters_pack_is_made_signed_sent_judged_and_saved(
    qtbot: QtBot, office: ProgrammeOffice, sit: Sit, tmp_path: Path
) -> None:
    office.at(day(1, 10))
    plan = office.approved()
    office.at(day(10, 3))
    event = office.held(plan, "P2.6", day(8, 10))
    one = sit(office.owner)
    content = b"%PDF-1.4 proof"
    with one.seat.database.writing() as session:
        stored = one.blobs.add(session, content, "application/pdf")
    office.proof(event, sha256=stored.sha256, size=stored.size)
    page = ReportPage(one.work)
    place = Place("programme_report", report_id(plan, 3))
    shown(qtbot, one, page, place)
    assert page.shown.row.state == "open"
    page.take(step("DraftQuarterReport"))
    qtbot.waitUntil(lambda: page.shown.row.state == "drafted", timeout=30_000)
    settle(qtbot, one)

    with ExitStack() as stack:
        two = stack.enter_context(bench(office.secretary, tmp_path))
        signing = ReportPage(two.work)
        shown(qtbot, two, signing, place)
        signing.take(step("SignQuarterReport"))
        settle(qtbot, two)
        signing.take(step("SendQuarterReport"))
        assert problem(decide(qtbot, two, signing.dialog), "letter_number")
        fill(signing.dialog, letter_number="۱۲/۳۴۵")  # type: ignore[arg-type]  # a dialog
        decide(qtbot, two, signing.dialog)
        assert signing.shown.row.state == "sent"
    with ExitStack() as stack:
        three = stack.enter_context(bench(office.central, tmp_path))
        judging = ReportPage(three.work)
        shown(qtbot, three, judging, place)
        judging.take(step("ReceiveQuarterReport"))
        settle(qtbot, three)
        judging.take(step("ReturnQuarterReport"))
        assert problem(decide(qtbot, three, judging.dialog), "reason")
        fill(judging.dialog, reason="فهرست حاضران نیست")  # type: ignore[arg-type]  # a dialog
        decide(qtbot, three, judging.dialog)
        assert judging.shown.row.state == "sent_back"
        (waits,) = [row for row in _home(office) if row.task == "pack_mend"]
        assert waits.record_id == report_id(plan, 3)

    target = tmp_path / "pack.zip"
    page.choose = lambda _parent, _name: str(target)
    page.reload()
    settle(qtbot, one)
    page.save(page.shown.row)
    settle(qtbot, one)
    report = check_pack(target)
    assert (report.faults, report.parts) == ((), 3)
    assert report.fingerprint == page.shown.row.manifest.hex()


def _home(office: ProgrammeOffice) -> list[HomeRow]:
    with office.session() as session:
        desk = office.owner.desk
        return list(home(session, reader=desk.reader, today=desk.today).waiting)
