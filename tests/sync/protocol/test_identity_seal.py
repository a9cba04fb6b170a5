from __future__ import annotations

import os

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from hypothesis import given, settings
from hypothesis import strategies as st

from sync.protocol.errors import ProtocolError
from sync.protocol.identity_seal import (
    FIELDS,
    GROUP_PUBLIC_BYTES,
    OFFICERS,
    after,
    blind,
    bound,
    is_sealed_size,
    new_group_secret,
    open_inner,
    open_outer,
    public_of,
    seal,
    seal_field,
    seal_to_pairs,
    unseal,
    unseal_field,
)

RECORD, OTHER = b"\1" * 16, b"\2" * 16
NAME = "شهروند نمونه"


def curve() -> tuple[bytes, bytes]:
    secret = X25519PrivateKey.generate().private_bytes_raw()
    return secret, public_of(secret)


@pytest.fixture(params=["hybrid", "curve"])
def pair(request: pytest.FixtureRequest) -> tuple[bytes, bytes]:
    """A private part and its public one."""
    if request.param == "curve":
        return curve()
    secret = new_group_secret(os.urandom)
    return secret, public_of(secret)


def test_what_is_sealed_to_a_key_is_opened_by_it_alone(pair: tuple[bytes, bytes]) -> None:
    secret, public = pair
    info = bound("identity_keys", RECORD, "name")
    sealed = seal(public, b"key", info)
    assert unseal(secret, sealed, info) == b"key"
    for other in (curve()[0], new_group_secret(os.urandom)):
        with pytest.raises(ProtocolError, match="identity_seal_broken"):
            unseal(other, sealed, info)


def test_a_group_has_a_hybrid_key() -> None:
    assert len(public_of(new_group_secret(os.urandom))) == GROUP_PUBLIC_BYTES


@pytest.mark.parametrize(
    "info",
    [
        bound("identity_keys", OTHER, "name", b"k"),
        bound("identity_keys", RECORD, "mobile", b"k"),
        bound("identities", RECORD, "name", b"k"),
        bound("identity_keys", RECORD, "name", b"l"),
        bound("identity_keys", RECORD, "name"),
        b"",
    ],
)
def test_a_seal_that_was_moved_does_not_open(pair: tuple[bytes, bytes], info: bytes) -> None:
    secret, public = pair
    sealed = seal(public, b"key", bound("identity_keys", RECORD, "name", b"k"))
    with pytest.raises(ProtocolError):
        unseal(secret, sealed, info)


def test_every_cut_and_every_flipped_byte_of_a_seal_is_refused(
    pair: tuple[bytes, bytes],
) -> None:
    secret, public = pair
    info = bound("identity_keys", RECORD, "name")
    sealed = seal(public, b"key", info)
    for length in range(0, len(sealed), 7):
        with pytest.raises(ProtocolError):
            unseal(secret, sealed[:length], info)
    for place in range(0, len(sealed), 11):
        spoilt = bytearray(sealed)
        spoilt[place] ^= 1
        with pytest.raises(ProtocolError):
            unseal(secret, bytes(spoilt), info)
    with pytest.raises(ProtocolError):
        unseal(secret, sealed + b"\0", info)


@settings(max_examples=40)
@given(
    text=st.text(st.characters(exclude_categories=["Cs"]), max_size=200),
    field=st.sampled_from(FIELDS),
)
def test_any_value_comes_back_and_its_length_does_not_show(text: str, field: str) -> None:
    key = bytes(32)
    made = seal_field(key, RECORD, field, text, os.urandom)
    assert unseal_field(key, RECORD, field, made.sealed, made.commitment) == text
    assert is_sealed_size(made.sealed)
    assert len(made.sealed) == len(seal_field(key, RECORD, field, "", os.urandom).sealed)


def test_half_a_letter_is_refused() -> None:
    with pytest.raises(ProtocolError, match="identity_text_wrong"):
        seal_field(bytes(32), RECORD, "name", "\ud800", os.urandom)


def test_a_name_moved_to_another_record_or_field_or_key_does_not_open() -> None:
    key = os.urandom(32)
    made = seal_field(key, RECORD, "name", NAME, os.urandom)
    wrong = [
        (key, OTHER, "name", made.sealed, made.commitment),
        (key, RECORD, "address", made.sealed, made.commitment),
        (os.urandom(32), RECORD, "name", made.sealed, made.commitment),
        (key, RECORD, "name", made.sealed[:-1], made.commitment),
        (key, RECORD, "name", b"", made.commitment),
        (key, RECORD, "name", made.sealed, None),
    ]
    for arguments in wrong:
        with pytest.raises(ProtocolError, match="identity_seal_broken"):
            unseal_field(*arguments)


def test_another_value_under_the_right_key_is_told_by_the_commitment() -> None:
    key = os.urandom(32)
    made = seal_field(key, RECORD, "name", NAME, os.urandom)
    other = seal_field(key, RECORD, "name", "دیگری نمونه", os.urandom)
    with pytest.raises(ProtocolError, match="identity_seal_broken"):
        unseal_field(key, RECORD, "name", other.sealed, made.commitment)


def test_a_commitment_is_salted_so_that_a_guess_cannot_be_tested() -> None:
    made = [seal_field(bytes(32), RECORD, "name", NAME, os.urandom) for _ in range(2)]
    assert made[0].commitment != made[1].commitment


def test_a_value_that_is_too_long_is_refused() -> None:
    with pytest.raises(ProtocolError, match="identity_too_long"):
        seal_field(bytes(32), RECORD, "address", "x" * 4096, os.urandom)


def test_any_two_of_three_officers_open_and_one_alone_does_not() -> None:
    officers = [curve() for _ in range(OFFICERS)]
    sealed = seal_to_pairs([public for _, public in officers], RECORD, "name", b"key")
    opened = set()
    for first in range(OFFICERS):
        second = after(first)
        inner = open_outer(officers[first][0], RECORD, "name", sealed[first])
        assert open_inner(officers[second][0], RECORD, "name", inner) == b"key"
        opened.add(frozenset({first, second}))
        for alone in {0, 1, 2} - {second}:
            with pytest.raises(ProtocolError):
                open_inner(officers[alone][0], RECORD, "name", inner)
        for place in {0, 1, 2} - {first}:
            with pytest.raises(ProtocolError):
                open_outer(officers[first][0], RECORD, "name", sealed[place])
        with pytest.raises(ProtocolError):
            open_outer(officers[first][0], OTHER, "name", sealed[first])
    assert len(opened) == OFFICERS


@pytest.mark.parametrize("keys", [[], [b"\1" * 32] * 3, [b"\1" * 32, b"\2" * 32]])
def test_fewer_than_three_different_officers_are_refused(keys: list[bytes]) -> None:
    with pytest.raises(ProtocolError, match="officers_missing"):
        seal_to_pairs(keys, RECORD, "name", b"key")


def test_blind_indexes_tell_equal_values_of_one_province_and_kind_alone() -> None:
    key = bytes(range(32))
    assert blind(key, "mobile", "09123456789") == blind(key, "mobile", "09123456789")
    others = {
        blind(key, "mobile", "09123456780"),
        blind(key, "national_id", "09123456789"),
        blind(bytes(32), "mobile", "09123456789"),
    }
    assert blind(key, "mobile", "09123456789") not in others
    assert len(others) == 3
