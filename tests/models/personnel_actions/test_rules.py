"""The machine alone: headquarters checks the facts that were stored, and no step is invented."""

from __future__ import annotations

from typing import Any

import pytest

from desktop.models.personnel_actions.misconduct_rules import check as check_register
from desktop.models.personnel_actions.rules import PERSONNEL_ACTIONS
from desktop.models.transitions import Asked

PROPOSER, PERSON, CHAIR, OTHER = (one * 16 for one in (b"p", b"c", b"h", b"o"))
TABLE = """draft>proposed returned>proposed proposed>heard proposed>on_agenda heard>on_agenda
    on_agenda>approved on_agenda>rejected on_agenda>returned approved>issued heard>issued
    proposed>issued approved>sent_to_authority sent_to_authority>answered draft>recorded
    issued>notified recorded>notified notified>objected objected>upheld objected>changed
    notified>filed upheld>filed changed>filed issued>done proposed>withdrawn heard>withdrawn
    on_agenda>withdrawn returned>withdrawn"""
"""``domain.md`` 10.4, written down a second time."""


def facts(**changes: Any) -> dict[str, Any]:
    """Facts with which nothing refuses a caution."""
    ideal = {
        "kind": "caution",
        "road": "setad",
        "negative": True,
        "vote": True,
        "filed": False,
        "authorities": ["manager"],
        "authority": "manager",
        "grade": None,
        "person": PERSON.hex(),
        "proposer": PROPOSER.hex(),
        "reason": True,
        "sources": 1,
        "happened_on": "2025-11-03",
        "since": "2025-11-03",
        "today": "2025-11-10",
        "statement": "statement",
        "votes": {OTHER.hex(): "yes"},
        "present": [OTHER.hex(), CHAIR.hex()],
        "quorum": 2,
        "chair": CHAIR.hex(),
        "letter_number": "1404/1",
        "letter_date": "2025-11-05",
    }
    return ideal | changes


def asked(step: str, actor: bytes, role: str, *, behalf: str | None = None) -> Asked:
    source, _, target = step.partition(">")
    return Asked("personnel_actions", source, target, actor, role, behalf, "دلیل")


def code(one: Asked, told: dict[str, Any]) -> str | None:
    refused = PERSONNEL_ACTIONS.check(one, told)
    return None if refused is None else refused.code


def test_there_are_these_steps_and_no_others() -> None:
    found = {f"{step.source}>{step.target}" for step in PERSONNEL_ACTIONS.steps}
    assert found == set(TABLE.split())


def test_ideal_facts_are_approved() -> None:
    assert code(asked("on_agenda>approved", CHAIR, "setad_chair"), facts()) is None


@pytest.mark.parametrize(
    ("changes", "refused"),
    [
        ({"votes": {OTHER.hex(): "yes", PROPOSER.hex(): "yes"}}, "proposer_votes"),
        ({"votes": {PERSON.hex(): "no", OTHER.hex(): "yes"}}, "person_concerned_votes"),
        ({"votes": {(b"x" * 16).hex(): "yes"}}, "vote_of_absent"),
        ({"votes": {OTHER.hex(): "maybe"}}, "vote_unknown"),
        ({"present": [OTHER.hex()]}, "below_quorum"),
        ({"votes": {OTHER.hex(): "abstain"}}, "not_carried"),
        ({"votes": {}}, "not_carried"),
        ({"chair": OTHER.hex()}, "not_the_chair"),
        ({"person": CHAIR.hex()}, "person_concerned"),
        ({"proposer": CHAIR.hex()}, "proposer_approves"),
        ({"road": "elsewhere"}, "step_of_another_road"),
        ({"kind": "dismissal"}, "personnel_kind_unknown"),
    ],
)
def test_an_approval_that_is_not_fair_is_refused(changes: dict[str, Any], refused: str) -> None:
    assert code(asked("on_agenda>approved", CHAIR, "setad_chair"), facts(**changes)) == refused


@pytest.mark.parametrize("missing", ["votes", "present", "quorum", "chair", "person", "proposer"])
def test_an_approval_without_a_fact_is_refused(missing: str) -> None:
    told = facts()
    del told[missing]
    assert code(asked("on_agenda>approved", CHAIR, "setad_chair"), told) == "fact_missing"


def test_nobody_decides_on_behalf_of_another() -> None:
    step = asked("on_agenda>approved", CHAIR, "setad_chair", behalf="رئیس")
    assert code(step, facts()) == "decided_on_behalf"


@pytest.mark.parametrize(
    "role", ["setad_secretary", "setad_member", "head_of_inspection", "administrator"]
)
def test_only_the_chairs_role_approves(role: str) -> None:
    assert code(asked("on_agenda>approved", CHAIR, role), facts()) == "step_not_for_role"


@pytest.mark.parametrize(
    ("step", "role", "changes", "refused"),
    [
        ("proposed>heard", "setad_secretary", {"statement": None}, "statement_missing"),
        ("proposed>on_agenda", "setad_secretary", {"statement": None}, "statement_missing"),
        ("heard>on_agenda", "setad_secretary", {"intent": "x"}, "intent_reason_missing"),
        ("approved>issued", "manager", {"letter_number": None}, "authority_letter_missing"),
        ("approved>issued", "manager", {"authority": "board"}, "authority_not_competent"),
        ("approved>issued", "manager", {"letter_date": "2025-11-02"}, "before_the_finding"),
        ("approved>issued", "manager", {"letter_date": "2025-11-11"}, "letter_date_in_future"),
        ("approved>issued", "manager", {"decided_on": "2025-11-06"}, "before_the_decision"),
        ("approved>issued", "manager", {"letter_used": "کسی"}, "letter_used_twice"),
        ("approved>issued", "manager", {"kind": "removal_proposal"}, "removal_is_the_authoritys"),
        ("approved>sent_to_authority", "secretariat", {}, "only_removals_go_to_authority"),
        ("heard>issued", "manager", {}, "setad_decision_missing"),
        ("proposed>issued", "manager", {"kind": "reward_material"}, "step_of_another_road"),
        ("notified>filed", "personnel_office", {}, "not_filed"),
        ("notified>objected", "secretariat", {"objection": True}, "no_objection_here"),
        ("draft>recorded", "secretariat", {"scans": 1}, "step_of_another_road"),
        ("proposed>withdrawn", "head_of_inspection", {}, "not_the_proposer"),
    ],
)
def test_each_step_needs_its_facts(
    step: str, role: str, changes: dict[str, Any], refused: str
) -> None:
    assert code(asked(step, OTHER, role), facts(**changes)) == refused


def test_a_caution_may_do_without_the_vote_where_the_table_says_so() -> None:
    step = asked("heard>issued", OTHER, "manager")
    assert code(step, facts(vote=False)) is None


def test_the_person_concerned_moves_no_line_of_the_register() -> None:
    me = b"\1" * 16
    facts = {"person": me.hex(), "measures": 1}
    asked = Asked(
        "misconduct_records", "in_prevention", "prevented", me, "setad_secretary", None, "x"
    )
    refused = check_register(asked, facts)
    assert refused is not None
    assert refused.code == "person_concerned"
    assert check_register(asked, facts | {"person": None}) is None
    bare = check_register(asked, {"person": None, "measures": 0})
    assert bare is not None
    assert bare.code == "measure_missing"
