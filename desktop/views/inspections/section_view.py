"""One section of the checklist: its questions in cards, then findings that no question opened."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QApplication, QHBoxLayout, QVBoxLayout, QWidget

from desktop.models import checklists
from desktop.models.checklists import FindingHint, Question, Section
from desktop.models.inspections.rows import FindingRow, Gap
from desktop.models.text import persian_digits
from desktop.views.inspections.finding_editor import FindingEditor
from desktop.views.inspections.question_card import QuestionCard
from desktop.views.inspections.recorder import Recorder
from desktop.views.shared import theme
from desktop.views.shared.card import Card
from desktop.views.shared.labels import label
from desktop.views.shared.tab_order import order_tabs
from desktop.views.shared.tags import KeyCap
from desktop.views.shared.turns import Turns
from resources.words import _


class SectionView(QWidget):
    """Enter goes from question to question; the last one leads to the next section.

    The question to begin with is there at once; the others come piece by piece, so that typing
    and painting go on meanwhile.
    """

    finished = Signal()
    wants_sight = Signal(QWidget)

    def __init__(
        self, section: Section, number: int, recorder: Recorder, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.section = section
        self.recorder = recorder
        self._made: dict[str, QuestionCard] = {}
        self._free_made: list[FindingEditor] = []
        self._unfinished: set[str] = set()
        self._grown = False
        self._turns = Turns(self)
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
        self._show_count()

    @property
    def cards(self) -> dict[str, QuestionCard]:
        """Every question that is asked now, in order; what was not made yet is made."""
        self.finish()
        return {one.code: self._made[one.code] for one in self._asked()}

    def made(self) -> list[QuestionCard]:
        """Those that are there already."""
        return [self._made[one.code] for one in self._asked() if one.code in self._made]

    @property
    def free(self) -> list[FindingEditor]:
        """The findings that no question opened."""
        self.finish()
        return self._free_made

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
        codes = {one.code for one in self._asked()}
        for code in [one for one in self._made if one not in codes]:
            card = self._made.pop(code)
            self._unfinished.discard(code)
            self._cards.removeWidget(card)
            card.hide()
            card.deleteLater()
        for code, card in self._made.items():
            if code not in self._unfinished and card.show_state():
                self._grown = True
        self._show_count()
        self._show_free()
        first = self._first()
        if first is not None and not self._made:
            self._make(first)
        self._turns.later(self._pieces())

    def finish(self) -> None:
        """Make at once what has not come yet."""
        for piece in self._pieces():
            piece()
        self._turns.run(())

    def pause(self) -> None:
        """The person is elsewhere; ``show_state`` goes on."""
        self._turns.run(())

    def _asked(self) -> list[Question]:
        return self.recorder.draft.questions(self.section)

    def _show_count(self) -> None:
        draft = self.recorder.draft
        if draft.template is None:
            return
        progress = checklists.progress(draft.template, draft.values(), draft.photos(), self.section)
        words = _("{n} از {all} پاسخ").format(
            n=persian_digits(progress.answered), all=persian_digits(progress.total)
        )
        self._count.set_words(words)

    def _pieces(self) -> list[Callable[[], object]]:
        """What is still to be made: first of all the question the person begins with."""
        asked = self._asked()
        begin = self._first()
        pieces: list[Callable[[], object]] = []
        for one in sorted(asked, key=lambda one: one is not begin):
            if one.code not in self._made:
                pieces += [partial(self._make, one), partial(self._finish, one.code)]
            elif one.code in self._unfinished:
                pieces.append(partial(self._finish, one.code))
        here = {one.key for one in self._free_made}
        pieces += [partial(self._add_free, row) for row in self._mine() if row.id not in here]
        pieces.append(self._settle)
        return pieces

    def _make(self, question: Question) -> QuestionCard:
        """The card in its place, without what hangs on its answer."""
        known = self._made.get(question.code)
        template = self.recorder.draft.template
        if known is not None or template is None:
            return known or self._made[question.code]
        card = QuestionCard(question, template.number_of(question), self.recorder)
        card.done.connect(self._next)
        codes = [one.code for one in self._asked()]
        place = sum(1 for code in codes[: codes.index(question.code)] if code in self._made)
        self._made[question.code] = card
        self._unfinished.add(question.code)
        self._grown = True
        self._cards.insertWidget(place, card)
        return card

    def _finish(self, code: str) -> None:
        """The finding and the photos of a card."""
        if code in self._unfinished:
            self._unfinished.discard(code)
            self._grown |= self._made[code].show_state()

    def _settle(self) -> None:
        """Everything is there: Tab goes as it stands, and the person's place stays in sight."""
        if not self._grown:
            return
        self._grown = False
        order_tabs([*(self._made[one.code] for one in self._asked()), *self._free_made])
        focus = QApplication.focusWidget()
        if focus is not None and self.isAncestorOf(focus):
            self.wants_sight.emit(focus)

    def _first(self) -> Question | None:
        """The first question that still wants something, or the first of all."""
        asked, draft = self._asked(), self.recorder.draft
        first = asked[0] if asked else None
        return next((one for one in asked if not draft.is_whole(one)), first)

    def _card(self, code: str) -> QuestionCard | None:
        """One question, made at once when the others are still to come."""
        question = next((one for one in self._asked() if one.code == code), None)
        return self._make(question) if question is not None else None

    def _mine(self) -> list[FindingRow]:
        """Findings without a question: of its indicator, of the last one, or begun here."""
        draft = self.recorder.draft
        template = draft.template
        if template is None:
            return []
        indicators = {one.indicator for one in template.sections if one.indicator}
        last = template.sections[-1].code == self.section.code
        begun = {editor.key for editor in self._free_made}
        return [
            one
            for one in draft.detail.findings
            if one.item is None
            and (
                (one.indicator is not None and one.indicator == self.section.indicator)
                or (last and one.indicator not in indicators)
                or one.id in begun
            )
        ]

    def _show_free(self) -> None:
        rows = {row.id: row for row in self._mine()}
        for editor in list(self._free_made):
            row = rows.get(editor.key)
            if row is None and editor.row is not None:
                self._drop(editor)
            elif row is not None:
                editor.show_finding(row)

    def _drop(self, editor: FindingEditor) -> None:
        self._free_made.remove(editor)
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
        self._free_made.append(editor)
        self._free.addWidget(holder)
        self._grown = True
        return editor

    def add_finding(self) -> None:
        """F10: a finding that no question asks about."""
        editor = next((one for one in self._free_made if one.row is None), None)
        if editor is None:
            editor = self._add_free(None)
            self._turns.later(self._pieces())
        editor.take_focus()
        self.wants_sight.emit(editor)

    def add_photo(self) -> bool:
        """F9: for the question the person is at."""
        focus = QApplication.focusWidget()
        for editor in self._free_made:
            if focus is not None and editor.isAncestorOf(focus) and editor.row is not None:
                editor.strip.add()
                return True
        card = self.current_card()
        if card is not None:
            self._finish(card.question.code)
        if card is None or card.strip is None:
            return False
        card.strip.add()
        return True

    def current_card(self) -> QuestionCard | None:
        """The question the person is at, or else the first that still wants something."""
        focus = QApplication.focusWidget()
        for card in self._made.values():
            if focus is not None and (card is focus or card.isAncestorOf(focus)):
                return card
        first = self._first()
        if first is None or self.recorder.draft.is_whole(first):
            return None
        return self._make(first)

    def go_to(self, gap: Gap) -> None:
        """Bring the keyboard to what a gap names."""
        card = self._card(gap.item or "")
        if card is not None:
            self._finish(card.question.code)
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
        found = next(
            (one for one in self.recorder.draft.detail.findings if one.id == finding), None
        )
        card = self._card(found.item) if found is not None and found.item is not None else None
        if card is not None:
            self._finish(card.question.code)
        if card is not None and card.finding is not None:
            card.finding.take_focus()
            self.wants_sight.emit(card)
            return True
        for editor in self.free:
            if editor.key == finding:
                editor.take_focus()
                self.wants_sight.emit(editor)
                return True
        return False

    def take_focus(self) -> None:
        """To the first question that still wants something, or the first of all."""
        first = self._first()
        if first is not None:
            self._go_on_at(first)

    def _go_on_at(self, question: Question) -> None:
        card = self._make(question)
        card.take_focus()
        self.wants_sight.emit(card)

    def _next(self, code: str) -> None:
        asked = self._asked()
        place = [one.code for one in asked].index(code) + 1
        if place < len(asked):
            self._go_on_at(asked[place])
        else:
            self.finished.emit()

    def _follow(self, _old: QWidget | None, new: QWidget | None) -> None:
        """The question that holds the keyboard is open; complete ones elsewhere fold."""
        if new is None or not self.isVisible() or not self.isAncestorOf(new):
            return
        for card in self._made.values():
            card.set_here(card is new or card.isAncestorOf(new))
