"""How a finding moves (``domain.md`` 10.2)."""

from __future__ import annotations

from collections.abc import Mapping

from desktop.errors import Refused
from desktop.models.guards import (
    FIELD,
    HEAD,
    OFFICERS,
    RESPONDER,
    SECRETARIAT,
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
from desktop.models.inspections.rules import by_leader, followed_up, outside_team
from desktop.models.transitions import Asked, Facts, Machine, steps

ANSWERS = frozenset({"accepted", "contested"})
TYPES = frozenset({"nonconformity", "conformity", "improvement", "good_practice"})
SEVERITIES = ("observation", "minor", "major", "critical")


def answer_known(_asked: Asked, facts: Facts) -> Refused | None:
    """The agency accepts the finding or contests it, in words."""
    if facts.get("answer") not in ANSWERS:
        return Refused("answer_kind_missing", field="answer")
    return None if facts.get("text") else Refused("answer_text_missing", field="text")


def second_reviewed(asked: Asked, facts: Facts) -> Refused | None:
    """A contested finding was looked at by a second person from outside the team."""
    if facts["answer"] != "contested":
        return None
    reviewer = facts.get("reviewer")
    if not reviewer:
        return Refused("second_reviewer_missing")
    if reviewer == asked.actor.hex() or reviewer in facts["team"]:
        return Refused("second_reviewer_not_another")
    return None


_DECISION = (known("team", "concerned"), in_person, outside_team, not_concerned)
_VERDICT: tuple[Guard, ...] = (
    *_DECISION,
    known("answer", "answered_by"),
    reasoned,
    other_than("answered_by", "answer_recorded_by_same"),
    second_reviewed,
)

GUARDS: Mapping[str, tuple[Guard, ...]] = {
    "confirmed": (
        known("leader"),
        in_person,
        by_leader,
        has("criterion_missing", "criterion"),
    ),
    "communicated": (
        in_person,
        has("letter_not_numbered", "letter_number", "letter_date"),
    ),
    "answered": (documented, answer_known),
    "action_required": _VERDICT,
    "no_action": _VERDICT,
    "closed": (*_DECISION, known("open_actions"), followed_up),
    "withdrawn": (*_DECISION, reasoned),
}


def check(asked: Asked, facts: Facts) -> Refused | None:
    """Whether a finding may take this step."""
    return first(GUARDS[asked.target], asked, facts)


FINDINGS = Machine(
    "draft",
    (
        *steps("draft", "confirmed", *FIELD),
        *steps("confirmed", "communicated", SECRETARIAT),
        *steps("communicated", "answered", RESPONDER, *OFFICERS),
        *steps("answered", "action_required", HEAD),
        *steps("answered", "no_action", HEAD),
        *steps("action_required no_action", "closed", HEAD),
        *steps("confirmed", "withdrawn", HEAD),
    ),
    check,
)


def check_review(
    state: str, answer: str | None, actor: bytes, team: set[bytes], concerned: set[bytes]
) -> Refused | None:
    """The second look at a contested finding is that of a person from outside."""
    if state != "answered" or answer != "contested":
        return Refused("finding_not_contested")
    if actor in team:
        return Refused("own_team")
    return Refused("person_concerned") if actor in concerned else None


def check_shape(kind: str, severity: str, description: str | None) -> Refused | None:
    """A finding says what was seen, of which type and how severe."""
    if not description:
        return Refused("description_missing", field="description")
    if kind not in TYPES:
        return Refused("finding_type_unknown", field="type")
    return None if severity in SEVERITIES else Refused("severity_unknown", field="severity")
