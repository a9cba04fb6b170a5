"""The background exchange: when it happens, and what it does when the road is bad."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import pytest
from pytestqt.qtbot import QtBot
from sqlalchemy.orm import Session

from desktop.commands.base import Desk
from desktop.errors import AppError
from desktop.models import vault_facts
from desktop.models.attachments import Attachment
from desktop.models.blobs import BlobStore
from desktop.models.directory import Unit
from desktop.models.journal import Journal
from desktop.models.vault_facts import Enrolment
from desktop.runtime import sync_schedule
from desktop.runtime.sync_schedule import INTERVAL_MS, LONGEST_MS, RETRY_MS, SyncSchedule, delay
from desktop.runtime.tasks import Tasks
from sync.protocol.messages import Failure
from sync.protocol.packing import MEDIA_TYPE, pack
from tests.sync.laptops import Hq, Laptop, headquarters, looks


@dataclass(frozen=True)
class AddUnit:
    name: str = "واحد نمونهٔ ب"

    def __call__(self, session: Session, desk: Desk) -> None:
        session.add(Unit(province="26", name=self.name, provisional=True))


@dataclass(frozen=True)
class AddPhoto:
    """A unit with a photo, so that everybody may hold both."""

    sha256: bytes
    size: int

    def __call__(self, session: Session, desk: Desk) -> None:
        unit = desk.new_id()
        session.add(Unit(id=unit, province="26", name="واحد نمونه", provisional=True))
        told = {"name": "نما.jpg", "media_type": "image/jpeg", "size": self.size}
        photo = Attachment(record_kind="units", record_id=unit, sha256=self.sha256, **told)
        session.add(photo)


@dataclass
class Opened:
    """A laptop's vault as the window has it."""

    journal: Journal
    blobs: BlobStore
    enrolment: Enrolment | None


@dataclass
class Running:
    """The window's side of one laptop."""

    laptop: Laptop
    tasks: Tasks
    schedule: SyncSchedule
    ends: list[AppError | None] = field(default_factory=list)

    @property
    def unsent(self) -> int:
        return self.laptop.state.unsent


@pytest.fixture
def hq(tmp_path: Path) -> Iterator[Hq]:
    with headquarters(tmp_path / "hq") as opened:
        yield opened


@pytest.fixture
def running(
    hq: Hq, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Running]:
    monkeypatch.setattr(sync_schedule, "FIRST_MS", 0)
    monkeypatch.setattr(sync_schedule, "AFTER_COMMAND_MS", 10)
    laptop = hq.laptop(tmp_path / "a")
    enrolment = looks(laptop, vault_facts.enrolment)
    tasks = Tasks(laptop.database, lambda: laptop.desk)
    vault = Opened(laptop.journal, laptop.blobs, enrolment)
    schedule = SyncSchedule(vault, tasks, connect=hq.connect(laptop.road), chance=lambda: 0.5)
    found = Running(laptop, tasks, schedule)
    schedule.ended.connect(found.ends.append)
    qtbot.waitUntil(lambda: found.ends == [None])
    yield found
    schedule.stop()
    tasks.close()


def test_what_a_command_wrote_is_sent_by_itself(running: Running, qtbot: QtBot) -> None:
    running.tasks.execute(AddUnit())
    qtbot.waitUntil(lambda: len(running.ends) > 1)
    assert running.ends == [None, None]
    assert running.unsent == 0
    assert not running.schedule.running


def test_pressed_again_and_again_there_is_one_exchange_at_a_time(
    running: Running, qtbot: QtBot
) -> None:
    running.laptop.does(AddUnit())
    running.laptop.road.paths.clear()
    for _ in range(5):
        running.schedule.now()
    jobs = [row for row in running.tasks.jobs.rows() if row.active]
    assert len(jobs) == 1
    qtbot.waitUntil(lambda: len(running.ends) == 3)
    qtbot.waitUntil(lambda: not running.schedule.running)
    assert running.ends == [None, None, None]
    assert running.unsent == 0


