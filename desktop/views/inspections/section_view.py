"""One section of the checklist: its questions in cards, then findings that no question opened."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QApplication, QHBoxLayout, QVBoxLayout, QWidget

from desktop.models import checklists
from desktop.models.checklists import FindingHint, Section
from desktop.models.inspections.rows import FindingRow, Gap
from desktop.models.text import persian_digits
from desktop.views.inspections.finding_editor import FindingEditor
from desktop.views.inspections.question_card import QuestionCard
from desktop.views.inspections.recorder import Recorder
from desktop.views.shared import theme
from desktop.views.shared.card import Card
from desktop.views.shared.labels import label
from desktop.views.shared.tags import KeyCap
from resources.words import _


class SectionView(QWidget):
    """Enter goes from question to question; the last one leads to the next section."""

    finished = Signal()
    wants_sight = Signal(QWidget)

    def __init__(
        self, section: Section, number: int, recorder: Recorder, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.section = section
        self.recorder = recorder
        self.cards: dict[str, QuestionCard] = {}
        self.free: list[FindingEditor] = []
        self._number = number
        self._count = label("", "small", "text2")
        self._column = QVBoxLayout(self)
        theme.pad(self._column, 10)
        self._column.addLayout(self._head())
        self._cards = QVBoxLayout()
        theme.pad(self._cards, 10)
        self._column.addLayout(self._cards)
        self._free = QVBoxLayout()
        theme.pad(self._free, 10)
        self._column.addLayout(self._free)
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._follow)
        self.show_state()

    def _head(self) -> QHBoxLayout:
        row = QHBoxLayout()
        theme.pad(row, 8)
        title = persian_digits(f"{self._number}. ") + str(self.section.title)
        row.addWidget(label(title, "section"))
        row.addWidget(self._count)
        row.addStretch(1)
        row.addWidget(label(_("پاسخ"), "small", "text2"))
        for digit in ("1", "2", "3"):
            row.addWidget(KeyCap(digit))
        row.addWidget(label(_("پرسش بعد"), "small", "text2"))
        row.addWidget(KeyCap("Return"))
        return row

    def show_state(self) -> None:
        """Cards for the questions that are asked now; those that stay are not made anew."""
        draft = self.recorder.draft
        template = draft.template
        if template is None:
            return
        asked = draft.questions(self.section)
        codes = [one.code for one in asked]
        for code in [one for one in self.cards if one not in codes]:
            card = self.cards.pop(code)
            self._cards.removeWidget(card)
            card.hide()
            card.deleteLater()
        for place, question in enumerate(asked):
            known = self.cards.get(question.code)
            if known is not None:
                known.show_state()
                continue
            card = QuestionCard(question, template.number_of(question), self.recorder)
            card.done.connect(self._next)
            self.cards[question.code] = card
            self._cards.insertWidget(place, card)
        progress = checklists.progress(template, draft.values(), draft.photos(), self.section)
        words = _("{n} از {all} پاسخ").format(
            n=persian_digits(progress.answered), all=persian_digits(progress.total)
        )
        self._count.set_words(words)
        self._show_free()

    def _mine(self) -> list[FindingRow]:
        """Findings without a question that belong here: of its indicator, or of the last one."""
        draft = self.recorder.draft
        template = draft.template
        if template is None:
            return []
        indicators = {one.indicator for one in template.sections if one.indicator}
        last = template.sections[-1] is self.section
        return [
            one
            for one in draft.detail.findings
            if one.item is None
            and (
                (one.indicator is not None and one.indicator == self.section.indicator)
                or (last and one.indicator not in indicators)
            )
        ]

    def _show_free(self) -> None:
        rows = {row.id: row for row in self._mine()}
        for editor in list(self.free):
            row = rows.pop(editor.key, None)
            if row is None and editor.row is not None:
                self._drop(editor)
            elif row is not None:
                editor.show_finding(row)
        for row in rows.values():
            self._add_free(row)

    def _drop(self, editor: FindingEditor) -> None:
        self.free.remove(editor)
        holder = editor.parentWidget()
        if holder is not None:
            self._free.removeWidget(holder)
            holder.hide()
            holder.deleteLater()

    def _add_free(self, row: FindingRow | None) -> FindingEditor:
        hint = None
        if row is None and self.section.indicator:
            hint = FindingHint(indicator=self.section.indicator)
        editor = FindingEditor(self.recorder, hint=hint, finding=row)
        holder = Card(_("یافتهٔ بیرون از پرسش‌ها"))
        holder.body.addWidget(editor)
        self.free.append(editor)
        self._free.addWidget(holder)
        return editor

    def add_finding(self) -> None:
        """F10: a finding that no question asks about."""
        editor = next((one for one in self.free if one.row is None), None)
        if editor is None:
            editor = self._add_free(None)
        editor.take_focus()
        self.wants_sight.emit(editor)

    def add_photo(self) -> bool:
        """F9: for the question the person is at."""
        focus = QApplication.focusWidget()
        for editor in self.free:
            if focus is not None and editor.isAncestorOf(focus) and editor.row is not None:
                editor.strip.add()
                return True
        card = self.current_card()
        if card is None or card.strip is None:
            return False
        card.strip.add()
        return True

    def current_card(self) -> QuestionCard | None:
        focus = QApplication.focusWidget()
        for card in self.cards.values():
            if focus is not None and (card is focus or card.isAncestorOf(focus)):
                return card
        return next((one for one in self.cards.values() if not one.is_whole()), None)

    def go_to(self, gap: Gap) -> None:
        """Bring the keyboard to what a gap names."""
        card = self.cards.get(gap.item or "")
        if card is not None:
            card.set_here(True)
            if card.finding is not None and gap.code in (
                "finding_missing",
                "criterion_missing",
                "photo_missing",
                "evidence_missing",
            ):
                card.finding.go_to(gap.code)
            elif gap.code == "note_missing" and card.note is not None:
                card.note.control.setFocus(Qt.FocusReason.OtherFocusReason)
            elif gap.code == "photo_missing" and card.strip is not None:
                card.strip.strip.tiles[-1].setFocus(Qt.FocusReason.OtherFocusReason)
            else:
                card.take_focus()
            self.wants_sight.emit(card)
            return
        for editor in self.free:
            if editor.key == gap.finding_id:
                editor.go_to(gap.code)
                self.wants_sight.emit(editor)

    def go_to_finding(self, finding: bytes) -> bool:
        for card in self.cards.values():
            if card.finding is not None and card.finding.key == finding:
                card.finding.take_focus()
                self.wants_sight.emit(card)
                return True
        for editor in self.free:
            if editor.key == finding:
                editor.take_focus()
                self.wants_sight.emit(editor)
                return True
        return False

    def take_focus(self, *, last: bool = False) -> None:
        """To the first question that still wants something, or the first of all."""
        cards = list(self.cards.values())
        if not cards:
            return
        card = cards[-1] if last else next((one for one in cards if not one.is_whole()), cards[0])
        card.take_focus()
        self.wants_sight.emit(card)

    def _next(self, code: str) -> None:
        codes = list(self.cards)
        place = codes.index(code) + 1
        if place < len(codes):
            card = self.cards[codes[place]]
            card.take_focus()
            self.wants_sight.emit(card)
        else:
            self.finished.emit()

    def _follow(self, _old: QWidget | None, new: QWidget | None) -> None:
        """The question that holds the keyboard is open; complete ones elsewhere fold."""
        if new is None or not self.isVisible() or not self.isAncestorOf(new):
            return
        for card in self.cards.values():
            card.set_here(card is new or card.isAncestorOf(new))
