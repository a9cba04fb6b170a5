"""Photos through the relay, both ways, beside the rows."""

from __future__ import annotations

import contextlib

from sqlalchemy import select

from desktop.errors import Problem
from sync.server.tables import Blob
from tests.sync.client.test_blobs import PHOTO, SMALL, photographed
from tests.sync.laptops import looks
from tests.sync.relay.posts import Post, Roamer


def test_a_photo_reaches_a_colleague_at_the_relay_and_later_headquarters(
    post: Post, a: Roamer, b: Roamer
) -> None:
    post.up.away = True
    photo, thumb = photographed(a.laptop)
    a.at_relay()
    b.at_relay()
    assert looks(b.laptop, lambda s: b.laptop.blobs.read(s, photo)) == PHOTO
    assert looks(b.laptop, lambda s: b.laptop.blobs.read(s, thumb)) == SMALL
    assert a.laptop.state.unsent_photos == 1, "headquarters has not got it"
    post.up.away = False
    post.turns()
    a.at_relay()
    assert a.laptop.state.unsent_photos == 0
    a.to_hq.paths.clear()
    a.at_hq()
    assert not [path for path in a.to_hq.paths if path.startswith("/blobs/")], "nothing again"


def test_a_photo_from_headquarters_is_at_the_relay_for_its_laptops(
    post: Post, a: Roamer, b: Roamer
) -> None:
    photo, _thumb = photographed(b.laptop)
    b.at_hq()
    post.turns()
    post.up.away = True
    a.at_relay()
    assert looks(a.laptop, lambda s: a.laptop.blobs.read(s, photo)) == PHOTO


def test_a_photo_cut_off_between_relay_and_headquarters_goes_on_where_it_was(
    post: Post, a: Roamer
) -> None:
    photographed(a.laptop)
    a.at_relay()
    for request_no in (3, 2, 1):
        post.up.cut_answer = request_no
        with contextlib.suppress(Problem):
            post.turns()
    post.up.cut_answer = None
    post.up.paths.clear()
    post.turns()
    sent = [path for path in post.up.paths if path.count("/") == 3]
    assert len(sent) < 4, "not from the beginning"
    with post.hq.server.database.reading() as session:
        assert all(session.execute(select(Blob.complete)).scalars())
