"""What somebody may read online: a database session that sees nothing else.

``scoped`` is the only way to it. Every record that a statement names is bound to the reader's
scopes, in sub-queries and joins too, and a kind without a rule here has no rows at all. The rules
say in SQL what the kinds' ``scopes`` say of a row; a test holds the two against each other.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Final, TypeAlias, cast

from sqlalchemy import Column, Table, and_, event, false, inspect, or_, select, text, true, tuple_
from sqlalchemy.orm import Mapper, ORMExecuteState, Session, with_loader_criteria
from sqlalchemy.sql import visitors
from sqlalchemy.sql.visitors import ExternallyTraversible

from desktop.models import policy, registry, scopes
from desktop.models.base import Base
from desktop.models.inspections.scopes import COMMUNICATED
from desktop.models.letters.rules import CONFINED
from desktop.models.subscriptions import FOLLOWERS
from sync.server import walls
from sync.server.hq import Headquarters
from sync.server.scopes import Held, current

Condition: TypeAlias = Any
"""A condition of SQL; the columns of a class that is not known here have no narrower type."""

_RECORD: Final = "parententity"
"""What SQLAlchemy notes on a column that was named through its record."""
_OPEN_KINDS: Final = frozenset({"provinces", "counties", "agencies", "units", "posts", "offices"})
"""Of scope reference: everybody's."""


_OF_A_PLACE: Final = frozenset({policy.CASE, policy.LETTER})
"""What a role must read of an office, a province or an agency to read its lists."""
_OF_A_CASE: Final = _OF_A_PLACE | {policy.RESTRICTED}
"""And of a case: what is said of it may be of the restricted parts."""


@dataclass(frozen=True, slots=True)
class Reach:
    """The scopes of a reader by what they name; ``everywhere`` is every province's open cases."""

    offices: frozenset[bytes]
    provinces: frozenset[str]
    cases: frozenset[bytes]
    opened: frozenset[bytes]
    agencies: frozenset[tuple[str, str]]
    everywhere: bool

    def holds(self, found: frozenset[str]) -> bool:
        """Whether one of a row's scopes is the reader's."""
        return bool(found & self.names) or (
            self.everywhere and any(one.startswith(scopes.province("")) for one in found)
        )

    @property
    def names(self) -> frozenset[str]:
        """The scopes by their names."""
        return (
            scopes.REFERENCE
            | {scopes.office(one) for one in self.offices}
            | {scopes.province(one) for one in self.provinces}
            | {scopes.case(one) for one in self.cases}
            | {scopes.opened(one) for one in self.opened}
            | {scopes.agency(*one) for one in self.agencies}
        )


def reach(held: Held, now: int) -> Reach:
    """What the roles of now let read: what the vault holds, and what it could follow."""
    found: dict[str, set[str]] = {}
    for scope, of in held.reads.items():
        kind, _, name = scope.partition("/")
        if not of >= (_OF_A_CASE if kind == "case" else _OF_A_PLACE):
            continue
        found.setdefault(kind, set()).add(name)
    provinces = found.get("province", set())
    follows = any(grant.role in FOLLOWERS for grant in current(held.roles, now))
    if follows and held.province is not None:
        provinces.add(held.province)
    agencies = (name.partition("/") for name in found.get("agency", set()))
    return Reach(
        frozenset(bytes.fromhex(one) for one in found.get("office", set())),
        frozenset(provinces),
        frozenset(bytes.fromhex(one) for one in found.get("case", set())),
        frozenset(bytes.fromhex(one) for one in found.get("open", set())),
        frozenset((code, place) for code, _, place in agencies if place),
        everywhere=follows and held.province is None,
    )


@contextmanager
def scoped(hq: Headquarters, reader: Reach) -> Iterator[Session]:
    """A session that reads what the reader may hold, and writes nothing."""
    with hq.database.reading() as session:
        if not hq.embedded:
            session.execute(text("SET TRANSACTION READ ONLY"))
            session.execute(text("SET LOCAL statement_timeout = '10s'"))
        names = reader.names | ({walls.EVERYWHERE} if reader.everywhere else set())
        with walls.behind(session, names, walled=hq.walled):
            bind = _binding(reader)
            event.listen(session, "do_orm_execute", bind)
            yield session
            event.remove(session, "do_orm_execute", bind)


