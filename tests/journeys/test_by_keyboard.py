"""A24: a whole visit with no mouse, at 150 % and in high contrast; every control has a name."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QObject, QSize, Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractScrollArea,
    QApplication,
    QComboBox,
    QLineEdit,
    QScrollArea,
    QScrollBar,
    QWidget,
)
from pytestqt.qtbot import QtBot

from desktop.app import SignedIn
from desktop.demo import pictures
from desktop.runtime.look import Look
from desktop.views.navigation import Place
from desktop.views.pages import PAGES
from tests.journeys import long_visit, visiting
from tests.journeys.conftest import CAST, Dress, Office
from tests.journeys.driver import Person

SMALL = (1024, 600)
MOST_PIECES = 40
LOOKS = [Look("light", 100), Look("contrast", 150)]
MOUSE = frozenset({QEvent.Type.MouseButtonPress, QEvent.Type.MouseButtonDblClick})


class NoMouse(QObject):
    """Sees every click that reaches the program."""

    clicks = 0

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        self.clicks += event.type() in MOUSE
        return False


@pytest.fixture
def no_mouse(qapp: QApplication) -> Iterator[NoMouse]:
    """Counts clicks for as long as the test takes."""
    counting = NoMouse()
    qapp.installEventFilter(counting)
    yield counting
    qapp.removeEventFilter(counting)


def test_a_visit_is_made_without_a_mouse_at_large_text_in_high_contrast(
    office: Office, dressed: Dress, no_mouse: NoMouse, tmp_path: Path
) -> None:
    dressed(Look("contrast", 150))
    photos = {"far": tmp_path / "far.jpg", "near": tmp_path / "near.jpg"}
    for name, file in photos.items():
        file.write_bytes(pictures.notice_on_wall(datetime.now(UTC), near=name == "near"))
    head, inspector = office.seat("head"), office.seat("inspector")
    for person in (head, inspector):
        person.signed_in.window.resize(*SMALL)
    head.sits_down()
    visit = visiting.orders(head, CAST["inspector"][0])
    head.syncs()
    inspector.sits_down()
    inspector.syncs()
    visiting.opens_visit(inspector)
    form = visiting.begins(inspector)
    visiting.answers(inspector, {"f4.notices": ""})
    visiting.sees(inspector, "اطلاعیه‌ای تهدیدآمیز (نمونه).", photos["far"], photos["near"])
    visiting.proposes(inspector, "برداشتن اطلاعیه", "سرپرست واحد")
    visiting.goes_on(inspector)
    visiting.answers(inspector, {})
    assert form.pages is not None
    assert form.pages.handover is not None
    visiting.signs_on_paper(inspector, form.pages.handover.inspector, photos["far"])
    visiting.signs_on_paper(inspector, form.pages.handover.unit, photos["near"])
    inspector.presses("Ctrl+Return")
    inspector.presses("Ctrl+Return")
    inspector.decides()
    inspector.syncs()
    head.sits_down()
    head.syncs()
    visiting.opens_visit(head)
    head.presses("Ctrl+Return")
    head.decides()
    found = visiting.detail_of(head, visit)
    assert found is not None
    assert found.row.state == "approved"
    assert no_mouse.clicks == 0


@pytest.fixture
def begun(qtbot: QtBot, dressed: Dress, tmp_path: Path) -> Iterator[tuple[Person, bytes]]:
    """An inspector with a visit that has begun."""
    dressed(LOOKS[0])
    vault, visit = long_visit.begun(tmp_path)
    signed_in = SignedIn(vault, tmp_path / "look.json", syncs=False)
    qtbot.addWidget(signed_in.window)
    sitting = Person(signed_in)
    sitting.sits_down()
    yield sitting, visit
    signed_in.close()


def places(visit: bytes) -> Iterator[Place]:
    """Every page, with a record where it needs one."""
    for entry in PAGES:
        if entry.name in ("visit", "visit_form"):
            yield Place(entry.name, visit)
        elif entry.name == "letter":
            yield Place("letter", b"", "new")
        elif entry.name not in ("conflicts", "preview"):
            yield Place(entry.name)


@pytest.mark.parametrize("look", LOOKS, ids=lambda look: f"{look.theme}-{look.scale}")
def test_every_control_has_a_name_and_its_room(
    begun: tuple[Person, bytes], dressed: Dress, look: Look
) -> None:
    person, visit = begun
    dressed(look)
    window = person.signed_in.window
    window.resize(*SMALL)
    faults = []
    for place in places(visit):
        window.go(place)
        person.waits()
        for _ in range(MOST_PIECES):
            if cut(window):
                # What comes in pieces is laid out in pieces.
                person.waits()
        faults += [f"{place.page}: no name: {one}" for one in nameless(window)]
        faults += [f"{place.page}: too small: {one}" for one in cut(window)]
        hint = window.minimumSizeHint()
        if hint.width() > SMALL[0] or hint.height() > SMALL[1]:
            faults.append(f"{place.page}: wants {hint.width()}×{hint.height()}")
    assert not faults, "\n".join(faults)


def test_tab_leads_round_every_page(begun: tuple[Person, bytes]) -> None:
    person, visit = begun
    window = person.signed_in.window
    for place in places(visit):
        window.go(place)
        for _ in range(MOST_PIECES):
            person.waits()
        page = window.page
        assert page is not None
        person.tabs_to(window.rail)
        person.tabs_to(page)


def nameless(window: QWidget) -> list[str]:
    """What the keyboard reaches and a reader could not name."""
    return [
        described(one)
        for one in window.findChildren(QWidget)
        if one.isVisible()
        and one.isEnabled()
        and one.focusPolicy() & Qt.FocusPolicy.TabFocus
        and not isinstance(one, QScrollBar)
        and not one.accessibleName().strip()
        and not (isinstance(one, QAbstractButton) and one.text().strip())
        and not (isinstance(one, QLineEdit) and isinstance(one.parentWidget(), QComboBox))
    ]


def cut(window: QWidget) -> list[str]:
    """What got less room than it needs; what scrolls may be longer than its window."""
    found = []
    for one in window.findChildren(QWidget):
        inside = isinstance(one.parentWidget(), QAbstractScrollArea | QComboBox)
        if not one.isVisible() or inside or isinstance(one, QScrollArea):
            continue
        least = needed(one)
        if one.width() < least.width() or one.height() < least.height():
            sizes = f"{one.width()}×{one.height()} of {least.width()}×{least.height()}"
            found.append(f"{described(one)} {sizes}")
    return found


def needed(widget: QWidget) -> QSize:
    """The least room; what wraps its words needs less height where it is wide."""
    least, layout = widget.minimumSizeHint(), widget.layout()
    if layout is not None and layout.hasHeightForWidth():
        least.setHeight(min(least.height(), layout.minimumHeightForWidth(widget.width())))
    elif widget.hasHeightForWidth():
        least.setHeight(min(least.height(), widget.heightForWidth(widget.width())))
    return least


def described(widget: QWidget) -> str:
    """A widget by its class, its name and what it stands in."""
    above = widget.parentWidget()
    within = f" in {type(above).__name__}" if above is not None else ""
    return f"{type(widget).__name__} «{widget.accessibleName()}»{within}"
