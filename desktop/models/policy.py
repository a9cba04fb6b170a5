"""The one role table: which role may do what with which kind (``domain.md`` section 10, «Roles»).

Headquarters enforces it for every change of every entry, every row and file that a vault receives
and every endpoint; the window mirrors it. What is not named is not allowed. A new kind is one line
of ``KINDS``. Steps are checked by each kind's machine.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from desktop.errors import Refused

SYSTEM: Final = "system"
"""The role of headquarters' own system vault: receipts, refusals, seeds, policy."""

ADMINISTRATOR: Final = "administrator"
DIRECTORY, SERVICE = "directory", "service"
CASE, RESTRICTED, LETTER, AUTHORITY = "case", "restricted", "letter", "authority"

Ceiling = frozenset[str]
"""The classes of content that a role may read, wherever it holds a scope."""


@dataclass(frozen=True, slots=True)
class Role:
    """``rights`` are the letters of the table: R W D C S N V A; ``reads`` the classes of R."""

    code: str
    levels: frozenset[str]
    rights: frozenset[str]
    reads: Ceiling


@dataclass(frozen=True, slots=True)
class KindRule:
    """The class that a kind's contents are of, and the roles that write it."""

    content: str
    writers: frozenset[str]


_ROLES: Final = """
intake_operator | national province | R W C |
identity_custodian | office headquarters | C W |
inspector | province county | R W | case restricted letter authority
head_of_inspection | county province | R W D | case restricted letter authority
provincial_head | province | R D | case restricted letter authority
analyst | national province | R W | case letter
lead_l1 | national | R W D |
lead_l2 | agency | R W D |
lead_l3 | agency | R W D |
lead_l4 | unit | R W |
agency_responder | agency unit | R W | case letter
programme_owner | agency | R W |
citizens_rights_secretary | agency | R D |
social_affairs_dg | province | R W |
central_secretariat | national | R D |
setad_secretary | setad | R W |
setad_member | setad | R D |
setad_chair | setad | R D |
head_of_body | agency province | R D | case restricted letter
manager | unit county agency | R W | case
working_group_secretary | agency | R W D |
personnel_office | agency | R W |
secretariat | office | R W N | case restricted letter authority
corruption_desk | desk | R W D |
integrity_officer | national | S |
volunteer | county | |
cell_lead | county | R W D |
volunteer_province | province | R W D |
volunteer_central | national | R W D |
administrator | office province national | A |
auditor | province national | V R | case letter authority
"""
"""Role | level | rights | classes that it reads beside the directory.

An auditor reads what is open or internal: everything but the class ``restricted``.
"""


def _roles() -> Mapping[str, Role]:
    found = {}
    for line in _ROLES.strip().splitlines():
        code, levels, rights, reads = (part.split() for part in line.split("|"))
        service = () if code[0] == ADMINISTRATOR else (SERVICE,)
        ceiling = frozenset({DIRECTORY, *service, *reads})
        found[code[0]] = Role(code[0], frozenset(levels), frozenset(rights), ceiling)
    return found


ROLES: Final = _roles()

_FIELD: Final = frozenset({"inspector", "head_of_inspection"})
_CASE: Final = _FIELD | {"agency_responder", "secretariat", "provincial_head"}
_OFFICE: Final = _FIELD | {"secretariat", "provincial_head"}
_ADMINISTRATORS: Final = frozenset({ADMINISTRATOR})
_HQ: Final = frozenset[str]()

