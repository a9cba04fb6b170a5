"""Who is named on a case and therefore holds it: those who propose, decide and carry out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from sqlalchemy import String, bindparam, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from desktop.models import scopes
from desktop.models.base import Base, Id, Synced
from desktop.models.history import StepRow
from desktop.models.people import Person
from desktop.models.prepared import Prepared
from desktop.models.registry import Kind, Lookup, Row, register
from sync.protocol.ids import derived_id


class CaseParty(Synced, Base):
    """A person who may hold one record; ``duty``: proposer, chair, secretary, member, clerk …"""

    __tablename__ = "case_parties"
    record_kind: Mapped[str] = mapped_column(String(40))
    record_id: Mapped[bytes] = mapped_column(Id, index=True)
    person_id: Mapped[bytes] = mapped_column(Id, index=True)
    name: Mapped[str]
    duty: Mapped[str] = mapped_column(String(16))


_CASES = Prepared(
    select(CaseParty.record_id).where(
        CaseParty.person_id == bindparam("person"), CaseParty.deleted_at.is_(None)
    )
)


def party_id(record: bytes, person: bytes) -> bytes:
    """The same record of a party on every laptop."""
    return derived_id("case_parties", record, person)


def party_scopes(row: Row, _find: Lookup) -> frozenset[str]:
    """Those who hold the case."""
    return frozenset({scopes.case(row["record_id"])})


def cases_named_in(session: Session, person: bytes) -> set[str]:
    """The case scopes that a person holds by being named."""
    return {scopes.case(record) for record in _CASES.values(session, person=person)}


def parties_of(session: Session, record: bytes) -> dict[bytes, str]:
    """Who holds a case, with the duty of each."""
    query = select(CaseParty.person_id, CaseParty.duty).where(
        CaseParty.record_id == record, CaseParty.deleted_at.is_(None)
    )
    return {row.person_id: row.duty for row in session.execute(query)}


def party_names(session: Session, record: bytes) -> dict[bytes, str]:
    """The names of who holds a case, as they stand on it."""
    query = select(CaseParty.person_id, CaseParty.name).where(CaseParty.record_id == record)
    return {row.person_id: row.name for row in session.execute(query) if row.name}


def named_steps(steps: tuple[StepRow, ...], names: Mapping[bytes, str]) -> tuple[StepRow, ...]:
    """Steps with the names of who took them, where the case knows them and the staff does not."""
    return tuple(
        one if one.actor_name else replace(one, actor_name=names.get(one.actor)) for one in steps
    )


def name_parties(
    session: Session,
    kind: str,
    record: bytes,
    duties: Mapping[bytes, str],
    names: Mapping[bytes, str] | None = None,
) -> None:
    """Add who is not named yet; a person keeps the duty under which he was named first.

    ``names`` are for whom this vault may hold no row of staff.
    """
    known = session.execute(
        select(CaseParty.person_id, CaseParty).where(CaseParty.record_id == record)
    )
    named = {row[0]: row[1] for row in known}
    fresh = [key for key in duties if key not in named or named[key].deleted_at is not None]
    query = select(Person.id, Person.name).where(Person.id.in_(fresh))
    found: dict[bytes, str] = {row.id: row.name for row in session.execute(query)}
    found |= names or {}
    for key in fresh:
        if key in named:
            named[key].deleted_at = None
            continue
        session.add(
            CaseParty(
                id=party_id(record, key),
                record_kind=kind,
                record_id=record,
                person_id=key,
                name=found.get(key, ""),
                duty=duties[key],
            )
        )


register(Kind(CaseParty, party_scopes, parents=("persons",)))
