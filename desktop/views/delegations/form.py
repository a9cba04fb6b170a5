"""The form of a delegation: to whom, what, where, from when to when, and why."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.commands.base import Desk
from desktop.commands.delegations import Terms
from desktop.models import scopes
from desktop.models.delegations.rows import DelegationDetail
from desktop.models.directory_choices import Choices
from desktop.views.delegations import looks
from desktop.views.shared import theme
from desktop.views.shared.card import Card
from desktop.views.shared.choices import CheckBox, ChoiceField
from desktop.views.shared.date_field import DateField
from desktop.views.shared.fields import Field, MultiLineField, TextField
from resources.words import _

_OFFICE, _PLACE = "office", "place"


class DelegationForm(QWidget):
    """``terms()`` is what is typed, or None after everything that is wrong was marked."""

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

    def begin(self, post: str, today: date, *, province: bool) -> None:
        """An empty form for who holds this post; ``province``: there is more than an office."""
        self.to.set_value("")
        self.post.set_value(post)
        self.whole.setChecked(not self.steps)
        for box in self.steps.values():
            box.setChecked(False)
        self.where.set_value(_PLACE if province else _OFFICE)
        self.where.setVisible(province)
        self.starts.set_value(today)
        self.ends.set_value(None)
        self.reason.set_value("")
        for line in (self.note, self.letter_number):
            line.set_value("")
        self.letter_date.set_value(None)
        self.show_problem("", "")

    def write(self, detail: DelegationDetail) -> None:
        """A draft as it was kept."""
        row = detail.row
        self.to.set_value(row.to_id.hex())
        self.post.set_value(detail.post)
        self.whole.setChecked(not row.steps)
        for name, box in self.steps.items():
            box.setChecked(name in row.steps)
        place = any(scope.startswith(scopes.province("")) for scope in row.lent)
        self.where.set_value(_PLACE if place else _OFFICE)
        self.starts.set_value(row.starts)
        self.ends.set_value(row.ends)
        self.reason.set_value(row.reason)
        self.note.set_value(detail.note or "")
        self.letter_number.set_value(detail.letter_number or "")
        self.letter_date.set_value(detail.letter_date)

    def terms(self, desk: Desk) -> Terms | None:
        """What is typed; None after marking what is missing, the first with the keyboard."""
        names = (
            ()
            if self.whole.isChecked()
            else tuple(n for n, b in self.steps.items() if b.isChecked())
        )
        problems = self._problems(named=bool(names) or self.whole.isChecked())
        fields = self.fields()
        for name, field in fields.items():
            field.set_problem(problems.get(name))
        first = next((fields[name] for name in fields if name in problems), None)
        if first is not None:
            first.setFocus()
            return None
        starts, ends = self.starts.value(), self.ends.value()
        if starts is None or ends is None:
            return None
        lent = [scopes.office(desk.office)]
        if desk.province and self.where.value() == _PLACE:
            lent.append(scopes.province(desk.province))
        return Terms(
            bytes.fromhex(self.to.value()),
            self.post.value(),
            names,
            tuple(lent),
            starts,
            ends,
            self.reason.value(),
            self.note.value() or None,
            self.letter_number.value() or None,
            self.letter_date.value(),
        )

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

    def _problems(self, *, named: bool) -> dict[str, str]:
        found = {}
        for name, field, words in (
            ("to", self.to, _("جانشین را انتخاب کنید.")),
            ("post", self.post, _("سمت خود را بنویسید.")),
            ("starts", self.starts, _("روز آغاز را بنویسید.")),
            ("ends", self.ends, _("روز پایان را بنویسید.")),
            ("reason", self.reason, _("دلیل را انتخاب کنید.")),
        ):
            if not field.value():
                found[name] = words
        if not named:
            found["lent"] = _("دست‌کم یک کار را برگزینید، یا همهٔ کارهای این نقش را.")
        return found

    def _only_named(self, whole: bool) -> None:
        for box in self.steps.values():
            box.setEnabled(not whole)
