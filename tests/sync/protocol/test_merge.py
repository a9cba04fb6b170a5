"""Merging by the writes of one field: pure, in any order."""

from __future__ import annotations

import random

from hypothesis import given
from hypothesis import strategies as st

from sync.protocol.ids import HQ_VAULT
from sync.protocol.merge import Write, merge, without


def mark(time: int, vault: bytes = b"laptop-1") -> bytes:
    return time.to_bytes(8, "big") + vault


def write(time: int, value: str, *replaces: int, vault: bytes = b"laptop-1") -> Write:
    own = mark(time, vault)
    return Write(own, tuple(mark(one) for one in replaces), value, own)


def test_succession_has_one_head() -> None:
    merged = merge([write(1, "a"), write(2, "b", 1), write(3, "c", 2)])
    assert (merged.winner.value, merged.disputed) == ("c", ())


def test_of_concurrent_writes_the_later_stands_and_the_other_is_kept() -> None:
    merged = merge([write(1, "a"), write(2, "b", 1), write(3, "c", 1)])
    assert merged.winner.value == "c"
    assert [one.value for one in merged.disputed] == ["b"]


def test_concurrent_writes_of_one_value_are_no_dispute() -> None:
    merged = merge([write(1, "a"), write(2, "b", 1), write(3, "b", 1)])
    assert merged.disputed == ()
    assert len(merged.others) == 1


def test_a_decision_replaces_all_it_names() -> None:
    merged = merge([write(1, "a"), write(2, "b", 1), write(3, "c", 1), write(4, "b", 2, 3)])
    assert (merged.winner.value, merged.others) == ("b", ())


def test_headquarters_wins_where_the_policy_says_so() -> None:
    hq = write(2, "hq", 1, vault=HQ_VAULT)
    merged = merge([write(1, "a"), hq, write(3, "laptop", 1)], HQ_VAULT)
    assert merged.winner == hq


def test_a_wrong_clock_is_ranked_where_headquarters_says() -> None:
    honest = write(5, "honest", 1)
    ahead = Write(mark(9_999), (mark(1),), "ahead", mark(4))
    assert merge([write(1, "a"), honest, ahead]).winner == honest


def test_of_two_writes_of_one_rank_the_later_stamp_stands_whichever_came_first() -> None:
    one, two = (Write(mark(time), (), str(time), mark(7)) for time in (8, 9))
    assert merge([one, two]).winner == merge([two, one]).winner == two


def test_what_was_built_on_a_refused_write_goes_with_it() -> None:
    writes = [write(1, "a"), write(2, "b", 1), write(3, "c", 2), write(4, "d", 1)]
    kept = without(writes, frozenset({mark(2)}))
    assert [one.value for one in kept] == ["a", "d"]


def test_forged_writes_that_replace_each_other_do_not_stop_anything() -> None:
    merged = merge([write(1, "a", 2), write(2, "b", 1)])
    assert (merged.winner.value, [one.value for one in merged.disputed]) == ("b", ["a"])


@given(st.data())
def test_the_order_of_writes_never_matters(data: st.DataObject) -> None:
    count = data.draw(st.integers(1, 7))
    writes = [write(1, "v1")]
    for time in range(2, count + 1):
        replaced = data.draw(st.sets(st.integers(1, time - 1), min_size=1, max_size=2))
        writes.append(write(time, data.draw(st.sampled_from("xyz")), *replaced))
    shuffled = list(writes)
    random.Random(data.draw(st.integers())).shuffle(shuffled)
    one, two = merge(writes), merge(shuffled)
    assert (one.winner, set(one.others)) == (two.winner, set(two.others))
