"""The card of what is followed: a province is taken and let go, with real commands."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot
from sqlalchemy.orm import Session

from desktop.models.directory import Province
from desktop.models.subscriptions import followed
from desktop.views.navigation import Place
from desktop.views.shared.buttons import Button
from desktop.views.shared.labels import Label
from desktop.views.sync.sync_page import SyncPage
from tests.builders import Seat, seat
from tests.views.workplaces import Bench, bench, settle, shown


@pytest.fixture
def analyst(tmp_path: Path) -> Iterator[Bench]:
    sat = seat(tmp_path / "vault", "تحلیلگر نمونه", "administrator", province=None)
    sat.does(_Provinces())
    sat.role = "analyst"
    with bench(sat, tmp_path / "window") as made:
        yield made
    sat.database.close()


class _Provinces:
    """Two provinces."""

    def __call__(self, session: Session, desk: object) -> None:
        for code, name in (("26", "قزوین"), ("32", "البرز")):
            session.add(Province(id=code.encode().rjust(16), code=code, name_fa=name, name_en=name))


def codes(sat: Seat) -> list[str]:
    with sat.database.reading() as session:
        return [one.scope for one in followed(session, sat.journal.vault)]


def words(page: SyncPage) -> list[str]:
    return [one.words() for one in page.followed.findChildren(Label) if one.isVisible()]


def test_a_province_is_chosen_followed_and_let_go(qtbot: QtBot, analyst: Bench) -> None:
    page = SyncPage(analyst.work)
    shown(qtbot, analyst, page, Place("sync"))
    card = page.followed
    assert card.isVisible()
    assert not card.add.isEnabled()
    card.province.control.set_value("26")
    assert card.add.isEnabled()
    QTest.mouseClick(card.add, Qt.MouseButton.LeftButton)
    settle(qtbot, analyst)
    assert codes(analyst.seat) == ["province/26"]
    assert analyst.synced == 1
    assert "استان قزوین" in words(page)
    assert any("با تبادل بعدی" in one for one in words(page))
    offered = [card.province.control.itemText(at) for at in range(card.province.control.count())]
    assert "البرز" in offered
    assert "قزوین" not in offered

    (end,) = [one for one in card.findChildren(Button) if one.accessibleName().startswith("رها")]
    assert end.accessibleName() == "رها کردن استان قزوین"
    QTest.mouseClick(end, Qt.MouseButton.LeftButton)
    settle(qtbot, analyst)
    assert codes(analyst.seat) == []
    assert "استان قزوین" not in words(page)


def test_who_follows_nothing_does_not_see_the_card(qtbot: QtBot, analyst: Bench) -> None:
    analyst.seat.role = "inspector"
    page = SyncPage(analyst.work)
    shown(qtbot, analyst, page, Place("sync"))
    assert not page.followed.isVisible()
