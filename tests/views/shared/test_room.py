"""Parts that share the room there is: sheets that scroll, tall dialogs, columns of words."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from desktop.views.shared import theme
from desktop.views.shared.dialog import Dialog
from desktop.views.shared.fields import TextField
from desktop.views.shared.focus_ring import FocusRing
from desktop.views.shared.labels import label
from desktop.views.shared.page_scroll import page_column, page_scroll
from desktop.views.shared.record_table import Column, RecordTable
from desktop.views.shared.record_view import RecordView

LONG = "این جمله در ستونی باریک به سه سطر می‌رسد و در پهنای صفحه یک سطر است."


def test_a_sheet_whose_words_are_all_in_sight_does_not_scroll(qtbot: QtBot) -> None:
    column = page_column()
    for _line in range(10):
        column.addWidget(label(LONG, wrap=True))
    area = page_scroll(column, "نامه")
    qtbot.addWidget(area)
    area.resize(900, 440)
    area.show()
    QApplication.processEvents()
    assert area.verticalScrollBar().maximum() == 0
    area.resize(900, 200)
    QApplication.processEvents()
    assert area.verticalScrollBar().maximum() > 0


def test_the_ring_of_a_sheet_is_around_its_bar(qtbot: QtBot) -> None:
    column = page_column()
    for _line in range(10):
        column.addWidget(label(LONG, wrap=True))
    area = page_scroll(column, "راهنما")
    area.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    window = QWidget()
    qtbot.addWidget(window)
    area.setParent(window)
    window.resize(900, 200)
    area.setGeometry(window.rect())
    ring = FocusRing(window)
    with qtbot.waitActive(window):
        window.show()
        window.activateWindow()
    area.setFocus()
    QApplication.processEvents()
    assert ring.isVisible()
    assert ring.width() < 40


def test_a_tall_dialog_scrolls_its_fields_and_shows_what_has_the_keyboard(
    qtbot: QtBot, qapp: QApplication
) -> None:
    theme.apply(qapp, theme.Theme(scale=1.5))
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(1024, 600)
    with qtbot.waitActive(window):
        window.show()
        window.activateWindow()
    dialog = Dialog("واحد تازه", LONG, primary="ثبت")
    fields = [TextField(name) for name in ("نام", "شهرستان", "نشانی", "تلفن", "دلیل", "یادداشت")]
    for field in fields:
        dialog.body.addWidget(field)
    dialog.open_over(window)
    QApplication.processEvents()
    assert window.rect().contains(dialog.sheet.geometry())
    for button in (dialog.primary, dialog.secondary):
        at = button.mapTo(dialog, button.rect().bottomRight())
        assert dialog.sheet.geometry().contains(at)
    for _field in fields[1:]:
        QTest.keyClick(window.focusWidget(), Qt.Key.Key_Tab)
    assert fields[-1].isAncestorOf(window.focusWidget())
    assert not fields[-1].control.visibleRegion().isEmpty()
    dialog.leave()


def test_columns_of_words_share_what_the_others_leave(qtbot: QtBot) -> None:
    columns = (
        Column("name", "نام", "name", 200, stretch=True),
        Column("address", "نشانی", width=100, stretch=True),
        Column("phone", "تلفن", "code", 120),
    )
    view = RecordView(RecordTable(columns, lambda _request: None, sort="name"), "واحدها")
    qtbot.addWidget(view)
    view.resize(900, 300)
    view.show()
    kept = view.saved_state()
    for width in (900, 500):
        view.resize(width, 300)
        assert sum(view.columnWidth(place) for place in range(3)) == view.viewport().width()
        assert view.columnWidth(0) > view.columnWidth(1) > 0
    view.restore_state(kept)
    assert sum(view.columnWidth(place) for place in range(3)) == view.viewport().width()
