"""Rows of a list, page by page: the Qt model behind every table of records."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from operator import attrgetter
from typing import Any, Literal

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtCore import Signal as QtSignal

from desktop.models.calendar import in_iran, short_date
from desktop.models.text import group_digits, persian_digits
from desktop.views.shared.countdown import CountdownLook
from desktop.views.shared.drawing import DASH, Align
from desktop.views.shared.pill import PillLook
from desktop.views.shared.tags import Tag
from resources.words import Lazy, listed

Kind = Literal["text", "name", "code", "date", "number", "pill", "tags", "countdown"]
AnyIndex = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True, slots=True)
class Column:
    """One column, as data. ``value`` takes the row; left out, it is the attribute ``key``."""

    key: str
    title: str | Lazy
    kind: Kind = "text"
    width: int = 100
    align: Align = "start"
    value: Callable[[Any], object] | None = None
    detail: Callable[[Any], str] | None = None
    sortable: bool = True
    shown: bool = True
    stretch: bool = False

    def value_of(self, row: object) -> object:
        return self.value(row) if self.value else attrgetter(self.key)(row)


@dataclass(frozen=True, slots=True)
class PageRequest:
    """The next rows wanted: after this key (None: from the top), in this order."""

    after: object | None
    sort: str
    descending: bool
    ticket: int


class RecordTable(QAbstractTableModel):
    """Asks for pages with ``request`` and is given them with ``add_page``; never waits."""

    loaded = QtSignal()

    def __init__(
        self,
        columns: Sequence[Column],
        request: Callable[[PageRequest], object],
        *,
        sort: str = "",
        descending: bool = False,
        key_of: Callable[[Any], object] = attrgetter("id"),
        page_key_of: Callable[[Any], object] | None = None,
        this_year: int | None = None,
        parent: QObject | None = None,
    ) -> None:
        """``page_key_of`` is what the next page starts after; left out, it is ``key_of``."""
        super().__init__(parent)
        self.columns = tuple(columns)
        self.sort_key, self.descending = sort or self.columns[0].key, descending
        self._request = request
        self.key_of = key_of
        self._page_key_of = page_key_of or key_of
        self._this_year = this_year
        self._rows: list[Any] = []
        self._more = False
        self._waiting = False
        self._fresh = True
        self._ticket = 0
        self._answered = False

    def reload(self) -> None:
        """Read again from the top; the old rows stay in sight until the new ones come."""
        self._fresh = True
        self._ask(None)

    def sort_by(self, key: str, descending: bool) -> None:
        self.sort_key, self.descending = key, descending
        self.reload()
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(self.columns) - 1)

    def add_page(
        self, rows: Sequence[Any], more: bool, answered: PageRequest | None = None
    ) -> None:
        """The rows of a request; an answer to an older request is passed over."""
        if answered is not None and answered.ticket != self._ticket:
            return
        self._waiting = False
        self._answered = True
        self._more = more
        if self._fresh and self._rows == list(rows):
            self._fresh = False  # what is in sight stays as it is drawn
        elif self._fresh:
            self._fresh = False
            self.beginResetModel()
            self._rows = list(rows)
            self.endResetModel()
        elif rows:
            first = len(self._rows)
            self.beginInsertRows(QModelIndex(), first, first + len(rows) - 1)
            self._rows.extend(rows)
            self.endInsertRows()
        self.loaded.emit()

    def has_answer(self) -> bool:
        """Whether a page has come since the table was made."""
        return self._answered

    def rows(self) -> tuple[Any, ...]:
        """The rows read so far."""
        return tuple(self._rows)

    def row_at(self, row: int) -> Any:
        return self._rows[row]

    def key_at(self, row: int) -> object:
        return self.key_of(self._rows[row])

    def row_of(self, key: object) -> int:
        """Where the record with this key stands, or -1 when it is not among the rows read."""
        for place, row in enumerate(self._rows):
            if self.key_of(row) == key:
                return place
        return -1

    def column_of(self, key: str) -> int:
        return next(place for place, one in enumerate(self.columns) if one.key == key)

    def _ask(self, after: object | None) -> None:
        self._ticket += 1
        self._waiting = True
        self._request(PageRequest(after, self.sort_key, self.descending, self._ticket))

    def _shown(self, value: object) -> str:
        match value:
            case None | "" | () | []:
                return DASH
            case PillLook() | CountdownLook():
                return value.words
            case datetime():
                return short_date(in_iran(value).date(), self._this_year)
            case date():
                return short_date(value, self._this_year)
            case bool():
                return str(value)
            case int():
                return group_digits(value)
            case tuple() | list():
                return listed(one.meaning or one.words for one in value if isinstance(one, Tag))
            case _:
                return str(value)

    def shown(self, row: int, place: int) -> PillLook | CountdownLook | tuple[Tag, ...] | str:
        """What one cell holds as it is painted: a look, tags, or words."""
        match self.columns[place].value_of(self._rows[row]):
            case PillLook() | CountdownLook() as look:
                return look
            case (Tag(), *_) as tags:
                return tuple(one for one in tags if isinstance(one, Tag))
            case _:
                return self.text_of(row, place)

    def text_of(self, row: int, place: int) -> str:
        """The words of one cell, in Persian digits where it holds a code, a date, a number."""
        column = self.columns[place]
        shown = self._shown(column.value_of(self._rows[row]))
        return persian_digits(shown) if column.kind in ("code", "date", "number") else shown

    def detail_of(self, row: int, place: int) -> str:
        """The second line of a cell; empty where it has none."""
        detail = self.columns[place].detail
        return detail(self._rows[row]) if detail else ""

    def rowCount(self, parent: AnyIndex = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: AnyIndex = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self.columns)

    def canFetchMore(self, parent: AnyIndex) -> bool:
        return not parent.isValid() and self._more and not self._waiting

    def fetchMore(self, parent: AnyIndex) -> None:
        if self.canFetchMore(parent):
            self._ask(self._page_key_of(self._rows[-1]) if self._rows else None)

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return self.text_of(index.row(), index.column())
        return None

    def headerData(
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> object:
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return str(self.columns[section].title)
        if orientation is Qt.Orientation.Vertical and role == Qt.ItemDataRole.DisplayRole:
            return persian_digits(section + 1)
        return None
