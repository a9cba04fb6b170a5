"""The form of an outgoing letter: a template with blanks to fill, then the letter itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from desktop.views.letters import looks
from desktop.views.letters.draft import LetterDraft, Template, filled
from desktop.views.shared import theme
from desktop.views.shared.buttons import Button
from desktop.views.shared.card import Card
from desktop.views.shared.choices import ChoiceField
from desktop.views.shared.fields import Field, MultiLineField, TextField
from desktop.views.shared.page_scroll import page_column, page_scroll
from resources.words import _

_NAMED = ("addressee", "subject", "body", "signatory", "attachment_note", "copies")


class WriteForm(QWidget):
    """``draft()`` is what is typed. The text follows the blanks until it is edited by hand."""

    edited = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._draft = LetterDraft()
        self._templates: dict[str, Template] = {}
        self._blanks: dict[str, TextField] = {}
        self._composed = ("", "")
        self._build()
        self._assemble()
        self._connect()

    def _build(self) -> None:
        self.template = ChoiceField(_("الگو"), [], empty=_("بی‌الگو"))
        self.compose = Button(_("بازسازی متن از الگو"), icon="refresh-cw", on_click=self._recompose)
        self.blanks = QWidget()
        self._grid = QGridLayout(self.blanks)
        theme.pad(self._grid, 8)
        self.sender_name = TextField(_("فرستنده"), required=True)
        self.addressee = MultiLineField(
            _("گیرنده"), lines=2, hint=_("نام و سمت، هر کدام در یک سطر"), required=True
        )
        self.subject = TextField(_("موضوع"), required=True)
        self.body = MultiLineField(
            _("متن"), lines=9, hint=_("هر بند در یک سطر؛ سلام در سطر نخست"), required=True
        )
        self.signatory = TextField(_("امضاکننده"), hint=_("نام، سمت"))
        self.attachment_note = TextField(_("پیوست"), hint=_("«دارد»، «ندارد» یا شمار"))
        self.copies = MultiLineField(_("رونوشت"), lines=2, hint=_("هر گیرنده در یک سطر"))

    def _assemble(self) -> None:
        self.pattern = Card()
        top = QHBoxLayout()
        theme.pad(top, 8)
        top.addWidget(self.template, 1)
        top.addWidget(self.compose, 0, Qt.AlignmentFlag.AlignVCenter)
        self.pattern.body.addLayout(top)
        self.pattern.body.addWidget(self.blanks)
        letter = Card(_("نامه"))
        for part in (self.sender_name, self.addressee, self.subject, self.body):
            letter.body.addWidget(part)
        pair = QHBoxLayout()
        theme.pad(pair, 8)
        pair.addWidget(self.signatory, 2)
        pair.addWidget(self.attachment_note, 1)
        letter.body.addLayout(pair)
        letter.body.addWidget(self.copies)
        column = page_column()
        column.addWidget(self.pattern)
        column.addWidget(letter)
        column.addStretch(1)
        whole = QVBoxLayout(self)
        theme.pad(whole, 0)
        whole.addWidget(page_scroll(column, _("نامه"), top=16, bottom=24))

    def _connect(self) -> None:
        self.template.edited.connect(self._choose_template)
        for one in self._fields().values():
            one.edited.connect(self._typed)

    def _fields(self) -> dict[str, TextField | MultiLineField]:
        return {"sender": self.sender_name} | {name: getattr(self, name) for name in _NAMED}

    def set_templates(self, templates: Mapping[str, Template]) -> None:
        self._templates = dict(templates)
        self.template.set_options([(one.code, one.title) for one in self._templates.values()])
        self.template.set_value(self._draft.template_code)
        self._show_blanks()

    def begin(self, draft: LetterDraft, *, fill: bool = False) -> None:
        """Show a draft; ``fill`` writes the text from its template."""
        self._draft = replace(draft, blanks=dict(draft.blanks))
        self.template.set_value(draft.template_code)
        for name, one in self._fields().items():
            one.set_value(looks.in_order(getattr(draft, name)))
            one.set_problem(None)
        self._show_blanks()
        self._composed = self._from_template()
        if fill:
            self._recompose()

    def draft(self) -> LetterDraft:
        """What is typed now."""
        typed: dict[str, Any] = {
            name: looks.plain(one.value()) for name, one in self._fields().items()
        }
        blanks = self._draft.blanks | {name: one.value() for name, one in self._blanks.items()}
        code = self.template.value()
        return replace(self._draft, **typed, blanks=blanks, template_code=code)

    def show_problems(self, problems: Mapping[str, str]) -> None:
        """Say beside each field what is wrong, and go to the first."""
        found: Field | None = None
        for name, one in self._fields().items():
            one.set_problem(problems.get(name))
            if name in problems and found is None:
                found = one
        if found is not None:
            found.setFocus()

    def show_open(self, blanks: list[str]) -> None:
        """Warn that the text still has open blanks."""
        told = _("این جاها هنوز خالی است: {names}").format(names="، ".join(blanks))
        self.body.set_warning(told if blanks else None)

    def _choose_template(self) -> None:
        self._draft = self.draft()
        self._show_blanks()
        if not self._by_hand():
            self._recompose()
        self.edited.emit()

    def _show_blanks(self) -> None:
        for one in self._blanks.values():
            self._grid.removeWidget(one)
            one.hide()
            one.deleteLater()
        self._blanks.clear()
        template = self._templates.get(self._draft.template_code)
        self.compose.setVisible(template is not None)
        self.blanks.setVisible(template is not None)
        if template is None:
            return
        for place, name in enumerate(template.blanks()):
            label = template.names.get(name, name)
            one = TextField(label, self._draft.blanks.get(name, ""), foot=False)
            one.edited.connect(self._fill)
            self._blanks[name] = one
            self._grid.addWidget(one, place // 2, place % 2)
        self._grid.setColumnStretch(0, 1)
        self._grid.setColumnStretch(1, 1)

    def _fill(self) -> None:
        by_hand = self._by_hand()
        self._draft = self.draft()
        if not by_hand:
            self._recompose()
        self.edited.emit()

    def _by_hand(self) -> bool:
        """Whether subject or text were changed by hand since they were written."""
        now = (looks.plain(self.subject.value()), looks.plain(self.body.value()))
        return now not in (self._composed, ("", ""))

    def _from_template(self) -> tuple[str, str]:
        template = self._templates.get(self._draft.template_code)
        if template is None:
            return "", ""
        values = self._draft.blanks
        subject = filled(template.subject, values, template.names)
        text = "\n".join(filled(one, values, template.names) for one in template.paragraphs)
        return subject, text

    def _recompose(self) -> None:
        self._draft = self.draft()
        if self._draft.template_code not in self._templates:
            return
        self._composed = self._from_template()
        self.subject.set_value(looks.in_order(self._composed[0]))
        self.body.set_value(looks.in_order(self._composed[1]))
        self.show_open(self.draft().warnings())

    def _typed(self) -> None:
        self.show_open(self.draft().warnings())
        self.edited.emit()
