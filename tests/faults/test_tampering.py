"""A flipped bit, a cut, a swap or a forgery in the journal never goes unseen."""

from __future__ import annotations

import random
from collections.abc import Iterator

import pytest

from tests.builders import Seat
from tests.faults.tampering import ATTACKS, flips_at_rest, flips_on_the_way, seen, written


@pytest.fixture(scope="module")
def at(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Seat]:
    vault = written(tmp_path_factory.mktemp("journal"))
    yield vault
    vault.database.close()


def test_an_untouched_journal_raises_no_alarm(at: Seat) -> None:
    assert not seen(at, lambda _session, _chance: None, random.Random(1))


def test_no_flipped_bit_of_a_chain_on_its_way_is_taken(at: Seat) -> None:
    count, missed = flips_on_the_way(at, step=211)
    assert count > 500
    assert missed == ()


def test_without_the_signature_flipped_bits_would_be_taken(at: Seat) -> None:
    assert flips_on_the_way(at, step=211, blind=True)[1] != ()


def test_no_flipped_bit_at_rest_goes_unseen(at: Seat) -> None:
    assert flips_at_rest(at, flips=40, seed=2) == ()


@pytest.mark.parametrize("attack", ATTACKS)
def test_an_attack_on_the_journal_is_seen(at: Seat, attack: str) -> None:
    assert seen(at, ATTACKS[attack], random.Random(3))
