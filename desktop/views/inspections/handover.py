"""The last step of the on-site form: what the unit says, what was observed, who signs."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.models.inspections.rows import Gap
from desktop.views.inspections.recorder import Recorder
from desktop.views.inspections.signing import INSPECTOR, LEADER, UNIT, SigningCard
from desktop.views.shared import theme
from desktop.views.shared.card import Card
from desktop.views.shared.fields import MultiLineField, TextField
from resources.words import _


class HandOver(QWidget):
    """Texts of the whole visit and the signatures of both sides."""

    def __init__(self, recorder: Recorder, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.recorder = recorder
        detail = recorder.draft.detail
        self.present_name = TextField(_("چه کسی از واحد حاضر بود"))
        self.present_post = TextField(_("سمت او"))
        self.explanation = MultiLineField(_("توضیح واحد دربارهٔ یافته‌ها"), lines=3)
        self.observations = MultiLineField(_("مشاهدات"), lines=3)
        self.root_cause = MultiLineField(_("ریشهٔ مشکل"), lines=2)
        self.good_practice = MultiLineField(_("نقطهٔ قوت و کار خوب"), lines=2)
        self._fields: dict[str, TextField | MultiLineField] = {
            "present_name": self.present_name,
            "present_post": self.present_post,
            "unit_explanation": self.explanation,
            "observations": self.observations,
            "root_cause": self.root_cause,
            "good_practice": self.good_practice,
        }
        leads = detail.row.leader_id == recorder.work.desk().person
        self.inspector = SigningCard(recorder, LEADER if leads else INSPECTOR, _("امضای بازرس"))
        self.unit = SigningCard(recorder, UNIT, _("امضای سرپرست واحد"))
        self._assemble()
        for name, field in self._fields.items():
            field.edited.connect(lambda name=name: self._type(name))
            field.control.installEventFilter(self)
        self.show_state()

    def _assemble(self) -> None:
        column = QVBoxLayout(self)
        theme.pad(column, 12)
        words = Card(_("توضیح واحد"))
        pair = QHBoxLayout()
        theme.pad(pair, 12)
        pair.addWidget(self.present_name, 1)
        pair.addWidget(self.present_post, 1)
        words.body.addLayout(pair)
        words.body.addWidget(self.explanation)
        seen = Card(_("جمع‌بندی گروه"))
        for field in (self.observations, self.root_cause, self.good_practice):
            seen.body.addWidget(field)
        for card in (words, seen, self.inspector, self.unit):
            column.addWidget(card)
        # Not before they have a place: a card without one would open as a window.
        for card in (words, self.unit):
            card.setVisible(not self.recorder.draft.detail.row.covert)

    def show_state(self) -> None:
        detail = self.recorder.draft.detail
        for name, field in self._fields.items():
            typed = f"visit/{name}" in self.recorder.draft.typed
            stored = getattr(detail, name) or ""
            if not typed and not field.control.hasFocus() and field.value() != stored:
                field.set_value(stored)
        self.inspector.show_state()
        self.unit.show_state()

    def go_to(self, gap: Gap) -> QWidget:
        """Bring the keyboard to what a gap names; gives back what to bring into sight."""
        if gap.code == "unit_signature_missing":
            self.unit.take_focus()
            return self.unit
        if gap.code == "inspector_signature_missing":
            self.inspector.take_focus()
            return self.inspector
        self.take_focus()
        return self.explanation

    def take_focus(self) -> None:
        self.explanation.control.setFocus(Qt.FocusReason.OtherFocusReason)

    def _type(self, name: str) -> None:
        field = self._fields[name]
        self.recorder.type(
            f"visit/{name}",
            field.value(),
            lambda: self.recorder.visit_field(name, field.value().strip()),
        )

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.FocusOut:
            for name, field in self._fields.items():
                if watched is field.control:
                    self.recorder.leave(f"visit/{name}")
        return False
