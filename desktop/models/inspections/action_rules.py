"""How a corrective action moves (``domain.md`` 10.3)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from desktop.errors import Refused
from desktop.models.guards import (
    FIELD,
    HEAD,
    INSPECTOR,
    OFFICERS,
    RESPONDER,
    Guard,
    documented,
    first,
    has,
    in_person,
    known,
    not_concerned,
    other_than,
    reasoned,
)
from desktop.models.transitions import Asked, Facts, Machine, steps

SETTLED = frozenset({"verified", "effective", "ineffective"})
"""States in which an action no longer holds back its visit."""
OPEN = ("proposed", "agreed", "in_progress", "done_claimed", "reopened")
UNDONE = ("proposed", "agreed", "in_progress", "reopened")
"""States in which an action can be late."""
EDITABLE = frozenset({"proposed"})
KINDS = frozenset({"correction", "corrective", "preventive"})
CHECKS = frozenset({"visit", "document"})


def consented(asked: Asked, facts: Facts) -> Refused | None:
    """The agency has agreed, and what it said was not recorded by the head who agrees."""
    recorder = facts.get("consent_by")
    if not recorder:
        return Refused("consent_missing")
    return Refused("consent_recorded_by_same") if recorder == asked.actor.hex() else None


def evidenced(_asked: Asked, facts: Facts) -> Refused | None:
    """What is claimed done is shown."""
    return None if facts["evidence"] else Refused("done_without_evidence")


def looked_at(_asked: Asked, facts: Facts) -> Refused | None:
    """Done is verified by a visit or by a document, and it is said what was seen."""
    if facts.get("how") not in CHECKS:
        return Refused("check_missing", field="how")
    return None if facts.get("seen") else Refused("check_missing", field="seen")


def period_over(_asked: Asked, facts: Facts) -> Refused | None:
    """An effect is judged after the set period, not before."""
    due = facts.get("effect_due_on")
    if not due:
        return Refused("fact_missing", fact="effect_due_on")
    if facts["today"] < due:
        return Refused("effect_too_early", due=date.fromisoformat(due))
    return None


def not_recurred(_asked: Asked, facts: Facts) -> Refused | None:
    """An action after which the same indicator was found again in the unit was not effective."""
    count = facts["recurrences"]
    return Refused("effect_recurred", count=count) if count else None


_VERIFYING: tuple[Guard, ...] = (
    known("owner", "claimed_by", "concerned"),
    in_person,
    not_concerned,
    other_than("owner", "owner_verifies"),
    other_than("claimed_by", "claimer_verifies"),
    looked_at,
)
_JUDGING: tuple[Guard, ...] = (
    known("owner", "today", "recurrences"),
    in_person,
    other_than("owner", "owner_verifies"),
    period_over,
)

GUARDS: Mapping[str, tuple[Guard, ...]] = {
    "agreed": (
        known("concerned", "owner", "proposer"),
        in_person,
        not_concerned,
        has("action_incomplete", "owner_post", "due_on"),
        other_than("proposer", "proposer_approves"),
        other_than("owner", "owner_approves"),
        consented,
    ),
    "in_progress": (documented,),
    "done_claimed": (known("evidence"), documented, evidenced),
    "verified": _VERIFYING,
    "reopened": (*_VERIFYING, reasoned),
    "effective": (*_JUDGING, not_recurred),
    "ineffective": _JUDGING,
}


def check(asked: Asked, facts: Facts) -> Refused | None:
    """Whether an action may take this step."""
    return first(GUARDS[asked.target], asked, facts)


ACTIONS = Machine(
    "proposed",
    (
        *steps("proposed", "agreed", HEAD),
        *steps("agreed reopened", "in_progress", RESPONDER, *OFFICERS),
        *steps("in_progress", "done_claimed", RESPONDER, *OFFICERS),
        *steps("done_claimed", "verified", *FIELD),
        *steps("done_claimed", "reopened", *FIELD),
        *steps("verified", "effective", INSPECTOR),
        *steps("verified", "ineffective", INSPECTOR),
    ),
    check,
)


def check_due(due: date, today: date, field: str = "due_on") -> Refused | None:
    """A deadline lies ahead."""
    return Refused("due_in_past", field=field, due=due) if due < today else None
