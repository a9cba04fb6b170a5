"""What a vault of headquarters' people follows beside its own scopes: provinces, and open cases.

A subscription is a record like any other, written by who follows and known to headquarters alone;
it holds for one vault, and headquarters looks at it at each exchange. Ending it takes the scope
away, and what came with it is wiped as after any revocation (``sync.md`` section 1, point 20).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import LargeBinary, String, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from desktop.models import scopes, vault_facts
from desktop.models.base import Base, Id, Synced
from desktop.models.directory import Province
from desktop.models.inspections.records import Visit
from desktop.models.registry import Kind, Lookup, Row, register

FOLLOWERS: Final = frozenset({"analyst"})
"""Who reads all cases of a scope without identities (``domain.md`` section 10, «Roles»)."""


class Subscription(Synced, Base):
    """One scope that one vault follows; ended by the mark that every record has."""

    __tablename__ = "subscriptions"
    vault: Mapped[bytes] = mapped_column(LargeBinary(8), index=True)
    person_id: Mapped[bytes] = mapped_column(Id)
    scope: Mapped[str] = mapped_column(String(80))


def subscription_scopes(row: Row, _find: Lookup) -> scopes.Scopes:
    """The person's own desk: what somebody reads is nobody else's business."""
    return frozenset({scopes.desk(row["person_id"])})


register(Kind(Subscription, subscription_scopes))


@dataclass(frozen=True, slots=True)
class SubscriptionRow:
    """A line of the card; ``held`` once headquarters has granted it and begun to send."""

    id: bytes
    scope: str
    name: str
    since: datetime
    held: bool


@dataclass(frozen=True, slots=True)
class Subscriptions:
    """What a vault follows, and which provinces it could follow as well: (code, name)."""

    rows: tuple[SubscriptionRow, ...]
    provinces: tuple[tuple[str, str], ...]


def may_follow(role: str, province: str | None, scope: str) -> bool:
    """Whether a role may follow a scope: a national one any, one of a province its own."""
    if role not in FOLLOWERS:
        return False
    if province is not None:
        return scope == scopes.province(province)
    return scope.startswith((scopes.province(""), scopes.OPEN))


def followed(session: Session, vault: bytes) -> list[Subscription]:
    """The subscriptions of a vault that were not ended."""
    query = (
        select(Subscription)
        .where(Subscription.vault == vault, Subscription.deleted_at.is_(None))
        .order_by(Subscription.created_at, Subscription.id)
    )
    return list(session.execute(query).scalars())


def subscriptions(
    session: Session, *, vault: bytes, role: str, province: str | None
) -> Subscriptions:
    """What the card shows."""
    held = {scope for _, scope in vault_facts.cursors(session)}
    names = dict(session.execute(select(Province.code, Province.name_fa)).all())
    rows = tuple(
        SubscriptionRow(
            one.id, one.scope, _name(session, one.scope, names), one.created_at, one.scope in held
        )
        for one in followed(session, vault)
    )
    taken = held | {row.scope for row in rows}
    left = sorted(
        (name, code)
        for code, name in names.items()
        if may_follow(role, province, scopes.province(code)) and scopes.province(code) not in taken
    )
    return Subscriptions(rows, tuple((code, name) for name, code in left))


def _name(session: Session, scope: str, provinces: dict[str, str]) -> str:
    if scope.startswith(scopes.OPEN):
        key = bytes.fromhex(scope.removeprefix(scopes.OPEN))
        query = select(Visit.code).where(Visit.id == key)
        return session.execute(query).scalar_one_or_none() or ""
    code = scope.removeprefix(scopes.province(""))
    return provinces.get(code, code)
