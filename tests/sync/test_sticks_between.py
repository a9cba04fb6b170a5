"""Two laptops of one office exchange by stick: seen at once, unsent until headquarters has it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from desktop.errors import AppError, Problem
from desktop.models import vault_facts
from desktop.models.conflict_queries import open_conflicts
from desktop.models.verify import verify
from desktop.models.verify_report import Trust
from sync.client.bundles_between import (
    known_colleagues,
    receipts_of_colleagues,
    take_share,
    to_colleague,
)
from sync.client.bundles_in import TakenIn
from sync.protocol.bundle_chunks import BundleError
from sync.server import vaults
from tests.sync.laptops import ALBORZ_OFFICE, Hq, Laptop, headquarters, looks
from tests.sync.units import AddUnit, EditUnit, rows


@dataclass
class Pair:
    hq: Hq
    a: Laptop
    b: Laptop
    root: Path

    def hands_over(self, sender: Laptop, receiver: Laptop) -> TakenIn:
        sender.wall.forward(minutes=1)
        path = to_colleague(sender.own, self.root, receiver.journal.vault).path
        return take_share(receiver.own, path)


@pytest.fixture
def pair(tmp_path: Path) -> Iterator[Pair]:
    root = tmp_path / "stick"
    root.mkdir()
    with headquarters(tmp_path / "hq") as hq:
        a = hq.laptop(tmp_path / "a", "بازرس نمونهٔ یک")
        b = hq.laptop(tmp_path / "b", "بازرس نمونهٔ دو")
        a.does(AddUnit())
        for laptop in (a, b, a):
            laptop.syncs()
        yield Pair(hq, a, b, root)


def refusal(error: type[AppError], job: object, *given: object) -> str:
    assert callable(job)
    with pytest.raises(error) as caught:
        job(*given)
    return caught.value.code


def sound(laptop: Laptop) -> bool:
    with laptop.database.reading() as session:
        key = laptop.own.enrolment().receipt_key
        others = vault_facts.verifying_keys(session)
        trust = Trust(laptop.journal.vault, laptop.journal.public_key, key, others)
        return verify(session, trust, laptop.blobs).sound


def test_each_knows_whom_it_may_address(pair: Pair, tmp_path: Path) -> None:
    alborz = pair.hq.laptop(
        tmp_path / "alborz", "بازرس نمونهٔ البرز", office=ALBORZ_OFFICE, province="30"
    )
    for laptop in (pair.a, alborz):
        laptop.syncs()
    assert [one.name for one in known_colleagues(pair.a.own)] == ["بازرس نمونهٔ دو"]
    assert known_colleagues(alborz.own) == []
    vault = alborz.journal.vault
    assert refusal(Problem, to_colleague, pair.a.own, pair.root, vault) == "colleague_unknown"


def test_what_one_wrote_the_other_sees_at_once_and_it_stays_unsent(pair: Pair) -> None:
    pair.a.does(EditUnit("phone", "028"))
    taken = pair.hands_over(pair.a, pair.b)
    assert taken.entries == 1
    assert rows(pair.b) == rows(pair.a)
    assert (pair.a.state.unsent, pair.b.state.unsent) == (1, 0)
    assert sound(pair.b)


def test_a_vault_receipt_comes_back_and_is_none_of_headquarters(pair: Pair) -> None:
    pair.a.does(EditUnit("phone", "028"))
    pair.hands_over(pair.a, pair.b)
    taken = pair.hands_over(pair.b, pair.a)
    assert taken.receipt
    receipts = looks(pair.a, receipts_of_colleagues)
    assert receipts[pair.b.journal.vault].counter == 2
    assert pair.a.state.unsent == 1
    assert sound(pair.a)


def test_two_who_wrote_the_same_field_both_see_the_conflict(pair: Pair) -> None:
    pair.a.does(EditUnit("name", "یک"))
    pair.b.does(EditUnit("name", "دو"))
    pair.hands_over(pair.a, pair.b)
    pair.hands_over(pair.b, pair.a)
    for laptop in (pair.a, pair.b):
        assert len(looks(laptop, open_conflicts)) == 1
    assert rows(pair.a) == rows(pair.b)
    before = rows(pair.a)
    for laptop in (pair.a, pair.b, pair.a):
        laptop.syncs()
    assert rows(pair.a) == rows(pair.b) == before
    assert (pair.a.state.unsent, pair.b.state.unsent) == (0, 0)
    assert sound(pair.a)
    assert sound(pair.b)


def test_the_same_stick_twice_and_after_headquarters_changes_nothing(pair: Pair) -> None:
    pair.a.does(EditUnit("phone", "028"))
    path = to_colleague(pair.a.own, pair.root, pair.b.journal.vault).path
    assert take_share(pair.b.own, path).entries == 1
    assert take_share(pair.b.own, path).entries == 0
    for laptop in (pair.a, pair.b):
        laptop.syncs()
    assert take_share(pair.b.own, path).entries == 0
    assert rows(pair.a) == rows(pair.b)
    assert sound(pair.b)


def test_a_stick_after_headquarters_brings_nothing_new(pair: Pair) -> None:
    pair.a.does(EditUnit("phone", "028"))
    pair.a.syncs()
    pair.b.syncs()
    assert pair.hands_over(pair.a, pair.b).entries == 0
    assert sound(pair.b)


def test_a_colleague_who_was_shut_out_is_not_believed(pair: Pair) -> None:
    pair.a.does(EditUnit("phone", "028"))
    path = to_colleague(pair.a.own, pair.root, pair.b.journal.vault).path
    with pair.hq.server.database.writing() as session:
        vaults.revoke(pair.hq.server, session, pair.a.journal.vault)
    pair.b.syncs()
    assert refusal(BundleError, take_share, pair.b.own, path) == "bundle_sender_revoked"
    assert known_colleagues(pair.b.own) == []


def test_one_for_another_does_not_open(pair: Pair, tmp_path: Path) -> None:
    third = pair.hq.laptop(tmp_path / "c", "بازرس نمونهٔ سه")
    third.syncs()
    path = to_colleague(pair.a.own, pair.root, pair.b.journal.vault).path
    assert refusal(BundleError, take_share, third.own, path) == "bundle_not_for_us"


def test_an_entry_in_a_role_that_is_not_held_takes_all_of_it_back(pair: Pair) -> None:
    pair.a.does(EditUnit("phone", "028"))
    bold = replace(pair.a, role="administrator")
    bold.does(EditUnit("address", "نشانی"))
    path = to_colleague(pair.a.own, pair.root, pair.b.journal.vault).path
    before = rows(pair.b)
    assert refusal(BundleError, take_share, pair.b.own, path) == "bundle_entry_not_allowed"
    assert rows(pair.b) == before


def test_what_builds_on_a_colleagues_record_waits_for_the_colleague(pair: Pair) -> None:
    other = b"\2" * 16
    pair.a.does(AddUnit(other, "واحد تازهٔ همکار"))
    pair.a.does(AddUnit(b"\3" * 16, "یکی دیگر"))
    pair.hands_over(pair.a, pair.b)
    pair.b.does(EditUnit("phone", "028"))
    pair.b.does(EditUnit("phone", "021", other))
    pair.b.does(EditUnit("address", "نشانی"))
    pair.b.syncs()
    assert (pair.b.state.unsent, pair.b.state.refused) == (2, 0)
    pair.a.syncs()
    pair.b.syncs()
    assert (pair.b.state.unsent, pair.b.state.refused) == (0, 0)
    pair.a.syncs()
    assert rows(pair.a) == rows(pair.b)
    assert sound(pair.b)


def test_nobody_waits_for_ever_for_a_laptop_that_was_lost(pair: Pair) -> None:
    other = b"\2" * 16
    pair.a.does(AddUnit(other, "واحد تازهٔ همکار"))
    pair.hands_over(pair.a, pair.b)
    pair.b.does(EditUnit("phone", "021", other))
    pair.b.syncs()
    assert pair.b.state.unsent == 1
    pair.b.wall.forward(minutes=8 * 24 * 60)
    pair.b.does(EditUnit("phone", "028"))
    pair.b.syncs()
    assert (pair.b.state.unsent, pair.b.state.refused) == (0, 1)
