"""Programs of different versions meet, and nothing that one of them does not know is lost."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec
import pytest
from sqlalchemy import select, update

from desktop.errors import Problem
from desktop.models import registry
from desktop.models.absorb import absorb
from desktop.models.apply import rebuild
from desktop.models.directory import Unit
from desktop.models.entries import EntryBody
from desktop.models.journal import Act
from desktop.models.migrations import SCHEMA
from desktop.models.vault_facts import enrolment
from desktop.models.verify import Report, verify
from desktop.models.verify_report import Trust
from sync.protocol.clock import stamp
from sync.protocol.entry import Change
from sync.server import exchange
from tests.sync.laptops import Hq, Laptop, looks
from tests.sync.units import UNIT, AddUnit, EditUnit, rows, together

FUTURE = {"colour_of_sign": "آبی", "storeys": 3}


def writes(laptop: Laptop, change: Change) -> bytes:
    """An entry as a newer program writes it, with fields that this one has no columns for."""
    journal = laptop.journal
    act = Act(laptop.person, laptop.role, "Future", laptop.office)
    with laptop.database.writing() as session:
        time = (journal.clock.now(), journal.clock.wall())
        journal.append(session, act, time, [change], frozenset({"reference"}), [])
        mark = stamp(time[0], journal.vault)
        rebuild(session, [(change.kind, change.id, {mark})], laptop.exchange.now())
    return mark


def extra(laptop: Laptop) -> dict[str, Any]:
    packed: bytes = rows(laptop)[0]["extra"]
    found: dict[str, Any] = msgspec.msgpack.decode(packed)
    return found


def proof(laptop: Laptop) -> Report:
    held = looks(laptop, enrolment)
    assert held is not None
    trust = Trust(laptop.journal.vault, laptop.journal.public_key, held.receipt_key, {})
    return looks(laptop, lambda session: verify(session, trust))


@pytest.fixture
def apart(hq: Hq, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Laptop, Laptop]:
    """A laptop and a headquarters one version ahead, and a laptop of today."""
    monkeypatch.setattr(exchange, "SCHEMA", SCHEMA + 1)
    new = hq.laptop(tmp_path / "new", "بازرس نمونهٔ یک", schema=SCHEMA + 1)
    old = hq.laptop(tmp_path / "old", "بازرس نمونهٔ دو")
    together((new, old))
    base = rows(new)[0]["stamps"][:16]
    writes(new, Change("units", UNIT, {"phone": "028-00000001", **FUTURE}, base))
    new.syncs()
    return new, old


def test_fields_of_a_newer_program_survive_a_round_trip_through_an_older_one(
    apart: tuple[Laptop, Laptop],
) -> None:
    new, old = apart
    old.syncs()
    old.does(EditUnit("name", "نام تازه"))
    old.syncs()
    new.syncs()
    for laptop in apart:
        (unit,) = rows(laptop)
        assert (unit["name"], unit["phone"]) == ("نام تازه", "028-00000001")
        assert extra(laptop) == FUTURE
        assert proof(laptop).faults == ()


def test_what_a_newer_program_wrote_is_passed_on_byte_by_byte(
    apart: tuple[Laptop, Laptop],
) -> None:
    new, old = apart
    old.syncs()
    bodies = select(EntryBody.digest, EntryBody.body).where(
        EntryBody.vault == new.journal.vault, EntryBody.counter == 2
    )
    written = looks(new, lambda s: s.execute(bodies).one())
    assert looks(old, lambda s: s.execute(bodies).one()) == written


def test_two_programs_that_write_an_unknown_field_apart_have_a_conflict(
    apart: tuple[Laptop, Laptop],
) -> None:
    new, old = apart
    first = writes(new, Change("units", UNIT, {"gate": "شمالی"}, rows(new)[0]["stamps"][:16]))
    for laptop in (new, old):
        laptop.syncs()
    writes(new, Change("units", UNIT, {"gate": "شرقی"}, bases={"gate": [first]}))
    writes(old, Change("units", UNIT, {"gate": "غربی"}, bases={"gate": [first]}))
    for laptop in (new, old, new):
        laptop.syncs()
    assert extra(new) == extra(old)
    assert (new.state.conflicts, old.state.conflicts) == (1, 1)


def test_after_its_upgrade_a_vault_has_in_columns_what_it_had_kept_aside(
    apart: tuple[Laptop, Laptop],
) -> None:
    _, old = apart
    old.syncs()
    raw = registry.kind_of("units").raw
    aside = msgspec.msgpack.encode({"address": "نشانی نمونه", **FUTURE}, order="deterministic")
    with old.database.writing() as session:
        session.execute(update(raw).values(address=None, extra=aside))
        absorb(session, [kind.table.name for kind in registry.kinds()], old.exchange.now())
    assert rows(old)[0]["address"] == "نشانی نمونه"
    assert extra(old) == FUTURE


def test_after_its_upgrade_a_vault_has_the_records_of_kinds_that_it_had_not_known(
    pair: tuple[Laptop, Laptop],
) -> None:
    _, old = together(pair)
    before = rows(old)
    tables = [kind.table.name for kind in registry.kinds() if kind.name != "units"]
    raw = registry.kind_of("units").raw
    with old.database.writing() as session:
        session.execute(raw.delete())
        absorb(session, tables, old.exchange.now())
    assert rows(old)[0]["stamps"] == before[0]["stamps"]
    assert rows(old)[0]["name"] == before[0]["name"]


@pytest.mark.parametrize("back", [1, 2])
def test_a_laptop_up_to_two_versions_back_still_sends_and_receives(
    hq: Hq, tmp_path: Path, back: int
) -> None:
    old = hq.laptop(tmp_path / "old", "بازرس نمونهٔ یک", schema=SCHEMA - back)
    b = hq.laptop(tmp_path / "new", "بازرس نمونهٔ دو")
    old.does(AddUnit())
    old.syncs()
    b.syncs()
    b.does(EditUnit("name", "نام تازه"))
    b.syncs()
    old.syncs()
    assert rows(old)[0]["name"] == "نام تازه"
    assert old.state.unsent == 0


@pytest.mark.parametrize("schema", [SCHEMA - 3, SCHEMA + 1])
def test_a_laptop_that_is_too_old_or_too_new_is_told_so_and_keeps_everything(
    hq: Hq, tmp_path: Path, schema: int
) -> None:
    laptop = hq.laptop(tmp_path / "laptop", schema=schema)
    laptop.does(AddUnit())
    with pytest.raises(Problem, match="version_unsupported"):
        laptop.syncs()
    assert laptop.state.unsent == 1
    assert looks(laptop, lambda s: s.get(Unit, UNIT)) is not None
