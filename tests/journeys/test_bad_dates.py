"""A day that has passed as a deadline: said beside its field, and the rest stays as written."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from PySide6.QtWidgets import QAbstractButton, QApplication
from pytestqt.qtbot import QtBot

from desktop.models.calendar import long_date, numeric_date
from tests.journeys import long_visit, visiting
from tests.journeys.driver import Person, until
from tests.journeys.test_a20_crash import at_form

ACTION = "نصب صندوق شکایت (نمونه)"


def test_a_deadline_that_has_passed_is_said_and_a_later_one_taken(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path
) -> None:
    vault, visit = long_visit.begun(tmp_path)
    with at_form(qtbot, qapp, vault, visit) as person:
        today = person.signed_in.desk().today
        person.presses("F10")
        person.overwrites("صندوق شکایت نیست (نمونه).")
        person.tabs_to("معیار")
        until(lambda: "در همان محل رفع شد" in reachable(person))
        person.tabs_to("اقدام اصلاحی")
        person.presses("Space")
        person.overwrites(ACTION)
        person.fills("مهلت", numeric_date(today - timedelta(days=1)))
        person.tabs_to("ثبت اقدام")
        person.presses("Space")
        assert f"نمی‌تواند پیش از {long_date(today)} باشد" in person.reads()
        assert ACTION in person.reads()
        detail = visiting.detail_of(person, visit)
        assert detail is not None
        assert detail.actions == ()

        person.tabs_to("مهلت", back=True)
        person.overwrites(numeric_date(today + timedelta(days=7)))
        person.tabs_to("ثبت اقدام")
        person.presses("Space")
        until(lambda: "نمی‌تواند" not in person.reads())
        detail = visiting.detail_of(person, visit)
        assert detail is not None
        assert [(row.description, row.due_on) for row in detail.actions] == [
            (ACTION, today + timedelta(days=7))
        ]


def reachable(person: Person) -> list[str]:
    """What can be done with the finding at hand, by name."""
    return [one.accessibleName() for one in person.shown(QAbstractButton) if one.isEnabled()]
