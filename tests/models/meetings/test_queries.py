"""Reading meetings: what waits for an agenda, and what each reader may do."""

from __future__ import annotations

from pathlib import Path

import pytest

from desktop.commands.meetings import CastVote
from desktop.models.meetings.queries import (
    MeetingFilter,
    meeting_detail,
    meetings_count,
    meetings_page,
    waiting_for,
)
from desktop.models.meetings.rows import MeetingDetail
from desktop.models.reader import Reader
from tests.builders import Seat
from tests.cases import SETAD, CaseOffice
from tests.offices import TODAY


@pytest.fixture
def office(tmp_path: Path) -> CaseOffice:
    return CaseOffice(tmp_path)


def detail(office: CaseOffice, meeting: bytes, by: Seat) -> MeetingDetail:
    with office.session() as session:
        found = meeting_detail(session, meeting, reader=Reader(by.person, by.role), today=TODAY)
    assert found is not None
    return found


def test_what_waits_is_what_was_heard_and_the_rewards(office: CaseOffice) -> None:
    heard, _unheard = office.heard(), office.proposed()
    reward = office.proposed("reward_nonmaterial", by=office.manager)
    with office.session() as session:
        found = {one.id for one in waiting_for(session, SETAD)}
    assert found == {heard, reward}


def test_each_reader_is_offered_what_he_may_do(office: CaseOffice) -> None:
    office.heard()
    meeting = office.held()
    assert "DecideItem" in detail(office, meeting, office.chair).may
    assert "DecideItem" not in detail(office, meeting, office.setad_secretary).may
    assert detail(office, meeting, office.voter).may == ("CastVote",)
    assert detail(office, meeting, office.leader).may == ()


def test_an_item_says_who_may_not_vote_on_it_and_who_did(office: CaseOffice) -> None:
    office.heard()
    meeting = office.held()
    office.voter.does(CastVote(office.item(meeting), "abstain"))
    (item,) = detail(office, meeting, office.chair).items
    assert set(item.barred) == {office.head.person, office.staff.person}
    assert [(vote.name, vote.choice) for vote in item.votes] == [("عضو نمونهٔ یک", "abstain")]
    assert (item.heard, item.outcome) == ("statement", None)


def test_the_list_goes_on_page_by_page(office: CaseOffice) -> None:
    for _ in range(3):
        office.proposed("reward_nonmaterial", by=office.manager)
        office.meeting()
    with office.session() as session:
        first = meetings_page(session, MeetingFilter(), None, 2)
        second = meetings_page(session, MeetingFilter(), first.after, 2)
        assert meetings_count(session, MeetingFilter(states=("planned",))) == 3
        assert meetings_count(session, MeetingFilter(states=("held",))) == 0
    assert (len(first.rows), len(second.rows), second.after) == (2, 1, None)
    assert not {one.id for one in first.rows} & {one.id for one in second.rows}
