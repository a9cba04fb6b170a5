"""What headquarters takes from a vault, and what it does not: each rule with a planted fault."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import msgspec
import pytest
from sqlalchemy import func, select

from desktop.models.directory import Unit
from desktop.models.entries import Entry
from desktop.models.inspections.records import Visit
from desktop.models.people import Person
from desktop.models.transitions import Transition
from sync.protocol import entry as wire
from sync.protocol.encoding import decode
from sync.protocol.messages import RECEIPT_TAG, ReceiptText
from sync.server import accounts
from tests.hq import Hq
from tests.sync.server.commands import (
    Edit,
    add,
    person,
    step,
    unit,
    visit,
)
from tests.sync.server.forgery import ONE, THREE, TWO, count, forged, new_unit, refused
from tests.sync.server.laptop import Laptop

Enrolled = Callable[..., Laptop]
HEAD = "head_of_inspection"
ORDER = {"order_number": "1", "order_date": "2025-11-03", "order_issuer": "رئیس نمونه"}


def test_what_is_pushed_stands_at_headquarters_and_is_receipted(hq: Hq, enrolled: Enrolled) -> None:
    laptop = enrolled()
    laptop.does(add(unit(ONE, "واحد نمونهٔ الف")))
    answer = laptop.push()
    assert answer.refusals == []
    with hq.server.database.reading() as session:
        assert session.get_one(Unit, ONE).name == "واحد نمونهٔ الف"
    (receipt,) = answer.receipts
    public = hq.server.keys.receipt_public
    assert wire.verified(public, RECEIPT_TAG, receipt.message, receipt.signature)
    text = decode(receipt.message, ReceiptText)
    assert [text.epoch, text.counter, text.hash] == answer.held
    assert text.vault == laptop.vault


def test_a_resend_has_no_effect_and_gets_the_same_receipt(hq: Hq, enrolled: Enrolled) -> None:
    laptop = enrolled()
    laptop.does(add(unit(ONE)))
    laptop.does(add(unit(TWO)))
    first = laptop.push()
    hq.wall.forward(minutes=5)
    again = laptop.push(first=1)
    assert again.receipts == first.receipts
    assert count(hq, Unit) == 2


def test_a_resend_of_a_refused_entry_gets_the_same_answer(enrolled: Enrolled) -> None:
    laptop = enrolled()
    laptop.does(add(unit(ONE, provisional=False)))
    first = laptop.push()
    assert [refusal.code for refusal in first.refusals] == ["not_provisional"]
    assert laptop.push(first=1).refusals == first.refusals


def test_a_push_that_overlaps_takes_only_what_is_new(hq: Hq, enrolled: Enrolled) -> None:
    laptop = enrolled()
    laptop.does(add(unit(ONE)))
    laptop.push()
    laptop.does(add(unit(TWO)))
    answer = laptop.push(first=1)
    assert answer.held is not None
    assert answer.held[1] == 2
    assert count(hq, Unit) == 2


def test_an_entry_in_the_name_of_another_person_is_refused(hq: Hq, enrolled: Enrolled) -> None:
    laptop = enrolled()
    run = forged(laptop, wire.Body([new_unit()]), actor=b"\7" * 16)
    answer = laptop.post(laptop.request(run))
    assert [refusal.code for refusal in answer.refusals] == ["actor_not_owner"]
    assert count(hq, Unit) == 0


@pytest.mark.parametrize("role", ["administrator", "system"])
def test_a_role_that_the_person_does_not_hold_is_refused(
    hq: Hq, enrolled: Enrolled, role: str
) -> None:
    laptop = enrolled()
    run = forged(laptop, wire.Body([new_unit(provisional=False)]), role=role)
    answer = laptop.post(laptop.request(run))
    assert [refusal.code for refusal in answer.refusals] == ["role_not_held"]
    assert count(hq, Unit) == 0


def test_a_role_counts_for_what_was_written_while_it_was_held(hq: Hq, enrolled: Enrolled) -> None:
    laptop = enrolled()
    laptop.does(add(unit(ONE)))
    hq.wall.forward(minutes=1)
    with hq.server.database.writing() as session:
        accounts.end_role(hq.server, session, laptop.seat.person, "inspector")
    hq.wall.forward(minutes=1)
    laptop.does(add(unit(TWO)))
    assert refused(laptop) == ["role_not_held"]
    with hq.server.database.reading() as session:
        assert session.get(Unit, ONE) is not None
        assert session.get(Unit, TWO) is None


def test_a_kind_that_is_not_for_the_role_is_refused(enrolled: Enrolled) -> None:
    laptop = enrolled()
    office = wire.Change("offices", ONE, {"code": "x", "name": "x", "level": "x", "issuer": "x"})
    answer = laptop.post(laptop.request(forged(laptop, wire.Body([office]))))
    assert [refusal.code for refusal in answer.refusals] == ["kind_not_for_role"]


def test_a_kind_that_nobody_here_knows_is_refused(enrolled: Enrolled) -> None:
    laptop = enrolled()
    run = forged(laptop, wire.Body([wire.Change("weather", ONE, {})]))
    assert [r.code for r in laptop.post(laptop.request(run)).refusals] == ["kind_not_for_role"]


def test_a_record_of_another_province_is_refused(hq: Hq, enrolled: Enrolled) -> None:
    laptop = enrolled()
    laptop.does(add(person(ONE, "30")))
    assert refused(laptop) == ["scope_not_held"]
    assert count(hq, Person) == 1, "the person of the account alone"


def test_a_record_cannot_be_moved_out_of_what_one_holds_nor_into_it(
    hq: Hq, enrolled: Enrolled
) -> None:
    here, there = enrolled(), enrolled("بازرس نمونهٔ دو", province="30")
    here.does(add(person(ONE, "26")))
    here.push()
    here.does(Edit(Person, ONE, {"province": "30"}))
    assert refused(here) == ["scope_not_held"]
    mark = wire.decode_header(here.run(1, 1).entries[0].core).stamp
    taking = wire.Change("persons", ONE, {"province": "30"}, mark)
    answer = there.post(there.request(forged(there, wire.Body([taking]))))
    assert [refusal.code for refusal in answer.refusals] == ["scope_not_held"]
    with hq.server.database.reading() as session:
        assert session.get_one(Person, ONE).province == "26"


def test_the_directory_is_not_changed_from_the_field(hq: Hq, enrolled: Enrolled) -> None:
    laptop = enrolled()
    laptop.does(add(unit(ONE, provisional=False)))
    assert refused(laptop) == ["not_provisional"]
    laptop.does(add(unit(TWO)))
    laptop.does(Edit(Unit, TWO, {"provisional": False}))
    assert refused(laptop) == ["not_provisional"]
    with hq.server.database.reading() as session:
        assert session.get_one(Unit, TWO).provisional


def test_an_administrator_may_merge_what_the_field_recorded(hq: Hq, enrolled: Enrolled) -> None:
    field = enrolled()
    field.does(add(unit(ONE)))
    field.push()
    mark = wire.decode_header(field.run().entries[0].core).stamp
    desk = enrolled("مدیر نمونه", "administrator")
    merged = wire.Change("units", ONE, {"provisional": False}, mark)
    answer = desk.post(desk.request(forged(desk, wire.Body([merged]))))
    assert answer.refusals == []
    with hq.server.database.reading() as session:
        assert session.get_one(Unit, ONE).provisional is False


def test_a_step_without_its_facts_is_refused_and_the_state_stays(
    hq: Hq, enrolled: Enrolled
) -> None:
    head = enrolled("رئیس نمونه", HEAD)
    head.does(add(visit(ONE, head.seat.person)))
    head.does(add(step(TWO, ONE, head.seat.desk)))
    (refusal,) = head.push().refusals
    assert (refusal.counter, refusal.code) == (2, "fact_missing")
    with hq.server.database.reading() as session:
        assert session.get_one(Visit, ONE).state == "draft"
        assert session.get(Transition, TWO) is None


def test_a_step_that_does_not_exist_is_refused(enrolled: Enrolled) -> None:
    head = enrolled("رئیس نمونه", HEAD)
    head.does(add(visit(ONE, head.seat.person)))
    head.does(add(step(TWO, ONE, head.seat.desk, from_state="draft", to_state="closed")))
    assert refused(head) == ["step_unknown"]


def test_a_step_that_is_not_for_the_role_is_refused(enrolled: Enrolled) -> None:
    inspector = enrolled()
    inspector.does(add(visit(ONE, inspector.seat.person)))
    inspector.does(add(step(TWO, ONE, inspector.seat.desk)))
    assert refused(inspector) == ["step_not_for_role"]


def test_a_step_in_the_name_of_another_is_refused(enrolled: Enrolled) -> None:
    head = enrolled("رئیس نمونه", HEAD)
    head.does(add(visit(ONE, head.seat.person)))
    head.does(add(step(TWO, ONE, head.seat.desk, actor=THREE)))
    assert refused(head) == ["step_of_another"]


def test_facts_of_the_wrong_form_are_refused(enrolled: Enrolled) -> None:
    head = enrolled("رئیس نمونه", HEAD)
    head.does(add(visit(ONE, head.seat.person)))
    head.does(add(step(TWO, ONE, head.seat.desk, facts=[1, 2])))
    assert refused(head)[0] in {"facts_malformed", "fact_missing"}


def test_what_was_built_on_a_refused_entry_is_refused_and_the_rest_stands(
    hq: Hq, enrolled: Enrolled
) -> None:
    head = enrolled("رئیس نمونه", HEAD)
    head.does(add(unit(ONE, provisional=False)))
    head.does(Edit(Unit, ONE, {"name": "نام تازه"}))
    head.does(add(unit(TWO)))
    assert refused(head) == ["not_provisional", "record_unknown"]
    with hq.server.database.reading() as session:
        assert session.get(Unit, ONE) is None
        assert session.get(Unit, TWO) is not None


def test_a_field_built_on_a_refused_value_is_refused(hq: Hq, enrolled: Enrolled) -> None:
    laptop = enrolled()
    laptop.does(add(unit(ONE)))
    laptop.does(Edit(Unit, ONE, {"name": "نام ردشده", "provisional": False}))
    laptop.push()
    laptop.does(Edit(Unit, ONE, {"name": "بر پایهٔ ردشده", "provisional": True}))
    assert refused(laptop) == ["built_on_refused"]
    with hq.server.database.reading() as session:
        assert session.get_one(Unit, ONE).name == "واحد نمونهٔ ب"


@pytest.mark.parametrize("name", ["folded", "created_by", "stamps", "id"])
def test_a_column_that_the_program_computes_cannot_be_written(
    hq: Hq, enrolled: Enrolled, name: str
) -> None:
    laptop = enrolled()
    answer = laptop.post(laptop.request(forged(laptop, wire.Body([new_unit(**{name: b"x"})]))))
    assert [refusal.code for refusal in answer.refusals] == ["field_not_writable"]
    assert count(hq, Unit) == 0


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"name": 5}, "value_wrong"),
        ({"name": "الف\0ب"}, "value_wrong"),
        ({"province": "026"}, "value_wrong"),
        ({"provisional": 1}, "value_wrong"),
        ({"county_id": b"short"}, "value_wrong"),
        ({"deleted_at": "yesterday"}, "value_wrong"),
        ({"name": None}, "value_missing"),
    ],
)
def test_a_value_that_does_not_fit_its_column_is_refused_on_every_database(
    hq: Hq, enrolled: Enrolled, values: dict[str, Any], code: str
) -> None:
    laptop = enrolled()
    answer = laptop.post(laptop.request(forged(laptop, wire.Body([new_unit(**values)]))))
    assert [refusal.code for refusal in answer.refusals] == [code]
    assert count(hq, Unit) == 0


def test_a_field_of_a_newer_version_is_kept(hq: Hq, enrolled: Enrolled) -> None:
    laptop = enrolled()
    run = forged(laptop, wire.Body([new_unit(weather="sunny")]))
    assert laptop.post(laptop.request(run)).refusals == []
    with hq.server.database.reading() as session:
        kept = session.get_one(Unit, THREE).extra
    assert msgspec.msgpack.decode(kept or b"") == {"weather": "sunny"}


def test_pushes_at_the_same_time_lose_nothing_and_the_feed_is_read_whole(
    hq: Hq, enrolled: Enrolled
) -> None:
    writers = [enrolled(f"بازرس نمونهٔ {number}") for number in range(4)]
    reader = enrolled("بازرس نمونهٔ خواننده")
    keys = {bytes([number, turn]) + bytes(14) for number in range(4) for turn in range(6)}
    seen: set[bytes] = set()

    def write(number: int) -> None:
        laptop = writers[number]
        for turn in range(6):
            laptop.seat.does(add(unit(bytes([number, turn]) + bytes(14))))
            assert laptop.push().refusals == []

    threads = [threading.Thread(target=write, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    while any(thread.is_alive() for thread in threads):
        seen |= read(reader)
    for thread in threads:
        thread.join()
    seen |= read(reader)
    assert keys <= seen
    with hq.server.database.reading() as session:
        assert set(session.execute(select(Unit.id)).scalars()) == keys
        entries = session.execute(select(func.count()).select_from(Entry)).scalar_one()
    assert entries >= len(keys)


def read(reader: Laptop) -> set[bytes]:
    answer = reader.pull()
    return {change.id for item in answer.items for change in wire.decode_body(item.body).changes}


def test_only_a_head_settles_a_clash_and_only_to_one_of_its_two_states(
    hq: Hq, enrolled: Enrolled
) -> None:
    head, inspector = enrolled("رئیس نمونه", HEAD), enrolled()
    head.does(add(visit(ONE, head.seat.person)))
    head.does(add(step(TWO, ONE, head.seat.desk, facts={"covert": False} | ORDER)))
    assert refused(head) == []
    settling = {"from_state": "ordered", "settles": TWO}
    head.does(add(step(THREE, ONE, head.seat.desk, to_state="closed", **settling)))
    assert refused(head) == ["clash_other_state"]
    claim = step(THREE, ONE, inspector.seat.desk, to_state="ordered", **settling)
    inspector.does(add(claim))
    assert refused(inspector) == ["clash_not_for_role"]
    with hq.server.database.reading() as session:
        assert session.get_one(Visit, ONE).state == "ordered"


def test_a_record_beyond_the_limit_is_refused_and_the_rest_stands(enrolled: Enrolled) -> None:
    laptop = enrolled()
    long = "ی" * 60_000
    laptop.does(add(visit(ONE, laptop.seat.person, remit=long, order_issuer=long, unit_name=long)))
    laptop.does(add(unit(TWO)))
    (refusal,) = laptop.push().refusals
    assert (refusal.code, refusal.counter) == ("record_too_large", 1)
    assert refusal.arguments["limit"] == 256
