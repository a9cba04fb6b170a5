"""What the pages of inspections read."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event

from desktop.commands.corrective_actions import AgreeAction, ConsentToAction
from desktop.commands.directory import MergeRecord, RecordProvisionalUnit, TypedUnit
from desktop.commands.findings import RecordAnswer, RecordFindingPerson
from desktop.commands.inspections import (
    AmendVisit,
    ReturnReport,
    RevealVisit,
    StartVisit,
)
from desktop.models.history import record_history
from desktop.models.inspections.lists import page_query
from desktop.models.inspections.queries import (
    ActionFilter,
    VisitFilter,
    action_row,
    actions_count,
    actions_page,
    home,
    state_counts,
    visit_detail,
    visits_count,
    visits_page,
    week_ahead,
)
from desktop.models.inspections.rows import VisitDetail
from desktop.models.reader import Reader
from desktop.models.waiting import HomePage
from tests.builders import Seat
from tests.offices import COUNTY, PLANNED, TODAY, UNIT, SampleOffice, forward

COVERT: dict[str, Any] = {"visibility": "covert", "covert_reason": "دلیل نمونه"}


@pytest.fixture
def office(tmp_path: Path) -> SampleOffice:
    return SampleOffice(tmp_path)


def reader(seat: Seat) -> Reader:
    return Reader(seat.person, seat.role)


def detail(office: SampleOffice, visit: bytes, seat: Seat) -> VisitDetail:
    with office.session() as session:
        found = visit_detail(session, visit, reader=reader(seat), today=TODAY)
    assert found is not None
    return found


def page(office: SampleOffice, seat: Seat, **more: Any) -> HomePage:
    with office.session() as session:
        return home(session, reader=reader(seat), today=more.pop("today", TODAY), **more)


def ids(office: SampleOffice, **wanted: Any) -> list[bytes]:
    with office.session() as session:
        return [row.id for row in visits_page(session, VisitFilter(**wanted)).rows]


# The list


def test_a_page_follows_another_until_the_last(office: SampleOffice) -> None:
    planned = [PLANNED + timedelta(days=days) for days in (0, 1, 1, 1, 2)]
    visits = [office.order(planned_at=when) for when in planned]
    for sort in ("day", "code"):
        for descending in (True, False):
            wanted = VisitFilter(sort=sort, descending=descending)
            seen: list[bytes] = []
            after = None
            with office.session() as session:
                while True:
                    part = visits_page(session, wanted, after, 2)
                    seen += [row.id for row in part.rows]
                    after = part.after
                    if after is None:
                        break
            assert len(seen) == 5
            assert set(seen) == set(visits)
            if sort == "day":
                assert seen[-1 if descending else 0] == visits[0]


def test_each_filter_keeps_what_it_says(office: SampleOffice) -> None:
    first = office.order(planned_at=PLANNED)
    second = office.started(kind="programmed", remit="بررسي کرامت", members=())
    with office.session() as session:
        code = visits_page(session, VisitFilter(states=("ordered",))).rows[0].code
    assert ids(office, states=("in_progress",)) == [second]
    assert ids(office, kinds=("case_based",)) == [first]
    assert set(ids(office, county_id=COUNTY)) == {first, second}
    assert ids(office, county_id=bytes(16)) == []
    assert ids(office, text="بررسی كرامت") == [second]
    assert ids(office, text=code.lower()) == [first]
    assert ids(office, mine=office.member.person) == [first]
    assert ids(office, since=TODAY + timedelta(days=1)) == []
    assert set(ids(office, since=TODAY, until=TODAY)) == {first, second}
    with office.session() as session:
        assert visits_count(session, VisitFilter(text="کرامت")) == 1
        assert state_counts(session, VisitFilter()) == {"ordered": 1, "in_progress": 1}


@pytest.mark.parametrize(
    "wanted",
    [
        VisitFilter(),
        VisitFilter(descending=False),
        VisitFilter(sort="code"),
        VisitFilter(states=("closed",)),
        VisitFilter(kinds=("programmed",)),
        VisitFilter(county_id=COUNTY),
        VisitFilter(since=TODAY, until=TODAY),
    ],
)
def test_a_page_is_read_along_an_index_and_never_sorted(
    office: SampleOffice, wanted: VisitFilter
) -> None:
    behind = ("2025-11-03" if wanted.sort == "day" else "26", UNIT)
    sent: list[tuple[str, Any]] = []

    def note(_connection: Any, _cursor: Any, statement: str, values: Any, *_: Any) -> None:
        sent.append((statement, values))

    with office.session() as session:
        connection = session.connection()
        event.listen(connection, "before_cursor_execute", note)
        session.execute(page_query(wanted, behind, 100)).all()
        event.remove(connection, "before_cursor_execute", note)
        ((statement, values),) = sent
        plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values).all()
    steps = [row[3] for row in plan]
    assert any("visits USING INDEX ix_visits_" in step for step in steps), steps
    assert not any("TEMP B-TREE FOR ORDER BY" in step for step in steps), steps


def test_a_line_counts_its_findings_by_severity(office: SampleOffice) -> None:
    visit = office.started()
    for severity in ("major", "minor", "minor", "critical"):
        office.finding(visit, severity=severity)
    with office.session() as session:
        (row,) = visits_page(session, VisitFilter()).rows
    assert (row.observation, row.minor, row.major, row.critical) == (0, 2, 1, 1)
    assert (row.unit, row.county, row.returned, row.sample) == (
        "واحد نمونهٔ ب",
        "الوند",
        False,
        True,
    )


def test_the_team_sees_the_unit_of_its_covert_visit(office: SampleOffice) -> None:
    visit = office.order(**COVERT)
    with office.session() as session:
        (row,) = visits_page(session, VisitFilter()).rows
    shown = detail(office, visit, office.leader)
    assert (row.unit, row.covert, row.day) == ("واحد نمونهٔ ب", True, date(2025, 11, 1))
    assert (shown.planned_at, shown.unit_text) == (PLANNED, "واحد نمونهٔ ب")


# One visit


def test_a_visit_is_read_whole(office: SampleOffice) -> None:
    visit, finding, action = office.complete()
    office.leader.does(RecordFindingPerson(finding, "کارمند نمونه", "برخورد تند", statement="-"))
    shown = detail(office, visit, office.leader)
    assert shown.unit is not None
    assert (shown.unit.address, shown.unit.agency_name) == (
        "خیابان نمونه، شمارهٔ ۱",
        "سازمان نمونه",
    )
    assert [(one.name, one.leader, one.duty) for one in shown.members] == [
        ("بازرس نمونهٔ یک", True, "team"),
        ("بازرس نمونهٔ دو", False, "team"),
        ("رئیس نمونهٔ یک", False, "head"),
    ]
    assert {one.item: one.value for one in shown.answers}["dignity.waiting"] == "6"
    assert shown.template is not None
    (found,) = shown.findings
    assert (found.id, len(found.attachments), found.persons[0].name) == (
        finding,
        1,
        "کارمند نمونه",
    )
    (asked,) = shown.actions
    assert (asked.id, asked.finding_numbers, asked.overdue) == (action, (1,), False)
    assert {one.side: one.way for one in shown.signatures} == {
        "inspector": "drawn",
        "unit_head": "refused",
    }
    assert [step.to_state for step in shown.steps] == ["ordered", "in_progress", "report_draft"]
    assert shown.steps[0].actor_name == "رئیس نمونهٔ یک"


def test_nothing_is_read_of_a_visit_that_is_not_here(office: SampleOffice) -> None:
    with office.session() as session:
        assert visit_detail(session, bytes(16), reader=reader(office.head), today=TODAY) is None


def test_what_is_offered_is_what_would_be_allowed(office: SampleOffice) -> None:
    visit = office.order()
    assert detail(office, visit, office.leader).may == ("StartVisit",)
    assert detail(office, visit, office.member).may == ()
    assert set(detail(office, visit, office.head).may) == {
        "CancelVisit",
        "AmendVisit",
        "ChangeTeam",
    }
    office.leader.does(StartVisit(visit))
    assert {"EndOnSite", "RecordFinding", "SignHandOver"} <= set(
        detail(office, visit, office.leader).may
    )
    assert "EndOnSite" not in detail(office, visit, office.member).may

    handed, *_ = office.handed_in(members=(office.other_head.person,))
    assert set(detail(office, handed, office.head).may) == {
        "ReturnReport",
        "Approve",
        "CancelVisit",
    }
    assert detail(office, handed, office.other_head).may == ("CancelVisit",)

    covert, *_ = office.handed_in(**COVERT)
    assert "RevealVisit" in detail(office, covert, office.head).may
    office.head.does(RevealVisit(covert))
    assert "RevealVisit" not in detail(office, covert, office.head).may


def test_a_claim_is_offered_for_verification_to_others_only(office: SampleOffice) -> None:
    visit, _finding, _action = office.claimed()
    offered = {
        seat.name: "VerifyAction" in detail(office, visit, seat).actions[0].may
        for seat in (office.member, office.stranger, office.head, office.secretariat)
    }
    assert offered == {
        "بازرس نمونهٔ دو": False,
        "بازرس نمونهٔ سه": True,
        "رئیس نمونهٔ یک": True,
        "دبیر نمونهٔ یک": False,
    }


def test_a_contested_finding_is_offered_for_review_before_decision(office: SampleOffice) -> None:
    visit, finding, _action = office.sent()
    office.responder.does(RecordAnswer(finding, "contested", "نمی‌پذیریم"))
    assert detail(office, visit, office.head).findings[0].may == (
        "ProposePersonnelAction",
        "ReviewFinding",
    )
    assert detail(office, visit, office.member).findings[0].may == ()


# Actions


def test_actions_come_by_deadline_and_late_ones_are_marked(office: SampleOffice) -> None:
    visit = office.started()
    finding = office.finding(visit)
    none = office.action(visit, finding, due_on=None, description="بی‌مهلت")
    late = office.action(visit, finding, due_on=TODAY)
    soon = office.action(visit, finding, due_on=TODAY + timedelta(days=3))
    tomorrow = TODAY + timedelta(days=1)
    with office.session() as session:
        who = reader(office.leader)
        first = actions_page(session, ActionFilter(), None, 2, reader=who, today=tomorrow)
        rest = actions_page(session, ActionFilter(), first.after, 2, reader=who, today=tomorrow)
        overdue = actions_page(session, ActionFilter(overdue=True), reader=who, today=tomorrow)
        count = actions_count(session, ActionFilter(text="بی‌مهلت"), today=tomorrow)
        one = action_row(session, soon, reader=who, today=tomorrow)
    assert [row.id for row in (*first.rows, *rest.rows)] == [late, soon, none]
    assert [row.overdue for row in first.rows] == [True, False]
    assert [row.id for row in overdue.rows] == [late]
    assert (count, rest.after) == (1, None)
    assert one is not None
    assert one.visit_id == visit


# Home and the week


def test_each_person_finds_what_waits_for_him(office: SampleOffice) -> None:
    ordered = office.order(planned_at=PLANNED)
    handed, *_ = office.handed_in()
    tasks = {(row.task, row.record_id) for row in page(office, office.leader).waiting}
    assert tasks == {("start", ordered)}
    assert ("review", handed) in {
        (row.task, row.record_id) for row in page(office, office.head).waiting
    }
    office.head.does(ReturnReport(handed, "معیار روشن نیست", TODAY + timedelta(days=2)))
    (mend,) = page(office, office.leader).week[:1]
    assert (mend.task, mend.detail, mend.late) == ("mend", "معیار روشن نیست", False)
    late = page(office, office.leader, today=TODAY + timedelta(days=3)).waiting
    assert ("mend", True) in {(row.task, row.late) for row in late}


def test_the_secretariat_finds_what_is_to_be_sent(office: SampleOffice) -> None:
    visit, *_ = office.approved()
    assert [(row.task, row.record_id) for row in page(office, office.secretariat).waiting] == [
        ("send", visit)
    ]


def test_a_claim_waits_for_somebody_who_may_verify_it(office: SampleOffice) -> None:
    _visit, _finding, action = office.claimed()
    waiting = page(office, office.stranger).waiting
    assert [(row.task, row.place, row.record_id) for row in waiting] == [
        ("verify", "corrective_actions", action)
    ]
    assert "verify" not in {row.task for row in page(office, office.member).waiting}


def test_an_answer_and_a_consent_wait_for_the_head(office: SampleOffice) -> None:
    _visit, finding, action = office.sent()
    office.responder.does(RecordAnswer(finding, "accepted", "می‌پذیریم"))
    office.responder.does(ConsentToAction(action, "رئیس واحد", TODAY))
    tasks = {row.task for row in page(office, office.head).waiting}
    assert {"decide", "agree"} <= tasks
    office.head.does(AgreeAction(action))
    assert "agree" not in {row.task for row in page(office, office.head).waiting}


def test_an_effect_waits_for_its_day(office: SampleOffice) -> None:
    office.verified()
    due = TODAY + timedelta(days=90)
    assert "judge" not in {row.task for row in page(office, office.leader).waiting}
    waiting = page(office, office.leader, today=due).waiting
    assert "judge" in {row.task for row in waiting}


def test_new_is_what_others_did_since(office: SampleOffice) -> None:
    before = office.admin.desk.now
    visit = office.order()
    forward(office, days=1)
    after = office.admin.desk.now
    (new,) = page(office, office.leader, seen_until=before).new
    assert (new.task, new.record_id, new.state) == ("new", visit, "ordered")
    assert page(office, office.leader, seen_until=after).new == ()
    assert page(office, office.head, seen_until=before).new == ()


def test_the_week_brings_what_is_known_of_each_unit(office: SampleOffice) -> None:
    office.claimed()
    typed = office.admin.desk.new_id()
    office.head.does(RecordProvisionalUnit(TypedUnit("واحد ب، شعبه", id=typed)))
    office.admin.does(MergeRecord("units", typed, UNIT))
    soon = office.order(unit=typed, planned_at=PLANNED + timedelta(days=2))
    office.order(planned_at=PLANNED + timedelta(days=20))
    with office.session() as session:
        week = week_ahead(session, person=office.leader.person, today=TODAY)
        assert week_ahead(session, person=office.head.person, today=TODAY) == ()
    (one,) = week
    assert one.visit.id == soon
    assert one.unit is not None
    assert (one.unit.phone, one.unit.address) == ("02833330000", "خیابان نمونه، شمارهٔ ۱")
    assert [found.indicator for found in one.findings] == ["F5"]
    assert [action.state for action in one.actions] == ["done_claimed"]


def test_the_week_of_a_covert_visit_is_its_teams(office: SampleOffice) -> None:
    visit = office.order(**COVERT)
    with office.session() as session:
        (one,) = week_ahead(session, person=office.member.person, today=TODAY)
    assert one.visit.id == visit
    assert (one.unit.id if one.unit else None, one.planned_at) == (UNIT, PLANNED)


# History


def test_the_history_of_a_record_says_who_changed_what_from_what(office: SampleOffice) -> None:
    visit = office.order(remit="نخست")
    office.head.does(AmendVisit(visit, {"remit": "دوم"}, reason="گسترش"))
    with office.session() as session:
        first, second = record_history(session, "visits", visit)
        assert record_history(session, "visits", bytes(16)) == ()
    assert (first.command, second.command) == ("OrderVisit", "AmendVisit")
    assert [(one.field, one.before, one.after) for one in second.fields] == [
        ("remit", "نخست", "دوم")
    ]
    assert second.actor_name == "رئیس نمونهٔ یک"


def test_times_are_read_as_they_were_written(office: SampleOffice) -> None:
    visit = office.order()
    started = datetime(2025, 11, 3, 5, 45, tzinfo=UTC)
    office.leader.does(StartVisit(visit, started))
    assert detail(office, visit, office.leader).started_at == started
