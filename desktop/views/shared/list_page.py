"""The page of a list: narrowed, read page by page, counted, the chosen row beside it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, ClassVar, Final, Protocol

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget
from sqlalchemy.orm import Session

from desktop.models.calendar import clock, jalali
from desktop.models.paging import Paged
from desktop.models.text import group_digits, persian_digits
from desktop.views.navigation import Page, Workplace
from desktop.views.shared import theme
from desktop.views.shared.empty_state import EmptyState
from desktop.views.shared.filter_bar import FilterBar, FilterChoice
from desktop.views.shared.notice_bar import NoticeBar
from desktop.views.shared.page_header import PageHeader
from desktop.views.shared.record_sheet import RecordSheet
from desktop.views.shared.record_table import Column, PageRequest, RecordTable
from desktop.views.shared.record_view import RecordView
from desktop.views.shared.saved_views import SavedViews
from desktop.views.shared.side_panel import SidePanel
from resources.words import Lazy, _, lazy

PAGE_SIZE: Final = 200
"""Rows read at once; a statement of a feature's queries takes it as its size."""


class Elsewhere(Protocol):
    """Another place that a list may be read from, beside this computer."""

    @property
    def on(self) -> bool:
        """Whether it is read from there now."""
        ...

    @property
    def said(self) -> str:
        """From where and of when what is shown is."""
        ...

    def read(self, request: PageRequest, after: Any) -> None:
        """One page; it comes back by ``show_page``."""
        ...


