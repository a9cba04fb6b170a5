"""Who holds what is written about a person: those who decide, and nobody beside them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import select

from desktop.models import registry
from desktop.models.journal import lookup
from desktop.models.meetings.records import AgendaItem
from desktop.models.parties import cases_named_in
from desktop.models.personnel_actions.records import PersonStatement
from tests.builders import OFFICE
from tests.cases import CaseOffice


@pytest.fixture
def office(tmp_path: Path) -> CaseOffice:
    return CaseOffice(tmp_path)


def scopes(office: CaseOffice, kind: str, record: bytes) -> frozenset[str]:
    with office.session() as session:
        find = lookup(session)
        row = find(kind, record)
        assert row is not None
        return registry.kind_of(kind).scopes(row, find)


def test_a_case_and_all_its_parts_are_held_by_the_case_alone(office: CaseOffice) -> None:
    action = office.heard()
    case = {f"case/{action.hex()}"}
    assert scopes(office, "personnel_actions", action) == case
    with office.session() as session:
        said = session.execute(select(PersonStatement.id)).scalar_one()
    assert scopes(office, "person_statements", said) == case
    assert scopes(office, "letters", office.letter_about(action)) == case


def test_a_letter_from_the_authority_about_a_case_is_not_the_whole_offices(
    office: CaseOffice,
) -> None:
    action = office.proposed()
    assert scopes(office, "letters", office.incoming(action)) == {f"case/{action.hex()}"}
    assert scopes(office, "letters", office.incoming()) == {f"office/{OFFICE.hex()}"}


def test_a_setad_of_another_office_holds_the_case_as_an_office(office: CaseOffice) -> None:
    away = replace(office.head, office=b"\5" * 16)
    action = office.proposed(by=away)
    assert scopes(office, "personnel_actions", action) == {
        f"case/{action.hex()}",
        f"office/{OFFICE.hex()}",
    }


def test_a_meeting_is_the_offices_but_its_agenda_is_not(office: CaseOffice) -> None:
    office.heard()
    meeting = office.meeting()
    case = f"case/{meeting.hex()}"
    assert scopes(office, "meetings", meeting) == {case, f"office/{OFFICE.hex()}"}
    with office.session() as session:
        item = session.execute(select(AgendaItem.id)).scalar_one()
    assert scopes(office, "agenda_items", item) == {case}


def test_inspectors_of_the_office_hold_no_case(office: CaseOffice) -> None:
    office.heard()
    with office.session() as session:
        assert cases_named_in(session, office.leader.person) == set()
        assert len(cases_named_in(session, office.voter.person)) == 1
