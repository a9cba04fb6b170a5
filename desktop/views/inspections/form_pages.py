"""The middle of the on-site form: one page a section, made when it is first gone to."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QCoreApplication, QEvent, Signal
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from desktop.models.inspections.rows import Gap
from desktop.views.inspections.draft import HANDOVER, HANDOVER_GAPS
from desktop.views.inspections.handover import HandOver
from desktop.views.inspections.panel_parts import Scrolled
from desktop.views.inspections.recorder import Recorder
from desktop.views.inspections.section_view import SectionView
from desktop.views.inspections.start_card import StartCards
from desktop.views.shared import theme


class FormPages(QWidget):
    """Start, sections, hand-over; each keeps its own place in its scroll."""

    moved = Signal()

    def __init__(self, recorder: Recorder, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.recorder = recorder
        self.sections: dict[str, SectionView] = {}
        self.handover: HandOver | None = None
        self.start_cards: StartCards | None = None
        self._areas: dict[str, Scrolled] = {}
        self._current = ""
        self._stack = QStackedWidget()
        column = QVBoxLayout(self)
        theme.pad(column, 0)
        column.addWidget(self._stack)

    @property
    def opened(self) -> bool:
        """Whether there is anything in the frame yet."""
        return bool(self._areas)

    def open(self, part: str = "") -> None:
        """``part`` is the section to begin with; left out, the first that is not done."""
        if self.recorder.draft.detail.started_at is None:
            self.start_cards = StartCards(self.recorder)
            self._put("", self.start_cards)
        else:
            self.go_to(part if part in self._codes() else self._first())
        self.take_focus()

    def _codes(self) -> list[str]:
        template = self.recorder.draft.template
        codes = [one.code for one in template.sections] if template is not None else []
        return codes if self.recorder.draft.handover in codes else [*codes, HANDOVER]

    def _first(self) -> str:
        """Where the person left off: the first section that is not done."""
        for one in self.recorder.draft.sections():
            if not one.done:
                return one.code
        return self.recorder.draft.handover

    def current(self) -> str:
        return self._current

    def begin(self) -> None:
        """The visit has begun: on to the first section."""
        self.go_to(self._codes()[0])
        self.take_focus()

    def start(self) -> None:
        if self.start_cards is not None:
            self.start_cards.start()

    def go_on(self, *, begins: bool) -> None:
        """The visit was read again."""
        if begins:
            self.begin()
        else:
            self.show_state()

    def show_state(self) -> None:
        """What stands in sight follows at once; other sections when they are gone to."""
        for page in self._parts():
            page.show_state()

    def go_to(self, code: str) -> None:
        if code not in self._codes() or self.recorder.draft.detail.started_at is None:
            return
        here = self._section()
        if here is not None and code != self._current:
            here.pause()
        if code != HANDOVER and code not in self.sections:
            self._make_section(code)
        if code == self.recorder.draft.handover and self.handover is None:
            self.handover = HandOver(self.recorder)
            self._put(code, self.handover)
        self._current = code
        self._stack.setCurrentWidget(self._areas[code])
        self.show_state()
        self.moved.emit()

    def _make_section(self, code: str) -> None:
        template = self.recorder.draft.template
        if template is None:
            return
        number, section = next(
            (place, one) for place, one in enumerate(template.sections, start=1) if one.code == code
        )
        view = SectionView(section, number, self.recorder)
        view.finished.connect(lambda: self.step(1))
        self.sections[code] = view
        area = self._put(code, view)
        view.wants_sight.connect(partial(self._bring, area))

    def _bring(self, area: Scrolled, widget: QWidget) -> None:
        """Into sight, once everything has its place."""
        QCoreApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest.value)
        area.go_to(widget)

    def _put(self, code: str, page: QWidget) -> Scrolled:
        known = self._areas.get(code)
        if known is not None:
            known.column.insertWidget(known.column.count() - 1, page)
            return known
        area = Scrolled((0, 0, 10, 16), 12)  # with the scroll bar: as wide as what is above
        area.column.addWidget(page)
        area.column.addStretch(1)
        self._areas[code] = area
        self._stack.addWidget(area)
        self._stack.setCurrentWidget(area)
        return area

    def _parts(self) -> list[SectionView | HandOver]:
        """What stands on the page that is shown."""
        found: list[SectionView | HandOver] = []
        if self._current in self.sections:
            found.append(self.sections[self._current])
        if self._current == self.recorder.draft.handover and self.handover is not None:
            found.append(self.handover)
        return found

    def _section(self) -> SectionView | None:
        return self.sections.get(self._current)

    def step(self, by: int) -> None:
        """The section before or after; nothing beyond the ends."""
        codes = self._codes()
        if self._current not in codes:
            return
        place = codes.index(self._current) + by
        if 0 <= place < len(codes):
            self.recorder.leave_all()
            self.go_to(codes[place])
            self.take_focus()

    def take_focus(self) -> None:
        for page in self._parts()[:1]:
            page.take_focus()
        if self.start_cards is not None and not self._current:
            self.start_cards.take_focus()

    def go_to_gap(self, code: str, gap: Gap) -> None:
        self.go_to(code)
        section = self._section()
        if gap.code in HANDOVER_GAPS and self.handover is not None:
            self._areas[code].go_to(self.handover.go_to(gap))
        elif section is not None:
            section.go_to(gap)

    def go_to_finding(self, finding: bytes) -> None:
        template = self.recorder.draft.template
        row = next((one for one in self.recorder.draft.detail.findings if one.id == finding), None)
        if template is None or row is None:
            return
        for code in self._section_codes(row.item, row.indicator):
            self.go_to(code)
            if self.sections[code].go_to_finding(finding):
                return

    def _section_codes(self, item: str | None, indicator: str | None) -> list[str]:
        template = self.recorder.draft.template
        if template is None:
            return []
        if item is not None and item in template.places:
            return [template.places[item][0].code]
        fitting = [
            one.code for one in template.sections if indicator and one.indicator == indicator
        ]
        return [*fitting, template.sections[-1].code]

    def add_finding(self) -> None:
        """F10, on whichever section the person is; from the hand-over in the last section."""
        if self._current == HANDOVER:
            self.go_to(self._codes()[-2])
        section = self._section()
        if section is not None:
            section.add_finding()

    def add_photo(self) -> None:
        section = self._section()
        if section is not None:
            section.add_photo()
