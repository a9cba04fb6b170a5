"""Longer jobs are seen while they run, stopped, and told about when they fail."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from desktop.errors import Problem
from desktop.runtime.jobs import Cancelled, Progress
from desktop.views.navigation import Place
from desktop.views.sync.jobs_page import JobsPage
from tests.builders import seat
from tests.views.workplaces import Bench, bench, shown


@pytest.fixture
def at(tmp_path: Path) -> Iterator[Bench]:
    with bench(seat(tmp_path / "vault"), tmp_path) as made:
        yield made


def opened(qtbot: QtBot, at: Bench) -> JobsPage:
    page = JobsPage(at.work)
    shown(qtbot, at, page, Place("jobs"))
    return page


def test_no_job_is_said_so(qtbot: QtBot, at: Bench) -> None:
    page = opened(qtbot, at)
    assert page.empty.isVisible()
    assert not page.card.isVisible()


def test_a_running_job_tells_how_far_it_is_and_is_stopped(qtbot: QtBot, at: Bench) -> None:
    page = opened(qtbot, at)
    begun = threading.Event()

    def work(progress: Progress, cancelled: Cancelled) -> None:
        progress(2, 5)
        progress(5, 5)
        begun.set()
        while not cancelled():
            threading.Event().wait(0.005)
        progress(5, 5)

    number = at.tasks.job("پشتیبان‌گیری", work)
    qtbot.waitUntil(begun.is_set)
    qtbot.waitUntil(lambda: page.lines[number].told.words() == "۵ از ۵")
    assert page.lines[number].progress.isVisible()
    page.lines[number].cancel.click()
    qtbot.waitUntil(lambda: page.lines[number].pill.look().words == "متوقف شد")
    assert not page.lines[number].cancel.isVisible()


def test_a_job_that_failed_says_why(qtbot: QtBot, at: Bench) -> None:
    page = opened(qtbot, at)

    def work(_progress: Progress, _cancelled: Cancelled) -> None:
        raise Problem("disk_full")

    number = at.tasks.job("پشتیبان‌گیری", work)
    qtbot.waitUntil(lambda: page.lines[number].pill.look().words == "نشد")
    assert page.lines[number].told.words()