def _binding(reader: Reach) -> Callable[[ORMExecuteState], None]:
    options = [
        with_loader_criteria(mapper.class_, _rule(reader, mapper.class_), include_aliases=True)
        for mapper in Base.registry.mappers
    ]

    def bind(state: ORMExecuteState) -> None:
        if not state.is_select or not state.is_orm_statement:
            raise PermissionError("a scoped session only reads records")
        _check(cast(ExternallyTraversible, state.statement))
        state.statement = state.statement.options(*options)

    return bind


def _check(statement: ExternallyTraversible) -> None:
    """Whatever is named must be named as a record: a bare table would slip past the rules."""
    columns = [one for one in visitors.iterate(statement) if isinstance(one, Column)]
    if any(_RECORD not in one._annotations for one in columns):  # noqa: SLF001  # SQLAlchemy has no public word for it
        raise PermissionError("a column is read past the rules")
    tables = {one for one in visitors.iterate(statement) if type(one) is Table}
    known = {mapper.local_table for mapper in _mappers(columns)}
    if not tables <= known:
        raise PermissionError("a table is read past the rules")


def _mappers(columns: Iterable[Column[Any]]) -> Iterator[Mapper[Any]]:
    for one in columns:
        yield inspect(one._annotations[_RECORD]).mapper  # noqa: SLF001  # as above


def _rule(reader: Reach, record: type[Any]) -> Condition:
    name = record.__tablename__
    if name in _OPEN_KINDS:
        return true()
    rule = _RULES.get(name)
    return false() if rule is None else rule(reader, record)


def _visit(reader: Reach, of: Any) -> Condition:
    hidden = and_(of.visibility == "covert", of.revealed_at.is_(None))
    places = [of.office_id.in_(reader.offices), of.province.in_(reader.provinces)]
    if reader.everywhere:
        places.append(and_(of.province.is_not(None), of.province != ""))
    return or_(
        of.id.in_(reader.cases),
        and_(~hidden, or_(of.id.in_(reader.opened), *places)),
    )


def _of_visit(reader: Reach, record: type[Any]) -> Condition:
    raw = registry.kind_of("visits").table.c
    return record.visit_id.in_(select(raw.id).where(_visit(reader, raw)))


def _of_case(reader: Reach, record: type[Any]) -> Condition:
    return record.visit_id.in_(reader.cases)


def _findings(reader: Reach, record: type[Any]) -> Condition:
    raw = registry.kind_of("visits").table.c
    hidden = and_(raw.visibility == "covert", raw.revealed_at.is_(None))
    shared = select(raw.id).where(~hidden, tuple_(raw.agency, raw.province).in_(reader.agencies))
    sent = and_(record.state.in_(COMMUNICATED), record.visit_id.in_(shared))
    return or_(_of_visit(reader, record), sent) if reader.agencies else _of_visit(reader, record)


def _letters(reader: Reach, record: type[Any]) -> Condition:
    confined = and_(record.record_kind.is_not(None), record.record_kind.in_(CONFINED))
    rules = [
        and_(~confined, record.office_id.in_(reader.offices)),
        and_(confined, record.record_id.in_(reader.cases)),
    ]
    if reader.agencies:
        addressee = tuple_(record.addressee_agency, record.addressee_province)
        sent = record.state.in_(("sent", "answered"))
        rules.append(and_(~confined, sent, addressee.in_(reader.agencies)))
    return or_(*rules)


_RULES: Final[Mapping[str, Callable[[Reach, type[Any]], Condition]]] = {
    "visits": _visit,
    "visit_members": _of_visit,
    "visit_plans": _of_case,
    "findings": _findings,
    "letters": _letters,
}
