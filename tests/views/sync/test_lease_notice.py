"""The window says how long this computer may go on, and what is closed after that."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from desktop.models import lease
from desktop.views.home.home_page import HomePage
from desktop.views.navigation import Place
from desktop.views.sync.sync_page import SyncPage
from sync.protocol.lease import DAY_MS
from sync.protocol.messages import Lease
from tests.offices import SampleOffice
from tests.views.workplaces import Bench, bench, shown


@pytest.fixture
def leader(tmp_path: Path) -> Iterator[Bench]:
    office = SampleOffice(tmp_path / "office")
    with bench(office.leader, tmp_path) as made:
        yield made


def leased(at: Bench, days_ago: int, shut: str | None = None) -> None:
    seat = at.seat
    given = seat.wall.ms - days_ago * DAY_MS
    with seat.database.writing() as session:
        lease.keep(session, Lease(b"", seat.journal.vault, seat.person, given, given + 30 * DAY_MS))
        lease.note_shut(session, shut)


@pytest.mark.parametrize(
    ("days", "tone", "said"),
    [
        (20, "warning", "۱۰ روز دیگر"),
        (29, "warning", "۱ روز دیگر"),
        (30, "danger", "مهلت کار بدون ستاد تمام شده است"),
        (90, "danger", "چیزی ثبت نمی‌شود"),
    ],
)
def test_home_and_sync_page_say_it_and_lead_to_an_exchange(
    qtbot: QtBot, leader: Bench, days: int, tone: str, said: str
) -> None:
    leased(leader, days)
    for page, name in ((HomePage(leader.work), "home"), (SyncPage(leader.work), "sync")):
        shown(qtbot, leader, page, Place(name))
        assert page.lease.isVisible()
        assert page.lease.tone() == tone
        assert said in page.lease.sentence()
        assert page.lease.button is not None
        page.lease.button.click()
    assert leader.synced == 2


def test_before_day_twenty_nothing_is_said(qtbot: QtBot, leader: Bench) -> None:
    leased(leader, 19)
    page = HomePage(leader.work)
    shown(qtbot, leader, page, Place("home"))
    assert not page.lease.isVisible()


@pytest.mark.parametrize(
    ("code", "said"),
    [("vault_revoked", "لغو کرده است"), ("certificate_expired", "گواهی این رایانه تمام شده")],
)
def test_a_vault_that_is_let_in_no_more_is_told_what_becomes_of_its_records(
    qtbot: QtBot, leader: Bench, code: str, said: str
) -> None:
    leased(leader, 0, code)
    page = SyncPage(leader.work)
    shown(qtbot, leader, page, Place("sync"))
    assert said in page.lease.sentence()
    assert page.lease.button is None
    assert "پاک نمی‌شود" in page.lease.accessibleName()
