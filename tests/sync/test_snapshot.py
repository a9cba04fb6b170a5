"""A new laptop begins with a signed snapshot of its scopes, and goes on with the feed."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
from sqlalchemy import func, select, text, update
from sqlalchemy.orm import Session

from desktop.commands.base import Desk
from desktop.commands.conflicts import DecideConflict, Decision
from desktop.errors import Problem
from desktop.models import snapshot_rows, vault_facts
from desktop.models.bases import Snapshot, SnapshotChunk
from desktop.models.conflict_queries import conflict_detail
from desktop.models.directory import Unit
from desktop.models.entries import EntryBody
from desktop.models.people import Person
from desktop.models.sync_state import ACCESS
from desktop.models.verify import verify
from desktop.models.verify_report import Report, Trust
from sync.protocol.packing import MEDIA_TYPE
from sync.server import system
from sync.server.standing_tables import BuiltChunk, BuiltSnapshot
from sync.server.tables import Device
from tests.sync.laptops import ALBORZ_OFFICE, Hq, Laptop, headquarters, looks
from tests.sync.units import UNIT, AddPerson, AddUnit, EditUnit, all_bytes, names, rows

FEW = 20
MANY = 40
LAST = bytes([MANY]) * 16


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.needs("postgres"))])
def hq(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Hq]:
    """A headquarters whose feed is soon too long to be read."""
    if request.param == "sqlite":
        with headquarters(tmp_path / "hq", long_feed=FEW) as opened:
            yield opened
        return
    url = request.getfixturevalue("hq_on_postgresql")
    with headquarters(tmp_path / "hq", database=url, long_feed=FEW) as opened:
        yield opened


@pytest.fixture
def old(hq: Hq, tmp_path: Path) -> Laptop:
    """A laptop that wrote all there is."""
    one = hq.laptop(tmp_path / "old", "بازرس نمونهٔ یک")
    one.syncs()
    for number in range(1, MANY + 1):
        one.does(AddUnit(bytes([number]) * 16, f"واحد نمونهٔ {number}"))
    one.syncs()
    return one


@dataclass(frozen=True)
class Confirm:
    """What an inspector may not: an inspector's units are provisional."""

    def __call__(self, session: Session, desk: Desk) -> None:
        session.get_one(Unit, LAST).provisional = False


def new_laptop(hq: Hq, tmp_path: Path, name: str = "بازرس نمونهٔ دو") -> Laptop:
    return hq.laptop(tmp_path / name, name)


def proof(laptop: Laptop) -> Report:
    with laptop.database.reading() as session:
        known = vault_facts.enrolment(session)
        assert known is not None
        trust = Trust(laptop.journal.vault, laptop.journal.public_key, known.receipt_key)
        return verify(session, trust)


def bodies(laptop: Laptop) -> int:
    return looks(
        laptop, lambda s: s.execute(select(func.count()).select_from(EntryBody)).scalar_one()
    )


def fetched(laptop: Laptop) -> list[str]:
    return [path for path in laptop.road.paths if path.startswith("/snapshot/")]


def test_a_new_laptop_gets_rows_without_their_entries_and_then_the_tail(
    hq: Hq, old: Laptop, tmp_path: Path
) -> None:
    new = new_laptop(hq, tmp_path)
    told: list[tuple[str, int, int]] = []
    new.exchange.told = lambda *so_far: told.append(so_far)
    done = new.syncs()
    assert rows(new) == rows(old)
    assert bodies(new) == 0
    assert done.received == 0
    assert ("snapshot", 0, told[-2][2]) in told
    old.does(EditUnit("phone", "028-00000000", LAST))
    old.syncs()
    assert new.syncs().received == 1
    assert rows(new) == rows(old)
    assert proof(new).sound
    assert proof(new).counts["snapshot_rows"] >= MANY


def test_two_laptops_of_the_same_scopes_share_one_snapshot(
    hq: Hq, old: Laptop, tmp_path: Path
) -> None:
    for name in ("بازرس نمونهٔ دو", "بازرس نمونهٔ سه"):
        new_laptop(hq, tmp_path, name).syncs()
    with hq.server.database.reading() as session:
        assert session.execute(select(func.count()).select_from(BuiltSnapshot)).scalar_one() == 1


@pytest.mark.parametrize("request_no", range(6))
@pytest.mark.parametrize("at", [None, 10])
def test_a_snapshot_cut_off_anywhere_goes_on_where_it_was(
    hq: Hq, old: Laptop, tmp_path: Path, request_no: int, at: int | None
) -> None:
    new = new_laptop(hq, tmp_path)
    if at is None:
        new.road.cut_request = request_no
    else:
        new.road.cut_answer, new.road.at = request_no, at
    with contextlib.suppress(Problem):
        new.syncs()
    new.road.cut_request = new.road.cut_answer = None
    if looks(new, snapshot_rows.unfinished) is not None:
        assert looks(new, vault_facts.cursors) == {}
    done = fetched(new)[:-1]
    new.road.paths.clear()
    new.restarted().syncs()
    assert not set(done) & set(fetched(new))
    assert rows(new) == rows(old)
    assert looks(new, snapshot_rows.unfinished) is None


