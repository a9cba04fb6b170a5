"""Year plans, what was held under them and its proof: who may do what, and what counts."""

from __future__ import annotations

from datetime import date, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from desktop.commands.base import Command
from desktop.commands.programme_occurrences import (
    AcceptOccurrence,
    AddEvidence,
    KeepApart,
    LinkEvidence,
    MergeOccurrences,
    RecordOccurrence,
    ReturnOccurrence,
)
from desktop.commands.programmes import (
    ApproveInstructor,
    ApproveYearPlan,
    EditPlanItem,
    LocaliseAction,
    MakeYearPlan,
    ReturnYearPlan,
    SubmitYearPlan,
)
from desktop.errors import Refused
from desktop.models.meetings.public import PublicMeeting
from desktop.models.programmes.facts import items_of
from desktop.models.programmes.frequency import month_span, weeks_of
from desktop.models.programmes.records import (
    ActionOccurrence,
    Instructor,
    PlanItem,
    YearPlan,
    item_id,
)
from resources.wording import words_of
from tests.builders import Seat
from tests.offices import Raw
from tests.plans import AGENCY, MANAGER, YEAR, ProgrammeOffice, day

DATED = day(8, 20)


@pytest.fixture
def office(tmp_path: Path) -> ProgrammeOffice:
    return ProgrammeOffice(tmp_path / "vault")


def refused(by: Seat, command: Command) -> Refused:
    """The refusal of a command, which has Persian words."""
    with pytest.raises(Refused) as caught:
        by.does(command)
    words = words_of(caught.value.code, caught.value.arguments)
    assert caught.value.code not in words
    assert "…" not in words
    return caught.value


def code_of(by: Seat, command: Command) -> str:
    return refused(by, command).code


def test_a_plan_is_made_in_one_step_with_all_fifty_nine_actions(office: ProgrammeOffice) -> None:
    plan = office.plan()
    with office.session() as session:
        items = items_of(session, plan)
        assert session.get_one(YearPlan, plan).state == "draft"
    assert len(items) == 59
    assert [items[0].code, items[-1].code] == ["P1.1", "P9.7"]
    assert all(one.owner for one in items)
    assert code_of(office.owner, MakeYearPlan(AGENCY, YEAR, "26")) == "plan_exists"
    assert code_of(office.owner, MakeYearPlan("NOBODY", YEAR)) == "agency_unknown"
    assert code_of(office.owner, MakeYearPlan(AGENCY, YEAR, "77")) == "province_unknown"
    assert code_of(office.owner, MakeYearPlan(AGENCY, 25, "26")) == "year_unknown"
    assert code_of(office.secretary, MakeYearPlan(AGENCY, 1405, "26")) == "step_not_for_role"


def test_an_item_takes_owner_target_days_cost_and_fund_or_a_reason(office: ProgrammeOffice) -> None:
    plan = office.plan()
    office.edit(
        plan,
        "P7.4",
        owner="روابط عمومی",
        target=6,
        target_per="year",
        due_days=(day(6, 1), day(2, 1)),
        cost="۱۲٬۵۰۰٬۰۰۰ ریال",
        fund_source="اعتبار فرهنگی",
    )
    with office.session() as session:
        item = session.get_one(PlanItem, item_id(plan, "P7.4"))
    assert (item.target, item.cost, item.fund_source) == (6, 12_500_000, "اعتبار فرهنگی")
    assert item.due_days == [day(2, 1).isoformat(), day(6, 1).isoformat()]

    def bad(code: str, **changes: Any) -> tuple[str, object]:
        told = refused(
            office.owner, EditPlanItem(item_id(plan, code), **{"owner": "کسی"} | changes)
        )
        return told.code, told.arguments.get("field")

    assert bad("P7.4", target=3) == ("target_below_source", "target")
    assert bad("P7.4", target=0) == ("target_impossible", "target")
    assert bad("P7.4", due_days=(day(1, 1, 1405),)) == ("day_outside_year", "due_days")
    assert bad("P7.4", owner=" ") == ("owner_missing", "owner")
    assert bad("P7.4", cost="زیاد") == ("amount_unreadable", "cost")
    assert bad("P7.4", applicable=False) == ("reason_missing", "reason")
    assert bad("P2.8")[0] == "item_is_alias"


