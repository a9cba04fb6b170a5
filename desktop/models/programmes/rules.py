"""How plans, occurrences and quarter reports move (``domain.md`` 10.5), and who moves them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from desktop.errors import Refused
from desktop.models.guards import Guard, first, has, in_person, known, other_than, reasoned
from desktop.models.transitions import Asked, Facts, Machine, steps

OWNER: Final = "programme_owner"
SECRETARY: Final = "citizens_rights_secretary"
GOVERNORATE: Final = "social_affairs_dg"
CENTRAL: Final = "central_secretariat"
READERS: Final = frozenset({OWNER, SECRETARY, GOVERNORATE, CENTRAL})
"""Roles that hold programmes and have their place in the rail."""

EDITABLE: Final = frozenset({"draft", "returned"})
"""States of a plan in which its items change."""
HAPPENED: Final = frozenset({"held", "evidence_added", "accepted", "returned"})
"""States of an occurrence that took place; proof or no proof."""
AT_HEADQUARTERS: Final = frozenset({"sent", "received", "accepted", "sent_back"})


def complete(_asked: Asked, facts: Facts) -> Refused | None:
    """A plan is handed in when each item has an owner and a date or target, or a reason."""
    left = facts["incomplete"]
    return Refused("plan_incomplete", items=left, count=len(left)) if left else None


def whole(_asked: Asked, facts: Facts) -> Refused | None:
    """A pack has its obligatory parts: PDF, XLSX, manifest (G4)."""
    left = facts["missing"]
    return Refused("pack_incomplete", parts=left) if left else None


_PLAN_GUARDS: Mapping[str, tuple[Guard, ...]] = {
    "submitted": (in_person, known("incomplete"), complete),
    "approved": (
        in_person,
        known("author", "incomplete"),
        other_than("author", "plan_own_author"),
        complete,
    ),
    "returned": (in_person, reasoned),
    "closed": (in_person, known("ended")),
}
_OCCURRENCE_GUARDS: Mapping[str, tuple[Guard, ...]] = {
    "held": (in_person, known("day")),
    "evidence_added": (in_person, has("evidence_missing", "evidence")),
    "accepted": (
        in_person,
        known("recorder"),
        has("evidence_missing", "evidence"),
        other_than("recorder", "occurrence_own_recorder"),
    ),
    "returned": (in_person, reasoned),
}
_REPORT_GUARDS: Mapping[str, tuple[Guard, ...]] = {
    "drafted": (in_person, known("author")),
    "signed": (
        in_person,
        known("missing", "author"),
        whole,
        other_than("author", "report_own_author"),
    ),
    "sent": (in_person, has("letter_number_missing", "letter_number", "letter_date")),
    "received": (in_person,),
    "accepted": (in_person,),
    "sent_back": (in_person, reasoned),
}


def check_plan(asked: Asked, facts: Facts) -> Refused | None:
    """Whether a plan may take this step."""
    return first(_PLAN_GUARDS[asked.target], asked, facts)


def check_occurrence(asked: Asked, facts: Facts) -> Refused | None:
    """Whether an occurrence may take this step."""
    return first(_OCCURRENCE_GUARDS[asked.target], asked, facts)


def check_report(asked: Asked, facts: Facts) -> Refused | None:
    """Whether a quarter report may take this step."""
    return first(_REPORT_GUARDS[asked.target], asked, facts)


PLANS = Machine(
    "draft",
    (
        *steps("draft returned", "submitted", OWNER),
        *steps("submitted", "approved", SECRETARY),
        *steps("submitted approved", "returned", SECRETARY),
        *steps("approved", "closed", SECRETARY),
    ),
    check_plan,
)
OCCURRENCES = Machine(
    "planned",
    (
        *steps("planned", "held", OWNER),
        *steps("held returned", "evidence_added", OWNER),
        *steps("evidence_added", "accepted", SECRETARY),
        *steps("evidence_added accepted", "returned", SECRETARY),
    ),
    check_occurrence,
)
REPORTS = Machine(
    "open",
    (
        *steps("open sent_back", "drafted", OWNER),
        *steps("drafted", "signed", SECRETARY),
        *steps("signed", "sent", SECRETARY),
        *steps("sent", "received", CENTRAL),
        *steps("received", "accepted", CENTRAL),
        *steps("sent received", "sent_back", CENTRAL),
    ),
    check_report,
)
