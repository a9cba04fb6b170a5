"""Reading corrective actions: those of a visit, and the page of all of them by deadline."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import Session

from desktop.models.attachments import attachments_of
from desktop.models.inspections import abilities, action_rules, facts
from desktop.models.inspections.records import (
    CorrectiveAction,
    Finding,
    Visit,
    VisitPlan,
)
from desktop.models.inspections.rows import ActionRow, ActionsPage, Key
from desktop.models.inspections.scopes import visits_of
from desktop.models.paging import Paged, beyond, paged, words_in
from desktop.models.reader import Reader
from desktop.models.transitions import Transition

_NEVER = date.max
"""Sorts actions without a deadline behind all others."""


@dataclass(frozen=True, slots=True)
class ActionFilter:
    """What the page shows. ``overdue`` keeps late ones, ``mine`` those of a person's visits."""

    states: tuple[str, ...] = ()
    text: str = ""
    overdue: bool = False
    mine: bytes | None = None
    visit_id: bytes | None = None


def actions_page(
    session: Session,
    wanted: ActionFilter,
    after: Key | None = None,
    size: int = 100,
    *,
    reader: Reader,
    today: date,
) -> ActionsPage:
    """The next actions behind a key, the earliest deadline first."""
    order = (func.coalesce(CorrectiveAction.due_on, _NEVER), CorrectiveAction.id)
    query = _query().where(*conditions(wanted, today)).order_by(*order)
    if after is not None:
        query = query.where(beyond(order, (date.fromisoformat(after[0]), after[1])))
    found = paged(_found(session, query.limit(size + 1)), size, _key)
    return Paged(_rows(session, found.rows, reader, today), found.after)


def conditions(wanted: ActionFilter, today: date) -> list[ColumnElement[bool]]:
    """The conditions of a filter."""
    found = words_in(wanted.text, CorrectiveAction.folded, Visit.folded)
    if wanted.states:
        found.append(CorrectiveAction.state.in_(wanted.states))
    if wanted.overdue:
        found += [CorrectiveAction.due_on < today, CorrectiveAction.state.in_(action_rules.UNDONE)]
    if wanted.visit_id is not None:
        found.append(CorrectiveAction.visit_id == wanted.visit_id)
    if wanted.mine is not None:
        found.append(CorrectiveAction.visit_id.in_(visits_of(wanted.mine)))
    return found


def actions_count(session: Session, wanted: ActionFilter, *, today: date) -> int:
    """How many actions the filter lets through."""
    query = (
        select(func.count())
        .select_from(CorrectiveAction)
        .join(Visit, Visit.id == CorrectiveAction.visit_id)
        .where(CorrectiveAction.deleted_at.is_(None), *conditions(wanted, today))
    )
    return session.execute(query).scalar_one()


def actions_of_visit(
    session: Session, visit: bytes, *, reader: Reader, today: date
) -> tuple[ActionRow, ...]:
    """The actions of one visit in the order of their proposal."""
    query = (
        _query()
        .where(CorrectiveAction.visit_id == visit)
        .order_by(CorrectiveAction.created_at, CorrectiveAction.id)
    )
    return _rows(session, _found(session, query), reader, today)


def action_row(session: Session, key: bytes, *, reader: Reader, today: date) -> ActionRow | None:
    """One action."""
    query = _query().where(CorrectiveAction.id == key)
    return next(iter(_rows(session, _found(session, query), reader, today)), None)


def open_actions_of_units(
    session: Session, units: Sequence[bytes], *, reader: Reader, today: date
) -> tuple[ActionRow, ...]:
    """What is not yet settled in units, the earliest deadline first."""
    query = (
        _query()
        .where(Visit.unit_id.in_(units), CorrectiveAction.state.in_(action_rules.OPEN))
        .order_by(func.coalesce(CorrectiveAction.due_on, _NEVER), CorrectiveAction.id)
    )
    return _rows(session, _found(session, query), reader, today)


def is_overdue(due: date | None, state: str, today: date) -> bool:
    """Late is never a state: it is computed until the work is claimed done."""
    return due is not None and due < today and state in action_rules.UNDONE


_Line = tuple[CorrectiveAction, Visit, str | None]


def _found(session: Session, query: Select[*tuple[Any, ...]]) -> list[_Line]:
    return [(action, visit, unit) for action, visit, unit in session.execute(query)]


def _key(line: _Line) -> Key:
    action = line[0]
    return (action.due_on or _NEVER).isoformat(), action.id


def _query() -> Select[*tuple[Any, ...]]:
    unit: ColumnElement[str | None] = func.coalesce(Visit.unit_name, VisitPlan.unit_name)
    return (
        select(CorrectiveAction, Visit, unit)
        .join(Visit, Visit.id == CorrectiveAction.visit_id)
        .join(VisitPlan, VisitPlan.visit_id == Visit.id, isouter=True)
        .where(CorrectiveAction.deleted_at.is_(None))
    )


def _rows(
    session: Session,
    found: Sequence[_Line],
    reader: Reader,
    today: date,
) -> tuple[ActionRow, ...]:
    actions = [action for action, _visit, _unit in found]
    keys = {action.id: [bytes.fromhex(one) for one in action.finding_ids] for action in actions}
    numbers = _numbers(session, [one for some in keys.values() for one in some])
    files = attachments_of(session, "corrective_actions", keys)
    claims = _claims(session, list(keys))
    teams = {visit.id: facts.team_of(session, visit.id) for _action, visit, _unit in found}
    rows = []
    for action, visit, unit in found:
        findings = tuple(keys[action.id])
        own: dict[str, Any] = {
            "visit_code": visit.code,
            "unit": unit,
            "finding_ids": findings,
            "finding_numbers": tuple(numbers[one] for one in findings if one in numbers),
            "overdue": is_overdue(action.due_on, action.state, today),
            "consent": action.consent_on_behalf_of,
            "since": action.updated_at,
            "attachments": files.get(action.id, ()),
            "may": abilities.of_action(
                reader,
                action.state,
                visit_state=visit.state,
                proposer=action.created_by,
                owner=action.owner_id,
                consent_by=action.consent_by,
                claimed_by=claims.get(action.id),
                team=teams[visit.id],
            ),
        }
        values = {n: getattr(action, n) for n in ActionRow.__slots__ if n not in own}
        rows.append(ActionRow(**values, **own))
    return tuple(rows)


def _numbers(session: Session, findings: Sequence[bytes]) -> dict[bytes, int]:
    query = select(Finding.id, Finding.number).where(Finding.id.in_(findings))
    return dict(session.execute(query).all())


def _claims(session: Session, actions: Sequence[bytes]) -> dict[bytes, bytes]:
    query = (
        select(Transition.record_id, Transition.actor)
        .where(
            Transition.record_kind == "corrective_actions",
            Transition.record_id.in_(actions),
            Transition.to_state == "done_claimed",
        )
        .order_by(Transition.stamps)
    )
    return dict(session.execute(query).all())
