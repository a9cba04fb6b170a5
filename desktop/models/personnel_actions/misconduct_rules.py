"""How a line of the register of misconduct moves: prevented, referred, or closed (P4.2, P4.3)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from desktop.errors import Refused
from desktop.models.guards import HEAD, Guard, first, has, in_person, known, reasoned
from desktop.models.personnel_actions.fairness import not_self
from desktop.models.transitions import Asked, Facts, Machine, steps

SETAD_SECRETARY: Final = "setad_secretary"
MANAGER: Final = "manager"
KEEPERS: Final = (HEAD, SETAD_SECRETARY)
"""Who enters lines; whoever is named may add a measure, a direct manager too."""
LEADERS: Final = (*KEEPERS, MANAGER)
READERS: Final = (*LEADERS, "setad_chair", "head_of_body", "personnel_office", "secretariat")
"""Who may be named on a line, and so sees it."""

OPEN: Final = frozenset({"entered", "in_prevention"})


def measured(_asked: Asked, facts: Facts) -> Refused | None:
    """The preventive path has begun when something was done, and not before."""
    return None if facts["measures"] else Refused("measure_missing", field="kind")


_BASE: tuple[Guard, ...] = (known("person"), in_person, not_self)
GUARDS: Mapping[str, tuple[Guard, ...]] = {
    "in_prevention": (*_BASE, known("measures"), measured),
    "prevented": (*_BASE, known("measures"), measured, reasoned),
    "referred": (*_BASE, has("referral_missing", "referral")),
    "closed": (*_BASE, reasoned),
}


def check(asked: Asked, facts: Facts) -> Refused | None:
    """Whether a line may take this step."""
    return first(GUARDS[asked.target], asked, facts)


MISCONDUCT = Machine(
    "entered",
    (
        *steps("entered", "in_prevention", *LEADERS),
        *steps("in_prevention", "prevented", *KEEPERS),
        *steps("entered in_prevention", "referred", *KEEPERS),
        *steps("entered", "closed", *KEEPERS),
    ),
    check,
)
