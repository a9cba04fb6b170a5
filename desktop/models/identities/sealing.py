"""Sealing a citizen's particulars for their record, and wrapping its keys for another group."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

from sqlalchemy.orm import Session

from desktop.errors import Refused
from desktop.models.identities.hands import Hands
from desktop.models.identities.records import ContactGroup, IdentityKey
from desktop.models.text import (
    latin_digits,
    national_id_problem,
    normal_mobile,
    normalise,
)
from sync.protocol.encoding import encode
from sync.protocol.identity_seal import (
    KEY_BYTES,
    blind,
    bound,
    key_id,
    seal,
    seal_field,
    seal_to_pairs,
    unseal,
)

LAST_DIGITS = 4


@dataclass(frozen=True, slots=True, repr=False)
class Particulars:
    """Who a citizen is, as typed. Has no ``repr``: nothing may write it down by accident."""

    name: str = ""
    mobile: str = ""
    address: str = ""
    national_id: str = ""

    def tidied(self) -> Particulars:
        """In the one form that is sealed. Raises Refused with the field that is wrong."""
        name = normalise(self.name)
        if not name:
            raise Refused("identity_name_missing", field="name")
        mobile = latin_digits(self.mobile).strip()
        number = normal_mobile(mobile) if mobile else ""
        if number is None:
            raise Refused("mobile_wrong", field="mobile")
        wrong = national_id_problem(self.national_id)
        if wrong is not None:
            raise Refused(wrong, field="national_id")
        national = latin_digits(self.national_id).strip().replace(" ", "").replace("-", "")
        return Particulars(name, number, normalise(self.address), national)

    def given(self) -> dict[str, str]:
        """The fields that hold something."""
        found = ((field.name, getattr(self, field.name)) for field in fields(self))
        return {name: text for name, text in found if text}


@dataclass(frozen=True, slots=True, repr=False)
class Sealed:
    """The columns of an identity, and the keys that open them, by field."""

    columns: dict[str, Any]
    keys: dict[str, bytes]


def sealed(record: bytes, particulars: Particulars, hands: Hands) -> Sealed:
    """Every field under a key of its own."""
    columns: dict[str, Any] = {}
    keys: dict[str, bytes] = {}
    commitments: dict[str, bytes] = {}
    for field, text in particulars.given().items():
        keys[field] = hands.random(KEY_BYTES)
        one = seal_field(keys[field], record, field, text, hands.random)
        columns[field], commitments[field] = one.sealed, one.commitment
    columns["commitments"] = encode(commitments)
    return Sealed(columns, keys)


def indexes(index_key: bytes | None, particulars: Particulars) -> dict[str, bytes | None]:
    """The blind indexes of tidied particulars; none without the province's key."""
    if index_key is None:
        return {}
    mobile, national = particulars.mobile, particulars.national_id
    return {
        "mobile_index": blind(index_key, "mobile", mobile) if mobile else None,
        "last_four_index": blind(index_key, "last_four", mobile[-LAST_DIGITS:]) if mobile else None,
        "national_id_index": blind(index_key, "national_id", national) if national else None,
    }


def wrap_for_group(
    record: bytes, keys: Mapping[str, bytes], group: ContactGroup
) -> dict[str, bytes]:
    """The keys, each sealed to the group for its own field."""
    named = key_id(group.public_key)
    return {
        field: seal(group.public_key, key, bound("identity_keys", record, field, named))
        for field, key in keys.items()
    }


def wrap_for_officers(
    record: bytes, keys: Mapping[str, bytes], officers: tuple[bytes, ...]
) -> dict[str, bytes]:
    """The keys, each sealed to every pair of the three officers."""
    return {
        field: encode(list(seal_to_pairs(officers, record, field, key)))
        for field, key in keys.items()
    }


def unwrap(
    record: bytes, field: str, wrapped: Mapping[str, bytes], secret: bytes, public: bytes
) -> bytes:
    """One field's key with the private part of its group. Raises ProtocolError."""
    info = bound("identity_keys", record, field, key_id(public))
    return unseal(secret, wrapped.get(field, b""), info)


def rewrapped(
    session: Session, hands: Hands, key: IdentityKey, secret: bytes, now: ContactGroup
) -> bytes:
    """The keys of an identity for another group; the SHA-256 of their file. Opens no value."""
    before = session.get_one(ContactGroup, key.group_id)
    wrapped = hands.read_file(session, key.key_sha256)
    record = key.identity_id
    keys = {field: unwrap(record, field, wrapped, secret, before.public_key) for field in wrapped}
    return hands.keep_file(session, wrap_for_group(record, keys, now))
