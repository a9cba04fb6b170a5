"""Delegations at headquarters: what they let a delegate read, and whether one stands for an entry.

A delegation lends no more than its lender held at that moment, in role and in scope.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from desktop.errors import Refused
from desktop.models import behalf, policy
from desktop.models.calendar import iran_day
from desktop.models.delegations import rules
from desktop.models.delegations.records import Delegation
from desktop.models.journal import at, storage_instant
from desktop.models.policy import Ceiling
from desktop.models.prepared import Prepared
from sync.protocol.encoding import decode
from sync.protocol.entry import Change, Header
from sync.protocol.messages import RoleGrant
from sync.server.tables import Grant

DELEGATIONS = "delegations"
_ANY = Prepared(
    select(Delegation.id)
    .where(
        Delegation.to_id == bindparam("person"),
        Delegation.state == "signed",
        Delegation.deleted_at.is_(None),
    )
    .limit(1)
)
GrantsOf = Callable[[bytes], Sequence[RoleGrant]]
"""All roles that a person was ever granted."""


def lent_to(session: Session, person: bytes, now: int) -> dict[str, Ceiling]:
    """The scopes that a person holds today as a delegate, with what he may read in them."""
    if _ANY.row(session, person=person) is None:
        return {}
    today = iran_day(at(now))
    query = (
        select(Delegation.lent, Grant.role, Grant.scopes)
        .join(Grant, (Grant.person == Delegation.from_id) & (Grant.role == Delegation.role))
        .where(
            Delegation.to_id == person,
            Delegation.state == "signed",
            Delegation.deleted_at.is_(None),
            Delegation.starts <= today,
            Delegation.ends >= today,
            Grant.starts <= now,
            Grant.ends.is_(None) | (Grant.ends > now),
        )
    )
    found: dict[str, Ceiling] = {}
    for lent, role, scopes in session.execute(query):
        for scope in set(decode(scopes, list[str])) & set(lent):
            found[scope] = found.get(scope, frozenset()) | policy.ceiling([role])
    return found


def writable(grants: Sequence[RoleGrant], role: str, moment: int) -> frozenset[str]:
    """The scopes in which a role that was held at a moment could write; none: it was not held."""
    return frozenset[str]().union(
        *(
            grant.scopes
            for grant in grants
            if grant.role == role
            and grant.starts <= moment
            and (grant.ends is None or moment < grant.ends)
        )
    )


def reach(
    header: Header,
    changes: Sequence[Change],
    row: Mapping[str, Any] | None,
    grants_of: GrantsOf,
    moment: int,
) -> frozenset[str] | Refused:
    """The scopes in which an entry of a delegate may write, or why it may not be."""
    found = rules.check_use(
        row,
        actor=header.actor,
        role=header.role,
        on_behalf_of=header.on_behalf_of or "",
        at=at(moment),
    )
    if found is not None or row is None:
        return found or Refused("delegation_unknown")
    try:
        names, lent = rules.names_of(row["steps"]), rules.names_of(row["lent"])
    except ValueError:
        return Refused("delegation_unknown")
    found = rules.check_covered(names, [(c.kind, c.id, c.values) for c in changes])
    if found is not None:
        return found
    held = writable(grants_of(row["from_id"]), header.role, moment)
    return held & set(lent) if held else Refused("delegation_beyond", role=header.role)


def check_own(
    header: Header, before: Mapping[str, Any] | None, after: Mapping[str, Any], change: Change
) -> Refused | None:
    """Who lends writes and signs the delegation himself; once signed, only its end is added."""
    if behalf.delegation_of(header.on_behalf_of) is not None:
        return Refused("delegation_passed_on")
    if after["from_id"] != header.actor or (before and before["from_id"] != header.actor):
        return Refused("delegation_not_yours")
    if after["revoked_at"] not in (None, storage_instant(header.wall)):
        return Refused("delegation_signed")
    if before is None or before["state"] == "draft":
        return None
    return None if change.values.keys() <= {"revoked_at"} else Refused("delegation_signed")


def check_signed(
    row: Mapping[str, Any] | None, facts: Mapping[str, Any], held: frozenset[str]
) -> Refused | None:
    """What was signed is what stands there, and no more than the lender holds."""
    if row is None:
        return Refused("record_unknown", kind=DELEGATIONS)
    stands = {
        "from": row["from_id"].hex(),
        "to": row["to_id"].hex(),
        "role": row["role"],
        "starts": row["starts"],
        "ends": row["ends"],
    }
    if any(facts.get(name) != value for name, value in stands.items()):
        return Refused("delegation_changed")
    try:
        names, lent = rules.names_of(row["steps"]), rules.names_of(row["lent"])
    except ValueError:
        return Refused("delegation_step_unknown", field="steps")
    found = rules.check_terms(row["role"], names, lent, row["reason"])
    if found is not None:
        return found
    return None if held >= set(lent) else Refused("delegation_beyond", role=row["role"])
