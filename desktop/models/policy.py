"""The one role table: which role may write which kind (``domain.md`` section 10, «Roles»).

Headquarters enforces it for every change of every entry; a command meets the same check before
its entry is written. What is not named is not allowed. Steps are checked by each kind's machine.
"""

from __future__ import annotations

from collections.abc import Iterable

from desktop.errors import Refused
from desktop.models.identities import rules as identities

SYSTEM = "system"
"""The role of headquarters' own system vault: receipts, refusals, seeds, policy."""

_FIELD = frozenset({"inspector", "head_of_inspection"})
_CASE = _FIELD | {"agency_responder", "secretariat", "provincial_head"}
_DIRECTORY = frozenset({"administrator"})
_SETAD = frozenset({"setad_secretary", "setad_chair"})
_PERSONNEL = _SETAD | {
    *("head_of_inspection", "manager", "head_of_body", "personnel_office", "secretariat"),
}

WRITERS: dict[str, frozenset[str]] = {
    "visits": _FIELD | {"secretariat"},
    "visit_plans": _FIELD,
    "visit_members": _FIELD,
    "checklist_answers": _FIELD,
    "findings": _CASE,
    "finding_persons": _FIELD,
    "special_reports": _FIELD,
    "corrective_actions": _CASE,
    "hand_over_signatures": _FIELD,
    "setads": _DIRECTORY,
    "case_parties": _PERSONNEL,
    "personnel_actions": _PERSONNEL | {"setad_member"},
    "person_statements": _SETAD | {"secretariat"},
    "training_records": frozenset({"personnel_office"}),
    "report_cards": frozenset({"manager", "personnel_office", "head_of_inspection"}),
    "meetings": _SETAD | {"head_of_inspection", "manager"},
    "meeting_members": _SETAD | {"head_of_inspection", "manager"},
    "agenda_items": _SETAD,
    "votes": _SETAD | {"setad_member"},
    "meeting_decisions": _SETAD,
    "meeting_minutes": frozenset({"setad_chair"}),
    "attachments": _CASE | _PERSONNEL | {"administrator"},
    "transitions": _CASE | _PERSONNEL | {"administrator"},
    "letters": _CASE | {"setad_secretary"},
    "letter_templates": frozenset({"administrator", "secretariat"}),
    "provinces": _DIRECTORY,
    "counties": _DIRECTORY,
    "agencies": _DIRECTORY,
    "units": _DIRECTORY | _FIELD,
    "posts": _DIRECTORY | _FIELD,
    "persons": _DIRECTORY | _FIELD,
    "post_assignments": _DIRECTORY,
    "offices": _DIRECTORY,
    "reference_items": _DIRECTORY,
    "checklist_templates": _DIRECTORY,
    "users": _DIRECTORY,
    "subscriptions": frozenset({"analyst"}),
    "identities": identities.RECORDERS | identities.SEALERS,
    "identity_keys": identities.RECORDERS | identities.SEALERS,
    "contact_groups": frozenset({identities.CUSTODIAN}),
    "contact_group_members": frozenset({identities.CUSTODIAN}),
    "identity_openings": identities.OPENERS | identities.AGENCY | {identities.OFFICER},
    "seal_requests": frozenset({identities.OFFICER}),
    "index_keys": frozenset(),
    "refusals": frozenset(),
    "disposals": frozenset(),
}
PROVISIONAL_ONLY = frozenset({"units", "posts", "persons"})
"""Kinds of which all but an administrator may only record what is marked provisional."""


def may_write(role: str, kind: str) -> bool:
    """Whether a role may write a kind at all; headquarters' system vault writes everything."""
    return role == SYSTEM or role in WRITERS.get(kind, frozenset())


def check_writes(role: str, kinds: Iterable[str]) -> Refused | None:
    """The first kind that a role may not write, as a refusal."""
    for kind in kinds:
        if not may_write(role, kind):
            return Refused("kind_not_for_role", role=role, kind=kind)
    return None
