"""What a list is narrowed to: search, saved views, row height, columns; then the filters set."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QMenu, QVBoxLayout, QWidget

from desktop.views.shared import theme
from desktop.views.shared.buttons import Button, Segments
from desktop.views.shared.column_chooser import ColumnChooser
from desktop.views.shared.fields import SearchLine
from desktop.views.shared.flow import Flow
from desktop.views.shared.record_view import RecordView
from desktop.views.shared.tags import Chip
from resources.words import _

TYPING_PAUSE = 200


@dataclass(frozen=True, slots=True)
class FilterChoice:
    """One thing a list can be narrowed by: «استان», with the values it can have."""

    key: str
    name: str
    values: tuple[tuple[str, str], ...]

    def words_of(self, value: str) -> str:
        return next((words for key, words in self.values if key == value), value)


class FilterBar(QWidget):
    """Give it the filters a list knows; read ``values()`` and ``search_text()`` when it changes."""

    changed = Signal()
    saved_view_wanted = Signal(str)
    save_wanted = Signal()

    def __init__(
        self,
        placeholder: str,
        filters: Sequence[FilterChoice] = (),
        *,
        view: RecordView | None = None,
        saved_views: Sequence[tuple[str, str]] | None = None,
        parent: QWidget | None = None,
    ) -> None:
        """With ``view`` it also sets row height and columns; ``saved_views`` are (key, words)."""
        super().__init__(parent)
        self._filters = {one.key: one for one in filters}
        self._set: dict[str, str] = {}
        self._view = view
        column = QVBoxLayout(self)
        theme.pad(column, 8)
        self._first = QHBoxLayout()
        theme.pad(self._first, 8)
        column.addLayout(self._first)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(TYPING_PAUSE)
        self._pause.timeout.connect(self.changed)
        self.search = SearchLine(placeholder)
        self.search.textEdited.connect(lambda _text: self._pause.start())
        self.search.returnPressed.connect(self._search_now)
        self._first.addWidget(self.search, 1)
        self._saved_views: list[tuple[str, str]] = []
        self._saved = Button(
            _("نمای ذخیره‌شده"), icon="bookmark", menu=True, on_click=self._open_saved
        )
        self._saved.hide()
        self._first.addWidget(self._saved)
        if saved_views is not None:
            self.set_saved_views(saved_views)
        if view is not None:
            self._add_table_controls(view)
        self._line = QWidget()
        second = QHBoxLayout(self._line)
        theme.pad(second, 8)
        self._chips = QWidget()
        self._flow = Flow(parent=self._chips)
        self._more = Button(_("فیلتر"), "chip", icon="plus", size="row", parent=self._chips)
        self._more.clicked.connect(self._open_filters)
        self._clear = Button(_("پاک کردن"), "link", size="row", on_click=self.clear)
        second.addWidget(self._chips, 1)
        second.addWidget(self._clear, 0, Qt.AlignmentFlag.AlignTop)
        column.addWidget(self._line)
        if not self._filters:
            self._line.hide()
        self._draw_chips()

    def search_text(self) -> str:
        return self.search.text().strip()

    def values(self) -> dict[str, str]:
        """The filters set: key of the filter to key of its value."""
        return dict(self._set)

    def is_narrowed(self) -> bool:
        return bool(self._set or self.search_text())

    def set_values(self, values: dict[str, str], search: str = "") -> None:
        """Without telling; for saved views and tiles that lead here."""
        self._set = {key: value for key, value in values.items() if key in self._filters}
        self.search.setText(search)
        self._draw_chips()

    def set_filters(self, filters: Sequence[FilterChoice]) -> None:
        self._filters = {one.key: one for one in filters}
        self._line.setVisible(bool(self._filters))
        self._draw_chips()

    def set_saved_views(self, views: Sequence[tuple[str, str]]) -> None:
        self._saved_views = list(views)
        self._saved.show()

    def clear(self) -> None:
        self._set = {}
        self.search.clear()
        self._draw_chips()
        self.changed.emit()

    def set_filter(self, key: str, value: str) -> None:
        self._set[key] = value
        self._draw_chips()
        self.changed.emit()

    def remove_filter(self, key: str) -> None:
        self._set.pop(key, None)
        self._draw_chips()
        self._more.setFocus(Qt.FocusReason.OtherFocusReason)
        self.changed.emit()

    def _search_now(self) -> None:
        self._pause.stop()
        self.changed.emit()

    def _add_table_controls(self, view: RecordView) -> None:
        self.heights = Segments(
            [
                ("dense", _("ردیف فشرده"), "rows-4"),
                ("normal", _("ردیف معمولی"), "rows-3"),
                ("two_lines", _("ردیف دوخطی"), "rows-2"),
            ],
            view.row_height(),
            name=_("بلندی ردیف"),
        )
        self.heights.chosen.connect(view.set_row_height)
        self._first.addWidget(self.heights)
        self.columns = Button(
            _("ستون‌ها"), icon="columns-3", menu=True, on_click=lambda: self._open_columns(view)
        )
        self._first.addWidget(self.columns)

    def _open_columns(self, view: RecordView) -> None:
        chooser = ColumnChooser(view)
        chooser.closed.connect(chooser.deleteLater)
        chooser.open_below(self.columns)

    def _open_saved(self) -> None:
        menu = QMenu(self)
        for key, words in self._saved_views:
            menu.addAction(words).triggered.connect(
                lambda _checked=False, key=key: self.saved_view_wanted.emit(key)
            )
        if self._saved_views:
            menu.addSeparator()
        menu.addAction(_("ذخیرهٔ همین نما…")).triggered.connect(lambda: self.save_wanted.emit())
        _open(menu, self._saved)

    def _open_filters(self) -> None:
        menu = QMenu(self)
        for one in self._filters.values():
            if one.key in self._set:
                continue
            part = menu.addMenu(one.name)
            self._add_values(part, one)
        _open(menu, self._more)

    def _open_values(self, key: str, chip: Chip) -> None:
        menu = QMenu(self)
        self._add_values(menu, self._filters[key])
        _open(menu, chip)

    def _add_values(self, menu: QMenu, one: FilterChoice) -> None:
        for value, words in one.values:
            menu.addAction(words).triggered.connect(
                lambda _checked=False, value=value: self.set_filter(one.key, value)
            )

    def _draw_chips(self) -> None:
        while (item := self._flow.takeAt(0)) is not None:
            widget = item.widget()
            if isinstance(widget, Chip):
                widget.hide()
                widget.deleteLater()
        for key, value in self._set.items():
            one = self._filters[key]
            chip = Chip(one.name, one.words_of(value), self._chips)
            chip.removed.connect(lambda key=key: self.remove_filter(key))
            chip.clicked.connect(lambda key=key, chip=chip: self._open_values(key, chip))
            self._flow.addWidget(chip)
            chip.show()
        self._flow.addWidget(self._more)
        self._more.setVisible(len(self._set) < len(self._filters))
        self._clear.setVisible(bool(self._set))
        self._chips.updateGeometry()


def _open(menu: QMenu, below: QWidget) -> None:
    menu.aboutToHide.connect(menu.deleteLater)
    corner = below.rect().bottomRight() if theme.current().rtl else below.rect().bottomLeft()
    place = below.mapToGlobal(corner)
    if theme.current().rtl:
        place.setX(place.x() - menu.sizeHint().width())
    menu.popup(place)