def test_a_plan_is_approved_by_somebody_else_and_only_when_complete(
    office: ProgrammeOffice,
) -> None:
    plan = office.plan()
    told = refused(office.owner, SubmitYearPlan(plan))
    assert (told.code, told.arguments["items"]) == ("plan_incomplete", ["P5.2"])
    office.edit(plan, "P5.2", managers=(MANAGER,))
    office.owner.does(SubmitYearPlan(plan))
    same_person = office.as_(office.owner.name, "citizens_rights_secretary")
    assert same_person.person == office.owner.person
    assert code_of(same_person, ApproveYearPlan(plan)) == "plan_own_author"
    assert code_of(office.owner, ApproveYearPlan(plan)) == "step_not_for_role"
    item = item_id(plan, "P1.1")
    assert code_of(office.owner, EditPlanItem(item, owner="کسی")) == "plan_not_editable"
    assert code_of(office.secretary, ReturnYearPlan(plan, "")) == "reason_missing"
    office.secretary.does(ReturnYearPlan(plan, "هدف P7.4 کم است"))
    office.owner.does(EditPlanItem(item, owner="کسی"))
    office.owner.does(SubmitYearPlan(plan))
    office.secretary.does(ApproveYearPlan(plan))
    with office.session() as session:
        assert session.get_one(YearPlan, plan).state == "approved"


def test_last_years_plan_is_copied_without_its_days(office: ProgrammeOffice) -> None:
    assert code_of(office.owner, MakeYearPlan(AGENCY, YEAR, "26", copy_last=True)) == (
        "plan_of_last_year_missing"
    )
    before = office.plan(1403)
    office.edit(before, "P7.4", owner="واحد الف", target=5, due_days=(day(2, 1, 1403),))
    office.edit(before, "P7.7", applicable=False, reason="این دستگاه فیلم نمی‌سازد")
    plan = office.plan(copy_last=True)
    with office.session() as session:
        renewed = session.get_one(PlanItem, item_id(plan, "P7.4"))
        apart = session.get_one(PlanItem, item_id(plan, "P7.7"))
        assert session.get_one(YearPlan, plan).copied_from == before
    assert (renewed.owner, renewed.target, renewed.due_days) == ("واحد الف", 5, [])
    assert (apart.applicable, apart.reason) == (False, "این دستگاه فیلم نمی‌سازد")


def test_a_province_words_an_action_by_letter_and_its_code_stays(office: ProgrammeOffice) -> None:
    letter = (day(6, 1), "۱۲/۴۵۶")
    variant = LocaliseAction("26", "P3.2", "پخش در شبکهٔ استانی", letter[1], letter[0])
    assert code_of(office.owner, variant) == "step_not_for_role"
    assert (
        code_of(office.central, LocaliseAction("26", "P3.2", "پخش", " ", letter[0]))
        == "coordination_missing"
    )
    assert (
        code_of(office.central, LocaliseAction("26", "P0.1", "پخش", "1", letter[0]))
        == "action_unknown"
    )
    office.central.does(variant)
    plan = office.plan()
    with office.session() as session:
        item = session.get_one(PlanItem, item_id(plan, "P3.2"))
    assert (item.code, item.local_title) == ("P3.2", "پخش در شبکهٔ استانی")
    assert (item.coordination_number, item.coordination_date) == (letter[1], letter[0])


def test_what_is_entered_badly_gets_a_sentence_beside_its_field(office: ProgrammeOffice) -> None:
    office.at(day(9, 30))
    draft = office.plan(1405)
    plan = office.approved()

    def bad(code: str = "P2.6", when: Any = None, **changes: Any) -> tuple[str, object]:
        told = refused(office.owner, RecordOccurrence(plan, code, when or day(7, 1), **changes))
        return told.code, told.arguments.get("field")

    assert bad(when=day(12, 30, 1403)) == ("day_outside_year", "day")
    assert bad(when=day(10, 1)) == ("occurrence_in_future", "day")
    assert bad(minutes=25 * 60) == ("minutes_impossible", "minutes")
    assert bad(minutes=0) == ("minutes_impossible", "minutes")
    assert bad(people={"staff": -1}) == ("people_impossible", "people")
    assert bad("P5.2", minutes=120) == ("manager_missing", "manager")
    assert bad("P5.2", manager="ناشناس", minutes=120) == ("manager_not_in_plan", "manager")
    assert bad("P5.2", manager=MANAGER) == ("minutes_missing_of_meeting", "minutes")
    assert bad("P2.9") == ("about_missing", "about")
    assert bad("P0.0") == ("action_unknown", "code")
    assert bad(starts_at="۲۵:۰۰") == ("clock_unreadable", "starts_at")
    assert bad(instructor=bytes(16)) == ("instructor_unknown", "instructor")
    assert code_of(office.owner, RecordOccurrence(draft, "P2.6", day(1, 1, 1405))) == (
        "plan_not_approved"
    )
    assert code_of(office.secretary, RecordOccurrence(plan, "P2.6", day(7, 1))) == (
        "step_not_for_role"
    )