def test_while_headquarters_is_away_work_goes_on_and_nothing_is_lost(
    running: Running, qtbot: QtBot
) -> None:
    running.laptop.road.away = True
    running.tasks.execute(AddUnit())
    qtbot.waitUntil(lambda: len(running.ends) > 1)
    error = running.ends[-1]
    assert error is not None
    assert error.code == "server_away"
    running.tasks.execute(AddUnit("واحد نمونهٔ پ"))
    qtbot.waitUntil(lambda: running.unsent == 2)
    running.laptop.road.away = False
    running.schedule.now()
    qtbot.waitUntil(lambda: running.ends[-1] is None)
    assert running.unsent == 0


def test_without_a_network_nothing_is_tried_until_there_is_one(
    running: Running, qtbot: QtBot
) -> None:
    running.schedule.set_online(False)
    running.laptop.road.paths.clear()
    running.tasks.execute(AddUnit())
    qtbot.waitUntil(lambda: running.unsent == 1 and not running.tasks.busy)
    assert running.laptop.road.paths == []
    running.schedule.set_online(True)
    qtbot.waitUntil(lambda: len(running.ends) > 1)
    assert running.unsent == 0


def test_where_each_byte_costs_records_go_by_themselves_and_files_when_asked(
    running: Running, qtbot: QtBot
) -> None:
    running.schedule.set_metered(True)
    with running.laptop.database.writing() as session:
        photo = running.laptop.blobs.add(session, b"\xff\xd8 sample", "image/jpeg")
    running.tasks.execute(AddPhoto(photo.sha256, photo.size))
    qtbot.waitUntil(lambda: len(running.ends) > 1 and not running.schedule.running)
    assert (running.unsent, running.laptop.state.unsent_photos) == (0, 1)
    running.schedule.now()
    qtbot.waitUntil(lambda: running.laptop.state.unsent_photos == 0)


def test_files_that_waited_go_once_bytes_cost_nothing(running: Running, qtbot: QtBot) -> None:
    running.schedule.set_metered(True)
    with running.laptop.database.writing() as session:
        photo = running.laptop.blobs.add(session, b"\xff\xd8 sample", "image/jpeg")
    running.tasks.execute(AddPhoto(photo.sha256, photo.size))
    qtbot.waitUntil(lambda: len(running.ends) > 1 and not running.schedule.running)
    running.schedule.set_metered(False)
    qtbot.waitUntil(lambda: running.laptop.state.unsent_photos == 0)


def test_a_pull_ends_in_the_same_notice_as_a_command(
    running: Running, hq: Hq, tmp_path: Path, qtbot: QtBot
) -> None:
    other = hq.laptop(tmp_path / "b", "بازرس نمونهٔ دو")
    other.does(AddUnit())
    other.syncs()
    with qtbot.waitSignal(running.tasks.changed) as heard:
        running.schedule.now()
    assert heard.args is not None
    assert "units" in heard.args[0]
    qtbot.waitUntil(lambda: not running.schedule.running)


def test_a_busy_server_is_obeyed_without_an_error(running: Running, qtbot: QtBot) -> None:
    busy = pack(Failure("too_many_requests", {"seconds": 7}))

    def change(_request: httpx.Request, _answer: httpx.Response) -> httpx.Response:
        headers = {"content-type": MEDIA_TYPE, "retry-after": "7"}
        return httpx.Response(429, headers=headers, stream=httpx.ByteStream(busy))

    running.laptop.road.change = change
    running.schedule.now()
    qtbot.waitUntil(lambda: len(running.ends) > 1)
    assert running.laptop.state.last_error is None
    assert running.schedule.next_in_ms in range(6_000, 7_500)


def test_each_failure_waits_longer_and_no_two_laptops_alike() -> None:
    assert [delay(n, 0.5) for n in (1, 2, 3)] == [RETRY_MS, RETRY_MS * 2, RETRY_MS * 4]
    assert delay(40, 0.5) == LONGEST_MS
    assert delay(0, 0.5) == INTERVAL_MS
    assert delay(1, 0.0) < delay(1, 0.9)
