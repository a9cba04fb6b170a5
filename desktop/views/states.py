"""How the state of any record looks, where several features stand side by side: data."""

from __future__ import annotations

from importlib import import_module

from desktop.views.shared.pill import PillLook

_LOOKS = {
    "visits": "desktop.views.inspections.looks",
    "findings": "desktop.views.inspections.looks",
    "corrective_actions": "desktop.views.inspections.looks",
    "special_reports": "desktop.views.inspections.looks",
    "personnel_actions": "desktop.views.personnel_actions.looks",
    "misconduct_records": "desktop.views.personnel_actions.looks",
    "meetings": "desktop.views.meetings.looks",
    "year_plans": "desktop.views.programmes.looks",
    "plan_items": "desktop.views.programmes.looks",
    "action_occurrences": "desktop.views.programmes.looks",
    "quarter_reports": "desktop.views.programmes.looks",
    "letters": "desktop.views.letters.looks",
}


def state_look(kind: str, state: str) -> PillLook:
    """The pill of a state, by the kind of the record."""
    look: PillLook = import_module(_LOOKS[kind]).state_look(kind, state)
    return look
