"""Fields for what is going to be sealed: not to be copied, cut, dragged, completed or undone to."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QClipboard, QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit

_KEPT = (QKeySequence.StandardKey.Copy, QKeySequence.StandardKey.Cut)


class NoCopy(QObject):
    """Watches one field; it lives as long as the field."""

    def __init__(self, field: QLineEdit | QPlainTextEdit) -> None:
        super().__init__(field)
        field.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
        field.setInputMethodHints(
            Qt.InputMethodHint.ImhSensitiveData | Qt.InputMethodHint.ImhNoPredictiveText
        )
        if isinstance(field, QLineEdit):
            field.setDragEnabled(False)
        field.selectionChanged.connect(_forget_selection)
        field.installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.KeyPress, QEvent.Type.ShortcutOverride) and isinstance(
            event, QKeyEvent
        ):
            return any(event.matches(one) for one in _KEPT)
        return False


def _forget_selection() -> None:
    """Some systems copy what is only selected; whatever lies there is ours to take back."""
    clipboard = QGuiApplication.clipboard()
    if clipboard.supportsSelection() and clipboard.ownsSelection():
        clipboard.clear(QClipboard.Mode.Selection)
