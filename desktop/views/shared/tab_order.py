"""The way of the Tab key through a page whose parts are not made in the order they stand in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import pairwise

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLayout, QWidget


def order_tabs(parts: Iterable[QWidget]) -> None:
    """Tab goes through the parts as they are laid out; Qt alone goes as they were made."""
    stops = [stop for part in parts for stop in _stops(part)]
    # What hands the keyboard on to one of these stands right before it: left behind, it would
    # lead Tab back into the middle. Qt moves it only while it is a stop itself.
    handing = [
        (one, one.focusPolicy(), proxy)
        for one in stops
        if (proxy := one.focusProxy()) is not None and proxy in stops
    ]
    for one, _policy, _proxy in handing:
        one.setFocusProxy(None)  # type: ignore[arg-type]  # takes it away
        one.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    for before, after in pairwise(stops):
        QWidget.setTabOrder(before, after)
    for one, policy, proxy in handing:
        one.setFocusPolicy(policy)
        one.setFocusProxy(proxy)


def stop_before(widget: QWidget) -> QWidget | None:
    """Where Tab comes from; keep it before a widget is replaced, and lead on from it."""
    stop = widget.previousInFocusChain()
    while stop is not None and stop is not widget:
        if stop.focusPolicy() & Qt.FocusPolicy.TabFocus:
            return stop
        stop = stop.previousInFocusChain()
    return None


def _stops(widget: QWidget) -> Iterator[QWidget]:
    if widget.focusPolicy() != Qt.FocusPolicy.NoFocus or widget.focusProxy() is not None:
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
            yield from _stops(widget)
        elif inner is not None:
            yield from _inside(inner)
