"""The same entries by stick: unsent until receipts are back, and nothing twice or by halves."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from desktop.commands.base import Desk
from desktop.errors import AppError
from desktop.models import hq_witness, lease, sticks
from desktop.models.attachments import Attachment
from desktop.models.people import Person
from desktop.models.verify import verify
from desktop.models.verify_report import Trust
from sync.client.bundles import all_sent
from sync.client.bundles_in import TakenIn, take_answer
from sync.client.bundles_out import to_headquarters
from sync.protocol.bundle_chunks import BundleError
from sync.server import accounts, bundle_answers, bundles, system, vaults
from sync.server.declined import Declined
from sync.server.tables import SetAside
from tests.sync.laptops import Hq, Laptop, headquarters, looks
from tests.sync.units import UNIT, AddPerson, AddUnit, EditUnit, names, put_back, rows, saved


@dataclass
class Courier:
    """Carries a stick between a laptop without a network and headquarters."""

    hq: Hq
    root: Path

    def collects(self, laptop: Laptop) -> list[Path]:
        laptop.wall.forward(minutes=1)
        return [one.path for one in to_headquarters(laptop.own, self.root)]

    def delivers(self) -> list[bundles.TakenIn]:
        self.hq.wall.forward(minutes=1)
        looked = [sticks.look_at(path) for path in sticks.bundles_at(self.root)]
        return [
            bundles.take(self.hq.server, one.path)
            for one in looked
            if one.header and bundles.for_headquarters(one.header)
        ]

    def fetches(self, laptop: Laptop) -> Path:
        self.hq.wall.forward(minutes=1)
        return bundle_answers.give(self.hq.server, laptop.journal.vault, self.root).path

    def brings(self, laptop: Laptop, path: Path) -> TakenIn:
        laptop.wall.forward(minutes=1)
        return take_answer(laptop.own, path)

    def goes_there_and_back(self, laptop: Laptop) -> TakenIn:
        self.collects(laptop)
        self.delivers()
        return self.brings(laptop, self.fetches(laptop))


@dataclass
class World:
    hq: Hq
    a: Laptop
    b: Laptop
    courier: Courier


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    root = tmp_path / "stick"
    root.mkdir()
    with headquarters(tmp_path / "hq") as hq:
        a = hq.laptop(tmp_path / "a", "بازرس نمونهٔ یک")
        b = hq.laptop(tmp_path / "b", "بازرس نمونهٔ دو")
        yield World(hq, a, b, Courier(hq, root))


def refused(error: type[AppError], job: object, *given: object) -> str:
    assert callable(job)
    with pytest.raises(error) as caught:
        job(*given)
    return caught.value.code


def sound(laptop: Laptop) -> bool:
    with laptop.database.reading() as session:
        key = laptop.own.enrolment().receipt_key
        trust = Trust(laptop.journal.vault, laptop.journal.public_key, key)
        return verify(session, trust, laptop.blobs).sound


def test_what_was_written_arrives_and_receipts_come_back(world: World) -> None:
    world.a.does(AddUnit())
    world.a.does(EditUnit("phone", "028"))
    world.courier.collects(world.a)
    (taken,) = world.courier.delivers()
    assert (taken.entries, taken.refused) == (2, 0)
    assert world.a.state.unsent == 2
    answer = world.courier.brings(world.a, world.courier.fetches(world.a))
    assert answer.receipt
    assert world.a.state.unsent == 0
    assert sound(world.a)
    world.b.syncs()
    assert rows(world.b) == rows(world.a)


def test_what_comes_back_renews_the_lease_and_tells_of_headquarters_chain(world: World) -> None:
    world.a.does(AddUnit())
    world.courier.goes_there_and_back(world.a)
    held, head = looks(world.a, lease.term), looks(world.a, hq_witness.head)
    assert held is not None
    assert head is not None
    world.a.wall.forward(minutes=31 * 24 * 60)
    world.a.does(EditUnit("phone", "028"))
    world.courier.goes_there_and_back(world.a)
    renewed = looks(world.a, lease.term)
    assert renewed is not None
    assert renewed.until > held.until
    assert not looks(
        world.a, lambda s: lease.state(s, world.a.journal.vault, world.a.wall.ms)
    ).closed


def test_what_others_wrote_comes_by_stick(world: World) -> None:
    world.b.does(AddUnit())
    world.b.syncs()
    taken = world.courier.goes_there_and_back(world.a)
    assert taken.entries > 0
    assert "units" in taken.kinds
    assert rows(world.a) == rows(world.b)
    assert sound(world.a)


def test_exporting_sends_nothing_until_a_receipt_says_so(world: World) -> None:
    world.a.does(AddUnit())
    world.courier.collects(world.a)
    world.courier.collects(world.a)
    assert world.a.state.unsent == 1
    (sent,) = looks(world.a, all_sent)
    assert (sent.vault, sent.entries) == (b"", 1)
    assert len(sticks.bundles_at(world.courier.root)) == 1


def test_the_same_stick_twice_changes_nothing(world: World) -> None:
    world.a.does(AddUnit())
    world.b.does(AddPerson("کارمند نمونه"))
    world.b.syncs()
    world.courier.collects(world.a)
    world.courier.delivers()
    (again,) = world.courier.delivers()
    assert again.refused == 0
    path = world.courier.fetches(world.a)
    world.courier.brings(world.a, path)
    before = rows(world.a), world.a.state
    second = world.courier.brings(world.a, path)
    assert (second.entries, second.receipt, second.kinds) == (0, False, frozenset())
    assert (rows(world.a), world.a.state) == before


def test_an_older_answer_after_the_network_takes_nothing_back(world: World) -> None:
    world.b.does(AddUnit())
    world.b.syncs()
    world.courier.collects(world.a)
    world.courier.delivers()
    path = world.courier.fetches(world.a)
    world.b.does(EditUnit("name", "تازه"))
    world.b.syncs()
    world.a.syncs()
    before = rows(world.a)
    taken = world.courier.brings(world.a, path)
    assert taken.entries == 0
    assert rows(world.a) == before
    world.a.syncs()
    assert rows(world.a) == rows(world.b)


def test_an_answer_that_skips_something_is_refused_whole(world: World) -> None:
    backup = saved(world.a)
    world.b.does(AddUnit())
    world.b.syncs()
    world.a.syncs()
    world.b.does(EditUnit("name", "تازه"))
    world.b.syncs()
    world.courier.collects(world.a)
    world.courier.delivers()
    path = world.courier.fetches(world.a)
    put_back(world.a, backup)
    assert refused(BundleError, world.courier.brings, world.a, path) == "bundle_out_of_step"
    assert names(world.a) == []
    world.a.restarted().syncs()
    assert rows(world.a) == rows(world.b)


def test_a_stick_that_was_pulled_out_halfway_brings_nothing(world: World) -> None:
    world.a.does(AddUnit())
    (path,) = world.courier.collects(world.a)
    whole = path.read_bytes()
    for cut in (0, 20, 200, len(whole) - 1):
        path.write_bytes(whole[:cut])
        assert refused(BundleError, bundles.take, world.hq.server, path).startswith("bundle_")
    assert list(world.hq.folder.glob("incoming*")) == []
    path.write_bytes(whole)
    assert world.courier.delivers()[0].entries == 1
    answer = world.courier.fetches(world.a)
    whole = answer.read_bytes()
    answer.write_bytes(whole[: len(whole) // 2])
    assert refused(BundleError, world.courier.brings, world.a, answer) == "bundle_cut"
    assert world.a.state.unsent == 1
    assert list(world.a.folder.glob("incoming*")) == []


def test_another_ones_answer_does_not_open(world: World) -> None:
    world.courier.collects(world.a)
    world.courier.delivers()
    path = world.courier.fetches(world.a)
    assert refused(BundleError, world.courier.brings, world.b, path) == "bundle_not_for_us"
    (offer,) = [one for one in sticks.bundles_at(world.courier.root) if one != path]
    assert refused(BundleError, world.courier.brings, world.a, offer) == "bundle_not_for_us"


def test_a_stick_of_another_headquarters_is_told_apart(world: World, tmp_path: Path) -> None:
    with headquarters(tmp_path / "elsewhere") as other:
        stranger = other.laptop(tmp_path / "stranger", "بازرس دیگر")
        (path,) = [one.path for one in to_headquarters(stranger.own, world.courier.root)]
        code = refused(BundleError, bundles.take, world.hq.server, path)
    assert code == "bundle_other_installation"


def test_a_vault_that_was_shut_out_is_set_aside_not_dropped(world: World) -> None:
    world.a.does(AddUnit())
    (path,) = world.courier.collects(world.a)
    with world.hq.server.database.writing() as session:
        vaults.revoke(world.hq.server, session, world.a.journal.vault)
    assert refused(Declined, bundles.take, world.hq.server, path) == "vault_revoked"
    with world.hq.server.database.reading() as session:
        assert len(session.execute(select(SetAside)).scalars().all()) == 1
    assert refused(Declined, world.courier.fetches, world.a) == "vault_revoked"


def test_a_refusal_comes_back_by_stick(world: World) -> None:
    world.a.does(AddUnit(provisional=False))
    taken = world.courier.goes_there_and_back(world.a)
    assert taken.receipt
    assert (world.a.state.refused, world.a.state.unsent) == (1, 0)
    assert names(world.a) == []


def test_nothing_is_answered_to_whom_never_brought_anything(world: World) -> None:
    world.a.syncs()
    assert refused(BundleError, world.courier.fetches, world.a) == "bundle_never_came"


def test_a_stick_may_be_copied_to_another(world: World, tmp_path: Path) -> None:
    world.a.does(AddUnit())
    (path,) = world.courier.collects(world.a)
    shutil.copy(path, tmp_path / "copy.bzr")
    assert bundles.take(world.hq.server, tmp_path / "copy.bzr").entries == 1


def test_many_entries_take_several_bundles(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sync.client.bundles_out.ENTRIES_LIMIT", 10)
    monkeypatch.setattr("sync.client.bundles_out._MOST_IN_A_PUSH", 6)
    monkeypatch.setattr("sync.client.bundles_out._PUSH_BYTES", 1500)
    for number in range(16):
        world.a.does(AddUnit(os.urandom(16), f"واحد {number}"))
    assert len(world.courier.collects(world.a)) > 2
    assert sum(one.entries for one in world.courier.delivers()) == 16
    world.courier.brings(world.a, world.courier.fetches(world.a))
    assert world.a.state.unsent == 0
    monkeypatch.undo()
    world.courier.collects(world.a)
    assert len(sticks.bundles_at(world.courier.root)) == 2


@dataclass(frozen=True)
class Attach:
    sha256: bytes
    size: int

    def __call__(self, session: Session, desk: Desk) -> None:
        session.add(
            Attachment(
                record_kind="units",
                record_id=UNIT,
                view="",
                name="IMG_0001.jpg",
                media_type="image/jpeg",
                size=self.size,
                sha256=self.sha256,
            )
        )


def photographed(laptop: Laptop, content: bytes) -> bytes:
    """A photo of a unit, as a person files it."""
    with laptop.database.writing() as session:
        photo = laptop.blobs.add(session, content, "image/jpeg").sha256
    laptop.does(Attach(photo, len(content)))
    return photo


def test_photos_travel_with_their_entries_both_ways(world: World) -> None:
    content = os.urandom(3 << 20)
    world.a.does(AddUnit())
    photo = photographed(world.a, content)
    assert world.a.state.unsent_photos == 1
    world.courier.collects(world.a)
    (taken,) = world.courier.delivers()
    assert taken.files == 1
    world.courier.brings(world.a, world.courier.fetches(world.a))
    assert world.a.state.unsent_photos == 0
    answer = world.courier.goes_there_and_back(world.b)
    assert answer.files == 1
    with world.b.database.reading() as session:
        assert world.b.blobs.read(session, photo) == content
    assert world.b.state.queued_blobs == 0
    assert sound(world.b)


def test_a_scope_that_was_taken_away_is_wiped_by_stick_too(world: World) -> None:
    world.b.does(AddUnit())
    world.b.does(AddPerson("کارمند نمونه"))
    world.b.syncs()
    world.courier.goes_there_and_back(world.a)
    assert staff(world.a) != []
    with system.writing(world.hq.server, "end") as session:
        accounts.end_role(world.hq.server, session, world.a.person, "inspector")
    world.courier.goes_there_and_back(world.a)
    assert staff(world.a) == []
    assert "واحد نمونهٔ ب" in names(world.a)


def staff(laptop: Laptop) -> list[str]:
    return looks(laptop, lambda s: list(s.execute(select(Person.name)).scalars()))
