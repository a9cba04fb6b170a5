"""The page of one record: a head with its steps, cards beside or below each other, its history."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, ClassVar, Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QLayout, QScrollArea, QVBoxLayout, QWidget
from sqlalchemy.orm import Session

from desktop.models.calendar import in_iran, short_date
from desktop.models.history import StepRow
from desktop.models.text import persian_digits
from desktop.views.navigation import Page, Place, Workplace
from desktop.views.shared import theme
from desktop.views.shared.buttons import Button
from desktop.views.shared.card import Card
from desktop.views.shared.dialog import Dialog
from desktop.views.shared.empty_state import EmptyState
from desktop.views.shared.labels import label
from desktop.views.shared.notice_bar import NoticeBar
from desktop.views.shared.page_header import FormHeader
from desktop.views.shared.side_panel import Sheet
from desktop.views.shared.step_dialog import Step
from resources.words import Lazy, _

TWO_COLUMNS_FROM: Final = 980


class RecordPage(Page):
    """A feature gives what is read (``reading``) and draws it (``draw``) into main and side."""

    home: ClassVar[str]
    """The list that the crumb leads back to."""
    home_title: ClassVar[Lazy]

    def __init__(self, work: Workplace) -> None:
        super().__init__(work)
        self.shown: Any = None
        self.dialog: Dialog | None = None
        self._look = theme.current()
        self._head = QVBoxLayout()
        self.header = FormHeader(str(self.home_title), str(self.home_title))
        self._head.addWidget(self.header)
        self.notice = NoticeBar()
        self.main, self.side = QVBoxLayout(), QVBoxLayout()
        self._parts = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self.scrolled = QScrollArea()
        self._assemble()

    def _assemble(self) -> None:
        area = self.scrolled
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setFocusPolicy(Qt.FocusPolicy.StrongFocus)  # arrows scroll what is read
        area.setAccessibleName(str(self.home_title))
        self.first = area
        content = Sheet()
        content.setProperty("role", "scrolled")
        inside = QVBoxLayout(content)
        theme.pad(inside, 12, (24, 14, 14, 20))
        for layout in (self.main, self.side):
            theme.pad(layout, 12)
        theme.pad(self._parts, 12)
        beside = QWidget()
        beside.setLayout(self.side)
        self._parts.addLayout(self.main, 5)
        self._parts.addWidget(beside, 3)
        inside.addWidget(self.notice)
        inside.addLayout(self._parts)
        inside.addStretch(1)
        area.setWidget(content)
        area.viewport().setAutoFillBackground(False)
        column = QVBoxLayout(self)
        theme.pad(column, 0)
        theme.pad(self._head, 0)
        column.addLayout(self._head)
        column.addWidget(area, 1)

    def reading(self) -> Callable[[Session], Any]:
        """What is read of the record at ``place``; None where it is not here."""
        raise NotImplementedError

    def draw(self, found: Any) -> None:
        """Head, main and side of what was read."""
        raise NotImplementedError

    def visit(self, place: Place) -> None:
        if place.record != self.place.record:
            self.notice.clear()
            self.scrolled.verticalScrollBar().setValue(0)
        super().visit(place)

    def reload(self) -> None:
        self.work.tasks.read(self, self.reading(), self._show)

    def _show(self, found: Any) -> None:
        look = theme.current()
        if found is not None and (found, look) == (self.shown, self._look):
            return  # what came concerns others: leave the page, and the focus, alone
        self._look, self.shown = look, found
        kept = self.scrolled.verticalScrollBar().value()
        for layout in (self.main, self.side):
            empty(layout)
        self._arrange()
        if found is None:
            self.main.addWidget(
                EmptyState(
                    _("این پرونده در این رایانه نیست"),
                    _("شاید هنوز نرسیده باشد، یا دیدن آن برای شما نیست."),
                    icon="cloud-off",
                )
            )
            return
        self.draw(found)
        self.main.addStretch(1)
        self.side.addStretch(1)
        self.scrolled.verticalScrollBar().setValue(kept)

    def set_head(
        self,
        title: str,
        steps: Sequence[Step],
        primary: Step | None,
        take: Callable[[Step], object],
    ) -> None:
        """The steps that are open; the primary one has Ctrl+Enter."""
        old = self.header
        self.header = FormHeader(str(self.home_title), title)
        self.header.back.connect(lambda: self.work.go(Place(self.home)))
        for step in steps:
            self.header.add_action(
                Button(str(step.words), icon=step.icon, on_click=partial(take, step))
            )
        if primary is not None:
            self.header.add_action(
                Button(
                    str(primary.words),
                    "primary",
                    icon=primary.icon,
                    key="Ctrl+Return",
                    on_click=partial(take, primary),
                )
            )
        self._head.addWidget(self.header)
        old.hide()
        old.deleteLater()

    def open(self, dialog: Dialog | None) -> None:
        """Show a dialog over the page."""
        if dialog is not None:
            self.dialog = dialog
            dialog.open_over(self)

    def _arrange(self) -> None:
        wide = self.width() >= theme.current().px(TWO_COLUMNS_FROM)
        way = QBoxLayout.Direction
        self._parts.setDirection(way.LeftToRight if wide else way.TopToBottom)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()


def empty(layout: QLayout) -> None:
    """Take everything out of a layout and let it go."""
    while (item := layout.takeAt(0)) is not None:
        widget, inner = item.widget(), item.layout()
        if widget is not None:
            widget.hide()
            widget.deleteLater()
        elif inner is not None:
            empty(inner)


def steps_card(steps: Sequence[StepRow], words: Callable[[str], str]) -> Card:
    """The steps of a record, the last one first."""
    card = Card(_("گردش پرونده"))
    if not steps:
        none = _("هنوز گامی پس از ثبت برداشته نشده است.")
        card.body.addWidget(label(none, "small", "text3", wrap=True))
    for one in reversed(steps):
        block = QWidget()
        column = QVBoxLayout(block)
        theme.pad(column, 1)
        column.addWidget(label(words(one.to_state), "smallMedium", wrap=True))
        local = in_iran(one.at)
        at = f"{short_date(local.date())} {persian_digits(f'{local:%H:%M}')}"
        column.addWidget(label(f"{one.actor_name or '—'} · {at}", "small", "text3", wrap=True))
        if one.reason:
            column.addWidget(label(f"«{one.reason}»", "small", "text2", wrap=True))
        card.body.addWidget(block)
    return card
