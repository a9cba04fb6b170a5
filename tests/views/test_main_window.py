"""The frame: where it goes, how it comes back, and what it says of sync."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.app import SignedIn
from desktop.errors import Refused
from desktop.models.slot import vaults_folder
from desktop.program import dress
from desktop.runtime.look import Look
from desktop.views.navigation import Place
from desktop.views.pages import PAGES
from desktop.views.rail import FootState
from tests.vaults import new_vault


@pytest.fixture
def signed_in(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> Iterator[SignedIn]:
    dress(qapp, Look("light"))
    vault = new_vault(vaults_folder(tmp_path))
    person = SignedIn(vault, tmp_path / "look.json", syncs=False)
    qtbot.addWidget(person.window)
    person.window.show()
    qtbot.waitUntil(lambda: not person.tasks.busy)
    yield person
    person.close()


@pytest.mark.parametrize("place", [one.name for one in PAGES if one.rail])
def test_every_place_of_the_rail_opens(qtbot: QtBot, signed_in: SignedIn, place: str) -> None:
    signed_in.window.rail.items[place].click()
    qtbot.waitUntil(lambda: not signed_in.tasks.busy)
    assert signed_in.window.place == Place(place)
    assert signed_in.window.rail.items[place].current()


def test_back_leads_to_the_place_before(signed_in: SignedIn) -> None:
    window = signed_in.window
    window.go(Place("inspections"))
    window.go(Place("letters"))
    window.back()
    assert window.place == Place("inspections")


def test_a_refusal_is_said_in_words_and_can_be_put_away(signed_in: SignedIn) -> None:
    signed_in.tasks.refused.emit(Refused("step_not_for_role", role="analyst", target="approved"))
    assert signed_in.window.notice.sentence()
    assert "step_not_for_role" not in signed_in.window.notice.sentence()
    button = signed_in.window.notice.button
    assert button is not None
    button.click()
    assert not signed_in.window.notice.isVisible()


def test_the_rail_keeps_its_icons_and_tooltips_where_it_is_narrow(
    qtbot: QtBot, signed_in: SignedIn
) -> None:
    window = signed_in.window
    window.resize(1024, 600)
    item = window.rail.items["letters"]
    qtbot.waitUntil(lambda: bool(item.toolTip()))
    assert window.rail.width() < 100
    window.resize(1280, 800)
    qtbot.waitUntil(lambda: not item.toolTip())


def test_the_foot_of_the_rail_says_what_is_unsent(signed_in: SignedIn) -> None:
    state = FootState("۳ ثبت ارسال نشده", "آخرین رسید ۰۸:۱۲", "", "cloud-upload", "warning", 3)
    signed_in.window.set_foot(state)
    name = signed_in.window.rail.sync_item.accessibleName()
    assert "۳ ثبت ارسال نشده" in name
    assert "آخرین رسید ۰۸:۱۲" in name


def test_search_says_when_nothing_is_found(qtbot: QtBot, signed_in: SignedIn) -> None:
    window = signed_in.window
    window.search()
    box = window.search_box
    line = box.line
    for letter in "نبود":
        QApplication.sendEvent(
            line, QKeyEvent(QKeyEvent.Type.KeyPress, 0, Qt.KeyboardModifier.NoModifier, letter)
        )
    qtbot.waitUntil(lambda: "نبود" in box.note.words())
    box.close_it()


def test_the_window_fits_its_smallest_size_at_large_text(
    qtbot: QtBot, qapp: QApplication, signed_in: SignedIn
) -> None:
    dress(qapp, Look("light", 150))
    for entry in PAGES:
        if not entry.rail:
            continue
        signed_in.window.go(Place(entry.name))
        qtbot.waitUntil(lambda: not signed_in.tasks.busy)
        hint = signed_in.window.minimumSizeHint()
        assert (hint.width(), hint.height()) <= (1024, 600), entry.name
    dress(qapp, Look("light"))
