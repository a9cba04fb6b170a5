"""How a failure leaves headquarters: a code and plain values, never words or insides."""

from __future__ import annotations

from desktop.errors import Problem
from resources.wording import table
from sync.server.declined import STATUS, Declined, failure_of, status_of


def test_only_plain_values_leave() -> None:
    failure = failure_of(Declined("chain_gap", counter=3, path=object(), rows=[1]))
    assert (failure.code, failure.arguments) == ("chain_gap", {"counter": 3})
    assert status_of(Declined("chain_gap")) == 409


def test_a_full_disk_here_is_not_taken_for_the_laptops() -> None:
    full = Problem("disk_full", needed=3)
    assert (failure_of(full).code, status_of(full)) == ("server_full", 507)


def test_what_has_no_status_of_its_own_is_the_callers_fault() -> None:
    assert status_of(Problem("entry_damaged")) == 400


def test_every_code_with_a_status_is_worded() -> None:
    assert set(STATUS) <= set(table())
