"""Reading delegations: page by page, one whole, and those under which a person may act today."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session

from desktop.models.delegations.records import Delegation
from desktop.models.delegations.rows import (
    DelegationDetail,
    DelegationRow,
    DelegationsPage,
    Key,
    Lent,
)
from desktop.models.delegations.rules import LENDERS, standing
from desktop.models.history import steps_of
from desktop.models.paging import latest_days, paged
from desktop.models.reader import Reader

PLACE: Final = "delegations"


@dataclass(frozen=True, slots=True)
class DelegationFilter:
    """What the list shows: everybody's, or only those a person gave or was given."""

    standing: str | None = None
    mine: bytes | None = None
    text: str = ""


def delegations_page(
    session: Session,
    wanted: DelegationFilter,
    after: Key | None = None,
    size: int = 100,
    *,
    today: date,
) -> DelegationsPage:
    """The next lines, the latest beginning first."""
    query = latest_days(
        select(Delegation).where(*_conditions(wanted, today)),
        Delegation.starts,
        Delegation.id,
        after,
        size,
    )
    found = [_row(one, today) for one in session.execute(query).scalars()]
    return paged(found, size, lambda row: (row.starts.isoformat(), row.id))


def delegations_count(session: Session, wanted: DelegationFilter, *, today: date) -> int:
    """How many the filter lets through."""
    query = select(func.count()).select_from(Delegation).where(*_conditions(wanted, today))
    return session.execute(query).scalar_one()


def delegation_detail(
    session: Session, key: bytes, *, reader: Reader, today: date
) -> DelegationDetail | None:
    """A delegation with all that its page and its paper show."""
    one = session.get(Delegation, key)
    if one is None or one.deleted_at is not None:
        return None
    steps = steps_of(session, "delegations", key)
    signed = next((step.at for step in steps if step.to_state == "signed"), None)
    return DelegationDetail(
        _row(one, today),
        one.from_words.partition(" (")[0],
        one.note,
        one.letter_number,
        one.letter_date,
        signed,
        one.revoked_at,
        _beside(session, one, today),
        steps,
        _may(one, reader, today),
    )


def lent_today(session: Session, person: bytes, today: date) -> tuple[Lent, ...]:
    """The delegations under which a person may act today; of several all are given."""
    query = (
        select(Delegation)
        .where(
            Delegation.to_id == person,
            Delegation.state == "signed",
            Delegation.deleted_at.is_(None),
            Delegation.starts <= today,
            Delegation.ends >= today,
        )
        .order_by(Delegation.ends, Delegation.id)
    )
    return tuple(
        Lent(one.id, one.role, one.from_words, tuple(one.steps), one.ends)
        for one in session.execute(query).scalars()
    )


def _conditions(wanted: DelegationFilter, today: date) -> list[ColumnElement[bool]]:
    found: list[Any] = [Delegation.deleted_at.is_(None)]
    if wanted.mine is not None:
        found.append(or_(Delegation.from_id == wanted.mine, Delegation.to_id == wanted.mine))
    for word in wanted.text.split():
        found.append(
            or_(
                Delegation.to_name.contains(word, autoescape=True),
                Delegation.from_words.contains(word, autoescape=True),
            )
        )
    match wanted.standing:
        case "active":
            found += [
                Delegation.state == "signed",
                Delegation.starts <= today,
                Delegation.ends >= today,
            ]
        case "signed":
            found += [Delegation.state == "signed", Delegation.starts > today]
        case "ended":
            found += [Delegation.state == "signed", Delegation.ends < today]
        case str(state):
            found.append(Delegation.state == state)
    return found


def _beside(session: Session, one: Delegation, today: date) -> tuple[DelegationRow, ...]:
    query = (
        select(Delegation)
        .where(
            Delegation.id != one.id,
            Delegation.from_id == one.from_id,
            Delegation.role == one.role,
            Delegation.state == "signed",
            Delegation.deleted_at.is_(None),
            Delegation.starts <= one.ends,
            Delegation.ends >= one.starts,
        )
        .order_by(Delegation.starts, Delegation.id)
    )
    return tuple(_row(other, today) for other in session.execute(query).scalars())


def _may(one: Delegation, reader: Reader, today: date) -> tuple[str, ...]:
    if reader.lent is not None:
        return ()
    if one.to_id == reader.person and standing(one.state, one.starts, one.ends, today) == "active":
        return ("ActAsDelegate",)
    if one.from_id != reader.person or reader.role != one.role or reader.role not in LENDERS:
        return ()
    if one.state == "draft":
        return ("DraftDelegation", "SignDelegation", "RevokeDelegation")
    return ("RevokeDelegation",) if one.state == "signed" and one.ends >= today else ()


def _row(one: Delegation, today: date) -> DelegationRow:
    return DelegationRow(
        one.id,
        one.from_id,
        one.from_words,
        one.to_id,
        one.to_name,
        one.role,
        tuple(one.steps),
        tuple(one.lent),
        one.starts,
        one.ends,
        one.reason,
        standing(one.state, one.starts, one.ends, today),
    )
