"""The programmes and their actions as headquarters keeps them: data, the shipped tables else.

Localised targets, new actions or a tenth programme are rows of the reference data; the code asks
here and names none of them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.models import reference
from desktop.models.directory import ReferenceItem
from resources.words import Both

PROGRAMMES: Final = "programmes"
ACTIONS: Final = "programme_actions"
SETTINGS: Final = "programme_settings"


@dataclass(frozen=True, slots=True)
class Action:
    """One action as printed; ``alias_of`` is the action it repeats (D24).

    ``events`` are the kinds of events that its occurrences are: a training event asks for a
    survey (P2.9), a course for its hours (P8.7).
    """

    code: str
    programme: str
    title: Both
    alias_of: str | None
    audience: tuple[str, ...]
    owner: Both
    kind: str
    least: int | None
    per: str | None
    events: tuple[str, ...]
    evidence: Both
    measure: Both
    position: int


@dataclass(frozen=True, slots=True)
class Programme:
    """One programme with its words."""

    code: str
    title: Both


@dataclass(frozen=True, slots=True)
class Catalogue:
    """All programmes and actions in their order, and the settings that go with them."""

    programmes: tuple[Programme, ...]
    actions: Mapping[str, Action]
    event_days: int
    twin_minutes: int
    quarter_due_days: int

    def origin(self, code: str) -> str:
        """The action under which a code is filled and counted."""
        action = self.actions.get(code)
        return code if action is None or action.alias_of is None else action.alias_of

    def title(self, code: str) -> str:
        """The words of an action; the code of one that is not known here."""
        action = self.actions.get(code)
        return code if action is None else str(action.title)


def catalogue(session: Session) -> Catalogue:
    """What holds now: headquarters' rows where they are here, the shipped ones else."""
    settings = {str(row["code"]): int(row["value"]) for row in _rows(session, SETTINGS)}
    actions = [_action(row, n) for n, row in enumerate(_rows(session, ACTIONS), start=1)]
    return Catalogue(
        tuple(
            Programme(str(row["code"]), reference.name_of(row, "title"))
            for row in _rows(session, PROGRAMMES)
        ),
        {one.code: one for one in actions},
        settings.get("after_event_days", 14),
        settings.get("twin_minutes", 60),
        settings.get("quarter_due_days", 15),
    )


def _rows(session: Session, name: str) -> list[Mapping[str, Any]]:
    query = (
        select(ReferenceItem.data)
        .where(
            ReferenceItem.list == name,
            ReferenceItem.deleted_at.is_(None),
            ReferenceItem.active.is_(True),
        )
        .order_by(ReferenceItem.position, ReferenceItem.code)
    )
    return list(session.execute(query).scalars()) or list(reference.load(name))


def _action(row: Mapping[str, Any], position: int) -> Action:
    least = row.get("freq_min")
    return Action(
        code=str(row["code"]),
        programme=str(row["programme"]),
        title=reference.name_of(row, "title"),
        alias_of=row.get("alias_of"),
        audience=tuple(row.get("audience") or ()),
        owner=reference.name_of(row, "owner"),
        kind=str(row["freq_kind"]),
        least=None if least is None else int(least),
        per=row.get("freq_per"),
        events=tuple(row.get("events") or ()),
        evidence=reference.name_of(row, "evidence"),
        measure=reference.name_of(row, "measure"),
        position=position,
    )
