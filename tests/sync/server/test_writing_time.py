"""By what moment a role is judged: the clock's word where it can be true, else the nearest."""

from __future__ import annotations

import pytest

from sync.protocol.entry import FORMAT, Header
from sync.server.writing_time import SKEW, VaultClock

DAY = 86_400_000
YEAR = 365 * DAY
NOW = 60 * YEAR
ENROLLED = NOW - 100 * DAY
GIVEN = NOW - 80 * DAY
"""The role was given twenty days after the vault came to be."""


def written(wall: int, *, offset: int = 0, seen: int = 0, now: int = NOW) -> int:
    """The moment of an entry, in days before it arrived."""
    time = max(wall, seen) << 16
    blank = b"\0" * 8
    header = Header(
        FORMAT, b"i" * 16, blank, 1, 1, time, wall, b"a" * 16, "inspector", None, "X", [], 1,
        b"h" * 32, [],
    )  # fmt: skip
    return VaultClock(now, offset, ENROLLED).written(header, GIVEN)


@pytest.mark.parametrize("true", [NOW - 79 * DAY, NOW - 30 * DAY, NOW - 1, NOW])
@pytest.mark.parametrize("off", [-20 * YEAR, -YEAR, 0, YEAR, 20 * YEAR])
def test_a_clock_that_is_steadily_wrong_is_put_right(true: int, off: int) -> None:
    assert written(true + off, offset=off) == true


@pytest.mark.parametrize("off", [-20 * YEAR, -200 * DAY])
def test_a_clock_that_was_set_right_before_the_exchange_counts_from_the_first_possible_day(
    off: int,
) -> None:
    assert written(NOW - 30 * DAY + off) == GIVEN


def test_a_clock_that_was_ahead_and_set_right_counts_as_of_the_arrival() -> None:
    assert written(NOW + YEAR) == NOW


def test_nobody_writes_before_what_the_vault_has_seen() -> None:
    assert written(NOW - 70 * DAY, seen=NOW - 10 * DAY) == NOW - 10 * DAY - SKEW
    assert written(NOW - 70 * DAY, seen=NOW + YEAR) == NOW - 70 * DAY


def test_a_claim_that_can_be_true_is_believed_whatever_the_clock_says_now() -> None:
    assert written(NOW - 5 * DAY, offset=-YEAR) == NOW - 5 * DAY
    assert written(NOW + SKEW, offset=0) == NOW
