"""Attachments are kept whole or not at all, and nobody changes a byte unnoticed."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop.errors import Problem
from desktop.models.blobs import CHUNK, BlobStore
from desktop.models.vault import OpenVault
from tests.vaults import PASSWORD, new_vault

SIZES = [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK, 3 * CHUNK + 7]


@pytest.fixture
def vault(tmp_path: Path) -> Iterator[OpenVault]:
    vault = new_vault(tmp_path)
    yield vault
    vault.close()


def files(vault: OpenVault) -> list[Path]:
    return sorted(vault.blobs.folder.iterdir())


def add(vault: OpenVault, content: bytes | Path) -> bytes:
    with vault.database.writing() as session:
        return vault.blobs.add(session, content, "image/jpeg").sha256


def read(vault: OpenVault, sha256: bytes) -> bytes:
    with vault.database.reading() as session:
        return vault.blobs.read(session, sha256)


@pytest.mark.parametrize("size", SIZES)
def test_what_is_kept_comes_back_the_same(vault: OpenVault, size: int) -> None:
    content = os.urandom(size)
    sha256 = add(vault, content)
    assert sha256 == hashlib.sha256(content).digest()
    assert read(vault, sha256) == content


def test_a_file_on_disk_is_kept_without_reading_it_whole(vault: OpenVault, tmp_path: Path) -> None:
    source = tmp_path / "photo.jpg"
    source.write_bytes(os.urandom(2 * CHUNK + 5))
    assert read(vault, add(vault, source)) == source.read_bytes()


def test_the_same_content_is_kept_once_and_its_name_says_nothing(vault: OpenVault) -> None:
    content = b"the same photo"
    sha256 = add(vault, content)
    add(vault, content)

    (file,) = files(vault)
    assert sha256.hex() not in file.name
    assert content not in file.read_bytes()


@pytest.mark.parametrize("size", [1, CHUNK + 1, 2 * CHUNK])
def test_a_changed_byte_is_noticed_wherever_it_is(vault: OpenVault, size: int) -> None:
    sha256 = add(vault, os.urandom(size))
    (file,) = files(vault)
    whole = file.read_bytes()
    for place in {0, len(whole) // 2, len(whole) - 1}:
        changed = bytearray(whole)
        changed[place] ^= 1
        file.write_bytes(changed)
        with pytest.raises(Problem, match="attachment_damaged"):
            read(vault, sha256)


def test_chunks_swapped_cut_or_taken_from_another_file_are_noticed(vault: OpenVault) -> None:
    first, second = add(vault, os.urandom(3 * CHUNK)), add(vault, os.urandom(3 * CHUNK))
    one, two = files(vault)
    step = CHUNK + 16
    for sha256 in (first, second):
        read(vault, sha256)
    whole, other = one.read_bytes(), two.read_bytes()
    for changed in (
        whole[step : 2 * step] + whole[:step] + whole[2 * step :],
        whole[: 2 * step],
        whole[:-1],
        other,
        whole[:step] + other[step : 2 * step] + whole[2 * step :],
    ):
        one.write_bytes(changed)
        refused = 0
        for sha256 in (first, second):
            try:
                read(vault, sha256)
            except Problem:
                refused += 1
        assert refused == 1


def test_a_lost_file_is_said_so(vault: OpenVault) -> None:
    sha256 = add(vault, b"photo")
    files(vault)[0].unlink()
    with pytest.raises(Problem, match="attachment_damaged"):
        read(vault, sha256)
    with pytest.raises(Problem, match="attachment_not_here"):
        read(vault, bytes(32))


def test_a_file_without_a_row_is_swept_at_the_next_start(vault: OpenVault) -> None:
    kept = add(vault, b"kept")
    with vault.database.writing() as session:
        vault.blobs.add(session, b"written, then the power went", "image/jpeg")
        session.rollback()
    assert len(files(vault)) == 2

    with vault.database.reading() as session:
        assert vault.blobs.sweep(session) == 1
    assert read(vault, kept) == b"kept"


def chunks_of(content: bytes) -> list[bytes]:
    return [content[n : n + CHUNK] for n in range(0, len(content), CHUNK)]


def want(vault: OpenVault, content: bytes) -> bytes:
    sha256 = hashlib.sha256(content).digest()
    with vault.database.writing() as session:
        vault.blobs.want(session, sha256, len(content), "image/jpeg")
    return sha256


def put(vault: OpenVault, sha256: bytes, index: int, data: bytes) -> bool:
    with vault.database.writing() as session:
        return vault.blobs.put_chunk(session, sha256, index, data)


def due(vault: OpenVault) -> list[tuple[int, ...]]:
    with vault.database.reading() as session:
        return [missing.chunks for missing in vault.blobs.missing(session)]


def test_chunks_may_come_in_any_order_twice_and_after_a_restart(vault: OpenVault) -> None:
    content = os.urandom(3 * CHUNK + 10)
    sha256, chunks = want(vault, content), chunks_of(content)

    assert due(vault) == [(0, 1, 2, 3)]
    assert not put(vault, sha256, 3, chunks[3])
    assert not put(vault, sha256, 1, chunks[1])
    assert not put(vault, sha256, 1, chunks[1])
    vault.blobs = BlobStore(vault.blobs.folder, vault.keys.derived("blobs"))
    with vault.database.reading() as session:
        assert vault.blobs.sweep(session) == 0
    assert due(vault) == [(0, 2)]
    assert not put(vault, sha256, 0, chunks[0])
    assert put(vault, sha256, 2, chunks[2])
    assert put(vault, sha256, 2, chunks[2])

    assert read(vault, sha256) == content
    assert due(vault) == []


def test_chunks_of_something_else_are_dropped_and_asked_for_again(vault: OpenVault) -> None:
    content = os.urandom(CHUNK + 10)
    sha256, chunks = want(vault, content), chunks_of(content)

    put(vault, sha256, 0, os.urandom(CHUNK))
    assert not put(vault, sha256, 1, chunks[1])

    assert due(vault) == [(0, 1)]
    assert not files(vault)
    put(vault, sha256, 0, chunks[0])
    assert put(vault, sha256, 1, chunks[1])


def test_a_chunk_of_a_wrong_length_or_of_nothing_wanted_is_refused(vault: OpenVault) -> None:
    content = os.urandom(CHUNK + 10)
    sha256 = want(vault, content)
    for index, data in ((0, b"short"), (1, bytes(11)), (2, b""), (-1, b"")):
        with pytest.raises(Problem):
            put(vault, sha256, index, data)
    with pytest.raises(Problem, match="attachment_not_wanted"):
        put(vault, bytes(32), 0, b"x")


def test_a_photo_taken_here_fills_what_was_wanted(vault: OpenVault) -> None:
    content = os.urandom(CHUNK + 10)
    sha256 = want(vault, content)
    put(vault, sha256, 0, chunks_of(content)[0])

    add(vault, content)

    assert read(vault, sha256) == content
    assert len(files(vault)) == 1


def test_thumbnails_are_asked_for_before_photos(vault: OpenVault) -> None:
    for size in (900_000, 10, 40_000):
        want(vault, os.urandom(size))
    with vault.database.reading() as session:
        assert [m.size for m in vault.blobs.missing(session)] == [10, 40_000, 900_000]


SAVE_A_PHOTO = """
import os, resource, sys
from pathlib import Path
from desktop.errors import Problem
from desktop.models.vault import unlock
vault = unlock(Path(sys.argv[1]), sys.argv[2], None)
limit = int(sys.argv[3])
resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
try:
    with vault.database.writing() as session:
        vault.blobs.add(session, os.urandom(3_000_000), "image/jpeg")
    print("saved")
except Problem as problem:
    print(problem.code, problem.arguments["needed"])
"""


@pytest.mark.parametrize("room", [0, 1, 262_144, 300_000, 2_999_999])
def test_a_photo_that_finds_the_disk_full_leaves_nothing_and_harms_nothing(
    vault: OpenVault, room: int
) -> None:
    earlier = add(vault, b"an earlier photo")
    vault.close()

    run = subprocess.run(
        [sys.executable, "-c", SAVE_A_PHOTO, str(vault.folder), PASSWORD, str(room)],
        capture_output=True,
        text=True,
        check=True,
    )

    assert run.stdout.split() == ["disk_full", "3"], run.stderr
    assert [file for file in vault.blobs.folder.iterdir() if file.stat().st_size != 32] == []
    assert read(vault, earlier) == b"an earlier photo"
    again = add(vault, os.urandom(100))
    assert read(vault, again)
