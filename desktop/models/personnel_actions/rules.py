"""How a personnel action moves on its three roads, and what each step needs (``domain.md`` 10.4).

Which kind takes which road, needs a vote, is filed, and who may decide it is data
(``settings.py``); the facts carry what that table said when the step was taken.
"""

from __future__ import annotations

from collections.abc import Mapping

from desktop.errors import Refused
from desktop.models.guards import HEAD, SECRETARIAT, Guard, first, has, in_person, known, reasoned
from desktop.models.personnel_actions.fairness import (
    by_chair,
    by_proposer,
    carried,
    competent,
    filed_kind,
    heard,
    intent_confirmed,
    intent_evidenced,
    known_kind,
    letter_after,
    letter_fresh,
    lost,
    not_before_decision,
    not_self,
    on_road,
    quorate,
    scanned,
    sourced,
    within_objection,
)
from desktop.models.transitions import Asked, Facts, Machine, steps

MANAGER = "manager"
SETAD_SECRETARY = "setad_secretary"
SETAD_MEMBER = "setad_member"
SETAD_CHAIR = "setad_chair"
HEAD_OF_BODY = "head_of_body"
PERSONNEL_OFFICE = "personnel_office"
PROPOSERS = (HEAD, MANAGER)
ISSUERS = (HEAD_OF_BODY, MANAGER, HEAD)
RECORDERS = (HEAD, SETAD_SECRETARY, PERSONNEL_OFFICE, SECRETARIAT)
SETAD = (SETAD_SECRETARY, SETAD_MEMBER, SETAD_CHAIR)

UNDECIDED = frozenset({"draft", "proposed", "heard", "on_agenda", "returned"})
"""States in which what is said against a person is «اظهارشده», not established."""
COUNTED = frozenset(
    {"issued", "recorded", "notified", "objected", "upheld", "changed", "filed", "done"}
)
"""States from ``issued`` or ``recorded`` on: what reports count."""
ANSWERS = ("accepted", "refused", "other")
CHANGEABLE = frozenset({"returned"})

_SETAD = on_road("setad")
_BASE: tuple[Guard, ...] = (known("kind", "road", "negative", "person", "proposer"), known_kind)
_VOTED: tuple[Guard, ...] = (
    *_BASE,
    known("votes", "present", "quorum", "chair"),
    in_person,
    _SETAD,
    not_self,
    by_chair,
    quorate,
)


def answered(_asked: Asked, facts: Facts) -> Refused | None:
    """The authority accepted, refused, or wrote something else."""
    return (
        None if facts.get("answer") in ANSWERS else Refused("answer_kind_unknown", field="answer")
    )


def no_vote_needed(_asked: Asked, facts: Facts) -> Refused | None:
    """Without the Setad only where the table says that this kind needs no vote."""
    if facts["road"] == "setad" and facts.get("vote", True):
        return Refused("setad_decision_missing", kind=facts["kind"])
    return None


_ISSUED: tuple[Guard, ...] = (
    known("since", "today", "authorities"),
    in_person,
    not_self,
    has("authority_letter_missing", "letter_number", "letter_date"),
    competent,
    letter_after,
    not_before_decision,
    letter_fresh,
)

