"""How to print: printer, copies, pages, sides, ink; and whether the paper bears a seal."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from desktop.models.text import persian_digits
from desktop.views.printing.choice import (
    MOST_COPIES,
    PrintChoice,
    copies_of,
    count_words,
    pages_of,
)
from desktop.views.shared import theme
from desktop.views.shared.card import Divider, Ground
from desktop.views.shared.choices import CheckBox, ChoiceField
from desktop.views.shared.fields import TextField
from desktop.views.shared.labels import IconMark, Label
from desktop.views.shared.side_panel import Sheet, scrolled
from resources.words import _

WIDTH = 276


class SettingsPanel(Ground):
    """At the end of the preview; ``choice`` reads it, or says beside the field what is wrong."""

    def __init__(self, printers: list[str]) -> None:
        super().__init__("surface", "start")
        self.setAccessibleName(_("تنظیم چاپ"))
        self._count = 0
        self._build(printers)
        self._assemble()
        theme.follow(self._measure)

    def _build(self, printers: list[str]) -> None:
        self.paper = Label("", "strong", wrap=True)
        self.pages_words = Label("", "small", "text2")
        none = "" if printers else _("چاپگری پیدا نشد")
        options = [(name, name) for name in printers]
        usual = printers[0] if printers else ""
        self.printer = ChoiceField(_("چاپگر"), options, usual, empty=none)
        self.printer.setEnabled(bool(printers))
        if not printers:
            self.printer.set_hint(_("می‌توانید PDF را ذخیره و جای دیگری چاپ کنید."))
        self.copies = TextField(_("نسخه"), "1", code=True)
        self.pages = TextField(_("صفحه‌ها"), placeholder=_("همه"))
        self.both_sides = CheckBox(_("پشت‌ورو"), True)
        self.grey = CheckBox(_("سیاه و سفید"), True)
        self.seal_mark = IconMark("shield-check", "success")
        self.seal = Label("", "strong", wrap=True)
        self.seal_note = Label("", "small", "text2", wrap=True)

    def _assemble(self) -> None:
        content = Sheet()
        column = QVBoxLayout(content)
        theme.pad(column, 8, (0, 0, 0, 8))
        for part in (
            Label(_("برگ‌ها"), "section"),
            self.paper,
            self.pages_words,
            Divider(),
            Label(_("تنظیم"), "section"),
            self.printer,
        ):
            column.addWidget(part)
        pair = QHBoxLayout()
        theme.pad(pair, 8)
        pair.addWidget(self.copies, 1)
        pair.addWidget(self.pages, 1)
        column.addLayout(pair)
        column.addWidget(self.both_sides)
        column.addWidget(self.grey)
        column.addWidget(Divider())
        sealed = QHBoxLayout()
        theme.pad(sealed, 8)
        sealed.addWidget(self.seal_mark, 0, Qt.AlignmentFlag.AlignTop)
        words = QVBoxLayout()
        theme.pad(words, 4)
        words.addWidget(self.seal)
        words.addWidget(self.seal_note)
        sealed.addLayout(words, 1)
        column.addLayout(sealed)
        column.addStretch(1)
        whole = QVBoxLayout(self)
        theme.pad(whole, 0, (16, 14, 16, 8))
        whole.addWidget(scrolled(content, _("تنظیم چاپ")))

    def show_paper(self, title: str) -> None:
        """Another paper, whose pages are not known yet."""
        self.paper.set_words(title)
        self.pages_words.set_words("")
        self.pages.set_value("")
        self._say_seal("", "", "shield-check", "success")

    def show_outline(self, pages: int, sealed: bool) -> None:
        self._count = pages
        self.pages_words.set_words(count_words(pages))
        if sealed:
            note = _("کد مهر در پای هر برگ است.")
            self._say_seal(_("سند مهر شده است"), note, "shield-check", "success")
        else:
            note = _("این برگ هنوز سندیت ندارد.")
            self._say_seal(_("سند مهر نشده است"), note, "shield-alert", "warning")

    def choice(self) -> PrintChoice | None:
        """What was chosen, or None after the wrong field was marked."""
        copies, pages = copies_of(self.copies.value()), pages_of(self.pages.value(), self._count)
        most = persian_digits(MOST_COPIES)
        self.copies.set_problem(
            None if copies is not None else _("از ۱ تا {most}").format(most=most)
        )
        self.pages.set_problem(
            None
            if pages is not None
            else _("مانند «۱ تا ۳، ۵»؛ تا {n}").format(n=persian_digits(self._count))
        )
        if copies is None or pages is None:
            (self.copies if copies is None else self.pages).setFocus()
            return None
        return PrintChoice(copies, pages, self.both_sides.isChecked(), self.grey.isChecked())

    def _say_seal(self, words: str, note: str, mark: str, tone: str) -> None:
        self.seal.set_words(words)
        self.seal_note.set_words(note)
        self.seal_mark.set_icon(mark, tone)
        self.seal_mark.setVisible(bool(words))

    def _measure(self) -> None:
        self.setFixedWidth(theme.current().px(WIDTH))
