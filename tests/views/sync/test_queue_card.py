"""What is on its way is seen with its direction, its size and why it does not go."""

from __future__ import annotations

from datetime import UTC, datetime

from pytestqt.qtbot import QtBot

from desktop.models.sync_state import FETCH, SEND
from desktop.models.transfers import Queue, WaitingFile
from desktop.views.shared.labels import Label
from desktop.views.sync.queue_card import QueueCard, way_words

AT = datetime(2026, 11, 22, tzinfo=UTC)


def file(direction: str = FETCH, copy: str = "original", failed: str | None = None) -> WaitingFile:
    return WaitingFile("نما.jpg", copy, direction, 3 << 20, 0.5, failed, AT, "visits", b"\1" * 16)


def test_a_file_on_its_way_here_says_how_much_of_it_has_come() -> None:
    assert way_words(file()) == "می‌آید از ستاد · اصل پرونده · ۳٫۰ مگابایت · ۵۰ درصد رسیده"
    assert way_words(file(SEND, "thumb")) == "می‌رود به ستاد · تصویر کوچک · ۳٫۰ مگابایت"


def test_an_empty_queue_takes_no_room(qtbot: QtBot) -> None:
    card = QueueCard()
    qtbot.addWidget(card)
    card.show_queue(Queue((), 0))
    assert card.isHidden()


def test_a_long_queue_says_how_many_more_wait_and_a_failed_file_why(qtbot: QtBot) -> None:
    card = QueueCard()
    qtbot.addWidget(card)
    card.show_queue(Queue((file(failed="blob_unknown"), *[file()] * 11), 40))
    words = [one.words() for one in card.findChildren(Label)]
    assert "و ۳۲ پیوست دیگر" in words
    assert "این پیوست در ستاد نیست." in words
