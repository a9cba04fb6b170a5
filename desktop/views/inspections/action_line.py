"""Corrective actions of one finding: a line each, and a place to propose one."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.commands.corrective_actions import AmendAction, ProposeAction, RemoveAction
from desktop.models.calendar import long_date
from desktop.models.inspections.rows import ActionRow
from desktop.views.inspections import looks
from desktop.views.inspections.panel_parts import empty_layout
from desktop.views.inspections.recorder import Recorder
from desktop.views.shared import theme
from desktop.views.shared.buttons import Button, IconButton
from desktop.views.shared.choices import ChoiceField
from desktop.views.shared.date_field import DateField
from desktop.views.shared.fields import TextField
from desktop.views.shared.labels import IconMark, elided, label
from resources.words import _

USUAL_DAYS: Final = 7


class ActionLines(QWidget):
    """What is to be done about a finding, by whom and until when."""

    def __init__(self, recorder: Recorder, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.recorder = recorder
        self._finding: bytes | None = None
        self._shown: tuple[ActionRow, ...] | None = None
        self._lines = QVBoxLayout()
        theme.pad(self._lines, 6)
        self.propose = Button(
            _("اقدام اصلاحی"), "link", icon="wrench", size="row", on_click=self.open_new
        )
        self._form: ActionForm | None = None
        column = QVBoxLayout(self)
        theme.pad(column, 6)
        column.addLayout(self._lines)
        self._place = QVBoxLayout()
        column.addLayout(self._place)
        column.addWidget(self.propose, 0, Qt.AlignmentFlag.AlignLeading)

    @property
    def form(self) -> ActionForm:
        """Made when it is first opened: most findings are only looked at."""
        if self._form is None:
            self._form = ActionForm(self.recorder)
            self._form.hide()
            self._form.closing = self._close
            self._place.addWidget(self._form)
        return self._form

    def show_actions(self, finding: bytes | None) -> None:
        self._finding = finding
        rows = tuple(
            one
            for one in self.recorder.draft.detail.actions
            if finding is not None and finding in one.finding_ids
        )
        if rows == self._shown:
            return
        self._shown = rows
        empty_layout(self._lines)
        for row in rows:
            self._lines.addWidget(self._line(row))

    def open_new(self) -> None:
        """A fresh action for this finding, due in a week."""
        if self._finding is not None:
            self.form.open_new(self._finding)
            self.propose.hide()

    def _close(self) -> None:
        self.form.hide()
        self.propose.show()
        self.propose.setFocus(Qt.FocusReason.OtherFocusReason)

    def _line(self, row: ActionRow) -> QWidget:
        line = QWidget()
        across = QHBoxLayout(line)
        theme.pad(across, 8)
        across.addWidget(IconMark("wrench", "text2"))
        across.addWidget(label(looks.choice_words("action_kind", row.kind), "smallMedium", "text2"))
        across.addWidget(elided(row.description), 1)
        if row.due_on is not None:
            across.addWidget(IconMark("calendar-days", "text2"))
            across.addWidget(label(_("تا {day}").format(day=long_date(row.due_on)), "small"))
        if row.state == "proposed":
            across.addWidget(
                IconButton(
                    _("ویرایش اقدام"), "pencil", size="row", on_click=lambda: self._edit(row)
                )
            )
        return line

    def _edit(self, row: ActionRow) -> None:
        self.form.open_existing(row)
        self.propose.hide()


class ActionForm(QWidget):
    """Description, owner's post, due day and kind of one action."""

    def __init__(self, recorder: Recorder, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.recorder = recorder
        self.closing = self.hide
        self._finding = b""
        self._action: ActionRow | None = None
        self.description = TextField(_("اقدام اصلاحی"), required=True)
        self.kind = ChoiceField(
            _("نوع اقدام"), looks.options("action_kind"), "corrective", search=False
        )
        self.owner = TextField(_("سمت مسئول انجام"), placeholder=_("مانند رئیس واحد"))
        self.due = DateField(_("مهلت"), today=self._today, first=self._today(), required=True)
        self.save = Button(_("ثبت اقدام"), on_click=self._save)
        self.remove = Button(_("برداشتن"), "link", on_click=self._remove)
        first, second, feet = QHBoxLayout(), QHBoxLayout(), QHBoxLayout()
        for row in (first, second, feet):
            theme.pad(row, 12)
        first.addWidget(self.description, 3)
        first.addWidget(self.kind, 1)
        second.addWidget(self.owner, 1)
        second.addWidget(self.due, 1)
        feet.addWidget(self.save)
        feet.addWidget(Button(_("انصراف"), "quiet", on_click=lambda: self.closing()))
        feet.addStretch(1)
        feet.addWidget(self.remove)
        column = QVBoxLayout(self)
        theme.pad(column, 4)
        for part in (first, second, feet):
            column.addLayout(part)

    def _today(self) -> date:
        return self.recorder.work.desk().today

    def open_new(self, finding: bytes) -> None:
        self._finding, self._action = finding, None
        self.description.set_value("")
        self.owner.set_value("")
        self.kind.set_value("corrective")
        self.due.set_value(self._today() + timedelta(days=USUAL_DAYS))
        self._open()

    def open_existing(self, row: ActionRow) -> None:
        self._action = row
        self.description.set_value(row.description)
        self.owner.set_value(row.owner_post or "")
        self.kind.set_value(row.kind)
        self.due.set_value(row.due_on)
        self._open()

    def _open(self) -> None:
        self.remove.setVisible(self._action is not None)
        for field in (self.description, self.owner, self.kind):
            field.set_problem(None)
        self.show()
        self.description.control.setFocus(Qt.FocusReason.OtherFocusReason)

    def _save(self) -> None:
        if self.due.value() is None:
            if self.due.is_readable():
                self.due.set_problem(_("مهلت لازم است"))
            return
        if self._action is None:
            self.recorder.do(
                ProposeAction(
                    self.recorder.visit,
                    (self._finding,),
                    self.description.value().strip(),
                    kind=self.kind.value(),
                    owner_post=self.owner.value().strip() or None,
                    due_on=self.due.value(),
                ),
                lambda: self.closing(),
                self._say_problem,
            )
            return
        changes = {
            "description": self.description.value().strip(),
            "kind": self.kind.value(),
            "owner_post": self.owner.value().strip() or None,
            "due_on": self.due.value(),
        }
        self.recorder.do(
            AmendAction(self._action.id, changes), lambda: self.closing(), self._say_problem
        )

    def _remove(self) -> None:
        if self._action is not None:
            self.recorder.do(RemoveAction(self._action.id), lambda: self.closing())

    def _say_problem(self, field: str, words: str) -> None:
        {"due_on": self.due, "owner_post": self.owner, "kind": self.kind}.get(
            field, self.description
        ).set_problem(words)