def test_a_snapshot_that_is_gone_halfway_is_undone_and_taken_anew(
    hq: Hq, old: Laptop, tmp_path: Path
) -> None:
    new = new_laptop(hq, tmp_path)
    new.road.cut_request = 3
    with contextlib.suppress(Problem):
        new.syncs()
    assert looks(new, snapshot_rows.unfinished) is not None
    with hq.server.database.writing() as session:
        session.execute(text("DELETE FROM hq_snapshots"))
        session.execute(text("DELETE FROM hq_snapshot_chunks"))
    old.does(EditUnit("name", "نام تازه", LAST))
    old.syncs()
    new.restarted().syncs()
    assert rows(new) == rows(old)
    assert looks(new, lambda s: s.execute(select(func.count()).select_from(Snapshot)).scalar()) == 1
    assert proof(new).sound


def test_what_is_written_on_snapshot_rows_merges_as_anywhere_else(
    hq: Hq, old: Laptop, tmp_path: Path
) -> None:
    new = new_laptop(hq, tmp_path)
    new.syncs()
    old.does(EditUnit("name", "نام الف", LAST))
    new.does(EditUnit("name", "نام ب", LAST))
    old.does(EditUnit("phone", "028-00000000", LAST))
    new.does(EditUnit("address", "خیابان نمونه", LAST))
    for laptop in (old, new, old):
        laptop.syncs()
    assert rows(new) == rows(old)
    assert (new.state.conflicts, old.state.conflicts) == (1, 1)
    assert proof(new).sound
    assert proof(old).sound


def test_a_write_from_before_the_snapshot_that_comes_late_is_concurrent(
    hq: Hq, old: Laptop, tmp_path: Path
) -> None:
    away = new_laptop(hq, tmp_path, "بازرس نمونهٔ سه")
    away.syncs()
    away.does(EditUnit("name", "نام از دور", LAST))
    old.does(EditUnit("name", "نام از نزدیک", LAST))
    old.syncs()
    with hq.server.database.writing() as session:
        session.execute(text("DELETE FROM hq_snapshots"))
    new = new_laptop(hq, tmp_path)
    new.syncs()
    away.syncs()
    for laptop in (new, old, away):
        laptop.syncs()
    assert rows(new) == rows(old) == rows(away)
    assert {laptop.state.conflicts for laptop in (new, old, away)} == {1}
    assert proof(new).sound


def test_open_conflicts_travel_and_are_decided_on_the_new_laptop(
    hq: Hq, old: Laptop, tmp_path: Path
) -> None:
    other = new_laptop(hq, tmp_path, "بازرس نمونهٔ سه")
    other.syncs()
    old.does(EditUnit("name", "نام الف", LAST))
    other.does(EditUnit("name", "نام ب", LAST))
    for laptop in (old, other, old):
        laptop.syncs()
    with hq.server.database.writing() as session:
        session.execute(text("DELETE FROM hq_snapshots"))
    new = new_laptop(hq, tmp_path)
    new.syncs()
    assert bodies(new) == 0
    detail = looks(new, lambda s: conflict_detail(s, "units", LAST, vault=new.journal.vault))
    assert detail is not None
    (field,) = detail.fields
    assert {side.value for side in field.sides} == {"نام الف", "نام ب"}
    assert all(side.written_at is not None for side in field.sides)
    lost = field.losing[0]
    new.does(DecideConflict("units", LAST, (Decision("name", "side", lost.stamp),), "درست است"))
    for laptop in (new, old, other, new):
        laptop.syncs()
    assert rows(new) == rows(old) == rows(other)
    assert {laptop.state.conflicts for laptop in (new, old, other)} == {0}
    assert proof(new).sound


def test_an_own_entry_that_is_refused_leaves_the_snapshot_row_as_it_was(
    hq: Hq, old: Laptop, tmp_path: Path
) -> None:
    new = new_laptop(hq, tmp_path)
    new.syncs()
    before = rows(new)
    new.does(Confirm())
    new.syncs()
    assert new.state.refused == 1
    assert rows(new) == before
    assert proof(new).sound


def test_a_snapshot_holds_nothing_of_another_province(hq: Hq, tmp_path: Path) -> None:
    admin = hq.laptop(tmp_path / "q", "مدیر سامانهٔ نمونه", "administrator")
    admin.does(AddPerson("قناری‌نام"))
    for number in range(1, 31):
        admin.does(AddUnit(bytes([number]) * 16))
    admin.syncs()
    alborz = hq.laptop(tmp_path / "z", "بازرس نمونهٔ البرز", office=ALBORZ_OFFICE, province="30")
    alborz.syncs()
    assert fetched(alborz)
    assert looks(alborz, lambda s: set(s.execute(select(Person.province)).scalars())) == {"30"}
    assert not [one for one in looks(alborz, all_bytes) if "قناری".encode() in one]


