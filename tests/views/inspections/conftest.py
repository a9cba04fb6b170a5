"""An office at a real vault, and the workplace its pages are given."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import cast

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from desktop.models import reference
from desktop.models.base import Synced
from desktop.models.blobs import BlobStore
from desktop.models.directory import ChecklistTemplate
from desktop.models.inspections.queries import Reader, visit_detail
from desktop.models.inspections.rows import VisitDetail
from desktop.runtime.settings import Settings
from desktop.runtime.tasks import Tasks
from desktop.views.inspections.form import VisitForm
from desktop.views.inspections.form_pages import FormPages
from desktop.views.inspections.question_card import QuestionCard
from desktop.views.navigation import Page, Paper, Place, Workplace
from desktop.views.shared import theme
from desktop.views.shared.turns import under_way
from sync.protocol.ids import derived_id
from tests.builders import Seat
from tests.offices import TODAY, Raw, SampleOffice

WIDE = (1224, 800)


@dataclass
class Sitting:
    """A person at a workplace, and where its pages led."""

    work: Workplace
    went: list[Place] = field(default_factory=list)
    papers: list[Paper] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)


Sit = Callable[[Seat], Sitting]
Open = Callable[..., Page]


@pytest.fixture(autouse=True)
def _dressed(qapp: QApplication) -> Iterator[None]:
    """Light, 100 %, from the right."""
    if theme.current() != theme.Theme() or not qapp.styleSheet():
        theme.apply(qapp, theme.Theme())
    yield
    if theme.current() != theme.Theme():
        theme.apply(qapp, theme.Theme())


@pytest.fixture
def office(tmp_path: Path) -> SampleOffice:
    """Everybody of a small office, with the checklist of the seven indicators."""
    office = SampleOffice(tmp_path / "office")
    stored = next(one for one in reference.checklist_contents() if one["code"] == "foad_seven")
    office.admin.does(Raw(lambda: [_template(stored)]))
    return office


def _template(stored: dict[str, object]) -> Synced:
    return ChecklistTemplate(
        id=derived_id("template", "foad_seven"),
        code="foad_seven",
        version=stored["version"],
        title_fa="شاخص‌های هفتگانه",
        body=stored,
    )


@pytest.fixture
def sit(office: SampleOffice, tmp_path: Path) -> Iterator[Sit]:
    """Sits a person down at a workplace on the office's vault."""
    open_tasks: list[Tasks] = []

    def make(who: Seat) -> Sitting:
        tasks = Tasks(office.admin.database, lambda: who.desk)
        open_tasks.append(tasks)
        settings = Settings(tasks, {}, tmp_path / "window.json")
        blobs = BlobStore(tmp_path / "blobs", bytes(32))
        went: list[Place] = []
        papers: list[Paper] = []
        work = Workplace(
            tasks,
            lambda: who.desk,
            blobs,
            settings,
            went.append,
            lambda: None,
            papers.append,
            lambda: None,
        )
        sitting = Sitting(work, went, papers)
        tasks.refused.connect(lambda error: sitting.refused.append(error.code))
        tasks.crashed.connect(lambda error: sitting.refused.append(repr(error)))
        return sitting

    yield make
    for tasks in open_tasks:
        tasks.close()


@pytest.fixture
def open_page(qtbot: QtBot) -> Open:
    """Opens a page at a place and waits until everything it asked for has come."""

    def make(
        maker: Callable[[Workplace], Page], sitting: Sitting, place: Place, size: tuple[int, int]
    ) -> Page:
        page = maker(sitting.work)
        qtbot.addWidget(page)
        page.resize(*size)
        page.show()
        qtbot.waitExposed(page)
        page.activateWindow()
        page.visit(place)
        settle(qtbot, sitting)
        return page

    return make


def settle(qtbot: QtBot, sitting: Sitting) -> None:
    """Wait until the vault has answered everything, and everything is shown."""

    for _ in range(2):
        qtbot.waitUntil(lambda: not sitting.work.tasks.busy and not under_way(), timeout=15_000)
        # What came last is in its layout, but is shown only with the events that follow.
        QApplication.processEvents()


class Desk:
    """A form open before an inspector."""

    def __init__(self, qtbot: QtBot, office: SampleOffice, sitting: Sitting, form: VisitForm):
        self.qtbot, self.office, self.sitting, self.form = qtbot, office, sitting, form

    @property
    def pages(self) -> FormPages:
        assert self.form.pages is not None
        return self.form.pages

    def settle(self) -> None:
        settle(self.qtbot, self.sitting)

    def detail(self, visit: bytes) -> VisitDetail:
        with self.office.session() as session:
            found = visit_detail(
                session,
                visit,
                reader=Reader(self.office.leader.person, "inspector"),
                today=TODAY,
            )
        assert found is not None
        return found

    def card(self, section: str, code: str) -> QuestionCard:
        self.pages.go_to(section)
        return self.pages.sections[section].cards[code]

    def type(self, widget: QWidget, text: str) -> None:
        """Types Persian text: keyClicks would abort the process."""
        widget.setFocus()
        for letter in text:
            for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
                event = QKeyEvent(kind, 0, Qt.KeyboardModifier.NoModifier, letter)
                QApplication.sendEvent(widget, event)

    def press(self, text: str) -> None:
        """A key at whatever has the focus."""
        focus = QApplication.focusWidget()
        assert focus is not None
        for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            event = QKeyEvent(kind, 0, Qt.KeyboardModifier.NoModifier, text)
            QApplication.sendEvent(focus, event)
        self.settle()


@pytest.fixture
def at_form(
    qtbot: QtBot, office: SampleOffice, sit: Sit, open_page: Open
) -> Callable[[bytes], Desk]:
    def make(visit: bytes) -> Desk:
        sitting = sit(office.leader)
        place = Place("visit_form", visit)
        form = cast(VisitForm, open_page(VisitForm, sitting, place, WIDE))
        return Desk(qtbot, office, sitting, form)

    return make


At = Callable[[bytes], Desk]
