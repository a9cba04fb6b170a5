"""The chain of a case as one line of linked records (``domain.md`` 2.13 no. 10).

Repeated reports → field inspection → feedback report → meeting and caution to the director-general
→ removal proposed → notified. Each stage shows the records that this vault holds; one without any
is a gap that is seen.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.models.calendar import iran_day
from desktop.models.inspections.records import Finding, Visit
from desktop.models.letters.records import Letter
from desktop.models.meetings.records import Meeting
from desktop.models.personnel_actions.misconduct import KIND as REGISTER
from desktop.models.personnel_actions.misconduct import MisconductRecord
from desktop.models.personnel_actions.records import PersonnelAction
from desktop.models.personnel_actions.rules import COUNTED

STAGES: Final = (
    *("repeat_detected", "field_inspection", "feedback_report", "meeting", "caution"),
    *("removal_proposed", "removal_notified"),
)
_HELD: Final = frozenset({"held", "signed"})
_REPORTED: Final = frozenset({"sent_to_agency", "closed"})


@dataclass(frozen=True, slots=True)
class Link:
    """One record of the chain: where it is seen, what it is called, the day it stands for.

    What is not ``done`` is under way: a meeting that was called, a caution that nobody issued.
    """

    stage: str
    page: str
    record: bytes
    title: str
    day: date | None
    done: bool = True


def chain_links(session: Session, actions: Iterable[bytes]) -> tuple[Link, ...]:
    """The records behind linked personnel actions, in the order of the stages and by day."""
    query = select(PersonnelAction).where(PersonnelAction.id.in_(list(actions)))
    found = list(session.execute(query).scalars())
    links: dict[tuple[str, bytes], Link] = {}
    for action in found:
        for link in (*_before(session, action), *_of(session, action)):
            links.setdefault((link.stage, link.record), link)
    reports = [link for link in links.values() if link.stage == "repeat_detected"]
    if len(reports) == 1 and reports[0].page == "visit":
        del links["repeat_detected", reports[0].record]  # once is not again
    return tuple(
        sorted(
            links.values(),
            key=lambda one: (STAGES.index(one.stage), one.day or date.max, one.record),
        )
    )


def _before(session: Session, action: PersonnelAction) -> Iterable[Link]:
    """What was reported, and the visit that looked at it."""
    for source in action.sources or ():
        key = bytes.fromhex(source.get("id") or "")
        if source["kind"] == REGISTER and key:
            record = session.get(MisconductRecord, key)
            if record is not None:
                yield Link(
                    *("repeat_detected", "misconduct", key),
                    record.description,
                    record.happened_on,
                )
        elif source["kind"] == "findings" and key:
            finding = session.get(Finding, key)
            if finding is not None:
                yield from _inspected(session, finding)


def _inspected(session: Session, finding: Finding) -> Iterable[Link]:
    visit = session.get(Visit, finding.visit_id)
    if visit is None:
        return
    earlier = session.get(Finding, finding.repeat_of) if finding.repeat_of else None
    for one in (earlier, finding):
        if one is not None:
            known = visit.day if one is finding else None
            day = iran_day(one.seen_at) if one.seen_at else known
            yield Link("repeat_detected", "visit", one.visit_id, one.description, day)
    yield Link("field_inspection", "visit", visit.id, visit.code, visit.day)
    letter = session.get(Letter, visit.letter_id) if visit.letter_id else None
    if letter is not None:
        title = f"{letter.number or ''} {letter.subject}".strip()
        yield Link("feedback_report", "letter", letter.id, title, letter.letter_date)
    elif visit.state in _REPORTED:
        yield Link("feedback_report", "visit", visit.id, visit.code, visit.day)


def _of(session: Session, action: PersonnelAction) -> Iterable[Link]:
    meeting = session.get(Meeting, action.meeting_id) if action.meeting_id else None
    if meeting is not None:
        title = f"{meeting.number} {meeting.title}"
        held = meeting.state in _HELD
        yield Link("meeting", "meeting", meeting.id, title, meeting.day, held)
    stage = {"caution": "caution", "removal_proposal": "removal_proposed"}.get(action.kind)
    day = action.issued_on or action.happened_on
    if stage is not None:
        issued = action.state in COUNTED
        yield Link(stage, "personnel_action", action.id, action.person_name, day, issued)
    if action.kind == "removal_recorded" and action.state in COUNTED:
        told = action.letter_number or action.person_name
        day = action.notified_on or action.issued_on or day
        yield Link("removal_notified", "personnel_action", action.id, told, day)
