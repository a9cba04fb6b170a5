"""What the team writes down in the unit, and what is missing before it hands in."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from desktop.commands.attachments import AttachFile, DescribeFile, RemoveAttachment
from desktop.commands.findings import AmendFinding
from desktop.commands.inspections import EndOnSite, HandIn
from desktop.commands.on_site import AnswerQuestion, RecordUnitExplanation, SignHandOver
from desktop.errors import Refused
from desktop.models.inspections.evidence import same_photo
from desktop.models.inspections.queries import missing_before_end
from desktop.models.inspections.records import ChecklistAnswer, HandOverSignature, Visit, answer_id
from resources import words
from resources.wording import words_of
from tests.offices import SampleOffice, refusal


@pytest.fixture
def office(tmp_path: Path) -> SampleOffice:
    return SampleOffice(tmp_path)


def codes(office: SampleOffice, visit: bytes) -> list[str]:
    with office.session() as session:
        return [gap.code for gap in missing_before_end(session, visit) if gap.hard]


def told(refused: Refused) -> str:
    return words_of(refused.code, refused.arguments)


# Answers


def test_an_answer_is_stored_once_and_may_be_changed(office: SampleOffice) -> None:
    visit = office.started()
    office.leader.does(AnswerQuestion(visit, "dignity.waiting", "۶"))
    office.member.does(AnswerQuestion(visit, "dignity.waiting", "۷", "دو نفر ایستاده"))
    with office.session() as session:
        answer = session.get_one(ChecklistAnswer, answer_id(visit, "dignity.waiting"))
        assert (answer.value, answer.note, answer.revision) == ("7", "دو نفر ایستاده", 2)


@pytest.mark.parametrize(
    ("item", "value", "code"),
    [
        ("dignity.manner", "شاید", "answer_not_offered"),
        ("dignity.waiting", "چند", "answer_not_a_number"),
        ("dignity.waiting", "-1", "answer_too_small"),
        ("no.such", "yes", "question_unknown"),
    ],
)
def test_an_answer_that_does_not_fit_is_refused(
    office: SampleOffice, item: str, value: str, code: str
) -> None:
    visit = office.started()
    assert refusal(office.leader, AnswerQuestion(visit, item, value)).code == code


def test_an_answer_before_the_visit_begins_is_refused(office: SampleOffice) -> None:
    visit = office.order()
    refused = refusal(office.leader, AnswerQuestion(visit, "dignity.manner", "yes"))
    assert refused.code == "visit_not_editable"
    assert "حکم صادر شد" in told(refused)


# Signing in three ways


def test_a_refusal_to_sign_needs_its_witness(office: SampleOffice) -> None:
    visit = office.started()
    witnessed: tuple[dict[str, Any], ...] = ({}, {"witness_name": "بازرس نمونهٔ دو"})
    for given in witnessed:
        sign = SignHandOver(visit, "unit_head", "refused", "سرپرست واحد نمونه", **given)
        assert refusal(office.leader, sign).code == "witness_missing"


@pytest.mark.parametrize("way", ["drawn", "paper"])
def test_a_signature_needs_its_picture(office: SampleOffice, way: str) -> None:
    visit = office.started()
    sign = SignHandOver(visit, "unit_head", way, "سرپرست واحد نمونه")
    assert refusal(office.leader, sign).code == "signature_image_missing"
    sign = SignHandOver(visit, "unit_head", way, "سرپرست", image_sha256=bytes(32))
    office.leader.does(sign)
    with office.session() as session:
        assert session.query(HandOverSignature).one().way == way


def test_an_inspector_does_not_refuse_his_own_report(office: SampleOffice) -> None:
    visit = office.started()
    sign = SignHandOver(visit, "leader", "refused", "بازرس", witness_name="-", witness_post="-")
    assert refusal(office.leader, sign).code == "inspector_refuses"


def test_a_signature_lies_within_the_visit(office: SampleOffice) -> None:
    visit = office.started()
    for hours in (-2, 2):
        when = office.admin.desk.now + timedelta(hours=hours)
        sign = SignHandOver(
            visit, "leader", "drawn", "بازرس", signed_at=when, image_sha256=bytes(32)
        )
        assert refusal(office.leader, sign).code == "signed_outside_visit"


def test_signing_again_replaces_the_signature(office: SampleOffice) -> None:
    visit = office.started()
    office.sign(visit)
    office.leader.does(SignHandOver(visit, "unit_head", "paper", "-", image_sha256=bytes(32)))
    with office.session() as session:
        sides = {row.side: row.way for row in session.query(HandOverSignature)}
    assert sides == {"inspector": "drawn", "unit_head": "paper"}


def test_the_unit_explains_itself(office: SampleOffice) -> None:
    visit = office.started()
    office.leader.does(RecordUnitExplanation(visit, "اطلاعیه را برداشتیم", "سرپرست نمونه"))
    with office.session() as session:
        read = session.get_one(Visit, visit)
        assert (read.unit_explanation, read.present_name) == (
            "اطلاعیه را برداشتیم",
            "سرپرست نمونه",
        )


# Handing in


def test_handing_in_says_everything_that_is_missing_at_once(office: SampleOffice) -> None:
    visit = office.started()
    office.finding(visit, criterion=None)
    office.answers(visit)
    office.leader.does(EndOnSite(visit))
    refused = refusal(office.leader, HandIn(visit))
    assert refused.code == "hand_in_incomplete"
    missing = refused.arguments["missing"]
    assert isinstance(missing, list)
    assert [gap["code"] for gap in missing] == [
        "criterion_missing",
        "evidence_missing",
        "inspector_signature_missing",
        "unit_signature_missing",
    ]
    assert "یافتهٔ ۱: معیار انتخاب نشده است" in told(refused)


def test_an_obligatory_photo_is_named_with_its_finding_and_question(office: SampleOffice) -> None:
    visit = office.started()
    finding = office.finding(visit, item="dignity.walls", indicator="F4", severity="major")
    office.photo("findings", finding, view="far")
    office.answers(visit, walls="no")
    office.sign(visit)
    office.leader.does(EndOnSite(visit))

    refused = refusal(office.leader, HandIn(visit))
    assert told(refused).splitlines()[1:] == ["یافتهٔ ۱، پرسش ۱٫۲: عکس «نمای نزدیک» گرفته نشده است"]
    office.photo("findings", finding, view="near")
    office.leader.does(HandIn(visit))


def test_what_is_missing_leads_to_its_place(office: SampleOffice) -> None:
    visit = office.started()
    finding = office.finding(visit, item="dignity.walls")
    office.leader.does(AnswerQuestion(visit, "dignity.walls", "no"))
    with office.session() as session:
        gaps = missing_before_end(session, visit)
    near = next(gap for gap in gaps if gap.view == "near")
    assert (near.code, near.item, near.question) == ("photo_missing", "dignity.walls", "۱٫۲")
    assert (near.finding_id, near.finding, near.view_name) == (finding, 1, "نمای نزدیک")
    assert [gap.code for gap in gaps if not gap.hard] == ["unit_explanation_missing"]


def test_a_missing_photo_is_named_in_the_language_of_the_window(office: SampleOffice) -> None:
    visit = office.started()
    office.finding(visit, item="dignity.walls")
    office.leader.does(AnswerQuestion(visit, "dignity.walls", "no"))
    words.use("en")
    try:
        with office.session() as session:
            gaps = missing_before_end(session, visit)
    finally:
        words.use("fa")
    near = next(gap for gap in gaps if gap.view == "near")
    assert near.view_name is not None
    assert near.view_name.isascii()


def test_an_answer_that_forces_a_finding_asks_for_it(office: SampleOffice) -> None:
    visit = office.started()
    office.leader.does(AnswerQuestion(visit, "dignity.walls", "no"))
    assert "finding_missing" in codes(office, visit)


def test_a_photo_of_the_question_counts_for_its_finding(office: SampleOffice) -> None:
    visit = office.started()
    office.finding(visit, item="dignity.walls")
    office.leader.does(AnswerQuestion(visit, "dignity.walls", "no"))
    for view, digest in (("far", bytes(32)), ("near", bytes([1] * 32))):
        office.leader.does(
            AttachFile("visits", visit, "a.jpg", "image/jpeg", 9, digest, view, "dignity.walls")
        )
    assert not {"photo_missing", "evidence_missing"} & set(codes(office, visit))


def test_a_removed_photo_is_missing_again_and_another_view_mends_it(office: SampleOffice) -> None:
    visit = office.started()
    finding = office.finding(visit, item="dignity.walls")
    office.leader.does(AnswerQuestion(visit, "dignity.walls", "no"))
    office.photo("findings", finding, view="far")
    near = office.photo("findings", finding, view="near")
    other = office.photo("findings", finding)
    assert "photo_missing" not in codes(office, visit)
    office.leader.does(RemoveAttachment(near))
    assert "photo_missing" in codes(office, visit)
    office.leader.does(DescribeFile(other, "near"))
    assert "photo_missing" not in codes(office, visit)


def test_an_empty_file_is_refused(office: SampleOffice) -> None:
    visit = office.started()
    empty = AttachFile("visits", visit, "a.jpg", "image/jpeg", 0, bytes(32))
    assert refusal(office.leader, empty).code == "attachment_empty"


def test_a_visit_takes_the_same_photo_once_on_its_questions_and_findings(
    office: SampleOffice,
) -> None:
    visit, other = office.started(), office.started()
    finding = office.finding(visit)
    once = AttachFile("visits", visit, "a.jpg", "image/jpeg", 9, bytes(32), item="dignity.walls")
    office.leader.does(once)
    again = AttachFile("findings", finding, "b.jpg", "image/jpeg", 9, bytes(32))
    refused = refusal(office.leader, again)
    assert refused.code == "attachment_twice"
    assert "b.jpg" in told(refused)
    office.leader.does(AttachFile("visits", other, "a.jpg", "image/jpeg", 9, bytes(32)))
    with office.session() as session:
        kept = same_photo(session, visit, bytes(32))
    assert kept is not None
    office.leader.does(RemoveAttachment(kept.id))
    office.leader.does(again)


def test_a_removed_criterion_is_missing_again(office: SampleOffice) -> None:
    visit, finding, _action = office.complete()
    assert codes(office, visit) == []
    office.leader.does(AmendFinding(finding, {"criterion": ""}))
    assert codes(office, visit) == ["criterion_missing"]


def test_a_covert_visit_is_signed_by_the_inspector_alone(office: SampleOffice) -> None:
    visit = office.started(visibility="covert", covert_reason="دلیل نمونه")
    office.answers(visit)
    assert codes(office, visit) == ["inspector_signature_missing"]
