"""What may be done under a delegation: pure rules, each with what it must refuse."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from desktop.models import behalf
from desktop.models.delegations import rules
from desktop.models.guards import documented, in_person
from desktop.models.transitions import Asked

KEY, ACTOR, OTHER = bytes(15) + b"\x01", bytes(15) + b"\x02", bytes(15) + b"\x03"
WORDS = "رئیس بازرسی (رئیس نمونه)"
HEAD = "head_of_inspection"
WRITTEN = behalf.as_delegate(KEY, WORDS)
NOON = datetime(2025, 11, 3, 9, 0, tzinfo=UTC)


def row(**changes: Any) -> dict[str, Any]:
    return {
        "id": KEY,
        "from_words": WORDS,
        "to_id": ACTOR,
        "role": HEAD,
        "starts": "2025-11-01",
        "ends": "2025-11-03",
        "revoked_at": None,
        "deleted_at": None,
        "state": "signed",
    } | changes


def used(at: datetime = NOON, **changes: Any) -> str | None:
    refused = rules.check_use(row(**changes), actor=ACTOR, role=HEAD, on_behalf_of=WRITTEN, at=at)
    return None if refused is None else refused.code


def test_the_last_day_counts_to_its_end_in_iran() -> None:
    assert used() is None
    assert used(datetime(2025, 11, 3, 20, 29, tzinfo=UTC)) is None
    assert used(datetime(2025, 11, 3, 20, 31, tzinfo=UTC)) == "delegation_over"
    assert used(datetime(2025, 10, 31, 20, 29, tzinfo=UTC)) == "delegation_not_begun"
    assert used(datetime(2025, 10, 31, 20, 31, tzinfo=UTC)) is None


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"state": "draft"}, "delegation_unknown"),
        ({"deleted_at": "2025-11-02T00:00:00.000Z"}, "delegation_unknown"),
        ({"to_id": OTHER}, "delegation_of_another"),
        ({"role": "secretariat"}, "delegation_of_another"),
        ({"from_words": "دیگری"}, "delegation_unknown"),
        ({"state": "revoked"}, "delegation_revoked"),
        ({"state": "revoked", "revoked_at": "2025-11-03T09:00:00.000Z"}, "delegation_revoked"),
    ],
)
def test_a_delegation_that_does_not_fit_lends_nothing(changes: dict[str, Any], code: str) -> None:
    assert used(**changes) == code


def test_what_was_done_before_it_was_taken_back_stands() -> None:
    assert used(state="revoked", revoked_at="2025-11-03T09:00:00.001Z") is None


def test_named_steps_cover_what_they_move_and_its_record_alone() -> None:
    step = {"record_kind": "visits", "record_id": KEY, "to_state": "approved"}
    approve = ("transitions", OTHER, step)
    names = ["approve_reports"]
    assert rules.check_covered(names, [approve]) is None
    assert rules.check_covered(names, [approve, ("visits", KEY, {"returned_reason": "-"})]) is None
    for more in (
        ("visits", OTHER, {"remit": "-"}),
        ("findings", KEY, {"description": "-"}),
        ("transitions", ACTOR, step | {"to_state": "cancelled"}),
        ("transitions", ACTOR, step | {"record_kind": "letters"}),
    ):
        refused = rules.check_covered(names, [approve, more])
        assert refused is not None
        assert refused.code == "delegation_step_not_lent"
    assert rules.check_covered(names, [("visits", KEY, {"remit": "-"})]) is not None


def test_the_whole_role_covers_all_but_a_delegation() -> None:
    assert rules.check_covered([], [("visits", KEY, {"remit": "-"})]) is None
    refused = rules.check_covered([], [("delegations", KEY, {})])
    assert refused is not None
    assert refused.code == "delegation_passed_on"


def test_a_name_that_is_no_step_lends_nothing() -> None:
    assert rules.moves_of(["nonsense"]) == frozenset()


def asked(on_behalf_of: str | None) -> Asked:
    return Asked("visits", "under_review", "approved", ACTOR, HEAD, on_behalf_of, None)


def test_a_delegate_decides_in_person_and_who_records_for_another_does_not() -> None:
    assert in_person(asked(None), {}) is None
    assert in_person(asked(WRITTEN), {}) is None
    for text in ("رئیس واحد نمونه", "delegation/abc/x", f" {WRITTEN}", "delegation/" + "0" * 32):
        refused = in_person(asked(text), {})
        assert refused is not None, text
        assert refused.code == "decided_on_behalf"


def test_a_delegation_is_no_document_of_the_agency() -> None:
    refused = documented(asked(WRITTEN), {"document": "00"})
    assert refused is not None
    assert refused.code == "on_behalf_missing"


def test_a_delegation_reads_by_its_days() -> None:
    first, last = date(2025, 11, 1), date(2025, 11, 3)
    days = (date(2025, 10, 31), first, last, date(2025, 11, 4))
    shown = [rules.standing("signed", first, last, day) for day in days]
    assert shown == ["signed", "active", "active", "ended"]
    assert rules.standing("revoked", first, last, first) == "revoked"
