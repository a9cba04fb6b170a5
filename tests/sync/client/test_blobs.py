"""Photos travel beside the rows: in chunks, resumed where they were cut, smallest first."""

from __future__ import annotations

import contextlib
import os
from dataclasses import dataclass

import pytest
from sqlalchemy.orm import Session

from desktop.commands.base import Desk
from desktop.errors import Problem
from desktop.models.attachments import Attachment
from desktop.models.directory import Unit
from tests.sync.laptops import Laptop, looks

UNIT = b"\1" * 16
PHOTO = os.urandom(2_500_000)
SMALL = os.urandom(9_000)


@dataclass(frozen=True)
class AddPhoto:
    """A photo of a provisional unit, so that everybody holds it."""

    sha256: bytes
    thumb: bytes

    def __call__(self, session: Session, desk: Desk) -> None:
        session.add(Unit(id=UNIT, province="26", name="واحد نمونه", provisional=True))
        session.add(
            Attachment(
                record_kind="units",
                record_id=UNIT,
                name="نما.jpg",
                media_type="image/jpeg",
                size=len(PHOTO),
                sha256=self.sha256,
                thumb_sha256=self.thumb,
            )
        )


def photographed(laptop: Laptop) -> tuple[bytes, bytes]:
    """A photo with its thumbnail, kept and named by an entry."""
    with laptop.database.writing() as session:
        photo = laptop.blobs.add(session, PHOTO, "image/jpeg").sha256
        thumb = laptop.blobs.add(session, SMALL, "image/jpeg").sha256
    laptop.does(AddPhoto(photo, thumb))
    return photo, thumb


def chunks(laptop: Laptop) -> list[str]:
    return [path.split("/")[2] for path in laptop.road.paths if path.count("/") == 3]


def test_a_photo_reaches_the_other_laptop_whole_the_thumbnail_first(
    pair: tuple[Laptop, Laptop],
) -> None:
    a, b = pair
    photo, thumb = photographed(a)
    assert a.state.unsent_photos == 1
    a.syncs()
    assert a.state.unsent_photos == 0
    b.syncs()
    assert looks(b, lambda s: b.blobs.read(s, photo)) == PHOTO
    assert looks(b, lambda s: b.blobs.read(s, thumb)) == SMALL
    assert chunks(b)[0] == thumb.hex()
    assert b.state.queued_blobs == 0


@pytest.mark.parametrize("request_no", [1, 2, 4, 6])
def test_a_photo_cut_off_goes_on_where_it_was(pair: tuple[Laptop, Laptop], request_no: int) -> None:
    a, b = pair
    photo, _ = photographed(a)
    for laptop in pair:
        laptop.road.cut_answer, laptop.road.at = request_no, 5
        with contextlib.suppress(Problem):
            laptop.syncs()
        laptop.road.cut_answer = None
        for _ in range(2):
            laptop.syncs()
        assert chunks(laptop).count(photo.hex()) <= 4
    assert looks(b, lambda s: b.blobs.read(s, photo)) == PHOTO
    assert (a.state.unsent_photos, b.state.queued_blobs) == (0, 0)


def test_rows_do_not_wait_for_a_photo_that_has_not_come(pair: tuple[Laptop, Laptop]) -> None:
    a, b = pair
    a.exchange.blobs = None
    photographed(a)
    a.syncs()
    b.syncs()
    assert looks(b, lambda s: s.get(Unit, UNIT)) is not None
    assert (b.state.queued_blobs, b.state.last_error) == (2, None)
    assert a.state.unsent_photos == 1
    a.exchange.blobs = a.blobs
    a.syncs()
    b.syncs()
    assert (a.state.unsent_photos, b.state.queued_blobs) == (0, 0)


def test_more_photos_than_are_asked_for_at_once_all_go(pair: tuple[Laptop, Laptop]) -> None:
    a, _ = pair
    a.does(AddPhoto(bytes(32), bytes(32)))
    for number in range(70):
        with a.database.writing() as session:
            stored = a.blobs.add(session, b"%d" % number, "image/jpeg")
        a.does(AddMore(stored.sha256))
    a.syncs()
    assert a.state.unsent_photos == 0


@dataclass(frozen=True)
class AddMore:
    sha256: bytes

    def __call__(self, session: Session, desk: Desk) -> None:
        session.add(
            Attachment(
                record_kind="units",
                record_id=UNIT,
                name="نما.jpg",
                media_type="image/jpeg",
                size=2,
                sha256=self.sha256,
            )
        )
