"""Where the keyboard goes when a page opens."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from desktop.views.navigation import Page
from desktop.views.shared.page_header import FormHeader, PageHeader
from desktop.views.shared.popover import in_reading_order


def first_of(page: Page) -> QWidget:
    """Where a page begins: as it says, else its first control, one in its head at last."""
    if page.first is not None and page.first.isVisible():
        return page.first
    stops: list[QWidget] = []
    following = page.nextInFocusChain()
    while following is not None and following is not page:
        reachable = bool(following.focusPolicy() & Qt.FocusPolicy.TabFocus)
        if page.isAncestorOf(following) and following.isVisible() and reachable:
            stops.append(following)
        following = following.nextInFocusChain()
    heads = (PageHeader, FormHeader)
    below = [one for one in stops if not isinstance(one.parentWidget(), heads)]
    return next(iter(in_reading_order(page, below or stops)), page)
