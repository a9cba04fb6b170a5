"""A table of records: pages that come later, selection from the right, columns one may choose."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from desktop.views.shared.column_chooser import ColumnChooser
from desktop.views.shared.empty_state import EmptyState
from desktop.views.shared.filter_bar import FilterBar, FilterChoice
from desktop.views.shared.gallery_rows import COLUMNS, ROWS
from desktop.views.shared.record_sheet import RecordSheet
from desktop.views.shared.record_table import PageRequest, RecordTable
from desktop.views.shared.record_view import RecordView
from desktop.views.shared.tags import Chip

NONE = Qt.KeyboardModifier.NoModifier


class Source:
    """Keeps what was asked, answers when told."""

    def __init__(self) -> None:
        self.asked: list[PageRequest] = []

    def __call__(self, request: PageRequest) -> None:
        self.asked.append(request)


def table_of(source: Source) -> RecordTable:
    return RecordTable(COLUMNS, source, sort="day", descending=True, this_year=1404)


def shown(qtbot: QtBot, source: Source) -> RecordView:
    view = RecordView(table_of(source), "بازرسی‌ها")
    qtbot.addWidget(view)
    view.resize(1000, 500)
    view.show()
    view.table.reload()
    view.table.add_page(ROWS, more=False)
    return view


def test_pages_are_asked_for_by_the_last_key(qtbot: QtBot) -> None:
    source = Source()
    table = table_of(source)
    table.reload()
    table.add_page(ROWS[:10], more=True)
    table.fetchMore(table.index(-1, -1))
    table.fetchMore(table.index(-1, -1))
    assert [(one.after, one.sort, one.descending) for one in source.asked] == [
        (None, "day", True),
        (9, "day", True),
    ]
    table.add_page(ROWS[10:], more=False)
    assert table.rowCount() == len(ROWS)
    assert not table.canFetchMore(table.index(-1, -1))


def test_an_answer_to_an_older_question_is_passed_over(qtbot: QtBot) -> None:
    source = Source()
    table = table_of(source)
    table.reload()
    table.sort_by("unit", descending=False)
    table.add_page(ROWS[:3], more=False, answered=source.asked[0])
    assert table.rowCount() == 0
    table.add_page(ROWS[:2], more=False, answered=source.asked[1])
    assert table.rowCount() == 2


def test_a_record_is_selected_in_a_table_from_the_right(qtbot: QtBot) -> None:
    view = shown(qtbot, Source())
    with qtbot.waitSignal(view.picked) as picked:
        assert view.select(3)
    assert [row.id for row in view.selected()] == [3]
    assert picked.args == [ROWS[3]]
    assert not view.select(999)


def test_a_click_and_enter_open_the_record(qtbot: QtBot) -> None:
    view = shown(qtbot, Source())
    place = view.visualRect(view.table.index(2, 0)).center()
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, NONE, place)
    assert [row.id for row in view.selected()] == [2]
    with qtbot.waitSignal(view.opened) as opened:
        QTest.keyClick(view, Qt.Key.Key_Return)
    assert opened.args == [ROWS[2]]


def test_the_selection_survives_a_reload(qtbot: QtBot) -> None:
    view = shown(qtbot, Source())
    view.select(5)
    view.table.reload()
    view.table.add_page(ROWS[3:], more=False)
    assert [row.id for row in view.selected()] == [5]


def test_a_head_sorts_and_sorts_back(qtbot: QtBot) -> None:
    source = Source()
    view = shown(qtbot, source)
    head = view.horizontalHeader()
    logical = view.table.column_of("unit")
    place = QPoint(head.sectionViewportPosition(logical) + 20, 10)
    for _twice in range(2):
        QTest.mouseClick(head.viewport(), Qt.MouseButton.LeftButton, NONE, place)
    assert [(one.sort, one.descending) for one in source.asked[1:]] == [
        ("unit", False),
        ("unit", True),
    ]


def test_cells_are_in_persian_digits_and_the_year_is_left_out(qtbot: QtBot) -> None:
    table = table_of(Source())
    table.reload()
    table.add_page(ROWS[:1], more=False)
    shown_cells = [table.index(0, place).data() for place in range(table.columnCount())]
    assert shown_cells[0] == "۲۶-۰۴۰۸-۰۰۳۱"
    assert shown_cells[4] == "۱۲ آبان"
    assert shown_cells[5] == "—"
    assert shown_cells[7] == "—"


def test_columns_are_hidden_moved_remembered_and_reset(qtbot: QtBot) -> None:
    view = shown(qtbot, Source())
    chooser = ColumnChooser(view)
    chooser.open_below(view)
    county = next(box for box in chooser.boxes if box.key == "county")
    county.setChecked(False)
    unit = next(box for box in chooser.boxes if box.key == "unit")
    alt = Qt.KeyboardModifier.AltModifier
    QTest.keyClick(unit, Qt.Key.Key_Up, alt)
    assert view.columns_in_order()[:2] == ["unit", "number"]
    state = view.saved_state()
    assert state["hidden"] == ["county", "team"]

    other = shown(qtbot, Source())
    other.restore_state(state)
    assert other.columns_in_order()[0] == "unit"
    assert other.isColumnHidden(other.table.column_of("county"))
    other.reset_columns()
    assert other.columns_in_order()[0] == "number"
    assert not other.isColumnHidden(other.table.column_of("county"))
    chooser.close_it()


def test_the_last_column_cannot_be_hidden(qtbot: QtBot) -> None:
    view = shown(qtbot, Source())
    chooser = ColumnChooser(view)
    chooser.open_below(view)
    for box in chooser.boxes:
        box.setChecked(False)
    assert any(box.isChecked() for box in chooser.boxes)
    chooser.close_it()


def test_columns_are_searched_with_arabic_letters_too(qtbot: QtBot) -> None:
    view = shown(qtbot, Source())
    chooser = ColumnChooser(view)
    chooser.open_below(view)
    chooser.search.setText("يافته")
    chooser.search.textEdited.emit("يافته")
    assert [box.key for box in chooser.boxes if box.isVisible()] == ["findings"]
    chooser.close_it()


def test_row_heights_are_28_34_and_50(qtbot: QtBot) -> None:
    view = shown(qtbot, Source())
    found = []
    for height in ("dense", "normal", "two_lines"):
        view.set_row_height(height)
        found.append(view.rowHeight(0))
    assert found == [28, 34, 50]


def test_an_empty_answer_says_why(qtbot: QtBot) -> None:
    view = RecordView(table_of(Source()), "بازرسی‌ها")
    sheet = RecordSheet(view)
    qtbot.addWidget(sheet)
    empty = EmptyState("با این فیلترها چیزی نیست")
    sheet.set_empty(empty)
    sheet.show()
    assert view.isVisible()
    view.table.reload()
    view.table.add_page([], more=False)
    assert empty.isVisible()


def test_filters_are_chips_that_delete_takes_away(qtbot: QtBot) -> None:
    choices = (("26", "قزوین"), ("30", "البرز"))
    bar = FilterBar("جستجو", [FilterChoice("province", "استان", choices)])
    qtbot.addWidget(bar)
    bar.resize(800, 80)
    bar.show()
    with qtbot.waitSignal(bar.changed):
        bar.set_filter("province", "26")
    chip = bar.findChildren(Chip)[0]
    assert chip.accessibleName() == "استان: قزوین"
    with qtbot.waitSignal(bar.changed):
        QTest.keyClick(chip, Qt.Key.Key_Delete)
    assert bar.values() == {}


def test_typing_in_the_search_tells_once_after_a_pause(qtbot: QtBot) -> None:
    bar = FilterBar("جستجو")
    qtbot.addWidget(bar)
    with qtbot.waitSignal(bar.changed, timeout=2000):
        bar.search.setText("نمونه")
        bar.search.textEdited.emit("نمونه")
    assert bar.search_text() == "نمونه"
    assert bar.is_narrowed()
