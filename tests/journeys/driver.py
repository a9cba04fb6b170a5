"""A person at the real window: sees what is shown, and has a keyboard."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import (
    QCoreApplication,
    QEvent,
    QEventLoop,
    QMimeData,
    QPoint,
    Qt,
    QTimer,
    QUrl,
)
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QTableView,
    QWidget,
)
from sqlalchemy.orm import Session

from desktop.app import SignedIn
from desktop.models.reader import Reader
from desktop.views.navigation import Page
from desktop.views.shared.dialog import Dialog
from desktop.views.shared.turns import under_way

LONGEST = 30
"""Seconds that anything may take on a busy machine."""

MOST_TABS = 400

T = TypeVar("T")
P = TypeVar("P", bound=Page)


def until(condition: Callable[[], bool]) -> None:
    """Let the window live until something that comes by itself has come."""
    longest = time.monotonic() + LONGEST
    pulse = QTimer()
    pulse.start(10)
    while not condition():
        assert time.monotonic() < longest, "it did not come"
        QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)


@dataclass
class Person:
    """One person at one signed-in window; everything is done with keys, or by pasting files."""

    signed_in: SignedIn

    @property
    def name(self) -> str:
        return self.signed_in.vault.name

    @property
    def reader(self) -> Reader:
        return Reader(self.signed_in.vault.person, self.signed_in.role)

    def sits_down(self) -> None:
        """Bring this window to the front: keys go to one window."""
        window = self.signed_in.window
        window.show()
        window.activateWindow()
        until(window.isActiveWindow)
        self.waits()

    def waits(self) -> None:
        """Until everything that was asked for has come."""
        for _ in range(3):
            until(lambda: not self._anything_under_way())
            QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
            QApplication.processEvents()

    def _anything_under_way(self) -> bool:
        """A button pressed by its key, too, stays down for a moment before it acts."""
        down = any(one.isDown() for one in self.shown(QAbstractButton))
        return self.signed_in.tasks.busy or under_way() or down

    def page(self, kind: type[P]) -> P:
        """The page that is shown, which must be of a kind."""
        shown = self.signed_in.window.page
        assert isinstance(shown, kind), f"{self.name} is at {self.signed_in.window.place}"
        return shown

    @property
    def focus(self) -> QWidget:
        """Where the next key goes."""
        focus = QApplication.activePopupWidget() or QApplication.focusWidget()
        assert focus is not None, f"nothing has the keyboard at {self.signed_in.window.place}"
        return focus

    def presses(self, keys: str) -> None:
        """A key with its modifiers, as it is drawn on the caps: «Ctrl+Return»."""
        QTest.keySequence(self.focus, QKeySequence(keys))
        self.waits()

    def types(self, text: str) -> None:
        """Text as an input method or a Persian keyboard sends it (keyClicks aborts on it)."""
        for letter in text:
            for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
                event = QKeyEvent(kind, 0, Qt.KeyboardModifier.NoModifier, letter)
                QApplication.sendEvent(self.focus, event)

    def digit(self, digit: str) -> None:
        """Answer the question at hand."""
        self.types(digit)
        self.waits()

    def tabs_to(self, wanted: str | QWidget, *, back: bool = False) -> QWidget:
        """Go on with Tab until the control of that name, or one inside that part, has the keys."""
        seen = []
        key = Qt.Key.Key_Backtab if back else Qt.Key.Key_Tab
        for _ in range(MOST_TABS):
            QTest.keyClick(self.focus, key)
            now = self.focus
            inside = isinstance(wanted, QWidget) and wanted.isAncestorOf(now)
            if inside or wanted in (now, now.accessibleName()):
                self.waits()
                return self.focus
            seen.append(now.accessibleName() or type(now).__name__)
        raise AssertionError(f"Tab never comes to {wanted}: {list(dict.fromkeys(seen))}")

    def fills(self, name: str, text: str) -> None:
        """Go on to a field and write it anew."""
        self.tabs_to(name)
        self.overwrites(text)

    def overwrites(self, text: str) -> None:
        """Write the field at hand anew."""
        field = self.focus
        QTest.keyClick(field, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
        if isinstance(field, QLineEdit | QPlainTextEdit):
            QTest.keyClick(field, Qt.Key.Key_Delete)
        self.types(text)

    def chooses(self, name: str, words: str) -> None:
        """Go on to a list and choose in it."""
        self.tabs_to(name)
        self.picks(words)

    def picks(self, words: str) -> None:
        """Choose in the list at hand: by typing where it is searched, else with the arrows."""
        box = self.focus
        if isinstance(box, QLineEdit):
            owner = box.parentWidget()
            assert isinstance(owner, QComboBox)
            box.selectAll()
            self.types(words)
            QTest.keyClick(self.focus, Qt.Key.Key_Down)
            QTest.keyClick(self.focus, Qt.Key.Key_Return)
            box = owner
        assert isinstance(box, QComboBox)
        for _ in range(box.count()):
            if words in box.currentText():
                break
            QTest.keyClick(box, Qt.Key.Key_Down)
        assert words in box.currentText(), f"«{words}» is not in the list: {box.currentText()}"
        self.waits()

    def pastes(self, *files: Path) -> None:
        """Photos that were copied in the phone's folder, at the place that has the keyboard."""
        mime = QMimeData()
        mime.setUrls([QUrl.fromLocalFile(str(file)) for file in files])
        QApplication.clipboard().setMimeData(mime)
        self.presses("Ctrl+V")
        # Left there, it would outlive the program and bring the interpreter down at its end.
        QApplication.clipboard().clear()

    def draws(self, pad: QWidget) -> None:
        """A signature: the one thing that needs a pen."""
        middle = pad.height() // 2
        QTest.mousePress(pad, Qt.MouseButton.LeftButton, pos=QPoint(30, middle))
        for step in range(12):
            QTest.mouseMove(pad, QPoint(40 + step * 12, middle + (18 if step % 2 else -18)))
        QTest.mouseRelease(pad, Qt.MouseButton.LeftButton, pos=QPoint(190, middle))

    def goes_to(self, place: str) -> None:
        """To a place of the rail: F6, then Tab, then Enter."""
        rail = self.signed_in.window.rail
        item = rail.sync_item if place == "sync" else rail.items[place]
        if not rail.isAncestorOf(self.focus):
            self.presses("F6")
        if self.focus is not item:
            self.tabs_to(item)
        self.presses("Space")

    def opens_row(self, words: str) -> None:
        """In the list that is shown: go to the row that says so, and open it with Enter."""
        view = next(one for one in self.shown(QTableView) if one.model().rowCount() >= 0)
        if self.focus is not view:
            self.tabs_to(view)
        self.presses("Ctrl+Home")
        for _ in range(view.model().rowCount()):
            if words in row_words(view, view.currentIndex().row()):
                self.presses("Return")
                return
            self.presses("Down")
        raise AssertionError(f"no row says «{words}»: {self.reads()}")

    def syncs(self) -> None:
        """Send and receive, from its page, and wait for the end."""
        schedule = self.signed_in.schedule
        assert schedule is not None
        self.goes_to("sync")
        until(lambda: not schedule.running)
        ended: list[object] = []
        schedule.ended.connect(ended.append)
        self.presses("Ctrl+Return")
        until(lambda: bool(ended))
        schedule.ended.disconnect(ended.append)
        assert ended[0] is None, ended
        self.waits()

    def decides(self) -> None:
        """The decision of the dialog that is open."""
        assert self.shown(Dialog), f"no dialog is open: {self.reads()}"
        self.presses("Ctrl+Return")

    def shown(self, kind: type[T]) -> list[T]:
        """What of a kind can be seen in the window."""
        found = self.signed_in.window.findChildren(QWidget)
        return [one for one in found if isinstance(one, kind) and one.isVisible()]

    def reads(self) -> str:
        """All words that stand in the window now."""
        return "\n".join(_words(self.shown(QWidget)))

    def knows(self, query: Callable[[Session], T]) -> T:
        """What the person's own vault holds."""
        with self.signed_in.vault.database.reading() as session:
            return query(session)


def row_words(view: QTableView, row: int) -> str:
    """What a row of a list says."""
    model = view.model()
    columns = range(model.columnCount())
    return " ".join(str(model.index(row, column).data() or "") for column in columns)


def _words(widgets: list[QWidget]) -> Iterator[str]:
    for widget in widgets:
        if isinstance(widget, QLabel | QLineEdit):
            yield widget.text()
        elif isinstance(widget, QPlainTextEdit):
            yield widget.toPlainText()
        elif isinstance(widget, QTableView):
            yield from (row_words(widget, row) for row in range(widget.model().rowCount()))
        elif isinstance(widget, QAbstractButton):
            yield widget.accessibleName() or widget.text()
        elif widget.accessibleName():
            yield f"{widget.accessibleName()} {widget.accessibleDescription()}"
