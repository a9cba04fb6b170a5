"""The queue of files names each by the record it belongs to, thumbnails before originals."""

from __future__ import annotations

from pathlib import Path

from desktop.models.sync_state import FETCH, SEND
from desktop.models.transfers import queue
from tests.sync.client.test_blobs import photographed
from tests.sync.laptops import Hq, Laptop, headquarters, looks


def test_a_photo_that_comes_is_queued_thumbnail_first_and_named(tmp_path: Path) -> None:
    with headquarters(tmp_path / "hq") as hq:
        a, b = two(hq, tmp_path)
        photographed(a)
        a.syncs()
        b.exchange.blobs = None
        b.syncs()
        found = looks(b, queue)
        assert found.total == 2
        assert [(one.name, one.copy, one.direction) for one in found.files] == [
            ("نما.jpg", "thumb", FETCH),
            ("نما.jpg", "original", FETCH),
        ]
        b.exchange.blobs = b.blobs
        b.syncs()
        assert looks(b, queue).total == 0


def test_what_headquarters_wants_of_us_goes_before_what_comes(tmp_path: Path) -> None:
    with headquarters(tmp_path / "hq") as hq:
        a, _ = two(hq, tmp_path)
        photographed(a)
        a.exchange.blobs = None
        a.syncs()
        waiting = looks(a, queue).files
        assert {one.direction for one in waiting} == {SEND}
        assert {one.part for one in waiting} == {1.0}


def two(hq: Hq, folder: Path) -> tuple[Laptop, Laptop]:
    return hq.laptop(folder / "a", "بازرس نمونهٔ یک"), hq.laptop(folder / "b", "بازرس نمونهٔ دو")