def test_one_vault_cannot_fetch_the_snapshot_of_another_s_scopes(
    hq: Hq, old: Laptop, tmp_path: Path
) -> None:
    new_laptop(hq, tmp_path).syncs()
    alborz = hq.laptop(tmp_path / "z", "بازرس نمونهٔ البرز", office=ALBORZ_OFFICE, province="30")
    with hq.server.database.reading() as session:
        identity = session.execute(select(BuiltSnapshot.id)).scalar_one()
    token = looks(alborz, lambda s: vault_facts.get(s, ACCESS)) or b""
    with pytest.raises(Problem) as declined:
        alborz.exchange.http.get_bytes(f"/snapshot/{identity.hex()}/0", token)
    assert declined.value.code == "snapshot_gone"


def test_a_chunk_that_was_altered_on_its_way_is_refused_whole(
    hq: Hq, old: Laptop, tmp_path: Path
) -> None:
    new = new_laptop(hq, tmp_path)

    def altered(request: httpx.Request, answer: httpx.Response) -> httpx.Response:
        if not request.url.path.startswith("/snapshot/"):
            return answer
        data = bytearray(answer.read())
        data[len(data) // 2] ^= 1
        stream = httpx.ByteStream(bytes(data))
        return httpx.Response(200, headers={"content-type": MEDIA_TYPE}, stream=stream)

    new.road.change = altered
    with pytest.raises(Problem) as refused:
        new.syncs()
    assert refused.value.code == "batch_not_genuine"
    assert names(new) == []
    new.road.change = None
    new.syncs()
    assert rows(new) == rows(old)


def test_a_changed_row_or_chunk_of_a_snapshot_is_found_by_verify(
    hq: Hq, old: Laptop, tmp_path: Path
) -> None:
    new = new_laptop(hq, tmp_path)
    new.syncs()
    with new.database.writing() as session:
        session.execute(text("UPDATE units SET name = 'دیگر' WHERE id = :id"), {"id": LAST})
    (fault,) = proof(new).faults
    assert (fault.code, fault.record, fault.field) == ("verify_row", LAST, "name")
    with new.database.writing() as session:
        session.execute(text("DELETE FROM units WHERE id = :id"), {"id": LAST})
    assert [(one.code, one.record) for one in proof(new).faults] == [("verify_row_alone", LAST)]
    with new.database.writing() as session:
        session.execute(update(SnapshotChunk).values(data=os.urandom(99)))
    assert "verify_snapshot" in {one.code for one in proof(new).faults}


def test_a_laptop_away_for_over_400_days_gets_a_snapshot_with_its_unsent_entries_on_top(
    hq: Hq, old: Laptop, tmp_path: Path
) -> None:
    with hq.server.database.writing() as session:
        session.execute(text("DELETE FROM hq_snapshots"))
    away = new_laptop(hq, tmp_path, "بازرس نمونهٔ سه")
    away.syncs()
    away.does(EditUnit("name", "نام پیش از رفتن", LAST))
    away.syncs()
    away.does(EditUnit("phone", "028-11111111", LAST))
    away.does(AddUnit(b"\xee" * 16, "واحد نوشته در راه"))
    old.syncs()
    old.does(EditUnit("address", "نشانی تازه", LAST))
    old.syncs()
    hq.wall.forward(minutes=401 * 24 * 60)
    with hq.server.database.writing() as session:
        for device in session.execute(select(Device)).scalars():
            device.not_after = hq.wall.ms + 10**9
    away.road.paths.clear()
    away.restarted().syncs()
    assert fetched(away)
    assert away.state.unsent == 0
    old.syncs()
    assert rows(away) == rows(old)
    unit = next(row for row in rows(away) if row["id"] == LAST)
    assert (unit["phone"], unit["address"]) == ("028-11111111", "نشانی تازه")
    assert "واحد نوشته در راه" in names(away)
    assert proof(away).sound


def test_what_is_written_while_a_snapshot_comes_stays_on_top_of_it(
    hq: Hq, old: Laptop, tmp_path: Path
) -> None:
    new = new_laptop(hq, tmp_path)
    new.road.cut_request = 3
    with contextlib.suppress(Problem):
        new.syncs()
    new.does(AddUnit(b"\xee" * 16, "واحد نوشته در میانه"))
    new.restarted().syncs()
    old.syncs()
    assert rows(new) == rows(old)
    assert "واحد نوشته در میانه" in names(new)
    assert new.state.unsent == 0
    assert proof(new).sound


def test_chunks_are_at_most_a_mebibyte_even_of_what_cannot_be_compressed(
    hq: Hq, tmp_path: Path
) -> None:
    with system.writing(hq.server, "Import") as session:
        noise = [
            {"id": os.urandom(16), "province": "26", "name": os.urandom(3_000).hex()}
            for _ in range(700)
        ]
        for start in range(0, len(noise), 20):
            system.enter(session, "units", noise[start : start + 20])
    new = new_laptop(hq, tmp_path)
    new.syncs()
    with hq.server.database.reading() as session:
        sizes = [len(data) for data in session.execute(select(BuiltChunk.data)).scalars()]
    assert len(sizes) > 2
    assert max(sizes) <= 1024 * 1024
    assert looks(new, lambda s: s.execute(select(func.count()).select_from(Unit)).scalar()) == 700
    assert proof(new).sound
    assert UNIT not in {row["id"] for row in rows(new)}
