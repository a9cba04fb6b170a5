"""What the window says while the first records come, and of rows that could not be mended."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from desktop.models import vault_facts
from desktop.models.bases import Snapshot
from desktop.models.sync_state import UNHEALED
from desktop.views.navigation import Place
from desktop.views.shared.labels import Label
from desktop.views.sync.foot import foot_of
from desktop.views.sync.sync_page import SyncPage
from sync.protocol.encoding import encode
from sync.protocol.snapshot import ChunkInfo, Manifest
from tests.views.sync.apart import Apart, apart
from tests.views.workplaces import Bench, bench, shown


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Apart]:
    with apart(tmp_path) as made:
        yield made


@pytest.fixture
def leader(office: Apart, tmp_path: Path) -> Iterator[Bench]:
    with bench(office.leader, tmp_path / "window") as made:
        yield made


def test_while_the_first_records_come_the_window_says_how_far_they_are(
    qtbot: QtBot, office: Apart, leader: Bench
) -> None:
    chunks = [ChunkInfo("units", bytes(16), 60, 1, bytes(32), bytes(32))]
    manifest = Manifest(bytes(16), bytes(16), 1, 1, [], [], [], {}, chunks)
    with office.leader.database.writing() as session:
        half = Snapshot(
            id=bytes(16),
            message=encode(manifest),
            signature=b"",
            applied=0,
            rows=15,
            began_at=office.leader.desk.now,
        )
        session.add(half)
    foot = foot_of(office.leader.state, office.leader.desk.today)
    assert foot.words == "دریافت نخستین پرونده‌ها: ۲۵ درصد"
    page = SyncPage(leader.work)
    shown(qtbot, leader, page, Place("sync"), (1092, 800))
    told = [one.words() for one in page.findChildren(Label) if one.isVisible()]
    assert "۱۵ از ۶۰" in told


def test_rows_that_could_not_be_mended_are_told_and_not_hidden(
    qtbot: QtBot, office: Apart, leader: Bench
) -> None:
    with office.leader.database.writing() as session:
        vault_facts.set_number(session, UNHEALED, 2)
    page = SyncPage(leader.work)
    shown(qtbot, leader, page, Place("sync"), (1092, 800))
    told = "\n".join(one.words() for one in page.findChildren(Label) if one.isVisible())
    assert "۲ پرونده با ستاد یکی نیست" in told
