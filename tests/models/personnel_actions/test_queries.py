"""Reading cases: what is offered to whom, what is still shown, the chain, the file, the card."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from desktop.commands.findings import RecordFindingPerson
from desktop.commands.personnel_letters import (
    IssuePersonnelAction,
    NotifyPerson,
    RecordAuthorityAnswer,
    SendToAuthority,
)
from desktop.commands.report_cards import RecordTraining
from desktop.errors import Refused
from desktop.models.personnel_actions.facts import earlier_cautions
from desktop.models.personnel_actions.person_files import person_file
from desktop.models.personnel_actions.queries import (
    PersonnelFilter,
    home,
    personnel_count,
    personnel_detail,
    personnel_page,
)
from desktop.models.personnel_actions.report_cards import (
    card_data,
    check_card,
)
from desktop.models.personnel_actions.rows import PersonnelDetail
from desktop.models.personnel_actions.settings import months_later
from desktop.models.reader import Reader
from tests.builders import Seat
from tests.cases import STAFF, STAFF_NAME, CaseOffice
from tests.offices import TODAY, forward


@pytest.fixture
def office(tmp_path: Path) -> CaseOffice:
    return CaseOffice(tmp_path)


def reader(seat: Seat) -> Reader:
    return Reader(seat.person, seat.role)


def detail(office: CaseOffice, action: bytes, by: Seat) -> PersonnelDetail:
    with office.session() as session:
        found = personnel_detail(session, action, reader=reader(by))
    assert found is not None
    return found


def test_nobody_is_offered_anything_about_himself(office: CaseOffice) -> None:
    assert detail(office, office.proposed(), office.staff).may == ()


def test_each_role_is_offered_its_own_step(office: CaseOffice) -> None:
    action = office.proposed()
    assert "HearPerson" in detail(office, action, office.setad_secretary).may
    assert "WithdrawPersonnelAction" in detail(office, action, office.head).may
    assert "WithdrawPersonnelAction" not in detail(office, action, office.other_head).may
    approved = office.carried("removal_proposal")
    assert "SendToAuthority" in detail(office, approved, office.secretariat).may
    assert "IssuePersonnelAction" not in detail(office, approved, office.head).may


def test_what_waits_is_told_to_whose_turn_it_is(office: CaseOffice) -> None:
    action = office.proposed()
    with office.session() as session:
        waiting = home(session, reader=reader(office.setad_secretary), today=TODAY).waiting
        nothing = home(session, reader=reader(office.leader), today=TODAY).waiting
    assert [row.record_id for row in waiting] == [action]
    assert nothing == ()


def test_a_caution_is_no_longer_shown_after_its_time_but_still_counts(office: CaseOffice) -> None:
    action = office.carried()
    office.head.does(IssuePersonnelAction(action, office.letter_about(action)))
    office.secretariat.does(NotifyPerson(action, TODAY))
    late = months_later(TODAY, 24) + timedelta(days=1)
    with office.session() as session:
        assert personnel_count(session, PersonnelFilter(day=TODAY)) == 1
        assert personnel_count(session, PersonnelFilter(day=late)) == 0
        assert personnel_count(session, PersonnelFilter()) == 1
        file = person_file(session, STAFF, day=late)
        assert file is not None
        assert "personnel_actions" not in {one.what for one in file.lines}


def test_the_list_is_searched_narrowed_and_read_page_by_page(office: CaseOffice) -> None:
    for _ in range(3):
        office.proposed()
    office.proposed("reward_nonmaterial", by=office.manager)
    with office.session() as session:
        first = personnel_page(session, PersonnelFilter(kinds=("caution",)), None, 2)
        second = personnel_page(session, PersonnelFilter(kinds=("caution",)), first.after, 2)
        assert personnel_count(session, PersonnelFilter(text="كارمند نمونه")) == 4
        assert personnel_count(session, PersonnelFilter(text="دیگری")) == 0
    assert (len(first.rows), len(second.rows), second.after) == (2, 1, None)


def test_proposal_letter_answer_and_removal_are_one_chain(office: CaseOffice) -> None:
    action = office.carried("removal_proposal", indicator="F7")
    office.secretariat.does(SendToAuthority(action, office.letter_about(action)))
    removal = office.admin.desk.new_id()
    office.secretariat.does(
        RecordAuthorityAnswer(action, office.incoming(action), "accepted", removal_id=removal)
    )
    for one in (action, removal):
        chain = detail(office, one, office.secretariat).chain
        assert [row.kind for row in chain] == ["removal_proposal", "removal_recorded"]
    assert [one.direction for one in detail(office, action, office.head).letters] == ["out", "in"]


def test_a_second_disrespect_within_the_period_is_seen(office: CaseOffice) -> None:
    action = office.carried()
    with office.session() as session:
        assert earlier_cautions(session, STAFF, "F4", TODAY) == []
    office.head.does(IssuePersonnelAction(action, office.letter_about(action)))
    with office.session() as session:
        (found,) = earlier_cautions(session, STAFF, "F4", TODAY)
        assert found.id == action
        assert earlier_cautions(session, STAFF, "F5", TODAY) == []
        assert earlier_cautions(session, STAFF, "F4", months_later(TODAY, 13)) == []


def test_the_file_gathers_what_is_linked_to_a_person(office: CaseOffice) -> None:
    finding = office.finding(office.started())
    office.leader.does(
        RecordFindingPerson(finding, STAFF_NAME, "دیر آمد", person=STAFF, statement="-")
    )
    office.proposed()
    office.personnel.does(RecordTraining(STAFF, "اخلاق اداری", TODAY, 14))
    with office.session() as session:
        file = person_file(session, STAFF, day=TODAY)
    assert file is not None
    assert {one.what for one in file.lines} == {
        "findings",
        "personnel_actions",
        "training_records",
        "post_assignments",
    }
    assert (file.hours, file.post) == (14, "مدیر شهرستان")


def test_a_card_compares_with_the_unit_only_where_enough_stand_behind_it(
    office: CaseOffice,
) -> None:
    finding = office.finding(office.started())
    office.leader.does(
        RecordFindingPerson(finding, STAFF_NAME, "دیر آمد", person=STAFF, statement="-")
    )
    with office.session() as session:
        data = card_data(session, STAFF, TODAY - timedelta(days=30), TODAY)
    (line,) = data.indicators
    assert (line.indicator, line.good, line.weak, line.unit_mean) == ("F5", 0, 1, None)
    assert data.compared is None


def test_a_card_is_for_the_person_and_the_direct_manager(office: CaseOffice) -> None:
    with office.session() as session:
        check_card(session, reader(office.staff), STAFF, TODAY)
        check_card(session, reader(office.personnel), STAFF, TODAY)
        for seat in (office.head, office.leader, office.chair, office.manager):
            with pytest.raises(Refused, match="card_not_for_you"):
                check_card(session, reader(seat), STAFF, TODAY)


def test_months_keep_the_day_or_take_the_last_of_the_month() -> None:
    assert months_later(date(2025, 11, 3), 12) == date(2026, 11, 3)
    assert months_later(date(2025, 9, 22), 6) == date(2026, 3, 20)


def test_time_moves_nothing_by_itself(office: CaseOffice) -> None:
    action = office.proposed()
    forward(office, days=400)
    assert office.state(action) == "proposed"
