"""F1: every key of the window, drawn, and a short word about each page."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QGridLayout, QVBoxLayout

from desktop.views.navigation import Page, Workplace
from desktop.views.pages import PAGES
from desktop.views.shared import theme
from desktop.views.shared.buttons import Button
from desktop.views.shared.card import Card
from desktop.views.shared.keys import Key, groups
from desktop.views.shared.labels import IconMark, label
from desktop.views.shared.page_header import PageHeader
from desktop.views.shared.page_scroll import page_scroll
from desktop.views.shared.tags import KeyCap, key_words
from resources.words import Lazy, _, lazy

_BESIDE_FROM = 820
PAGE_HELP: Final[dict[str, Lazy]] = {
    "home": lazy(
        "آنچه امروز و این هفته در انتظار شماست، کارهای نیمه‌تمام، و آنچه هنوز به ستاد نرسیده. "
        "زیر «بازرسی‌های این هفته» نشانی، تلفن، یافته‌های پیشین و اقدام‌های باز هر واحد هست؛ "
        "پیش از رفتن بخوانید."
    ),
    "inspections": lazy(
        "همهٔ بازرسی‌هایی که می‌توانید ببینید. جستجو ی و ک عربی، نیم‌فاصله و اعراب را یکی می‌گیرد. "
        "فیلترها را می‌توان به نام نگه داشت."
    ),
    "corrective_actions": lazy(
        "اقدام‌هایی که یافته‌ها را رفع می‌کنند، با مهلت هر یک. انجام‌شده را کسی راستی‌آزمایی می‌کند "
        "که در آن بازرسی نبوده است."
    ),
    "personnel_actions": lazy(
        "پرونده‌های تشویق، تذکر و پیشنهاد برکناری، از پیشنهاد تا ابلاغ. تنها کسانی که در پرونده نام "
        "برده شده‌اند آن را می‌بینند؛ تصمیم با ستاد و مقام صلاحیت‌دار است."
    ),
    "meetings": lazy(
        "جلسه‌های ستاد: دستور از آنچه در انتظار است پر می‌شود، رأی برای هر مورد جدا ثبت می‌شود و "
        "صورت‌جلسه پس از امضا همان برگی است که می‌ماند."
    ),
    "programmes": lazy(
        "برنامهٔ سالانهٔ هر دستگاه با ۵۹ اقدام: چه لازم است، چه برگزار شد، چه عقب افتاده و چرا. "
        "مدرک در ماه خودش شمرده می‌شود؛ ثبت دیرتر «با تأخیر» نشان می‌گیرد."
    ),
    "letters": lazy(
        "دفتر نامه‌های رسیده و فرستاده. شماره را تنها دبیرخانه می‌زند؛ نامهٔ شماره‌خورده همان برگی "
        "است که همیشه چاپ می‌شود."
    ),
    "directory": lazy(
        "واحدها با نشانی، تلفن و پیشینه. واحدی که نیست موقت ثبت می‌شود و مدیر سامانه بعداً آن را "
        "با واحد درست یکی می‌کند؛ هر دو نام پیدا می‌شود."
    ),
    "visit_form": lazy(
        "پرسش‌های بازرسی در محل. پاسخ‌ها با ۱ و ۲ و ۳، عکس با F9، یافته با F10، کمبود بعدی با F8. "
        "هرچه می‌نویسید هر پنج ثانیه ذخیره می‌شود."
    ),
    "conflicts": lazy(
        "وقتی دو نفر یک میدان را جدا از هم نوشته‌اند: ← و → یکی را برمی‌گزیند، B هر دو را پشت هم "
        "نگه می‌دارد، E مقدار سوم می‌نویسد. هیچ مقداری گم نمی‌شود."
    ),
    "sync": lazy(
        "«ارسال شده» یعنی ستاد رسید امضاشده داده است. بدون شبکه هم می‌توان کار کرد؛ هرچه بماند "
        "بعداً فرستاده می‌شود."
    ),
}


class HelpPage(Page):
    """The keys at the start, the pages beside them."""

    def __init__(self, work: Workplace) -> None:
        super().__init__(work)
        self.header = PageHeader(_("راهنما و کلیدها"))
        self.header.add_action(Button(_("بازگشت"), key="Escape", on_click=work.back))
        self.caps: list[KeyCap] = []
        keys, pages = QVBoxLayout(), QVBoxLayout()
        for column in (keys, pages):
            theme.pad(column, 12)
        for name, group in groups().items():
            keys.addWidget(self._key_card(name, group))
        pages.addWidget(self._page_card())
        keys.addStretch(1)
        pages.addStretch(1)
        self._columns = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._columns.addLayout(keys, 1)
        self._columns.addLayout(pages, 1)
        head = QVBoxLayout()
        theme.pad(head, 0, (24, 4, 24, 4))
        head.addWidget(self.header)
        page = QVBoxLayout(self)
        theme.pad(page, 0)
        page.addLayout(head)
        self.area = page_scroll(self._columns, _("راهنما و کلیدها"), 16, arrows=True)
        page.addWidget(self.area, 1)

    def reload(self) -> None:
        self.area.setFocus(Qt.FocusReason.OtherFocusReason)

    def _key_card(self, name: str, group: list[Key]) -> Card:
        card = Card(name)
        grid = QGridLayout()
        theme.pad(grid, 8)
        grid.setColumnStretch(0, 1)
        for row, one in enumerate(group):
            cap = KeyCap(one.key)
            self.caps.append(cap)
            words = label(str(one.does), wrap=True)
            words.setAccessibleDescription(key_words(one.key))
            grid.addWidget(words, row, 0)
            grid.addWidget(cap, row, 1, Qt.AlignmentFlag.AlignTrailing)
        card.body.addLayout(grid)
        return card

    def _page_card(self) -> Card:
        card = Card(_("هر بخش به چه کار می‌آید"))
        grid = QGridLayout()
        theme.pad(grid, 10)
        grid.setColumnStretch(1, 1)
        known = [one for one in PAGES if one.name in PAGE_HELP]
        for place, entry in enumerate(known):
            grid.addWidget(IconMark(entry.icon), place, 0, Qt.AlignmentFlag.AlignTop)
            told = QVBoxLayout()
            theme.pad(told, 2)
            told.addWidget(label(str(entry.title), "strong"))
            told.addWidget(label(str(PAGE_HELP[entry.name]), "body", "text2", wrap=True))
            grid.addLayout(told, place, 1)
        card.body.addLayout(grid)
        return card

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        beside = self.width() >= theme.current().px(_BESIDE_FROM)
        direction = QBoxLayout.Direction
        self._columns.setDirection(direction.LeftToRight if beside else direction.TopToBottom)
