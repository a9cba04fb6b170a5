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
from desktop.models.identities import rules as identities

SYSTEM: Final = "system"
"""The role of headquarters' own system vault: receipts, refusals, seeds, policy."""

ADMINISTRATOR: Final = "administrator"
DIRECTORY, SERVICE = "directory", "service"
CASE, TRAIL, RESTRICTED, LETTER = "case", "trail", "restricted", "letter"
AUTHORITY, PERSONNEL, MEETING = "authority", "personnel", "meeting"
PROGRAMME: Final = "programme"
IDENTITY, AUDIT = "identity", "audit"

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
intake_operator | national province | R W C | identity audit
identity_custodian | office headquarters | C W | identity audit
inspector | province county | R W | cases
head_of_inspection | county province | R W D | cases personnel meeting
provincial_head | province | R D | cases meeting
analyst | national province | R W | case trail letter
lead_l1 | national | R W D |
lead_l2 | agency | R W D | identity audit
lead_l3 | agency | R W D | identity audit
lead_l4 | unit | R W | identity audit
agency_responder | agency unit | R W | case trail letter identity audit
programme_owner | agency | R W | programme trail meeting
citizens_rights_secretary | agency | R D | programme trail meeting
social_affairs_dg | province | R W | programme trail
central_secretariat | national | R D | programme trail
setad_secretary | setad | R W | trail letter personnel meeting identity audit
setad_member | setad | R D | trail personnel meeting
setad_chair | setad | R D | trail personnel meeting
head_of_body | agency province | R D | trail letter personnel meeting
manager | unit county agency | R W | trail personnel meeting identity audit
working_group_secretary | agency | R W D |
personnel_office | agency | R W | trail letter personnel meeting
secretariat | office | R W N | cases personnel meeting
corruption_desk | desk | R W D | identity audit
integrity_officer | national | S | identity audit
volunteer | county | |
cell_lead | county | R W D |
volunteer_province | province | R W D | identity audit
volunteer_central | national | R W D | identity audit
administrator | office province national | A |
auditor | province national | V R | case trail letter authority audit
"""
"""Role | level | rights | classes that it reads beside the directory; ``cases`` is all of a case.

