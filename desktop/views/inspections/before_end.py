"""The panel «پیش از پایان»: what is done, what is missing, and the findings so far."""

from __future__ import annotations

from functools import partial
from typing import Final

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from desktop.models.calendar import clock
from desktop.models.inspections.rows import FindingRow, Gap
from desktop.models.text import persian_digits
from desktop.views.inspections import looks
from desktop.views.inspections.draft import VisitDraft
from desktop.views.inspections.panel_parts import Heading, empty_layout, photos_words
from desktop.views.shared import theme
from desktop.views.shared.buttons import Button
from desktop.views.shared.card import Divider, Ground
from desktop.views.shared.drawing import Line, box, picture, write
from desktop.views.shared.icons import icon
from desktop.views.shared.labels import IconMark, label
from desktop.views.shared.pill import Pill
from desktop.views.shared.side_panel import Sheet, scrolled
from desktop.views.shared.tags import KeyCap, TagMark
from desktop.views.shared.tips import tip
from desktop.views.shared.turns import Turns
from resources.words import _, listed

_MARKS: Final = {
    "done": ("circle-check", "success", "text2"),
    "missing": ("circle-alert", "danger", "text"),
    "open": ("circle", "text3", "text2"),
}


class _Line(QAbstractButton):
    """One thing before the end; leads to where it is mended."""

    def __init__(self, words: str, state: str) -> None:
        super().__init__()
        self.state = state
        self.setText(words)
        self.setAccessibleName(words)
        self.setFocusPolicy(
            Qt.FocusPolicy.NoFocus if state == "done" else Qt.FocusPolicy.StrongFocus
        )
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(theme.current().px(200), theme.current().px(26))

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.current().px(80), self.sizeHint().height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        now = theme.current()
        painter = theme.painter(self)
        name, tone, ink = _MARKS[self.state]
        if self.underMouse() and self.state != "done":
            box(painter, self.rect(), 6, now.colour("hover"))
        line = Line(self.rect())
        side = now.icon("control")
        picture(painter, line.take(side), icon(name, side, tone))
        line.skip(now.gap(8))
        font = now.font("smallMedium" if self.state == "missing" else "small")
        cut = write(painter, line.rest(), self.text(), font, now.colour(ink))
        tip(self, self.text() if cut else "")
        painter.end()


class _FindingCard(QAbstractButton):
    """A finding so far: number, indicator, severity, what was seen, its photos."""

    def __init__(self, finding: FindingRow, photos: int, missing: int) -> None:
        super().__init__()
        self.setAccessibleName(f"{looks.number_words(finding.number)}: {finding.description}")
        self.setProperty("radius", 8)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        column = QVBoxLayout(self)
        theme.pad(column, 4, (12, 10, 12, 10))
        head = QHBoxLayout()
        theme.pad(head, 8)
        head.addWidget(label(looks.number_words(finding.number), "smallMedium"))
        head.addWidget(TagMark(looks.indicator_mark(finding.indicator)))
        head.addStretch(1)
        head.addWidget(Pill(looks.severity_look(finding.severity)))
        column.addLayout(head)
        column.addWidget(label(finding.description, "body", wrap=True))
        note = QHBoxLayout()
        theme.pad(note, 6)
        words = photos_words(photos)
        if missing:
            words = _("{n} از {all} عکس لازم").format(
                n=persian_digits(photos), all=persian_digits(photos + missing)
            )
        elif finding.corrected_on_spot:
            mended = _("رفع شد در محل")
            words = f"{words} · {mended}"
        tone = "danger" if missing else "text3"
        note.addWidget(IconMark("image", tone, "inline"))
        note.addWidget(label(words, "small", tone), 1)
        column.addLayout(note)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        layout = self.layout()
        return layout.totalHeightForWidth(width) if layout is not None else 0

    def sizeHint(self) -> QSize:
        layout = self.layout()
        return layout.totalSizeHint() if layout is not None else QSize()

    def minimumSizeHint(self) -> QSize:
        layout = self.layout()
        return layout.totalMinimumSize() if layout is not None else QSize()

    def paintEvent(self, _event: QPaintEvent) -> None:
        now = theme.current()
        painter = theme.painter(self)
        fill = "hover" if self.underMouse() else "canvas" if now.name == "light" else "surface"
        box(painter, self.rect(), 8, now.colour(fill), now.colour("line"), now.hairline)
        painter.end()


