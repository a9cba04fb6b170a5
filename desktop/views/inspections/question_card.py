"""One question of the checklist: its answer, its note, its photos, and the finding it opened."""

from __future__ import annotations

from datetime import date
from typing import Final

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.models import checklists
from desktop.models.calendar import clock, short_date
from desktop.models.checklists import Question
from desktop.models.text import persian_digits
from desktop.views.inspections.draft import gaps_of
from desktop.views.inspections.evidence import EvidenceStrip, photos_of
from desktop.views.inspections.finding_editor import FindingEditor
from desktop.views.inspections.recorder import Recorder
from desktop.views.shared import theme
from desktop.views.shared.answer_boxes import Answer, AnswerBoxes, yes_no_answers
from desktop.views.shared.card import Card
from desktop.views.shared.date_field import DateField
from desktop.views.shared.drawing import DASH
from desktop.views.shared.fields import MultiLineField, TextField
from desktop.views.shared.labels import elided, label
from desktop.views.shared.pill import Pill, PillLook
from desktop.views.shared.tags import Tag, TagMark
from resources.words import _

_PILLS: Final = {"yes": ("success", "check"), "no": ("danger", "cross"), "na": ("neutral", "out")}


class QuestionCard(Card):
    """Closed to one line when it is answered and whole; open where the person is."""

    entered = Signal(str)
    done = Signal(str)

    def __init__(
        self, question: Question, number: str, recorder: Recorder, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent=parent)
        self.question = question
        self.number = number
        self.recorder = recorder
        self.boxes: AnswerBoxes | None = None
        self.free: TextField | MultiLineField | DateField | None = None
        self.note: MultiLineField | None = None
        self.strip: EvidenceStrip | None = None
        self.finding: FindingEditor | None = None
        self._here = False
        self._shown: tuple[object, ...] | None = None
        self.setAccessibleName(f"{number}. {question.text}")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setProperty("radius", 8)
        self._build_line()
        self._build_whole()
        self.body.addWidget(self._line)
        self.body.addWidget(self._whole)
        self._show_answer()
        self._fold()

    def _build_line(self) -> None:
        self._line = QWidget()
        row = QHBoxLayout(self._line)
        theme.pad(row, 10)
        row.addWidget(TagMark(Tag(self.number, "neutral")))
        row.addWidget(elided(str(self.question.text)), 1)
        self._pill = Pill(PillLook("", "neutral", "check"))
        self._time = label("", "small", "text3")
        row.addWidget(self._pill)
        row.addWidget(self._time)

    def _build_whole(self) -> None:
        self._whole = QWidget()
        column = QVBoxLayout(self._whole)
        theme.pad(column, 8)
        head = QHBoxLayout()
        theme.pad(head, 10)
        head.addWidget(TagMark(Tag(self.number, "neutral")), 0, Qt.AlignmentFlag.AlignTop)
        words = QVBoxLayout()
        theme.pad(words, 2)
        words.addWidget(label(str(self.question.text), "section", wrap=True))
        if self.question.hint is not None:
            words.addWidget(label(str(self.question.hint), "small", "text3", wrap=True))
        head.addLayout(words, 1)
        column.addLayout(head)
        control = self._control()
        if control is not None:
            column.addWidget(control)
        self._problem = label("", "small", "danger", wrap=True)
        self._problem.hide()
        column.addWidget(self._problem)
        self._extras = QVBoxLayout()
        theme.pad(self._extras, 8)
        column.addLayout(self._extras)

    def _control(self) -> QWidget | None:
        question, name = self.question, f"{self.number}. {self.question.text}"
        if question.type == "yes_no":
            answers = yes_no_answers(not_applicable=question.not_applicable)
            self.boxes = AnswerBoxes(answers, name=name)
        elif question.type == "choice":
            choices = [Answer(one.code, str(one.name)) for one in question.choices]
            self.boxes = AnswerBoxes(choices, name=name)
        elif question.type == "number":
            measure = str(question.measure) if question.measure is not None else ""
            self.free = TextField(measure or _("عدد"), code=True)
            self.free.setMaximumWidth(theme.current().px(200))
        elif question.type == "date":
            self.free = DateField(_("تاریخ"), today=self._today, last=self._today())
            self.free.setMaximumWidth(theme.current().px(260))
        elif question.type == "text":
            self.free = MultiLineField(_("پاسخ"), lines=2)
        if self.boxes is not None:
            self.boxes.chosen.connect(self._answer)
            return self.boxes
        if self.free is not None:
            self.free.edited.connect(self._type_answer)
            self.free.control.installEventFilter(self)
        return self.free

    def _today(self) -> date:
        return self.recorder.work.desk().today

    def set_here(self, here: bool) -> None:
        """Whether the person is at this question."""
        if here != self._here:
            self._here = here
            self._fold()

    def show_state(self) -> bool:
        """The answer, note, photos and finding as the vault holds them; whether they changed."""
        held = self._held()
        if held == self._shown:
            return False
        self._shown = held
        value = self._show_answer()
        self._show_finding(value)
        self._show_photos(value)
        self._show_pill(value)
        self._fold()
        return True

    def _held(self) -> tuple[object, ...]:
        """What the card stands for; while it stays the same there is nothing to do."""
        draft, code = self.recorder.draft, self.question.code
        finding = draft.finding_of(code)
        actions = [one for one in draft.detail.actions if finding and finding.id in one.finding_ids]
        photos = photos_of(draft.detail, code, None)
        return draft.answers().get(code), finding, actions, photos, gaps_of(draft.gaps, code)

    def _show_answer(self) -> str | None:
        draft = self.recorder.draft
        row = draft.answers().get(self.question.code)
        value = row.value if row else None
        if self.boxes is not None:
            self.boxes.set_value(value or "")
        elif self.free is not None and f"answer/{self.question.code}" not in draft.typed:
            self._write_free(value)
        self._show_note(value, row.note if row else None)
        self._show_pill(value)
        at = row.answered_at if row else None
        self._time.set_words(clock(at) if at else "")
        return value

    def _write_free(self, value: str | None) -> None:
        if isinstance(self.free, DateField):
            self.free.set_value(date.fromisoformat(value) if value else None)
        elif self.free is not None and not self.free.control.hasFocus():
            self.free.set_value(value or "")

    def _show_pill(self, value: str | None) -> None:
        words, tone, glyph = DASH, "neutral", "dash"
        question = self.question
        if value and self.boxes is not None and question.type == "yes_no":
            words = self.boxes.boxes[value].answer.words
            tone, glyph = _PILLS[value]
        elif value and question.type == "choice":
            words = str(next(one.name for one in question.choices if one.code == value))
            glyph = "check"
        elif value:
            shown = short_date(date.fromisoformat(value)) if question.type == "date" else value
            words, glyph = persian_digits(shown), "check"
        elif question.type == "photo" and self.strip is not None and self.strip.count():
            words = _("{n} عکس").format(n=persian_digits(self.strip.count()))
            glyph = "check"
        if len(words) > 28:
            words = words[:27] + "…"
        self._pill.set_look(PillLook(words, tone, glyph))  # type: ignore[arg-type]  # from a table of glyphs

    def _show_note(self, value: str | None, stored: str | None) -> None:
        wanted = checklists.forced(self.question, value).note or bool(stored)
        key = f"note/{self.question.code}"
        if not wanted and self.note is None:
            return
        if self.note is None:
            self.note = MultiLineField(_("توضیح"), lines=2, required=True)
            self.note.edited.connect(self._type_note)
            self.note.control.installEventFilter(self)
            self._extras.insertWidget(0, self.note)
        self.note.setVisible(wanted)
        if key not in self.recorder.draft.typed and not self.note.control.hasFocus():
            self.note.set_value(stored or "")

    def _show_finding(self, value: str | None) -> None:
        hint = checklists.forced(self.question, value).finding
        recorded = self.recorder.draft.finding_of(self.question.code)
        if hint is None and recorded is None:
            if self.finding is not None:
                self.finding.hide()
            return
        if self.finding is None:
            self.finding = FindingEditor(self.recorder, item=self.question.code, hint=hint)
            self._extras.addWidget(self.finding)
            self.strip = self.finding.strip
        self.finding.show_finding(recorded)
        self.finding.show()

    def _show_photos(self, value: str | None) -> None:
        forced = checklists.forced(self.question, value)
        views = self.question.views or forced.photos
        gaps = gaps_of(self.recorder.draft.gaps, self.question.code)
        if self.finding is not None and not self.finding.isHidden():
            self.finding.show_photos(views)
            return
        if self.question.type != "photo" and not views:
            return
        if self.strip is None:
            self.strip = EvidenceStrip(self.recorder, item=self.question.code)
            self._extras.addWidget(self.strip)
        self.strip.show_evidence(views)
        self._problem.setVisible(any(gap.code == "photo_missing" for gap in gaps))

    def is_whole(self) -> bool:
        """Answered, with everything that the answer obliges to."""
        return self.recorder.draft.is_whole(self.question)

    def _fold(self) -> None:
        """One line when nothing is missing and the person is elsewhere."""
        opened = self.recorder.draft.finding_of(self.question.code) is not None
        folded = self.is_whole() and not self._here and self.finding is None and not opened
        self._line.setVisible(folded)
        self._whole.setVisible(not folded)

    def is_folded(self) -> bool:
        return not self._line.isHidden()

    def take_focus(self) -> None:
        """Come to this question with the keyboard."""
        self.set_here(True)
        target: QWidget = self
        if self.boxes is not None:
            target = self.boxes
        elif self.free is not None:
            target = self.free
        elif self.strip is not None and self.strip.strip.tiles:
            target = self.strip.strip.tiles[-1]
        target.setFocus(Qt.FocusReason.OtherFocusReason)

    def _answer(self, value: str) -> None:
        self.recorder.answer(self.question.code, value, self._say_problem)
        self._say_problem("", "")

    def _say_problem(self, _field: str, words: str) -> None:
        self._shown = None  # what stands here may not be what the vault holds
        self._problem.set_words(words)
        self._problem.setVisible(bool(words))

    def _free_value(self) -> str:
        if isinstance(self.free, DateField):
            day = self.free.value()
            return day.isoformat() if day else ""
        return self.free.value().strip() if self.free is not None else ""

    def _type_answer(self) -> None:
        key = f"answer/{self.question.code}"
        self.recorder.type(key, self._free_value(), self._file_answer)

    def _file_answer(self) -> None:
        if self.free is None or (isinstance(self.free, DateField) and not self.free.is_readable()):
            return
        self.free.set_problem(None)
        key = f"answer/{self.question.code}"
        self.recorder.draft.filed(key)
        self.recorder.answer(self.question.code, self._free_value(), self._say_free_problem)

    def _say_free_problem(self, _field: str, words: str) -> None:
        self._shown = None
        if self.free is not None:
            self.free.set_problem(words)

    def _type_note(self) -> None:
        if self.note is not None:
            note = self.note.value
            code = self.question.code
            self.recorder.type(f"note/{code}", note(), lambda: self.recorder.note(code, note()))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.FocusOut:
            if self.free is not None and watched is self.free.control:
                self.recorder.leave(f"answer/{self.question.code}")
            elif self.note is not None and watched is self.note.control:
                self.recorder.leave(f"note/{self.question.code}")
        elif (
            event.type() == QEvent.Type.KeyPress
            and isinstance(event, QKeyEvent)
            and self.free is not None
            and watched is self.free.control
            and not isinstance(self.free, MultiLineField)
            and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
            and not event.modifiers()
        ):
            self.done.emit(self.question.code)
            return True
        return False

    def keyPressEvent(self, event: QKeyEvent) -> None:
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space)
        if enter and self.hasFocus():
            self.take_focus()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers():
            self.done.emit(self.question.code)
        elif self.boxes is not None and self.boxes.choose_digit(event.text()):
            self.set_here(True)
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        super().mousePressEvent(event)
        self.take_focus()
        self.entered.emit(self.question.code)
