"""A finding on the record: what was seen, its photos, what the unit said, what is to be done."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.models.attachments import AttachmentRow
from desktop.models.calendar import clock
from desktop.models.inspections.rows import ActionRow, FindingRow, VisitDetail
from desktop.models.text import persian_digits
from desktop.views.inspections import action_steps, finding_steps, looks
from desktop.views.inspections.evidence import caption, open_photo, photos_of
from desktop.views.inspections.thumbnails import Thumbnails
from desktop.views.shared import theme
from desktop.views.shared.buttons import Button
from desktop.views.shared.card import Card, Divider
from desktop.views.shared.countdown import Countdown
from desktop.views.shared.drawing import box, turned
from desktop.views.shared.flow import Flow
from desktop.views.shared.labels import IconMark, label
from desktop.views.shared.photo_strip import Photo, PhotoStrip
from desktop.views.shared.pill import Pill
from desktop.views.shared.side_panel import Facts
from desktop.views.shared.step_dialog import Step
from desktop.views.shared.tags import TagMark
from resources.words import _, listed

OnFinding = Callable[[Step, FindingRow], None]
OnAction = Callable[[Step, ActionRow], None]


class FindingCard(Card):
    """Read only; its steps are buttons at the foot of what they change."""

    def __init__(
        self,
        finding: FindingRow,
        visit: VisitDetail,
        thumbnails: Thumbnails,
        today: date,
        *,
        on_finding: OnFinding,
        on_action: OnAction,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent=parent)
        self._finding, self._visit = finding, visit
        self._thumbnails = thumbnails
        self._parts: dict[str, Part] = {}
        self.setAccessibleName(f"{looks.number_words(finding.number)}: {finding.description}")
        head = QWidget()
        flow = Flow(10, 6, parent=head)
        flow.addWidget(label(looks.number_words(finding.number), "section"))
        flow.addWidget(TagMark(looks.indicator_mark(finding.indicator)))
        flow.addWidget(Pill(looks.severity_look(finding.severity)))
        flow.addWidget(Pill(looks.finding_look(finding)))
        self.body.addWidget(head)
        self.body.addWidget(label(finding.description, "body", wrap=True))
        self.body.addWidget(Facts(self._facts()))
        self._add_photos(photos_of(visit, finding.item, finding.id), self.body)
        if finding.answer:
            self._add_answer()
        for person in finding.persons:
            line = QHBoxLayout()
            theme.pad(line, 8)
            line.addWidget(IconMark("lock", "text2", "inline"))
            who = listed((person.name, person.post))
            words = _("بخش دربارهٔ شخص: {who}؛ در سند جداگانه").format(who=who)
            line.addWidget(label(words, "small", "text2", wrap=True), 1)
            self.body.addLayout(line)
        steps = finding_steps.steps_of(finding)
        self._add_steps([(step, partial(on_finding, step, finding)) for step in steps])
        for action in visit.actions:
            if finding.id in action.finding_ids:
                self.body.addWidget(Divider())
                self._add_action(action, today, on_action)

    def _facts(self) -> list[tuple[str, str]]:
        finding = self._finding
        facts = [(_("معیار"), looks.criterion_words(finding.criterion))]
        if finding.place:
            facts.append((_("جا"), finding.place))
        if finding.corrected_on_spot:
            at = f" ({clock(finding.corrected_at)})" if finding.corrected_at else ""
            facts.append((_("رفع در محل"), finding.corrected_on_spot + at))
        return facts

    def _add_answer(self) -> None:
        finding = self._finding
        answer = looks.choice_words("agency_answer", finding.answer)
        words = _("پاسخ واحد: {answer}").format(answer=answer)
        self.body.addWidget(label(words, "smallMedium"))
        self.body.addWidget(label(finding.answer_text or "", "body", "text2", wrap=True))
        if finding.review:
            words = _("نظر نفر دوم: {words}").format(words=finding.review)
            self.body.addWidget(label(words, "body", "text2", wrap=True))

    def _add_steps(
        self, steps: list[tuple[Step, Callable[[], None]]], into: QVBoxLayout | None = None
    ) -> None:
        if not steps:
            return
        holder = QWidget()
        flow = Flow(8, 6, parent=holder)
        for step, then in steps:
            flow.addWidget(Button(str(step.words), icon=step.icon, size="row", on_click=then))
        (into or self.body).addWidget(holder)

    def part_of(self, key: str) -> Part | None:
        """The part of an action, by its id in hexadecimal."""
        return self._parts.get(key)

    def _add_action(self, action: ActionRow, today: date, on_action: OnAction) -> None:
        part = Part(action.description)
        self._parts[action.id.hex()] = part
        head = QHBoxLayout()
        theme.pad(head, 8)
        top = Qt.AlignmentFlag.AlignTop
        head.addWidget(IconMark("wrench", "text2"), 0, top)
        words = QVBoxLayout()
        theme.pad(words, 2)
        words.addWidget(label(action.description, "strong", wrap=True))
        words.addWidget(label(action_note(action), "small", "text3", wrap=True))
        head.addLayout(words, 1)
        head.addWidget(Pill(looks.action_look(action)), 0, top)
        due = looks.due_look(action, today)
        if due is not None:
            head.addWidget(Countdown(due), 0, top)
        part.column.addLayout(head)
        self._add_photos(action.attachments, part.column)
        steps = action_steps.steps_of(action)
        self._add_steps([(step, partial(on_action, step, action)) for step in steps], part.column)
        self.body.addWidget(part)

    def _add_photos(self, rows: Sequence[AttachmentRow], into: QVBoxLayout) -> None:
        if rows:
            into.addWidget(_Shown(rows, self._visit, self._thumbnails))


class _Shown(PhotoStrip):
    """Photos to look at; Enter shows one large."""

    def __init__(
        self, rows: Sequence[AttachmentRow], visit: VisitDetail, thumbnails: Thumbnails
    ) -> None:
        super().__init__()
        self._rows, self._visit, self._thumbnails = rows, visit, thumbnails
        self.opened.connect(self._open)
        thumbnails.came.connect(self._draw)
        thumbnails.want([row.thumb_sha256 for row in rows if row.thumb_sha256])
        self._draw()

    def _draw(self) -> None:
        self.show_photos([_photo(row, self._thumbnails, {}) for row in self._rows], may_add=False)

    def _open(self, key: str) -> None:
        open_photo(self, self._thumbnails.work, self._visit, self._rows, key)


class Part(QWidget):
    """A part of a card that one can be led to: it is marked and has the keyboard then."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.column = QVBoxLayout(self)
        theme.pad(self.column, 8)
        self._marked = False

    def mark(self) -> None:
        """From now on it stands out."""
        self._marked = True
        theme.pad(self.column, 8, (14, 10, 10, 10))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setProperty("radius", 8)
        self.update()

    def is_marked(self) -> bool:
        return self._marked

    def paintEvent(self, _event: QPaintEvent) -> None:
        if not self._marked:
            return
        now = theme.current()
        painter = theme.painter(self)
        rect = self.rect()
        box(painter, rect, 8, now.colour("sel"))
        painter.setClipRect(turned(rect, QRect(rect.left(), rect.top(), 3, rect.height())))
        box(painter, rect, 8, now.colour("accent"))
        painter.end()


def action_note(action: ActionRow) -> str:
    """«رئیس واحد نمونه · پذیرفته شد · ۲ عکس»."""
    parts = [looks.choice_words("action_kind", action.kind)]
    if action.owner_post:
        parts.append(action.owner_post)
    if action.consent:
        parts.append(_("پذیرش: {who}").format(who=action.consent))
    if action.result:
        parts.append(_("نتیجه: {words}").format(words=action.result))
    if action.attachments:
        parts.append(_("{n} عکس").format(n=persian_digits(len(action.attachments))))
    return " · ".join(parts)


def _photo(row: AttachmentRow, thumbnails: Thumbnails, names: dict[str, str]) -> Photo:
    return Photo(row.id.hex(), thumbnails.get(row.thumb_sha256), caption(row, names))