class BeforeEnd(Ground):
    """Each line leads to its place; F8 goes to the next one."""

    gap_wanted = Signal(object)
    finding_wanted = Signal(bytes)
    add_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("surface", "start", parent)
        self.setAccessibleName(_("پیش از پایان"))
        content = Sheet()
        self._turns = Turns(self)
        self._shown: tuple[list[tuple[FindingRow, int, int]], theme.Theme] | None = None
        self._column = QVBoxLayout(content)
        theme.pad(self._column, 10, (0, 0, 10, 12))
        self._lines = QVBoxLayout()
        theme.pad(self._lines, 2)
        self._findings = QVBoxLayout()
        theme.pad(self._findings, 8)
        self._head = QHBoxLayout()
        theme.pad(self._head, 8)
        self._count = label("", "small", "text3")
        self.add = Button(
            _("یافته"), "quiet", icon="plus", size="row", on_click=self.add_wanted.emit
        )
        self._head.addWidget(label(_("یافته‌ها"), "section"))
        self._head.addWidget(self._count, 1)
        self._head.addWidget(self.add)
        self._head.addWidget(KeyCap("F10"))
        self._column.addWidget(Heading(_("پیش از پایان")))
        self._column.addLayout(self._lines)
        self._column.addWidget(Divider())
        self._column.addLayout(self._head)
        self._column.addLayout(self._findings)
        self._column.addStretch(1)
        outer = QVBoxLayout(self)
        theme.pad(outer, 0, (16, 16, 6, 0))
        outer.addWidget(scrolled(content, _("پیش از پایان")))
        theme.follow(self._measure)

    def lines(self) -> list[tuple[str, str]]:
        """The words of each line and its state."""
        found = []
        for place in range(self._lines.count()):
            item = self._lines.itemAt(place)
            widget = item.widget() if item is not None else None
            if isinstance(widget, _Line):
                found.append((widget.text(), widget.state))
        return found

    def show_draft(self, draft: VisitDraft) -> None:
        empty_layout(self._lines)
        started = draft.detail.started_at
        if started is not None:
            words = _("آغاز {time}").format(time=clock(started))
            self._add(words, "done", None)
        for gap in draft.gaps:
            if gap.code != "answer_missing":
                late = gap.code.endswith("signature_missing") or not gap.hard
                self._add(gap_words(gap), "open" if late else "missing", gap)
        unanswered = [gap for gap in draft.gaps if gap.code == "answer_missing"]
        if unanswered:
            words = _("{n} پرسش بی‌پاسخ").format(n=persian_digits(len(unanswered)))
            self._add(words, "open", unanswered[0])
        if not draft.hard_gaps():
            self._add(_("چیزی کم نیست"), "done", None)
        findings = draft.detail.findings
        self._count.set_words(_("{n} مورد").format(n=persian_digits(len(findings))))
        shown = [(finding, *self._photos_of(draft, finding)) for finding in findings]
        if (shown, theme.current()) != self._shown:
            self._shown = shown, theme.current()
            empty_layout(self._findings)
            self._turns.later(partial(self._add_card, *one) for one in shown)

    @staticmethod
    def _photos_of(draft: VisitDraft, finding: FindingRow) -> tuple[int, int]:
        """How many photos a finding has, and how many it still needs."""
        missing = sum(
            1
            for gap in draft.gaps
            if gap.code in ("photo_missing", "evidence_missing") and gap.finding_id == finding.id
        )
        rows = {row.id for row in finding.attachments}
        rows |= {
            row.id
            for row in draft.detail.attachments
            if finding.item is not None and row.item == finding.item
        }
        return len(rows), missing

    def _add_card(self, finding: FindingRow, photos: int, missing: int) -> None:
        card = _FindingCard(finding, photos, missing)
        card.clicked.connect(lambda: self.finding_wanted.emit(finding.id))
        self._findings.addWidget(card)

    def _add(self, words: str, state: str, gap: Gap | None) -> None:
        line = _Line(words, state)
        if gap is not None:
            line.clicked.connect(lambda: self.gap_wanted.emit(gap))
        self._lines.addWidget(line)

    def _measure(self) -> None:
        self.setFixedWidth(theme.current().px(288))


def gap_words(gap: Gap) -> str:
    """«عکس نمای نزدیک، یافتهٔ ۲»."""
    finding = looks.number_words(gap.finding) if gap.finding is not None else ""
    question = _("پرسش {n}").format(n=gap.question) if gap.question else ""
    where = finding or question
    words = {
        "answer_missing": _("پاسخ"),
        "photo_missing": _("عکس {view}").format(view=gap.view_name or ""),
        "note_missing": _("توضیح"),
        "finding_missing": _("شرح یافته"),
        "criterion_missing": _("معیار"),
        "evidence_missing": _("عکس یا مدرک"),
        "inspector_signature_missing": _("امضای بازرس"),
        "unit_signature_missing": _("امضای سرپرست واحد، یا خودداری او"),
        "unit_explanation_missing": _("توضیح واحد دربارهٔ یافته‌ها"),
        "template_missing": _("الگوی پرسش‌ها به این رایانه نرسیده است"),
    }.get(gap.code, gap.code)
    return listed((words.strip(), where))
