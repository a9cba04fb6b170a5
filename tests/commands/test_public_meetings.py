"""Public meetings of managers: minutes by week, requests and answers; no citizen is named."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from desktop.commands.public_meetings import (
    AddMeetingRequest,
    AnswerMeetingRequest,
    RecordPublicMeeting,
)
from desktop.models.calendar import week_of
from desktop.models.meetings.public_queries import (
    PublicFilter,
    public_detail,
    public_page,
    weeks_kept,
)
from tests.cases import STAFF, STAFF_NAME, CaseOffice
from tests.offices import TODAY, refusal

MONDAY = TODAY


@pytest.fixture
def office(tmp_path: Path) -> CaseOffice:
    return CaseOffice(tmp_path / "vault")


def held(office: CaseOffice, minutes: str, days_ago: int = 0) -> bytes:
    key = office.admin.desk.new_id()
    office.manager.does(
        RecordPublicMeeting(STAFF, TODAY - timedelta(days=days_ago), minutes, "سالن", id=key)
    )
    return key


def test_a_week_runs_from_saturday_to_friday_and_needs_its_two_hours(office: CaseOffice) -> None:
    """P5.2: this week 70 + 50 = 120 minutes, the week before 119, the one before that none."""
    held(office, "۷۰")
    held(office, "50", days_ago=2)  # Saturday of the same week
    held(office, "119", days_ago=3)  # the Friday before it
    with office.session() as session:
        rows = public_page(session, PublicFilter()).rows
        assert [(row.minutes, row.week) for row in rows] == [(70, 120), (50, 120), (119, 119)]
        assert rows[0].post == "مدیر شهرستان"
        starts = week_of(TODAY) - timedelta(days=14)
        (one,) = weeks_kept(session, starts, TODAY)
        assert (one.manager_name, one.enough, one.weeks) == (STAFF_NAME, 1, 3)
        closed = frozenset(starts + timedelta(days=n) for n in range(7))
        (one,) = weeks_kept(session, starts, TODAY, closed)
        assert one.weeks == 2  # a week without a working day is not counted
        assert not public_page(session, PublicFilter("ناموجود")).rows


def test_requests_are_listed_with_their_answers(office: CaseOffice) -> None:
    meeting, first = held(office, "120"), office.admin.desk.new_id()
    office.manager.does(AddMeetingRequest(meeting, "request", "نوبت زودتر", TODAY, id=first))
    office.manager.does(AddMeetingRequest(meeting, "complaint", "صف دراز"))
    office.setad_secretary.does(AnswerMeetingRequest(first, "از شنبه دو باجه باز است"))
    with office.session() as session:
        found = public_detail(session, meeting)
    assert found is not None
    assert [(one.position, one.type, one.answer) for one in found.requests] == [
        (1, "request", "از شنبه دو باجه باز است"),
        (2, "complaint", None),
    ]
    assert (found.row.requests, found.row.answered, found.wanted) == (2, 1, 120)


@pytest.mark.parametrize(
    ("changes", "refused"),
    [
        ({"minutes": "دو ساعت"}, "minutes_out_of_range"),
        ({"minutes": "0"}, "minutes_out_of_range"),
        ({"day": TODAY + timedelta(days=1)}, "day_in_future"),
    ],
)
def test_a_meeting_that_cannot_be_is_refused(
    office: CaseOffice, changes: dict[str, object], refused: str
) -> None:
    command = replace(RecordPublicMeeting(STAFF, TODAY, "60"), **changes)  # type: ignore[arg-type]  # fields by name
    assert refusal(office.manager, command).code == refused


def test_answers_are_not_older_than_the_meeting_and_never_empty(office: CaseOffice) -> None:
    meeting, key = held(office, "60"), office.admin.desk.new_id()
    assert refusal(office.leader, AddMeetingRequest(meeting, "request", "x")).code == (
        "step_not_for_role"
    )
    strange = AddMeetingRequest(meeting, "order", "x")
    assert refusal(office.manager, strange).code == "request_type_unknown"
    office.manager.does(AddMeetingRequest(meeting, "request", "نوبت", id=key))
    early = AnswerMeetingRequest(key, "خیر", TODAY - timedelta(days=1))
    assert refusal(office.manager, early).code == "before_the_finding"
    assert refusal(office.manager, AnswerMeetingRequest(key, " ")).code == "answer_missing"
