"""Entering a letter that came in, with its scan and what it answers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.commands.letters import RegisterIncomingLetter
from desktop.models.letters.rows import LetterRow
from desktop.views.letters import looks
from desktop.views.letters.scan import ChooseScan
from desktop.views.shared import theme
from desktop.views.shared.buttons import Button
from desktop.views.shared.card import Card
from desktop.views.shared.choices import ChoiceField
from desktop.views.shared.date_field import DateField
from desktop.views.shared.fields import Field, MultiLineField, TextField
from desktop.views.shared.labels import ElidedLabel
from desktop.views.shared.page_scroll import page_column, page_scroll
from resources.words import _


class IncomingForm(QWidget):
    """``command`` makes the registration, or marks what is missing and gives None."""

    edited = Signal()

    def __init__(self, today: Callable[[], date], choose: ChooseScan) -> None:
        super().__init__()
        self._today, self._choose = today, choose
        self._answers: dict[str, LetterRow] = {}
        self.scan = ""
        self._build()
        self._assemble()

    def _build(self) -> None:
        self.sender_name = TextField(_("فرستنده"), required=True)
        self.in_number = TextField(
            _("شمارهٔ فرستنده"), hint=_("همان‌گونه که چاپ شده است"), required=True
        )
        self.in_date = DateField(
            _("تاریخ فرستنده"), today=self._today, last=self._today(), required=True
        )
        self.received_on = DateField(
            _("تاریخ رسیدن"), self._today(), today=self._today, last=self._today(), required=True
        )
        self.addressee = TextField(_("گیرنده"), required=True)
        self.subject = TextField(_("موضوع"), required=True)
        self.answers = ChoiceField(_("پاسخ به نامهٔ"), [], empty=_("پاسخ نامه‌ای نیست"))
        self.attachment_note = TextField(_("پیوست"), hint=_("«دارد»، «ندارد» یا شمار"))
        self.body = MultiLineField(_("چکیده"), lines=3)
        self.add_scan = Button(_("افزودن اسکن"), icon="paperclip", on_click=self._ask_scan)
        self.scan_name = ElidedLabel(_("اسکنی افزوده نشده است"), "small", "text2")

    def _assemble(self) -> None:
        card = Card(_("نامهٔ وارده"))
        for parts in (
            (self.sender_name,),
            (self.in_number, self.in_date, self.received_on),
            (self.addressee,),
            (self.subject,),
            (self.answers, self.attachment_note),
            (self.body,),
        ):
            row = QHBoxLayout()
            theme.pad(row, 8)
            for part in parts:
                row.addWidget(part, 1)
            card.body.addLayout(row)
        row = QHBoxLayout()
        theme.pad(row, 8)
        row.addWidget(self.add_scan)
        row.addWidget(self.scan_name, 1, Qt.AlignmentFlag.AlignVCenter)
        card.body.addLayout(row)
        column = page_column()
        column.addWidget(card)
        column.addStretch(1)
        whole = QVBoxLayout(self)
        theme.pad(whole, 0)
        whole.addWidget(page_scroll(column, _("نامهٔ وارده"), top=16, bottom=24))
        for field in self._fields().values():
            field.edited.connect(self.edited)

    def _fields(self) -> dict[str, Field]:
        return {
            "sender": self.sender_name,
            "in_number": self.in_number,
            "in_date": self.in_date,
            "letter_date": self.received_on,
            "addressee": self.addressee,
            "subject": self.subject,
            "answers": self.answers,
        }

    def begin(self, office: str, sent: Sequence[LetterRow]) -> None:
        """An empty form; ``sent`` are the letters that an answer may come to."""
        self._answers = {row.id.hex(): row for row in sent}
        options = [(key, looks.title_words(row)) for key, row in self._answers.items()]
        self.answers.set_options(options)
        for one in (self.sender_name, self.in_number, self.subject, self.attachment_note):
            one.set_value("")
        self.addressee.set_value(office)
        self.body.set_value("")
        self.answers.set_value("")
        self.in_date.set_value(None)
        self.received_on.set_value(self._today())
        self.scan = ""
        self.scan_name.set_words(_("اسکنی افزوده نشده است"))
        self.show_problem("", "")

    def answers_by_key(self) -> dict[str, LetterRow]:
        """The letters that this one may answer, by the key of the choice."""
        return dict(self._answers)

    def command(self, key: bytes) -> RegisterIncomingLetter | None:
        """The registration under this id."""
        self.show_problem("", "")
        missing = {
            "sender": _("فرستنده را بنویسید."),
            "in_number": _("شمارهٔ روی نامه را بنویسید."),
            "in_date": _("تاریخ روی نامه را بنویسید."),
            "addressee": _("گیرنده را بنویسید."),
            "subject": _("موضوع را بنویسید."),
        }
        wrong = [name for name in missing if not self._fields()[name].value()]
        for name in reversed(wrong):
            self.show_problem(name, missing[name])
        in_date = self.in_date.value()
        if wrong or in_date is None:
            return None
        answered = self._answers.get(self.answers.value())
        return RegisterIncomingLetter(
            sender=self.sender_name.value(),
            addressee=self.addressee.value(),
            subject=self.subject.value(),
            in_number=self.in_number.value(),
            in_date=in_date,
            body=self.body.value() or None,
            attachment_note=self.attachment_note.value() or None,
            record_kind=answered.record_kind if answered else None,
            record_id=answered.record_id if answered else None,
            answers=answered.id if answered else None,
            received_on=self.received_on.value(),
            id=key,
        )

    def show_problem(self, name: str, words: str) -> None:
        """Say beside a field what is wrong with it; without a name all is well."""
        for key, one in self._fields().items():
            if not name:
                one.set_problem(None)
            elif key == name:
                one.set_problem(words)
                one.setFocus()

    def _ask_scan(self) -> None:
        chosen = self._choose(self)
        if chosen:
            self.scan = chosen
            self.scan_name.set_words(Path(chosen).name)
            self.edited.emit()
