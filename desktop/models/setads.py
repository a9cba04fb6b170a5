"""The Setad that decides on persons: its chair, secretary and members (``domain.md`` 10.11)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Integer, String, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from desktop.models import scopes
from desktop.models.base import Base, Id, Json, Synced
from desktop.models.registry import Kind, Lookup, Row, register


class Setad(Synced, Base):
    """Who decides on persons at one level.

    ``member_ids`` vote, as do chair and secretary; ``clerk_ids`` carry out what was decided
    (secretariat, personnel office) and do not vote. Both are hexadecimal ids. ``names`` are
    theirs by id: the Setad's own vaults do not hold the staff of the province.
    """

    __tablename__ = "setads"
    name: Mapped[str]
    level: Mapped[str] = mapped_column(String(16), default="province")
    province: Mapped[str | None] = mapped_column(String(2))
    chair_id: Mapped[bytes] = mapped_column(Id)
    secretary_id: Mapped[bytes] = mapped_column(Id)
    member_ids: Mapped[Any] = mapped_column(Json)
    clerk_ids: Mapped[Any] = mapped_column(Json)
    names: Mapped[Any] = mapped_column(Json)
    quorum: Mapped[int] = mapped_column(Integer, default=3)


@dataclass(frozen=True, slots=True)
class SeatRow:
    """One person of a Setad; ``duty`` is chair, secretary, member or clerk."""

    person_id: bytes
    name: str
    duty: str


def setad_scopes(row: Row, _find: Lookup) -> frozenset[str]:
    """The office that keeps it, and its province, whose heads bring cases before it."""
    found = scopes.of_office(row)
    if row["province"]:
        found.add(scopes.province(row["province"]))
    return frozenset(found)


def duties_of(setad: Setad) -> dict[bytes, str]:
    """The persons of a Setad with their duty; one person has the first of his duties."""
    found = {setad.chair_id: "chair"}
    found.setdefault(setad.secretary_id, "secretary")
    for key in setad.member_ids or ():
        found.setdefault(bytes.fromhex(key), "member")
    for key in setad.clerk_ids or ():
        found.setdefault(bytes.fromhex(key), "clerk")
    return found


def seats_of(setad: Setad) -> tuple[SeatRow, ...]:
    """The same with names, in the order of their duties."""
    names = setad.names or {}
    return tuple(
        SeatRow(key, names.get(key.hex(), ""), duty) for key, duty in duties_of(setad).items()
    )


def setads(session: Session) -> list[tuple[str, str]]:
    """The Setads that this vault knows, to choose from: id in hex and name."""
    query = select(Setad.id, Setad.name).where(Setad.deleted_at.is_(None)).order_by(Setad.name)
    return [(row.id.hex(), row.name) for row in session.execute(query)]


register(Kind(Setad, setad_scopes, parents=("persons",), searched=()))
