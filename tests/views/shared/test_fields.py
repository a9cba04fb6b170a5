"""Fields say what is wrong, keep their size, and take digits as people type them."""

from __future__ import annotations

from datetime import date

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from desktop.views.shared import theme
from desktop.views.shared.choices import CheckBox, ChoiceField, RadioField
from desktop.views.shared.date_field import DateField
from desktop.views.shared.fields import Field, MultiLineField, PasswordField, TextField
from desktop.views.shared.month import MonthGrid
from desktop.views.shared.side_panel import scrolled

TODAY = date(2025, 11, 3)
FRIDAY, SATURDAY = 4, 5


def type_into(line: QWidget, text: str) -> None:
    """Keys with Persian text: QTest.keyClicks aborts the process on them."""
    none = Qt.KeyboardModifier.NoModifier
    for letter in text:
        for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            QApplication.sendEvent(line, QKeyEvent(kind, 0, none, letter))


def every_field() -> list[Field]:
    return [
        TextField("نام"),
        TextField("شماره", code=True),
        MultiLineField("شرح"),
        PasswordField("گذرواژه"),
        ChoiceField("استان", [("26", "قزوین")]),
        DateField("مهلت", today=lambda: TODAY),
    ]


def test_every_control_has_an_accessible_name(qtbot: QtBot) -> None:
    for field in every_field():
        qtbot.addWidget(field)
        assert field.control.accessibleName() == field.label()


def test_a_problem_is_said_below_and_heard(qtbot: QtBot) -> None:
    for field in every_field():
        qtbot.addWidget(field)
        field.set_warning("دیرتر از ۳ روز")
        field.set_problem("این را پر کنید")
        assert field.foot_words() == "این را پر کنید"
        assert field.control.accessibleDescription() == "این را پر کنید"
        assert field.control.property("state") == "problem"
        field.set_problem(None)
        assert field.foot_words() == "دیرتر از ۳ روز"
        assert field.control.property("state") == "warning"


def test_nothing_jumps_when_a_problem_comes_or_the_focus(qtbot: QtBot) -> None:
    page = QWidget()
    qtbot.addWidget(page)
    column = QVBoxLayout(page)
    fields = every_field()
    for field in fields:
        column.addWidget(field)
    page.resize(500, 700)
    page.show()
    before = [(field.height(), field.control.height()) for field in fields]
    for field in fields:
        field.control.setFocus()
        field.set_problem("نه")
    QApplication.processEvents()
    assert [(field.height(), field.control.height()) for field in fields] == before
    assert fields[0].control.height() == 32


@pytest.mark.parametrize("scale", [1.0, 1.5, 1.75])
def test_fields_may_become_narrow(qtbot: QtBot, qapp: QApplication, scale: float) -> None:
    theme.apply(qapp, theme.Theme(scale=scale))
    for field in every_field():
        qtbot.addWidget(field)
        field.set_problem("این جمله بلند است و نباید پنجره را پهن کند، هر اندازه هم که باشد")
        assert field.minimumSizeHint().width() <= 200 * scale


@pytest.mark.parametrize("typed", ["26-0408", "۲۶-۰۴۰۸", "٢٦-٠٤٠٨"])
def test_codes_are_shown_in_persian_and_kept_in_latin(qtbot: QtBot, typed: str) -> None:
    field = TextField("شماره", code=True)
    qtbot.addWidget(field)
    with qtbot.waitSignal(field.edited):
        type_into(field.control, typed)
    assert field.control.text() == "۲۶-۰۴۰۸"
    assert field.value() == "26-0408"
    assert field.control.layoutDirection() is Qt.LayoutDirection.LeftToRight
    assert field.control.alignment() & Qt.AlignmentFlag.AlignRight


def test_setting_a_value_does_not_tell(qtbot: QtBot) -> None:
    for field, value in (
        (TextField("نام"), "الف"),
        (MultiLineField("شرح"), "ب"),
        (ChoiceField("استان", [("26", "قزوین"), ("30", "البرز")], "26"), "30"),
    ):
        qtbot.addWidget(field)
        with qtbot.assertNotEmitted(field.edited):
            field.set_value(value)
        assert field.value() == value


def test_several_lines_begin_at_the_right_and_tab_leaves(qtbot: QtBot) -> None:
    field = MultiLineField("شرح")
    qtbot.addWidget(field)
    option = field.control.document().defaultTextOption()
    assert option.textDirection() is Qt.LayoutDirection.RightToLeft
    assert option.alignment() & Qt.AlignmentFlag.AlignRight
    assert field.control.tabChangesFocus()


def test_the_eye_shows_the_password(qtbot: QtBot) -> None:
    field = PasswordField("گذرواژه")
    qtbot.addWidget(field)
    field.control.setText("نمونه")
    assert field.control.echoMode() is QLineEdit.EchoMode.Password
    QTest.keyClick(field.eye, Qt.Key.Key_Space)
    assert field.control.echoMode() is QLineEdit.EchoMode.Normal
    assert field.value() == "نمونه"


def test_a_long_list_is_searched_with_arabic_letters(qtbot: QtBot) -> None:
    names = ["کرمان", "قزوین", "البرز", "یزد", "تهران", "گیلان", "فارس", "ایلام", "قم"]
    field = ChoiceField("استان", [(name, name) for name in names], "قم")
    qtbot.addWidget(field)
    line = field.control.lineEdit()
    assert line is not None
    line.setText("كرم")
    line.editingFinished.emit()
    assert field.value() == "کرمان"
    line.setText("چیزی که نیست")
    line.editingFinished.emit()
    assert (field.value(), line.text()) == ("کرمان", "کرمان")


