"""Two vaults exchange entries by hand, without a server: what each of them then holds."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from desktop.commands.base import Desk
from desktop.models import conflicts, registry
from desktop.models.apply import apply, rebuild
from desktop.models.directory import Unit
from desktop.models.entries import Entry, EntryBody, mark_refused
from desktop.models.journal import decide
from desktop.models.projection import Incoming
from sync.protocol.entry import decode_body, decode_header
from tests.builders import NOW, Seat, Wall, seat


@dataclass(frozen=True)
class AddUnit:
    id: bytes
    name: str = "واحد نمونهٔ ب"

    def __call__(self, session: Session, desk: Desk) -> None:
        session.add(Unit(id=self.id, province="26", name=self.name))


@dataclass(frozen=True)
class EditUnit:
    id: bytes
    field: str
    value: str

    def __call__(self, session: Session, desk: Desk) -> None:
        setattr(session.get_one(Unit, self.id), self.field, self.value)


@dataclass(frozen=True)
class KeepTheirs:
    id: bytes
    field: str
    value: str
    stamps: tuple[bytes, ...]

    def __call__(self, session: Session, desk: Desk) -> None:
        unit = session.get_one(Unit, self.id)
        decide(session, unit, self.field, self.stamps)
        setattr(unit, self.field, self.value)


def entries_of(owner: Seat) -> list[Incoming]:
    with owner.database.reading() as session:
        query = (
            select(Entry, EntryBody.body)
            .join(
                EntryBody,
                (EntryBody.vault == Entry.vault) & (EntryBody.counter == Entry.counter),
            )
            .where(Entry.vault == owner.journal.vault)
            .order_by(Entry.counter)
        )
        return [
            Incoming(
                decode_header(entry.core),
                entry.core,
                entry.hash,
                body or b"",
                decode_body(body or b"").changes,
                entry.rank,
                entry.prev_hash,
                entry.signature,
            )
            for entry, body in session.execute(query)
        ]


def deliver(to: Seat, entries: Iterable[Incoming]) -> None:
    for entry in entries:
        to.journal.clock.saw(entry.header.time)
    with to.database.writing() as session:
        apply(session, entries, NOW)


def exchange(a: Seat, b: Seat) -> None:
    mine, theirs = entries_of(a), entries_of(b)
    deliver(a, theirs)
    deliver(b, mine)


def units(of: Seat) -> list[dict[str, object]]:
    raw = registry.kind_of("units").raw
    with of.database.reading() as session:
        rows = session.execute(select(raw).order_by(raw.c.id)).mappings()
        return [dict(row) for row in rows]


def disputed(of: Seat) -> list[tuple[str, bytes, object]]:
    with of.database.reading() as session:
        found = session.execute(
            select(conflicts.Conflict).where(~conflicts.Conflict.same)
        ).scalars()
        return [(c.field, c.stamp, conflicts.value_of(c)) for c in found]


@pytest.fixture
def pair(tmp_path: Path) -> tuple[Seat, Seat]:
    wall = Wall()
    a = seat(tmp_path / "a", "بازرس نمونهٔ یک", "administrator", wall=wall)
    b = seat(tmp_path / "b", "بازرس نمونهٔ دو", "administrator", wall=wall)
    a.does(AddUnit(bytes(16)))
    exchange(a, b)
    return a, b


def test_what_one_vault_wrote_stands_the_same_in_the_other(pair: tuple[Seat, Seat]) -> None:
    a, b = pair
    assert units(a) == units(b)
    assert units(a)[0]["name"] == "واحد نمونهٔ ب"


def test_different_fields_edited_apart_merge_without_a_conflict(pair: tuple[Seat, Seat]) -> None:
    a, b = pair
    a.does(EditUnit(bytes(16), "address", "خیابان نمونه"))
    b.does(EditUnit(bytes(16), "phone", "028-00000000"))
    exchange(a, b)
    assert units(a) == units(b)
    assert (units(a)[0]["address"], units(a)[0]["phone"]) == ("خیابان نمونه", "028-00000000")
    assert disputed(a) == disputed(b) == []


def test_the_same_field_edited_apart_keeps_both_values(pair: tuple[Seat, Seat]) -> None:
    a, b = pair
    a.does(EditUnit(bytes(16), "name", "نام الف"))
    b.does(EditUnit(bytes(16), "name", "نام ب"))
    exchange(a, b)
    assert units(a) == units(b)
    assert units(a)[0]["name"] == "نام ب"
    assert [(f, v) for f, _, v in disputed(a)] == [("name", "نام الف")]
    assert disputed(a) == disputed(b)


def test_equal_values_written_apart_are_no_conflict(pair: tuple[Seat, Seat]) -> None:
    a, b = pair
    a.does(EditUnit(bytes(16), "name", "همان نام"))
    b.does(EditUnit(bytes(16), "name", "همان نام"))
    exchange(a, b)
    assert disputed(a) == disputed(b) == []


def test_a_decision_settles_the_conflict_in_every_vault(pair: tuple[Seat, Seat]) -> None:
    a, b = pair
    a.does(EditUnit(bytes(16), "name", "نام الف"))
    b.does(EditUnit(bytes(16), "name", "نام ب"))
    exchange(a, b)
    losing = tuple(stamp for _, stamp, _ in disputed(a))
    a.does(KeepTheirs(bytes(16), "name", "نام الف", losing))
    exchange(a, b)
    assert units(a) == units(b)
    assert units(b)[0]["name"] == "نام الف"
    assert disputed(a) == disputed(b) == []


def test_a_replay_has_no_effect(pair: tuple[Seat, Seat]) -> None:
    a, b = pair
    a.does(EditUnit(bytes(16), "name", "نام الف"))
    deliver(b, entries_of(a))
    before = units(b)
    deliver(b, entries_of(a))
    assert units(b) == before


def test_entries_that_come_backwards_give_the_same_rows(pair: tuple[Seat, Seat]) -> None:
    a, b = pair
    a.does(AddUnit(b"\1" * 16))
    a.does(EditUnit(b"\1" * 16, "name", "نخست"))
    a.does(EditUnit(b"\1" * 16, "name", "دوم"))
    for entry in reversed(entries_of(a)):
        deliver(b, [entry])
    assert units(b) == units(a)
    assert disputed(b) == []


def test_a_refused_entry_and_what_was_built_on_it_are_not_projected(
    pair: tuple[Seat, Seat],
) -> None:
    a, _ = pair
    a.does(EditUnit(bytes(16), "name", "نام پذیرفته"))
    a.does(EditUnit(bytes(16), "name", "نام ردشده"))
    a.does(EditUnit(bytes(16), "name", "بر پایهٔ ردشده"))
    refused = entries_of(a)[2].header.stamp
    with a.database.writing() as session:
        mark_refused(session, refused, "step_not_for_role")
        rebuild(session, [("units", bytes(16), {refused})], NOW)
    assert units(a)[0]["name"] == "نام پذیرفته"


FIELDS = st.sampled_from(["name", "address", "phone"])
EDITS = st.lists(st.tuples(st.booleans(), FIELDS, st.sampled_from(["الف", "ب", "پ"])), max_size=8)


@settings(max_examples=15, deadline=None)
@given(edits=EDITS, order=st.randoms(use_true_random=False))
def test_any_order_of_delivery_gives_the_same_rows_and_conflicts(
    tmp_path_factory: pytest.TempPathFactory, edits: list[tuple[bool, str, str]], order: object
) -> None:
    folder = tmp_path_factory.mktemp("any")
    wall = Wall()
    a = seat(folder / "a", "یک", "administrator", wall=wall)
    b = seat(folder / "b", "دو", "administrator", wall=wall)
    third = seat(folder / "c", "سه", "administrator", wall=wall)
    a.does(AddUnit(bytes(16)))
    exchange(a, b)
    for first, field, value in edits:
        (a if first else b).does(EditUnit(bytes(16), field, value))
    everything = entries_of(a) + entries_of(b)
    order.shuffle(everything)  # type: ignore[attr-defined]  # a random.Random
    exchange(a, b)
    for entry in everything:
        deliver(third, [entry])
    assert units(a) == units(b) == units(third)
    assert sorted(disputed(a)) == sorted(disputed(b)) == sorted(disputed(third))
    for one in (a, b, third):
        one.database.close()


def test_a_record_that_left_and_is_fed_again_comes_back(pair: tuple[Seat, Seat]) -> None:
    a, b = pair
    a.does(EditUnit(bytes(16), "name", "نام تازه"))
    deliver(b, entries_of(a))
    kept = units(b)
    raw = registry.kind_of("units").raw
    with b.database.writing() as session:
        session.connection().execute(delete(raw))
        session.execute(update(EntryBody).values(body=None))
    deliver(b, entries_of(a))
    assert units(b) == kept


def test_an_entry_fed_again_whose_row_alone_is_gone_comes_back(pair: tuple[Seat, Seat]) -> None:
    a, b = pair
    kept = units(b)
    raw = registry.kind_of("units").raw
    with b.database.writing() as session:
        session.connection().execute(delete(raw))
    deliver(b, entries_of(a))
    assert units(b) == kept
