"""Registers the synced kinds of inspections with their scopes, parts and states."""

from __future__ import annotations

from desktop.models.inspections.action_rules import ACTIONS
from desktop.models.inspections.finding_rules import FINDINGS
from desktop.models.inspections.records import (
    ChecklistAnswer,
    CorrectiveAction,
    Finding,
    FindingPerson,
    HandOverSignature,
    SpecialReport,
    Visit,
    VisitMember,
    VisitPlan,
)
from desktop.models.inspections.rules import SPECIAL_REPORTS, VISITS
from desktop.models.inspections.scopes import (
    action_scopes,
    case_part_scopes,
    finding_scopes,
    part_scopes,
    person_part_scopes,
    visit_scopes,
)
from desktop.models.registry import Kind, register

_OF_ANY = (("attachments", "record_id"), ("transitions", "record_id"))

for _kind in (
    Kind(
        Visit,
        visit_scopes,
        parents=("units",),
        children=(
            ("visit_plans", "visit_id"),
            ("visit_members", "visit_id"),
            ("checklist_answers", "visit_id"),
            ("findings", "visit_id"),
            ("corrective_actions", "visit_id"),
            ("hand_over_signatures", "visit_id"),
            ("special_reports", "visit_id"),
            *_OF_ANY,
        ),
        searched=("code", "unit_name", "remit"),
        states=VISITS,
    ),
    Kind(VisitPlan, case_part_scopes, parents=("visits", "units")),
    Kind(VisitMember, part_scopes, parents=("visits",)),
    Kind(ChecklistAnswer, part_scopes, parents=("visits",), policy="set"),
    Kind(
        Finding,
        finding_scopes,
        parents=("visits",),
        children=(("finding_persons", "finding_id"), *_OF_ANY),
        searched=("description", "place"),
        states=FINDINGS,
    ),
    Kind(FindingPerson, person_part_scopes, parents=("findings",)),
    Kind(
        CorrectiveAction,
        action_scopes,
        parents=("visits", "findings"),
        children=_OF_ANY,
        searched=("description", "owner_post"),
        states=ACTIONS,
    ),
    Kind(
        HandOverSignature,
        part_scopes,
        parents=("visits",),
        children=_OF_ANY,
        blob_fields=("image_sha256",),
    ),
    Kind(
        SpecialReport,
        case_part_scopes,
        parents=("visits",),
        children=_OF_ANY,
        states=SPECIAL_REPORTS,
    ),
):
    register(_kind)
