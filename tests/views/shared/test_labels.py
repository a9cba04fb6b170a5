"""Words stand at the start of their line and are never taken for HTML."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from desktop.views.shared import theme
from desktop.views.shared.drawing import on_its_side
from desktop.views.shared.labels import elided, label


def ink_columns(widget: QWidget, top: int = 0, bottom: int | None = None) -> list[int]:
    """The columns in which something is drawn."""
    holder = widget.grab().toImage()
    last = holder.height() if bottom is None else bottom
    ground = QColor(theme.current().hex("canvas"))
    columns = []
    for x in range(holder.width()):
        if any(
            abs(holder.pixelColor(x, y).lightness() - ground.lightness()) > 60
            for y in range(top, last)
        ):
            columns.append(x)
    return columns


def test_words_are_never_html(qtbot: QtBot) -> None:
    for wrap in (False, True):
        one = label("<b>متن</b> & <img src=x>", wrap=wrap)
        qtbot.addWidget(one)
        assert one.words() == "<b>متن</b> & <img src=x>"
        assert "<b>" not in one.text() if wrap else one.textFormat() is Qt.TextFormat.PlainText


@pytest.mark.parametrize("words", ["۱۲۳", "123", "Caps Lock روشن است", "F4"])
def test_digits_and_latin_still_begin_at_the_right(qtbot: QtBot, words: str) -> None:
    one = label(words)
    qtbot.addWidget(one)
    one.resize(400, 24)
    assert ink_columns(one)[-1] > 390


def test_every_wrapped_line_begins_at_the_same_edge(qtbot: QtBot) -> None:
    """Plain wrapped labels shift each line but the last by its trailing space."""
    words = "این متن بلند است و باید در چند خط بشکند تا دیده شود که لبه‌ها یکی است و بس"
    one = label(words, wrap=True)
    qtbot.addWidget(one)
    one.resize(160, one.heightForWidth(160))
    line = one.fontMetrics().lineSpacing()
    edges = [
        ink_columns(one, place * line, (place + 1) * line)[-1]
        for place in range(one.height() // line)
    ]
    assert len(edges) >= 3
    assert max(edges) - min(edges) <= 3


def test_a_cut_label_tells_the_whole_in_its_tooltip(qtbot: QtBot) -> None:
    one = elided("سازمان نمونهٔ الف، مدیریت شهرستان نمونه")
    qtbot.addWidget(one)
    one.resize(60, 24)
    one.show()
    assert one.toolTip() == one.words()
    one.resize(600, 24)
    assert one.toolTip() == ""
    assert one.minimumSizeHint().width() < 60


def test_a_label_is_heard_without_its_marks(qtbot: QtBot) -> None:
    one = label("F4")
    qtbot.addWidget(one)
    assert one.accessibleName() == "F4"


def test_persian_in_an_english_window_keeps_its_own_order(qapp: QApplication) -> None:
    theme.apply(qapp, theme.Theme(direction=Qt.LayoutDirection.LeftToRight))
    assert on_its_side("۱۲ آبان") == "\u200e\u2067۱۲ آبان\u2069"
    assert on_its_side("12 visits") == "\u200e12 visits"
