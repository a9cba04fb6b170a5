"""A relay of a headquarters that keeps its records in PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from sync.server import founding
from sync.server.app import create_app
from sync.server.config import Config
from sync.server.hq import open_headquarters
from tests.builders import Wall
from tests.sync.laptops import Hq
from tests.sync.relay.posts import relay, roamer
from tests.sync.road import InProcess
from tests.sync.units import AddUnit, EditUnit, names, rows


@pytest.fixture
def great(tmp_path: Path, hq_on_postgresql: str) -> Iterator[Hq]:
    wall = Wall()
    config = Config(tmp_path / "hq", hq_on_postgresql)
    root = founding.found(config, datetime.fromtimestamp(wall.ms / 1000, UTC))
    server = open_headquarters(config, wall=wall)
    transport = InProcess(create_app(server))
    yield Hq(server, transport, root, wall, config.folder)
    transport.close()
    server.close()


@pytest.mark.needs("postgres")
def test_entries_go_up_and_come_down_through_a_relay(great: Hq, tmp_path: Path) -> None:
    with relay(great, tmp_path / "relay") as post:
        a = roamer(great, post, tmp_path / "a", "بازرس نمونهٔ یک")
        b = roamer(great, post, tmp_path / "b", "بازرس نمونهٔ دو")
        post.turns()
        a.laptop.does(AddUnit())
        a.at_relay()
        b.at_relay()
        assert names(b.laptop) == ["واحد نمونهٔ ب"]
        post.turns()
        a.at_relay()
        assert a.laptop.state.unsent == 0
        b.laptop.does(EditUnit("phone", "028-1"))
        b.at_hq()
        post.turns()
        a.at_relay()
        assert rows(a.laptop) == rows(b.laptop)