An auditor reads what is open or internal: everything but the class ``restricted``.
"""


def _roles() -> Mapping[str, Role]:
    found = {}
    for line in _ROLES.strip().splitlines():
        code, levels, rights, reads = (part.split() for part in line.split("|"))
        if "cases" in reads:
            reads += [CASE, TRAIL, RESTRICTED, LETTER, AUTHORITY]
        service = () if code[0] == ADMINISTRATOR else (SERVICE,)
        ceiling = frozenset({DIRECTORY, *service, *reads} - {"cases"})
        found[code[0]] = Role(code[0], frozenset(levels), frozenset(rights), ceiling)
    return found


ROLES: Final = _roles()

_FIELD: Final = frozenset({"inspector", "head_of_inspection"})
_CASE: Final = _FIELD | {"agency_responder", "secretariat", "provincial_head"}
_OFFICE: Final = _FIELD | {"secretariat", "provincial_head"}
_ADMINISTRATORS: Final = frozenset({ADMINISTRATOR})
_HQ: Final = frozenset[str]()
_SETAD: Final = frozenset({"setad_secretary", "setad_chair"})
_CONVENE: Final = _SETAD | {"head_of_inspection", "manager"}
_PERSONNEL: Final = _CONVENE | {"head_of_body", "personnel_office", "secretariat"}
_PROGRAMME: Final = frozenset({"programme_owner", "citizens_rights_secretary"})
_REPORT: Final = _PROGRAMME | {"central_secretariat"}
_REGISTER: Final = frozenset({"head_of_inspection", "setad_secretary", "manager"})
_IDENTITY: Final = identities.RECORDERS | identities.SEALERS

_ABOUT: Final = frozenset({"attachments", "transitions"})
"""Kinds of which each row is about a record of another: it is read where that one is."""

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
    "attachments": KindRule(TRAIL, _CASE | _PERSONNEL | _PROGRAMME | _ADMINISTRATORS),
    "transitions": KindRule(TRAIL, _CASE | _PERSONNEL | _REPORT | _ADMINISTRATORS),
    "letters": KindRule(LETTER, _CASE | {"setad_secretary"}),
    "letter_templates": KindRule(DIRECTORY, _ADMINISTRATORS | {"secretariat"}),
    "delegations": KindRule(AUTHORITY, _OFFICE),
    "setads": KindRule(DIRECTORY, _ADMINISTRATORS),
    "case_parties": KindRule(PERSONNEL, _PERSONNEL),
    "personnel_actions": KindRule(PERSONNEL, _PERSONNEL | {"setad_member"}),
    "person_statements": KindRule(PERSONNEL, _SETAD | {"secretariat"}),
    "outcome_reports": KindRule(PERSONNEL, frozenset({"head_of_inspection", "setad_secretary"})),
    "training_records": KindRule(PERSONNEL, frozenset({"personnel_office"})),
    "misconduct_records": KindRule(PERSONNEL, _REGISTER),
    "preventive_measures": KindRule(PERSONNEL, _REGISTER),
    "appraisal_sheets": KindRule(
        PERSONNEL, frozenset({"manager", "personnel_office", "head_of_inspection"})
    ),
    "public_meetings": KindRule(MEETING, _CONVENE | {"secretariat"}),
    "meeting_requests": KindRule(MEETING, _CONVENE | {"secretariat"}),
    "report_cards": KindRule(
        PERSONNEL, frozenset({"manager", "personnel_office", "head_of_inspection"})
    ),
    "meetings": KindRule(MEETING, _CONVENE),
    "meeting_members": KindRule(MEETING, _CONVENE),
    "agenda_items": KindRule(MEETING, _SETAD),
    "votes": KindRule(MEETING, _SETAD | {"setad_member"}),
    "meeting_decisions": KindRule(MEETING, _SETAD),
    "meeting_minutes": KindRule(MEETING, frozenset({"setad_chair"})),
    "year_plans": KindRule(PROGRAMME, _PROGRAMME),
    "plan_items": KindRule(PROGRAMME, _PROGRAMME),
    "programme_variants": KindRule(DIRECTORY, frozenset({"central_secretariat"})),
    "instructors": KindRule(PROGRAMME, _PROGRAMME),
    "action_occurrences": KindRule(PROGRAMME, _PROGRAMME),
    "programme_evidence": KindRule(PROGRAMME, _PROGRAMME),
    "quarter_reports": KindRule(PROGRAMME, _REPORT),
    "identities": KindRule(IDENTITY, _IDENTITY),
    "identity_keys": KindRule(IDENTITY, _IDENTITY),
    "contact_groups": KindRule(IDENTITY, frozenset({identities.CUSTODIAN})),
    "contact_group_members": KindRule(IDENTITY, frozenset({identities.CUSTODIAN})),
    "seal_requests": KindRule(IDENTITY, frozenset({identities.OFFICER})),
    "identity_openings": KindRule(
        AUDIT, identities.OPENERS | identities.AGENCY | {identities.OFFICER}
    ),
    "index_keys": KindRule(IDENTITY, _HQ),
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


def may_read_about(of: Ceiling, kind: str, row: Mapping[str, object]) -> bool:
    """The same of what a row leads to: a file is read where the record it belongs to is."""
    about = str(row["record_kind"]) if kind in _ABOUT else kind
    return may_read(of, kind) and may_read(of, about)


def readable(of: Collection[str]) -> frozenset[str]:
    """The kinds below a ceiling."""
    return frozenset(kind for kind, rule in KINDS.items() if rule.content in of)


DIRECTORY_KINDS: Final = readable(ROLES[ADMINISTRATOR].reads)
"""All that an administrator reads: no case content (``domain.md`` section 10, «Roles»)."""
