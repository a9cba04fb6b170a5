"""The journal's unit: what its hash and signature vouch for, and what decoding refuses."""

from __future__ import annotations

import msgspec
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from sync.protocol import entry
from sync.protocol.encoding import encode
from sync.protocol.entry import Body, Change, Header
from sync.protocol.errors import ProtocolError

SCALARS = st.one_of(
    st.none(), st.booleans(), st.integers(-(2**63), 2**63 - 1), st.text(), st.binary()
)
CHANGES = st.builds(
    Change,
    st.sampled_from(["units", "findings"]),
    st.binary(min_size=16, max_size=16),
    st.dictionaries(st.text(min_size=1), SCALARS, max_size=5),
    st.binary(max_size=16),
)


def header(**other: object) -> Header:
    values: dict[str, object] = {
        "format": 1,
        "installation": bytes(16),
        "vault": bytes(8),
        "epoch": 1,
        "counter": 1,
        "time": 1 << 16,
        "wall": 1,
        "actor": bytes(16),
        "role": "inspector",
        "on_behalf_of": None,
        "command": "Test",
        "scopes": ["reference"],
        "schema": 1,
        "body_hash": bytes(32),
        "blobs": [],
    }
    return Header(**(values | other))  # type: ignore[arg-type]  # fields by name


@given(st.lists(CHANGES, max_size=4), st.one_of(st.none(), st.text()))
def test_a_body_comes_back_as_it_was(changes: list[Change], reason: str | None) -> None:
    body = Body(changes, reason)
    assert entry.decode_body(entry.encode_body(body)) == body


@given(st.binary(max_size=300))
def test_any_bytes_decode_or_are_refused_by_one_error(data: bytes) -> None:
    for decode in (entry.decode_body, entry.decode_header):
        try:
            decode(data)
        except ProtocolError:
            continue


def test_a_header_covers_the_hash_before_it() -> None:
    core = entry.encode_header(header())
    assert entry.entry_hash(entry.GENESIS, core) != entry.entry_hash(bytes([1]) * 32, core)


def test_a_signature_holds_only_under_its_own_tag_and_key() -> None:
    key, other = Ed25519PrivateKey.generate(), Ed25519PrivateKey.generate()
    public = key.public_key().public_bytes_raw()
    signature = entry.sign(key, entry.ENTRY_TAG, b"hash")
    assert entry.verified(public, entry.ENTRY_TAG, b"hash", signature)
    assert not entry.verified(public, b"bazresyar/1/batch\0", b"hash", signature)
    assert not entry.verified(public, entry.ENTRY_TAG, b"hasj", signature)
    other_public = other.public_key().public_bytes_raw()
    assert not entry.verified(other_public, entry.ENTRY_TAG, b"hash", signature)
    assert not entry.verified(b"short", entry.ENTRY_TAG, b"hash", signature)


def test_duplicate_keys_are_refused() -> None:
    change = msgspec.msgpack.encode(["units", bytes(16)])[1:]
    twice = b"\x82\xa1a\x01\xa1a\x02"
    data = b"\x92\x91\x95" + change + twice + b"\xc4\x00\xc0" + b"\xc0"
    with pytest.raises(ProtocolError):
        entry.decode_body(data)


def test_longer_forms_of_a_number_are_refused() -> None:
    data = entry.encode_body(Body([Change("units", bytes(16), {"n": 1})]))
    longer = data.replace(b"\xa1n\x01", b"\xa1n\xcd\x00\x01")
    assert longer != data
    with pytest.raises(ProtocolError):
        entry.decode_body(longer)


def test_nested_values_are_refused() -> None:
    data = encode(Body([Change("units", bytes(16), {"n": [1]})]))
    with pytest.raises(ProtocolError):
        entry.decode_body(data)


def test_deep_nesting_is_refused_without_falling_over() -> None:
    with pytest.raises(ProtocolError):
        entry.decode_body(b"\x91" * 100_000)


@pytest.mark.parametrize("odd", [{"wall": 70_000_000_000_000_000}, {"wall": -1}, {"time": 2**63}])
def test_a_time_that_no_calendar_holds_is_refused(odd: dict[str, int]) -> None:
    with pytest.raises(ProtocolError):
        entry.decode_header(entry.encode_header(header(**odd)))


def test_an_unknown_format_is_refused() -> None:
    with pytest.raises(ProtocolError):
        entry.decode_header(entry.encode_header(header(format=2)))


def test_keys_that_cannot_be_ordered_are_malformed_and_no_crash() -> None:
    values = b"\x81\xa5level\x82\x01\x02\xa1a\x03"
    change = b"\x94\xa5units\xc4\x10" + bytes(16) + values + b"\xc4\x00"
    with pytest.raises(ProtocolError, match="wire_malformed"):
        entry.decode_body(b"\x92\x91" + change + b"\xc0")
