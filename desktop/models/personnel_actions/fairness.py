"""The guards that keep a file on a person fair: pure functions of what is asked and its facts.

Persons are compared, not roles (``domain.md`` 10, «Separation of duties»; 10.4; 11.8).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Final

from desktop.errors import Refused
from desktop.models.guards import Guard
from desktop.models.transitions import Asked, Facts

KINDS: Final = (
    *("reward_material", "reward_nonmaterial", "guidance", "training_referral", "caution"),
    *("board_referral", "removal_proposal", "removal_recorded", "art9_recorded"),
)
CHOICES: Final = ("yes", "no", "abstain")


def known_kind(_asked: Asked, facts: Facts) -> Refused | None:
    """A kind of the table; nothing else is done to a person."""
    return None if facts["kind"] in KINDS else Refused("personnel_kind_unknown", field="kind")


def on_road(*roads: str) -> Guard:
    """The step belongs to the road that the kind takes."""

    def guard(asked: Asked, facts: Facts) -> Refused | None:
        if facts["road"] in roads:
            return None
        return Refused("step_of_another_road", kind=facts["kind"], target=asked.target)

    return guard


def not_self(asked: Asked, facts: Facts) -> Refused | None:
    """The person concerned decides nothing about himself, and proposes nothing either."""
    return Refused("person_concerned") if facts["person"] == asked.actor.hex() else None


def by_proposer(asked: Asked, facts: Facts) -> Refused | None:
    """Only who proposed it takes it back or brings it again."""
    return None if facts["proposer"] == asked.actor.hex() else Refused("not_the_proposer")


def by_chair(asked: Asked, facts: Facts) -> Refused | None:
    """The chair of this Setad signs, in person, and is not the proposer."""
    if facts["proposer"] == asked.actor.hex():
        return Refused("proposer_approves")
    return None if facts["chair"] == asked.actor.hex() else Refused("not_the_chair")


def sourced(_asked: Asked, facts: Facts) -> Refused | None:
    """A reason and at least one linked source, of a day that has come."""
    if not facts.get("reason"):
        return Refused("reason_missing", field="reason")
    if not facts.get("sources"):
        return Refused("source_missing", field="source")
    day, today = facts.get("happened_on"), facts.get("today")
    if not day or not today:
        return Refused("fact_missing", fact="happened_on")
    if day > today:
        return Refused("day_in_future", field="happened_on")
    if facts["kind"] == "reward_material" and not facts.get("amount"):
        return Refused("amount_missing", field="amount")
    return None


def intent_evidenced(_asked: Asked, facts: Facts) -> Refused | None:
    """«Unaware» or «deliberate» is said only with its evidence."""
    if facts.get("intent") and not facts.get("intent_evidence"):
        return Refused("intent_reason_missing", field="intent_evidence")
    return None


def intent_confirmed(asked: Asked, facts: Facts) -> Refused | None:
    """And a second person agreed, who is neither the proposer nor the person concerned."""
    if not facts.get("intent"):
        return None
    refused = intent_evidenced(asked, facts)
    if refused is not None:
        return refused
    second = facts.get("intent_second")
    if not second:
        return Refused("intent_second_missing")
    same = second in (facts["proposer"], facts["person"])
    return Refused("intent_second_same") if same else None


def heard(_asked: Asked, facts: Facts) -> Refused | None:
    """Before anything negative the person was heard, or it is on record that he was asked."""
    if facts["negative"] and facts.get("statement") not in ("statement", "asked"):
        return Refused("statement_missing", field="statement")
    return None


def tally(facts: Facts) -> dict[str, int]:
    """How many voted yes, no, and neither."""
    votes: Mapping[str, str] = facts["votes"]
    return {choice: sum(one == choice for one in votes.values()) for choice in CHOICES}


def quorate(_asked: Asked, facts: Facts) -> Refused | None:
    """Enough were present, nobody voted who was not there, and no one in his own matter."""
    votes: Mapping[str, str] = facts["votes"]
    present = set(facts["present"])
    if facts["proposer"] in votes:
        return Refused("proposer_votes")
    if facts["person"] in votes:
        return Refused("person_concerned_votes")
    if not set(votes) <= present:
        return Refused("vote_of_absent")
    if any(choice not in CHOICES for choice in votes.values()):
        return Refused("vote_unknown")
    count, quorum = len(present), int(facts["quorum"])
    if count < quorum:
        return Refused("below_quorum", present=count, quorum=quorum)
    return None


def carried(_asked: Asked, facts: Facts) -> Refused | None:
    """More voted for it than against it."""
    told = tally(facts)
    if told["yes"] > told["no"]:
        return None
    return Refused("not_carried", yes=told["yes"], no=told["no"])


def lost(_asked: Asked, facts: Facts) -> Refused | None:
    """It was voted on, and not carried."""
    told = tally(facts)
    if not facts["votes"]:
        return Refused("votes_missing")
    if told["yes"] > told["no"]:
        return Refused("was_carried", yes=told["yes"], no=told["no"])
    return None


def competent(_asked: Asked, facts: Facts) -> Refused | None:
    """The letter is of an authority that may decide this kind, and this grade."""
    authorities = facts["authorities"]
    if facts["kind"] == "art9_recorded" and not facts.get("grade"):
        return Refused("grade_missing", field="grade")
    if facts.get("authority") in authorities:
        return None
    if list(authorities) == ["board"]:
        return Refused("grade_for_board_only", field="authority", grade=facts.get("grade"))
    return Refused("authority_not_competent", field="authority")


def letter_after(_asked: Asked, facts: Facts) -> Refused | None:
    """Nothing is decided or notified before it happened, nor on a day still to come."""
    for name in ("letter_date", "notified_on"):
        day = facts.get(name)
        if not day:
            continue
        if day > facts["today"]:
            return Refused("letter_date_in_future", field=name)
        if day < facts["since"]:
            return Refused("before_the_finding", field=name, day=date.fromisoformat(facts["since"]))
    issued, notified = facts.get("issued_on"), facts.get("notified_on")
    if issued and notified and notified < issued:
        return Refused("notified_before_letter", field="notified_on")
    return None


def not_before_decision(_asked: Asked, facts: Facts) -> Refused | None:
    """The letter follows the decision of the Setad."""
    decided, day = facts.get("decided_on"), facts.get("letter_date")
    if decided and day and day < decided:
        return Refused("before_the_decision", field="letter_date", day=date.fromisoformat(decided))
    return None


def letter_fresh(_asked: Asked, facts: Facts) -> Refused | None:
    """One letter stands for one action, unless it is said to name several persons."""
    used = facts.get("letter_used")
    return Refused("letter_used_twice", field="letter_number", whom=used) if used else None


def scanned(_asked: Asked, facts: Facts) -> Refused | None:
    """What was decided elsewhere is recorded with the scan of the letter."""
    return None if facts["scans"] else Refused("scan_missing", field="letter")


def within_objection(_asked: Asked, facts: Facts) -> Refused | None:
    """An objection comes within its days."""
    until = facts.get("objection_until")
    if until is None:
        return Refused("no_objection_here")
    said = facts.get("objected_on") or facts["today"]
    if said > until:
        return Refused("objection_too_late", field="said_on", until=date.fromisoformat(until))
    return None


def filed_kind(_asked: Asked, facts: Facts) -> Refused | None:
    """Cautions and the first grade are not filed in the record."""
    return None if facts["filed"] else Refused("not_filed", kind=facts["kind"])
