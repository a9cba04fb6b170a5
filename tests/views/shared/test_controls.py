"""Buttons, pills, answers, dialogs: seen, heard, and worked without a mouse."""

from __future__ import annotations

from datetime import timedelta

import pytest
from PySide6.QtCore import QMimeData, QPoint, Qt, QUrl
from PySide6.QtGui import QColor, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from desktop.views.shared import theme
from desktop.views.shared.answer_boxes import AnswerBoxes, yes_no_answers
from desktop.views.shared.buttons import Button, Segments
from desktop.views.shared.choices import ChoiceField
from desktop.views.shared.countdown import countdown_of, days_countdown, span_words
from desktop.views.shared.dialog import Dialog
from desktop.views.shared.focus_ring import FocusRing
from desktop.views.shared.gallery_form import sample_photo
from desktop.views.shared.keys import KEYS, groups
from desktop.views.shared.notice_bar import NoticeBar
from desktop.views.shared.page_header import PageHeader
from desktop.views.shared.photo_strip import Photo, PhotoStrip, WantedPhoto
from desktop.views.shared.pill import GLYPHS, Pill, PillLook, pill_colours
from desktop.views.shared.popover import Popover
from desktop.views.shared.signature_pad import SignaturePad
from desktop.views.shared.steps import Step, StepList
from desktop.views.shared.tags import key_words
from desktop.views.shared.tips import plain

NONE = Qt.KeyboardModifier.NoModifier
CTRL = Qt.KeyboardModifier.ControlModifier
LEFT = Qt.MouseButton.LeftButton


def window_with(qtbot: QtBot, *parts: QWidget) -> QWidget:
    page = QWidget()
    qtbot.addWidget(page)
    column = QVBoxLayout(page)
    for part in parts:
        column.addWidget(part)
    page.resize(900, 600)
    with qtbot.waitActive(page):
        page.show()
        page.activateWindow()
    return page


def focused(page: QWidget) -> QWidget:
    found: QWidget | None = page.focusWidget()
    assert found is not None
    return found


def test_a_key_is_drawn_on_the_button_and_works_it(qtbot: QtBot) -> None:
    button = Button("بازرسی تازه", "primary", key="Ctrl+N")
    page = window_with(qtbot, button)
    with qtbot.waitSignal(button.clicked):
        QTest.keyClick(page, Qt.Key.Key_N, CTRL)
    assert key_words("Ctrl+Return") == "Ctrl Enter"
    assert key_words("1") == "۱"


def test_a_button_without_words_still_has_a_name(qtbot: QtBot) -> None:
    button = Button("چاپ & خروجی", icon="printer", key="Ctrl+P")
    qtbot.addWidget(button)
    whole = button.sizeHint().width()
    button.show_words(False)
    assert button.sizeHint().width() == button.sizeHint().height() < whole
    assert button.toolTip() == plain("چاپ & خروجی (Ctrl P)")
    assert button.accessibleName() == "چاپ & خروجی"


def test_narrow_headers_drop_the_words_of_secondary_actions_first(qtbot: QtBot) -> None:
    header = PageHeader("بازرسی‌ها", "۸۶ از ۱٬۲۴۸")
    qtbot.addWidget(header)
    export = header.add_action(Button("خروجی", icon="download"))
    first = header.add_action(Button("بازرسی تازه", "primary", icon="plus", key="Ctrl+N"))
    wide = export.sizeHint().width()
    header.resize(1000, 48)
    header.show()
    assert export.sizeHint().width() == wide
    header.resize(420, 48)
    assert export.sizeHint().width() < wide
    assert first.sizeHint().width() > 100


def test_segments_are_chosen_with_arrows(qtbot: QtBot) -> None:
    grades = Segments([("1", "مشاهده"), ("2", "جزئی"), ("3", "عمده")], "1", name="شدت")
    page = window_with(qtbot, grades)
    QApplication.processEvents()
    assert page.isVisible()
    grades.findChildren(QWidget)[0].setFocus()
    with qtbot.waitSignal(grades.chosen):
        QTest.keyClick(grades.findChildren(QWidget)[0], Qt.Key.Key_Left)
    assert grades.value() == "2"


