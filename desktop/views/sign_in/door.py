"""What the pages before the window have in common: a notice, and a way to say no."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from desktop.errors import AppError
from desktop.views.shared.notice_bar import NoticeBar


class Door(QWidget):
    """A page that somebody stands before; disabled while it is being tried."""

    def __init__(self) -> None:
        super().__init__()
        self.notice = NoticeBar()

    def refuse(self, error: AppError) -> None:
        """Say what is wrong, beside its field or on top; what was typed stays."""
        raise NotImplementedError
