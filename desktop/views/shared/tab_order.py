"""The way of the Tab key through a page whose parts are not made in the order they stand in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import pairwise

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLayout, QWidget


def order_tabs(parts: Iterable[QWidget]) -> None:
    """Tab goes through the parts as they are laid out; Qt alone goes as they were made."""
    widgets = [widget for part in parts for widget in _inside_of(part)]
    # Also what is no stop moves along: where a part hands the keyboard on to one of its own, Qt
    # keeps it before the first of them in the chain, and left behind it would lead Tab back into
    # the middle. Qt moves only what is a stop and hands nothing on, so for a moment all are that.
    quiet = [one for one in widgets if one.focusPolicy() == Qt.FocusPolicy.NoFocus]
    handing = [
        (one, proxy)
        for one in widgets
        if (proxy := one.focusProxy()) is not None and proxy in widgets
    ]
    for widget, _kept in handing:
        widget.setFocusProxy(None)  # type: ignore[arg-type]  # takes it away
    for widget in quiet:
        widget.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    for first, second in pairwise(widgets):
        QWidget.setTabOrder(first, second)
    for widget in quiet:
        widget.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    for widget, proxy in handing:
        widget.setFocusProxy(proxy)


def stop_before(widget: QWidget) -> QWidget | None:
    """Where Tab comes from; keep it before a widget is replaced, and lead on from it."""
    stop = widget.previousInFocusChain()
    while stop is not None and stop is not widget:
        if stop.focusPolicy() & Qt.FocusPolicy.TabFocus:
            return stop
        stop = stop.previousInFocusChain()
    return None


def _inside_of(widget: QWidget) -> Iterator[QWidget]:
    yield widget
    layout = widget.layout()
    if layout is not None:
        yield from _inside(layout)


def _inside(layout: QLayout) -> Iterator[QWidget]:
    for place in range(layout.count()):
        item = layout.itemAt(place)
        widget = item.widget() if item is not None else None
        inner = item.layout() if item is not None else None
        if widget is not None:
            yield from _inside_of(widget)
        elif inner is not None:
            yield from _inside(inner)
