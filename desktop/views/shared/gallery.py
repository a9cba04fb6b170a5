"""Pictures of every shared part, for the eyes of a developer: ``… gallery OUT_DIR``."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

from PySide6.QtWidgets import QApplication, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from desktop.models.text import ltr_isolate
from desktop.views.shared import theme
from desktop.views.shared.buttons import Button, Kind, Segments
from desktop.views.shared.card import Card, Ground
from desktop.views.shared.choices import CheckBox, ChoiceField
from desktop.views.shared.countdown import Countdown, countdown_of
from desktop.views.shared.date_field import DateField
from desktop.views.shared.dialog import Dialog
from desktop.views.shared.empty_state import EmptyState
from desktop.views.shared.fields import MultiLineField, TextField
from desktop.views.shared.filter_bar import FilterBar, FilterChoice
from desktop.views.shared.flow import Flow
from desktop.views.shared.focus_ring import FocusRing
from desktop.views.shared.gallery_form import TODAY, visit_page
from desktop.views.shared.gallery_rows import COLUMNS, PILLS, ROWS
from desktop.views.shared.labels import Label
from desktop.views.shared.notice_bar import NoticeBar
from desktop.views.shared.page_header import PageHeader
from desktop.views.shared.pill import Pill
from desktop.views.shared.record_sheet import RecordSheet
from desktop.views.shared.record_table import RecordTable
from desktop.views.shared.record_view import RecordView
from desktop.views.shared.tags import Chip, KeyCap, TagMark, indicator_tag

SIZES = {1.0: (1280, 800), 1.5: (1280, 800)}


def _flow(parts: list[QWidget]) -> QWidget:
    holder = QWidget()
    flow = Flow(parent=holder)
    for part in parts:
        flow.addWidget(part)
    return holder


def buttons_card() -> Card:
    card = Card("دکمه‌ها")
    rows: list[tuple[str, Kind]] = [("ثبت", "primary"), ("چاپ", "secondary"), ("رها", "quiet")]
    for words, kind in rows:
        normal, off = Button(words, kind), Button(words, kind)
        down = Button(words, kind)
        down.setDown(True)
        off.setEnabled(False)
        card.body.addWidget(_flow([normal, down, off]))
    card.body.addWidget(
        _flow(
            [
                Button("حذف، ۳۰ روز در سطل", "danger", icon="trash-2"),
                Button("کار پرخطر نیست", "link"),
                Button("با کلید", icon="printer", key="Ctrl+P"),
            ]
        )
    )
    return card


def fields_card() -> Card:
    card = Card("میدان")
    grid = QGridLayout()
    theme.pad(grid, 12)
    wrong = TextField("خطا", "1404/08/32", code=True)
    wrong.set_problem("آبان ۳۰ روز دارد")
    soft = TextField("هشدار نرم", "۵ روز پیش", required=True)
    soft.set_warning("دیرتر از ۳ روز؛ دلیل بنویسید")
    off = TextField("خاموش", placeholder="پس از حکم باز می‌شود")
    off.control.setEnabled(False)
    choice = ChoiceField("گزینش", [("26", "قزوین"), ("30", "البرز")], "26")
    normal = TextField("عادی", placeholder="نام واحد", pin=True)
    focused = TextField("کانون", "واحد نمونهٔ الف", hint="نام کامل، مانند تابلو")
    for place, field in enumerate([normal, focused, wrong, soft, off, choice]):
        grid.addWidget(field, place // 2, place % 2)
    card.body.addLayout(grid)
    card.body.addWidget(CheckBox("گزارش کامل", True, detail="۲ صفحه"))
    card.body.addWidget(CheckBox("فرم خام برای دستنویس"))
    return card


def states_page() -> QWidget:
    page = Ground("canvas")
    columns = QHBoxLayout(page)
    theme.pad(columns, 12, (16, 14, 16, 14))
    first, second, third = QVBoxLayout(), QVBoxLayout(), QVBoxLayout()
    for column in (first, second, third):
        theme.pad(column, 12)
        columns.addLayout(column, 1)
    first.addWidget(buttons_card())
    first.addWidget(fields_card())
    for tone, sentence, line, action in (
        ("danger", "سه میدان کم است", "پرسش ۳٫۲، مهلت اقدام، امضا", "برو به اولی"),
        ("warning", "ساعت رایانه یک ساعت جلو است", "", ""),
        ("success", "ستاد ۱۲ ثبت را دریافت کرد", "رسید ۷F۳A-۹۱", ""),
    ):
        bar = NoticeBar()
        first.addWidget(bar)
        bar.show_notice(sentence, line, tone=tone, action=action, key="F8" if action else "")
    first.addStretch(1)
    for title, looks in PILLS.items():
        card = Card(title)
        card.body.addWidget(_flow([Pill(look) for look in looks]))
        second.addWidget(card)
    limit = timedelta(hours=3)
    times = Card("مهلت")
    clocks = [timedelta(minutes=one) for one in (40, 115, 155, 252)]
    times.body.addWidget(_flow([Countdown(countdown_of(one, limit)) for one in clocks]))
    tag = TagMark(indicator_tag("F4", "احترام، عدالت و کرامت انسانی"))
    chip = Chip("استان", "قزوین")
    more = Button("فیلتر", "chip", icon="plus", size="row")
    times.body.addWidget(_flow([chip, more, tag, KeyCap("Ctrl+K")]))
    severities = [("1", "مشاهده"), ("2", "جزئی"), ("3", "عمده"), ("4", "بحرانی")]
    times.body.addWidget(_flow([Segments(severities, "3")]))
    second.addWidget(times)
    second.addStretch(1)
    letters = Card("پلهٔ نوشتار")
    for role, words in (
        ("figure", "۱٬۹۷۵"),
        ("page", "سرِ صفحه"),
        ("window", "سرِ پنجره"),
        ("section", "سرِ بخش"),
        ("body", "متن و خانهٔ جدول"),
        ("small", "زیرنویس و راهنما"),
        ("cap", "نشان و کلید"),
    ):
        letters.body.addWidget(Label(words, role))
    long = "متن بلندی که در چند خط می‌شکند و باید همهٔ خط‌هایش از یک لبه آغاز شود، چه با F4 چه ۱۲."
    letters.body.addWidget(Label(long, "small", "text2", wrap=True))
    third.addWidget(letters)
    empty = Card()
    empty.body.addWidget(
        EmptyState(
            "با این فیلترها چیزی نیست",
            "۱٬۲۴۸ بازرسی بیرون از فیلتر است",
            action="پاک کردن فیلترها",
            key="Esc",
        )
    )
    third.addWidget(empty)
    third.addStretch(1)
    return page


def list_page() -> QWidget:
    page = Ground("canvas")
    column = QVBoxLayout(page)
    theme.pad(column, 10, (24, 10, 24, 16))
    header = PageHeader("بازرسی‌ها", "۸۶ از ۱٬۲۴۸")
    header.add_action(Button("خروجی", icon="download"))
    header.add_action(Button("چاپ", icon="printer"))
    header.add_action(Button("بازرسی تازه", "primary", icon="plus", key="Ctrl+N"))
    table = RecordTable(COLUMNS, lambda _request: None, sort="day", descending=True, this_year=1404)
    view = RecordView(table, "بازرسی‌ها")
    provinces = (("26", "قزوین"), ("30", "البرز"))
    filters = FilterBar(
        "جستجو در همین فهرست، Ctrl+F",
        [FilterChoice("province", "استان", provinces), FilterChoice("state", "وضعیت", ())],
        view=view,
        saved_views=[],
    )
    filters.set_values({"province": "26"})
    column.addWidget(header)
    column.addWidget(filters)
    sheet = RecordSheet(view)
    sheet.set_foot("۱ انتخاب", "مجموع یافته‌ها: ۱۶۴", "تازه در ۰۹:۴۸")
    column.addWidget(sheet, 1)
    table.reload()
    table.add_page(ROWS, more=False)
    view.select(3)
    return page


def dialog_page() -> QWidget:
    page = list_page()
    dialog = Dialog(
        "بازگرداندن گزارش برای اصلاح",
        f"گزارش {ltr_isolate('۲۶-۰۴۰۸-۰۰۲۷')} به سرگروه برمی‌گردد و در کارتابل او "
        "بالای فهرست می‌آید. چیزی پاک نمی‌شود.",
        primary="بازگرداندن",
        icon="undo-2",
    )
    hint = "این نوشته در تاریخچه می‌ماند و سرگروه آن را می‌بیند."
    dialog.body.addWidget(MultiLineField("دلیل", lines=2, required=True, hint=hint))
    dialog.body.addWidget(TextField("مهلت اصلاح", "چهارشنبه ۱۴ آبان ۱۴۰۴"))
    dialog.set_note("۳۸ نویسه")
    _after_show(page, lambda: dialog.open_over(page))
    return page


def columns_page() -> QWidget:
    page = list_page()
    bar = page.findChildren(FilterBar)[0]
    _after_show(page, bar.columns.click)
    return page


def month_page() -> QWidget:
    page = Ground("canvas")
    column = QVBoxLayout(page)
    theme.pad(column, 12, (24, 16, 24, 16))
    field = DateField(
        "مهلت اصلاح", date(2025, 11, 5), today=lambda: TODAY, first=TODAY - timedelta(days=20)
    )
    column.addWidget(field)
    column.addStretch(1)
    _after_show(page, field.open_month)
    return page


def _after_show(page: QWidget, act: Callable[[], object]) -> None:
    _LATER[id(page)] = act


_LATER: dict[int, Callable[[], object]] = {}

PAGES: dict[str, Callable[[], QWidget]] = {
    "states": states_page,
    "list": list_page,
    "form": visit_page,
    "dialog": dialog_page,
    "columns": columns_page,
    "month": month_page,
}


def _picture(
    app: QApplication, build: Callable[[], QWidget], size: tuple[int, int], to: Path
) -> None:
    page = build()
    page.resize(*size)
    FocusRing(page)
    page.show()
    app.processEvents()
    _LATER.pop(id(page), lambda: None)()
    app.processEvents()
    page.grab().save(str(to))
    page.close()
    page.deleteLater()
    app.processEvents()


def main(folder: Path) -> None:
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    folder.mkdir(parents=True, exist_ok=True)
    app = QApplication.instance() or QApplication([])
    if not isinstance(app, QApplication):
        raise TypeError("another kind of application is running")
    wanted = sys.argv[2:] or list(PAGES)
    for name in theme.NAMES:
        for scale, size in SIZES.items():
            theme.apply(app, theme.Theme(name, scale))
            for page in wanted:
                _picture(app, PAGES[page], size, folder / f"{page}-{name}-{round(scale * 100)}.png")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
