"""How a letter moves, and who gives numbers (``domain.md`` 7 and 10.13).

A register has no gaps and no doubles, so numbers come from the secretariat's vault of an office
alone; a number once given is never used again.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

from desktop.errors import Refused
from desktop.models.guards import (
    OFFICERS,
    SECRETARIAT,
    Guard,
    first,
    has,
    in_person,
    known,
    reasoned,
)
from desktop.models.transitions import Asked, Facts, Machine, steps

CONFINED = frozenset({"personnel_actions"})
"""Kinds whose letters are read by nobody but the holders of the case; elsewhere by the office."""
_FIELD: Final = re.compile(r"\{([^{}]*)\}")
WRITERS = (*OFFICERS, "setad_secretary")
"""Who writes drafts; the Setad's secretary only of what is before the Setad."""


def issued(_asked: Asked, facts: Facts) -> Refused | None:
    """What goes out is stored as it was issued, so that a reprint is the same bytes."""
    if facts["direction"] == "out" and not facts.get("pdf"):
        return Refused("letter_not_issued")
    return None


GUARDS: Mapping[str, tuple[Guard, ...]] = {
    "numbered": (in_person, has("letter_not_numbered", "year", "serial", "number", "letter_date")),
    "sent": (in_person, known("direction"), issued),
    "answered": (has("answer_letter_missing", "answer"),),
    "void": (reasoned,),
}


def check(asked: Asked, facts: Facts) -> Refused | None:
    """Whether a letter may take this step."""
    return first(GUARDS[asked.target], asked, facts)


LETTERS = Machine(
    "draft",
    (
        *steps("draft", "numbered", SECRETARIAT),
        *steps("numbered", "sent", SECRETARIAT),
        *steps("sent", "answered", SECRETARIAT),
        *steps("draft", "void", *OFFICERS),
        *steps("numbered sent", "void", SECRETARIAT),
    ),
    check,
)


def check_edit(state: str) -> Refused | None:
    """A letter is written until it has its number."""
    return None if state == "draft" else Refused("letter_numbered_already", state=state)


def check_template(body: Mapping[str, Any]) -> Refused | None:
    """A template asks only for fields that it declares."""
    paragraphs = body.get("body") or ()
    lines = [paragraphs] if isinstance(paragraphs, str) else list(paragraphs)
    known = body.get("fields") or {}
    for line in (str(body.get("subject") or ""), *map(str, lines)):
        unknown = next((name for name in _FIELD.findall(line) if name not in known), None)
        if unknown is not None:
            return Refused("template_field_unknown", field="body", name=unknown)
    return None


def number_of(year: int, serial: int) -> str:
    """The number as printed: year and place in the register."""
    return f"{year}/{serial}"
