"""The tables of identities: who a citizen is, sealed; who can open it; who did."""

from __future__ import annotations

from sqlalchemy import Integer, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from desktop.models.base import Base, Id, Synced


class IdentityRecord(Synced, Base):
    """One citizen behind one record of the office; every value is sealed by itself.

    ``identity_class`` is contact or sealed. ``handler`` is the office that handles the case
    (contact alone). ``commitments`` packs {field: SHA-256}. The three indexes are blind, under the
    key of ``province``. ``consent_agency`` is the agency that the citizen agreed to be known to.
    """

    __tablename__ = "identities"
    identity_class: Mapped[str] = mapped_column(String(8))
    handler: Mapped[bytes | None] = mapped_column(Id, index=True)
    province: Mapped[str | None] = mapped_column(String(2))
    subject_kind: Mapped[str] = mapped_column(String(40))
    subject_id: Mapped[bytes] = mapped_column(Id, index=True)
    name: Mapped[bytes | None]
    mobile: Mapped[bytes | None]
    address: Mapped[bytes | None]
    national_id: Mapped[bytes | None]
    commitments: Mapped[bytes]
    mobile_index: Mapped[bytes | None] = mapped_column(LargeBinary(32), index=True)
    last_four_index: Mapped[bytes | None] = mapped_column(LargeBinary(32), index=True)
    national_id_index: Mapped[bytes | None] = mapped_column(LargeBinary(32), index=True)
    consent_agency: Mapped[str | None] = mapped_column(String(24))


class IdentityKey(Synced, Base):
    """The keys of one identity's values, wrapped for one contact group or for the officers.

    They lie in a file (``key_sha256``), not in the database, so that backups of it lose them.
    ``holder`` is the group's office; both are empty where officers hold the keys.
    """

    __tablename__ = "identity_keys"
    identity_id: Mapped[bytes] = mapped_column(Id, index=True)
    group_id: Mapped[bytes | None] = mapped_column(Id, index=True)
    holder: Mapped[bytes | None] = mapped_column(Id)
    key_sha256: Mapped[bytes] = mapped_column(LargeBinary(32))


class ContactGroup(Synced, Base):
    """One generation of the key of an office's contact group: the public part.

    ``holder`` is the office; the latest generation is the one that new identities are sealed to.
    """

    __tablename__ = "contact_groups"
    holder: Mapped[bytes] = mapped_column(Id, index=True)
    generation: Mapped[int] = mapped_column(Integer)
    public_key: Mapped[bytes]


class ContactGroupMember(Synced, Base):
    """The private part of a group's key, sealed to the certified receiving key of one vault."""

    __tablename__ = "contact_group_members"
    group_id: Mapped[bytes] = mapped_column(Id, index=True)
    holder: Mapped[bytes] = mapped_column(Id)
    vault: Mapped[bytes] = mapped_column(LargeBinary(8))
    person_id: Mapped[bytes] = mapped_column(Id)
    wrapped: Mapped[bytes]


class IdentityOpening(Synced, Base):
    """Who opened which field of which identity, for which purpose; never what stood there.

    Written before the value is shown. ``person`` and ``role`` are the opener's, ``request_id``
    names the request of the first officer that the second one answers.
    """

    __tablename__ = "identity_openings"
    identity_id: Mapped[bytes] = mapped_column(Id, index=True)
    identity_class: Mapped[str] = mapped_column(String(8))
    subject_kind: Mapped[str] = mapped_column(String(40))
    subject_id: Mapped[bytes] = mapped_column(Id, index=True)
    field: Mapped[str] = mapped_column(String(16))
    purpose: Mapped[str] = mapped_column(String(16))
    reason: Mapped[str | None]
    person: Mapped[bytes] = mapped_column(Id)
    person_name: Mapped[str]
    role: Mapped[str] = mapped_column(String(32))
    group_id: Mapped[bytes | None] = mapped_column(Id)
    request_id: Mapped[bytes | None] = mapped_column(Id)


class SealRequest(Synced, Base):
    """The first officer opened the outer seal; the file holds what only the second one opens.

    ``second_key`` is the id of that officer's key.
    """

    __tablename__ = "seal_requests"
    identity_id: Mapped[bytes] = mapped_column(Id, index=True)
    opening_id: Mapped[bytes] = mapped_column(Id)
    field: Mapped[str] = mapped_column(String(16))
    reason: Mapped[str]
    first: Mapped[bytes] = mapped_column(Id)
    first_name: Mapped[str]
    second_key: Mapped[bytes] = mapped_column(LargeBinary(16))
    key_sha256: Mapped[bytes] = mapped_column(LargeBinary(32))


class IndexKey(Synced, Base):
    """The key of a province's blind index, sealed by headquarters to one vault."""

    __tablename__ = "index_keys"
    holder: Mapped[bytes] = mapped_column(Id)
    province: Mapped[str] = mapped_column(String(2))
    vault: Mapped[bytes] = mapped_column(LargeBinary(8), index=True)
    wrapped: Mapped[bytes]
