"""Which commands a reader may perform now, so that pages offer no others.

It asks the same machines as the commands do; what is not offered here would be refused there.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

from desktop.models import guards
from desktop.models.inspections import action_rules, rules
from desktop.models.inspections.action_rules import ACTIONS
from desktop.models.inspections.finding_rules import FINDINGS
from desktop.models.reader import Reader
from desktop.models.transitions import Machine

_VISIT_STEPS: Final = {
    ("ordered", "in_progress"): "StartVisit",
    ("in_progress", "report_draft"): "EndOnSite",
    ("report_draft", "under_review"): "HandIn",
    ("under_review", "report_draft"): "ReturnReport",
    ("under_review", "approved"): "Approve",
    ("approved", "sent_to_agency"): "SendToAgency",
    ("sent_to_agency", "closed"): "CloseVisit",
}
_LEADERS: Final = frozenset({"StartVisit", "EndOnSite", "HandIn"})
_OUTSIDERS: Final = frozenset({"ReturnReport", "Approve", "CloseVisit"})
_ON_SITE: Final = (
    "AmendVisit",
    "AnswerQuestion",
    "RecordFinding",
    "ProposeAction",
    "AttachFile",
    "RecordUnitExplanation",
    "SignHandOver",
    "WriteSpecialReport",
)
_FINDING_STEPS: Final = {
    "answered": ("RecordAnswer",),
    "action_required": ("DecideFinding",),
    "closed": ("CloseFinding",),
    "withdrawn": ("WithdrawFinding",),
}
_ACTION_STEPS: Final = {
    "agreed": ("AgreeAction",),
    "in_progress": ("StartAction",),
    "done_claimed": ("ClaimDone",),
    "verified": ("VerifyAction",),
    "reopened": ("ReopenAction",),
    "effective": ("JudgeEffect",),
}


def _onward(reader: Reader, kind: str, machine: Machine, state: str) -> list[str]:
    """The states that a reader may ask for: of his role, or of what of it he was lent."""
    return [to for to in machine.onward(state, reader.role) if reader.may_move(kind, to)]


def of_visit(
    reader: Reader,
    state: str,
    *,
    leader: bytes,
    team: Collection[bytes],
    hidden: bool,
) -> tuple[str, ...]:
    """The commands on a visit."""
    found = []
    in_team = reader.person in team
    for target in _onward(reader, "visits", rules.VISITS, state):
        name = "CancelVisit" if target == "cancelled" else _VISIT_STEPS.get((state, target))
        if (
            name is None
            or (name in _LEADERS and reader.person != leader)
            or (name in _OUTSIDERS and in_team)
            or (name == "SendToAgency" and hidden)
        ):
            continue
        found.append(name)
    if state in rules.ON_SITE and in_team and reader.whole:
        found.extend(_ON_SITE)
    if reader.role == guards.HEAD and reader.whole:
        if state in rules.BEFORE_SITE:
            found.extend(("AmendVisit", "ChangeTeam"))
        if hidden and state not in rules.BEFORE_SITE and state != "in_progress":
            found.append("RevealVisit")
    return tuple(dict.fromkeys(found))


def of_finding(
    reader: Reader,
    state: str,
    *,
    visit_state: str,
    answer: str | None,
    reviewed: bool,
    team: Collection[bytes],
) -> tuple[str, ...]:
    """The commands on a finding."""
    found: list[str] = []
    in_team = reader.person in team
    for target in _onward(reader, "findings", FINDINGS, state):
        if target == "answered" or not in_team:
            found.extend(_FINDING_STEPS.get(target, ()))
    if in_team and visit_state in rules.ON_SITE and reader.whole:
        found.extend(("AmendFinding", "CorrectOnTheSpot", "RecordFindingPerson", "AttachFile"))
        if state == "draft":
            found.append("RemoveFinding")
    if reader.role == guards.HEAD and state not in ("draft", "withdrawn"):
        found.append("ProposePersonnelAction")
    contested = state == "answered" and answer == "contested"
    if contested and not in_team and reader.role in guards.FIELD and reader.whole:
        found.append("ReviewFinding")
    if contested and not reviewed and "DecideFinding" in found:
        found.remove("DecideFinding")
    return tuple(found)


def of_action(
    reader: Reader,
    state: str,
    *,
    visit_state: str,
    proposer: bytes,
    owner: bytes | None,
    consent_by: bytes | None,
    claimed_by: bytes | None,
    team: Collection[bytes],
) -> tuple[str, ...]:
    """The commands on a corrective action."""
    found: list[str] = []
    person = reader.person
    barred = {
        "AgreeAction": consent_by is None or person in {consent_by, proposer, owner},
        "VerifyAction": person in {owner, claimed_by},
        "ReopenAction": person in {owner, claimed_by},
        "JudgeEffect": person == owner,
    }
    for target in _onward(reader, "corrective_actions", ACTIONS, state):
        found.extend(name for name in _ACTION_STEPS.get(target, ()) if not barred.get(name, False))
    if not reader.whole:
        return tuple(found)
    if state in action_rules.EDITABLE:
        if reader.role in {guards.RESPONDER, *guards.OFFICERS}:
            found.append("ConsentToAction")
        writes = person in team and visit_state in rules.ON_SITE
        heads = reader.role == guards.HEAD and visit_state not in rules.ON_SITE
        if writes or (heads and visit_state not in {"closed", "cancelled"}):
            found.extend(("AmendAction", "RemoveAction"))
    if reader.role == guards.HEAD and state in action_rules.OPEN:
        found.append("MoveAction")
    if state not in action_rules.SETTLED and reader.role in {guards.RESPONDER, *guards.OFFICERS}:
        found.append("AttachFile")
    return tuple(found)
