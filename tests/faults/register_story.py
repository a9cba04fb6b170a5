"""The story of the register, of public meetings and of papers on a person, for nasty text."""

from __future__ import annotations

from datetime import timedelta

from desktop.commands.misconduct import CloseMisconduct, RecordMisconduct, TakePreventiveMeasure
from desktop.commands.personnel_sources import SurveySource
from desktop.commands.public_meetings import (
    AddMeetingRequest,
    AnswerMeetingRequest,
    RecordPublicMeeting,
)
from desktop.commands.report_cards import IssueAppraisalSheet, RecordTraining
from tests.cases import SETAD, STAFF, CaseOffice
from tests.offices import TODAY


def registers(cases: CaseOffice) -> None:
    """Each command that takes words, once."""
    line, meeting, request = (cases.admin.desk.new_id() for _ in range(3))
    cases.head.does(
        RecordMisconduct(
            "misconduct", "گزارش شد", TODAY, STAFF, source="گزارش", setad=SETAD, id=line
        )
    )
    cases.head.does(TakePreventiveMeasure(line, "training", TODAY, "گفت‌وگو"))
    cases.head.does(CloseMisconduct(line, "تکرار نشد"))
    cases.manager.does(RecordPublicMeeting(STAFF, TODAY, "60", "سالن", "یادداشت", id=meeting))
    cases.manager.does(AddMeetingRequest(meeting, "request", "نوبت", id=request))
    cases.manager.does(AnswerMeetingRequest(request, "داده شد"))
    cases.proposed(survey=SurveySource("نظرسنجی آبان", TODAY, "120"))
    cases.personnel.does(RecordTraining(STAFF, "دوره", TODAY, 4, "گواهی"))
    starts = TODAY - timedelta(days=300)
    sheet = IssueAppraisalSheet(
        STAFF, "promotion", "کارشناس", starts, TODAY, TODAY, bytes(32), "۱۲", "دیدم"
    )
    cases.personnel.does(sheet)
