"""Opening a file outside: asked first, written into the journal, in a private folder, swept."""

from __future__ import annotations

import stat
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot
from sqlalchemy import select

from desktop.commands.attachments import AttachFile
from desktop.errors import Refused
from desktop.models.attachments import AttachmentRow, attachments_of
from desktop.models.entries import Entry, EntryBody
from desktop.runtime.elsewhere import Elsewhere
from desktop.views.shared.elsewhere import ElsewhereDialog, offered
from desktop.views.shared.tips import plain
from sync.protocol.entry import decode_body, decode_header
from tests.views.sync.apart import FINDING, Apart, apart
from tests.views.workplaces import Bench, bench, settle

CONTENT = b"\xff\xd8\xff" + b"sample photo" * 40


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Apart]:
    with apart(tmp_path / "office") as made:
        made.begun()
        leader = made.leader
        with leader.database.writing() as session:
            photo = leader.blobs.add(session, CONTENT, "image/jpeg")
        attach = AttachFile("findings", FINDING, "نما.jpg", "image/jpeg", photo.size, photo.sha256)
        leader.does(attach)
        yield made


@pytest.fixture
def at(office: Apart, tmp_path: Path) -> Iterator[Bench]:
    with bench(office.leader, tmp_path) as made:
        made.blobs = office.leader.blobs
        made.elsewhere = Elsewhere(tmp_path / "vault")
        yield made


def row(at: Bench) -> AttachmentRow:
    with at.seat.database.reading() as session:
        return attachments_of(session, "findings", [FINDING])[FINDING][0]


def test_it_is_written_into_the_journal_before_the_file_is_there(
    qtbot: QtBot, at: Bench, tmp_path: Path, office: Apart
) -> None:
    shown: list[Path] = []
    dialog = ElsewhereDialog(at.work, row(at), shown.append)
    qtbot.addWidget(dialog)
    assert not (tmp_path / "vault" / "elsewhere").exists()
    dialog.primary.click()
    qtbot.waitUntil(lambda: bool(shown), timeout=10_000)
    settle(qtbot, at)

    (path,) = shown
    assert path.read_bytes() == CONTENT
    assert "نما" not in path.name
    assert stat.S_IMODE(path.stat().st_mode) == 0o400
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    header, reason = last_entry(at)
    assert header == ("OpenFileElsewhere", at.seat.person)
    assert reason is not None
    assert reason.startswith(row(at).sha256.hex())
    office.leader.syncs()
    assert office.leader.state.unsent == 0
    assert office.leader.state.refused == 0

    assert at.elsewhere is not None
    at.elsewhere.sweep()
    assert not path.exists()
    assert not path.parent.exists()


def last_entry(at: Bench) -> tuple[tuple[str, bytes], str | None]:
    query = (
        select(Entry.core, EntryBody.body)
        .join(EntryBody, (EntryBody.vault == Entry.vault) & (EntryBody.counter == Entry.counter))
        .where(Entry.vault == at.seat.journal.vault)
        .order_by(Entry.counter.desc())
        .limit(1)
    )
    with at.seat.database.reading() as session:
        core, body = session.execute(query).one()
    header = decode_header(core)
    assert body is not None
    return (header.command, header.actor), decode_body(body).reason


def test_a_file_of_another_kind_is_kept_and_never_opened(tmp_path: Path, at: Bench) -> None:
    elsewhere = Elsewhere(tmp_path)
    for media_type in ("application/octet-stream", "text/html", "image/svg+xml", ""):
        with pytest.raises(Refused, match="file_not_for_elsewhere"):
            elsewhere.put(b"#!/bin/sh", media_type)
    assert not (tmp_path / "elsewhere").exists()
    assert offered(at.work, row(at))


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        ("متن ساده", "متن ساده"),
        ("<b>x</b>", "<p>&lt;b&gt;x&lt;/b&gt;</p>"),
        ("a & b\n<img src='file:///etc/passwd'>", None),
    ],
)
def test_a_tooltip_shows_each_sign_as_it_is(words: str, shown: str | None) -> None:
    told = plain(words)
    assert shown is None or told == shown
    assert "<img" not in told
    assert "<b>" not in told
