"""What a person may hold: the scopes of the roles, and the cases in which the person is named."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from sqlalchemy.orm import Session

from desktop.models import policy
from desktop.models.identities.kinds import of_role
from desktop.models.inspections.scopes import cases_of, teammates_of
from desktop.models.parties import cases_named_in
from desktop.models.policy import ADMINISTRATOR, Ceiling
from desktop.models.scopes import desk
from desktop.models.subscriptions import FOLLOWERS, followed, may_follow
from sync.protocol.messages import RoleGrant
from sync.server.lending import lent_to, writable

REFERENCE = "reference"
NATIONAL = "national"
_ADMINISTRATORS = policy.ceiling([ADMINISTRATOR])

CASES: tuple[Callable[[Session, bytes], Collection[str]], ...] = (
    cases_of,
    teammates_of,
    cases_named_in,
)
"""For each feature with cases: the scopes that a person holds by being named in them."""

NAMING = frozenset({"visit_members", "case_parties", "persons", "subscriptions", "delegations"})
"""The kinds that say what somebody may hold: it changes with their rows alone."""

_OF_A_PROVINCE = frozenset(
    {"inspector", "head_of_inspection", "secretariat", "provincial_head", "social_affairs_dg"}
)
_OF_AN_AGENCY = frozenset(
    {
        "agency_responder",
        "lead_l2",
        "lead_l3",
        "lead_l4",
        "programme_owner",
        "citizens_rights_secretary",
        "personnel_office",
    }
)
_NATIONAL = frozenset({"analyst", "lead_l1", "central_secretariat", "auditor"})


@dataclass(frozen=True, slots=True)
class Held:
    """What a vault may hold: each scope with the classes of content that may be read in it.

    The roles are all that its person was ever granted, each with its time; ``named`` are the
    scopes that do not come with a role.
    """

    reads: Mapping[str, Ceiling]
    roles: tuple[RoleGrant, ...] = ()
    province: str | None = None
    named: frozenset[str] = frozenset()
    scopes: frozenset[str] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "scopes", frozenset(self.reads))

    @property
    def directory_only(self) -> frozenset[str]:
        """The scopes of which the directory alone may be read, as an administrator does."""
        return frozenset(s for s, of in self.reads.items() if of == _ADMINISTRATORS)

    @property
    def packed(self) -> list[list[Any]]:
        """All of it in order, for a key: vaults that share it may hold the same rows."""
        return [[scope, sorted(of)] for scope, of in sorted(self.reads.items())]

    def may_follow(self, scope: str, now: int) -> bool:
        """Whether one of the roles of now may follow a scope."""
        return any(
            may_follow(grant.role, self.province, scope) for grant in current(self.roles, now)
        )

    def may_read(self, kind: str, scopes: Collection[str]) -> bool:
        """Whether a record of these scopes may be held."""
        reads = self.reads
        return any(scope in reads and policy.may_read(reads[scope], kind) for scope in scopes)

    def may_fetch(self, kind: str, row: Mapping[str, Any], scopes: Collection[str]) -> bool:
        """Whether a file that a row names may be held."""
        reads = self.reads
        return any(
            scope in reads and policy.may_read_about(reads[scope], kind, row) for scope in scopes
        )

    def first_given(self, role: str) -> int | None:
        """When a role was given for the first time; None where it never was."""
        return min((grant.starts for grant in self.roles if grant.role == role), default=None)

    def had_role(self, role: str, at: int) -> bool:
        """Whether a role was held at a moment."""
        return any(grant.role == role for grant in current(self.roles, at))

    def writable(self, role: str, at: int) -> frozenset[str]:
        """The scopes in which a role that was held at a moment could write.

        Where a role has ended since, what was written in it before still stands.
        """
        return self.named | writable(self.roles, role, at)


def standard_scopes(
    role: str,
    office: bytes,
    province: str | None,
    more: Collection[str] = (),
    agency: str | None = None,
) -> list[str]:
    """The scopes that come with a role in an office; ``more`` are chosen provinces.

    Roles of an agency hold what was sent to it, in its province or everywhere.
    """
    if role in _OF_AN_AGENCY and agency is not None:
        place = agency if province is None else f"{agency}/{province}"
        return sorted({REFERENCE, NATIONAL, f"agency/{place}"})
    found = {REFERENCE, NATIONAL, f"office/{office.hex()}"}
    if role == ADMINISTRATOR:
        found -= {NATIONAL}
    if province is not None and (role in _OF_A_PROVINCE or role == ADMINISTRATOR):
        found.add(f"province/{province}")
    if role in _NATIONAL:
        found.discard(f"office/{office.hex()}")
    found |= of_role(role, office)
    return sorted(found | {f"province/{code}" for code in more})


def current(grants: Collection[RoleGrant], now: int) -> list[RoleGrant]:
    """The roles that are held at a moment."""
    return [g for g in grants if g.starts <= now and (g.ends is None or now < g.ends)]


def with_followed(
    held: Held, session: Session, vault: bytes, province: str | None, now: int
) -> Held:
    """And what one vault follows beside it, as far as its person's roles still allow."""
    bound = replace(held, province=province)
    scopes = {one.scope for one in followed(session, vault) if bound.may_follow(one.scope, now)}
    if not scopes:
        return bound
    of = policy.ceiling(grant.role for grant in current(held.roles, now))
    return replace(bound, reads=_joined(held.reads, dict.fromkeys(scopes, of)))


def held_by(session: Session, person: bytes, grants: Collection[RoleGrant], now: int) -> Held:
    """What a person's vaults hold at this moment."""
    held = current(grants, now)
    every = policy.ceiling(grant.role for grant in held)
    named = {scope for cases in CASES for scope in cases(session, person)}
    if any(g.role in FOLLOWERS for g in held):
        named.add(desk(person))
    # Who has no role any more holds no case either; what was written in one before still stands.
    on_cases = any(grant.role != ADMINISTRATOR for grant in held)
    reads: dict[str, Ceiling] = dict.fromkeys(named, every) if on_cases else {}
    for grant in held:
        reads = _joined(reads, dict.fromkeys(grant.scopes, policy.ceiling([grant.role])))
    reads = _joined(reads, lent_to(session, person, now))
    reads[REFERENCE] = policy.EVERYTHING
    return Held(reads, tuple(grants), named=frozenset(named))


def _joined(one: Mapping[str, Ceiling], other: Mapping[str, Ceiling]) -> dict[str, Ceiling]:
    found = dict(one)
    for scope, of in other.items():
        found[scope] = found.get(scope, frozenset()) | of
    return found
