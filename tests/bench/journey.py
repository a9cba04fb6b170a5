"""A person at the window who types, opens and narrows, one small step every 80 ms."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit, QTextEdit, QWidget

from desktop.views.main_window import MainWindow
from desktop.views.navigation import Place

STEP_MS = 80
TYPED = "نمونه ۲"


class Journey(QObject):
    """Goes round the same way until it is stopped; ``steps`` counts, ``doing`` names the step."""

    def __init__(self, window: MainWindow, visit: bytes) -> None:
        super().__init__()
        self._window = window
        self._visit = visit
        self.steps = 0
        self.doing = ""
        self._way = self._walk()
        self._timer = QTimer(self)
        self._timer.setInterval(STEP_MS)
        self._timer.timeout.connect(self._step)

    def start(self) -> None:
        """From the home page."""
        self._timer.start()

    def stop(self) -> None:
        """Wherever it is."""
        self._timer.stop()

    def _step(self) -> None:
        self.doing = next(self._way)
        self.steps += 1

    def _walk(self) -> Iterator[str]:
        while True:
            yield from self._list("inspections")
            yield from self._opens(Place("visit", self._visit))
            yield from self._opens(Place("visit_form", self._visit))
            yield from self._types("visit_form", times=2)
            yield from self._opens(Place("corrective_actions"))
            yield from self._list("letters")
            yield from self._opens(Place("directory"))
            yield from self._types("directory")
            yield from self._opens(Place("sync"))
            yield from self._searches()
            yield from self._opens(Place("home"))

    def _opens(self, place: Place) -> Iterator[str]:
        self._window.go(place)
        yield f"open {place.page}"
        for _ in range(5):
            yield f"look at {place.page}"

    def _list(self, name: str) -> Iterator[str]:
        yield from self._opens(Place(name))
        yield from self._types(name)
        for _ in range(3):
            press(self._window.focusWidget(), Qt.Key.Key_Down)
            yield f"go down {name}"

    def _types(self, name: str, times: int = 1) -> Iterator[str]:
        """Into the first fields of the page, and away again."""
        page = self._window.page
        for field in fields(page)[:times] if page is not None else ():
            field.setFocus(Qt.FocusReason.TabFocusReason)
            yield f"enter a field of {name}"
            for letter in TYPED:
                press(field, Qt.Key.Key_unknown, letter)
                yield f"type in {name}"
            for _ in TYPED:
                press(field, Qt.Key.Key_Backspace)
                yield f"delete in {name}"

    def _searches(self) -> Iterator[str]:
        self._window.search()
        yield "open the search"
        for letter in TYPED:
            press(QApplication.focusWidget(), Qt.Key.Key_unknown, letter)
            yield "type in the search"
        for _ in range(4):
            yield "look at what was found"
        press(QApplication.focusWidget(), Qt.Key.Key_Escape)
        yield "leave the search"


def fields(page: QWidget) -> list[QWidget]:
    """Where a person could type on this page now."""
    found: list[QWidget] = []
    for kind in (QLineEdit, QPlainTextEdit, QTextEdit):
        found += [one for one in page.findChildren(kind) if one.isVisible() and one.isEnabled()]
    return found


def press(on: QWidget | None, key: Qt.Key, text: str = "") -> None:
    """One key down and up, by way of the window as from a keyboard; QTest cannot type Persian."""
    window = on.window().windowHandle() if on is not None else None
    if window is None:
        return
    for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
        event = QKeyEvent(kind, key, Qt.KeyboardModifier.NoModifier, text)
        QApplication.postEvent(window, event)
