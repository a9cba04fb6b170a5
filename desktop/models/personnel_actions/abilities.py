"""Which commands a reader may perform on a personnel action now; pages offer no others."""

from __future__ import annotations

from typing import Final

from desktop.models import guards
from desktop.models.personnel_actions import rules
from desktop.models.personnel_actions.settings import KindSetting
from desktop.models.reader import Reader

_STEPS: Final = {
    "heard": "HearPerson",
    "issued": "IssuePersonnelAction",
    "sent_to_authority": "SendToAuthority",
    "answered": "RecordAuthorityAnswer",
    "notified": "NotifyPerson",
    "objected": "RecordObjection",
    "upheld": "DecideObjection",
    "filed": "FilePersonnelAction",
    "done": "FinishPersonnelAction",
    "withdrawn": "WithdrawPersonnelAction",
}
_LETTER_WRITERS: Final = (*guards.OFFICERS, rules.SETAD_SECRETARY)


def of_action(
    reader: Reader,
    state: str,
    *,
    kind: str,
    setting: KindSetting,
    filed: bool,
    person: bytes,
    proposer: bytes,
    intent: str | None,
    intent_confirmed: bool,
    objects: bool,
) -> tuple[str, ...]:
    """The commands on one action; nobody is offered anything about himself."""
    if reader.person == person:
        return ()
    found: list[str] = []
    mine = reader.person == proposer
    for target in rules.PERSONNEL_ACTIONS.onward(state, reader.role):
        name = _STEPS.get(target)
        if name is None or name in found:
            continue
        barred = {
            "HearPerson": setting.road != "setad",
            "IssuePersonnelAction": kind == "removal_proposal"
            or (state == "proposed" and setting.road != "direct")
            or (state == "heard" and setting.vote),
            "SendToAuthority": kind != "removal_proposal",
            "WithdrawPersonnelAction": not mine,
            "FilePersonnelAction": not filed,
            "FinishPersonnelAction": setting.road != "direct",
            "RecordObjection": not objects,
        }
        if not barred.get(name, False):
            found.append(name)
    if state == "returned" and mine and reader.role in rules.PROPOSERS:
        found.append("ResubmitPersonnelAction")
    if intent and not intent_confirmed and not mine and state in rules.UNDECIDED:
        found.append("ConfirmIntent")
    if state not in ("rejected", "withdrawn", "filed") and reader.role in _LETTER_WRITERS:
        found.append("DraftLetter")
    if state not in ("rejected", "withdrawn", "filed"):
        found.append("NameParty")
    return tuple(found)