class ListPage(Page):
    """Every list of records; a feature says what is read, what opens, and in which words.

    Overridden: ``reading``, ``counting``, ``nothing_yet``, ``open_row``; where needed also
    ``picked``, ``page_shown``, ``total``, ``foot_said`` and
    ``fit_panel``.
    """

    panel_from: ClassVar[int] = 1000
    """From which width on, before scaling, the panel stands beside the list."""
    names_views: ClassVar[bool] = True
    """Whether filters can be kept under a name; the button takes room beside the search."""
    outside: ClassVar[Lazy]
    """How many are left out by the filters, with ``{n}``."""
    nothing_found: ClassVar[Lazy] = lazy("با این فیلترها چیزی نیست")

    def __init__(
        self,
        work: Workplace,
        title: str,
        columns: Sequence[Column],
        *,
        setting: str,
        sort: str,
        descending: bool = False,
        filters: Sequence[FilterChoice] = (),
        hint: str = "",
        name: str = "",
        panel: SidePanel | None = None,
        switch: QWidget | None = None,
    ) -> None:
        """``setting`` keeps a person's columns and filters; ``hint`` stands in the search field.

        ``name`` tells readers of the screen what the table is; left out, it is the title.
        ``switch`` leads to lists beside this one and stands below the head.
        """
        super().__init__(work)
        self._after: Any = None
        self._shown_count, self._whole_count = 0, 0
        self._panel_wanted = True
        self.online: Elsewhere | None = None
        self.table = RecordTable(
            columns,
            self._read_page,
            sort=sort,
            descending=descending,
            this_year=jalali(work.desk().today)[0],
        )
        self.view = RecordView(self.table, name or title)
        self.first = self.view
        self.filters = FilterBar(hint or _("جستجو در همین فهرست، Ctrl+F"), filters, view=self.view)
        self.saved = SavedViews(
            setting, work.settings, self.view, self.filters, named=self.names_views
        )
        self.header = PageHeader(title)
        self.notice = NoticeBar()
        self.sheet = RecordSheet(self.view)
        self._beside, self._switch = panel, switch
        self._search_key = QShortcut(QKeySequence(QKeySequence.StandardKey.Find), self)
        self._lay_out()
        self._listen()

    def _lay_out(self) -> None:
        row = QHBoxLayout(self)
        theme.pad(row, 0)
        column = QVBoxLayout()
        theme.pad(column, 8, (24, 8, 16, 16))
        column.addWidget(self.header)
        if self._switch is not None:
            column.addWidget(self._switch, 0, Qt.AlignmentFlag.AlignLeading)
        for part in (self.filters, self.notice):
            column.addWidget(part)
        column.addWidget(self.sheet, 1)
        row.addLayout(column, 1)
        if self._beside is not None:
            self._beside.hide()
            row.addWidget(self._beside)

    def _listen(self) -> None:
        self.filters.changed.connect(self._narrow)
        self.view.opened.connect(self.open_row)
        self.view.picked.connect(self.picked)
        self.view.selectionModel().selectionChanged.connect(lambda *_two: self._say_foot())
        self.table.loaded.connect(self._say_foot)
        self._search_key.activated.connect(self.filters.search.setFocus)
        if self._beside is not None:
            self._beside.closed.connect(self._hide_panel)

    def reading(self, request: PageRequest, after: Any) -> Callable[[Session], Paged[Any, Any]]:
        """The query of one page, behind the key ``after`` of the page before, or from the top."""
        raise NotImplementedError

    def counting(self) -> Callable[[Session], tuple[int, int]]:
        """The query that counts: how many the filters let through, and how many there are."""
        raise NotImplementedError

    def nothing_yet(self) -> EmptyState:
        """What stands in place of the rows where there is nothing at all."""
        raise NotImplementedError

    def open_row(self, row: Any) -> None:
        """Enter or a double click on a row; None where none is chosen."""
        raise NotImplementedError

    def picked(self, _row: Any) -> None:
        """Another row is chosen; None when none is."""
        self.fit_panel()

    def page_shown(self) -> None:
        """A page of rows was read; the panel may follow it."""

    def total(self, _rows: tuple[Any, ...]) -> str:
        """The sum in the foot, once all rows are read."""
        return ""

    def foot_said(self, chosen: int) -> None:
        """The foot was written, with so many rows chosen; buttons may follow it."""

    def reload(self) -> None:
        self.saved.restore_once()
        self._read_again()

    def leave(self) -> None:
        self.saved.keep()

    def _narrow(self) -> None:
        self.notice.clear()
        self._read_again()

    def _read_again(self) -> None:
        self.table.reload()
        if self.online is None or not self.online.on:
            self.work.tasks.read(self, self.counting(), self.show_counts)

    def _read_page(self, request: PageRequest) -> None:
        after = None if request.after is None else self._after
        if self.online is not None and self.online.on:
            self.online.read(request, after)
            return
        reading = self.reading(request, after)
        self.work.tasks.read(self, reading, partial(self.show_page, request))

    def show_page(self, request: PageRequest, page: Paged[Any, Any]) -> None:
        """The rows of a request, from this computer or from elsewhere."""
        self._after = page.after
        self.table.add_page(page.rows, page.after is not None, request)
        self.page_shown()

    def show_counts(self, counts: tuple[int, int]) -> None:
        """How many the filters let through, and how many there are."""
        self._shown_count, self._whole_count = counts
        self.header.set_count(count_words(*counts))
        self._say_empty()
        self._say_foot()

    def _say_empty(self) -> None:
        if not (self.filters.is_narrowed() and self._whole_count):
            self.sheet.set_empty(self.nothing_yet())
            return
        self.sheet.set_empty(
            EmptyState(
                str(self.nothing_found),
                self.outside.format(n=group_digits(self._whole_count)),
                action=_("پاک کردن فیلترها"),
                on_action=self.filters.clear,
            )
        )

    def _say_foot(self) -> None:
        rows = self.table.rows()
        chosen = len(self.view.selected())
        words = _("{n} انتخاب").format(n=persian_digits(chosen)) if chosen else ""
        total = self.total(rows) if rows and len(rows) == self._shown_count else ""
        fresh = _("تازه در {time}").format(time=clock(self.work.desk().now))
        if self.online is not None and self.online.on:
            fresh = self.online.said
        self.sheet.set_foot(words, total, fresh if rows else "")
        self.foot_said(chosen)

    def _hide_panel(self) -> None:
        self._panel_wanted = False
        if self._beside is not None:
            self._beside.hide()
        self.view.setFocus(Qt.FocusReason.OtherFocusReason)

    def fit_panel(self) -> None:
        """Show the panel for one chosen row, where there is room and it was not sent away."""
        if self._beside is None:
            return
        room = self.width() >= theme.current().px(self.panel_from)
        shown = room and self._panel_wanted and len(self.view.selected()) == 1
        self._beside.setVisible(shown)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.fit_panel()


def count_words(shown: int, whole: int) -> str:
    """«۸۶ از ۱٬۲۴۸», or the whole alone where nothing is left out."""
    if shown == whole:
        return group_digits(whole)
    return _("{n} از {all}").format(n=group_digits(shown), all=group_digits(whole))
