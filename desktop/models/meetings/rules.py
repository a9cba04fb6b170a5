"""How a meeting moves (``domain.md`` 10.10): called, held, closed by signed minutes."""

from __future__ import annotations

from collections.abc import Mapping

from desktop.errors import Refused
from desktop.models.guards import HEAD, Guard, first, has, in_person, known, reasoned
from desktop.models.personnel_actions.rules import MANAGER, SETAD_CHAIR, SETAD_SECRETARY
from desktop.models.transitions import Asked, Facts, Machine, steps

CALLERS = (SETAD_SECRETARY, SETAD_CHAIR, HEAD, MANAGER)
PURPOSES = (
    *("setad", "culture_council", "subsidiary_managers", "briefing", "working_group"),
    *("citizens_rights",),
)
VOTERS = frozenset({"chair", "secretary", "member"})
"""Duties of who counts towards a quorum and votes; clerks and guests do not."""
OPEN = frozenset({"planned", "held"})
"""States in which the meeting's own records are still written."""


def quorate(_asked: Asked, facts: Facts) -> Refused | None:
    """A meeting is held by as many as its quorum asks."""
    count, quorum = int(facts["present"]), int(facts["quorum"])
    if count < quorum:
        return Refused("below_quorum", present=count, quorum=quorum)
    return None


def begun(_asked: Asked, facts: Facts) -> Refused | None:
    """It is not held before it is time."""
    if not facts.get("started_at"):
        return Refused("start_missing", field="started_at")
    return (
        Refused("start_in_future", field="started_at")
        if (facts["started_at"] > facts["now"])
        else None
    )


def all_decided(_asked: Asked, facts: Facts) -> Refused | None:
    """Minutes are signed when every item has its outcome."""
    left = facts["undecided"]
    return Refused("agenda_undecided", items=left, count=len(left)) if left else None


def by_its_chair(asked: Asked, facts: Facts) -> Refused | None:
    """The chair of this meeting signs."""
    return None if facts["chair"] == asked.actor.hex() else Refused("not_the_chair")


GUARDS: Mapping[str, tuple[Guard, ...]] = {
    "held": (in_person, known("present", "quorum", "now"), begun, quorate),
    "signed": (
        in_person,
        known("undecided", "chair"),
        by_its_chair,
        all_decided,
        has("minutes_missing", "pdf"),
    ),
    "cancelled": (in_person, reasoned),
}


def check(asked: Asked, facts: Facts) -> Refused | None:
    """Whether a meeting may take this step."""
    return first(GUARDS[asked.target], asked, facts)


MEETINGS = Machine(
    "planned",
    (
        *steps("planned", "held", SETAD_SECRETARY, SETAD_CHAIR),
        *steps("held", "signed", SETAD_CHAIR),
        *steps("planned", "cancelled", *CALLERS),
    ),
    check,
)


def check_vote(
    duty: str | None,
    *,
    present: bool,
    person: bytes,
    proposer: bytes | None,
    concerned: bytes | None,
) -> Refused | None:
    """Who may vote on an item: a voting member who is there, in nobody's own matter."""
    if duty not in VOTERS:
        return Refused("not_a_voter")
    if person == proposer:
        return Refused("proposer_votes")
    if person == concerned:
        return Refused("person_concerned_votes")
    return None if present else Refused("vote_of_absent")
