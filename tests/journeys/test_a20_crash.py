"""A20: the process is killed in the middle of a checklist, and the disk is full."""

from __future__ import annotations

import os
import resource
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

import tests.journeys.long_visit as long_visit
from desktop.app import SignedIn
from desktop.demo import pictures
from desktop.models.vault import OpenVault, unlock
from desktop.program import dress
from desktop.runtime.look import Look
from desktop.views.inspections.form import VisitForm
from desktop.views.navigation import Place
from tests.journeys import visiting
from tests.journeys.driver import Person, until
from tests.vaults import PASSWORD

HERE = Path(__file__).parents[2]


@contextmanager
def at_form(qtbot: QtBot, app: QApplication, vault: OpenVault, visit: bytes) -> Iterator[Person]:
    """Signed in, with the visit's form open."""
    dress(app, Look("light"))
    signed_in = SignedIn(vault, vault.folder / "look.json", syncs=False)
    qtbot.addWidget(signed_in.window)
    person = Person(signed_in)
    person.sits_down()
    signed_in.window.go(Place("visit_form", visit))
    person.waits()
    try:
        yield person
    finally:
        signed_in.close()


def test_what_was_typed_before_a_kill_is_there_or_offered(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path
) -> None:
    vault, visit = long_visit.begun(tmp_path)
    vault.close()
    photo = pictures.notice_on_wall(datetime.now(UTC), near=False)
    (tmp_path / long_visit.PHOTO).write_bytes(photo)
    line = [sys.executable, "-m", "tests.journeys.long_visit", str(vault.folder), visit.hex()]
    with (
        (tmp_path / "child.log").open("w") as log,
        subprocess.Popen(line, cwd=HERE, stdout=subprocess.PIPE, stderr=log, text=True) as child,
    ):
        assert child.stdout is not None
        assert child.stdout.readline() == "typing\n", (tmp_path / "child.log").read_text()
        os.kill(child.pid, signal.SIGKILL)
        assert child.wait(timeout=20) == -signal.SIGKILL

    with at_form(qtbot, qapp, unlock(vault.folder, PASSWORD, None), visit) as person:
        detail = visiting.detail_of(person, visit)
        assert detail is not None
        assert len(detail.answers) == long_visit.ANSWERED + 1
        (kept,) = detail.attachments
        reading = person.signed_in.vault.blobs.read
        assert person.knows(lambda session: reading(session, kept.sha256)) == photo

        form = person.page(VisitForm)
        assert long_visit.NOTE[:40] in form.notice.accessibleName()
        assert form.notice.button is not None
        person.tabs_to(form.notice.button)
        person.presses("Space")
        person.decides()
        detail = visiting.detail_of(person, visit)
        assert detail is not None
        notes = {row.item: row.note for row in detail.answers}
        assert str(notes[f"long.{long_visit.ANSWERED + 1}"]).startswith(long_visit.NOTE)


@contextmanager
def full_disk(room: int) -> Iterator[None]:
    """No file may grow beyond so many bytes: what a full disk is to a large photo."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (room, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


@pytest.fixture
def large_photo(tmp_path: Path) -> Path:
    """Noise: it does not get small."""
    file = tmp_path / "noise.png"
    Image.frombytes("RGB", (2000, 1500), os.urandom(9_000_000)).save(file)
    assert file.stat().st_size > 5_000_000
    return file


def test_a_full_disk_is_said_and_what_was_typed_stays(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path, large_photo: Path
) -> None:
    vault, visit = long_visit.begun(tmp_path)
    with at_form(qtbot, qapp, vault, visit) as person:
        for number in range(1, long_visit.WITH_PHOTO):
            assert visiting.card_of(person.focus).question.code == f"long.{number}"
            person.digit("۱")
            person.presses("Return")
        person.digit("۲")
        person.fills("توضیح", long_visit.NOTE)
        person.tabs_to("نمای دور لازم")
        with full_disk(4_000_000):
            person.pastes(large_photo)
            until(lambda: "دیسک" in person.reads())
        detail = visiting.detail_of(person, visit)
        assert detail is not None
        assert detail.attachments == ()
        notes = {row.item: row.note for row in detail.answers}
        assert notes[f"long.{long_visit.WITH_PHOTO}"] == long_visit.NOTE
        assert long_visit.NOTE in person.reads()

        card = person.page(VisitForm).pages
        assert card is not None
        question = card.sections["part1"].cards[f"long.{long_visit.WITH_PHOTO}"]
        visiting.pastes_next(person, question, large_photo)
        detail = visiting.detail_of(person, visit)
        assert detail is not None
        assert len(detail.attachments) == 1
