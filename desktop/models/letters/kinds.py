"""Registers the synced kinds of letters with their scopes, parts and states."""

from __future__ import annotations

from desktop.models import scopes
from desktop.models.letters.records import Letter, LetterTemplate
from desktop.models.letters.rules import CONFINED, LETTERS
from desktop.models.registry import Kind, Lookup, Row, register
from desktop.models.transitions import scopes_of_record


def letter_scopes(row: Row, find: Lookup) -> frozenset[str]:
    """The office; what was sent goes to the addressee's agency in its province too.

    A letter about a person goes where its case goes, sent or not.
    """
    if row["record_kind"] in CONFINED:
        return scopes_of_record(row["record_kind"], row["record_id"], find)
    found = scopes.of_office(row)
    if row["state"] in {"sent", "answered"} and row["addressee_agency"]:
        found.add(scopes.agency(row["addressee_agency"], row["addressee_province"]))
    return frozenset(found)


def template_scopes(row: Row, _find: Lookup) -> frozenset[str]:
    """Everybody's, or the own wording of one office."""
    if row["own"] and row["office_id"]:
        return frozenset(scopes.of_office(row))
    return scopes.REFERENCE


register(
    Kind(
        Letter,
        letter_scopes,
        children=(("attachments", "record_id"), ("transitions", "record_id")),
        searched=("number", "in_number", "subject", "sender", "addressee"),
        states=LETTERS,
        blob_fields=("pdf_sha256",),
    )
)
register(Kind(LetterTemplate, template_scopes, policy="hq_wins"))