def test_radio_and_check_are_worked_with_keys(qtbot: QtBot) -> None:
    box = CheckBox("پشت‌ورو")
    qtbot.addWidget(box)
    QTest.keyClick(box, Qt.Key.Key_Space)
    assert box.isChecked()
    radio = RadioField("گونه", [("a", "الف"), ("b", "ب")], "a")
    qtbot.addWidget(radio)
    with qtbot.waitActive(radio):
        radio.show()
        radio.activateWindow()
    first = radio.focusProxy()
    assert first is not None
    first.setFocus()
    with qtbot.waitSignal(radio.edited):
        QTest.keyClick(first, Qt.Key.Key_Down)
    assert radio.value() == "b"


@pytest.mark.parametrize("typed", ["۱۴۰۴/۰۸/۱۲", "1404/08/12", "١٤٠٤/٠٨/١٢", "۱۲ آبان ۱۴۰۴"])
def test_a_date_is_typed_in_any_digits(qtbot: QtBot, typed: str) -> None:
    field = DateField("مهلت", today=lambda: TODAY)
    qtbot.addWidget(field)
    type_into(field.control, typed)
    QTest.keyClick(field.control, Qt.Key.Key_Return)
    assert field.value() == TODAY
    assert field.control.text() == "۱۴۰۴/۰۸/۱۲"
    assert field.foot_words() == "دوشنبه ۱۲ آبان ۱۴۰۴"
    assert field.is_readable()


def test_a_day_that_does_not_exist_is_refused_in_words(qtbot: QtBot) -> None:
    field = DateField("مهلت", today=lambda: TODAY)
    qtbot.addWidget(field)
    type_into(field.control, "۱۴۰۴/۰۸/۳۲")
    QTest.keyClick(field.control, Qt.Key.Key_Return)
    assert field.value() is None
    assert not field.is_readable()
    assert "۳۰ روز" in field.foot_words()
    field.set_value(TODAY)
    assert field.problem() is None


def test_a_date_outside_its_bounds_is_refused(qtbot: QtBot) -> None:
    field = DateField("تاریخ", today=lambda: TODAY, last=TODAY)
    qtbot.addWidget(field)
    type_into(field.control, "۱۴۰۴/۰۸/۱۳")
    QTest.keyClick(field.control, Qt.Key.Key_Return)
    assert field.value() is None
    assert "پس از" in field.foot_words()


def test_the_month_is_walked_with_keys_from_the_right(qtbot: QtBot) -> None:
    grid = MonthGrid(TODAY, TODAY)
    qtbot.addWidget(grid)
    grid.resize(238, 220)
    assert grid.title() == "آبان ۱۴۰۴"
    QTest.keyClick(grid, Qt.Key.Key_Left)
    assert grid.cursor_day == date(2025, 11, 4)
    QTest.keyClick(grid, Qt.Key.Key_PageDown)
    assert grid.title() == "آذر ۱۴۰۴"
    QTest.keyClick(grid, Qt.Key.Key_Home)
    with qtbot.waitSignal(grid.chosen) as chosen:
        QTest.keyClick(grid, Qt.Key.Key_Return)
    assert chosen.args == [TODAY]


def test_friday_stands_at_the_left(qtbot: QtBot) -> None:
    grid = MonthGrid(TODAY, TODAY)
    qtbot.addWidget(grid)
    grid.resize(238, 220)
    days = [grid.day_at(QPoint(x, 90)) for x in (10, 228)]
    assert [day.weekday() for day in days if day] == [FRIDAY, SATURDAY]


def test_down_opens_the_month_and_a_day_comes_back(qtbot: QtBot) -> None:
    page = QWidget()
    qtbot.addWidget(page)
    column = QVBoxLayout(page)
    field = DateField("مهلت", TODAY, today=lambda: TODAY)
    column.addWidget(field)
    page.resize(400, 500)
    page.show()
    QTest.keyClick(field.control, Qt.Key.Key_Down)
    grid = page.findChildren(MonthGrid)[0]
    assert grid.isVisible()
    QTest.keyClick(grid, Qt.Key.Key_Down)
    with qtbot.waitSignal(field.edited):
        QTest.keyClick(grid, Qt.Key.Key_Return)
    assert field.value() == date(2025, 11, 10)


def test_a_long_problem_is_shown_whole_in_a_narrow_form(qtbot: QtBot) -> None:
    content = QWidget()
    column = QVBoxLayout(content)
    field = TextField("نام")
    column.addWidget(field)
    column.addStretch(1)
    area = scrolled(content)
    qtbot.addWidget(area)
    area.resize(220, 300)
    area.show()
    before = field.height()
    field.set_problem("این جمله در یک خط جا نمی‌گیرد و باید در خط دوم هم دیده شود")
    qtbot.waitUntil(lambda: field.height() > before + 10)


def test_marks_inside_a_line_grow_with_the_text(qtbot: QtBot, qapp: QApplication) -> None:
    field = PasswordField("گذرواژه")
    qtbot.addWidget(field)
    field.resize(300, 90)
    field.show()
    before = field.eye.height()
    theme.apply(qapp, theme.Theme(scale=1.5))
    assert field.eye.sizeHint().height() == round(before * 1.5)
    assert field.control.textMargins().left() > 20
