"""How a visit moves, who may move it, and what it needs for that (``domain.md`` 10.1).

Pure: the command gathers the facts (``facts.py``), headquarters checks the stored ones again.
Findings and actions have their own modules beside this one.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import Any

from desktop.errors import Refused
from desktop.models.guards import (
    FIELD,
    HEAD,
    SECRETARIAT,
    Guard,
    first,
    for_roles,
    has,
    in_person,
    known,
    not_concerned,
    reasoned,
)
from desktop.models.inspections.rows import Gap
from desktop.models.transitions import Asked, Facts, Machine, steps

ON_SITE = frozenset({"in_progress", "report_draft"})
"""States of a visit in which its team writes; a report handed in is amended after its return."""
BEFORE_SITE = frozenset({"draft", "ordered"})
"""States of a visit in which the head may still change the order."""
BEFORE_APPROVAL = "draft ordered in_progress report_draft under_review"
SIGNED_WAYS = frozenset({"drawn", "paper"})
WAYS = SIGNED_WAYS | {"refused"}
UNIT_SIDE = "unit_head"
INSPECTION_SIDES = ("leader", "inspector")


def by_leader(asked: Asked, facts: Facts) -> Refused | None:
    """Team leader is a function on the visit, not a role."""
    return None if facts["leader"] == asked.actor.hex() else Refused("not_team_leader")


def outside_team(asked: Asked, facts: Facts) -> Refused | None:
    """Nobody decides on a visit that he was part of."""
    return Refused("own_team") if asked.actor.hex() in facts["team"] else None


def covert_reasoned(_asked: Asked, facts: Facts) -> Refused | None:
    """A covert visit needs a prior order with a written reason."""
    if facts["covert"] and not (facts.get("covert_reason") or "").strip():
        return Refused("covert_reason_missing", field="covert_reason")
    return None


def revealed(_asked: Asked, facts: Facts) -> Refused | None:
    """What is sent to the agency is no longer covert."""
    return Refused("visit_not_revealed") if facts["hidden"] else None


def begun(_asked: Asked, facts: Facts) -> Refused | None:
    """A visit begins on site, now or earlier."""
    started = facts.get("started_at")
    if not started:
        return Refused("start_missing", field="started_at")
    if started > facts["now"]:
        return Refused("start_in_future", field="started_at")
    return None


def ended(_asked: Asked, facts: Facts) -> Refused | None:
    """A visit ends after it began."""
    end = facts.get("ended_at")
    if not end:
        return Refused("end_missing", field="ended_at")
    if end < facts["started_at"]:
        started = datetime.fromisoformat(facts["started_at"])
        return Refused("end_before_start", field="ended_at", started=started)
    return Refused("end_in_future", field="ended_at") if end > facts["now"] else None


def answered(_asked: Asked, facts: Facts) -> Refused | None:
    """The checklist is answered or marked not applicable."""
    gaps = [gap for gap in facts["checklist"] if gap["code"] == "answer_missing"]
    return Refused("checklist_unanswered", missing=gaps, count=len(gaps)) if gaps else None


def complete(_asked: Asked, facts: Facts) -> Refused | None:
    """Everything that handing in needs, all that is missing at once."""
    missing = [gap for gap in gap_facts(facts) if gap.get("hard", True)]
    return Refused("hand_in_incomplete", missing=missing, count=len(missing)) if missing else None


def followed_up(_asked: Asked, facts: Facts) -> Refused | None:
    """All corrective actions are verified, or moved to another visit."""
    open_actions = facts["open_actions"]
    if open_actions:
        return Refused("actions_open", actions=open_actions, count=len(open_actions))
    return None


_DECISION = (known("team", "concerned"), in_person, outside_team, not_concerned)
_LEADER = (known("leader"), in_person, by_leader)

GUARDS: Mapping[tuple[str, str], tuple[Guard, ...]] = {
    ("draft", "ordered"): (
        known("covert"),
        in_person,
        has("order_letter_missing", "order_number", "order_date", "order_issuer"),
        covert_reasoned,
    ),
    ("ordered", "in_progress"): (*_LEADER, known("now"), begun),
    ("in_progress", "report_draft"): (
        *_LEADER,
        known("now", "checklist", "started_at"),
        ended,
        answered,
    ),
    ("report_draft", "under_review"): (
        *_LEADER,
        known("checklist", "findings", "signatures", "covert"),
        complete,
    ),
    ("under_review", "report_draft"): (*_DECISION, reasoned),
    ("under_review", "approved"): _DECISION,
    ("approved", "sent_to_agency"): (
        known("hidden"),
        in_person,
        has("letter_not_numbered", "letter_number", "letter_date"),
        revealed,
    ),
    ("sent_to_agency", "closed"): (*_DECISION, known("open_actions"), followed_up),
}
CANCELLING = (in_person, reasoned)


def check(asked: Asked, facts: Facts) -> Refused | None:
    """Whether a visit may take this step."""
    if asked.target == "cancelled":
        return first(CANCELLING, asked, facts)
    return first(GUARDS[(asked.source, asked.target)], asked, facts)


VISITS = Machine(
    "draft",
    (
        *steps("draft", "ordered", HEAD),
        *steps("ordered", "in_progress", *FIELD),
        *steps("in_progress", "report_draft", *FIELD),
        *steps("report_draft", "under_review", *FIELD),
        *steps("under_review", "report_draft", HEAD),
        *steps("under_review", "approved", HEAD),
        *steps("approved", "sent_to_agency", SECRETARIAT),
        *steps("sent_to_agency", "closed", HEAD),
        *steps(BEFORE_APPROVAL, "cancelled", HEAD),
    ),
    check,
)


def check_report(asked: Asked, facts: Facts) -> Refused | None:
    """Whether a special report may be made final: by the leader, with what it must hold (6.5)."""
    return first(
        (*_LEADER, has("special_report_incomplete", "title", "details", "rule", "evidence")),
        asked,
        facts,
    )


SPECIAL_REPORTS = Machine("draft", steps("draft", "final", *FIELD), check_report)


def check_order(number: str | None, issuer: str | None, remit: str | None) -> Refused | None:
    """An order keeps its letter and says what is examined."""
    if not remit:
        return Refused("remit_missing", field="remit")
    values = {"order_number": number, "order_issuer": issuer}
    missing = next((name for name, value in values.items() if not value), None)
    return Refused("order_letter_missing", field=missing) if missing else None


def check_times(start: datetime | None, end: datetime | None, now: datetime) -> Refused | None:
    """A visit begins before it ends, and neither lies ahead."""
    if start is not None and start > now:
        return Refused("start_in_future", field="started_at")
    if end is not None and start is not None and end < start:
        return Refused("end_before_start", field="ended_at", started=start)
    return Refused("end_in_future", field="ended_at") if end is not None and end > now else None


def check_reveal(
    state: str, visibility: str, revealed_at: datetime | None, role: str
) -> Refused | None:
    """A head reveals a covert visit once, and not before it is over on site (A9)."""
    refused = for_roles(role, "revealed", HEAD)
    if refused is not None:
        return refused
    if visibility != "covert" or revealed_at is not None:
        return Refused("visit_not_covert")
    over = state not in BEFORE_SITE and state != "in_progress"
    return None if over else Refused("reveal_too_early")


def check_team_edit(state: str, actor: bytes, team: Collection[bytes]) -> Refused | None:
    """What was seen is written by the team, on site and until the report is handed in."""
    if actor not in team:
        return Refused("not_in_team")
    return None if state in ON_SITE else Refused("visit_not_editable", state=state)


def check_order_edit(state: str, role: str) -> Refused | None:
    """The order is changed by a head, until the visit begins."""
    if state in BEFORE_SITE or role != HEAD:
        return for_roles(role, "ordered", HEAD)
    return Refused("visit_not_editable", state=state)


def gap_facts(facts: Facts) -> Iterable[dict[str, Any]]:
    """What handing in still needs, hard and soft, in the order of the form."""
    yield from facts["checklist"]
    for finding in facts["findings"]:
        place = {"finding_id": finding["id"], "finding": finding["number"], "item": finding["item"]}
        if not finding["criterion"]:
            yield {"code": "criterion_missing", **place}
        if not finding["evidence"]:
            yield {"code": "evidence_missing", **place}
    signatures = facts["signatures"]
    if not any(signatures.get(side) in SIGNED_WAYS for side in INSPECTION_SIDES):
        yield {"code": "inspector_signature_missing"}
    if facts["covert"]:
        return
    if signatures.get(UNIT_SIDE) not in WAYS:
        yield {"code": "unit_signature_missing"}
    if facts["findings"] and not facts.get("unit_explanation"):
        yield {"code": "unit_explanation_missing", "hard": False}


def gaps(facts: Facts) -> tuple[Gap, ...]:
    """The same as lines of «پیش از پایان», with the places to jump to."""
    return tuple(
        Gap(**{**gap, "finding_id": bytes.fromhex(gap["finding_id"])})
        if gap.get("finding_id")
        else Gap(**gap)
        for gap in gap_facts(facts)
    )
