"""Which template to edit."""

from __future__ import annotations

from functools import partial

from desktop.models.letters.queries import letter_templates
from desktop.views.letters.draft import Template, templates
from desktop.views.navigation import Place, Workplace
from desktop.views.shared.buttons import Button
from desktop.views.shared.dialog import Dialog
from resources.words import _


class TemplateChoiceDialog(Dialog):
    """A button a template; it leads to the form."""

    def __init__(self, work: Workplace) -> None:
        super().__init__(_("الگوهای نامه"), _("هر دفتر می‌تواند نسخهٔ خود را از هر الگو داشته باشد."))
        self._work = work
        self.choices: list[Button] = []
        work.tasks.read(self, letter_templates, lambda rows: self._show(templates(rows)))

    def _show(self, found: dict[str, Template]) -> None:
        for template in found.values():
            told = _("{title} (نسخهٔ دفتر)").format(title=template.title)
            words = told if template.own else template.title
            button = Button(words, icon="file-text", on_click=partial(self._choose, template.code))
            self.choices.append(button)
            self.body.addWidget(button)
        if self.choices:
            self.choices[0].setFocus()

    def _choose(self, code: str) -> None:
        self.close_it()
        self._work.go(Place("letter", b"", f"template:{code}"))