def test_evidence_has_a_day_a_kind_that_is_allowed_and_stands_once(office: ProgrammeOffice) -> None:
    office.at(day(9, 30))
    plan = office.approved()
    event = office.held(plan, "P3.1", day(8, 20), also=("P3.3", "P7.5"))
    other = office.held(plan, "P7.1", day(8, 21))
    digest = sha256(b"brochure").digest()
    told: dict[str, Any] = {
        "name": "b.pdf",
        "media_type": "application/pdf",
        "size": 10,
        "sha256": digest,
    }

    def bad(kind: str = "report", dated: Any = DATED, **changes: Any) -> str:
        return code_of(office.owner, AddEvidence((event,), kind, "بروشور", dated, **told | changes))

    assert bad(dated=None) == "evidence_undated"
    assert bad(dated=day(10, 1)) == "day_in_future"
    assert bad("هیچ") == "evidence_kind_unknown"
    assert bad(media_type="application/x-msdownload", name="b.exe") == "evidence_type_refused"
    assert bad(size=0) == "attachment_empty"
    assert bad(sha256=None) == "evidence_file_missing"
    assert bad(sha256=None, link="file:///etc") == "link_unreadable"
    piece = office.owner.desk.new_id()
    office.owner.does(AddEvidence((event,), "report", "بروشور", day(8, 20), id=piece, **told))
    again = refused(office.owner, AddEvidence((other,), "report", "دیگر", day(8, 20), **told))
    assert (again.code, again.arguments["title"]) == ("evidence_twice", "بروشور")
    office.owner.does(LinkEvidence(piece, other))
    with office.session() as session:
        states = session.execute(select(ActionOccurrence.state)).scalars().all()
    assert states == ["evidence_added", "evidence_added"]
    # One event under three actions is one event, and proves each of them once (D26).
    stood = office.standing(plan, day(9, 30))
    for code in ("P3.1", "P3.3", "P7.5"):
        (slot,) = stood.items[code].slots
        assert slot.happenings == (event,)


def test_an_event_is_accepted_with_proof_by_another_person(office: ProgrammeOffice) -> None:
    office.at(day(9, 30))
    plan = office.approved()
    event = office.held(plan, "P2.6", day(9, 1))
    assert code_of(office.secretary, AcceptOccurrence(event)) == "step_unknown"
    office.proof(event)
    same_person = office.as_(office.owner.name, "citizens_rights_secretary")
    assert code_of(same_person, AcceptOccurrence(event)) == "occurrence_own_recorder"
    office.secretary.does(ReturnOccurrence(event, "فهرست حاضران نیست"))
    office.proof(event)
    office.secretary.does(AcceptOccurrence(event))
    with office.session() as session:
        assert session.get_one(ActionOccurrence, event).state == "accepted"


def test_one_session_of_two_laptops_counts_once_and_is_merged_or_kept_apart(
    office: ProgrammeOffice,
) -> None:
    office.at(day(9, 30))
    plan = office.approved()
    first = office.held(plan, "P7.4", day(9, 1), starts_at="10:00", place="ورودی")
    second = office.held(plan, "P7.4", day(9, 1), starts_at="10:20", people={"clients": 40})
    third = office.held(plan, "P7.4", day(9, 2))
    stood = office.standing(plan, day(9, 30))
    assert stood.twins == {second: first}
    assert stood.items["P7.4"].standing.met == 2
    assert code_of(office.owner, MergeOccurrences(first, third)) == "not_twins"
    office.owner.does(KeepApart(first, second))
    assert office.standing(plan, day(9, 30)).items["P7.4"].standing.met == 3

    office.proof(fourth := office.held(plan, "P7.4", day(9, 2), people={"clients": 7}))
    office.owner.does(MergeOccurrences(third, fourth))
    stood = office.standing(plan, day(9, 30))
    assert stood.items["P7.4"].standing.met == 3
    with office.session() as session:
        kept = session.get_one(ActionOccurrence, third)
        assert session.get_one(ActionOccurrence, fourth).merged_into == third
    assert (kept.state, kept.people) == ("evidence_added", {"clients": 7})


