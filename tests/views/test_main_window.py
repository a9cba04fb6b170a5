"""The frame: where it goes, how it comes back, and what it says of sync."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from desktop.app import SignedIn
from desktop.errors import Refused
from desktop.models.slot import vaults_folder
from desktop.program import dress
from desktop.runtime.look import Look
from desktop.views.navigation import Place
from desktop.views.pages import PAGES
from desktop.views.rail import FootState
from desktop.views.shared.page_header import PageHeader
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


@pytest.mark.parametrize("place", [one.name for one in PAGES if one.rail or one.under])
def test_a_page_has_the_keyboard_when_it_opens(
    qtbot: QtBot, signed_in: SignedIn, place: str
) -> None:
    window = signed_in.window
    window.go(Place("help"))
    window.go(Place(place))
    focus, page = window.focusWidget(), window.page
    assert page is not None
    assert focus is page or page.isAncestorOf(focus)
    qtbot.waitUntil(lambda: not signed_in.tasks.busy)
    assert not window.rail.isAncestorOf(window.focusWidget())


def test_a_page_begins_below_its_head(signed_in: SignedIn) -> None:
    window = signed_in.window
    window.go(Place("settings"))
    assert not isinstance(window.focusWidget().parentWidget(), PageHeader)


def test_a_page_that_is_come_back_to_has_the_keyboard_where_it_was(
    qtbot: QtBot, signed_in: SignedIn
) -> None:
    window = signed_in.window
    window.go(Place("settings"))
    qtbot.waitUntil(lambda: not signed_in.tasks.busy)
    QTest.keyClick(window.focusWidget(), Qt.Key.Key_Tab)
    left = window.focusWidget()
    window.go(Place("letters"))
    window.back()
    qtbot.waitUntil(lambda: not signed_in.tasks.busy)
    assert window.focusWidget() is left


def test_the_keyboard_stays_in_the_page_when_what_had_it_goes(
    qtbot: QtBot, signed_in: SignedIn
) -> None:
    window = signed_in.window
    window.go(Place("letters"))
    qtbot.waitUntil(lambda: not signed_in.tasks.busy)
    assert window.page is not None
    for one in window.page.findChildren(QWidget):
        if one.focusPolicy() & Qt.FocusPolicy.TabFocus and one is not window.page.first:
            one.setFocus()
            one.hide()
            assert not window.rail.isAncestorOf(window.focusWidget()), one


@pytest.mark.parametrize(("place", "item"), [("sync", "sync"), ("jobs", "me"), ("settings", "me")])
def test_what_stands_at_the_foot_of_the_rail_is_marked_there(
    signed_in: SignedIn, place: str, item: str
) -> None:
    rail = signed_in.window.rail
    signed_in.window.go(Place("directory"))
    signed_in.window.go(Place(place))
    foot = {"sync": rail.sync_item, "me": rail.me_item}
    assert [name for name, one in foot.items() if one.current()] == [item]
    assert not any(one.current() for one in rail.items.values())
