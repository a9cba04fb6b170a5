"""«گشودن هویت» at a real vault: masked, then one value for a while, then nothing again."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QWidget
from pytestqt.qtbot import QtBot

from desktop.models.identities.queries import openings
from desktop.views.identities.form import IdentityForm
from desktop.views.identities.list_page import IdentityListPage
from desktop.views.identities.opening_page import IdentityOpeningPage
from desktop.views.identities.openings_page import IdentityOpeningsPage
from desktop.views.identities.secret_view import SECONDS
from desktop.views.navigation import Place
from desktop.views.shared.labels import Label
from tests.models.identities.canaries import found_in, found_in_rows
from tests.models.identities.people import VALUES, Person, alone
from tests.views.workplaces import Bench, bench, settle, shown


@pytest.fixture
def person(tmp_path: Path) -> Iterator[Person]:
    made = alone(tmp_path / "vault")
    yield made
    made.seat.database.close()


@pytest.fixture
def at(person: Person, tmp_path: Path) -> Iterator[Bench]:
    with bench(person.seat, tmp_path / "window") as made:
        made.hands = person.hands
        yield made


def everything_said(widget: QWidget) -> str:
    """Every word that a program or a reader of the screen could take from the window."""
    found = []
    for one in (widget, *widget.findChildren(QWidget)):
        found += [one.accessibleName(), one.accessibleDescription(), one.toolTip()]
        if isinstance(one, Label):
            found.append(one.text())
        if isinstance(one, QLineEdit):
            found.append(one.text())
        if isinstance(one, QPlainTextEdit):
            found.append(one.toPlainText())
    return "\n".join(found)


def opening(qtbot: QtBot, at: Bench, identity: bytes) -> IdentityOpeningPage:
    page = IdentityOpeningPage(at.work)
    shown(qtbot, at, page, Place("identity", identity))
    return page


def test_a_field_is_opened_for_a_purpose_shown_for_a_while_and_then_gone(
    qtbot: QtBot, at: Bench, person: Person
) -> None:
    page = opening(qtbot, at, person.records())
    said = everything_said(page)
    assert not [value for value in VALUES.values() if value in said]
    page.field.set_value("mobile")
    page.purpose.set_value("call")
    page.open.click()
    settle(qtbot, at)
    assert page.secret.isVisible()
    assert page.secret.left == SECONDS
    assert [(row.field, row.purpose) for row in page.history.rows] == [("mobile", "call")]
    for spelling in (VALUES["mobile"], "۰۹۱۲۳۴۵۶۷۸۹"):
        assert spelling not in everything_said(page)
    before = page.secret.grab().toImage()
    for _second in range(SECONDS):
        page.secret.tick()
    assert not page.secret.isVisible()
    assert VALUES["mobile"] not in vars(page.secret).values()
    assert before != page.secret.grab().toImage()


def test_it_is_hidden_when_the_page_is_left_or_another_field_chosen(
    qtbot: QtBot, at: Bench, person: Person
) -> None:
    page = opening(qtbot, at, person.records())
    page.purpose.set_value("call")

    def opens() -> None:
        page.open.click()
        settle(qtbot, at)
        assert page.secret.isVisible()

    opens()
    page.leave()
    assert not page.secret.isVisible()
    opens()
    page.hide()
    assert page.secret.left == 0
    page.show()
    opens()
    page.hide_it.click()
    assert page.secret.left == 0


def test_nothing_is_opened_without_a_purpose(qtbot: QtBot, at: Bench, person: Person) -> None:
    page = opening(qtbot, at, person.records())
    page.open.click()
    settle(qtbot, at)
    assert page.purpose.problem()
    assert not page.secret.isVisible()
    assert not person.looks(openings)
    page.purpose.set_value("letter")
    page.reason.set_value("پاسخ به ۰۹۱۲۳۴۵۶۷۸۹")
    page.open.click()
    settle(qtbot, at)
    assert page.reason.problem()
    assert not person.looks(openings)


def test_a_value_that_comes_after_the_page_was_left_is_not_shown(
    qtbot: QtBot, at: Bench, person: Person
) -> None:
    page = opening(qtbot, at, person.records())
    page.purpose.set_value("sms")
    page.open.click()
    page.hide()
    settle(qtbot, at)
    assert page.secret.left == 0
    assert len(person.looks(openings)) == 1


def test_keys_that_are_not_here_are_told_and_asked_for(
    qtbot: QtBot, at: Bench, person: Person
) -> None:
    identity = person.records()
    for file in person.hands.blobs.folder.iterdir():
        file.unlink()
    page = opening(qtbot, at, identity)
    page.purpose.set_value("call")
    page.open.click()
    settle(qtbot, at)
    assert "کلید این هویت" in page.notice.sentence()
    assert not page.secret.isVisible()


def test_the_form_says_what_is_wrong_beside_its_field_and_keeps_no_draft(
    qtbot: QtBot, at: Bench, person: Person, tmp_path: Path
) -> None:
    page = IdentityForm(at.work)
    shown(qtbot, at, page, Place("identity_form"))
    QTest.keyClicks(page.mobile.control, "0912")
    QTest.keyClicks(page.national_id.control, "0499370898")
    page.save.click()
    assert "۰۹۱۲۳۴۵۶۷۸۹" in page.mobile.foot_words()
    assert "کد ملی" in page.national_id.foot_words()
    assert page.name.problem()
    page.name.set_value(VALUES["name"])
    page.address.set_value(VALUES["address"])
    page.mobile.set_value(VALUES["mobile"])
    page.national_id.set_value(VALUES["national_id"])
    page.leave()
    settle(qtbot, at)
    assert not found_in_rows(person.seat.database, *VALUES.values())
    assert page.name.value() == VALUES["name"]
    page.record()
    settle(qtbot, at)
    assert at.went[-1].page == "identity"
    assert person.opens(at.went[-1].record) == VALUES["name"]
    assert not [value for value in VALUES.values() if value in everything_said(page)]
    assert not found_in_rows(person.seat.database, *VALUES.values())
    assert not found_in(tmp_path, *VALUES.values())


def test_nothing_is_copied_from_fields_of_an_identity(qtbot: QtBot, at: Bench) -> None:
    page = IdentityForm(at.work)
    shown(qtbot, at, page, Place("identity_form"))
    clipboard = QGuiApplication.clipboard()
    clipboard.setText("پیش از این")
    for field in page.fields.values():
        field.set_value("0499370899")
        field.control.setFocus()
        field.control.selectAll()
        for keys in (QKeySequence.StandardKey.Copy, QKeySequence.StandardKey.Cut):
            QTest.keySequence(field.control, QKeySequence(keys))
        assert field.control.contextMenuPolicy() is Qt.ContextMenuPolicy.NoContextMenu
        assert field.value() == "0499370899"
    assert clipboard.text() == "پیش از این"


def test_the_list_names_nobody_and_forgets_what_was_searched(
    qtbot: QtBot, at: Bench, person: Person
) -> None:
    identity = person.records()
    page = IdentityListPage(at.work)
    shown(qtbot, at, page, Place("identities"))
    assert [row.id for row in page.rows] == [identity]
    assert not [value for value in VALUES.values() if value in everything_said(page)]
    QTest.keyClicks(page.search, "09123456789")
    settle(qtbot, at)
    assert [row.id for row in page.rows] == [identity]
    QTest.keyClicks(page.search, "1")
    settle(qtbot, at)
    assert not page.rows
    page.leave()
    assert not page.search.text()
    assert not found_in_rows(person.seat.database, VALUES["mobile"])


def test_the_book_of_openings_is_read_by_who_when_which_and_why(
    qtbot: QtBot, at: Bench, person: Person
) -> None:
    person.opens(person.records(), "address", "letter")
    page = IdentityOpeningsPage(at.work)
    shown(qtbot, at, page, Place("identity_openings"))
    said = everything_said(page)
    for word in ("امین نمونه", "نشانی", "نامه"):
        assert word in said
    assert VALUES["address"] not in said
