"""Guards that the checks of all features are put together from.

A guard is a pure function of what is asked and of the facts stored with the step. Facts are plain
JSON: ids as hexadecimal text, moments and days as ISO text. Persons are compared, not roles.
"""

from __future__ import annotations

from collections.abc import Callable

from desktop.errors import Refused
from desktop.models.behalf import delegation_of
from desktop.models.transitions import Asked, Facts

Guard = Callable[[Asked, Facts], Refused | None]

HEAD = "head_of_inspection"
INSPECTOR = "inspector"
SECRETARIAT = "secretariat"
RESPONDER = "agency_responder"
FIELD = (INSPECTOR, HEAD)
"""Roles that go on visits."""
OFFICERS = (INSPECTOR, HEAD, SECRETARIAT)
"""Roles that may record on behalf of an agency (``domain.md`` 10, «On behalf of»)."""


def first(guards: tuple[Guard, ...], asked: Asked, facts: Facts) -> Refused | None:
    """The first refusal of several guards."""
    for guard in guards:
        refused = guard(asked, facts)
        if refused is not None:
            return refused
    return None


def for_roles(role: str, target: str, *roles: str) -> Refused | None:
    """Whether a role may do what is no step of a machine but leads towards ``target``."""
    return None if role in roles else Refused("step_not_for_role", role=role, target=target)


def has(code: str, *names: str) -> Guard:
    """These facts are there; the first empty one is named as the field to be filled."""

    def guard(_asked: Asked, facts: Facts) -> Refused | None:
        missing = next((n for n in names if facts.get(n) in (None, "")), None)
        return None if missing is None else Refused(code, field=missing)

    return guard


def known(*names: str) -> Guard:
    """These facts were gathered, whatever they say; without them nothing can be judged."""

    def guard(_asked: Asked, facts: Facts) -> Refused | None:
        missing = next((n for n in names if n not in facts), None)
        return None if missing is None else Refused("fact_missing", fact=missing)

    return guard


def reasoned(asked: Asked, _facts: Facts) -> Refused | None:
    """The step is given a reason."""
    return None if (asked.reason or "").strip() else Refused("reason_missing", field="reason")


def in_person(asked: Asked, _facts: Facts) -> Refused | None:
    """Recording on behalf never counts as the second person, so nobody decides on behalf.

    A delegate acts in his own name: whether he may is asked of the delegation itself.
    """
    if not asked.on_behalf_of or delegation_of(asked.on_behalf_of) is not None:
        return None
    return Refused("decided_on_behalf", target=asked.target)


def not_concerned(_asked: Asked, facts: Facts) -> Refused | None:
    """The person a finding is about never decides on it.

    The fact is a yes or no about the actor: a list of names would travel further than it may.
    """
    return Refused("person_concerned") if facts["concerned"] else None


def documented(asked: Asked, facts: Facts) -> Refused | None:
    """The agency itself, or an officer on behalf of a named person with a document of his."""
    if asked.role == RESPONDER:
        return None
    if not (asked.on_behalf_of or "").strip() or delegation_of(asked.on_behalf_of) is not None:
        return Refused("on_behalf_missing", field="on_behalf_of")
    return None if facts.get("document") else Refused("document_missing", field="document")


def other_than(fact: str, code: str) -> Guard:
    """The actor is not the person named by a fact."""

    def guard(asked: Asked, facts: Facts) -> Refused | None:
        return Refused(code) if facts.get(fact) == asked.actor.hex() else None

    return guard
