"""Registers delegations with their scopes and states."""

from __future__ import annotations

from desktop.models import scopes
from desktop.models.delegations.records import Delegation
from desktop.models.delegations.rules import DELEGATIONS
from desktop.models.registry import Kind, Lookup, Row, register


def delegation_scopes(row: Row, find: Lookup) -> scopes.Scopes:
    """The office of who delegates and its province: who acts for whom is no secret there."""
    found = scopes.of_office(row)
    office = find("offices", row["office_id"]) if row["office_id"] else None
    if office is not None and office["province"]:
        found.add(scopes.province(office["province"]))
    return frozenset(found)


register(
    Kind(
        Delegation,
        delegation_scopes,
        parents=("persons",),
        children=(("attachments", "record_id"), ("transitions", "record_id")),
        states=DELEGATIONS,
    )
)
