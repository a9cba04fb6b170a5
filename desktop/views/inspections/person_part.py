"""The part of a finding about a person: closed, apart, and never on the main report (6.5)."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.commands.findings import RecordFindingPerson
from desktop.models.inspections.rows import FindingPersonRow, FindingRow
from desktop.views.inspections import looks
from desktop.views.inspections.panel_parts import empty_layout
from desktop.views.inspections.recorder import Recorder
from desktop.views.shared import theme
from desktop.views.shared.buttons import Button
from desktop.views.shared.card import Divider
from desktop.views.shared.choices import CheckBox, ChoiceField
from desktop.views.shared.fields import Field, MultiLineField, TextField
from desktop.views.shared.labels import IconMark, label
from resources.words import _, listed


class PersonForm(QWidget):
    """What is said about one person; says first where it goes."""

    saved = Signal()
    left = Signal()

    def __init__(self, recorder: Recorder, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.recorder = recorder
        self.finding: FindingRow | None = None
        self.name = TextField(_("نام شخص"), required=True)
        self.post = TextField(_("سمت"))
        self.conduct = MultiLineField(_("رفتار او"), lines=2, required=True)
        self.intent = ChoiceField(
            _("طبقهٔ قصد"), looks.options("intent_class"), empty=_("تعیین نشده"), search=False
        )
        self.intent_reason = TextField(_("مدرک این طبقه"), hint=_("طبقهٔ قصد بدون مدرک ثبت نمی‌شود."))
        self.statement = MultiLineField(_("اظهار او"), lines=2)
        self.asked = CheckBox(_("از او خواسته شد و چیزی نگفت"))
        self.save = Button(_("ثبت در سند جداگانه"), icon="lock", on_click=self._save)
        self._assemble()

    def _assemble(self) -> None:
        inside = QVBoxLayout(self)
        theme.pad(inside, 6)
        inside.addWidget(Divider())
        words = _(
            "این بخش در سند جداگانه (گزارش اختصاصی) نگه داشته می‌شود، در گزارش بازرسی چاپ "
            "نمی‌شود و تنها گروه بازرسی و رئیس آن را می‌بینند."
        )
        notice = QHBoxLayout()
        theme.pad(notice, 8)
        notice.addWidget(IconMark("shield-alert", "warning"), 0, Qt.AlignmentFlag.AlignTop)
        notice.addWidget(label(words, "small", "text2", wrap=True), 1)
        inside.addLayout(notice)
        for pair in ((self.name, self.post), (self.intent, self.intent_reason)):
            row = QHBoxLayout()
            theme.pad(row, 12)
            for one in pair:
                row.addWidget(one, 1)
            inside.addLayout(row)
            if pair[0] is self.name:
                inside.addWidget(self.conduct)
        inside.addWidget(self.statement)
        inside.addWidget(self.asked)
        feet = QHBoxLayout()
        theme.pad(feet, 8)
        feet.addWidget(self.save)
        feet.addWidget(Button(_("انصراف"), "quiet", on_click=self.left.emit))
        feet.addStretch(1)
        inside.addLayout(feet)

    def _save(self) -> None:
        if self.finding is None:
            return
        desk = self.recorder.work.desk()
        for field in self._fields().values():
            field.set_problem(None)
        self.recorder.record_person(
            RecordFindingPerson(
                self.finding.id,
                self.name.value().strip(),
                self.conduct.value().strip(),
                post=self.post.value().strip() or None,
                intent_class=self.intent.value() or None,
                intent_reason=self.intent_reason.value().strip() or None,
                statement=self.statement.value().strip() or None,
                statement_asked_at=desk.now if self.asked.isChecked() else None,
            ),
            self._saved,
            self._say_problem,
        )

    def _fields(self) -> dict[str, Field]:
        return {
            "name": self.name,
            "conduct": self.conduct,
            "intent_reason": self.intent_reason,
            "statement": self.statement,
        }

    def _saved(self) -> None:
        for field in (self.name, self.post, self.conduct, self.intent_reason, self.statement):
            field.set_value("")
        self.intent.set_value("")
        self.asked.setChecked(False)
        self.saved.emit()

    def _say_problem(self, field: str, words: str) -> None:
        self._fields().get(field, self.name).set_problem(words)


class PersonPart(QWidget):
    """Who is named so far, and the door to the form; opened on purpose."""

    def __init__(self, recorder: Recorder, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.recorder = recorder
        self._finding: FindingRow | None = None
        self._shown: tuple[FindingPersonRow, ...] | None = None
        self._form: PersonForm | None = None
        self.opener = Button(
            _("بخش دربارهٔ شخص"), "link", icon="lock", size="row", on_click=self.open
        )
        self._persons = QVBoxLayout()
        theme.pad(self._persons, 4)
        self._place = QVBoxLayout()
        column = QVBoxLayout(self)
        theme.pad(column, 4)
        column.addLayout(self._persons)
        column.addWidget(self.opener, 0, Qt.AlignmentFlag.AlignLeading)
        column.addLayout(self._place)

    @property
    def form(self) -> PersonForm:
        """Made when it is first opened: most findings are about no person."""
        if self._form is None:
            self._form = PersonForm(self.recorder)
            self._form.hide()
            self._form.saved.connect(self.close_it)
            self._form.left.connect(self.close_it)
            self._place.addWidget(self._form)
        self._form.finding = self._finding
        return self._form

    def show_persons(self, finding: FindingRow | None) -> None:
        self._finding = finding
        if self._form is not None:
            self._form.finding = finding
        rows = finding.persons if finding is not None else ()
        if rows == self._shown:
            return
        self._shown = rows
        empty_layout(self._persons)
        for row in rows:
            line = QWidget()
            across = QHBoxLayout(line)
            theme.pad(across, 8)
            across.addWidget(IconMark("lock", "text2", "inline"))
            words = listed((row.name, row.post))
            across.addWidget(label(words, "smallMedium"))
            if row.intent_class:
                words = looks.choice_words("intent_class", row.intent_class)
                across.addWidget(label(words, "small", "text3"))
            across.addWidget(label(_("در سند جداگانه"), "small", "text3"), 1)
            self._persons.addWidget(line)

    def open(self) -> None:
        self.form.show()
        self.opener.hide()
        self.form.name.setFocus(Qt.FocusReason.OtherFocusReason)

    def close_it(self) -> None:
        self.form.hide()
        self.opener.show()
