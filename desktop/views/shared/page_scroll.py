"""A page that scrolls, its content at the page's margins whether or not there is a bar."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLayout, QScrollArea, QVBoxLayout

from desktop.views.shared import theme
from desktop.views.shared.side_panel import Sheet, scrolled

MARGIN = 24
_BAR = 10
"""What the style sheet gives the scroll bar; not scaled."""


def page_scroll(
    layout: QLayout,
    name: str,
    spacing: int = 12,
    top: int = 8,
    bottom: int = 16,
    *,
    arrows: bool = False,
) -> QScrollArea:
    """Scrolls what lies in ``layout``, which gets its margins here.

    With ``arrows`` the sheet itself takes the keyboard, for a page that is read and that may have
    nothing to press.
    """
    content = Sheet()
    content.setLayout(layout)
    area = scrolled(content, name)
    if arrows:
        area.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    bar = area.verticalScrollBar()

    def fit(_least: int, most: int) -> None:
        end = MARGIN - _BAR if most else MARGIN
        theme.pad(layout, spacing, (MARGIN, top, end, bottom))

    fit(0, bar.maximum())
    bar.rangeChanged.connect(fit)
    return area


def page_column(spacing: int = 12) -> QVBoxLayout:
    """The usual layout of such a page."""
    column = QVBoxLayout()
    theme.pad(column, spacing)
    return column
