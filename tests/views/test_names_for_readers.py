"""A screen reader hears a name for everything that can be reached on these pages (story A24)."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractSpinBox, QHeaderView, QWidget
from pytestqt.qtbot import QtBot

from desktop.views.administration.directory_page import DirectoryPage
from desktop.views.home.home_page import HomePage
from desktop.views.navigation import Page, Place, Workplace
from desktop.views.settings.help_page import HelpPage
from desktop.views.settings.settings_page import SettingsPage
from desktop.views.sync.jobs_page import JobsPage
from desktop.views.sync.sync_page import SyncPage
from tests.offices import SampleOffice
from tests.views.workplaces import bench, shown

PAGES: dict[str, Callable[[Workplace], Page]] = {
    "home": HomePage,
    "sync": SyncPage,
    "jobs": JobsPage,
    "settings": SettingsPage,
    "help": HelpPage,
    "directory": DirectoryPage,
}


@pytest.mark.parametrize("name", sorted(PAGES))
def test_everything_that_takes_the_keyboard_has_a_name(
    qtbot: QtBot, tmp_path: Path, name: str
) -> None:
    office = SampleOffice(tmp_path / "office")
    office.sent()
    office.order()
    with bench(office.leader, tmp_path) as at:
        page = PAGES[name](at.work)
        shown(qtbot, at, page, Place(name))
        nameless = [
            type(one).__name__
            for one in page.findChildren(QWidget)
            if one.isVisible()
            and one.focusPolicy() & Qt.FocusPolicy.TabFocus
            and not isinstance(one, QHeaderView | QAbstractSpinBox)
            and not one.accessibleName()
        ]
        assert not nameless
