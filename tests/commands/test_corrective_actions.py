"""Corrective actions: two persons agree, one claims, another verifies, time judges."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from desktop.commands.corrective_actions import (
    AgreeAction,
    AmendAction,
    ClaimDone,
    ConsentToAction,
    JudgeEffect,
    MoveAction,
    ProposeAction,
    RemoveAction,
    ReopenAction,
    StartAction,
    VerifyAction,
)
from desktop.commands.directory import TypedUnit
from desktop.models.inspections.records import CorrectiveAction
from tests.builders import Seat
from tests.offices import TODAY, UNIT_HEAD, SampleOffice, forward, refusal

DUE = TODAY + timedelta(days=7)


@pytest.fixture
def office(tmp_path: Path) -> SampleOffice:
    return SampleOffice(tmp_path)


def read(office: SampleOffice, action: bytes) -> CorrectiveAction:
    with office.session() as session:
        return session.get_one(CorrectiveAction, action)


def consent(office: SampleOffice, visit: bytes, action: bytes, by: Seat) -> None:
    letter = office.reply(visit)
    by.does(
        ConsentToAction(action, "رئیس واحد نمونه", DUE, document=letter, on_behalf_of=UNIT_HEAD)
    )


def agreed(office: SampleOffice, **changes: Any) -> tuple[bytes, bytes]:
    """An action with the agency's consent; with changes, one that the head has proposed."""
    visit, finding, action = office.sent()
    if changes:
        action = office.admin.desk.new_id()
        office.head.does(ProposeAction(visit, (finding,), "اقدام دیگر", id=action, **changes))
    consent(office, visit, action, office.secretariat)
    return visit, action


# Proposing


def test_a_deadline_in_the_past_is_refused_beside_its_field(office: SampleOffice) -> None:
    visit = office.started()
    finding = office.finding(visit)
    propose = ProposeAction(visit, (finding,), "شرح", due_on=TODAY - timedelta(days=1))
    refused = refusal(office.leader, propose)
    assert (refused.code, refused.arguments["field"]) == ("due_in_past", "due_on")


def test_an_action_belongs_to_findings_of_its_own_visit(office: SampleOffice) -> None:
    visit, other = office.started(), office.started()
    foreign = office.finding(other)
    assert refusal(office.leader, ProposeAction(visit, (foreign,), "شرح")).code == (
        "finding_of_another_visit"
    )
    assert refusal(office.leader, ProposeAction(visit, (), "شرح")).code == (
        "finding_for_action_missing"
    )


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"description": ""}, "description_missing"),
        ({"kind": "punishment"}, "action_kind_unknown"),
        ({"cost": -1}, "cost_negative"),
    ],
)
def test_a_proposal_is_whole(office: SampleOffice, changes: dict[str, object], code: str) -> None:
    visit = office.started()
    action = office.action(visit, office.finding(visit))
    assert refusal(office.leader, AmendAction(action, changes)).code == code


def test_a_proposed_action_may_be_taken_back_and_an_agreed_one_not(office: SampleOffice) -> None:
    visit = office.started()
    action = office.action(visit, office.finding(visit))
    office.leader.does(RemoveAction(action))
    assert refusal(office.leader, RemoveAction(action)).code == "record_not_here"

    _visit, later = agreed(office)
    office.head.does(AgreeAction(later))
    assert refusal(office.head, RemoveAction(later)).code == "action_agreed_already"
    assert refusal(office.head, AmendAction(later, {"cost": 2})).code == "action_agreed_already"


# Agreeing


def test_agreement_needs_the_agencys_consent(office: SampleOffice) -> None:
    _visit, _finding, action = office.sent()
    assert refusal(office.head, AgreeAction(action)).code == "consent_missing"


def test_who_recorded_the_consent_is_not_the_second_person(office: SampleOffice) -> None:
    visit, _finding, action = office.sent()
    consent(office, visit, action, office.head)
    assert refusal(office.head, AgreeAction(action)).code == "consent_recorded_by_same"
    office.other_head.does(AgreeAction(action))
    assert read(office, action).state == "agreed"


def test_the_proposer_does_not_approve(office: SampleOffice) -> None:
    _visit, action = agreed(office, due_on=DUE)
    assert refusal(office.head, AgreeAction(action)).code == "proposer_approves"
    office.other_head.does(AgreeAction(action))


def test_the_owner_does_not_approve(office: SampleOffice) -> None:
    _visit, action = agreed(office, owner_id=office.other_head.person)
    assert refusal(office.other_head, AgreeAction(action)).code == "owner_approves"


