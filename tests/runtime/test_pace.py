"""Neither the collector nor the database thread keeps the window from what it has to do."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot
from sqlalchemy import text
from sqlalchemy.orm import Session

from desktop.runtime import pace
from desktop.runtime.tasks import Tasks
from tests.builders import seat

SCRIPT = """
import gc, sys
from desktop.runtime.pace import SWITCH_SECONDS, keep_ui_quick
keep_ui_quick()
assert sys.getswitchinterval() <= SWITCH_SECONDS * 1.01
print(gc.get_freeze_count())
"""


def test_what_lives_as_long_as_the_program_is_not_collected_again() -> None:
    # In a process of its own: the settings are the whole interpreter's.
    done = subprocess.run([sys.executable, "-c", SCRIPT], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) > 1000


def test_between_two_statements_the_window_first_ends_its_turn(
    tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pace, "WAIT_SECONDS", 5)  # however slow the machine is just now
    here = seat(tmp_path, role="administrator")
    tasks = Tasks(here.database, lambda: here.desk)
    order: list[str] = []
    began = threading.Event()

    def query(session: Session) -> None:
        session.execute(text("SELECT 1"))
        began.set()
        _work(2 * pace.WORK_SECONDS)
        session.execute(text("SELECT 2"))
        order.append("statement")

    tasks.read(tasks, query, lambda _rows: order.append("rows"))
    began.wait(5)
    _work(5 * pace.WORK_SECONDS)
    order.append("turn")
    qtbot.waitUntil(lambda: not tasks.busy)
    tasks.close()
    here.database.close()

    assert order == ["turn", "statement", "rows"]


def test_a_window_that_never_answers_holds_nothing_up_for_good(
    tmp_path: Path, qtbot: QtBot
) -> None:
    here = seat(tmp_path, role="administrator")
    tasks = Tasks(here.database, lambda: here.desk)
    done = threading.Event()

    def query(session: Session) -> None:
        for _ in range(20):
            _work(pace.WORK_SECONDS)
            session.execute(text("SELECT 1"))
        done.set()

    tasks.read(QObject(), query, lambda _rows: None)

    assert done.wait(10)
    tasks.close()
    here.database.close()


def _work(seconds: float) -> None:
    until = time.perf_counter() + seconds
    while time.perf_counter() < until:
        sum(range(100))
