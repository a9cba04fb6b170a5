"""Notices that nobody has touched keyboard or mouse for a while: time to lock the vault."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QTimer, Signal, Slot

_TOUCHES = frozenset(
    {
        QEvent.Type.KeyPress,
        QEvent.Type.MouseButtonPress,
        QEvent.Type.MouseMove,
        QEvent.Type.Wheel,
        QEvent.Type.TouchBegin,
    }
)
_MINUTE_MS = 60_000


class IdleWatch(QObject):
    """``idle`` once after so many minutes without a touch; 0 minutes never.

    Give it each window of the system that comes to the front: a filter on the application
    would be asked about every one of the thousands of events inside a window.
    """

    idle = Signal()

    def __init__(self, minutes: float, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.idle)
        self.set_minutes(minutes)

    def set_minutes(self, minutes: float) -> None:
        """Begin to count anew with another limit."""
        self._timer.stop()
        self._timer.setInterval(int(minutes * _MINUTE_MS))
        if minutes:
            self._timer.start()

    def stop(self) -> None:
        """Count no more."""
        self._timer.stop()

    @Slot(QObject)
    def watch(self, window: QObject | None) -> None:
        """Touches of this window count from now on; that it came to the front is one too."""
        if window is not None:
            window.installEventFilter(self)
            self._touched()

    def _touched(self) -> None:
        if self._timer.isActive():
            self._timer.start()

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if event.type() in _TOUCHES:
            self._touched()
        return False
