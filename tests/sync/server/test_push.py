"""What headquarters takes from a vault, and what it does not: each rule with a planted fault."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import msgspec
import pytest
import zstandard
from msgspec.structs import replace
from sqlalchemy import func, select

from desktop.models.directory import Unit
from desktop.models.entries import Entry
from desktop.models.inspections.records import Visit
from desktop.models.people import Person
from desktop.models.transitions import Transition
from sync.protocol import entry as wire
from sync.protocol.encoding import decode, encode
from sync.protocol.messages import RECEIPT_TAG, Pushed, ReceiptText, Run
from sync.protocol.packing import BODY_LIMIT, OPEN_LIMIT
from sync.server import accounts, vaults
from sync.server.tables import Alert, Device, SetAside
from tests.hq import Hq
from tests.sync.server.commands import (
    Edit,
    add,
    person,
    step,
    unit,
    visit,
)
from tests.sync.server.laptop import Failed, Laptop, opened

Enrolled = Callable[..., Laptop]
ONE, TWO, THREE = (bytes(15) + bytes([number]) for number in (1, 2, 3))
HEAD = "head_of_inspection"


def count(hq: Hq, table: Any) -> int:
    with hq.server.database.reading() as session:
        return session.execute(select(func.count()).select_from(table)).scalar_one()


def refused(laptop: Laptop) -> list[str]:
    return [refusal.code for refusal in laptop.push().refusals]


def forged(laptop: Laptop, body: wire.Body, **header: Any) -> Run:
    """One entry that no honest program would write, rightly signed; it goes behind the chain."""
    last = laptop.run(1)
    previous, counter, before = wire.GENESIS, 0, 0
    for pushed in last.entries:
        known = wire.decode_header(pushed.core)
        previous, counter = wire.entry_hash(previous, pushed.core), known.counter
        before = known.time
    encoded = wire.encode_body(body)
    given: dict[str, Any] = {
        "format": wire.FORMAT,
        "installation": laptop.hq.server.keys.installation,
        "vault": laptop.vault,
        "epoch": 1,
        "counter": counter + 1,
        "time": max(before + 1, laptop.hq.wall() << 16),
        "wall": laptop.hq.wall(),
        "actor": laptop.seat.person,
        "role": laptop.seat.role,
        "on_behalf_of": None,
        "command": "Forged",
        "scopes": [],
        "schema": 1,
        "body_hash": wire.body_hash(encoded),
        "blobs": [],
    }
    core = wire.encode_header(wire.Header(**(given | header)))
    hashed = wire.entry_hash(previous, core)
    signature = wire.sign(laptop.key, wire.ENTRY_TAG, hashed)
    entries = [*last.entries, Pushed(core, encoded)]
    return Run(1, 1, wire.GENESIS, entries, signature)


def new_unit(**values: Any) -> wire.Change:
    given: dict[str, Any] = {"province": "26", "name": "واحد نمونه", "line": "line"}
    given |= {"level": "county"} | {"provisional": True, "sensitivity": "internal"}
    return wire.Change("units", THREE, given | values)


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


def test_a_wrong_signature_is_declined_and_nothing_is_kept(hq: Hq, enrolled: Enrolled) -> None:
    laptop = enrolled()
    laptop.does(add(unit(ONE)))
    run = laptop.run()
    with pytest.raises(Failed, match="signature_wrong"):
        laptop.post(laptop.request(replace(run, signature=bytes(64))))
    assert count(hq, Unit) == 0


def test_a_changed_byte_of_a_body_is_declined(hq: Hq, enrolled: Enrolled) -> None:
    laptop = enrolled()
    laptop.does(add(unit(ONE, "واحد نمونهٔ الف")))
    run = laptop.run()
    body = run.entries[0].body.replace("الف".encode(), "ببب".encode())
    with pytest.raises(Failed, match="entry_damaged"):
        laptop.post(laptop.request(replace(run, entries=[replace(run.entries[0], body=body)])))
    assert count(hq, Unit) == 0


def test_a_gap_in_the_counters_is_declined_with_the_head_that_is_held(
    hq: Hq, enrolled: Enrolled
) -> None:
    laptop = enrolled()
    for key in (ONE, TWO, THREE):
        laptop.does(add(unit(key)))
    laptop.post(laptop.request(laptop.run(1, 1)))
    with pytest.raises(Failed) as failed:
        laptop.post(laptop.request(laptop.run(3)))
    assert (failed.value.status, failed.value.code) == (409, "chain_gap")
    assert failed.value.arguments == {"epoch": 1, "counter": 1}
    assert count(hq, Unit) == 1


def test_entries_swapped_within_a_run_are_declined(hq: Hq, enrolled: Enrolled) -> None:
    laptop = enrolled()
    laptop.does(add(unit(ONE)))
    laptop.does(add(unit(TWO)))
    run = laptop.run()
    with pytest.raises(Failed, match="entry_out_of_place"):
        laptop.post(laptop.request(replace(run, entries=run.entries[::-1])))


def test_an_entry_of_another_installation_is_declined(enrolled: Enrolled) -> None:
    laptop = enrolled()
    run = forged(laptop, wire.Body([new_unit()]), installation=b"\7" * 16)
    with pytest.raises(Failed, match="entry_out_of_place"):
        laptop.post(laptop.request(run))


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


def test_a_revoked_vault_is_shut_out_and_what_it_brings_is_set_aside(
    hq: Hq, enrolled: Enrolled
) -> None:
    laptop = enrolled()
    laptop.does(add(unit(ONE)))
    with hq.server.database.writing() as session:
        vaults.revoke(hq.server, session, laptop.vault)
    with pytest.raises(Failed) as failed:
        laptop.push()
    assert (failed.value.status, failed.value.code) == (403, "vault_revoked")
    with pytest.raises(Failed, match="vault_revoked"):
        laptop.sign_in()
    assert count(hq, Unit) == 0
    assert count(hq, SetAside) == 1


def test_a_clone_is_detected_both_chains_are_kept_and_the_vault_is_shut_out(
    hq: Hq, enrolled: Enrolled
) -> None:
    laptop = enrolled()
    run = forged(laptop, wire.Body([new_unit(name="یکی")]))
    laptop.post(laptop.request(run))
    other = forged(laptop, wire.Body([new_unit(name="دیگری")]))
    with pytest.raises(Failed) as failed:
        laptop.post(laptop.request(other))
    assert (failed.value.status, failed.value.code) == (403, "vault_quarantined")
    with hq.server.database.reading() as session:
        assert session.get_one(Device, laptop.vault).status == "quarantined"
        assert session.execute(select(Alert.code)).scalars().all() == ["chain_forked"]
        kept = session.execute(select(SetAside)).scalar_one()
        assert kept.body == other.entries[0].body
        assert session.get_one(Unit, THREE).name == "یکی"
    with pytest.raises(Failed, match="vault_quarantined"):
        laptop.pull()


def test_a_restored_vault_goes_on_in_a_new_epoch_that_names_the_head(
    hq: Hq, enrolled: Enrolled
) -> None:
    laptop = enrolled()
    laptop.does(add(unit(ONE)))
    held = laptop.push().held
    assert held is not None
    hq.wall.forward(minutes=1)
    body = wire.encode_body(wire.Body([new_unit()]))
    first = wire.decode_header(laptop.run().entries[0].core)
    header = replace(
        first,
        epoch=2,
        counter=2,
        time=hq.wall() << 16,
        wall=hq.wall(),
        body_hash=wire.body_hash(body),
    )
    core = wire.encode_header(header)
    signature = wire.sign(laptop.key, wire.ENTRY_TAG, wire.entry_hash(held[2], core))
    run = Run(2, 2, held[2], [Pushed(core, body)], signature)
    answer = laptop.post(laptop.request(run))
    assert answer.held is not None
    assert answer.held[:2] == [2, 2]
    with hq.server.database.reading() as session:
        assert session.execute(select(Alert.code)).scalars().all() == ["epoch_started"]
        assert session.get(Unit, THREE) is not None


def test_a_new_epoch_that_names_an_unknown_head_is_declined(enrolled: Enrolled) -> None:
    laptop = enrolled()
    laptop.does(add(unit(ONE)))
    laptop.push()
    run = forged(laptop, wire.Body([new_unit()]), epoch=2)
    lost = replace(run, epoch=2, first=2, previous=b"\7" * 32, entries=run.entries[1:])
    hashed = wire.entry_hash(lost.previous, lost.entries[0].core)
    signed = replace(lost, signature=wire.sign(laptop.key, wire.ENTRY_TAG, hashed))
    with pytest.raises(Failed, match="chain_gap"):
        laptop.post(laptop.request(signed))


def test_an_entry_dated_2030_is_taken_but_ranked_at_its_arrival(hq: Hq, enrolled: Enrolled) -> None:
    late, honest = enrolled(), enrolled("بازرس نمونهٔ دو")
    honest.does(add(unit(ONE)))
    honest.push()
    mark = wire.decode_header(honest.run().entries[0].core).stamp
    future = 1_900_000_000_000
    change = wire.Change("units", ONE, {"name": "از آینده"}, mark)
    run = forged(late, wire.Body([change]), time=future << 16, wall=future)
    answer = late.post(late.request(run))
    assert answer.refusals == []
    ((epoch, counter, rank),) = answer.ranked
    assert (epoch, counter) == (1, 1)
    assert rank < (hq.wall() + 1 << 16).to_bytes(8, "big") + b"\xff" * 8
    hq.wall.forward(minutes=1)
    honest.does(Edit(Unit, ONE, {"name": "نام درست"}))
    honest.push()
    with hq.server.database.reading() as session:
        assert session.get_one(Unit, ONE).name == "نام درست"
        assert "clock_ahead" in session.execute(select(Alert.code)).scalars().all()


def test_nine_minutes_ahead_is_ranked_as_written(enrolled: Enrolled) -> None:
    laptop = enrolled()
    soon = laptop.hq.wall() + 9 * 60_000
    run = forged(laptop, wire.Body([new_unit()]), time=soon << 16, wall=soon)
    assert laptop.post(laptop.request(run)).ranked == []


def test_a_time_that_goes_back_within_a_chain_is_declined(enrolled: Enrolled) -> None:
    laptop = enrolled()
    laptop.does(add(unit(ONE)))
    run = forged(laptop, wire.Body([new_unit()]), time=1)
    with pytest.raises(Failed, match="entry_out_of_time"):
        laptop.post(laptop.request(run))


def test_bytes_that_are_not_canonical_are_declined(enrolled: Enrolled) -> None:
    laptop = enrolled()
    message = encode(laptop.request())
    longer = message[:1] + b"\xcc" + message[1:]
    for bad, code in ((b"\x81\xa1a\x01", "wire_malformed"), (longer, "wire_not_canonical")):
        body = zstandard.ZstdCompressor().compress(bad)
        response = laptop.hq.http.post("/exchange", content=body, headers=laptop.authorization)
        with pytest.raises(Failed, match=code):
            opened(response, bytes)


def test_an_entry_with_a_key_twice_is_declined(enrolled: Enrolled) -> None:
    laptop = enrolled()
    body = wire.encode_body(wire.Body([new_unit()]))
    values = body.index(b"\xa5level")
    doubled = bytearray(body)
    doubled[values - 1] += 1
    doubled[values:values] = b"\xa5level\xa6county"
    run = forged(laptop, wire.Body([new_unit()]), body_hash=wire.body_hash(bytes(doubled)))
    entries = [replace(run.entries[0], body=bytes(doubled))]
    with pytest.raises(Failed, match="wire_not_canonical"):
        laptop.post(laptop.request(replace(run, entries=entries)))


def test_a_body_over_eight_megabytes_is_declined(enrolled: Enrolled) -> None:
    laptop = enrolled()
    response = laptop.hq.http.post(
        "/exchange", content=bytes(BODY_LIMIT + 1), headers=laptop.authorization
    )
    assert response.status_code == 413
    with pytest.raises(Failed, match="wire_too_large"):
        opened(response, bytes)


def test_a_zstd_bomb_is_declined_without_being_opened(enrolled: Enrolled) -> None:
    laptop = enrolled()
    bomb = zstandard.ZstdCompressor().compress(bytes(OPEN_LIMIT + 1))
    assert len(bomb) < 100_000
    response = laptop.hq.http.post("/exchange", content=bomb, headers=laptop.authorization)
    assert response.status_code == 413


def test_too_many_changes_at_once_are_declined(
    enrolled: Enrolled, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sync.server.chain.CHANGES_LIMIT", 2)
    laptop = enrolled()
    laptop.does(add(unit(ONE), unit(TWO), unit(THREE)))
    with pytest.raises(Failed, match="wire_too_large"):
        laptop.push()


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
