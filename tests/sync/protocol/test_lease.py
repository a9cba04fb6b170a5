"""The three clocks of a lease, as a pure function."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.protocol.lease import DAY_MS, RECORDING_DAYS, Clocks, Standing, Term

HEARD = 1_790_000_000_000
TERM = Term(HEARD, HEARD + 30 * DAY_MS)
YEAR = 365 * DAY_MS
times = st.integers(0, 4_000_000_000_000)


def standing(clock: int, chain: int = 0, heard: int = HEARD) -> Standing:
    return TERM.standing(Clocks(clock, heard, chain).now)


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        (0, Standing.HELD),
        (19, Standing.HELD),
        (20, Standing.ENDING),
        (29, Standing.ENDING),
        (30, Standing.OVER),
        (30 + RECORDING_DAYS - 1, Standing.OVER),
        (30 + RECORDING_DAYS, Standing.CLOSED),
    ],
)
def test_a_lease_of_thirty_days_goes_through_its_stages(days: int, expected: Standing) -> None:
    assert standing(HEARD + days * DAY_MS) is expected


def test_the_last_millisecond_still_counts() -> None:
    assert standing(TERM.until - 1) is Standing.ENDING
    assert standing(TERM.until) is Standing.OVER


@pytest.mark.parametrize(("day", "left"), [(0, 30), (20, 10), (29, 1), (30, 0), (45, 0), (200, 0)])
def test_the_days_left_are_counted_whole(day: int, left: int) -> None:
    assert TERM.days_left(HEARD + day * DAY_MS) == left


def test_the_days_to_record_go_on_after_the_lease() -> None:
    assert TERM.days_to_record(TERM.until) == RECORDING_DAYS
    assert TERM.days_to_record(TERM.until + RECORDING_DAYS * DAY_MS) == 0


def test_a_clock_set_back_a_year_gains_nothing_behind_what_headquarters_said() -> None:
    assert Clocks(HEARD - YEAR, HEARD, HEARD).now == HEARD
    late = HEARD + 31 * DAY_MS
    assert standing(HEARD - YEAR, heard=late) is Standing.OVER


def test_a_chain_written_meanwhile_holds_a_clock_set_back_for_a_day() -> None:
    written = HEARD + DAY_MS // 2
    assert Clocks(HEARD - YEAR, HEARD, written).now == written


def test_a_minute_in_the_year_2030_ends_nothing() -> None:
    future = HEARD + 4 * YEAR
    assert standing(future, chain=future) is Standing.CLOSED
    back = HEARD + 60_000
    assert standing(back, chain=future) is Standing.HELD
    assert Clocks(back, HEARD, future).now == HEARD + DAY_MS


def test_a_new_lease_is_asked_for_once_a_day() -> None:
    assert not TERM.wants_renewal(HEARD + DAY_MS - 1)
    assert TERM.wants_renewal(HEARD + DAY_MS)


@given(times, times, times, times)
def test_a_later_clock_never_gives_an_earlier_now(
    clock: int, later: int, heard: int, chain: int
) -> None:
    one, two = sorted((clock, later))
    assert Clocks(one, heard, chain).now <= Clocks(two, heard, chain).now


@given(times, times, times)
def test_now_is_never_behind_headquarters_nor_a_day_ahead_of_both(
    clock: int, heard: int, chain: int
) -> None:
    now = Clocks(clock, heard, chain).now
    assert now >= heard
    assert now <= max(clock, heard + DAY_MS)
