"""Meetings: who may vote, what a quorum is, and that the outcome follows the votes."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from desktop.commands.meetings import (
    AddAgendaItem,
    AddDecision,
    CallMeeting,
    CancelMeeting,
    CastVote,
    DecideItem,
    FillAgenda,
    HoldMeeting,
    NotePresence,
    SignMinutes,
)
from desktop.commands.personnel_actions import HearPerson
from desktop.commands.setads import FormSetad
from desktop.models.meetings.records import Meeting, MeetingMinutes, minutes_id
from desktop.models.parties import parties_of
from tests.cases import SETAD, CaseOffice
from tests.offices import TODAY, refusal


@pytest.fixture
def office(tmp_path: Path) -> CaseOffice:
    return CaseOffice(tmp_path)


def test_a_quorum_is_of_those_who_vote(office: CaseOffice) -> None:
    forming = FormSetad(
        "ستاد", office.chair.person, office.chair.person, (office.voter.person,), quorum=3
    )
    refused = refusal(office.admin, forming)
    assert (refused.code, refused.arguments["voters"]) == ("quorum_impossible", 2)


def test_a_meeting_lies_ahead_and_has_a_purpose(office: CaseOffice) -> None:
    now = office.admin.desk.now
    past = CallMeeting(SETAD, "جلسه", now - timedelta(minutes=1))
    assert refusal(office.setad_secretary, past).code == "meeting_in_past"
    ahead = now + timedelta(hours=1)
    for purposes in ((), ("party",)):
        call = CallMeeting(SETAD, "جلسه", ahead, purposes=purposes)
        assert refusal(office.setad_secretary, call).code == "purpose_unknown"
    call = CallMeeting(SETAD, "جلسه", ahead)
    assert refusal(office.leader, call).code == "step_not_for_role"


def test_one_meeting_serves_several_purposes_and_a_guest_does_not_hold_its_papers(
    office: CaseOffice,
) -> None:
    key = office.admin.desk.new_id()
    office.setad_secretary.does(
        CallMeeting(
            SETAD,
            "جلسهٔ مشترک",
            office.admin.desk.now + timedelta(hours=1),
            purposes=("setad", "culture_council", "citizens_rights"),
            guests=(office.manager.person,),
            id=key,
        )
    )
    with office.session() as session:
        meeting = session.get_one(Meeting, key)
        assert meeting.purposes == ["setad", "culture_council", "citizens_rights"]
        assert meeting.number == "1404-1"
        assert office.manager.person not in parties_of(session, key)


def test_the_agenda_is_filled_from_what_waits(office: CaseOffice) -> None:
    heard = office.heard()
    reward = office.proposed("reward_nonmaterial", by=office.manager, indicator=None)
    unheard = office.proposed()
    meeting = office.meeting()
    assert [office.state(one) for one in (heard, reward, unheard)] == [
        "on_agenda",
        "on_agenda",
        "proposed",
    ]
    assert refusal(office.setad_secretary, FillAgenda(meeting)).code == "nothing_waits"


def test_below_its_quorum_no_meeting_is_held(office: CaseOffice) -> None:
    office.heard()
    meeting = office.meeting()
    two = (office.chair.person, office.voter.person, office.secretariat.person)
    office.setad_secretary.does(NotePresence(meeting, two))
    refused = refusal(office.setad_secretary, HoldMeeting(meeting))
    assert refused.code == "below_quorum"
    assert refused.arguments == {"present": 2, "quorum": 3}


def test_a_proposer_who_votes_is_refused(office: CaseOffice) -> None:
    office.heard()
    there = (office.chair, office.voter, office.second_voter, office.head)
    item = office.item(office.held(*there))
    assert refusal(office.setad_secretary, CastVote(item, "yes", office.head.person)).code == (
        "proposer_votes"
    )


def test_nobody_votes_about_himself(office: CaseOffice) -> None:
    action = office.proposed(person=office.voter.person, by=office.manager)
    office.setad_secretary.does(HearPerson(action, asked=True))
    item = office.item(office.held(office.chair, office.voter, office.second_voter))
    assert refusal(office.voter, CastVote(item, "no")).code == "person_concerned_votes"


def test_who_is_not_there_or_does_not_sit_in_the_setad_has_no_vote(office: CaseOffice) -> None:
    office.heard()
    item = office.item(office.held(office.chair, office.setad_secretary, office.voter))
    assert refusal(office.second_voter, CastVote(item, "yes")).code == "vote_of_absent"
    clerk = CastVote(item, "yes", office.personnel.person)
    assert refusal(office.setad_secretary, clerk).code == "not_a_voter"
    assert refusal(office.voter, CastVote(item, "maybe")).code == "vote_unknown"
    other = CastVote(item, "yes", office.second_voter.person)
    assert refusal(office.voter, other).code == "step_not_for_role"


def test_the_outcome_follows_the_votes(office: CaseOffice) -> None:
    action = office.heard()
    item = office.item(office.held())
    office.voter.does(CastVote(item, "yes"))
    office.second_voter.does(CastVote(item, "no"))
    assert refusal(office.chair, DecideItem(item, "approved")).code == "not_carried"
    office.second_voter.does(CastVote(item, "yes"))
    assert refusal(office.chair, DecideItem(item, "rejected")).code == "was_carried"
    assert refusal(office.setad_secretary, DecideItem(item, "approved")).code == (
        "step_not_for_role"
    )
    office.chair.does(DecideItem(item, "approved"))
    assert office.state(action) == "approved"
    assert refusal(office.voter, CastVote(item, "no")).code == "item_decided"


def test_only_this_setads_chair_decides(office: CaseOffice) -> None:
    office.heard()
    item = office.item(office.held())
    office.voter.does(CastVote(item, "yes"))
    stranger = office.as_("رئیس ستاد دیگر", "setad_chair")
    assert refusal(stranger, DecideItem(item, "approved")).code == "not_the_chair"


def test_minutes_are_signed_once_every_item_is_decided(office: CaseOffice) -> None:
    office.heard()
    meeting = office.held()
    item = office.item(meeting)
    refused = refusal(office.chair, SignMinutes(meeting, bytes(32)))
    assert (refused.code, refused.arguments["items"]) == ("agenda_undecided", [1])
    office.voter.does(CastVote(item, "no"))
    office.chair.does(DecideItem(item, "rejected"))
    late = AddDecision(meeting, "پیگیری", "دبیر", TODAY - timedelta(days=1))
    assert refusal(office.setad_secretary, late).code == "due_in_past"
    office.setad_secretary.does(AddDecision(meeting, "پیگیری", "دبیر", TODAY + timedelta(days=7)))
    office.chair.does(SignMinutes(meeting, b"\1" * 32))
    with office.session() as session:
        assert session.get_one(Meeting, meeting).state == "signed"
        assert session.get_one(MeetingMinutes, minutes_id(meeting)).pdf_sha256 == b"\1" * 32
    assert refusal(office.setad_secretary, AddDecision(meeting, "-", "-", TODAY)).code == (
        "meeting_not_held"
    )


def test_a_meeting_with_cases_on_its_agenda_is_not_cancelled(office: CaseOffice) -> None:
    office.heard()
    meeting = office.meeting()
    office.setad_secretary.does(AddAgendaItem(meeting, "گزارش عملکرد"))
    assert refusal(office.setad_secretary, CancelMeeting(meeting, "تعطیلی")).code == (
        "agenda_not_empty"
    )
