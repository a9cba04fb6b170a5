"""The bar that stands over every page while somebody acts for another."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QHBoxLayout, QWidget

from desktop.views.shared import theme
from desktop.views.shared.notice_bar import NoticeBar
from resources.words import _


class ActingBar(QWidget):
    """Hidden while everybody is himself."""

    def __init__(self) -> None:
        super().__init__()
        self.notice = NoticeBar()
        row = QHBoxLayout(self)
        theme.pad(row, 0, (24, 8, 24, 0))
        row.addWidget(self.notice)
        self.hide()

    def say(self, words: str, line: str, end: Callable[[], object]) -> None:
        """For whom, in what, until when; the one button ends it."""
        self.notice.show_notice(
            words, line, tone="warning", icon="users", action=_("پایان"), on_action=end
        )
        self.show()

    def stop(self) -> None:
        """Everybody is himself again."""
        self.notice.clear()
        self.hide()


def above(notice: NoticeBar) -> QWidget:
    """A bar over the page, hidden while it has nothing to say."""
    bar = QWidget()
    row = QHBoxLayout(bar)
    theme.pad(row, 0, (24, 8, 24, 0))
    row.addWidget(notice)
    bar.hide()
    return bar
