"""A stick that is full, locked or pulled out is told as what it is; nothing half stays on it."""

from __future__ import annotations

import errno
import resource
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import pytest

from desktop.errors import Problem
from desktop.models import sticks
from sync.protocol.bundle_chunks import BundleError


@contextmanager
def no_file_longer_than(limit: int) -> Iterator[None]:
    """As on a full stick: the system refuses the byte behind the last that has room."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def writes(size: int) -> object:
    def write(file: IO[bytes]) -> int:
        for _ in range(size // 4096):
            file.write(b"x" * 4096)
        return size

    return write


def refusal(job: object, *given: object, **named: object) -> str:
    assert callable(job)
    with pytest.raises(Problem) as caught:
        job(*given, **named)
    return caught.value.code


def on(root: Path) -> list[str]:
    return sorted(path.name for path in sticks.folder_on(root).iterdir())


def test_a_stick_that_gets_full_keeps_what_was_there_and_nothing_half(tmp_path: Path) -> None:
    sticks.write_bundle(tmp_path, "1-a-b-1.bzr", lambda file: file.write(b"older"), needed=5)
    with no_file_longer_than(64 * 1024):
        code = refusal(sticks.write_bundle, tmp_path, "1-a-b-1.bzr", writes(1 << 20), needed=1)
    assert code == "stick_full"
    assert on(tmp_path) == ["1-a-b-1.bzr"]
    assert (sticks.folder_on(tmp_path) / "1-a-b-1.bzr").read_bytes() == b"older"


def test_what_is_known_not_to_fit_is_not_begun(tmp_path: Path) -> None:
    code = refusal(sticks.write_bundle, tmp_path, "1-a-b-1.bzr", writes(1), needed=1 << 60)
    assert code == "stick_full"
    assert on(tmp_path) == []


@pytest.mark.parametrize(
    ("number", "code"),
    [
        (errno.ENOSPC, "stick_full"),
        (errno.EROFS, "stick_unwritable"),
        (errno.EIO, "stick_pulled"),
        (errno.ENODEV, "stick_pulled"),
        (errno.ENOENT, "stick_pulled"),
    ],
)
def test_an_error_of_the_system_is_told_in_our_words(
    tmp_path: Path, number: int, code: str
) -> None:
    def breaks(file: IO[bytes]) -> None:
        file.write(b"half")
        raise OSError(number, "the stick")

    assert refusal(sticks.write_bundle, tmp_path, "1-a-b-1.bzr", breaks, needed=1) == code
    assert on(tmp_path) == []


def test_a_stick_that_is_gone_is_told_as_gone(tmp_path: Path) -> None:
    gone = tmp_path / "gone"
    assert refusal(sticks.bundles_at, gone) == "stick_pulled"
    assert refusal(sticks.write_bundle, gone, "1-a-b-1.bzr", writes(1), needed=1) == "stick_pulled"


def test_parts_come_in_their_order_and_drafts_are_no_bundles(tmp_path: Path) -> None:
    for name in ("1-a-b-10.bzr", "1-a-b-2.bzr", "1-a-b-1.bzr", ".1-a-b-3.bzr.tmp", "note.txt"):
        sticks.folder_on(tmp_path).mkdir(exist_ok=True)
        (sticks.folder_on(tmp_path) / name).write_bytes(b"x")
    names = [path.name for path in sticks.bundles_at(tmp_path)]
    assert names == ["1-a-b-1.bzr", "1-a-b-2.bzr", "1-a-b-10.bzr"]


def test_a_file_that_is_no_bundle_is_copied_nowhere(tmp_path: Path) -> None:
    (tmp_path / "x.bzr").write_bytes(b"something else")
    with (
        pytest.raises(BundleError) as caught,
        sticks.copied(tmp_path / "x.bzr", tmp_path / "copy"),
    ):
        raise AssertionError("it was opened")
    assert caught.value.code == "bundle_not_one"
    assert not (tmp_path / "copy").exists()
    assert sticks.look_at(tmp_path / "x.bzr").error is not None
