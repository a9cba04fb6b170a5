"""The machines alone: headquarters checks the facts that were stored, and no step is invented."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.models.inspections.action_rules import ACTIONS
from desktop.models.inspections.finding_rules import FINDINGS
from desktop.models.inspections.rules import SPECIAL_REPORTS, VISITS, check_order, check_times
from desktop.models.letters.rules import LETTERS
from desktop.models.transitions import Asked, Machine
from tests.builders import NOW

LEADER, HEAD, OTHER = b"l" * 16, b"h" * 16, b"o" * 16
MACHINES: dict[str, Machine] = {
    "visits": VISITS,
    "findings": FINDINGS,
    "corrective_actions": ACTIONS,
    "special_reports": SPECIAL_REPORTS,
    "letters": LETTERS,
}
TABLE = {
    "visits": """draft>ordered ordered>in_progress in_progress>report_draft
        report_draft>under_review under_review>report_draft under_review>approved
        approved>sent_to_agency sent_to_agency>closed draft>cancelled ordered>cancelled
        in_progress>cancelled report_draft>cancelled under_review>cancelled""",
    "findings": """draft>confirmed confirmed>communicated communicated>answered
        answered>action_required answered>no_action action_required>closed no_action>closed
        confirmed>withdrawn""",
    "corrective_actions": """proposed>agreed agreed>in_progress in_progress>done_claimed
        done_claimed>verified done_claimed>reopened reopened>in_progress verified>effective
        verified>ineffective""",
    "special_reports": "draft>final",
    "letters": "draft>numbered numbered>sent sent>answered draft>void numbered>void sent>void",
}
"""``domain.md`` 10.1–10.3 and 10.13, written down a second time."""
ROLES = (
    *("inspector", "head_of_inspection", "secretariat", "agency_responder"),
    *("administrator", "provincial_head", "analyst", "auditor"),
)


def steps_of(kind: str) -> set[tuple[str, str]]:
    return {(a, b) for a, _, b in (step.partition(">") for step in TABLE[kind].split())}


def ideal(kind: str) -> dict[str, Any]:
    """Facts with which nothing but shape, role and person can refuse a step."""
    moment = "2025-11-03T06:00:00.000Z"
    return {
        "team": [LEADER.hex()],
        "leader": LEADER.hex(),
        "concerned": False,
        "covert": False,
        "hidden": False,
        "order_number": "1",
        "order_date": "2025-11-01",
        "order_issuer": "-",
        "started_at": moment,
        "ended_at": moment,
        "now": moment,
        "today": "2026-11-03",
        "checklist": [],
        "findings": [],
        "signatures": {"leader": "drawn", "unit_head": "refused"},
        "letter_number": "1404/1",
        "letter_date": "2025-11-03",
        "open_actions": [],
        "criterion": "GP20",
        "document": "d",
        "answer": "accepted",
        "text": "-",
        "answered_by": OTHER.hex(),
        "reviewer": None,
        "owner": None,
        "owner_post": "-",
        "due_on": "2025-11-10",
        "proposer": LEADER.hex(),
        "consent_by": OTHER.hex(),
        "claimed_by": OTHER.hex(),
        "evidence": 1,
        "how": "visit",
        "seen": "-",
        "effect_due_on": "2026-02-01",
        "recurrences": 0,
        "title": True,
        "details": True,
        "rule": True,
        "year": 1404,
        "serial": 1,
        "number": "1404/1",
        "direction": "out",
        "pdf": "ab",
    }


def asked(kind: str, source: str, target: str, actor: bytes, role: str) -> Asked:
    behalf = "نام، سمت" if target in {"answered", "in_progress", "done_claimed"} else None
    if kind in {"visits", "letters"}:
        behalf = None
    return Asked(kind, source, target, actor, role, behalf, "دلیل")


@pytest.mark.parametrize("kind", MACHINES)
def test_the_machine_has_exactly_the_steps_of_the_table(kind: str) -> None:
    machine = MACHINES[kind]
    assert {(step.source, step.target) for step in machine.steps} == steps_of(kind)
    assert machine.initial == ("proposed" if kind == "corrective_actions" else "draft")


@pytest.mark.parametrize("kind", MACHINES)
def test_every_step_of_the_table_can_be_taken_by_somebody(kind: str) -> None:
    taken = {
        (source, target)
        for source, target in steps_of(kind)
        for actor in (LEADER, HEAD)
        for role in ROLES
        if MACHINES[kind].check(asked(kind, source, target, actor, role), ideal(kind)) is None
    }
    assert taken == steps_of(kind)


@settings(max_examples=300, deadline=None)
@given(
    kind=st.sampled_from(sorted(MACHINES)),
    wanted=st.lists(
        st.tuples(
            st.integers(0, 12),
            st.sampled_from(ROLES),
            st.sampled_from([LEADER, HEAD, OTHER]),
        ),
        max_size=40,
    ),
)
def test_whatever_people_try_they_stay_within_the_table(
    kind: str, wanted: list[tuple[int, str, bytes]]
) -> None:
    machine, table = MACHINES[kind], steps_of(kind)
    states = sorted({state for step in table for state in step})
    state = machine.initial
    for place, role, actor in wanted:
        target = states[place % len(states)]
        refused = machine.check(asked(kind, state, target, actor, role), ideal(kind))
        if refused is None:
            assert (state, target) in table
            state = target
        elif (state, target) not in table:
            assert refused.code == "step_unknown"
    assert state in states


@pytest.mark.parametrize("kind", MACHINES)
def test_a_step_without_its_facts_is_refused_and_never_breaks(kind: str) -> None:
    free = {("draft", "void"), ("numbered", "void"), ("sent", "void")}
    for source, target in steps_of(kind):
        if target == "cancelled" or (source, target) in free:
            continue
        roles = {
            role for step in MACHINES[kind].steps if step.target == target for role in step.roles
        }
        role = "inspector" if "inspector" in roles else min(roles)
        step = asked(kind, source, target, HEAD, role)
        assert MACHINES[kind].check(step, {}) is not None


def test_what_is_still_covert_is_not_sent() -> None:
    step = asked("visits", "approved", "sent_to_agency", HEAD, "secretariat")
    refused = VISITS.check(step, ideal("visits") | {"hidden": True})
    assert refused is not None
    assert refused.code == "visit_not_revealed"


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ((None, "صادرکننده", "موضوع"), "order_number"),
        (("۱", None, "موضوع"), "order_issuer"),
        (("۱", "صادرکننده", ""), "remit"),
    ],
)
def test_an_order_is_not_emptied_afterwards(values: tuple[str, str, str], field: str) -> None:
    refused = check_order(*values)
    assert refused is not None
    assert refused.arguments["field"] == field


def test_times_that_are_not_written_yet_are_not_judged() -> None:
    assert check_times(None, None, NOW) is None
    assert check_times(NOW, None, NOW) is None
