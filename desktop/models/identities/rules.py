"""Who may do what with identities: pure, asked by the command and again at headquarters.

Roles are those of ``domain.md`` section 10: C opens one field of a contact identity for one
purpose, S opens a sealed one together with a second officer.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from typing import Any, Final

from desktop.errors import Refused
from desktop.models import scopes
from desktop.models.registry import Lookup, Row
from desktop.models.text import latin_digits
from sync.protocol import identity_seal
from sync.protocol.identity_seal import COMMITMENT_BYTES, GROUP_PUBLIC_BYTES, is_sealed_size
from sync.protocol.ids import derived_id

CONTACT: Final = "contact"
SEALED: Final = "sealed"

FIELDS: Final = identity_seal.FIELDS
"""What is known of a citizen, each sealed by itself."""

CUSTODIAN: Final = "identity_custodian"
OFFICER: Final = "integrity_officer"
OPENERS: Final = frozenset({"intake_operator", CUSTODIAN})
"""Roles that open a contact identity of their office."""

AGENCY: Final = frozenset({"lead_l2", "lead_l3", "lead_l4", "agency_responder"})
"""Roles of an agency: they open one only where the citizen's consent is recorded."""

MEMBERS: Final = OPENERS
"""Roles whose vaults may be given the key of a contact group."""

REFERRERS: Final = frozenset({CUSTODIAN})
RECORDERS: Final = OPENERS | {"manager", "setad_secretary"}
"""Roles that record a contact identity; of these only ``OPENERS`` can open it again."""

SEALERS: Final = frozenset({"corruption_desk", "volunteer_province", "volunteer_central"})
"""Roles that pass on a sealed identity."""

HOLDS_CONTACT: Final = RECORDERS
HOLDS_SEALED: Final = SEALERS | {OFFICER}
AUDITORS: Final = frozenset({"auditor"})

PURPOSES: Final = ("call", "sms", "letter", "in_person")
FIRST: Final = "seal_first"
SECOND: Final = "seal_second"
LEAST_REASON: Final = 10
"""Letters that a reason has at least."""

GUARDED: Final = frozenset(
    {
        *("identities", "identity_keys", "contact_groups", "contact_group_members"),
        *("identity_openings", "seal_requests"),
    }
)
_NUMBER: Final = re.compile(r"\d{8}", re.ASCII)
"""So long a number in a reason would be what is to stay sealed."""


def member_id(group: bytes, vault: bytes) -> bytes:
    """The one id of a vault's membership in a generation of a group."""
    return derived_id("contact_group_member", group, vault)


def key_row_id(identity: bytes, group: bytes | None) -> bytes:
    """The one id of an identity's keys for a group, or for the officers."""
    return derived_id("identity_key", identity, group or b"")


def check_opening(
    role: str, identity: Mapping[str, Any], field: str, purpose: str, reason: str | None
) -> Refused | None:
    """Whether one field may be opened for one purpose. ``identity`` is its row."""
    if field not in FIELDS or identity[field] is None:
        return Refused("identity_field_missing", field="field")
    if _NUMBER.search(latin_digits(reason or "").replace(" ", "").replace("-", "")):
        return Refused("identity_reason_has_number", field="reason")
    if identity["identity_class"] == SEALED:
        if role != OFFICER:
            return Refused("identity_not_for_role", role=role)
        if purpose not in (FIRST, SECOND):
            return Refused("identity_needs_two")
        if len((reason or "").strip()) < LEAST_REASON:
            return Refused("identity_reason_missing", field="reason", least=LEAST_REASON)
        return None
    if role in AGENCY and not identity["consent_agency"]:
        return Refused("identity_without_consent")
    if role not in OPENERS | AGENCY:
        return Refused("identity_not_for_role", role=role)
    return None if purpose in PURPOSES else Refused("identity_purpose_missing", field="purpose")


def check_decider(person: bytes, named_callers: Collection[bytes]) -> Refused | None:
    """Who named the callers of a case, or opened what is sealed, does not decide it.

    ``named_callers`` is what ``queries.who_named`` says of the case; persons count, not roles.
    """
    return Refused("custodian_decides") if person in named_callers else None


def check_change(
    header: Any, name: str, before: Row | None, after: Row, held: Collection[str], find: Lookup
) -> Refused | None:
    """What headquarters asks of a change beyond role, scope and shape.

    ``header`` is the entry's, ``held`` the scopes of its author.
    """
    if name == "identities":
        return _identity(header, before, after)
    if before is not None:
        return Refused("record_is_final", kind=name)
    check = _NEW.get(name)
    return None if check is None else check(header, after, held, find)


def hands_on(role: str, before: Row | None, after: Row, held: Collection[str]) -> bool:
    """Whether this is a referral: the case leaves an office by the hand of its custodian."""
    return (
        role in REFERRERS
        and before is not None
        and before["identity_class"] == after["identity_class"] == CONTACT
        and before["handler"] != after["handler"]
        and scopes.contact(before["handler"]) in held
    )


