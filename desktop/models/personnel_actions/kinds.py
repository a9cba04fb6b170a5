"""Registers the synced kinds of personnel actions with their scopes, parts and states."""

from __future__ import annotations

from desktop.models import scopes
from desktop.models.personnel_actions import misconduct  # noqa: F401  # registers its own kinds
from desktop.models.personnel_actions.records import (
    AppraisalSheet,
    OutcomeReport,
    PersonnelAction,
    PersonStatement,
    ReportCard,
    TrainingRecord,
)
from desktop.models.personnel_actions.rules import PERSONNEL_ACTIONS
from desktop.models.registry import Kind, Lookup, Row, register


def action_scopes(row: Row, _find: Lookup) -> frozenset[str]:
    """Those who are named on the case, and the Setad's own office where it has one."""
    found = {scopes.case(row["id"])}
    if row["setad_office_id"]:
        found.add(scopes.office(row["setad_office_id"]))
    return frozenset(found)


def statement_scopes(row: Row, _find: Lookup) -> frozenset[str]:
    """The case alone, for ever."""
    return frozenset({scopes.case(row["action_id"])})


def training_scopes(row: Row, _find: Lookup) -> frozenset[str]:
    """The office that records it, and the person's agency in its province."""
    found = scopes.of_office(row)
    if row["agency"] and row["province"]:
        found.add(scopes.agency(row["agency"], row["province"]))
    return frozenset(found)


def outcome_scopes(row: Row, _find: Lookup) -> frozenset[str]:
    """Counts name nobody: the office and its province."""
    found = scopes.of_office(row)
    if row["province"]:
        found.add(scopes.province(row["province"]))
    return frozenset(found)


def card_scopes(row: Row, _find: Lookup) -> frozenset[str]:
    """Who is named on it: the person, the direct manager, and who made it."""
    return frozenset({scopes.case(row["id"])})


register(
    Kind(
        PersonnelAction,
        action_scopes,
        parents=("persons", "setads"),
        children=(
            ("person_statements", "action_id"),
            ("letters", "record_id"),
            ("attachments", "record_id"),
            ("transitions", "record_id"),
        ),
        searched=("person_name", "post", "unit_name", "reason", "letter_number"),
        states=PERSONNEL_ACTIONS,
    )
)
register(Kind(PersonStatement, statement_scopes, parents=("personnel_actions",)))
register(Kind(TrainingRecord, training_scopes, parents=("persons",)))
register(Kind(ReportCard, card_scopes, parents=("persons",), blob_fields=("pdf_sha256",)))
register(Kind(AppraisalSheet, card_scopes, parents=("persons",), blob_fields=("pdf_sha256",)))
register(Kind(OutcomeReport, outcome_scopes, searched=()))
