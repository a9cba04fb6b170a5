"""Who receives which row: on real rows of a real vault, as headquarters will ask."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from desktop.commands.corrective_actions import AgreeAction, ConsentToAction, ProposeAction
from desktop.commands.findings import RecordFindingPerson, WithdrawFinding, WriteSpecialReport
from desktop.commands.inspections import Approve, ChangeTeam, RevealVisit, SendToAgency
from desktop.models import registry
from desktop.models.entries import all_bodies
from desktop.models.inspections.records import FindingPerson, SpecialReport, Visit
from desktop.models.inspections.scopes import cases_of
from desktop.models.journal import lookup
from tests.builders import OFFICE
from tests.offices import AGENCY, TODAY, SampleOffice

EVERYBODY = {f"office/{OFFICE.hex()}", "province/26"}
THE_AGENCY = f"agency/{AGENCY}/26"
COVERT: dict[str, Any] = {"visibility": "covert", "covert_reason": "دلیل نمونه"}
PARTS = (
    "visits",
    "visit_plans",
    "visit_members",
    "checklist_answers",
    "findings",
    "finding_persons",
    "corrective_actions",
    "hand_over_signatures",
    "special_reports",
    "attachments",
    "transitions",
)


@pytest.fixture
def office(tmp_path: Path) -> SampleOffice:
    return SampleOffice(tmp_path)


def scopes(office: SampleOffice, kind: str, record: bytes) -> set[str]:
    with office.session() as session:
        find = lookup(session)
        row = find(kind, record)
        assert row is not None
        return set(registry.kind_of(kind).scopes(row, find))


def all_scopes(office: SampleOffice) -> dict[str, set[str]]:
    """Every scope that any row of inspections has now, by kind."""
    found: dict[str, set[str]] = {}
    with office.session() as session:
        find = lookup(session)
        for name in PARTS:
            kind = registry.kind_of(name)
            for row in session.execute(select(kind.raw)).mappings():
                found.setdefault(name, set()).update(kind.scopes(dict(row), find))
    return found


def case(visit: bytes) -> str:
    return f"case/{visit.hex()}"


def both(visit: bytes) -> set[str]:
    """Who is named on a visit, and who follows it from outside."""
    return {case(visit), f"open/{visit.hex()}"}


def test_an_overt_visit_is_its_offices_its_provinces_and_its_teams(office: SampleOffice) -> None:
    visit = office.order()
    assert scopes(office, "visits", visit) == EVERYBODY | both(visit)


def test_before_the_reveal_everything_about_a_covert_visit_is_its_cases_alone(
    office: SampleOffice,
) -> None:
    visit, finding, _action = office.complete(**COVERT)
    office.leader.does(RecordFindingPerson(finding, "نمونه", "برخورد تند", statement="-"))
    office.leader.does(WriteSpecialReport(visit, "گزارش اختصاصی", "شرح"))
    found = all_scopes(office)
    assert found.keys() == set(PARTS)
    assert all(one == {case(visit)} for one in found.values())


def test_after_the_reveal_the_office_has_the_visit_and_its_parts_but_not_its_plan(
    office: SampleOffice,
) -> None:
    visit, *_ = office.handed_in(**COVERT)
    office.head.does(RevealVisit(visit))
    found = all_scopes(office)
    assert found["visits"] == found["findings"] == found["attachments"] == (EVERYBODY | both(visit))
    assert found["visit_plans"] == {case(visit)}


def test_a_finding_reaches_its_agency_with_the_report_and_not_before(
    office: SampleOffice,
) -> None:
    visit, finding, action = office.approved()
    assert THE_AGENCY not in scopes(office, "findings", finding)
    office.secretariat.does(SendToAgency(visit, office.letter(visit)))
    for kind, record in (("findings", finding), ("corrective_actions", action)):
        assert scopes(office, kind, record) == EVERYBODY | both(visit) | {THE_AGENCY}
    assert THE_AGENCY not in scopes(office, "visits", visit)


def test_a_withdrawn_finding_and_its_action_never_reach_the_agency(office: SampleOffice) -> None:
    visit, finding, action = office.handed_in()
    office.head.does(WithdrawFinding(finding, "مستند ندارد"))
    office.head.does(Approve(visit))
    office.secretariat.does(SendToAgency(visit, office.letter(visit)))
    for kind, record in (("findings", finding), ("corrective_actions", action)):
        assert THE_AGENCY not in scopes(office, kind, record)


def test_an_agreed_action_is_the_agencys_whatever_its_finding(office: SampleOffice) -> None:
    visit, finding, _action = office.handed_in()
    action = office.admin.desk.new_id()
    office.other_head.does(ProposeAction(visit, (finding,), "اقدام", id=action))
    office.responder.does(ConsentToAction(action, "رئیس واحد", TODAY))
    assert THE_AGENCY not in scopes(office, "corrective_actions", action)
    office.head.does(AgreeAction(action))
    assert THE_AGENCY in scopes(office, "corrective_actions", action)


def test_what_is_about_a_person_stays_with_the_case(office: SampleOffice) -> None:
    visit, finding, _action = office.complete()
    office.leader.does(RecordFindingPerson(finding, "نمونه", "برخورد تند", statement="-"))
    office.leader.does(WriteSpecialReport(visit, "گزارش اختصاصی", "شرح"))
    with office.session() as session:
        person = session.execute(select(FindingPerson.id)).scalar_one()
        report = session.execute(select(SpecialReport.id)).scalar_one()
    assert scopes(office, "finding_persons", person) == {case(visit)}
    assert scopes(office, "special_reports", report) == {case(visit)}


def test_steps_and_files_go_where_their_record_goes(office: SampleOffice) -> None:
    _visit, _finding, action = office.sent()
    photo = office.photo("corrective_actions", action, by=office.member)
    assert THE_AGENCY in scopes(office, "attachments", photo)
    with office.session() as session:
        raw = registry.kind_of("transitions").raw
        steps = session.execute(select(raw.c.id, raw.c.record_kind)).all()
    for key, kind in steps:
        assert (THE_AGENCY in scopes(office, "transitions", key)) == (kind != "visits")


def test_a_letter_is_its_offices_until_it_is_sent(office: SampleOffice) -> None:
    visit, *_ = office.approved()
    letter = office.letter(visit)
    assert scopes(office, "letters", letter) == {f"office/{OFFICE.hex()}"}
    office.secretariat.does(SendToAgency(visit, letter))
    assert scopes(office, "letters", letter) == {f"office/{OFFICE.hex()}", THE_AGENCY}


def test_the_case_is_held_by_the_team_and_the_head_who_ordered(office: SampleOffice) -> None:
    visit = office.order(**COVERT)
    with office.session() as session:
        for named in (office.leader, office.member, office.head):
            assert cases_of(session, named.person) == {case(visit)}
        assert cases_of(session, office.other_head.person) == set()


def test_who_leaves_the_team_loses_the_case(office: SampleOffice) -> None:
    visit = office.order()
    office.head.does(ChangeTeam(visit, office.leader.person, (office.stranger.person,)))
    with office.session() as session:
        assert cases_of(session, office.member.person) == set()
        assert cases_of(session, office.stranger.person) == {case(visit)}
    office.head.does(ChangeTeam(visit, office.member.person))
    with office.session() as session:
        assert cases_of(session, office.member.person) == {case(visit)}
        assert session.get_one(Visit, visit).leader_id == office.member.person


def test_the_journal_claims_no_wider_scope_for_a_covert_visit(office: SampleOffice) -> None:
    visit, *_ = office.handed_in(**COVERT)
    with office.session() as session:
        claimed = {
            scope
            for header, _rank, _refused, body in all_bodies(session)
            if any(change.kind in PARTS for change in body.changes)
            for scope in header.scopes
        }
    assert claimed == {case(visit)}
