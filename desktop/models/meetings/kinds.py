"""Registers the synced kinds of meetings with their scopes, parts and states."""

from __future__ import annotations

from desktop.models import scopes
from desktop.models.meetings import public  # noqa: F401  # registers its own kinds
from desktop.models.meetings.records import (
    AgendaItem,
    Meeting,
    MeetingDecision,
    MeetingMember,
    MeetingMinutes,
    Vote,
)
from desktop.models.meetings.rules import MEETINGS
from desktop.models.registry import Kind, Lookup, Row, register


def meeting_scopes(row: Row, _find: Lookup) -> frozenset[str]:
    """The office that calls it, and who is called: time and place name nobody."""
    return frozenset({*scopes.of_office(row), scopes.case(row["id"])})


def part_scopes(row: Row, _find: Lookup) -> frozenset[str]:
    """Who is called, and nobody else: agenda and votes speak of persons."""
    return frozenset({scopes.case(row["meeting_id"])})


register(
    Kind(
        Meeting,
        meeting_scopes,
        parents=("setads",),
        children=(("transitions", "record_id"), ("attachments", "record_id")),
        searched=("number", "title", "place"),
        states=MEETINGS,
    )
)
for _record in (MeetingMember, AgendaItem, Vote, MeetingDecision):
    register(Kind(_record, part_scopes, parents=("meetings",)))
register(Kind(MeetingMinutes, part_scopes, parents=("meetings",), blob_fields=("pdf_sha256",)))
