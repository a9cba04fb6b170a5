"""Registers the synced kinds of the programmes with their scopes, parts and states."""

from __future__ import annotations

from desktop.models import scopes
from desktop.models.programmes.records import (
    ActionOccurrence,
    Instructor,
    PlanItem,
    ProgrammeEvidence,
    ProgrammeVariant,
    QuarterReport,
    YearPlan,
)
from desktop.models.programmes.rules import AT_HEADQUARTERS, OCCURRENCES, PLANS, REPORTS
from desktop.models.registry import Kind, Lookup, Row, register


def of_agency(row: Row, _find: Lookup) -> frozenset[str]:
    """The agency, its office in the province, and who follows the province (G1)."""
    found = {scopes.agency(row["agency"])}
    if row["province"]:
        found |= {
            scopes.agency(row["agency"], row["province"]),
            scopes.province(row["province"]),
        }
    return frozenset(found)


def report_scopes(row: Row, find: Lookup) -> frozenset[str]:
    """The same, and from the day it was sent the secretariat of the central Setad (G4)."""
    sent = {"national"} if row["state"] in AT_HEADQUARTERS else set()
    return of_agency(row, find) | sent


def variant_scopes(_row: Row, _find: Lookup) -> frozenset[str]:
    """Everybody: how a province words an action speaks of nobody."""
    return scopes.REFERENCE


register(
    Kind(
        YearPlan,
        of_agency,
        children=(("transitions", "record_id"),),
        searched=("agency_name", "agency"),
        states=PLANS,
    )
)
register(Kind(PlanItem, of_agency, parents=("year_plans",)))
register(Kind(ProgrammeVariant, variant_scopes))
register(Kind(Instructor, of_agency))
register(
    Kind(
        ActionOccurrence,
        of_agency,
        parents=("year_plans", "instructors"),
        children=(("transitions", "record_id"),),
        states=OCCURRENCES,
    )
)
register(
    Kind(
        ProgrammeEvidence,
        of_agency,
        parents=("action_occurrences",),
        children=(("attachments", "record_id"),),
    )
)
register(
    Kind(
        QuarterReport,
        report_scopes,
        parents=("year_plans",),
        children=(("transitions", "record_id"), ("attachments", "record_id")),
        states=REPORTS,
        blob_fields=("pdf_sha256", "xlsx_sha256", "manifest_sha256"),
    )
)