KINDS: Final[Mapping[str, KindRule]] = {
    "visits": KindRule(CASE, _FIELD | {"secretariat"}),
    "visit_plans": KindRule(RESTRICTED, _FIELD),
    "visit_members": KindRule(CASE, _FIELD),
    "checklist_answers": KindRule(CASE, _FIELD),
    "findings": KindRule(CASE, _CASE),
    "finding_persons": KindRule(RESTRICTED, _FIELD),
    "special_reports": KindRule(RESTRICTED, _FIELD),
    "corrective_actions": KindRule(CASE, _CASE),
    "hand_over_signatures": KindRule(CASE, _FIELD),
    "attachments": KindRule(CASE, _CASE | _ADMINISTRATORS),
    "transitions": KindRule(CASE, _CASE | _ADMINISTRATORS),
    "letters": KindRule(LETTER, _CASE),
    "letter_templates": KindRule(DIRECTORY, _ADMINISTRATORS | {"secretariat"}),
    "delegations": KindRule(AUTHORITY, _OFFICE),
    "provinces": KindRule(DIRECTORY, _ADMINISTRATORS),
    "counties": KindRule(DIRECTORY, _ADMINISTRATORS),
    "agencies": KindRule(DIRECTORY, _ADMINISTRATORS),
    "units": KindRule(DIRECTORY, _ADMINISTRATORS | _FIELD),
    "posts": KindRule(DIRECTORY, _ADMINISTRATORS | _FIELD),
    "persons": KindRule(DIRECTORY, _ADMINISTRATORS | _FIELD),
    "post_assignments": KindRule(DIRECTORY, _ADMINISTRATORS),
    "offices": KindRule(DIRECTORY, _ADMINISTRATORS),
    "reference_items": KindRule(DIRECTORY, _ADMINISTRATORS),
    "checklist_templates": KindRule(DIRECTORY, _ADMINISTRATORS),
    "vault_certificates": KindRule(SERVICE, _HQ),
    "subscriptions": KindRule(SERVICE, frozenset({"analyst"})),
    "disposals": KindRule(SERVICE, _HQ),
}
PROVISIONAL_ONLY: Final = frozenset({"units", "posts", "persons"})
"""Kinds of which all but an administrator may only record what is marked provisional."""

FIELD_WRITERS: Final[Mapping[tuple[str, str], frozenset[str]]] = {
    ("letters", "number"): frozenset({"secretariat"}),
    ("letters", "serial"): frozenset({"secretariat"}),
    ("letters", "year"): frozenset({"secretariat"}),
    ("letters", "pdf_sha256"): frozenset({"secretariat"}),
    ("visits", "revealed_at"): frozenset({"head_of_inspection"}),
}
"""Fields that fewer roles write than the rest of their kind: the right N, and the reveal."""

GUARDED: Final = frozenset(kind for kind, _ in FIELD_WRITERS)
CLASSES: Final = frozenset(rule.content for rule in KINDS.values())
EVERYTHING: Final[Ceiling] = CLASSES


def may_write(role: str, kind: str) -> bool:
    """Whether a role may write a kind at all; headquarters' system vault writes everything."""
    rule = KINDS.get(kind)
    return role == SYSTEM or (rule is not None and role in rule.writers)


def check_fields(role: str, kind: str, values: Mapping[str, object]) -> Refused | None:
    """The first field that a role may not fill, as a refusal; an empty one is nobody's."""
    if kind not in GUARDED or role == SYSTEM:
        return None
    for name, value in values.items():
        writers = FIELD_WRITERS.get((kind, name))
        if writers is not None and value is not None and role not in writers:
            return Refused("field_not_for_role", role=role, kind=kind, field=name)
    return None


def check_writes(role: str, kinds: Iterable[str]) -> Refused | None:
    """The first kind that a role may not write, as a refusal."""
    for kind in kinds:
        if not may_write(role, kind):
            return Refused("kind_not_for_role", role=role, kind=kind)
    return None


def ceiling(roles: Iterable[str]) -> Ceiling:
    """What a person in these roles may read of the scopes that they give."""
    found: set[str] = set()
    for role in roles:
        known = ROLES.get(role)
        if known is not None:
            found |= known.reads
    return frozenset(found)


def may_read(of: Ceiling, kind: str) -> bool:
    """Whether contents of a kind lie below a ceiling."""
    rule = KINDS.get(kind)
    return rule is not None and rule.content in of


def readable(of: Collection[str]) -> frozenset[str]:
    """The kinds below a ceiling."""
    return frozenset(kind for kind, rule in KINDS.items() if rule.content in of)


DIRECTORY_KINDS: Final = readable(ROLES[ADMINISTRATOR].reads)
"""All that an administrator reads: no case content (``domain.md`` section 10, «Roles»)."""
