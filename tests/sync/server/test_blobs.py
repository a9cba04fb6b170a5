"""Attachments at headquarters: in chunks, in any order, checked whole, for those in scope."""

from __future__ import annotations

import hashlib
from collections.abc import Callable

import httpx
import pytest

from sync.protocol.messages import BlobMap
from sync.server.blobs import CHUNK
from tests.hq import Hq
from tests.sync.server.commands import add, attachment, unit, visit
from tests.sync.server.laptop import Failed, Laptop, opened

Enrolled = Callable[..., Laptop]
ONE, TWO, THREE = (bytes(15) + bytes([number]) for number in (1, 2, 3))
PHOTO = bytes(range(256)) * (CHUNK // 256) * 2 + b"the end"
SHA = hashlib.sha256(PHOTO).digest()


@pytest.fixture
def owner(enrolled: Enrolled) -> Laptop:
    """Has pushed a visit with one photo."""
    laptop = enrolled()
    laptop.does(add(visit(ONE, laptop.seat.person)))
    laptop.does(add(attachment(TWO, ONE, SHA, len(PHOTO))))
    answer = laptop.push()
    assert answer.refusals == []
    assert answer.wanted == [SHA]
    return laptop


def put(laptop: Laptop, number: int, data: bytes, *, size: int = len(PHOTO)) -> BlobMap:
    response = laptop.hq.http.put(
        f"/blobs/{SHA.hex()}/{number}",
        params={"size": size},
        content=data,
        headers=laptop.authorization,
    )
    return opened(response, BlobMap)


def chunk(number: int) -> bytes:
    return PHOTO[number * CHUNK : (number + 1) * CHUNK]


def state(laptop: Laptop) -> BlobMap:
    response = laptop.hq.http.get(f"/blobs/{SHA.hex()}", headers=laptop.authorization)
    return opened(response, BlobMap)


def get(laptop: Laptop, number: int) -> httpx.Response:
    return laptop.hq.http.get(f"/blobs/{SHA.hex()}/{number}", headers=laptop.authorization)


def test_chunks_arrive_in_any_order_and_are_read_by_who_may(
    enrolled: Enrolled, owner: Laptop
) -> None:
    assert state(owner) == BlobMap(0, CHUNK, [], complete=False)
    put(owner, 2, chunk(2))
    assert put(owner, 0, chunk(0)) == BlobMap(len(PHOTO), CHUNK, [0, 2], complete=False)
    assert put(owner, 1, chunk(1)).complete
    assert owner.pull().wanted == []
    colleague = enrolled("بازرس نمونهٔ دو")
    assert b"".join(get(colleague, number).content for number in range(3)) == PHOTO


def test_a_transfer_that_was_cut_goes_on_where_it_ended(owner: Laptop) -> None:
    put(owner, 0, chunk(0))
    assert owner.pull().wanted == [SHA]
    assert state(owner).have == [0]


def test_a_chunk_sent_twice_has_no_effect(owner: Laptop) -> None:
    put(owner, 0, chunk(0))
    assert put(owner, 0, chunk(0)).have == [0]


def test_bytes_of_another_file_are_dropped_and_the_right_ones_can_still_come(
    owner: Laptop,
) -> None:
    put(owner, 0, chunk(0))
    put(owner, 1, chunk(1))
    answer = put(owner, 2, b"the END")
    assert (answer.complete, answer.have) == (False, [])
    for number in range(3):
        answer = put(owner, number, chunk(number))
    assert answer.complete


def test_nothing_is_given_out_before_the_whole_was_checked(owner: Laptop) -> None:
    put(owner, 0, chunk(0))
    with pytest.raises(Failed, match="blob_unknown"):
        opened(get(owner, 0), bytes)


def test_another_province_gets_nothing_of_it(enrolled: Enrolled, owner: Laptop) -> None:
    for number in range(3):
        put(owner, number, chunk(number))
    stranger = enrolled("بازرس البرز", province="30", office=b"\x30" * 16)
    for response in (
        get(stranger, 0),
        stranger.hq.http.get(f"/blobs/{SHA.hex()}", headers=stranger.authorization),
    ):
        with pytest.raises(Failed) as failed:
            opened(response, bytes)
        assert (failed.value.status, failed.value.code) == (403, "blob_not_yours")
    with pytest.raises(Failed, match="blob_not_yours"):
        put(stranger, 0, chunk(0))


def test_a_file_that_no_entry_names_is_not_taken(enrolled: Enrolled) -> None:
    laptop = enrolled()
    laptop.does(add(unit(ONE)))
    laptop.push()
    with pytest.raises(Failed) as failed:
        put(laptop, 0, chunk(0))
    assert (failed.value.status, failed.value.code) == (404, "blob_unknown")


@pytest.mark.parametrize(
    ("number", "data", "size", "code"),
    [
        (0, PHOTO[: CHUNK + 1], len(PHOTO), "wire_too_large"),
        (0, b"short", len(PHOTO), "blob_chunk_wrong"),
        (3, b"behind the end", len(PHOTO), "blob_chunk_wrong"),
        (-1, PHOTO[:CHUNK], len(PHOTO), "blob_chunk_wrong"),
        (0, PHOTO[:CHUNK], 0, "blob_size_wrong"),
        (0, PHOTO[:CHUNK], 1 << 40, "blob_size_wrong"),
    ],
)
def test_a_chunk_that_does_not_fit_is_declined(
    owner: Laptop, number: int, data: bytes, size: int, code: str
) -> None:
    with pytest.raises(Failed, match=code):
        put(owner, number, data, size=size)


def test_what_lies_on_disk_is_encrypted(hq: Hq, owner: Laptop) -> None:
    for number in range(3):
        put(owner, number, chunk(number))
    kept = [file.read_bytes() for file in hq.server.config.blobs.rglob("*") if file.is_file()]
    assert len(kept) == 3
    assert not any(b"the end" in data or PHOTO[:64] in data for data in kept)


def test_no_name_leads_out_of_the_folder(enrolled: Enrolled) -> None:
    laptop = enrolled()
    for name in ("..%2f..%2fkeys", "zz", "00"):
        response = laptop.hq.http.get(f"/blobs/{name}", headers=laptop.authorization)
        assert response.status_code == 404