def test_teachers_come_from_the_approved_list(office: ProgrammeOffice) -> None:
    office.at(day(9, 30))
    plan = office.approved()
    assert code_of(office.owner, ApproveInstructor(AGENCY, "استاد", "هیچ", "1")) == (
        "approver_unknown"
    )
    assert code_of(office.owner, ApproveInstructor(AGENCY, "استاد", "seminary", " ")) == (
        "approval_reference_missing"
    )
    key = office.owner.desk.new_id()
    office.owner.does(ApproveInstructor(AGENCY, "استاد نمونه", "university", "۱۲/۳", "26", id=key))
    event = office.held(plan, "P2.6", day(9, 1), instructor=key)
    with office.session() as session:
        assert session.get_one(Instructor, key).approval_reference == "۱۲/۳"
        assert session.get_one(ActionOccurrence, event).instructor == "استاد نمونه"


def test_a13_the_third_quarter_of_1404(office: ProgrammeOffice) -> None:
    """P2.6 3 of 3, P5.2 11 of 13 weeks, P7.4 2 of 4, P2.4 missing, P2.8 through P2.2."""
    office.at(day(1, 10))
    plan = office.approved(due={"P2.4": (day(8, 30),)})
    office.at(day(10, 3))
    for month in (7, 9):
        office.accepted(plan, "P2.6", day(month, 10))
    aban = office.accepted(plan, "P2.6", day(8, 10))
    saturdays = weeks_of(month_span(YEAR, 7)[0], month_span(YEAR, 9)[1])
    for number, saturday in enumerate(saturdays):
        if number not in (3, 7):
            whole = {"manager": MANAGER, "minutes": 60}
            office.held(plan, "P5.2", saturday + timedelta(days=1), **whole)
            office.held(plan, "P5.2", saturday + timedelta(days=3), **whole)
    for month in (2, 5):
        office.accepted(plan, "P7.4", day(month, 5))
    office.accepted(plan, "P2.8", day(9, 15))

    stood = office.standing(plan, day(9, 30))
    first, last = month_span(YEAR, 7)[0], month_span(YEAR, 9)[1]

    def of_quarter(code: str) -> list[str]:
        slots = stood.items[code].slots
        return [one.state for one in slots if first <= one.due.first <= last]

    assert [state in ("held", "late") for state in of_quarter("P2.6")] == [True] * 3
    weeks = of_quarter("P5.2")
    assert (sum(state in ("held", "late") for state in weeks), len(weeks)) == (11, 13)
    assert weeks.count("missing") == 2
    renewals = stood.items["P7.4"].standing
    assert (renewals.met, renewals.needed) == (2, 4)
    (briefing,) = stood.items["P2.4"].slots
    assert (briefing.state, briefing.reasons) == ("missing", ("missing",))
    aban_slot = stood.items["P2.6"].slots[7]
    assert (aban_slot.state, aban_slot.reasons, aban_slot.happenings) == (
        "late",
        ("entered_late",),
        (aban,),
    )
    assert stood.items["P2.2"].standing == stood.items["P2.8"].standing
    assert stood.items["P2.2"].standing.state == "done"
    assert not stood.items["P2.8"].counted
    total = stood.total
    assert total.applicable + total.apart == 57
    assert stood.of_programme("P2").applicable + stood.of_programme("P2").apart == 8


def test_public_meetings_of_managers_count_for_their_weeks_and_no_day_twice(
    office: ProgrammeOffice,
) -> None:
    office.at(day(1, 10))
    plan = office.approved()
    office.at(day(9, 30))
    saturday = weeks_of(month_span(YEAR, 7)[0], month_span(YEAR, 9)[1])[0]

    def met(number: int, minutes: int, when: date, **changes: Any) -> PublicMeeting:
        fields = {"agency": AGENCY, "province": "26", "manager_name": MANAGER}
        key = bytes([number]) * 16
        return PublicMeeting(id=key, manager_id=key, day=when, minutes=minutes, **fields | changes)

    office.as_("مدیر نمونه", "manager").does(
        Raw(
            lambda: [
                met(1, 70, saturday),
                met(2, 50, saturday + timedelta(days=2)),
                met(3, 500, saturday + timedelta(days=7), agency="OTHER"),
                met(4, 60, saturday + timedelta(days=14)),
            ]
        )
    )
    when = saturday + timedelta(days=14)
    office.held(plan, "P5.2", when, manager=MANAGER, minutes=60)
    slots = office.standing(plan, day(9, 30)).items["P5.2"].slots
    got = {one.due.first: one.got for one in slots}
    assert got[saturday] == 120
    assert got[saturday + timedelta(days=7)] == 0
    assert got[when] == 60
