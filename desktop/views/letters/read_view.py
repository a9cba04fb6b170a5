"""A letter that is no longer written: its facts, its text, its files and its steps."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.models.attachments import AttachmentRow
from desktop.models.calendar import clock, iran_day, long_date, short_date
from desktop.models.letters.rows import LetterDetail
from desktop.models.text import persian_digits
from desktop.views.letters import looks
from desktop.views.shared import theme
from desktop.views.shared.buttons import Button, IconButton
from desktop.views.shared.card import Card
from desktop.views.shared.labels import Label
from desktop.views.shared.page_scroll import page_column, page_scroll
from desktop.views.shared.pill import Pill
from desktop.views.shared.side_panel import Facts
from resources.words import _


class ReadView(QWidget):
    """``record_wanted`` leads to what the letter is about, ``file_wanted`` to one of its files."""

    record_wanted = Signal()
    answered_wanted = Signal()
    file_wanted = Signal(object)
    elsewhere_wanted = Signal(object)

    def __init__(self, opens_elsewhere: Callable[[AttachmentRow], bool]) -> None:
        super().__init__()
        self._opens_elsewhere = opens_elsewhere
        self._column = page_column()
        whole = QVBoxLayout(self)
        theme.pad(whole, 0)
        self.area = page_scroll(self._column, _("نامه"), top=16, bottom=24, arrows=True)
        whole.addWidget(self.area)

    def show_letter(self, letter: LetterDetail, record: str) -> None:
        """``record`` names what it is about, in words."""
        while (item := self._column.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self._column.addWidget(self._facts(letter, record))
        if letter.body:
            text = Card(looks.shown(letter.row.subject))
            for line in letter.body.splitlines():
                text.body.addWidget(Label(looks.shown(line), wrap=True))
            self._column.addWidget(text)
        if letter.attachments:
            self._column.addWidget(self._files(letter.attachments))
        self._column.addWidget(self._steps(letter))
        self._column.addStretch(1)

    def _facts(self, letter: LetterDetail, record: str) -> Card:
        row = letter.row
        card = Card()
        top = QHBoxLayout()
        theme.pad(top, 8)
        top.addWidget(Pill(looks.letter_look(row)))
        top.addWidget(Label(looks.direction_words(row), "small", "text2"))
        top.addStretch(1)
        card.body.addLayout(top)
        facts = [
            (_("شماره"), looks.shown_number(row.number) if row.number else ""),
            (_("تاریخ"), long_date(row.letter_date) if row.letter_date else ""),
            (_("پیوست"), looks.shown(letter.attachment_note or "")),
            (_("از"), looks.shown(row.sender)),
            (_("به"), looks.shown("، ".join(row.addressee.splitlines()))),
            (_("موضوع"), looks.shown(row.subject)),
            (_("شمارهٔ فرستنده"), looks.shown_number(row.in_number) if row.in_number else ""),
            (_("تاریخ فرستنده"), long_date(row.in_date) if row.in_date else ""),
            (_("امضاکننده"), letter.signatory or ""),
            (_("رونوشت"), "، ".join(letter.copies)),
            (_("علت ابطال"), letter.void_reason or ""),
        ]
        card.body.addWidget(Facts([(name, value) for name, value in facts if value]))
        links = QHBoxLayout()
        theme.pad(links, 8)
        if record:
            links.addWidget(Button(record, "link", icon="link", on_click=self.record_wanted.emit))
        if letter.answers_id:
            links.addWidget(
                Button(
                    _("نامه‌ای که پاسخ آن است"),
                    "link",
                    icon="mail",
                    on_click=self.answered_wanted.emit,
                )
            )
        links.addStretch(1)
        card.body.addLayout(links)
        return card

    def _files(self, files: tuple[AttachmentRow, ...]) -> Card:
        card = Card(_("پیوست‌ها"), note=persian_digits(len(files)))
        for one in files:
            words = one.caption or one.name
            row = QHBoxLayout()
            theme.pad(row, 8)
            row.addWidget(
                Button(
                    words,
                    "link",
                    icon="paperclip",
                    on_click=partial(self.file_wanted.emit, one),
                )
            )
            if self._opens_elsewhere(one):
                row.addWidget(
                    IconButton(
                        _("باز کردن بیرون از برنامه"),
                        "external-link",
                        size="row",
                        on_click=partial(self.elsewhere_wanted.emit, one),
                    )
                )
            row.addStretch(1)
            card.body.addLayout(row)
        return card

    def _steps(self, letter: LetterDetail) -> Card:
        card = Card(_("گردش نامه"))
        for step in letter.steps:
            moment = _("{day}، {time}").format(
                day=short_date(iran_day(step.at)), time=clock(step.at)
            )
            parts = (looks.state_words(step.to_state), step.actor_name, moment)
            line = " · ".join(part for part in parts if part)
            card.body.addWidget(Label(line, wrap=True))
            if step.reason:
                card.body.addWidget(Label(step.reason, "small", "text2", wrap=True))
        if letter.issued_at:
            when = letter.issued_at
            told = _("نسخهٔ صادرشده در {day}، {time} ذخیره شد و چاپ دوباره همان است.").format(
                day=short_date(iran_day(when)), time=clock(when)
            )
            card.body.addWidget(Label(told, "small", "text2", wrap=True))
        if not letter.steps:
            card.body.addWidget(Label(_("هنوز گامی برداشته نشده است."), "small", "text2"))
        return card
