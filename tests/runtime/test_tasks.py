"""Work leaves the UI thread and comes back one way, also when the page is gone or the disk full."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot
from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from desktop.commands.base import Changes, Desk
from desktop.errors import AppError, Problem, Refused
from desktop.models.database import Database
from desktop.models.directory import Office
from desktop.models.settings import all_settings, read_setting
from desktop.runtime.autosave import Autosave
from desktop.runtime.heartbeat import Heartbeat
from desktop.runtime.jobs import Cancelled, JobRow, Progress
from desktop.runtime.look import Look, read_look, write_look
from desktop.runtime.settings import Settings
from desktop.runtime.tasks import Tasks
from tests.builders import Seat, seat


@dataclass(frozen=True, slots=True)
class OpenOffice:
    """A command of this test."""

    name: str

    def __call__(self, session: Session, desk: Desk) -> None:
        if not self.name:
            raise Refused("field_missing", field="name")
        session.add(
            Office(code="q", name=self.name, level="province", province="26", issuer="نمونه")
        )


@pytest.fixture
def here(tmp_path: Path) -> Iterator[Seat]:
    found = seat(tmp_path, role="administrator")
    yield found
    found.database.close()


@pytest.fixture
def tasks(here: Seat, qtbot: QtBot) -> Iterator[Tasks]:
    tasks = Tasks(here.database, lambda: here.desk)
    yield tasks
    tasks.close()


def offices(session: Session) -> int:
    return session.execute(select(func.count()).select_from(Office)).scalar_one()


def test_a_query_runs_elsewhere_and_its_rows_come_to_the_ui_thread(
    tasks: Tasks, qtbot: QtBot
) -> None:
    owner = QObject()
    seen: list[tuple[str, int]] = []
    worked: list[str] = []

    def query(session: Session) -> int:
        worked.append(threading.current_thread().name)
        return offices(session)

    tasks.read(owner, query, lambda rows: seen.append((threading.current_thread().name, rows)))
    qtbot.waitUntil(lambda: bool(seen))

    assert seen == [(threading.main_thread().name, 0)]
    assert worked[0].startswith("database")


def test_a_command_says_which_kinds_changed(tasks: Tasks, qtbot: QtBot) -> None:
    heard: list[Changes] = []
    then: list[Changes] = []
    tasks.changed.connect(heard.append)

    tasks.execute(OpenOffice("ادارهٔ نمونه"), then.append)
    qtbot.waitUntil(lambda: bool(then))

    assert heard == then == [frozenset({"offices"})]


def test_a_refusal_is_told_and_nothing_changed(tasks: Tasks, qtbot: QtBot, here: Seat) -> None:
    with qtbot.waitSignal(tasks.refused) as told:
        tasks.execute(OpenOffice(""))

    assert isinstance(told.args[0], Refused)
    with here.database.reading() as session:
        assert offices(session) == 0


def test_a_form_may_take_its_own_refusals(tasks: Tasks, qtbot: QtBot) -> None:
    taken: list[AppError] = []
    tasks.refused.connect(lambda error: pytest.fail(str(error)))

    tasks.execute(OpenOffice(""), failed=taken.append)
    qtbot.waitUntil(lambda: bool(taken))

    assert taken[0].arguments == {"field": "name"}


@pytest.mark.expects_errors
def test_what_nobody_expected_is_told_and_logged(
    tasks: Tasks, qtbot: QtBot, caplog: pytest.LogCaptureFixture
) -> None:
    with qtbot.waitSignal(tasks.crashed) as told:
        tasks.read(QObject(), lambda session: 1 // 0, lambda rows: None)

    assert isinstance(told.args[0], ZeroDivisionError)
    assert [r.levelno for r in caplog.records if r.name == "desktop.runtime.tasks"] == [
        logging.ERROR
    ]


def test_a_page_that_is_gone_is_not_called(tasks: Tasks, qtbot: QtBot) -> None:
    import shiboken6

    owner = QObject()
    called: list[object] = []
    go = threading.Event()
    tasks.read(owner, lambda session: go.wait(5), called.append)
    shiboken6.delete(owner)
    go.set()
    qtbot.waitUntil(lambda: not tasks.busy)

    assert called == []


def test_a_full_disk_is_told_as_such_and_the_next_command_works(
    tasks: Tasks, qtbot: QtBot, here: Seat
) -> None:
    def limit(pages: int, session: Session) -> None:
        session.execute(text("PRAGMA max_page_count = " + str(pages)))

    owner = QObject()
    tasks.write(owner, partial(limit, 1))
    with qtbot.waitSignal(tasks.refused) as told:
        tasks.execute(OpenOffice("ن" * 500_000))

    problem = told.args[0]
    assert isinstance(problem, Problem)
    assert problem.code == "disk_full"
    tasks.write(owner, partial(limit, 1_000_000))
    with qtbot.waitSignal(tasks.changed):
        tasks.execute(OpenOffice("ادارهٔ نمونه"))


def test_a_job_shows_how_far_it_is_and_may_use_the_database(tasks: Tasks, qtbot: QtBot) -> None:
    seen: list[JobRow] = []
    tasks.jobs.changed.connect(lambda: seen.append(tasks.jobs.rows()[0]))
    done: list[int] = []

    def count(database: Database) -> int:
        with database.reading() as session:
            return offices(session)

    def work(progress: Progress, cancelled: Cancelled) -> int:
        progress(2, 2)
        return tasks.on_database(count)

    tasks.job("شمارش", work, done.append)
    qtbot.waitUntil(lambda: bool(done))

    assert done == [0]
    assert [row.state for row in seen][0::3] == ["waiting", "done"]
    assert (seen[-1].done, seen[-1].total) == (2, 2)


def test_a_job_can_be_stopped(tasks: Tasks, qtbot: QtBot) -> None:
    started = threading.Event()

    def work(progress: Progress, cancelled: Cancelled) -> None:
        started.set()
        while True:
            progress(0, 1)

    number = tasks.job("بی‌پایان", work, lambda _: pytest.fail("not stopped"))
    qtbot.waitUntil(started.is_set)
    tasks.jobs.cancel(number)
    qtbot.waitUntil(lambda: tasks.jobs.active() == 0)

    assert tasks.jobs.rows()[0].state == "cancelled"


def test_the_network_and_the_database_do_not_wait_for_each_other(
    tasks: Tasks, qtbot: QtBot
) -> None:
    go = threading.Event()
    finished: list[object] = []
    tasks.job("شبکه", lambda progress, cancelled: go.wait(5), finished.append, lane="network")
    tasks.read(QObject(), offices, finished.append)
    qtbot.waitUntil(lambda: bool(finished))

    assert finished == [0]
    go.set()
    qtbot.waitUntil(lambda: not tasks.busy)


def test_a_pull_ends_in_the_same_notice_from_any_thread(tasks: Tasks, qtbot: QtBot) -> None:
    with qtbot.waitSignal(tasks.changed) as told:
        threading.Thread(target=tasks.announce, args=(frozenset({"visits"}),)).start()
    assert told.args == [frozenset({"visits"})]


def test_closing_lets_what_was_given_be_written(here: Seat, qtbot: QtBot) -> None:
    tasks = Tasks(here.database, lambda: here.desk)
    for number in range(20):
        tasks.execute(OpenOffice(f"ادارهٔ نمونهٔ {number}"))
    tasks.close()

    with here.database.reading() as session:
        assert offices(session) == 20


def test_the_window_stays_alive_while_the_database_works(
    tasks: Tasks, qtbot: QtBot, here: Seat
) -> None:
    heartbeat = Heartbeat()
    heartbeat.start()
    done: list[object] = []
    for number in range(300):
        tasks.execute(OpenOffice(f"ادارهٔ نمونهٔ {number}"), done.append)
    qtbot.waitUntil(lambda: len(done) == 300, timeout=20_000)
    heartbeat.stop()

    assert heartbeat.beats > 10
    assert heartbeat.worst()[0].milliseconds < 200


def _kept(here: Seat, key: str) -> object:
    with here.database.reading() as session:
        return read_setting(session, key)


def test_settings_are_there_at_once_and_kept_in_the_vault(
    tasks: Tasks, qtbot: QtBot, here: Seat, tmp_path: Path
) -> None:
    settings = Settings(tasks, {}, tmp_path / "window.json")
    with qtbot.waitSignal(settings.changed):
        settings.put("visits.columns", ["code", "unit"])
    assert settings.get("visits.columns") == ["code", "unit"]
    settings.put("visits.height", "dense")
    assert not tasks.busy  # what the next page reads goes first
    qtbot.waitUntil(lambda: _kept(here, "visits.height") == "dense")

    with here.database.reading() as session:
        assert read_setting(session, "visits.columns") == ["code", "unit"]
        again = Settings(tasks, all_settings(session), tmp_path / "window.json")
    assert again.get("visits.columns") == ["code", "unit"]
    assert again.get("nothing", 7) == 7


def test_the_look_is_known_before_anybody_signs_in(
    tasks: Tasks, qtbot: QtBot, tmp_path: Path
) -> None:
    path = tmp_path / "config" / "window.json"
    settings = Settings(tasks, {}, path)
    with qtbot.waitSignal(settings.looks_changed):
        settings.set_look(Look("dark", 125, "en"))

    assert read_look(path) == Look("dark", 125, "en")


@pytest.mark.parametrize("content", [b"", b"{", b'{"theme": "pink"}', b'{"scale": 7}', b"[]"])
def test_an_odd_look_file_gives_the_usual_look(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "window.json"
    path.write_bytes(content)
    assert read_look(path) == Look()
    write_look(path, Look(scale=110))
    assert read_look(path).scale == 110


def test_a_form_is_saved_on_leaving_a_field_and_while_it_changes(
    qtbot: QtBot,
) -> None:
    fields: dict[str, str] = {}
    saved: list[dict[str, str]] = []
    parent = QObject()
    autosave = Autosave(
        lambda: dict(fields), lambda: saved.append(dict(fields)), parent, every_ms=5
    )

    fields["note"] = "صبحانه"
    qtbot.waitUntil(lambda: len(saved) == 1)
    autosave.stop()
    autosave.now()
    fields["note"] = "صبحانه پیش از ارباب‌رجوع"
    autosave.now()

    assert [one["note"] for one in saved] == ["صبحانه", "صبحانه پیش از ارباب‌رجوع"]
