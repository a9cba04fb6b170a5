"""Registers the kinds of identities with their scopes, and says which role comes with which."""

from __future__ import annotations

from desktop.models import scopes
from desktop.models.identities.records import (
    ContactGroup,
    ContactGroupMember,
    IdentityKey,
    IdentityOpening,
    IdentityRecord,
    IndexKey,
    SealRequest,
)
from desktop.models.identities.rules import (
    AUDITORS,
    CONTACT,
    HOLDS_CONTACT,
    HOLDS_SEALED,
    SEALED,
)
from desktop.models.registry import Kind, Lookup, Row, register


def of_role(role: str, office: bytes) -> set[str]:
    """The scopes of identities that come with a role in an office."""
    found = set()
    if role in HOLDS_CONTACT:
        found.add(scopes.contact(office))
    if role in HOLDS_SEALED:
        found.add(scopes.SEALED)
    if role in AUDITORS:
        found.add(scopes.AUDIT)
    return found


def identity_scopes(row: Row, _find: Lookup) -> scopes.Scopes:
    """The contact group's office, or those who handle sealed ones; ciphertext for all of them."""
    if row["identity_class"] == CONTACT:
        return frozenset({scopes.contact(row["handler"])})
    return frozenset({scopes.SEALED})


def key_scopes(row: Row, find: Lookup) -> scopes.Scopes:
    """The office whose group opens it, while it handles the case; and who wrapped it for others.

    The office that refers a case keeps what it wrapped, which it cannot open, until it is sent.
    """
    holder = row["holder"]
    if holder is None:
        return frozenset({scopes.SEALED})
    identity = find("identities", row["identity_id"])
    found = set()
    if identity is not None and identity["handler"] == holder:
        found.add(scopes.contact(holder))
    if row["office_id"] and row["office_id"] != holder:
        found.add(scopes.contact(row["office_id"]))
    return frozenset(found)


def group_scopes(_row: Row, _find: Lookup) -> scopes.Scopes:
    """Everybody may seal to a group: the next office of a referral is another one."""
    return scopes.REFERENCE


def holder_scopes(row: Row, _find: Lookup) -> scopes.Scopes:
    """The contact group's office."""
    return frozenset({scopes.contact(row["holder"])})


def opening_scopes(row: Row, _find: Lookup) -> scopes.Scopes:
    """The auditor and the office of who opened; of a sealed one the officers in its place."""
    if row["identity_class"] == SEALED:
        return frozenset({scopes.SEALED, scopes.AUDIT})
    return frozenset({*scopes.of_office(row), scopes.AUDIT})


def request_scopes(_row: Row, _find: Lookup) -> scopes.Scopes:
    """The officers, and the auditor sees that it was asked."""
    return frozenset({scopes.SEALED})


register(
    Kind(
        IdentityRecord,
        identity_scopes,
        children=(("identity_keys", "identity_id"), ("seal_requests", "identity_id")),
    )
)
register(
    Kind(
        IdentityKey,
        key_scopes,
        parents=("identities", "contact_groups"),
        policy="immutable",
        blob_fields=("key_sha256",),
    )
)
register(Kind(ContactGroup, group_scopes, policy="immutable"))
register(Kind(ContactGroupMember, holder_scopes, parents=("contact_groups",), policy="immutable"))
register(Kind(IdentityOpening, opening_scopes, policy="immutable"))
register(
    Kind(
        SealRequest,
        request_scopes,
        parents=("identities",),
        policy="immutable",
        blob_fields=("key_sha256",),
    )
)
register(Kind(IndexKey, holder_scopes, policy="immutable"))
