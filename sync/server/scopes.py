"""What a person may hold: the scopes of the roles, and the cases in which the person is named."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from desktop.models.identities.kinds import of_role
from desktop.models.inspections.scopes import cases_of, teammates_of
from desktop.models.parties import cases_named_in
from desktop.models.scopes import desk
from desktop.models.subscriptions import FOLLOWERS, followed, may_follow
from sync.protocol.messages import RoleGrant

REFERENCE = "reference"
NATIONAL = "national"
ADMINISTRATOR = "administrator"

CASES: tuple[Callable[[Session, bytes], Collection[str]], ...] = (
    cases_of,
    teammates_of,
    cases_named_in,
)
"""For each feature with cases: the scopes that a person holds by being named in them."""

NAMING = frozenset({"visit_members", "case_parties", "persons", "subscriptions"})
"""The kinds that say what somebody may hold: it changes with their rows alone."""

DIRECTORY_KINDS = frozenset(
    {
        "provinces",
        "counties",
        "agencies",
        "units",
        "posts",
        "setads",
        "persons",
        "post_assignments",
        "offices",
        "reference_items",
        "checklist_templates",
        "letter_templates",
    }
)
"""All that an administrator reads: no case content (``domain.md`` section 10, «Roles»)."""

_OF_A_PROVINCE = frozenset({"inspector", "head_of_inspection", "secretariat", "provincial_head"})
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
    """The scopes of a vault; ``directory_only`` are those that only an administrator's role gives.

    The roles are all that its person was ever granted, each with its time.
    """

    scopes: frozenset[str]
    directory_only: frozenset[str]
    roles: tuple[RoleGrant, ...]
    province: str | None = None

    def may_follow(self, scope: str, now: int) -> bool:
        """Whether one of the roles of now may follow a scope."""
        return any(
            may_follow(grant.role, self.province, scope) for grant in current(self.roles, now)
        )

    def may_read(self, kind: str, scopes: Collection[str]) -> bool:
        """Whether a record of these scopes may be held."""
        return any(
            scope in self.scopes and (scope not in self.directory_only or kind in DIRECTORY_KINDS)
            for scope in scopes
        )

    def first_given(self, role: str) -> int | None:
        """When a role was given for the first time; None where it never was."""
        return min((grant.starts for grant in self.roles if grant.role == role), default=None)

    def had_role(self, role: str, at: int) -> bool:
        """Whether a role was held at a moment."""
        return any(
            grant.role == role and grant.starts <= at and (grant.ends is None or at < grant.ends)
            for grant in self.roles
        )


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
    return replace(bound, scopes=held.scopes | scopes, directory_only=held.directory_only - scopes)


def held_by(session: Session, person: bytes, grants: Collection[RoleGrant], now: int) -> Held:
    """What a person's vaults hold at this moment."""
    held = current(grants, now)
    full = {scope for g in held if g.role != ADMINISTRATOR for scope in g.scopes}
    directory = {scope for g in held if g.role == ADMINISTRATOR for scope in g.scopes}
    if any(g.role in FOLLOWERS for g in held):
        full.add(desk(person))
    full.add(REFERENCE)
    for cases in CASES:
        full |= set(cases(session, person))
    return Held(frozenset(full | directory), frozenset(directory - full), tuple(grants))
