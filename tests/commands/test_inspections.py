"""A visit from its order to its closing, and everybody who may not take a step of it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from desktop.commands.attachments import AttachFile
from desktop.commands.corrective_actions import MoveAction
from desktop.commands.directory import TypedUnit
from desktop.commands.findings import DecideFinding, RecordAnswer, RecordFindingPerson
from desktop.commands.inspections import (
    AmendVisit,
    Approve,
    CancelVisit,
    ChangeTeam,
    CloseVisit,
    EndOnSite,
    HandIn,
    ReturnReport,
    RevealVisit,
    SendToAgency,
    StartVisit,
)
from desktop.commands.letters import DraftLetter
from desktop.models.directory import Unit
from desktop.models.inspections.codes import vault_code
from desktop.models.inspections.records import Finding, Visit, VisitPlan, plan_id
from tests.offices import PLANNED, TODAY, UNIT, UNIT_HEAD, SampleOffice, refusal

COVERT: dict[str, Any] = {
    "visibility": "covert",
    "covert_reason": "گزارش‌های پی‌درپی",
}


@pytest.fixture
def office(tmp_path: Path) -> SampleOffice:
    return SampleOffice(tmp_path)


def read(office: SampleOffice, visit: bytes) -> Visit:
    with office.session() as session:
        return session.get_one(Visit, visit)


def test_a_visit_goes_from_its_order_to_its_closing(office: SampleOffice) -> None:
    visit, finding, _action = office.verified()
    letter = office.reply(visit)
    office.member.does(
        RecordAnswer(finding, "accepted", "می‌پذیریم", document=letter, on_behalf_of=UNIT_HEAD)
    )
    office.head.does(DecideFinding(finding, action_required=True, reason="تا رفع کامل"))
    office.head.does(CloseVisit(visit))

    assert read(office, visit).state == "closed"
    with office.session() as session:
        assert session.get_one(Finding, finding).state == "closed"


# Ordering


def test_only_a_head_orders_a_visit(office: SampleOffice) -> None:
    assert refusal(office.leader, office.ordering()).code == "step_not_for_role"


@pytest.mark.parametrize("field", ["order_number", "order_issuer"])
def test_an_order_without_its_letter_is_refused(office: SampleOffice, field: str) -> None:
    refused = refusal(office.head, office.ordering(**{field: " "}))
    assert (refused.code, refused.arguments) == ("order_letter_missing", {"field": field})


def test_a_covert_visit_needs_a_written_reason_and_a_refused_order_leaves_nothing(
    office: SampleOffice,
) -> None:
    refused = refusal(office.head, office.ordering(visibility="covert"))
    assert refused.code == "covert_reason_missing"
    with office.session() as session:
        assert session.query(Visit).count() == session.query(VisitPlan).count() == 0


def test_an_order_with_a_checklist_nobody_has_is_refused(office: SampleOffice) -> None:
    assert refusal(office.head, office.ordering(template_version=9)).code == "template_missing"


def test_codes_count_by_month_and_vault(office: SampleOffice) -> None:
    first, second = office.order(), office.order()
    vault = vault_code(office.admin.journal.vault)
    assert read(office, first).code == f"26-0408-{vault}-01"
    assert read(office, second).code == f"26-0408-{vault}-02"


def test_two_vaults_never_share_the_letters_of_their_codes() -> None:
    codes = {vault_code(number.to_bytes(3, "big") + bytes(5)) for number in range(0, 1 << 24, 16)}
    assert len(codes) == 1 << 20


def test_a_unit_that_is_not_in_the_directory_is_typed_with_the_order(office: SampleOffice) -> None:
    key = office.admin.desk.new_id()
    visit = office.order(unit=TypedUnit("شعبهٔ نمونهٔ تازه", "خیابان نمونه", id=key))
    with office.session() as session:
        unit = session.get_one(Unit, key)
        assert (unit.provisional, unit.province) == (True, "26")
        assert session.get_one(Visit, visit).unit_name == "شعبهٔ نمونهٔ تازه"


def test_the_order_is_changed_until_the_visit_begins(office: SampleOffice) -> None:
    visit = office.order()
    office.head.does(AmendVisit(visit, {"remit": "تنها شاخص چهارم"}))
    office.head.does(ChangeTeam(visit, office.member.person))
    assert read(office, visit).remit == "تنها شاخص چهارم"

    office.member.does(StartVisit(visit))
    refused = refusal(office.head, AmendVisit(visit, {"remit": "چیز دیگر"}))
    assert refused.code == "visit_not_editable"
    assert refusal(office.head, ChangeTeam(visit, office.leader.person)).code == (
        "visit_not_editable"
    )


# On site


def test_only_the_leader_begins_a_visit(office: SampleOffice) -> None:
    visit = office.order()
    assert refusal(office.member, StartVisit(visit)).code == "not_team_leader"


def test_a_visit_does_not_begin_in_the_future(office: SampleOffice) -> None:
    visit = office.order()
    later = office.admin.desk.now + timedelta(hours=1)
    assert refusal(office.leader, StartVisit(visit, later)).code == "start_in_future"


def test_a_visit_does_not_end_before_it_began(office: SampleOffice) -> None:
    visit = office.started()
    office.answers(visit)
    early = datetime(2025, 11, 3, 5, 0, tzinfo=UTC)
    refused = refusal(office.leader, EndOnSite(visit, early))
    assert (refused.code, refused.arguments["field"]) == ("end_before_start", "ended_at")
    assert refused.arguments["started"] == read(office, visit).started_at


def test_a_visit_ends_when_its_checklist_is_answered(office: SampleOffice) -> None:
    visit = office.started()
    refused = refusal(office.leader, EndOnSite(visit))
    assert (refused.code, refused.arguments["count"]) == ("checklist_unanswered", 3)


def test_a_stranger_writes_nothing_on_a_visit(office: SampleOffice) -> None:
    visit = office.started()
    assert refusal(office.stranger, AmendVisit(visit, {"observations": "-"})).code == "not_in_team"


def test_a_report_is_not_written_after_it_was_handed_in(office: SampleOffice) -> None:
    visit, finding, _action = office.handed_in()
    for command in (
        AmendVisit(visit, {"observations": "افزوده"}),
        AttachFile("findings", finding, "a.jpg", "image/jpeg", 9, bytes(32)),
        RecordFindingPerson(finding, "نام نمونه", "برخورد تند", statement="-"),
    ):
        assert refusal(office.leader, command).code == "visit_not_editable"


def test_a_field_that_is_nobodys_to_write_is_refused(office: SampleOffice) -> None:
    visit = office.started()
    assert refusal(office.leader, AmendVisit(visit, {"code": "x"})).code == "field_not_changeable"


# Handing in and deciding


def test_only_the_leader_hands_in(office: SampleOffice) -> None:
    visit, *_ = office.complete()
    assert refusal(office.member, HandIn(visit)).code == "not_team_leader"


def test_handing_in_confirms_the_findings(office: SampleOffice) -> None:
    _visit, finding, _action = office.handed_in()
    with office.session() as session:
        assert session.get_one(Finding, finding).state == "confirmed"


def test_a_report_goes_back_with_a_reason_and_comes_again(office: SampleOffice) -> None:
    visit, *_ = office.handed_in()
    assert refusal(office.head, ReturnReport(visit, " ")).code == "reason_missing"
    yesterday = TODAY - timedelta(days=1)
    refused = refusal(office.head, ReturnReport(visit, "معیار روشن نیست", yesterday))
    assert (refused.code, refused.arguments["field"]) == ("due_in_past", "return_due")

    office.head.does(ReturnReport(visit, "معیار یافتهٔ ۱ روشن نیست", TODAY))
    assert read(office, visit).returned_reason == "معیار یافتهٔ ۱ روشن نیست"
    office.leader.does(HandIn(visit))
    assert (read(office, visit).state, read(office, visit).returned_reason) == (
        "under_review",
        None,
    )


@pytest.mark.parametrize("decide", [Approve, lambda visit: ReturnReport(visit, "دلیل")])
def test_a_head_of_the_team_does_not_decide_on_it(office: SampleOffice, decide: type) -> None:
    visit, *_ = office.handed_in(members=(office.other_head.person,))
    assert refusal(office.other_head, decide(visit)).code == "own_team"


def test_one_person_in_two_roles_is_one_person(office: SampleOffice) -> None:
    visit, *_ = office.handed_in()
    as_head = office.as_(office.leader.name, "head_of_inspection")
    assert refusal(as_head, Approve(visit)).code == "own_team"


def test_nobody_approves_on_behalf_of_the_head(office: SampleOffice) -> None:
    visit, *_ = office.handed_in()

    class ApproveForHim(Approve):
        on_behalf_of = "رئیس نمونه، رئیس بازرسی"

    assert refusal(office.head, ApproveForHim(visit)).code == "decided_on_behalf"


def test_the_person_concerned_does_not_approve(office: SampleOffice) -> None:
    visit, finding, _action = office.complete()
    office.leader.does(
        RecordFindingPerson(
            finding, "رئیس نمونهٔ دو", "نبود", person=office.other_head.person, statement="-"
        )
    )
    office.leader.does(HandIn(visit))
    assert refusal(office.other_head, Approve(visit)).code == "person_concerned"
    office.head.does(Approve(visit))


def test_a_visit_is_cancelled_with_a_reason_until_it_is_approved(office: SampleOffice) -> None:
    visit = office.order()
    assert refusal(office.head, CancelVisit(visit, "")).code == "reason_missing"
    office.head.does(CancelVisit(visit, "واحد جابه‌جا شده است"))
    assert read(office, visit).state == "cancelled"

    approved, *_ = office.approved()
    assert refusal(office.head, CancelVisit(approved, "دیر")).code == "step_unknown"


# Sending and closing


def test_the_secretariat_sends_with_an_issued_letter_of_this_visit(office: SampleOffice) -> None:
    visit, *_ = office.approved()
    other, *_ = office.approved()
    assert refusal(office.head, SendToAgency(visit, office.letter(visit))).code == (
        "step_not_for_role"
    )
    refused = refusal(office.secretariat, SendToAgency(visit, office.letter(other)))
    assert refused.code == "letter_of_another_record"
    draft = office.admin.desk.new_id()
    office.secretariat.does(
        DraftLetter("-", "-", "-", "-", record_kind="visits", record_id=visit, id=draft)
    )
    assert refusal(office.secretariat, SendToAgency(visit, draft)).code == "letter_not_numbered"

    office.secretariat.does(SendToAgency(visit, office.letter(visit)))
    assert read(office, visit).state == "sent_to_agency"


def test_a_visit_closes_when_its_actions_are_verified_or_moved(office: SampleOffice) -> None:
    visit, _finding, action = office.sent()
    refused = refusal(office.head, CloseVisit(visit))
    assert (refused.code, refused.arguments["count"]) == ("actions_open", 1)

    follow_up = office.order(trigger_kind="open_action", trigger_id=action)
    office.head.does(MoveAction(action, follow_up))
    office.head.does(CloseVisit(visit))
    assert read(office, visit).state == "closed"


# Covert visits


def test_unit_and_time_of_a_covert_visit_stand_apart_until_the_reveal(
    office: SampleOffice,
) -> None:
    visit = office.order(**COVERT)
    hidden = read(office, visit)
    assert (hidden.unit_id, hidden.unit_name, hidden.planned_at, hidden.agency) == (None,) * 4
    assert "واحد" not in hidden.folded
    with office.session() as session:
        plan = session.get_one(VisitPlan, plan_id(visit))
    assert (plan.unit_id, plan.planned_at) == (UNIT, PLANNED)


def test_the_unit_of_a_covert_visit_is_never_typed_into_everybodys_directory(
    office: SampleOffice,
) -> None:
    order = office.ordering(**COVERT, unit=TypedUnit("شعبهٔ نمونه"))
    assert refusal(office.head, order).code == "covert_unit_typed"


def test_a_covert_visit_is_revealed_by_a_head_when_it_is_over(office: SampleOffice) -> None:
    visit = office.started(**COVERT)
    assert refusal(office.head, RevealVisit(visit)).code == "reveal_too_early"
    office.answers(visit)
    office.sign(visit)
    office.leader.does(EndOnSite(visit))
    assert refusal(office.leader, RevealVisit(visit)).code == "step_not_for_role"
    office.leader.does(HandIn(visit))
    office.head.does(Approve(visit))

    refused = refusal(
        office.secretariat,
        DraftLetter("-", "-", "-", "-", record_kind="visits", record_id=visit),
    )
    assert refused.code == "letter_of_hidden_case"

    office.head.does(RevealVisit(visit))
    shown = read(office, visit)
    assert shown.revealed_at is not None
    assert (shown.unit_id, shown.planned_at, shown.unit_name) == (UNIT, PLANNED, "واحد نمونهٔ ب")
    assert refusal(office.head, RevealVisit(visit)).code == "visit_not_covert"
    office.secretariat.does(SendToAgency(visit, office.letter(visit)))
