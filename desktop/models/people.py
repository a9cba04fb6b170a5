"""Staff, the posts they held and the vaults they have; never of scope reference or national
(``domain.md`` 10).
"""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from desktop.models import scopes
from desktop.models.base import DERIVED, Base, Id, Synced
from desktop.models.registry import Kind, Lookup, Row, register


class Person(Synced, Base):
    """A member of staff in an office role: of an agency, or of an office of inspection."""

    __tablename__ = "persons"
    name: Mapped[str]
    personnel_no: Mapped[str | None] = mapped_column(String(32))
    province: Mapped[str | None] = mapped_column(String(2))
    agency: Mapped[str | None] = mapped_column(String(24))
    provisional: Mapped[bool] = mapped_column(default=False)
    merged_into: Mapped[bytes | None] = mapped_column(Id)
    folded: Mapped[str] = mapped_column(info=DERIVED)


class PostAssignment(Synced, Base):
    """Who held a post from when to when; history is kept."""

    __tablename__ = "post_assignments"
    post_id: Mapped[bytes] = mapped_column(Id, index=True)
    person_id: Mapped[bytes] = mapped_column(Id, index=True)
    starts: Mapped[date]
    ends: Mapped[date | None]


class VaultCertificate(Synced, Base):
    """A vault's certificate as headquarters signed it, for those who may address that vault.

    Of several the latest stands; one without ``message`` says that the vault is shut out.
    """

    __tablename__ = "vault_certificates"
    vault: Mapped[bytes] = mapped_column(LargeBinary(8), index=True)
    person_id: Mapped[bytes] = mapped_column(Id, index=True)
    issued_at: Mapped[datetime]
    message: Mapped[bytes | None]
    signature: Mapped[bytes | None]


def person_scopes(row: Row, _find: Lookup) -> frozenset[str]:
    """The person's province and agency; staff of headquarters belong to its own office."""
    if not row["province"]:
        return frozenset(scopes.of_office(row))
    found = {scopes.province(row["province"])}
    if row["agency"]:
        found.add(scopes.agency(row["agency"], row["province"]))
    return frozenset(found)


def certificate_scopes(row: Row, _find: Lookup) -> frozenset[str]:
    """The office's, those who share a case with the person, and the auditors: it names people."""
    person = scopes.person(row["person_id"])
    return frozenset({*scopes.of_office(row), person, scopes.AUDIT})


def assignment_scopes(row: Row, find: Lookup) -> frozenset[str]:
    """As the person's."""
    person = find("persons", row["person_id"])
    return frozenset() if person is None else person_scopes(person, find)


register(
    Kind(
        Person,
        person_scopes,
        children=(("post_assignments", "person_id"),),
        searched=("name", "personnel_no"),
        policy="hq_wins",
    )
)
register(Kind(PostAssignment, assignment_scopes, parents=("persons", "posts"), policy="hq_wins"))
register(Kind(VaultCertificate, certificate_scopes, parents=("persons",), policy="hq_wins"))
