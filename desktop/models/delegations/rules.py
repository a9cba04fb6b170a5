"""How a delegation moves, and what may be done under one (``domain.md`` 10.15).

Pure: the laptop asks before it writes, headquarters asks again. Only what one holds is lent, and
not further on; the delegate acts in his own name, so that a rule about persons binds him too.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from desktop.errors import Refused
from desktop.models import behalf
from desktop.models.calendar import iran_day
from desktop.models.guards import HEAD, OFFICERS, SECRETARIAT, Guard, first, in_person, known
from desktop.models.transitions import Asked, Facts, Machine, steps

PROVINCIAL: Final = "provincial_head"
LENDERS: Final = (*OFFICERS, PROVINCIAL)
"""Roles that may be lent."""
REASONS: Final = ("leave", "mission", "in_team", "other")
MOST_DAYS: Final = 400

Move = tuple[str, str]
"""A kind, and the state that a step brings its record to."""


@dataclass(frozen=True, slots=True)
class Named:
    """Steps that can be lent by name: of which role, and what they move."""

    role: str
    moves: frozenset[Move]


STEPS: Final[Mapping[str, Named]] = {
    "approve_reports": Named(HEAD, frozenset({("visits", "approved"), ("visits", "report_draft")})),
    "decide_findings": Named(
        HEAD,
        frozenset(
            {("findings", one) for one in ("action_required", "no_action", "closed", "withdrawn")}
        ),
    ),
    "agree_actions": Named(HEAD, frozenset({("corrective_actions", "agreed")})),
    "verify_actions": Named(
        HEAD, frozenset({("corrective_actions", "verified"), ("corrective_actions", "reopened")})
    ),
    "close_visits": Named(HEAD, frozenset({("visits", "closed"), ("findings", "closed")})),
    "number_letters": Named(SECRETARIAT, frozenset({("letters", "numbered"), ("letters", "sent")})),
    "send_reports": Named(
        SECRETARIAT,
        frozenset(
            {("visits", "sent_to_agency"), ("findings", "communicated"), ("letters", "sent")}
        ),
    ),
}


def moves_of(names: Collection[str]) -> frozenset[Move] | None:
    """What may be moved; None where the whole role is lent."""
    return None if not names else frozenset().union(*(STEPS[n].moves for n in names if n in STEPS))


def by_the_lender(asked: Asked, facts: Facts) -> Refused | None:
    """Nobody signs away what is another's, or what he himself has on loan."""
    if facts["from"] != asked.actor.hex():
        return Refused("delegation_not_yours")
    return None if facts["role"] == asked.role else Refused("delegation_beyond", role=asked.role)


def to_another(_asked: Asked, facts: Facts) -> Refused | None:
    """Who is his own delegate has none."""
    return Refused("delegation_to_oneself", field="to") if facts["from"] == facts["to"] else None


def still_ahead(_asked: Asked, facts: Facts) -> Refused | None:
    """A delegation is not signed for days that are over."""
    ends = date.fromisoformat(facts["ends"])
    return (
        Refused("delegation_past", field="ends")
        if facts["today"] > facts["ends"]
        else (check_days(date.fromisoformat(facts["starts"]), ends))
    )


_SIGNING: tuple[Guard, ...] = (
    known("from", "to", "role", "starts", "ends", "today"),
    in_person,
    by_the_lender,
    to_another,
    still_ahead,
)
_ENDING: tuple[Guard, ...] = (known("from", "role"), in_person, by_the_lender)
GUARDS: Mapping[str, tuple[Guard, ...]] = {"signed": _SIGNING, "revoked": _ENDING}


def check(asked: Asked, facts: Facts) -> Refused | None:
    """Whether a delegation may take this step."""
    if behalf.delegation_of(asked.on_behalf_of) is not None:
        return Refused("delegation_passed_on")
    return first(GUARDS[asked.target], asked, facts)


DELEGATIONS = Machine(
    "draft",
    (*steps("draft", "signed", *LENDERS), *steps("draft signed", "revoked", *LENDERS)),
    check,
)


def check_days(starts: date, ends: date) -> Refused | None:
    """It begins before it ends, and is no office for life."""
    if ends < starts:
        return Refused("delegation_days_wrong", field="ends")
    if (ends - starts).days > MOST_DAYS:
        return Refused("delegation_too_long", field="ends", most=MOST_DAYS)
    return None


def check_terms(
    role: str, names: Iterable[str], lent: Collection[str], reason: str
) -> Refused | None:
    """What is lent is of the role, somewhere, and for a reason."""
    if role not in LENDERS:
        return Refused("delegation_beyond", role=role)
    if any(name not in STEPS or STEPS[name].role != role for name in names):
        return Refused("delegation_step_unknown", field="steps")
    if not lent:
        return Refused("delegation_scope_missing", field="lent")
    return None if reason in REASONS else Refused("delegation_reason_missing", field="reason")


def standing(state: str, starts: date, ends: date, today: date) -> str:
    """The state as a person reads it: a signed one begins and ends by its days."""
    if state != "signed":
        return state
    if today < starts:
        return "signed"
    return "active" if today <= ends else "ended"


def check_use(
    row: Mapping[str, Any] | None, *, actor: bytes, role: str, on_behalf_of: str, at: datetime
) -> Refused | None:
    """Whether somebody may act under a delegation at a moment; ``row`` is as it is stored."""
    if row is None or row["deleted_at"] is not None or row["state"] == "draft":
        return Refused("delegation_unknown")
    if (row["to_id"], row["role"]) != (actor, role):
        return Refused("delegation_of_another")
    if on_behalf_of != behalf.as_delegate(row["id"], row["from_words"]):
        return Refused("delegation_unknown")
    day = iran_day(at).isoformat()
    if day < row["starts"]:
        return Refused("delegation_not_begun", starts=date.fromisoformat(row["starts"]))
    if day > row["ends"]:
        return Refused("delegation_over", ends=date.fromisoformat(row["ends"]))
    ended = row["revoked_at"]
    if row["state"] == "revoked" and (ended is None or datetime.fromisoformat(ended) <= at):
        return Refused("delegation_revoked")
    return None


Written = tuple[str, bytes, Mapping[str, Any]]
"""A change of an entry: kind, id and values as they are stored."""


def check_covered(names: Collection[str], changes: Iterable[Written]) -> Refused | None:
    """Whether everything that an entry writes was lent; a delegation itself is never.

    Where steps are named, an entry takes such steps, and besides writes on what it moves alone.
    """
    written = list(changes)
    if any(kind == "delegations" for kind, _, _ in written):
        return Refused("delegation_passed_on")
    allowed = moves_of(names)
    if allowed is None:
        return None
    if not written:
        return None
    moved = set()
    for kind, _, values in written:
        if kind == "transitions":
            if (values.get("record_kind"), values.get("to_state")) not in allowed:
                return Refused("delegation_step_not_lent")
            moved.add((values.get("record_kind"), values.get("record_id")))
    others = {(kind, key) for kind, key, _ in written if kind != "transitions"}
    return None if moved and others <= moved else Refused("delegation_step_not_lent")


def names_of(packed: str) -> list[str]:
    """The names in a stored list. Raises ValueError."""
    found = json.loads(packed)
    if not isinstance(found, list) or not all(isinstance(one, str) for one in found):
        raise ValueError("no list of names")
    return found
