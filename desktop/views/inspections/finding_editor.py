"""A finding inside its question: indicator, severity, what was seen, criterion, photos, action."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPlainTextEdit, QWidget

from desktop.commands.findings import RecordFinding
from desktop.models import reference
from desktop.models.checklists import FindingHint, View
from desktop.models.inspections.rows import FindingRow
from desktop.views.inspections import looks
from desktop.views.inspections.action_line import ActionLines
from desktop.views.inspections.evidence import EvidenceStrip
from desktop.views.inspections.indicator_choice import IndicatorChoice
from desktop.views.inspections.person_part import PersonPart
from desktop.views.inspections.recorder import Recorder
from desktop.views.shared import theme
from desktop.views.shared.buttons import IconButton, Segments
from desktop.views.shared.card import Card
from desktop.views.shared.choices import CheckBox, ChoiceField
from desktop.views.shared.fields import Field, MultiLineField, TextField
from desktop.views.shared.flow import Flow
from desktop.views.shared.labels import label
from resources.words import _


class FindingEditor(Card):
    """Filed field by field; a finding begins to exist when it is said what was seen."""

    def __init__(
        self,
        recorder: Recorder,
        *,
        item: str | None = None,
        hint: FindingHint | None = None,
        finding: FindingRow | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(sunken=True, parent=parent)
        self.recorder = recorder
        self.item = item
        self.row = finding
        self.key = finding.id if finding is not None else recorder.work.desk().new_id()
        self._hint = hint
        self._build(hint)
        self._assemble()
        self._connect()
        self.show_finding(finding)

    def _build(self, hint: FindingHint | None) -> None:
        self._title = label(_("یافتهٔ تازه"), "section")
        self.indicator = IndicatorChoice(hint.indicator if hint else "")
        self.severity = Segments(
            looks.options("severity"), hint.severity if hint else "minor", name=_("شدت")
        )
        self.description = MultiLineField(
            _("شرح آنچه دیده شد"),
            str(hint.description) if hint and hint.description else "",
            lines=2,
            required=True,
        )
        criteria = hint.criteria if hint else ()
        self.criterion = ChoiceField(
            _("معیار"), _criteria(criteria), criteria[0] if criteria else "", empty=_("برگزینید")
        )
        self.code = ChoiceField(
            _("کد یافته"),
            [(row["code"], str(reference.name_of(row, "title"))) for row in _codes()],
            (hint.finding_code or "") if hint else "",
            empty=_("بدون کد"),
        )
        self.place = TextField(_("جا"), placeholder=_("مانند باجهٔ ۲"), foot=False)
        self.sub_reason = ChoiceField(
            _("دلیل نبودن"),
            [(row["code"], str(reference.name_of(row))) for row in _sub_reasons()],
            empty=_("برگزینید"),
            foot=False,
        )
        self.strip = EvidenceStrip(
            self.recorder, item=self.item, finding=None if self.item else self.key
        )
        self.corrected = CheckBox(_("در همان محل رفع شد"))
        self.correction = TextField(_("چه کاری انجام شد"), foot=False)
        self.steps = ActionLines(self.recorder)
        self.person = PersonPart(self.recorder)
        self.remove = IconButton(_("برداشتن این یافته"), "trash-2", size="row")

    def _assemble(self) -> None:
        head = QWidget()
        flow = Flow(10, 8, parent=head)
        flow.addWidget(self._title)
        flow.addWidget(self.indicator)
        flow.addWidget(label(_("شدت"), "small", "text2"))
        flow.addWidget(self.severity)
        flow.addWidget(self.remove)
        self.body.addWidget(head)
        self.body.addWidget(self.description)
        self.body.addWidget(self.strip)
        pair = QHBoxLayout()
        theme.pad(pair, 12)
        pair.addWidget(self.criterion, 3)
        pair.addWidget(self.code, 2)
        self.body.addLayout(pair)
        other = QHBoxLayout()
        theme.pad(other, 12)
        other.addWidget(self.place, 1)
        other.addWidget(self.sub_reason, 1)
        self.body.addLayout(other)
        spot = QHBoxLayout()
        theme.pad(spot, 12)
        spot.addWidget(self.corrected, 0, Qt.AlignmentFlag.AlignVCenter)
        spot.addWidget(self.correction, 1)
        self.body.addLayout(spot)
        self.body.addWidget(self.steps)
        self.body.addWidget(self.person)

    def _connect(self) -> None:
        self.indicator.chosen.connect(self._indicator_chosen)
        self.severity.chosen.connect(lambda value: self._amend("severity", value))
        self.criterion.edited.connect(
            lambda: self._amend("criterion", self.criterion.value() or None)
        )
        self.code.edited.connect(self._code_chosen)
        self.sub_reason.edited.connect(
            lambda: self._amend("sub_reason", self.sub_reason.value() or None)
        )
        self.corrected.toggled.connect(self.correction.setVisible)
        self.remove.clicked.connect(self._remove)
        for name, field in self._texts().items():
            field.edited.connect(lambda name=name: self._type(name))
            field.control.installEventFilter(self)

    def _texts(self) -> dict[str, Field]:
        return {
            "description": self.description,
            "place": self.place,
            "corrected_on_spot": self.correction,
        }

    def show_finding(self, row: FindingRow | None) -> None:
        """The finding as the vault holds it; None while nothing was said yet."""
        if row is not None and row.id != self.key:
            self.key = row.id
        self.row = row
        self._title.set_words(looks.number_words(row.number) if row else _("یافتهٔ تازه"))
        if row is not None:
            self.indicator.set_value(row.indicator or "")
            self.severity.set_value(row.severity)
            self.criterion.set_value(row.criterion or "")
            self.code.set_value(row.code or "")
            self.sub_reason.set_value(row.sub_reason or "")
            if row.corrected_on_spot and not self.corrected.isChecked():
                self.corrected.setChecked(True)
            self._write("description", row.description)
            self._write("place", row.place)
            self._write("corrected_on_spot", row.corrected_on_spot)
        self.correction.setVisible(self.corrected.isChecked())
        self.sub_reason.setVisible(self.indicator.value() == "F7")
        for part in (self.corrected, self.steps, self.person, self.remove):
            part.setEnabled(row is not None)
        self.remove.setVisible(row is not None and row.state == "draft")
        if self.item is None:
            self.strip.setVisible(row is not None)
            self.strip.finding = self.key
            self.strip.show_evidence()
        self.steps.show_actions(self.key if row else None)
        self.person.show_persons(row)
        self._say_gaps()

    def show_photos(self, views: Sequence[View]) -> None:
        """The obligatory photos of the question stand in the finding's own strip."""
        self.strip.show_evidence(views)

    def take_focus(self) -> None:
        self.description.setFocus(Qt.FocusReason.OtherFocusReason)

    def go_to(self, code: str) -> None:
        """Bring the keyboard to what a gap names."""
        if code == "criterion_missing":
            self.criterion.setFocus(Qt.FocusReason.OtherFocusReason)
        elif code in ("photo_missing", "evidence_missing") and self.strip.strip.tiles:
            self.strip.strip.tiles[-1].setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.take_focus()

    def _say_gaps(self) -> None:
        mine = {
            gap.code
            for gap in self.recorder.draft.gaps
            if self.row is not None and gap.finding_id == self.key
        }
        words = _("هر یافته باید به یک معیار تکیه کند.")
        self.criterion.set_problem(words if "criterion_missing" in mine else None)

    def _write(self, name: str, text: str | None) -> None:
        field = self._texts()[name]
        typed = self._field_key(name) in self.recorder.draft.typed
        if typed or field.control.hasFocus():
            return
        if isinstance(field, TextField | MultiLineField) and field.value() != (text or ""):
            field.set_value(text or "")

    def _field_key(self, name: str) -> str:
        owner = self.key.hex() if self.row is not None else f"new/{self.item or ''}"
        return f"finding/{owner}/{name}"

    def _type(self, name: str) -> None:
        field = self._texts()[name]
        field.set_problem(None)
        key = self._field_key(name)
        self.recorder.type(key, str(field.value()), lambda: self._file(name, key))

    def _file(self, name: str, key: str) -> None:
        text = str(self._texts()[name].value()).strip()
        if self.row is None:
            if name == "description" and text:
                self._record(key)
            return
        if name == "corrected_on_spot":
            if text:
                self.recorder.correct(self.key, text, key)
            return
        self.recorder.amend_finding(self.key, {name: text or None}, key, self._say_problem)

    def _record(self, *keys: str) -> None:
        command = RecordFinding(
            self.recorder.visit,
            str(self.description.value()),
            indicator=self.indicator.value() or None,
            sub_reason=self.sub_reason.value() or None,
            code=self.code.value() or None,
            criterion=self.criterion.value() or None,
            severity=self.severity.value(),
            place=str(self.place.value()) or None,
            seen_at=self.recorder.work.desk().now,
            item=self.item,
            id=self.key,
        )
        self.recorder.record_finding(command, keys, self._say_problem)

    def _amend(self, name: str, value: Any) -> None:
        if self.row is not None and getattr(self.row, name) != value:
            self.recorder.amend_finding(self.key, {name: value}, "", self._say_problem)

    def _indicator_chosen(self, code: str) -> None:
        self.sub_reason.setVisible(code == "F7")
        self._amend("indicator", code or None)

    def _code_chosen(self) -> None:
        """A finding code brings its usual indicator, severity and criterion along."""
        row = next((one for one in _codes() if one["code"] == self.code.value()), None)
        if row is None:
            self._amend("code", None)
            return
        changes: dict[str, Any] = {"code": row["code"], "severity": row["severity"]}
        self.severity.set_value(row["severity"])
        if row["indicator"] and not self.indicator.value():
            self.indicator.set_value(row["indicator"])
            changes["indicator"] = row["indicator"]
        if row["criteria"] and not self.criterion.value():
            self.criterion.set_value(row["criteria"][0])
            changes["criterion"] = row["criteria"][0]
        if self.row is not None:
            self.recorder.amend_finding(self.key, changes, "", self._say_problem)

    def _remove(self) -> None:
        if self.row is not None:
            self.recorder.remove_finding(self.key)

    def _say_problem(self, field: str, words: str) -> None:
        place: Field = {
            "criterion": self.criterion,
            "place": self.place,
            "text": self.correction,
        }.get(field, self.description)
        place.set_problem(words or None)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.FocusOut and isinstance(watched, QLineEdit | QPlainTextEdit):
            for name, field in self._texts().items():
                if watched is field.control:
                    self.recorder.leave(self._field_key(name))
        return False


def _codes() -> Sequence[Any]:
    return reference.load("finding_codes")


def _sub_reasons() -> Sequence[Any]:
    return reference.load("foad_sub_reasons")


def _criteria(first: Sequence[str]) -> list[tuple[str, str]]:
    """Legal references to choose from, those of the question on top."""
    rows = sorted(reference.load("legal_references"), key=lambda row: row["code"] not in first)
    found = []
    for row in rows:
        title, clause = str(reference.name_of(row, "title")), str(reference.name_of(row, "clause"))
        found.append((row["code"], f"{title} · {clause}"))
    return found
