"""Tooltips: always plain. Qt guesses HTML in them, and HTML may name files and addresses."""

from __future__ import annotations

from html import escape

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QToolTip, QWidget

_MARKUP = frozenset("<&")


def plain(words: str) -> str:
    """The same words, so that Qt shows each sign as it is."""
    if not _MARKUP & set(words):
        return words
    return "<p>" + "<br>".join(escape(line) for line in words.split("\n")) + "</p>"


def tip(widget: QWidget, words: str) -> None:
    """What is told of a widget; nothing takes it away."""
    widget.setToolTip(plain(words))


def show_tip(at: QPoint, words: str, widget: QWidget) -> None:
    """Tell something at a place on the screen."""
    QToolTip.showText(at, plain(words), widget)