def test_consent_on_behalf_needs_a_person_and_a_document(office: SampleOffice) -> None:
    _visit, _finding, action = office.sent()
    ask = ConsentToAction(action, "رئیس واحد", DUE)
    assert refusal(office.secretariat, ask).code == "on_behalf_missing"
    ask = ConsentToAction(action, "رئیس واحد", DUE, on_behalf_of=UNIT_HEAD)
    assert refusal(office.secretariat, ask).code == "document_missing"
    office.responder.does(ConsentToAction(action, "رئیس واحد", DUE))


def test_a_changed_proposal_must_be_consented_to_again(office: SampleOffice) -> None:
    _visit, action = agreed(office)
    office.head.does(AmendAction(action, {"due_on": DUE + timedelta(days=1)}))
    assert refusal(office.head, AgreeAction(action)).code == "consent_missing"


# Doing


def test_done_is_claimed_with_evidence(office: SampleOffice) -> None:
    visit, action = agreed(office)
    letter = office.reply(visit)
    office.head.does(AgreeAction(action))
    office.member.does(StartAction(action, letter, UNIT_HEAD))
    claim = ClaimDone(action, "برداشته شد", document=letter, on_behalf_of=UNIT_HEAD)
    assert refusal(office.member, claim).code == "done_without_evidence"
    office.photo("corrective_actions", action)
    alone = ClaimDone(action, "برداشته شد", on_behalf_of=UNIT_HEAD)
    assert refusal(office.member, alone).code == "document_missing"
    office.member.does(claim)
    assert read(office, action).result == "برداشته شد"


# Verifying


def test_who_recorded_the_claim_does_not_verify(office: SampleOffice) -> None:
    _visit, _finding, action = office.claimed()
    verify = VerifyAction(action, "document", "عکس")
    assert refusal(office.member, verify).code == "claimer_verifies"
    as_head = office.as_(office.member.name, "head_of_inspection")
    assert refusal(as_head, verify).code == "claimer_verifies"
    office.stranger.does(verify)


def test_the_owner_does_not_verify(office: SampleOffice) -> None:
    visit, action = agreed(office, owner_id=office.stranger.person)
    letter = office.reply(visit)
    office.other_head.does(AgreeAction(action))
    office.member.does(StartAction(action, letter, UNIT_HEAD))
    office.photo("corrective_actions", action)
    office.member.does(ClaimDone(action, "شد", document=letter, on_behalf_of=UNIT_HEAD))
    assert refusal(office.stranger, VerifyAction(action, "visit", "-")).code == "owner_verifies"


@pytest.mark.parametrize(("how", "seen"), [("hearsay", "-"), ("visit", " ")])
def test_verifying_says_how_and_what_was_seen(office: SampleOffice, how: str, seen: str) -> None:
    _visit, _finding, action = office.claimed()
    assert refusal(office.stranger, VerifyAction(action, how, seen)).code == "check_missing"


def test_an_action_that_is_not_done_is_reopened_with_a_reason_and_begins_again(
    office: SampleOffice,
) -> None:
    visit, _finding, action = office.claimed()
    reopen = ReopenAction(action, "visit", "اطلاعیه سر جای خود است", " ")
    assert refusal(office.stranger, reopen).code == "reason_missing"
    office.stranger.does(ReopenAction(action, "visit", "اطلاعیه هست", "برداشته نشده است"))
    office.member.does(StartAction(action, office.reply(visit), UNIT_HEAD))
    assert read(office, action).state == "in_progress"


# Judging the effect


def test_an_effect_is_judged_after_its_period(office: SampleOffice) -> None:
    _visit, _finding, action = office.verified()
    assert refusal(office.leader, JudgeEffect(action, effective=True)).code == "effect_too_early"
    forward(office, days=91)
    assert refusal(office.head, JudgeEffect(action, effective=True)).code == "step_not_for_role"
    office.leader.does(JudgeEffect(action, effective=True))
    assert read(office, action).state == "effective"


def test_an_action_after_which_the_indicator_came_back_was_not_effective(
    office: SampleOffice,
) -> None:
    _visit, _finding, action = office.verified()
    forward(office, days=91)
    again = office.started()
    office.finding(again)
    refused = refusal(office.leader, JudgeEffect(action, effective=True))
    assert (refused.code, refused.arguments["count"]) == ("effect_recurred", 1)
    office.leader.does(JudgeEffect(action, effective=False, reason="همان شاخص دوباره دیده شد"))
    assert read(office, action).state == "ineffective"


# Moving


def test_an_action_moves_only_to_an_open_visit_of_the_same_unit(office: SampleOffice) -> None:
    visit, _finding, action = office.sent()
    assert refusal(office.head, MoveAction(action, visit)).code == "follow_up_visit_unfit"
    elsewhere = office.order(unit=TypedUnit("شعبهٔ دیگر نمونه"))
    assert refusal(office.head, MoveAction(action, elsewhere)).code == "follow_up_visit_unfit"
    office.head.does(MoveAction(action, office.order()))
    assert read(office, action).moved_to_id is not None
