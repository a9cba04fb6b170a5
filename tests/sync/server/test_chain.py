"""A chain that is broken, copied, restored or dated wrongly, and bytes that are not ours."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import zstandard
from msgspec.structs import replace
from sqlalchemy import select

from desktop.models.directory import Unit
from sync.protocol import entry as wire
from sync.protocol.encoding import encode
from sync.protocol.messages import Pushed, Run
from sync.protocol.packing import BODY_LIMIT, OPEN_LIMIT
from sync.server import vaults
from sync.server.tables import Alert, Device, SetAside
from tests.hq import Hq
from tests.sync.server.commands import (
    Edit,
    add,
    unit,
)
from tests.sync.server.forgery import ONE, THREE, TWO, count, forged, new_unit
from tests.sync.server.laptop import Failed, Laptop, opened

Enrolled = Callable[..., Laptop]
HEAD = "head_of_inspection"


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