def _identity(header: Any, before: Row | None, after: Row) -> Refused | None:
    contact = after["identity_class"] == CONTACT
    if after["identity_class"] not in (CONTACT, SEALED) or contact != bool(after["handler"]):
        return Refused("value_wrong", kind="identities", field="identity_class")
    if header.role not in (RECORDERS if contact else SEALERS):
        return Refused("identity_not_for_role", role=header.role)
    if before is not None:
        changed = {field for field in _FIXED if before[field] != after[field]}
        if changed:
            return Refused("record_is_final", kind="identities")
        moved = before["handler"] != after["handler"]
        consents = before["consent_agency"] != after["consent_agency"]
        allowed = not moved or header.role in REFERRERS
        allowed = allowed and (not consents or header.role in OPENERS)
        return None if allowed else Refused("identity_not_for_role", role=header.role)
    if any(after[field] is not None and not is_sealed_size(after[field]) for field in FIELDS):
        return Refused("value_wrong", kind="identities", field="name")
    if not contact and any(after[index] is not None for index in INDEXES):
        return Refused("value_wrong", kind="identities", field="mobile_index")
    given = sum(after[field] is not None for field in FIELDS)
    fits = given and len(after["commitments"]) > given * COMMITMENT_BYTES
    return None if fits else Refused("value_wrong", kind="identities", field="commitments")


INDEXES: Final = ("mobile_index", "last_four_index", "national_id_index")
_FIXED: Final = (
    *FIELDS,
    *INDEXES,
    *("identity_class", "province", "subject_kind", "subject_id", "commitments"),
)


def _group(header: Any, row: Row, held: Collection[str], _find: Lookup) -> Refused | None:
    if header.role != CUSTODIAN or scopes.contact(row["holder"]) not in held:
        return Refused("scope_not_held", kind="contact_groups")
    if len(row["public_key"]) != GROUP_PUBLIC_BYTES:
        return Refused("value_wrong", kind="contact_groups", field="public_key")
    return None


def _member(header: Any, row: Row, held: Collection[str], find: Lookup) -> Refused | None:
    group = find("contact_groups", row["group_id"])
    if group is None or group["holder"] != row["holder"]:
        return Refused("record_unknown", kind="contact_groups")
    if row["id"] != member_id(row["group_id"], row["vault"]):
        return Refused("value_wrong", kind="contact_group_members", field="vault")
    if header.role != CUSTODIAN or scopes.contact(row["holder"]) not in held:
        return Refused("scope_not_held", kind="contact_group_members")
    return None


def _key(header: Any, row: Row, _held: Collection[str], find: Lookup) -> Refused | None:
    identity = find("identities", row["identity_id"])
    if identity is None:
        return Refused("record_unknown", kind="identities")
    if row["id"] != key_row_id(row["identity_id"], row["group_id"]):
        return Refused("value_wrong", kind="identity_keys", field="group_id")
    if identity["identity_class"] == SEALED:
        officers = row["group_id"] is None and row["holder"] is None
        return None if officers else Refused("value_wrong", kind="identity_keys", field="holder")
    group = find("contact_groups", row["group_id"]) if row["group_id"] else None
    if group is None or group["holder"] != row["holder"]:
        return Refused("record_unknown", kind="contact_groups")
    if identity["handler"] != row["holder"]:
        return Refused("value_wrong", kind="identity_keys", field="holder")
    return None


def _opening(header: Any, row: Row, _held: Collection[str], find: Lookup) -> Refused | None:
    """By who writes it, of an identity that is here, in a group that he is a member of."""
    identity = find("identities", row["identity_id"])
    if identity is None:
        return Refused("record_unknown", kind="identities")
    if (row["person"], row["role"]) != (header.actor, header.role):
        return Refused("opening_of_another")
    same = ("identity_class", "subject_kind", "subject_id")
    if any(row[field] != identity[field] for field in same):
        return Refused("value_wrong", kind="identity_openings", field="identity_id")
    refused = check_opening(header.role, identity, row["field"], row["purpose"], row["reason"])
    if refused is not None:
        return refused
    if identity["identity_class"] == CONTACT:
        group = row["group_id"] or b""
        member = find("contact_group_members", member_id(group, header.vault))
        return Refused("not_in_contact_group") if member is None else None
    if row["purpose"] == FIRST:
        return None
    asked = find("seal_requests", row["request_id"]) if row["request_id"] else None
    if asked is None or asked["first"] == header.actor or asked["field"] != row["field"]:
        return Refused("identity_needs_two")
    return None if asked["identity_id"] == row["identity_id"] else Refused("identity_needs_two")


def _request(header: Any, row: Row, _held: Collection[str], find: Lookup) -> Refused | None:
    opening = find("identity_openings", row["opening_id"])
    if header.role != OFFICER or row["first"] != header.actor or opening is None:
        return Refused("opening_of_another")
    same = (opening["identity_id"], opening["field"], opening["person"])
    fits = same == (row["identity_id"], row["field"], header.actor)
    return None if fits and opening["purpose"] == FIRST else Refused("opening_of_another")


_NEW: Final[dict[str, Callable[[Any, Row, Collection[str], Lookup], Refused | None]]] = {
    "contact_groups": _group,
    "contact_group_members": _member,
    "identity_keys": _key,
    "identity_openings": _opening,
    "seal_requests": _request,
}
