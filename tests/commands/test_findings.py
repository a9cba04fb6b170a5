"""Findings: what they must say, and who may answer, review, decide and withdraw them."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from desktop.commands.attachments import MOST_FILES, AttachFile
from desktop.commands.findings import (
    AmendFinding,
    CloseFinding,
    CorrectOnTheSpot,
    DecideFinding,
    FinishSpecialReport,
    RecordAnswer,
    RecordFinding,
    RecordFindingPerson,
    RemoveFinding,
    ReviewFinding,
    WithdrawFinding,
    WriteSpecialReport,
)
from desktop.commands.inspections import ReturnReport
from desktop.models.inspections.records import Finding, FindingPerson, SpecialReport
from tests.builders import Seat
from tests.offices import UNIT_HEAD, SampleOffice, refusal


@pytest.fixture
def office(tmp_path: Path) -> SampleOffice:
    return SampleOffice(tmp_path)


def state(office: SampleOffice, finding: bytes) -> str:
    with office.session() as session:
        return session.get_one(Finding, finding).state


def answered(office: SampleOffice, answer: str = "accepted", by: Seat | None = None) -> bytes:
    visit, finding, _action = office.sent()
    letter = office.reply(visit)
    (by or office.secretariat).does(
        RecordAnswer(finding, answer, "متن پاسخ", document=letter, on_behalf_of=UNIT_HEAD)
    )
    return finding


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"description": " "}, "description"),
        ({"type": "guess"}, "type"),
        ({"severity": "terrible"}, "severity"),
    ],
)
def test_a_finding_says_what_was_seen(
    office: SampleOffice, changes: dict[str, Any], field: str
) -> None:
    visit = office.started()
    refused = refusal(office.leader, RecordFinding(visit, **{"description": "-"} | changes))
    assert refused.arguments["field"] == field


def test_nothing_was_seen_in_the_future(office: SampleOffice) -> None:
    visit = office.started()
    later = office.admin.desk.now + timedelta(hours=1)
    assert refusal(office.leader, RecordFinding(visit, "-", seen_at=later)).code == "seen_in_future"


def test_findings_are_numbered_and_a_number_is_not_used_again(office: SampleOffice) -> None:
    visit = office.started()
    first, second = office.finding(visit), office.finding(visit)
    office.leader.does(RemoveFinding(second))
    third = office.finding(visit)
    with office.session() as session:
        numbers = [session.get_one(Finding, key).number for key in (first, second, third)]
    assert numbers == [1, 2, 3]


def test_a_confirmed_finding_is_amended_after_a_return_but_not_removed(
    office: SampleOffice,
) -> None:
    visit, finding, _action = office.handed_in()
    office.head.does(ReturnReport(visit, "معیار روشن نیست"))
    office.leader.does(AmendFinding(finding, {"criterion": "GP20"}))
    assert refusal(office.leader, RemoveFinding(finding)).code == "finding_confirmed_already"


def test_a_correction_on_the_spot_is_noted_with_its_time(office: SampleOffice) -> None:
    visit = office.started()
    finding = office.finding(visit)
    office.leader.does(CorrectOnTheSpot(finding, "اطلاعیه همان‌جا برداشته شد"))
    with office.session() as session:
        assert session.get_one(Finding, finding).corrected_at is not None


# The part about a person


def test_a_class_of_intent_needs_its_evidence(office: SampleOffice) -> None:
    finding = office.finding(office.started())
    record = RecordFindingPerson(
        finding, "کارمند نمونه", "برخورد تند", intent_class="deliberate", statement="-"
    )
    assert refusal(office.leader, record).code == "intent_reason_missing"


def test_a_person_is_heard_or_asked(office: SampleOffice) -> None:
    finding = office.finding(office.started())
    record = RecordFindingPerson(finding, "کارمند نمونه", "برخورد تند")
    assert refusal(office.leader, record).code == "statement_missing"
    office.leader.does(
        RecordFindingPerson(
            finding, "کارمند نمونه", "برخورد تند", statement_asked_at=office.admin.desk.now
        )
    )
    with office.session() as session:
        assert session.query(FindingPerson).one().name == "کارمند نمونه"
        assert session.get_one(Finding, finding).about_person


def test_a_special_report_is_final_when_it_is_whole(office: SampleOffice) -> None:
    visit = office.started()
    key = office.admin.desk.new_id()
    office.leader.does(WriteSpecialReport(visit, "گزارش اختصاصی", "شرح", id=key))
    refused = refusal(office.leader, FinishSpecialReport(key))
    assert (refused.code, refused.arguments) == ("special_report_incomplete", {"field": "rule"})
    whole = WriteSpecialReport(visit, "گزارش اختصاصی", "شرح", "ماده ۸", "عکس ۱", id=key)
    office.leader.does(whole)
    assert refusal(office.member, FinishSpecialReport(key)).code == "not_team_leader"
    office.leader.does(FinishSpecialReport(key))
    assert refusal(office.leader, whole).code == "special_report_final"
    with office.session() as session:
        assert session.get_one(SpecialReport, key).state == "final"


# The agency's answer


def test_an_officer_answers_only_on_behalf_of_a_named_person_with_a_document(
    office: SampleOffice,
) -> None:
    visit, finding, _action = office.sent()
    letter = office.reply(visit)
    answer = RecordAnswer(finding, "accepted", "می‌پذیریم", document=letter)
    assert refusal(office.member, answer).code == "on_behalf_missing"
    answer = RecordAnswer(finding, "accepted", "می‌پذیریم", on_behalf_of=UNIT_HEAD)
    assert refusal(office.member, answer).code == "document_missing"
    answer = RecordAnswer(finding, "accepted", "-", document=bytes(16), on_behalf_of=UNIT_HEAD)
    assert refusal(office.member, answer).code == "document_missing"


def test_the_agency_answers_for_itself_without_a_document(office: SampleOffice) -> None:
    _visit, finding, _action = office.sent()
    assert refusal(office.responder, RecordAnswer(finding, "hm", "-")).code == "answer_kind_missing"
    assert refusal(office.responder, RecordAnswer(finding, "accepted", " ")).code == (
        "answer_text_missing"
    )
    office.responder.does(RecordAnswer(finding, "accepted", "می‌پذیریم"))
    assert state(office, finding) == "answered"


def test_who_recorded_the_answer_does_not_decide_on_it(office: SampleOffice) -> None:
    finding = answered(office, by=office.head)
    decide = DecideFinding(finding, action_required=False, reason="رفع شده است")
    assert refusal(office.head, decide).code == "answer_recorded_by_same"
    office.other_head.does(decide)
    assert state(office, finding) == "no_action"


def test_a_decision_has_a_reason(office: SampleOffice) -> None:
    finding = answered(office)
    decide = DecideFinding(finding, action_required=True, reason="")
    assert refusal(office.head, decide).code == "reason_missing"


def test_a_contested_finding_needs_a_second_reviewer(office: SampleOffice) -> None:
    finding = answered(office, "contested")
    decide = DecideFinding(finding, action_required=True, reason="مستند روشن است")
    assert refusal(office.head, decide).code == "second_reviewer_missing"
    assert refusal(office.member, ReviewFinding(finding, "-")).code == "own_team"

    office.head.does(ReviewFinding(finding, "خودم دیدم"))
    assert refusal(office.head, decide).code == "second_reviewer_not_another"
    office.stranger.does(ReviewFinding(finding, "عکس‌ها روشن است"))
    office.head.does(decide)
    assert state(office, finding) == "action_required"


def test_only_a_contested_finding_is_reviewed_again(office: SampleOffice) -> None:
    finding = answered(office)
    assert refusal(office.stranger, ReviewFinding(finding, "-")).code == "finding_not_contested"


def test_a_finding_closes_with_its_actions(office: SampleOffice) -> None:
    finding = answered(office)
    office.head.does(DecideFinding(finding, action_required=True, reason="تا رفع کامل"))
    assert refusal(office.head, CloseFinding(finding)).code == "actions_open"


def test_a_finding_is_withdrawn_by_a_head_from_outside_with_a_reason(office: SampleOffice) -> None:
    _visit, finding, _action = office.handed_in(members=(office.other_head.person,))
    assert refusal(office.leader, WithdrawFinding(finding, "-")).code == "step_not_for_role"
    assert refusal(office.other_head, WithdrawFinding(finding, "-")).code == "own_team"
    assert refusal(office.head, WithdrawFinding(finding, " ")).code == "reason_missing"
    office.head.does(WithdrawFinding(finding, "مستند ندارد"))
    assert state(office, finding) == "withdrawn"


def test_a_finding_takes_twenty_five_files_and_says_so_at_the_next(office: SampleOffice) -> None:
    finding = office.finding(office.started())
    for _ in range(MOST_FILES):
        office.photo("findings", finding)
    one_more = AttachFile("findings", finding, "IMG.jpg", "image/jpeg", 1, b"\7" * 32)
    refused = refusal(office.leader, one_more)
    assert (refused.code, refused.arguments) == ("attachment_too_many", {"most": MOST_FILES})
    large = AttachFile("findings", finding, "IMG.jpg", "image/jpeg", 21 << 20, b"\7" * 32)
    assert refusal(office.leader, large).code == "attachment_too_large"