@pytest.mark.parametrize("name", theme.NAMES)
@pytest.mark.parametrize("tone", theme.TONES)
def test_a_pill_wears_its_tone(qtbot: QtBot, qapp: QApplication, name: str, tone: str) -> None:
    theme.apply(qapp, theme.Theme(theme.resolve(name)))
    pill = Pill(PillLook("بسته", tone, "check"))
    qtbot.addWidget(pill)
    pill.resize(pill.sizeHint())
    image = pill.grab().toImage()
    _ink, ground, line = pill_colours(tone)
    assert image.pixelColor(image.width() // 2, 3).name() == ground.name()
    assert (line is None) == (name == "light")
    assert pill_colours(tone, lifted=True)[1] == QColor(theme.tokens()[name]["surface"])


def test_every_glyph_is_drawn_and_each_differs(qtbot: QtBot) -> None:
    seen = []
    for glyph in GLYPHS:
        pill = Pill(PillLook("وضعیت", "info", glyph))
        qtbot.addWidget(pill)
        pill.resize(pill.sizeHint())
        seen.append(pill.grab().toImage())
    for place, image in enumerate(seen):
        assert all(image != other for other in seen[place + 1 :])


def test_an_unknown_tone_or_glyph_is_refused() -> None:
    with pytest.raises(ValueError, match="tone"):
        PillLook("بسته", "red")


@pytest.mark.parametrize(
    ("minutes", "words", "urgency"),
    [
        (40, "۲ ساعت و ۲۰ دقیقه", "enough"),
        (115, "۱ ساعت و ۰۵ دقیقه", "soon"),
        (155, "۲۵ دقیقه مانده", "urgent"),
        (252, "۱ ساعت و ۱۲ دقیقه دیر", "late"),
    ],
)
def test_time_left_is_said_in_words(minutes: int, words: str, urgency: str) -> None:
    look = countdown_of(timedelta(minutes=minutes), timedelta(hours=3))
    assert (look.words, look.urgency) == (words, urgency)


def test_whole_days_turn_amber_on_the_day_itself() -> None:
    assert days_countdown(3, "چهارشنبه ۱۴ آبان").urgency == "calm"
    assert days_countdown(0, "امروز").urgency == "soon"
    assert days_countdown(-2, "شنبه").words == "۲ روز دیر"
    assert span_words(timedelta(days=3)) == "۳ روز"


@pytest.mark.parametrize("digit", ["2", "۲", "٢"])
def test_digits_of_every_kind_choose_an_answer(qtbot: QtBot, digit: str) -> None:
    boxes = AnswerBoxes(yes_no_answers(), name="پرسش ۳٫۲")
    qtbot.addWidget(boxes)
    with qtbot.waitSignal(boxes.chosen):
        assert boxes.choose_digit(digit)
    assert boxes.value() == "no"
    assert not boxes.choose_digit("9")
    assert not boxes.choose_digit("")


def test_an_answer_can_be_taken_back(qtbot: QtBot) -> None:
    boxes = AnswerBoxes(yes_no_answers(), "yes")
    qtbot.addWidget(boxes)
    with qtbot.waitSignal(boxes.chosen) as chosen:
        QTest.keyClick(boxes, Qt.Key.Key_Delete)
    assert (chosen.args, boxes.value()) == ([""], "")


def test_answers_are_forty_high(qtbot: QtBot) -> None:
    boxes = AnswerBoxes(yes_no_answers())
    qtbot.addWidget(boxes)
    assert {one.sizeHint().height() for one in boxes.boxes.values()} == {40}


def test_a_dialog_holds_the_keys_until_it_is_decided(qtbot: QtBot) -> None:
    behind = Button("پایان", "primary", key="Ctrl+Return")
    page = window_with(qtbot, behind)
    behind.setFocus()
    dialog = Dialog("بازگرداندن", "چیزی پاک نمی‌شود.", primary="بازگرداندن")
    line = QLineEdit()
    dialog.body.addWidget(line)
    dialog.open_over(page)
    assert page.focusWidget() is line
    with qtbot.assertNotEmitted(behind.clicked), qtbot.waitSignal(dialog.decided):
        QTest.keyClick(line, Qt.Key.Key_Return, CTRL)
    for _times in range(6):
        QTest.keyClick(focused(page), Qt.Key.Key_Tab)
        assert dialog.isAncestorOf(focused(page))
    with qtbot.waitSignal(dialog.left):
        QTest.keyClick(focused(page), Qt.Key.Key_Escape)
    assert page.focusWidget() is behind


def test_a_dialog_fits_a_small_window(qtbot: QtBot, qapp: QApplication) -> None:
    theme.apply(qapp, theme.Theme(scale=1.5))
    page = window_with(qtbot, QWidget())
    page.resize(600, 400)
    dialog = Dialog("بازگرداندن گزارش برای اصلاح", "توضیح " * 30, primary="بازگرداندن")
    dialog.open_over(page)
    assert page.rect().contains(dialog.sheet.geometry())
    dialog.leave()


def test_a_popover_gives_the_focus_back(qtbot: QtBot) -> None:
    opener = Button("ستون‌ها")
    page = window_with(qtbot, opener)
    popover = Popover("ستون‌ها")
    inside = Button("پیش‌فرض")
    popover.body.addWidget(inside)
    popover.open_below(opener)
    assert page.focusWidget() is inside
    assert page.rect().intersects(popover.geometry())
    QTest.keyClick(inside, Qt.Key.Key_Escape)
    assert popover.isHidden()
    assert page.focusWidget() is opener


def test_the_ring_follows_the_focus_and_leaves_fields_alone(qtbot: QtBot) -> None:
    first, line = Button("ثبت"), QLineEdit()
    page = window_with(qtbot, first, line)
    ring = FocusRing(page)
    first.setFocus()
    assert ring.isVisible()
    assert ring.geometry().contains(first.geometry())
    before = first.geometry()
    line.setFocus()
    assert not ring.isVisible()
    theme.tell(line, "state", "problem")
    QApplication.processEvents()
    assert ring.isVisible()
    assert first.geometry() == before


def test_a_notice_says_one_thing_and_offers_one_way(qtbot: QtBot) -> None:
    bar = NoticeBar()
    page = window_with(qtbot, bar)
    assert not bar.isVisible()
    done: list[str] = []
    bar.show_notice(
        "سه میدان کم است", tone="danger", action="برو", on_action=lambda: done.append("x")
    )
    assert bar.isVisible()
    assert bar.button is not None
    bar.button.click()
    bar.show_notice("ذخیره شد", tone="success")
    assert done == ["x"]
    assert bar.findChildren(Button) == [] or not bar.findChildren(Button)[0].isVisible()
    assert bar.accessibleName() == "ذخیره شد"
    assert page.isVisible()


def test_a_signature_is_kept_as_png_and_a_dot_is_none(qtbot: QtBot) -> None:
    pad = SignaturePad()
    qtbot.addWidget(pad)
    pad.resize(320, 120)
    QTest.mouseClick(pad, LEFT, NONE, QPoint(20, 20))
    assert pad.png() == b""
    QTest.mousePress(pad, LEFT, NONE, QPoint(40, 60))
    for step in range(12):
        QTest.mouseMove(pad, QPoint(40 + step * 10, 60 + step % 3 * 10))
    QTest.mouseRelease(pad, LEFT, NONE, QPoint(160, 60))
    image = QImage.fromData(pad.png())
    assert (image.width(), image.height()) == (640, 240)
    QTest.keyClick(pad, Qt.Key.Key_Delete)
    assert pad.is_empty()


def test_photos_come_as_files_or_as_a_picture(qtbot: QtBot) -> None:
    strip = PhotoStrip(choose=lambda then: then(["/نمونه/a.jpg"]))
    qtbot.addWidget(strip)
    strip.show_photos(
        [Photo("1", sample_photo(), "نمای دور")], [WantedPhoto("close", "نمای نزدیک")]
    )
    assert strip.next_slot() == "close"
    with qtbot.waitSignal(strip.files_added) as added:
        strip.tiles[1].click()
    assert added.args == [["/نمونه/a.jpg"], "close"]
    dropped = QMimeData()
    dropped.setUrls([QUrl.fromLocalFile("/نمونه/b.HEIC"), QUrl.fromLocalFile("/نمونه/c.exe")])
    with qtbot.waitSignal(strip.files_added) as added:
        assert strip.take(dropped, "")
    assert added.args == [["/نمونه/b.HEIC"], ""]
    pasted = QMimeData()
    pasted.setImageData(QImage.fromData(sample_photo()))
    with qtbot.waitSignal(strip.picture_pasted) as picture:
        assert strip.take(pasted, "close")
    assert bytes(picture.args[0]).startswith(b"\x89PNG")
    assert not strip.take(QMimeData(), "")


def test_delete_on_a_photo_asks_to_remove_it(qtbot: QtBot) -> None:
    strip = PhotoStrip()
    page = window_with(qtbot, strip)
    strip.show_photos([Photo("1", sample_photo(), "نمای دور")])
    assert page.isVisible()
    strip.tiles[0].setFocus()
    with qtbot.waitSignal(strip.remove_wanted) as wanted:
        QTest.keyClick(strip.tiles[0], Qt.Key.Key_Delete)
    assert wanted.args == ["1"]


def test_sections_are_walked_with_arrows(qtbot: QtBot) -> None:
    steps = StepList("بخش‌ها")
    page = window_with(qtbot, steps)
    steps.set_steps(
        [Step("a", "آغاز", "۴ از ۴", "done"), Step("b", "احترام", "۱ کمبود", "missing")], "a"
    )
    QApplication.processEvents()
    assert page.isVisible()
    steps.rows[0].setFocus()
    with qtbot.waitSignal(steps.chosen) as chosen:
        QTest.keyClick(steps.rows[0], Qt.Key.Key_Down)
    assert chosen.args == ["b"]
    assert steps.current() == "b"
    assert steps.rows[1].accessibleName() == "۲. احترام ۱ کمبود"


def test_no_indicator_code_is_used_as_a_key() -> None:
    taken = {one.key for one in KEYS}
    assert not taken & {"F2", "F3", "F4", "F5", "F7"}
    assert list(groups()) == ["همه‌جا", "فهرست‌ها", "فرم‌ها", "دو ویرایش هم‌زمان"]


@pytest.mark.parametrize("count", [2, 9])
def test_words_that_do_not_fit_a_list_end_with_an_ellipsis_and_have_a_tooltip(
    qtbot: QtBot, count: int
) -> None:
    long = "ناراضی‌کردن ارباب‌رجوع یا انجام‌ندادن و تأخیر بی‌دلیل در کار قانونی او"
    field = ChoiceField("معیار", [(str(n), f"{long} {n}") for n in range(count)], "1")
    qtbot.addWidget(field)
    field.resize(260, 80)
    field.show()
    qtbot.waitExposed(field)
    whole = field.grab().toImage()
    assert field.control.toolTip() == f"{long} 1"
    field.resize(900, 80)
    wide = field.grab().toImage()
    assert field.control.toolTip() == ""
    assert whole.width() < wide.width()
