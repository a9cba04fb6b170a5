"""What people do with a delegation: draft it, sign it, end it (``domain.md`` 10.15)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from desktop.commands.base import Desk
from desktop.commands.records import get, require, required, tidy
from desktop.errors import Refused
from desktop.models import registry
from desktop.models.delegations import rules
from desktop.models.delegations.records import Delegation
from desktop.models.journal import Pending
from desktop.models.people import Person
from desktop.models.transitions import move


@dataclass(frozen=True, slots=True)
class Terms:
    """Who is lent what, where, from when to when and why; ``steps`` empty is the whole role."""

    to: bytes
    post: str
    steps: tuple[str, ...]
    lent: tuple[str, ...]
    starts: date
    ends: date
    reason: str
    note: str | None = None
    letter_number: str | None = None
    letter_date: date | None = None


@dataclass(frozen=True, slots=True)
class DraftDelegation:
    """Write a delegation of the role in use, or write it anew until it is signed."""

    terms: Terms
    id: bytes | None = None

    def __call__(self, session: Session, desk: Desk) -> None:
        _draft(session, desk, self.terms, self.id)


@dataclass(frozen=True, slots=True)
class SignDelegation:
    """Sign a delegation; ``terms`` are written first where it is signed from the form."""

    id: bytes
    terms: Terms | None = None

    def __call__(self, session: Session, desk: Desk) -> None:
        if self.terms is not None:
            _draft(session, desk, self.terms, self.id)
            session.flush()
        one = get(session, Delegation, self.id)
        move(session, one, "signed", _facts(one, desk))


@dataclass(frozen=True, slots=True)
class RevokeDelegation:
    """End a delegation before its day; what was done under it stands."""

    id: bytes
    reason: str | None = None

    def __call__(self, session: Session, desk: Desk) -> None:
        one = get(session, Delegation, self.id)
        move(session, one, "revoked", _facts(one, desk), reason=tidy(self.reason))
        one.revoked_at = _pending(session).moment


def _draft(session: Session, desk: Desk, terms: Terms, key: bytes | None) -> Delegation:
    require(rules.check_terms(desk.role, terms.steps, terms.lent, terms.reason))
    require(rules.check_days(terms.starts, terms.ends))
    to = session.get(Person, terms.to)
    if to is None:
        raise Refused("delegate_missing", field="to")
    if terms.to == desk.person:
        raise Refused("delegation_to_oneself", field="to")
    post = required(terms.post, "delegation_post_missing", "post")
    one = session.get(Delegation, key) if key is not None else None
    if one is None:
        one = Delegation(id=key or desk.new_id(), office_id=desk.office, from_id=desk.person)
        session.add(one)
    elif one.from_id != desk.person:
        raise Refused("delegation_not_yours")
    elif one.state != "draft":
        raise Refused("delegation_signed")
    values: dict[str, Any] = {
        "from_words": f"{post} ({desk.name})",
        "to_id": terms.to,
        "to_name": to.name,
        "role": desk.role,
        "steps": list(terms.steps),
        "lent": sorted(terms.lent),
        "starts": terms.starts,
        "ends": terms.ends,
        "reason": terms.reason,
        "note": tidy(terms.note),
        "letter_number": tidy(terms.letter_number),
        "letter_date": terms.letter_date,
    }
    for name, value in values.items():
        setattr(one, name, value)
    return one


def _facts(one: Delegation, desk: Desk) -> dict[str, Any]:
    """What is signed: the terms as they stand, so that nobody can change them behind it."""
    wire = registry.kind_of("delegations").wire({"starts": one.starts, "ends": one.ends})
    return {
        "from": one.from_id.hex(),
        "to": one.to_id.hex(),
        "role": one.role,
        **wire,
        "today": desk.today.isoformat(),
    }


def _pending(session: Session) -> Pending:
    pending: Pending = session.info["pending"]
    return pending
