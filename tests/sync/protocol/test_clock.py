"""The hybrid clock and the packed clock of a row."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.protocol.clock import (
    HybridClock,
    advance_row_clock,
    pack_row_clock,
    stamp,
    stamp_time,
    stamp_vault,
    unpack_row_clock,
)
from sync.protocol.errors import ProtocolError

STAMPS = st.binary(min_size=16, max_size=16)


@given(st.lists(st.integers(0, 2**41), min_size=1))
def test_the_clock_never_goes_back_whatever_the_wall_says(walls: list[int]) -> None:
    readings = iter(walls)
    clock = HybridClock(lambda: next(readings))
    times = [clock.now() for _ in walls]
    assert times == sorted(set(times))


def test_what_follows_a_seen_time_sorts_after_it() -> None:
    clock = HybridClock(lambda: 5)
    clock.saw(10 << 16)
    assert clock.now() > 10 << 16


@given(st.integers(0, 2**47), st.integers(0, 2**47), st.binary(min_size=8, max_size=8))
def test_stamps_sort_as_their_times(first: int, second: int, vault: bytes) -> None:
    one, two = stamp(first << 16, vault), stamp(second << 16, vault)
    assert (one < two) == (first < second)
    assert (stamp_time(one), stamp_vault(one)) == (first, vault)


@given(STAMPS, st.dictionaries(st.text(min_size=1), STAMPS))
def test_a_row_clock_comes_back_without_what_is_the_same(
    whole: bytes, fields: dict[str, bytes]
) -> None:
    packed = pack_row_clock(whole, fields)
    differing = {name: mark for name, mark in fields.items() if mark != whole}
    assert unpack_row_clock(packed) == (whole, differing)


def test_a_fresh_row_clock_is_one_stamp() -> None:
    assert len(pack_row_clock(bytes(16), {"name": bytes(16)})) == 16


def test_advancing_touches_the_named_fields_alone() -> None:
    later = bytes([1]) * 16
    whole, fields = unpack_row_clock(advance_row_clock(bytes(16), ["name"], later))
    assert (whole, fields) == (bytes(16), {"name": later})


@pytest.mark.parametrize("blob", [b"", b"short", bytes(16) + b"\xc1"])
def test_a_damaged_row_clock_is_refused(blob: bytes) -> None:
    with pytest.raises(ProtocolError):
        unpack_row_clock(blob)
