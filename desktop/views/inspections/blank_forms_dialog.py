"""How many blank forms, of which checklist: asked before numbers are used up."""

from __future__ import annotations

from typing import Final

from desktop.models.directory_choices import Choices, templates
from desktop.models.inspections.rows import VisitRow
from desktop.models.text import ltr_isolate, persian_digits, whole_number
from desktop.views.inspections import papers
from desktop.views.navigation import Paper, Workplace
from desktop.views.shared.choices import CheckBox, ChoiceField
from desktop.views.shared.dialog import Dialog
from desktop.views.shared.fields import TextField
from resources.words import _

MOST: Final = 100


class BlankFormsDialog(Dialog):
    """Each form gets its own number and QR, so that it can be typed in later."""

    def __init__(self, work: Workplace, visit: VisitRow | None) -> None:
        super().__init__(
            _("فرم خام"),
            _("هر فرم شماره و نشان خود را دارد و پس از پر شدن با دست وارد سامانه می‌شود."),
            primary=_("پیش‌نمایش"),
            icon="printer",
        )
        self.work = work
        self._visit = visit
        self.count = TextField(
            _("چند فرم"), "10", code=True, required=True, hint=_("از ۱ تا ۱۰۰ فرم")
        )
        self.template = ChoiceField(_("الگو"), [], search=False)
        self.for_visit: CheckBox | None = None
        self.body.addWidget(self.count)
        self.body.addWidget(self.template)
        if visit is not None:
            code = ltr_isolate(persian_digits(visit.code))
            self.for_visit = CheckBox(_("سربرگ از بازرسی {code} پر شود").format(code=code))
            self.body.addWidget(self.for_visit)
        self.decided.connect(self._decide)
        work.tasks.read(self, templates, self._show_templates)

    def _show_templates(self, found: Choices) -> None:
        self.template.set_options(found)
        if found:
            self.template.set_value(found[0][0])

    def wanted_count(self) -> int | None:
        """How many, or None where it is no number from 1 to 100."""
        count = whole_number(self.count.value()) or 0
        return count if 1 <= count <= MOST else None

    def _decide(self) -> None:
        count = self.wanted_count()
        code, _slash, version = self.template.value().rpartition("/")
        if count is None:
            self.count.set_problem(_("عددی از ۱ تا ۱۰۰ بنویسید"))
            return
        if not code:
            self.template.set_problem(_("الگویی در این رایانه نیست"))
            return
        headed = self.for_visit is not None and self.for_visit.isChecked()
        visit = self._visit.id if self._visit is not None and headed else None
        making = papers.blank_forms(count, (code, int(version)), visit, self.work)
        title = _("{n} فرم خام بازرسی").format(n=persian_digits(count))
        work = self.work

        def preview(pdf: bytes) -> None:
            work.preview(Paper(title, "blank-forms.pdf", lambda _session: pdf))

        work.tasks.write(None, making, preview)
        self.close_it()