GUARDS: Mapping[tuple[str, str], tuple[Guard, ...]] = {
    ("draft", "proposed"): (
        *_BASE,
        in_person,
        not_self,
        sourced,
        intent_evidenced,
        on_road("setad", "direct"),
    ),
    ("returned", "proposed"): (*_BASE, in_person, not_self, by_proposer, sourced, _SETAD),
    ("proposed", "heard"): (*_BASE, in_person, _SETAD, not_self, heard),
    ("proposed", "on_agenda"): (*_BASE, in_person, _SETAD, not_self, heard, intent_confirmed),
    ("heard", "on_agenda"): (*_BASE, in_person, _SETAD, not_self, heard, intent_confirmed),
    ("on_agenda", "approved"): (*_VOTED, carried),
    ("on_agenda", "rejected"): (*_VOTED, lost),
    ("on_agenda", "returned"): (*_VOTED, reasoned),
    ("proposed", "issued"): (*_BASE, on_road("direct"), in_person, not_self, no_vote_needed),
    ("heard", "issued"): (*_BASE, _SETAD, heard, no_vote_needed, *_ISSUED),
    ("approved", "issued"): (*_BASE, *_ISSUED),
    ("approved", "sent_to_authority"): (
        *_BASE,
        in_person,
        not_self,
        has("letter_not_numbered", "letter_number", "letter_date"),
        not_before_decision,
    ),
    ("sent_to_authority", "answered"): (
        *_BASE,
        in_person,
        not_self,
        answered,
        has("authority_letter_missing", "letter_number", "letter_date"),
        letter_after,
    ),
    ("draft", "recorded"): (
        *_BASE,
        known("since", "today", "authorities", "scans"),
        on_road("elsewhere"),
        not_self,
        has("authority_letter_missing", "letter_number", "letter_date", "authority"),
        competent,
        letter_after,
        letter_fresh,
        scanned,
    ),
    ("issued", "notified"): (*_BASE, not_self, has("day_missing", "notified_on"), letter_after),
    ("recorded", "notified"): (*_BASE, not_self, has("day_missing", "notified_on"), letter_after),
    ("notified", "objected"): (*_BASE, within_objection, has("objection_missing", "objection")),
    ("objected", "upheld"): (*_BASE, in_person, not_self, reasoned),
    ("objected", "changed"): (*_BASE, in_person, not_self, reasoned),
    ("issued", "done"): (*_BASE, on_road("direct"), in_person, not_self),
}
_WITHDRAWING = (*_BASE, in_person, by_proposer, reasoned)
_FILING = (*_BASE, known("filed"), in_person, not_self, filed_kind)


def check(asked: Asked, facts: Facts) -> Refused | None:
    """Whether a personnel action may take this step."""
    if asked.target == "withdrawn":
        return first(_WITHDRAWING, asked, facts)
    if asked.target == "filed":
        return first(_FILING, asked, facts)
    return _only_its_own(asked, facts) or first(GUARDS[(asked.source, asked.target)], asked, facts)


def _only_its_own(asked: Asked, facts: Facts) -> Refused | None:
    """A proposal of removal goes to the authority and is never issued; nothing else goes there."""
    proposal = facts.get("kind") == "removal_proposal"
    if asked.target == "issued" and proposal:
        return Refused("removal_is_the_authoritys")
    if asked.target == "sent_to_authority" and not proposal:
        return Refused("only_removals_go_to_authority")
    return None


PERSONNEL_ACTIONS = Machine(
    "draft",
    (
        *steps("draft returned", "proposed", *PROPOSERS),
        *steps("proposed", "heard", SETAD_SECRETARY),
        *steps("proposed heard", "on_agenda", SETAD_SECRETARY),
        *steps("on_agenda", "approved", SETAD_CHAIR),
        *steps("on_agenda", "rejected", SETAD_CHAIR),
        *steps("on_agenda", "returned", SETAD_CHAIR),
        *steps("approved heard", "issued", *ISSUERS),
        *steps("proposed", "issued", *PROPOSERS),
        *steps("approved", "sent_to_authority", SECRETARIAT),
        *steps("sent_to_authority", "answered", SECRETARIAT),
        *steps("draft", "recorded", *RECORDERS),
        *steps("issued recorded", "notified", SECRETARIAT),
        *steps("notified", "objected", SECRETARIAT, SETAD_SECRETARY),
        *steps("objected", "upheld", SETAD_CHAIR, HEAD_OF_BODY),
        *steps("objected", "changed", SETAD_CHAIR, HEAD_OF_BODY),
        *steps("notified upheld changed", "filed", PERSONNEL_OFFICE),
        *steps("issued", "done", *PROPOSERS),
        *steps("proposed heard on_agenda returned", "withdrawn", *PROPOSERS),
    ),
    check,
)
