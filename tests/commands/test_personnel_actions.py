"""Personnel actions: what a fair file on a person needs, and what is refused on the way to it."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from desktop.commands.letters import DraftLetter
from desktop.commands.meetings import CallMeeting, CastVote, DecideItem, FillAgenda
from desktop.commands.personnel_actions import (
    ConfirmIntent,
    HearPerson,
    NameParty,
    RecordPersonnelAction,
    ResubmitPersonnelAction,
    WithdrawPersonnelAction,
)
from desktop.commands.personnel_letters import (
    DecideObjection,
    FilePersonnelAction,
    FinishPersonnelAction,
    IssuePersonnelAction,
    NotifyPerson,
    RecordAuthorityAnswer,
    RecordObjection,
    SendToAuthority,
)
from desktop.models.parties import parties_of
from desktop.models.personnel_actions.records import PersonnelAction, PersonStatement
from tests.cases import MOVED, SETAD, STAFF, CaseOffice
from tests.offices import TODAY, forward, refusal


@pytest.fixture
def office(tmp_path: Path) -> CaseOffice:
    return CaseOffice(tmp_path)


def recorded(office: CaseOffice, **changes: Any) -> RecordPersonnelAction:
    fields: dict[str, Any] = {
        "kind": "art9_recorded",
        "person": STAFF,
        "reason": "رأی هیأت",
        "happened_on": TODAY,
        "authority": "board",
        "grade": 2,
    }
    if "letter" not in changes:
        fields["letter"] = office.incoming()
    return RecordPersonnelAction(**fields | changes)


# Proposing


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"reason": " "}, "reason_missing"),
        ({"proposal": None}, "source_missing"),
        ({"setad": None}, "setad_missing"),
        ({"happened_on": TODAY + timedelta(days=1)}, "day_in_future"),
        ({"intent_class": "deliberate"}, "intent_reason_missing"),
        ({"kind": "dismissal"}, "personnel_kind_unknown"),
        ({"kind": "reward_material"}, "amount_missing"),
        ({"kind": "reward_material", "amount": "زیاد"}, "amount_unreadable"),
        ({"kind": "removal_recorded"}, "step_of_another_road"),
    ],
)
def test_a_proposal_says_what_for(office: CaseOffice, changes: dict[str, Any], code: str) -> None:
    assert refusal(office.head, office.proposal(**changes)).code == code


def test_nobody_proposes_something_about_himself(office: CaseOffice) -> None:
    assert refusal(office.staff, office.proposal()).code == "person_concerned"


def test_an_inspector_proposes_nothing_about_persons(office: CaseOffice) -> None:
    assert refusal(office.leader, office.proposal()).code == "step_not_for_role"


@pytest.mark.parametrize("typed", ["۱۲٬۵۰۰٬۰۰۰ ریال", "12,500,000", "١٢٥٠٠٠٠٠", "۱٬۲۵۰٬۰۰۰ تومان"])
def test_an_amount_is_read_with_its_digits_and_separators(office: CaseOffice, typed: str) -> None:
    assert office.read(office.proposed("reward_material", amount=typed)).amount == 12_500_000


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("۱۲٬۵۰", "amount_unreadable"),
        ("۱۰ دلار", "amount_unit_unknown"),
        ("۰", "amount_out_of_range"),
    ],
)
def test_an_amount_that_cannot_be_read_is_not_guessed(
    office: CaseOffice, typed: str, code: str
) -> None:
    refused = refusal(office.head, office.proposal("reward_material", amount=typed))
    assert (refused.code, refused.arguments["field"]) == (code, "amount")


def test_the_file_shows_the_post_of_that_day(office: CaseOffice) -> None:
    before = office.read(office.proposed(happened_on=MOVED - timedelta(days=1)))
    after = office.read(office.proposed(happened_on=TODAY))
    assert (before.post, after.post) == ("متصدی پذیرش", "مدیر شهرستان")
    assert before.unit_name == "واحد نمونهٔ ب"


def test_a_proposal_from_a_finding_is_not_older_than_it(office: CaseOffice) -> None:
    finding = office.finding(office.started())
    early = office.proposal(findings=(finding,), happened_on=TODAY - timedelta(days=1))
    refused = refusal(office.head, early)
    assert (refused.code, refused.arguments["field"]) == ("before_the_finding", "happened_on")
    action = office.read(office.proposed(findings=(finding,), proposal=None))
    assert [one["id"] for one in action.sources] == [finding.hex()]


def test_the_setad_is_named_on_the_case_and_the_person_concerned_is_not(
    office: CaseOffice,
) -> None:
    about_head = office.proposed(person=office.head.person, by=office.manager)
    with office.session() as session:
        parties = parties_of(session, about_head)
    assert office.head.person not in parties
    assert parties[office.chair.person] == "chair"
    assert parties[office.manager.person] == "proposer"


def test_who_carries_it_out_is_named_by_who_holds_the_case(office: CaseOffice) -> None:
    action = office.proposed()
    assert refusal(office.other_head, NameParty(action, office.body.person)).code == (
        "not_of_the_case"
    )
    assert refusal(office.head, NameParty(action, STAFF)).code == "person_concerned"
    office.head.does(NameParty(action, office.other_head.person))
    with office.session() as session:
        assert parties_of(session, action)[office.other_head.person] == "issuer"


# Hearing


def test_a_person_is_heard_or_asked_before_the_agenda(office: CaseOffice) -> None:
    action = office.proposed()
    assert refusal(office.setad_secretary, HearPerson(action)).code == "statement_missing"
    early = HearPerson(action, "-", on=TODAY - timedelta(days=1))
    assert refusal(office.setad_secretary, early).code == "before_the_finding"
    office.setad_secretary.does(HearPerson(action, asked=True))
    assert office.state(action) == "heard"
    with office.session() as session:
        said = session.execute(select(PersonStatement)).scalars().one()
    assert (said.what, said.action_id) == ("asked", action)


def test_intent_needs_a_second_person(office: CaseOffice) -> None:
    intent = {"intent_class": "deliberate", "intent_evidence": "فیلم دوربین"}
    action = office.heard(**intent)
    meeting = _called(office)
    assert refusal(office.setad_secretary, FillAgenda(meeting)).code == "intent_second_missing"
    assert refusal(office.head, ConfirmIntent(action)).code == "intent_second_same"
    office.voter.does(ConfirmIntent(action))
    office.setad_secretary.does(FillAgenda(meeting))
    assert office.state(action) == "on_agenda"


def _called(office: CaseOffice) -> bytes:
    key = office.admin.desk.new_id()
    at = office.admin.desk.now + timedelta(hours=1)
    office.setad_secretary.does(CallMeeting(SETAD, "جلسه", at, id=key))
    return key


# Deciding and issuing


def test_no_reward_without_the_setad(office: CaseOffice) -> None:
    action = office.proposed("reward_material", amount="۱۰٬۰۰۰٬۰۰۰")
    refused = refusal(office.head, IssuePersonnelAction(action))
    assert refused.code == "step_of_another_road"


def test_a_caution_that_was_heard_still_needs_the_vote(office: CaseOffice) -> None:
    action = office.heard()
    letter = office.letter_about(action)
    refused = refusal(office.head, IssuePersonnelAction(action, letter))
    assert refused.code == "setad_decision_missing"


def test_a_caution_is_issued_notified_and_never_filed(office: CaseOffice) -> None:
    action = office.carried()
    assert refusal(office.head, IssuePersonnelAction(action)).code == "authority_letter_missing"
    office.head.does(IssuePersonnelAction(action, office.letter_about(action)))
    early = NotifyPerson(action, TODAY - timedelta(days=1))
    assert refusal(office.secretariat, early).code == "before_the_finding"
    office.secretariat.does(NotifyPerson(action, TODAY))
    assert refusal(office.personnel, FilePersonnelAction(action)).code == "not_filed"
    row = office.read(action)
    assert (row.state, row.letter_number, row.issued_on) == ("notified", "1404/1", TODAY)
    assert row.objection_until == TODAY + timedelta(days=10)
    assert row.visible_until is not None
    assert row.visible_until > TODAY + timedelta(days=700)


def test_a_letter_of_another_case_does_not_issue_this_one(office: CaseOffice) -> None:
    action, other = office.carried(), office.proposed()
    letter = office.letter_about(other)
    assert refusal(office.head, IssuePersonnelAction(action, letter)).code == (
        "letter_of_another_case"
    )


def test_a_letter_number_stands_for_one_action(office: CaseOffice) -> None:
    office.head.does(recorded(office, letter=office.incoming(number="۱۲-۸۸")))
    again = recorded(office, letter=office.incoming(number="12/88"), person=office.manager.person)
    refused = refusal(office.head, again)
    assert refused.code == "letter_used_twice"
    office.head.does(
        recorded(
            office,
            letter=office.incoming(number="12/88"),
            person=office.manager.person,
            shared=True,
        )
    )


def test_an_objection_comes_in_time_and_is_decided_with_a_reason(office: CaseOffice) -> None:
    action = office.carried()
    office.head.does(IssuePersonnelAction(action, office.letter_about(action)))
    office.secretariat.does(NotifyPerson(action, TODAY))
    forward(office, days=11)
    late = RecordObjection(action, "نمی‌پذیرم")
    assert refusal(office.secretariat, late).code == "objection_too_late"
    office.secretariat.does(RecordObjection(action, "نمی‌پذیرم", on=TODAY + timedelta(days=2)))
    assert refusal(office.chair, DecideObjection(action, True, " ")).code == "reason_missing"
    office.chair.does(DecideObjection(action, upheld=False, reason="مدرک کافی نبود"))
    assert office.state(action) == "changed"


def test_guidance_is_the_direct_managers_and_is_not_filed(office: CaseOffice) -> None:
    action = office.proposed("guidance", by=office.manager, setad=None)
    office.manager.does(IssuePersonnelAction(action))
    office.manager.does(FinishPersonnelAction(action))
    assert office.state(action) == "done"
    assert office.read(action).issued_on == TODAY


def test_only_the_proposer_withdraws_and_says_why(office: CaseOffice) -> None:
    action = office.proposed()
    assert refusal(office.other_head, WithdrawPersonnelAction(action, "-")).code == (
        "not_the_proposer"
    )
    assert refusal(office.head, WithdrawPersonnelAction(action, "")).code == "reason_missing"
    office.head.does(WithdrawPersonnelAction(action, "اشتباه در نام"))
    assert office.state(action) == "withdrawn"


def test_a_returned_proposal_is_brought_again(office: CaseOffice) -> None:
    action = office.heard()
    item = office.item(office.held())
    office.chair.does(DecideItem(item, "returned", "مدرک ندارد"))
    assert office.state(action) == "returned"
    office.head.does(ResubmitPersonnelAction(action, {"reason": "با دو گواه"}))
    assert (office.state(action), office.read(action).reason) == ("proposed", "با دو گواه")


# Removal from post


def test_a_removal_counts_only_by_the_authoritys_letter(office: CaseOffice) -> None:
    action = office.carried("removal_proposal", indicator="F7")
    letter = office.letter_about(action, "پیشنهاد برکناری")
    assert refusal(office.head, IssuePersonnelAction(action, letter)).code == (
        "removal_is_the_authoritys"
    )
    office.secretariat.does(SendToAuthority(action, letter))
    assert _removals(office) == []
    unscanned = office.incoming(action, scanned=False, number="۱")
    accepted = RecordAuthorityAnswer(action, unscanned, "accepted")
    assert refusal(office.secretariat, accepted).code == "scan_missing"
    assert office.state(action) == "sent_to_authority"
    answer = office.incoming(action, number="۲")
    office.secretariat.does(RecordAuthorityAnswer(action, answer, "accepted", "جانشین منصوب شد"))
    (removal,) = _removals(office)
    assert (removal.state, removal.follows_id, removal.letter_number) == ("recorded", action, "۲")
    assert office.state(action) == "answered"


def test_a_refused_proposal_makes_no_removal(office: CaseOffice) -> None:
    action = office.carried("removal_proposal", indicator="F7")
    office.secretariat.does(SendToAuthority(action, office.letter_about(action)))
    office.secretariat.does(RecordAuthorityAnswer(action, office.incoming(action), "refused"))
    assert _removals(office) == []


def _removals(office: CaseOffice) -> list[PersonnelAction]:
    with office.session() as session:
        query = select(PersonnelAction).where(PersonnelAction.kind == "removal_recorded")
        return list(session.execute(query).scalars())


# Decided elsewhere


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"grade": 5, "authority": "head_of_body"}, "grade_for_board_only"),
        ({"grade": 4, "authority": "delegated_deputy"}, "authority_not_competent"),
        ({"grade": None}, "grade_missing"),
        ({"kind": "caution", "grade": None}, "step_of_another_road"),
    ],
)
def test_who_may_decide_a_grade_comes_from_the_table(
    office: CaseOffice, changes: dict[str, Any], code: str
) -> None:
    assert refusal(office.head, recorded(office, **changes)).code == code


@pytest.mark.parametrize(
    ("grade", "authority"), [(1, "delegated_governor"), (3, "delegated_deputy"), (11, "board")]
)
def test_a_penalty_decided_elsewhere_is_recorded(
    office: CaseOffice, grade: int, authority: str
) -> None:
    key = office.admin.desk.new_id()
    office.head.does(recorded(office, grade=grade, authority=authority, id=key))
    assert office.state(key) == "recorded"
    office.secretariat.does(NotifyPerson(key, TODAY))
    if grade == 1:
        assert refusal(office.personnel, FilePersonnelAction(key)).code == "not_filed"
    else:
        office.personnel.does(FilePersonnelAction(key))
        assert office.state(key) == "filed"


def test_it_is_not_recorded_without_the_scan(office: CaseOffice) -> None:
    refused = refusal(office.head, recorded(office, letter=office.incoming(scanned=False)))
    assert refused.code == "scan_missing"


def test_the_setads_secretary_writes_letters_of_its_cases_only(office: CaseOffice) -> None:
    action = office.proposed()
    plain = DraftLetter("دفتر", "سازمان", "دعوت", "با سلام")
    assert refusal(office.setad_secretary, plain).code == "step_not_for_role"
    office.setad_secretary.does(
        DraftLetter(
            *("دفتر", "سازمان", "دعوت", "با سلام"),
            record_kind="personnel_actions",
            record_id=action,
        )
    )


def test_a_vote_after_the_withdrawal_decides_nothing(office: CaseOffice) -> None:
    action = office.heard()
    item = office.item(office.held())
    office.voter.does(CastVote(item, "yes"))
    office.head.does(WithdrawPersonnelAction(action, "اشتباه"))
    assert refusal(office.chair, DecideItem(item, "approved")).code == "outcome_unknown"
    office.chair.does(DecideItem(item, "noted"))
    assert office.state(action) == "withdrawn"
