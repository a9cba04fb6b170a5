from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.commands.letters import DraftLetter
from desktop.views.letters.list_page import LetterListPage
from desktop.views.navigation import Place
from desktop.views.shared import theme
from tests.offices import SampleOffice
from tests.views.workplaces import Bench, bench, settle


class Register:
    """A register with a letter that went out, its answer, and a draft."""

    def __init__(self, office: SampleOffice, one: Bench) -> None:
        self.office, self.bench = office, one
        visit, _finding, _action = self.office.sent()
        self.office.reply(visit)
        self.draft = self.office.admin.desk.new_id()
        self.office.secretariat.does(
            DraftLetter("دفتر نمونه", "ادارهٔ نمونه", "پیگیری پاسخ", "با سلام", id=self.draft)
        )
        self.page = LetterListPage(one.work)

    def subjects(self) -> list[str]:
        return [row.subject for row in self.page.table.rows()]


@pytest.fixture
def register(qtbot: QtBot, tmp_path: Path) -> Iterator[Register]:
    office = SampleOffice(tmp_path / "vault")
    with bench(office.secretariat, tmp_path) as one:
        made = Register(office, one)
        qtbot.addWidget(made.page)
        made.page.resize(1092, 800)
        made.page.show()
        made.page.activateWindow()
        made.page.visit(Place("letters"))
        qtbot.waitUntil(lambda: len(made.page.table.rows()) == 3)
        settle(qtbot, one)
        yield made


def test_the_register_shows_drafts_first_then_numbers_downwards(register: Register) -> None:
    rows = register.page.table.rows()
    assert [row.number for row in rows] == [None, "1404/2", "1404/1"]
    assert [row.direction for row in rows] == ["out", "in", "out"]


def test_it_is_narrowed_by_way_and_searched_with_folded_letters(
    qtbot: QtBot, register: Register
) -> None:
    register.page.filters.set_filter("direction", "in")
    qtbot.waitUntil(lambda: register.subjects() == ["پاسخ گزارش بازرسی"])
    register.page.filters.set_values({}, "پيگيري")
    QTest.keyClick(register.page.filters.search, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: register.subjects() == ["پیگیری پاسخ"])


def test_enter_opens_a_letter_and_ctrl_n_begins_one(qtbot: QtBot, register: Register) -> None:
    page, went = register.page, register.bench.went
    page.view.setFocus()
    page.view.setCurrentIndex(page.table.index(0, 0))
    QTest.keyClick(page.view, Qt.Key.Key_Return)
    assert went == [Place("letter", register.draft)]
    QTest.keyClick(page.view, Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: went[-1] == Place("letter", b"", "new"))


def test_ctrl_p_previews_the_chosen_letter(qtbot: QtBot, register: Register) -> None:
    page = register.page
    page.view.setFocus()
    page.view.setCurrentIndex(page.table.index(0, 0))
    qtbot.waitUntil(page.print_button.isEnabled)
    QTest.keyClick(page.view, Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: len(register.bench.papers) == 1)
    with register.office.admin.database.reading() as session:
        assert register.bench.papers[0].make(session).startswith(b"%PDF")


def test_only_the_secretariat_registers_what_came_in(qtbot: QtBot, tmp_path: Path) -> None:
    office = SampleOffice(tmp_path / "vault")
    with bench(office.leader, tmp_path) as one:
        page = LetterListPage(one.work)
        qtbot.addWidget(page)
        assert page.incoming.isHidden()
        assert not page.write.isHidden()


@pytest.mark.parametrize("name", ["light", "dark", "contrast"])
def test_the_register_fits_the_smallest_window_at_one_and_a_half(
    register: Register, name: theme.Name, qapp: QApplication
) -> None:
    theme.apply(qapp, theme.Theme(name, 1.5))
    smallest = register.page.minimumSizeHint()
    assert smallest.width() <= 960
    assert smallest.height() <= 600
