"""The form of a delegation: to whom, what, where, from when to when, and why."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.models.directory_choices import Choices
from desktop.views.delegations import looks
from desktop.views.delegations.draft import DelegationDraft
from desktop.views.shared import theme
from desktop.views.shared.card import Card
from desktop.views.shared.choices import CheckBox, ChoiceField
from desktop.views.shared.date_field import DateField
from desktop.views.shared.fields import Field, MultiLineField, TextField
from resources.words import _

_OFFICE, _PLACE = "office", "place"


class DelegationForm(QWidget):
    """``read()`` is what is typed; ``write()`` shows a draft."""

    edited = Signal()

    def __init__(self, today: Callable[[], date], role: str) -> None:
        super().__init__()
        self.to = ChoiceField(_("جانشین"), [], empty=_("انتخاب کنید"), search=True, required=True)
        self.post = TextField(
            _("سمت شما"), hint=_("جانشین با این عنوان امضا می‌کند: به جانشینیِ …"), required=True
        )
        self.whole = CheckBox(
            _("همهٔ کارهای این نقش"), detail=_("جز سپردن دوباره به دیگری، که نمی‌شود")
        )
        self.steps = {name: CheckBox(words) for name, words in looks.steps_of_role(role)}
        self.where = ChoiceField(
            _("کجا"), [(_PLACE, _("دفتر و استان")), (_OFFICE, _("تنها دفتر"))], _PLACE
        )
        self.starts = DateField(_("از روز"), today=today, required=True)
        self.ends = DateField(_("تا پایان روز"), today=today, required=True)
        self.reason = ChoiceField(
            _("دلیل"),
            [(key, str(words)) for key, words in looks.REASONS.items()],
            empty=_("انتخاب کنید"),
            required=True,
        )
        self.note = MultiLineField(_("توضیح"), lines=2)
        self.letter_number = TextField(_("شمارهٔ نامه"), code=True, hint=_("اگر نامه‌ای دارد"))
        self.letter_date = DateField(_("تاریخ نامه"), today=today)
        self._assemble()
        self.whole.toggled.connect(self._only_named)
        for field in self.fields().values():
            field.edited.connect(self.edited.emit)

    def _assemble(self) -> None:
        column = QVBoxLayout(self)
        theme.pad(column, 12)
        who = Card(_("چه کسی به جای شما"))
        who.body.addWidget(self.to)
        who.body.addWidget(self.post)
        what = Card(_("چه کاری"))
        what.body.addWidget(self.whole)
        for box in self.steps.values():
            what.body.addWidget(box)
        what.body.addWidget(self.where)
        when = Card(_("از کی تا کی و چرا"))
        for pair in (
            (self.starts, self.ends),
            (self.reason, None),
            (self.note, None),
            (self.letter_number, self.letter_date),
        ):
            row = QHBoxLayout()
            theme.pad(row, 12)
            for one in pair:
                if one is not None:
                    row.addWidget(one, 1)
            when.body.addLayout(row)
        for card in (who, what, when):
            column.addWidget(card)

    def fields(self) -> dict[str, Field]:
        """The fields by the names that refusals use."""
        return {
            "to": self.to,
            "post": self.post,
            "lent": self.where,
            "starts": self.starts,
            "ends": self.ends,
            "reason": self.reason,
            "note": self.note,
            "letter_number": self.letter_number,
            "letter_date": self.letter_date,
        }

    def set_staff(self, staff: Choices) -> None:
        """Whom one may choose from."""
        self.to.set_options(staff)

    def write(self, draft: DelegationDraft) -> None:
        """Show a draft, an empty one or one that was kept."""
        self.to.set_value(draft.to)
        self.post.set_value(draft.post)
        self.whole.setChecked(draft.whole)
        for name, box in self.steps.items():
            box.setChecked(name in draft.steps)
        self.where.set_value(_PLACE if draft.in_province else _OFFICE)
        self.starts.set_value(draft.starts)
        self.ends.set_value(draft.ends)
        self.reason.set_value(draft.reason)
        self.note.set_value(draft.note)
        self.letter_number.set_value(draft.letter_number)
        self.letter_date.set_value(draft.letter_date)
        self.show_problem("", "")

    def read(self) -> DelegationDraft:
        """What is typed now."""
        return DelegationDraft(
            to=self.to.value(),
            post=self.post.value(),
            whole=self.whole.isChecked(),
            steps=tuple(name for name, box in self.steps.items() if box.isChecked()),
            in_province=self.where.value() == _PLACE,
            starts=self.starts.value(),
            ends=self.ends.value(),
            reason=self.reason.value(),
            note=self.note.value(),
            letter_number=self.letter_number.value(),
            letter_date=self.letter_date.value(),
        )

    def show_problems(self, problems: Mapping[str, str]) -> None:
        """Say beside each field what is wrong, and go to the first."""
        fields = self.fields()
        for name, field in fields.items():
            field.set_problem(problems.get(name))
        first = next((fields[name] for name in fields if name in problems), None)
        if first is not None:
            first.setFocus()

    def show_problem(self, name: str, words: str) -> bool:
        """Say beside a field what is wrong; whether there is such a field."""
        fields = self.fields()
        for one in fields.values():
            one.set_problem(None)
        if name not in fields:
            return False
        fields[name].set_problem(words)
        fields[name].setFocus()
        return True

    def _only_named(self, whole: bool) -> None:
        for box in self.steps.values():
            box.setEnabled(not whole)
