"""An office's own wording of a letter: subject and paragraphs with blanks, and how it will read."""

from __future__ import annotations

from functools import partial
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.commands.letters import EditLetterTemplate
from desktop.errors import AppError
from desktop.views.letters import looks
from desktop.views.letters.draft import (
    Template,
    coded,
    filled,
    named,
    sample_values,
    unknown_blank,
)
from desktop.views.shared import theme
from desktop.views.shared.buttons import Button
from desktop.views.shared.card import Card
from desktop.views.shared.fields import MultiLineField, TextField
from desktop.views.shared.flow import Flow
from desktop.views.shared.labels import Label
from desktop.views.shared.page_scroll import page_scroll
from resources.wording import words_of
from resources.words import _


class TemplateForm(QWidget):
    """A blank is put where the text is being written by its button."""

    edited = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._template: Template | None = None
        self.title = TextField(_("نام الگو"), required=True)
        self.subject = TextField(_("موضوع"), required=True)
        self.text = MultiLineField(_("متن"), lines=10, hint=_("هر بند در یک سطر"), required=True)
        self.own = Label("", "small", "text2", wrap=True)
        self.subject_seen = Label("", "strong", wrap=True)
        self.text_seen = Label("", wrap=True)
        self._blanks = Flow(6, 6)
        self._assemble()
        for one in (self.title, self.subject, self.text):
            one.edited.connect(self._typed)

    def _assemble(self) -> None:
        write = Card(_("الگو"))
        write.body.addWidget(self.own)
        write.body.addWidget(self.title)
        write.body.addWidget(self.subject)
        write.body.addWidget(self.text)
        write.body.addWidget(Label(_("جای خالی در متن"), "smallMedium", "text2"))
        holder = QWidget()
        holder.setLayout(self._blanks)
        write.body.addWidget(holder)
        seen = Card(_("چنین خوانده می‌شود"))
        seen.body.addWidget(self.subject_seen)
        seen.body.addWidget(self.text_seen)
        seen.body.addStretch(1)
        row = QHBoxLayout()
        row.addWidget(write, 3, Qt.AlignmentFlag.AlignTop)
        row.addWidget(seen, 2, Qt.AlignmentFlag.AlignTop)
        whole = QVBoxLayout(self)
        theme.pad(whole, 0)
        whole.addWidget(page_scroll(row, _("الگوی نامه"), top=16, bottom=24))

    def begin(self, template: Template) -> None:
        """Show a wording."""
        self._template = template
        common = _("الگوی همگانی؛ با ذخیره، نسخهٔ دفتر ساخته می‌شود.")
        told = _("این الگوی خود دفتر است.") if template.own else common
        self.own.set_words(told)
        self.title.set_value(template.title)
        self.subject.set_value(named(template.subject, template.names))
        self.text.set_value(named("\n".join(template.paragraphs), template.names))
        while (item := self._blanks.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        for name, words in template.names.items():
            self._blanks.addWidget(Button(words, "chip", on_click=partial(self.put_blank, name)))
        self._show()

    def put_blank(self, name: str) -> None:
        """Write a blank at the cursor of the text."""
        self.text.control.insertPlainText(named(f"{{{name}}}", self._names()))
        self.text.setFocus()

    def command(self) -> EditLetterTemplate | None:
        """The office's next version, or None after the empty field was marked."""
        wrong = None
        for one, words in (
            (self.title, _("نام الگو را بنویسید.")),
            (self.subject, _("موضوع را بنویسید.")),
            (self.text, _("متن را بنویسید.")),
        ):
            empty = not one.value().strip()
            one.set_problem(words if empty else None)
            wrong = wrong or (one if empty else None)
        if wrong is not None or self._template is None:
            if wrong is not None:
                wrong.setFocus()
            return None
        unknown = unknown_blank(self.subject.value(), self._names())
        where = self.subject if unknown else self.text
        unknown = unknown or unknown_blank(self.text.value(), self._names())
        if unknown is not None:
            where.set_problem(words_of("template_field_unknown", {"name": unknown}))
            where.setFocus()
            return None
        body: dict[str, Any] = {
            "subject": coded(self.subject.value().strip(), self._names()),
            "body": list(self._paragraphs()),
            "fields": {name: {"fa": words, "en": words} for name, words in self._names().items()},
        }
        return EditLetterTemplate(self._template.code, self.title.value().strip(), body)

    def say_refused(self, error: AppError) -> None:
        """What was refused, beside the text; nothing that was written is lost."""
        self.text.set_problem(words_of(error.code, error.arguments))
        self.text.setFocus()

    def _paragraphs(self) -> tuple[str, ...]:
        text = coded(self.text.value(), self._names())
        return tuple(line.strip() for line in text.splitlines() if line.strip())

    def _names(self) -> dict[str, str]:
        return dict(self._template.names) if self._template else {}

    def _typed(self) -> None:
        self._show()
        self.edited.emit()

    def _show(self) -> None:
        names, values = self._names(), sample_values()
        subject = coded(self.subject.value(), names)
        self.subject_seen.set_words(looks.shown(filled(subject, values, names)))
        text = "\n".join(filled(one, values, names) for one in self._paragraphs())
        self.text_seen.set_words(looks.shown(text))
