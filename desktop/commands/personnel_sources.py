"""What a proposal about a person follows from: findings, the register, a survey, or words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from desktop.commands.records import get, required
from desktop.errors import Refused
from desktop.models.inspections.records import Finding
from desktop.models.letters.records import Letter
from desktop.models.personnel_actions.facts import finding_source
from desktop.models.personnel_actions.misconduct import KIND as REGISTER
from desktop.models.personnel_actions.misconduct import MisconductRecord
from desktop.models.text import whole_number

Source = dict[str, Any]


@dataclass(frozen=True, slots=True)
class SurveySource:
    """The result of a survey as a source: what it found, when, and of how many; ``n`` as typed."""

    title: str
    taken_on: date
    n: str

    def source(self) -> Source:
        """Raises Refused where it has no title or the number of answers is no number."""
        count = whole_number(self.n)
        if not count:
            raise Refused("survey_count_missing", field="survey_n")
        return {
            "kind": "surveys",
            "id": "",
            "title": required(self.title, "survey_title_missing", "survey_title"),
            "day": self.taken_on.isoformat(),
            "n": count,
        }


def sources_from(
    session: Session,
    findings: tuple[bytes, ...],
    words: str | None,
    day: date,
    *,
    survey: SurveySource | None = None,
    register: tuple[bytes, ...] = (),
) -> list[Source]:
    """Each with its day; raises Refused where one of them is later than what follows from it."""
    found = [finding_source(session, get(session, Finding, one)) for one in findings]
    found += [register_source(get(session, MisconductRecord, one)) for one in register]
    if survey is not None:
        found.append(survey.source())
    late = next((one["day"] for one in found if day.isoformat() < one["day"]), None)
    if late is not None:
        raise Refused("before_the_finding", field="happened_on", day=date.fromisoformat(late))
    if words:
        found.append({"kind": "proposal", "id": "", "title": words, "day": day.isoformat()})
    return found


def register_source(record: MisconductRecord) -> Source:
    """A line of the register of misconduct."""
    return {
        "kind": REGISTER,
        "id": record.id.hex(),
        "title": record.description,
        "day": record.happened_on.isoformat(),
    }


def letter_source(letter: Letter) -> Source:
    """The letter of an authority."""
    return {
        "kind": "letters",
        "id": letter.id.hex(),
        "title": f"{letter.in_number} {letter.subject}",
        "day": letter.in_date.isoformat() if letter.in_date else None,
    }
