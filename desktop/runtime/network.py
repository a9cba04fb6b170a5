"""What the system says of the network: whether there is one, and whether each byte costs."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal
from PySide6.QtNetwork import QNetworkInformation


class NetworkNotice(QObject):
    """Believed only where it says that something is wrong; a system that says nothing is online."""

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.online = True
        self.metered = False
        QNetworkInformation.loadDefaultBackend()
        self._system = QNetworkInformation.instance()
        if self._system is not None:
            self._system.reachabilityChanged.connect(self._look)
            self._system.isMeteredChanged.connect(self._look)
            self._look()

    def say(self, *, online: bool, metered: bool) -> None:
        """Take over a state of the network; ``changed`` follows where it is another."""
        if (online, metered) != (self.online, self.metered):
            self.online, self.metered = online, metered
            self.changed.emit()

    def _look(self, *_state: object) -> None:
        if self._system is None:
            return
        away = QNetworkInformation.Reachability.Disconnected
        self.say(online=self._system.reachability() != away, metered=bool(self._system.isMetered()))
